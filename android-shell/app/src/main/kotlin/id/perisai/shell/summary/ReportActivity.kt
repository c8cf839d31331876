package id.perisai.shell.summary

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FigureRow
import id.perisai.field.core.FigureStatus
import id.perisai.field.core.ReportPicture
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Progress
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw

/** One report: its question, its pictures, what can be said, every figure, and what was left out. */
class ReportActivity : ScreenActivity<Summary, SummaryEvent>() {
    override val title = R.string.more_summary
    override val layout = R.layout.report

    /** What is drawn already: pictures are made anew only for another answer. */
    private var drawn: ReportPicture? = null

    override fun begin(phone: Phone): Screen<Summary, SummaryEvent> {
        val first = Summary(language(this), listOf(intent.report()), intent.asked())
        return Screen(first, phone.core, SummaryEvent::Failed, ::reduce)
    }

    override fun onMade() {
        val (button, figures) = find<Button>(R.id.report_figures_show) to find<View>(R.id.report_figures)
        button.setOnClickListener {
            val isShown = figures.visibility == View.VISIBLE
            figures.visibility = if (isShown) View.GONE else View.VISIBLE
            button.setText(if (isShown) R.string.report_show_figures else R.string.report_hide_figures)
        }
        find<Button>(R.id.report_due_open).setOnClickListener { startActivity(Places.today(this)) }
    }

    override fun entered() = SummaryEvent.Entered

    override fun draw(state: Summary) {
        showFailure(state.failure)
        val view = state.view
        find<Progress>(R.id.report_working).show(if (state.isBusy && view == null) getString(R.string.summary_working) else null)
        find<View>(R.id.report_told).visibility = if (view == null) View.GONE else View.VISIBLE
        val report = view?.reports?.firstOrNull() ?: return
        find<TextView>(R.id.report_as_of).draw(
            listOf(getString(R.string.summary_as_of, view.asOf, view.restsOn), getString(R.string.summary_filtered, view.filtered)).joinToString("\n"),
        )
        if (report == drawn) return
        drawn = report
        drawReport(report)
    }

    private fun drawReport(report: ReportPicture) {
        showTitle(report.title)
        find<TextView>(R.id.report_asks).draw(report.asks)
        find<TextView>(R.id.report_read).draw(getString(R.string.report_read, report.read))
        find<TextView>(R.id.report_not).draw(getString(R.string.report_not, report.not))
        find<TextView>(R.id.report_none).draw(if (report.hasFigures) null else getString(R.string.summary_no_figures))
        val due = report.due.toInt()
        find<TextView>(R.id.report_due).draw(if (due == 0) null else resources.getQuantityString(R.plurals.report_due_tasks, due, due))
        find<View>(R.id.report_due_open).visibility = if (due == 0) View.GONE else View.VISIBLE
        drawCharts(report)
        drawSaid(report)
        drawFigures(report)
        val leftOut = report.leftOut.ifEmpty { listOf(getString(R.string.report_nothing_left_out)) }
        find<ViewGroup>(R.id.report_left_out).drawTexts(leftOut, R.layout.report_text)
    }

    private fun drawCharts(report: ReportPicture) {
        val charts = find<ViewGroup>(R.id.report_charts)
        charts.removeAllViews()
        for (chart in report.charts) {
            val view = LayoutInflater.from(this).inflate(R.layout.report_chart, charts, false)
            view.findViewById<TextView>(R.id.chart_title).text = chart.title
            view.findViewById<ChartView>(R.id.chart_drawing).show(chart)
            val legend = chart.legend.mapIndexed { at, entry -> "${at + 1}  $entry" }
            view.findViewById<TextView>(R.id.chart_legend).draw(legend.joinToString("\n"))
            view.findViewById<TextView>(R.id.chart_read).draw(getString(R.string.report_read, chart.read))
            view.findViewById<TextView>(R.id.chart_not).draw(getString(R.string.report_not, chart.not))
            charts.addView(view)
        }
    }

    private fun drawSaid(report: ReportPicture) {
        find<View>(R.id.report_said_heading).visibility = if (report.sayings.isEmpty()) View.GONE else View.VISIBLE
        val said = report.sayings.map { said ->
            val words = if (said.groups.isEmpty()) said.word else "${said.word}: ${said.groups}"
            "${said.kind}: $words"
        }
        find<ViewGroup>(R.id.report_said).drawTexts(said, R.layout.report_text)
    }

    private fun drawFigures(report: ReportPicture) {
        find<View>(R.id.report_figures_show).visibility = if (report.tables.isEmpty()) View.GONE else View.VISIBLE
        val figures = find<ViewGroup>(R.id.report_figures)
        figures.removeAllViews()
        for (table in report.tables) {
            figures.add(R.layout.report_heading, table.caption)
            for (part in table.parts) {
                part.heading?.let { figures.add(R.layout.report_strong, it) }
                for (row in part.rows) figures.add(R.layout.report_text, told(row))
            }
        }
    }

    /** A figure with its n, its interval, and whether it may be compared. */
    private fun told(row: FigureRow): String {
        val n = row.nTold
        if (row.status == FigureStatus.SUPPRESSED) return "${row.name}: ${row.statusText} ($n)"
        val interval = row.interval?.let { getString(R.string.report_interval, it) }
        val status = if (row.status == FigureStatus.INDICATIVE) row.statusText else null
        return "${row.name}: ${row.value} (${listOfNotNull(n, interval, status).joinToString("; ")})"
    }

    private fun ViewGroup.drawTexts(texts: List<String>, layout: Int) {
        removeAllViews()
        for (text in texts) add(layout, text)
    }

    private fun ViewGroup.add(layout: Int, text: String) {
        val view = LayoutInflater.from(context).inflate(layout, this, false) as TextView
        view.text = text
        addView(view)
    }
}
