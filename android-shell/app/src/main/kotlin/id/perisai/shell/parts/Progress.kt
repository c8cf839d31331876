package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.TextView
import id.perisai.shell.R

/** Something that takes a while: what it is, in words, and how far it is where that is known. */
class Progress @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    init {
        orientation = VERTICAL
        inflate(context, R.layout.part_progress, this)
        findViewById<TextView>(R.id.progress_text).accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        show(null)
    }

    /** Draws it, or nothing. `thousandths` is none where nobody knows how far it is. */
    fun show(words: CharSequence?, thousandths: Int? = null) {
        visibility = if (words == null) GONE else VISIBLE
        findViewById<TextView>(R.id.progress_text).draw(words)
        val bar = findViewById<ProgressBar>(R.id.progress_bar)
        bar.isIndeterminate = thousandths == null
        bar.max = 1000
        bar.progress = thousandths ?: 0
    }
}
