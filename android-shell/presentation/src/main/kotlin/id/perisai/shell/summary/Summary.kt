package id.perisai.shell.summary

import id.perisai.field.Field
import id.perisai.field.core.PeriodChoice
import id.perisai.field.core.ReportFilter
import id.perisai.field.core.ReportLanguage
import id.perisai.field.core.ReportName
import id.perisai.field.core.Segment
import id.perisai.field.core.SummaryView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** What reports are asked about; everything on the phone where nothing is chosen. */
data class Asked(
    val from: String? = null,
    val to: String? = null,
    val village: String? = null,
    val segment: Segment? = null,
) {
    /** Whether a period is the one that is chosen. */
    fun isOf(period: PeriodChoice) = period.from == from && period.to == to

    internal fun filter() = ReportFilter(from = from, to = to, village = village, segment = segment)
}

/**
 * Ringkasan: the phone's reports as words and pictures.
 *
 * @param reports which; all sixteen where none is named
 */
data class Summary(
    val language: ReportLanguage,
    val reports: List<ReportName> = emptyList(),
    val asked: Asked = Asked(),
    /** None until the core has told it. It stays while another is computed. */
    val view: SummaryView? = null,
    val isBusy: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class SummaryEvent {
    /** The screen came up. */
    object Entered : SummaryEvent()

    /** Something else is asked about. */
    data class Chosen(val asked: Asked) : SummaryEvent()

    /** The core told it, of what was asked. */
    data class Told(val asked: Asked, val view: SummaryView) : SummaryEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : SummaryEvent()
}

/** What is shown next. */
fun reduce(state: Summary, event: SummaryEvent): Next<Summary, SummaryEvent> = when (event) {
    is SummaryEvent.Entered -> ask(state, state.asked)
    is SummaryEvent.Chosen -> if (event.asked == state.asked) Next(state) else ask(state, event.asked)
    // An answer to what was asked before is not shown under what is asked now.
    is SummaryEvent.Told ->
        if (event.asked == state.asked) Next(state.copy(view = event.view, isBusy = false, failure = null)) else Next(state)
    is SummaryEvent.Failed -> Next(state.copy(isBusy = false, failure = event.failure))
}

private fun ask(state: Summary, asked: Asked): Next<Summary, SummaryEvent> =
    Next(state.copy(asked = asked, isBusy = true, failure = null)) { field: Field ->
        SummaryEvent.Told(asked, field.summary(state.reports, asked.filter(), state.language))
    }
