package id.perisai.shell.summary

import android.graphics.Canvas
import id.perisai.field.core.Curve
import id.perisai.field.core.Drawing

/** Retention curves: steps with the band of their intervals, one panel under the other, all on the same axes. */
internal class CurveStrokes(private val pen: Pen, private val curves: Drawing.Curves) : Strokes {
    private val letters = pen.letters(pen.faint)
    private val strong = pen.letters(pen.ink, isStrong = true)
    private val inner = pen.dp(120f)
    private val gap = pen.dp(12f)
    private val space = pen.dp(4f)

    private fun label(panel: Curve, width: Int) = pen.text(panel.label, strong, width)

    private fun month(width: Int) = pen.text("→ ${curves.month}", pen.letters(pen.ink), width)

    override fun height(width: Int) =
        (curves.panels.sumOf { (label(it, width).height + bodyOf(it, width) + gap).toDouble() } + month(width).height).toInt()

    private fun bodyOf(panel: Curve, width: Int) =
        if (panel.steps.isEmpty()) pen.text(curves.tooFew, letters, width).height.toFloat() else inner + letters.fontSpacing + 2 * space

    override fun draw(canvas: Canvas, width: Int) {
        var top = 0f
        for (panel in curves.panels) {
            val label = label(panel, width)
            label.drawAt(canvas, 0f, top)
            val above = top + label.height
            if (panel.steps.isEmpty()) {
                pen.text(curves.tooFew, letters, width).drawAt(canvas, 0f, above)
            } else {
                drawPanel(canvas, panel, above + 2 * space, width)
            }
            top = above + bodyOf(panel, width) + gap
        }
        month(width).drawAt(canvas, 0f, top)
    }

    private fun drawPanel(canvas: Canvas, panel: Curve, top: Float, width: Int) {
        val left = letters.measureText("100%") + space
        val x = Scale(1.0, curves.months.toDouble(), left, width - pen.dp(8f))
        val y = Scale(0.0, 1.0, top + inner, top)
        drawGround(canvas, x, y, left, width.toFloat())
        for (step in panel.steps) {
            val interval = step.interval ?: continue
            pen.band(canvas, x.at(step.month.toDouble()), y.at(interval.high), x.at(step.until.toDouble()), y.at(interval.low), pen.dark)
        }
        var (fromX, fromY) = x.at(1.0) to y.at(1.0)
        for (step in panel.steps) {
            val (at, until, level) = Triple(x.at(step.month.toDouble()), x.at(step.until.toDouble()), y.at(step.value))
            // What is only indicative is drawn thin.
            val thick = if (step.isThin) 1f else 3f
            pen.line(canvas, fromX, fromY, at, fromY, pen.dark, thick)
            pen.line(canvas, at, fromY, at, level, pen.dark, thick)
            pen.line(canvas, at, level, until, level, pen.dark, thick)
            fromX = until
            fromY = level
        }
    }

    private fun drawGround(canvas: Canvas, x: Scale, y: Scale, left: Float, width: Float) {
        for ((share, text) in listOf(0.0 to "0%", 0.5 to "50%", 1.0 to "100%")) {
            pen.line(canvas, left, y.at(share), width, y.at(share), pen.line, 1f)
            canvas.drawText(text, left - letters.measureText(text) - space, y.at(share) + letters.textSize / 3, letters)
        }
        val base = y.at(0.0) + letters.fontSpacing
        var free = 0f
        for (month in 1..curves.months.toInt() step curves.monthsApart.toInt()) {
            val text = month.toString()
            val (at, half) = x.at(month.toDouble()) to letters.measureText(text) / 2
            pen.line(canvas, at, y.at(0.0), at, y.at(0.0) + space, pen.line, 1f)
            if (at - half < free || at + half > width) continue
            canvas.drawText(text, at - half, base, letters)
            free = at + half + space
        }
    }
}
