package id.perisai.shell.parts

import android.content.Context
import android.content.res.ColorStateList
import android.content.res.Configuration
import android.util.AttributeSet
import android.view.Gravity
import android.view.LayoutInflater
import android.view.View
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.R

/** The places that are always one tap away. */
enum class Tab(internal val icon: Int, internal val words: Int) {
    TODAY(R.drawable.nav_today, R.string.tab_today),
    WORKERS(R.drawable.nav_workers, R.string.tab_workers),
    MESSAGES(R.drawable.nav_messages, R.string.tab_messages),
    SYNC(R.drawable.nav_sync, R.string.tab_sync),
    MORE(R.drawable.nav_more, R.string.tab_more),
}

/** The bar of places at the foot of a screen. Where large type leaves no room for all of them side by side, it is pushed sideways. */
class Tabs @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : HorizontalScrollView(context, attributes) {
    private val row = Row(context)

    init {
        isFillViewport = true
        isHorizontalScrollBarEnabled = false
        setBackgroundResource(R.drawable.tabs)
        addView(row, LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT))
        for (tab in Tab.values()) row.addView(LayoutInflater.from(context).inflate(R.layout.part_tab, row, false))
    }

    /** Draws where one is; a tap on another place is told. */
    fun show(here: Tab, tapped: (Tab) -> Unit) {
        val isOnItsSide = resources.configuration.orientation == Configuration.ORIENTATION_LANDSCAPE
        for (tab in Tab.values()) {
            val view = row.getChildAt(tab.ordinal) as TextView
            val isHere = tab == here
            val words = resources.getString(tab.words)
            view.text = words
            view.contentDescription = if (isHere) resources.getString(R.string.tab_selected, words) else words
            view.isSelected = isHere
            val colour = context.getColor(if (isHere) R.color.work else R.color.faint)
            view.setTextColor(colour)
            view.compoundDrawableTintList = ColorStateList.valueOf(colour)
            if (isOnItsSide) {
                view.setCompoundDrawablesRelativeWithIntrinsicBounds(tab.icon, 0, 0, 0)
            } else {
                view.setCompoundDrawablesRelativeWithIntrinsicBounds(0, tab.icon, 0, 0)
            }
            view.setOnClickListener { if (!isHere) tapped(tab) }
        }
    }

    /** The places side by side: as wide as each other where there is room, and never narrower than their words. */
    private class Row(context: Context) : LinearLayout(context) {
        init {
            orientation = HORIZONTAL
            gravity = Gravity.CENTER_VERTICAL
        }

        override fun onMeasure(widthSpec: Int, heightSpec: Int) {
            super.onMeasure(MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED), heightSpec)
            val bar = (parent as View).measuredWidth.takeIf { it > 0 } ?: MeasureSpec.getSize(widthSpec)
            val spare = bar - measuredWidth
            if (spare <= 0) return
            val height = MeasureSpec.makeMeasureSpec(measuredHeight, MeasureSpec.EXACTLY)
            val even = bar / childCount
            val isEven = (0 until childCount).all { getChildAt(it).measuredWidth <= even }
            for (at in 0 until childCount) {
                val child = getChildAt(at)
                val width = if (isEven) even else child.measuredWidth + spare / childCount
                child.measure(MeasureSpec.makeMeasureSpec(width, MeasureSpec.EXACTLY), height)
            }
            setMeasuredDimension(bar, measuredHeight)
        }
    }
}
