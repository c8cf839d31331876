package id.perisai.shell.summary

import android.content.Context
import android.graphics.Canvas
import android.util.AttributeSet
import android.view.View
import id.perisai.field.core.Chart
import id.perisai.field.core.Drawing

/** A chart as the core decided it, drawn as strokes; read aloud, it says the same figures. */
class ChartView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : View(context, attributes) {
    private var strokes: Strokes? = null
    private val pen = Pen(context)

    /** Draws a chart. */
    fun show(chart: Chart) {
        strokes = when (val drawing = chart.drawing) {
            is Drawing.Rows -> RowStrokes(pen, drawing)
            is Drawing.Map -> MapStrokes(pen, drawing)
            is Drawing.Moves -> MoveStrokes(pen, drawing)
            is Drawing.Curves -> CurveStrokes(pen, drawing)
        }
        contentDescription = "${chart.title}. ${chart.inWords}"
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_YES
        requestLayout()
        invalidate()
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val width = MeasureSpec.getSize(widthSpec)
        setMeasuredDimension(width, strokes?.height(width) ?: 0)
    }

    override fun onDraw(canvas: Canvas) {
        strokes?.draw(canvas, width)
    }
}

/** How one form of drawing is laid out and drawn. */
internal interface Strokes {
    /** How high it is at a width, pixels. */
    fun height(width: Int): Int

    /** Draws it from the left upper corner on. */
    fun draw(canvas: Canvas, width: Int)
}
