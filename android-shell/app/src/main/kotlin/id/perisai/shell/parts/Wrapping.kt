package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.view.ViewGroup
import id.perisai.shell.R

/** Puts its children one after the other, and begins a new line where one has no room. */
class Wrapping @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : ViewGroup(context, attributes) {
    private val space = resources.getDimensionPixelSize(R.dimen.space_2)

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val most = if (MeasureSpec.getMode(widthSpec) == MeasureSpec.UNSPECIFIED) Int.MAX_VALUE else MeasureSpec.getSize(widthSpec)
        val childWidth = MeasureSpec.makeMeasureSpec(if (most == Int.MAX_VALUE) 0 else most, if (most == Int.MAX_VALUE) MeasureSpec.UNSPECIFIED else MeasureSpec.AT_MOST)
        for (child in shown()) child.measure(childWidth, MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED))
        val lines = lines(most)
        val width = lines.maxOfOrNull { line -> line.sumOf { it.measuredWidth } + space * (line.size - 1) } ?: 0
        val height = lines.sumOf { line -> line.maxOf { it.measuredHeight } } + space * maxOf(lines.size - 1, 0)
        setMeasuredDimension(resolveSize(width, widthSpec), resolveSize(height, heightSpec))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        var y = 0
        for (line in lines(right - left)) {
            var x = 0
            for (child in line) {
                child.layout(x, y, x + child.measuredWidth, y + child.measuredHeight)
                x += child.measuredWidth + space
            }
            y += line.maxOf { it.measuredHeight } + space
        }
    }

    private fun shown() = (0 until childCount).map(::getChildAt).filter { it.visibility != GONE }

    private fun lines(width: Int) = shown().fold(mutableListOf<MutableList<android.view.View>>()) { lines, child ->
        val line = lines.lastOrNull()
        val taken = line?.sumOf { it.measuredWidth + space } ?: 0
        if (line == null || taken + child.measuredWidth > width) lines.add(mutableListOf(child)) else line.add(child)
        lines
    }
}
