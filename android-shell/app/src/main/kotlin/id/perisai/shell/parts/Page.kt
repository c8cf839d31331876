package id.perisai.shell.parts

import android.content.Context
import android.util.AttributeSet
import android.widget.LinearLayout
import id.perisai.shell.R

/** What stands on a screen, one under the other: with room at the sides, and no wider than reads well. */
class Page @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val spare = MeasureSpec.getSize(widthSpec) - resources.getDimensionPixelSize(R.dimen.page_width)
        val side = maxOf(resources.getDimensionPixelSize(R.dimen.space_3), spare / 2)
        if (paddingLeft != side) setPadding(side, paddingTop, side, paddingBottom)
        super.onMeasure(widthSpec, heightSpec)
    }
}
