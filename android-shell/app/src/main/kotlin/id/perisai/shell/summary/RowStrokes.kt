package id.perisai.shell.summary

import android.graphics.Canvas
import android.text.StaticLayout
import id.perisai.field.core.ChartRow
import id.perisai.field.core.Drawing
import id.perisai.field.core.Mark

/** Rows: a name, beneath it its marks on a scale that all rows share, beneath them the figure in numbers. */
internal class RowStrokes(private val pen: Pen, private val rows: Drawing.Rows) : Strokes {
    private val lane = pen.dp(26f)
    private val gap = pen.dp(12f)
    private val side = pen.dp(8f)

    private class Placed(val row: ChartRow, val label: StaticLayout, val figure: StaticLayout)

    private var width = 0
    private var placed = emptyList<Placed>()

    override fun height(width: Int): Int {
        place(width)
        val letters = pen.letters(pen.faint).fontSpacing
        return (placed.sumOf { heightOf(it).toDouble() } + letters + gap).toInt()
    }

    override fun draw(canvas: Canvas, width: Int) {
        place(width)
        val scale = Scale(rows.axis.from, rows.axis.to, side, width - side)
        var top = 0f
        for (one in placed) {
            one.label.drawAt(canvas, 0f, top)
            val above = top + one.label.height
            if (one.row.marks.isNotEmpty()) {
                drawScale(canvas, scale, above)
                for (mark in one.row.marks) drawMark(canvas, mark, scale, above + lane / 2)
            }
            one.figure.drawAt(canvas, 0f, above + laneOf(one))
            top += heightOf(one)
        }
        drawTicks(canvas, scale, top, width)
    }

    private fun place(width: Int) {
        if (width == this.width) return
        this.width = width
        val (strong, faint) = pen.letters(pen.ink, isStrong = true) to pen.letters(pen.faint)
        placed = rows.rows.map { row ->
            val figure = listOf(row.figure, row.n).filter(String::isNotEmpty).joinToString(" · ")
            Placed(row, pen.text(row.label, strong, width), pen.text(figure, faint, width))
        }
    }

    private fun laneOf(one: Placed) = if (one.row.marks.isEmpty()) 0f else lane

    private fun heightOf(one: Placed) = one.label.height + laneOf(one) + one.figure.height + gap

    private fun drawScale(canvas: Canvas, scale: Scale, top: Float) {
        for (tick in rows.axis.ticks) {
            val x = scale.at(tick.at)
            pen.line(canvas, x, top, x, top + lane, pen.line, 1f)
        }
        rows.axis.limit?.let { limit ->
            val x = scale.at(limit)
            pen.line(canvas, x, top, x, top + lane, pen.limit, 2f)
        }
    }

    private fun drawMark(canvas: Canvas, mark: Mark, scale: Scale, middle: Float) {
        when (mark) {
            is Mark.Point -> {
                mark.interval?.let { interval ->
                    val (low, high) = scale.at(interval.low) to scale.at(interval.high)
                    pen.line(canvas, low, middle, high, middle, pen.dark, 2f)
                    for (end in listOf(low, high)) pen.line(canvas, end, middle - pen.dp(5f), end, middle + pen.dp(5f), pen.dark, 2f)
                }
                pen.point(canvas, scale.at(mark.value), middle, 6f, mark.isHollow)
            }
            is Mark.Bar -> {
                val (zero, end) = scale.at(0.0) to scale.at(mark.value)
                val half = pen.dp(if (mark.isPale) 10f else 7f)
                val colour = if (mark.isPale) pen.line else pen.dark
                pen.bar(canvas, minOf(zero, end), middle - half, maxOf(zero, end), middle + half, colour, mark.isHollow)
            }
            is Mark.Beside -> {
                val x = scale.at(mark.value)
                pen.line(canvas, x, middle - pen.dp(10f), x, middle + pen.dp(10f), pen.limit, 3f)
            }
        }
    }

    /** The letters of the scale; one that would stand on another is left out, the last one never. */
    private fun drawTicks(canvas: Canvas, scale: Scale, top: Float, width: Int) {
        val letters = pen.letters(pen.faint)
        val base = top - letters.fontMetrics.ascent
        var free = width.toFloat()
        for (tick in rows.axis.ticks.reversed()) {
            val half = letters.measureText(tick.text) / 2
            val x = scale.at(tick.at).coerceIn(half, maxOf(width - half, half))
            if (x + half > free && free < width) continue
            canvas.drawText(tick.text, x - half, base, letters)
            free = x - half - side
        }
    }
}
