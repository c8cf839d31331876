package id.perisai.shell.summary

import android.content.Context
import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import id.perisai.field.core.ReportLanguage
import id.perisai.field.core.ReportName
import id.perisai.field.core.SummaryView
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Progress
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines

/** Ringkasan: the sixteen reports of what this phone holds. */
class SummaryActivity : ScreenActivity<Summary, SummaryEvent>() {
    override val title = R.string.more_summary
    override val layout = R.layout.summary

    override fun begin(phone: Phone) = Screen(Summary(language(this)), phone.core, SummaryEvent::Failed, ::reduce)

    override fun entered() = SummaryEvent.Entered

    override fun draw(state: Summary) {
        showFailure(state.failure)
        find<Progress>(R.id.summary_working).show(if (state.isBusy) getString(R.string.summary_working) else null)
        val view = state.view
        find<View>(R.id.summary_told).visibility = if (view == null) View.GONE else View.VISIBLE
        if (view == null) return
        drawAsked(view, state.asked)
        find<TextView>(R.id.summary_as_of).draw(getString(R.string.summary_as_of, view.asOf, view.restsOn))
        find<TextView>(R.id.summary_how).draw(view.howToRead.joinToString("\n\n"))
        find<ViewGroup>(R.id.summary_reports).drawLines(view.reports) { report ->
            show(report.title, if (report.hasFigures) report.asks else "${report.asks}\n${getString(R.string.summary_no_figures)}") {
                startActivity(Places.report(this@SummaryActivity, report.report.name).putAsked(state.asked))
            }
        }
    }

    private fun drawAsked(view: SummaryView, asked: Asked) {
        val periods = find<Choices>(R.id.summary_period)
        val chosen = view.periods.filter(asked::isOf)
        periods.show(view.periods, chosen, { it.name.ifEmpty { getString(R.string.summary_all_time) } }) {
            screen.on(SummaryEvent.Chosen(asked.copy(from = it.from, to = it.to)))
        }
        val villages = listOf(null) + view.villages.map { it.village }
        val names = view.villages.associate { it.village to it.name.ifEmpty { it.village } }
        find<Choices>(R.id.summary_village).show(villages, listOf(asked.village), { names[it] ?: getString(R.string.summary_all_villages) }) {
            screen.on(SummaryEvent.Chosen(asked.copy(village = it)))
        }
        val segments = listOf(null) + view.segments.map { it.segment }
        val called = view.segments.associate { it.segment to it.name }
        find<Choices>(R.id.summary_segment).show(segments, listOf(asked.segment), { called[it] ?: getString(R.string.summary_all_segments) }) {
            screen.on(SummaryEvent.Chosen(asked.copy(segment = it)))
        }
    }
}

/** The language in which the app speaks. */
internal fun language(context: Context): ReportLanguage =
    if (context.resources.getBoolean(R.bool.speaks_english)) ReportLanguage.ENGLISH else ReportLanguage.INDONESIAN

/** Takes what is asked about along to another screen. */
internal fun Intent.putAsked(asked: Asked): Intent =
    putExtra("from", asked.from).putExtra("to", asked.to).putExtra("village", asked.village).putExtra("segment", asked.segment?.name)

/** What was taken along. */
internal fun Intent.asked() = Asked(
    getStringExtra("from"),
    getStringExtra("to"),
    getStringExtra("village"),
    getStringExtra("segment")?.let { name -> id.perisai.field.core.Segment.entries.find { it.name == name } },
)

/** The report that a screen was asked for; the first one where it was asked for none. */
internal fun Intent.report(): ReportName {
    val name = getStringExtra(Places.REPORT)
    return ReportName.entries.find { it.name == name } ?: ReportName.entries.first()
}
