package id.perisai.shell.summary

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.text.Layout
import android.text.StaticLayout
import android.text.TextPaint
import android.util.TypedValue
import id.perisai.shell.R

/** What charts are drawn with: the app's colours and type, and strokes that are told apart without colour. */
internal class Pen(context: Context) {
    private val metrics = context.resources.displayMetrics

    val ink = context.getColor(R.color.ink)
    val faint = context.getColor(R.color.faint)
    val line = context.getColor(R.color.line)
    val paper = context.getColor(R.color.paper)
    val soft = context.getColor(R.color.soft)

    /** The figures. */
    val dark = context.getColor(R.color.work)

    /** Thresholds. */
    val limit = context.getColor(R.color.look)

    private val small = context.resources.getDimension(R.dimen.type_small)
    private val stroke = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.STROKE }
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.FILL }

    /** Pixels of so many dp. */
    fun dp(size: Float): Float = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, size, metrics)

    /** Letters in a colour. */
    fun letters(colour: Int, isStrong: Boolean = false) = TextPaint(Paint.ANTI_ALIAS_FLAG).apply {
        color = colour
        textSize = small
        isFakeBoldText = isStrong
    }

    /** A text that is broken where it has no room. */
    fun text(text: String, paint: TextPaint, width: Int): StaticLayout =
        StaticLayout.Builder.obtain(text, 0, text.length, paint, maxOf(width, 1)).setAlignment(Layout.Alignment.ALIGN_NORMAL).build()

    fun line(canvas: Canvas, fromX: Float, fromY: Float, toX: Float, toY: Float, colour: Int, width: Float) {
        stroke.color = colour
        stroke.strokeWidth = dp(width)
        canvas.drawLine(fromX, fromY, toX, toY, stroke)
    }

    fun bar(canvas: Canvas, left: Float, top: Float, right: Float, bottom: Float, colour: Int, isHollow: Boolean = false) {
        if (isHollow) {
            stroke.color = colour
            stroke.strokeWidth = dp(2f)
            canvas.drawRect(left, top, right, bottom, stroke)
        } else {
            fill.color = colour
            canvas.drawRect(left, top, right, bottom, fill)
        }
    }

    /** What lies behind can be seen through it. */
    fun band(canvas: Canvas, left: Float, top: Float, right: Float, bottom: Float, colour: Int) {
        fill.color = colour
        fill.alpha = BAND_ALPHA
        canvas.drawRect(left, top, right, bottom, fill)
    }

    /** A point; a hollow one is only indicative. */
    fun point(canvas: Canvas, x: Float, y: Float, radius: Float, isHollow: Boolean) {
        fill.color = if (isHollow) paper else dark
        canvas.drawCircle(x, y, dp(radius), fill)
        stroke.color = dark
        stroke.strokeWidth = dp(2f)
        canvas.drawCircle(x, y, dp(radius), stroke)
    }

    private companion object {
        const val BAND_ALPHA = 0x40
    }
}

/** A straight way from values to places. A value beyond its ends is drawn at the end. */
internal class Scale(private val from: Double, private val to: Double, private val atFrom: Float, private val atTo: Float) {
    fun at(value: Double): Float {
        val part = (value.coerceIn(from, to) - from) / (to - from)
        return atFrom + part.toFloat() * (atTo - atFrom)
    }
}

/** Draws a broken text at a place. */
internal fun StaticLayout.drawAt(canvas: Canvas, x: Float, y: Float) {
    canvas.save()
    canvas.translate(x, y)
    draw(canvas)
    canvas.restore()
}
