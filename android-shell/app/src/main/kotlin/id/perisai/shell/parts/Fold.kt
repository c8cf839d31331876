package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/**
 * A part of a page that stays folded until somebody needs it: its name, in a second line what was told in it, and below it
 * what stands inside it in the layout. In a layout: `android:label`, `android:summary` (what is asked there, while nothing
 * was told).
 */
class Fold @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private var inside: LinearLayout? = null
    private val label = told(context, attributes, android.R.attr.label).orEmpty()
    private val asked = told(context, attributes, android.R.attr.summary)

    init {
        orientation = VERTICAL
        inflate(context, R.layout.part_fold, this)
        inside = findViewById(R.id.fold_inside)
        show(null, isOpen = false) {}
    }

    /** What stands in the layout stands inside. */
    override fun addView(child: View, index: Int, params: ViewGroup.LayoutParams?) {
        inside?.addView(child, index, params) ?: super.addView(child, index, params)
    }

    /** Draws it. `summary` is what was told; none for nothing yet. A tap on the head is told and changes nothing by itself. */
    fun show(summary: CharSequence?, isOpen: Boolean, tapped: () -> Unit) {
        findViewById<TextView>(R.id.fold_label).draw(label)
        findViewById<TextView>(R.id.fold_summary).apply {
            draw(if (summary.isNullOrEmpty()) asked else summary)
            setTextColor(context.getColor(if (summary.isNullOrEmpty()) R.color.faint else R.color.ink))
        }
        findViewById<ImageView>(R.id.fold_mark).rotation = if (isOpen) OPEN else FOLDED
        inside?.visibility = if (isOpen) VISIBLE else GONE
        findViewById<View>(R.id.fold_head).apply {
            val state = resources.getString(if (isOpen) R.string.unfolded else R.string.folded)
            contentDescription = listOfNotNull(label, summary?.takeIf { it.isNotEmpty() }, state).joinToString(", ")
            setOnClickListener { tapped() }
        }
    }

    private companion object {
        /** Degrees: the mark points down where there is more below, and up where it can be put away. */
        const val FOLDED = 90f
        const val OPEN = 270f
    }
}
