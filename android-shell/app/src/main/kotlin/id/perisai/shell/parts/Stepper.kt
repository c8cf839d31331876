package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/** A small number, less or more by a tap. In a layout: `android:label`. What comes before and after is the state's to say. */
class Stepper @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val labelView: TextView
    private val value: TextView
    private val less: ImageButton
    private val more: ImageButton
    private val wrongView: TextView

    /** The label. */
    var label: CharSequence
        get() = labelView.text
        set(text) {
            labelView.text = text
            less.contentDescription = resources.getString(R.string.less, text)
            more.contentDescription = resources.getString(R.string.more_of, text)
        }

    /** What is wrong with the number, and what to do. */
    var wrong: CharSequence? = null
        set(text) {
            field = text
            wrongView.draw(text)
        }

    init {
        orientation = VERTICAL
        inflate(context, R.layout.part_stepper, this)
        labelView = findViewById(R.id.stepper_label)
        value = findViewById(R.id.stepper_value)
        less = findViewById(R.id.stepper_less)
        more = findViewById(R.id.stepper_more)
        wrongView = findViewById(R.id.stepper_wrong)
        label = told(context, attributes, android.R.attr.label).orEmpty()
    }

    /** Draws a number in words. Where `less` or `more` is none, there is nothing on that side. */
    fun show(words: CharSequence, less: (() -> Unit)?, more: (() -> Unit)?) {
        value.draw(words)
        this.less.isEnabled = less != null
        this.more.isEnabled = more != null
        this.less.setOnClickListener { less?.invoke() }
        this.more.setOnClickListener { more?.invoke() }
    }
}
