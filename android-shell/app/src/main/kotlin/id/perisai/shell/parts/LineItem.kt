package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.view.ViewGroup
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.RecordStatus
import id.perisai.shell.R

/** One thing of a list: what it is called, a second line, where it stands. The whole row is tapped. */
class LineItem @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val icon: ImageView
    private val title: TextView
    private val second: TextView
    private val badge: StatusBadge
    private val trailing: TextView
    private val onward: ImageView

    init {
        becomeRow()
        inflate(context, R.layout.part_line_item, this)
        icon = findViewById(R.id.line_icon)
        title = findViewById(R.id.line_title)
        second = findViewById(R.id.line_second)
        badge = findViewById(R.id.line_badge)
        val isLarge = resources.configuration.fontScale > BESIDE_FONT_SCALE_MAX
        trailing = findViewById(if (isLarge) R.id.line_trailing_below else R.id.line_trailing)
        onward = findViewById(R.id.line_onward)
    }

    /**
     * Draws a thing.
     *
     * @param trailing at the end of the row, such as an amount; short
     * @param tapped what a tap does; a row without it is only read
     */
    fun show(
        title: CharSequence,
        second: CharSequence? = null,
        status: RecordStatus? = null,
        trailing: CharSequence? = null,
        icon: Int = 0,
        tapped: (() -> Unit)? = null,
    ) {
        this.title.draw(title)
        this.second.draw(second)
        this.trailing.draw(trailing)
        badge.visibility = if (status == null) GONE else VISIBLE
        if (status != null) badge.show(status)
        this.icon.visibility = if (icon == 0) GONE else VISIBLE
        this.icon.setImageResource(icon)
        onward.visibility = if (tapped == null) GONE else VISIBLE
        setOnClickListener(tapped?.let { { _ -> it() } })
        isClickable = tapped != null
        isFocusable = tapped != null
    }

    /** Draws a standing that is no record's, in the place of the status. */
    fun badge(words: CharSequence, icon: Int, needsLook: Boolean) {
        badge.visibility = VISIBLE
        badge.show(words, icon, needsLook)
    }

    private companion object {
        const val BESIDE_FONT_SCALE_MAX = 1.3f
    }
}

/** Draws a list into a layout, a row for each thing. Rows that stay are drawn anew and not made anew, so that nobody's place is lost. */
fun <T> ViewGroup.drawLines(things: List<T>, draw: LineItem.(T) -> Unit) {
    while (childCount > things.size) removeViewAt(childCount - 1)
    while (childCount < things.size) {
        addView(LineItem(context), ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.WRAP_CONTENT))
    }
    things.forEachIndexed { at, thing -> (getChildAt(at) as LineItem).draw(thing) }
}

/** Lays out one row of a list, high enough for a thumb. */
internal fun LinearLayout.becomeRow() {
    orientation = LinearLayout.HORIZONTAL
    gravity = Gravity.CENTER_VERTICAL
    minimumHeight = resources.getDimensionPixelSize(R.dimen.target)
    setBackgroundResource(R.drawable.row)
    val (side, above) = resources.getDimensionPixelSize(R.dimen.space_1) to resources.getDimensionPixelSize(R.dimen.space_2)
    setPadding(side, above, side, above)
}
