package id.perisai.shell.parts

import android.content.Context
import android.content.res.ColorStateList
import android.util.AttributeSet
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.CheckBox
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.RecordStatus
import id.perisai.shell.R

/** One thing of a list that is ticked by a tap anywhere on its row, and says so by a check. */
class TickLine @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val mark: ImageView
    private val title: TextView
    private val second: TextView
    private val badge: StatusBadge
    private var isTicked = false

    init {
        becomeRow()
        inflate(context, R.layout.part_tick_line, this)
        mark = findViewById(R.id.tick_mark)
        title = findViewById(R.id.tick_title)
        second = findViewById(R.id.tick_second)
        badge = findViewById(R.id.tick_badge)
        accessibilityDelegate = Spoken()
    }

    /**
     * Draws a thing.
     *
     * @param tapped what a tap does; a row without it is ticked for good
     */
    fun show(title: CharSequence, second: CharSequence?, isTicked: Boolean, status: RecordStatus? = null, tapped: (() -> Unit)? = null) {
        this.isTicked = isTicked
        mark.setImageResource(if (isTicked) R.drawable.choice_made else R.drawable.choice_open)
        mark.imageTintList = ColorStateList.valueOf(context.getColor(if (isTicked) R.color.work else R.color.faint))
        this.title.draw(title)
        this.second.draw(second)
        badge.visibility = if (status == null) GONE else VISIBLE
        if (status != null) badge.show(status)
        setOnClickListener(tapped?.let { { _ -> it() } })
        isClickable = tapped != null
        isFocusable = tapped != null
    }

    /** A row that is ticked is read aloud as such. */
    private inner class Spoken : AccessibilityDelegate() {
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.className = CheckBox::class.java.name
            info.isCheckable = true
            info.isChecked = isTicked
        }
    }
}

/** Draws a list into a layout, a row to tick for each thing. Rows that stay are drawn anew and not made anew. */
fun <T> ViewGroup.drawTicks(things: List<T>, draw: TickLine.(T) -> Unit) {
    while (childCount > things.size) removeViewAt(childCount - 1)
    while (childCount < things.size) {
        addView(TickLine(context), ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.WRAP_CONTENT))
    }
    things.forEachIndexed { at, thing -> (getChildAt(at) as TickLine).draw(thing) }
}
