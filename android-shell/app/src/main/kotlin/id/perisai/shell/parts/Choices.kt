package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.View
import android.widget.CompoundButton
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/**
 * Things to choose by a tap: one of them, or several with `android:choiceMode="multipleChoice"`. In a layout also
 * `android:label` and `android:summary` (what helps). A choice shows that it is made by a check and by being filled.
 */
class Choices @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val labelView: TextView
    private val wrongView: TextView
    private val helperView: TextView
    private val offered: Wrapping
    private val isSeveral: Boolean

    /** The label. */
    var label: CharSequence?
        get() = labelView.text
        set(text) = labelView.draw(text)

    /** What is wrong with the choice, and what to do. */
    var wrong: CharSequence? = null
        set(text) {
            field = text
            wrongView.draw(text)
        }

    /** What helps to choose. */
    var helper: CharSequence? = null
        set(text) {
            field = text
            helperView.draw(text)
        }

    init {
        orientation = VERTICAL
        inflate(context, R.layout.part_choices, this)
        labelView = findViewById(R.id.choices_label)
        offered = findViewById(R.id.choices_offered)
        wrongView = findViewById(R.id.choices_wrong)
        helperView = findViewById(R.id.choices_helper)
        label = told(context, attributes, android.R.attr.label)
        helper = told(context, attributes, android.R.attr.summary)
        isSeveral = toldNumber(context, attributes, android.R.attr.choiceMode, ONE) == SEVERAL
    }

    /**
     * Draws what is offered and what of it is chosen. A tap is told and changes nothing by itself: the state does, and is
     * drawn again.
     */
    fun <T> show(offered: List<T>, chosen: Collection<T>, words: (T) -> CharSequence, tapped: (T) -> Unit) {
        val views = this.offered
        while (views.childCount > offered.size) views.removeViewAt(views.childCount - 1)
        while (views.childCount < offered.size) views.addView(made())
        offered.forEachIndexed { at, thing ->
            val view = views.getChildAt(at) as CompoundButton
            val text = words(thing)
            if (view.text.toString() != text.toString()) view.text = text
            val isChosen = thing in chosen
            if (view.isChecked != isChosen) view.isChecked = isChosen
            view.setOnClickListener {
                view.isChecked = isChosen
                tapped(thing)
            }
        }
    }

    /** The same for a question that is answered by yes or no; none while it is not. */
    fun showYesNo(answer: Boolean?, tapped: (Boolean) -> Unit) {
        val words = { yes: Boolean -> resources.getString(if (yes) R.string.yes else R.string.no) }
        show(listOf(true, false), listOfNotNull(answer), words, tapped)
    }

    private fun made(): View {
        val layout = if (isSeveral) R.layout.part_choice_many else R.layout.part_choice_one
        return LayoutInflater.from(context).inflate(layout, offered, false)
    }

    private companion object {
        /** As `android:choiceMode` has them. */
        const val ONE = 1
        const val SEVERAL = 2
    }
}
