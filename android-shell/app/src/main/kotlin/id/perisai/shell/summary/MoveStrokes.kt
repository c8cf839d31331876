package id.perisai.shell.summary

import android.graphics.Canvas
import android.text.StaticLayout
import id.perisai.field.core.Drawing
import id.perisai.field.core.FigureStatus

/** Moves from state to state: under each state before, a bar for each state after. A table would not fit a phone. */
internal class MoveStrokes(private val pen: Pen, private val moves: Drawing.Moves) : Strokes {
    private val gap = pen.dp(16f)
    private val bar = pen.dp(12f)
    private val space = pen.dp(4f)

    private class Cell(val text: StaticLayout, val share: Double?, val isHollow: Boolean)

    private class Group(val heading: StaticLayout, val cells: List<Cell>)

    private fun groups(width: Int): List<Group> {
        val (strong, letters, faint) = Triple(pen.letters(pen.ink, isStrong = true), pen.letters(pen.ink), pen.letters(pen.faint))
        return moves.from.map { from ->
            val cells = from.cells.mapIndexed { at, cell ->
                val interval = if (cell.interval.isEmpty()) "" else " (${cell.interval})"
                val isShown = cell.status != FigureStatus.SUPPRESSED
                val text = "→ ${moves.after[at]}: ${cell.share}$interval"
                Cell(pen.text(text, if (isShown) letters else faint, width), cell.value, cell.status == FigureStatus.INDICATIVE)
            }
            Group(pen.text("${from.before} (${from.n})", strong, width), cells)
        }
    }

    override fun height(width: Int) = groups(width).sumOf { group ->
        (group.heading.height + group.cells.sumOf { heightOf(it).toDouble() } + gap)
    }.toInt()

    override fun draw(canvas: Canvas, width: Int) {
        val scale = Scale(0.0, 1.0, 0f, width.toFloat())
        var top = 0f
        for (group in groups(width)) {
            group.heading.drawAt(canvas, 0f, top)
            top += group.heading.height
            for (cell in group.cells) {
                cell.text.drawAt(canvas, 0f, top)
                val under = top + cell.text.height
                cell.share?.let { share ->
                    pen.bar(canvas, 0f, under, width.toFloat(), under + bar, pen.soft)
                    pen.bar(canvas, 0f, under, scale.at(share), under + bar, pen.dark, cell.isHollow)
                }
                top += heightOf(cell)
            }
            top += gap
        }
    }

    private fun heightOf(cell: Cell) = cell.text.height + (if (cell.share == null) 0f else bar) + space
}
