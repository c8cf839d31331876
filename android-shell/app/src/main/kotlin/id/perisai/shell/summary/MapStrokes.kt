package id.perisai.shell.summary

import android.graphics.Canvas
import android.graphics.PointF
import id.perisai.field.core.Drawing
import kotlin.math.PI
import kotlin.math.cos
import kotlin.math.hypot
import kotlin.math.sin

/** The co-orientation map: agreement to the right, congruency upwards, a numbered point with a cross of intervals per group. */
internal class MapStrokes(private val pen: Pen, private val map: Drawing.Map) : Strokes {
    private val letters = pen.letters(pen.faint)
    private val strong = pen.letters(pen.ink, isStrong = true)
    private val space = pen.dp(4f)

    private fun upwards(width: Int) = pen.text("↑ ${map.ground.upwards}", pen.letters(pen.ink), width)

    private fun across(width: Int) = pen.text("→ ${map.ground.across}", pen.letters(pen.ink), width)

    /** As high as wide, but no higher than a phone shows at once. */
    private fun side(width: Int) = minOf(width.toFloat(), pen.dp(MOST_DP))

    override fun height(width: Int) =
        (upwards(width).height + side(width) + letters.fontSpacing + across(width).height + 4 * space).toInt()

    override fun draw(canvas: Canvas, width: Int) {
        val above = upwards(width)
        above.drawAt(canvas, 0f, 0f)
        val left = letters.measureText("100") + space
        val top = above.height + 2 * space
        val foot = top + side(width) - 2 * space
        val right = width - space
        val x = Scale(map.ground.lowest, HIGHEST, left, right)
        val y = Scale(map.ground.lowest, HIGHEST, foot, top)
        drawGround(canvas, x, y, left, top, right, foot)
        across(width).drawAt(canvas, 0f, foot + letters.fontSpacing + space)
        // All crosses first, so that none lies over another's point.
        for (place in map.places) {
            val (pointX, pointY) = x.at(place.agreement) to y.at(place.congruency)
            place.agreementInterval?.let { pen.line(canvas, x.at(it.low), pointY, x.at(it.high), pointY, pen.dark, 1f) }
            place.congruencyInterval?.let { pen.line(canvas, pointX, y.at(it.low), pointX, y.at(it.high), pen.dark, 1f) }
        }
        val points = map.places.map { PointF(x.at(it.agreement), y.at(it.congruency)) }
        drawNumbers(canvas, points, left, top, right, foot)
        map.places.forEachIndexed { at, place -> pen.point(canvas, points[at].x, points[at].y, 5f, place.isHollow) }
    }

    private fun drawGround(canvas: Canvas, x: Scale, y: Scale, left: Float, top: Float, right: Float, foot: Float) {
        val ground = map.ground
        var tick = ground.lowest
        while (tick <= HIGHEST) {
            pen.line(canvas, x.at(tick), top, x.at(tick), foot, pen.line, 1f)
            pen.line(canvas, left, y.at(tick), right, y.at(tick), pen.line, 1f)
            drawTick(canvas, tick, x, y, left, foot)
            tick += ground.step
        }
        pen.line(canvas, x.at(ground.alikeFrom), top, x.at(ground.alikeFrom), foot, pen.limit, 2f)
        pen.line(canvas, left, y.at(ground.alikeFrom), right, y.at(ground.alikeFrom), pen.limit, 2f)
        val middle = x.at(ground.alikeFrom)
        val (upper, lower) = y.at(ground.alikeFrom) to foot
        drawState(canvas, ground.congruencyOnly, left, middle, top, upper)
        drawState(canvas, ground.both, middle, right, top, upper)
        drawState(canvas, ground.neither, left, middle, upper, lower)
        drawState(canvas, ground.agreementOnly, middle, right, upper, lower)
    }

    private fun drawTick(canvas: Canvas, tick: Double, x: Scale, y: Scale, left: Float, foot: Float) {
        val text = tick.toInt().toString()
        val wide = letters.measureText(text)
        // The last number would stand beyond the edge.
        val at = minOf(x.at(tick) - wide / 2, x.at(HIGHEST) - wide)
        canvas.drawText(text, at, foot + letters.fontSpacing - space, letters)
        canvas.drawText(text, left - wide - space, y.at(tick) + letters.textSize / 3, letters)
    }

    /** A state's name in its quarter, where it has room there; else the legend alone names it. */
    private fun drawState(canvas: Canvas, state: String, left: Float, right: Float, top: Float, foot: Float) {
        val text = pen.text(state, letters, (right - left - 2 * space).toInt())
        val widest = state.split(' ').maxOf(letters::measureText)
        if (widest <= right - left - 2 * space && text.height <= foot - top) text.drawAt(canvas, left + space, top + space)
    }

    private fun drawNumbers(canvas: Canvas, points: List<PointF>, left: Float, top: Float, right: Float, foot: Float) {
        val taken = mutableListOf<PointF>()
        val apart = strong.textSize
        points.forEachIndexed { index, point ->
            val number = (index + 1).toString()
            val half = strong.measureText(number) / 2
            val free = around(point, apart).firstOrNull { place ->
                val isInside = place.x in left + half..right - half && place.y in top + apart / 2..foot - apart / 2
                isInside && points.all { hypot(place.x - it.x, place.y - it.y) >= apart * 0.9f } &&
                    taken.all { hypot(place.x - it.x, place.y - it.y) >= apart * 1.1f }
            } ?: point
            taken.add(free)
            pen.line(canvas, point.x, point.y, free.x, free.y, pen.faint, 1f)
            pen.bar(canvas, free.x - half, free.y - apart / 2, free.x + half, free.y + apart / 2, pen.paper)
            canvas.drawText(number, free.x - half, free.y + apart / 3, strong)
        }
    }

    /** Places around a point, the nearest first. */
    private fun around(point: PointF, apart: Float): Sequence<PointF> = sequenceOf(1.1f, 1.8f, 2.6f, 3.6f, 5f).flatMap { far ->
        (0 until TURNS).asSequence().map { turn ->
            val angle = turn * 2 * PI / TURNS
            PointF(point.x + far * apart * cos(angle).toFloat(), point.y - far * apart * sin(angle).toFloat())
        }
    }

    private companion object {
        const val HIGHEST = 100.0
        const val MOST_DP = 420f
        const val TURNS = 16
    }
}
