package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/** Stands where a list has nothing: says so, and what one may do. Never drawn before the core has answered. */
class Empty @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
        gravity = Gravity.CENTER_HORIZONTAL
        val padding = resources.getDimensionPixelSize(R.dimen.space_4)
        setPadding(padding, padding, padding, padding)
        inflate(context, R.layout.part_empty, this)
    }

    /** Draws what is not there, and the way to make it, if there is one. */
    fun show(words: CharSequence, icon: Int, doWords: CharSequence? = null, tapped: (() -> Unit)? = null) {
        findViewById<TextView>(R.id.empty_text).draw(words)
        findViewById<ImageView>(R.id.empty_icon).setImageResource(icon)
        val button = findViewById<Button>(R.id.empty_do)
        button.visibility = if (tapped == null) View.GONE else View.VISIBLE
        button.text = doWords
        button.setOnClickListener { tapped?.invoke() }
    }
}
