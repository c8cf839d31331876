package id.perisai.shell.workers

import id.perisai.field.core.RecordView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** One record, field by field. */
data class OneRecord(
    val view: RecordView? = null,
    /** The fields whose digits are shown whole. */
    val whole: Set<String> = emptySet(),
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class OneRecordEvent {
    /** The screen came up. */
    data class Entered(val kind: String, val record: String) : OneRecordEvent()

    /** The core told the record. */
    data class Told(val view: RecordView) : OneRecordEvent()

    /** All digits of a field are wanted, or no longer. */
    data class DigitsTapped(val field: String) : OneRecordEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : OneRecordEvent()
}

/** What is shown next. */
fun reduce(state: OneRecord, event: OneRecordEvent): Next<OneRecord, OneRecordEvent> = when (event) {
    is OneRecordEvent.Entered -> Next(state) { field -> OneRecordEvent.Told(field.recordView(event.kind, event.record)) }
    is OneRecordEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is OneRecordEvent.DigitsTapped -> {
        val whole = if (event.field in state.whole) state.whole - event.field else state.whole + event.field
        Next(state.copy(whole = whole))
    }
    is OneRecordEvent.Failed -> Next(state.copy(failure = event.failure))
}
