package id.perisai.shell.parts

import android.content.Context
import android.content.res.ColorStateList
import android.util.AttributeSet
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/** Something that a person is told beside the rest: read aloud when it appears, and gone while there is nothing to tell. */
class Notice @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    /** What kind of thing is told. */
    enum class Kind {
        /** Good to know. */
        INFO,

        /** It waits for a person. */
        LOOK,

        /** Something did not work. */
        FAILURE,
    }

    /** What one can do about it. */
    class Way(val words: CharSequence, val tapped: () -> Unit)

    private val icon: ImageView
    private val text: TextView

    init {
        orientation = HORIZONTAL
        inflate(context, R.layout.part_notice, this)
        icon = findViewById(R.id.notice_icon)
        text = findViewById(R.id.notice_text)
        val padding = resources.getDimensionPixelSize(R.dimen.space_3)
        setPadding(padding, padding, padding, padding)
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        val said = told(context, attributes, android.R.attr.text)
        show(said, Kind.INFO)
    }

    /** Tells something, or nothing any more; with the way on, where there is one. */
    fun show(told: CharSequence?, kind: Kind, way: Way? = null) {
        visibility = if (told.isNullOrEmpty()) GONE else VISIBLE
        text.draw(told)
        findViewById<Button>(R.id.notice_way).apply {
            draw(way?.words)
            setOnClickListener { way?.tapped?.invoke() }
        }
        val colour = context.getColor(if (kind == Kind.INFO) R.color.work else R.color.look)
        setBackgroundResource(if (kind == Kind.INFO) R.drawable.notice_info else R.drawable.notice_look)
        icon.imageTintList = ColorStateList.valueOf(colour)
        icon.setImageResource(
            when (kind) {
                Kind.INFO -> R.drawable.info
                Kind.LOOK -> R.drawable.status_contested
                Kind.FAILURE -> R.drawable.status_rejected
            },
        )
    }
}
