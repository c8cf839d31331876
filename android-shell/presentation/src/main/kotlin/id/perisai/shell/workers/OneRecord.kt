package id.perisai.shell.workers

import id.perisai.field.core.ReceiptText
import id.perisai.field.core.RecordView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** One record, field by field. */
data class OneRecord(
    val view: RecordView? = null,
    /** The fields whose digits are shown whole. */
    val whole: Set<String> = emptySet(),
    /** The receipt that is to be shared now. */
    val toShare: ReceiptText? = null,
    val failure: Failure? = null,
) {
    /** The receipt that can be shared; none where it is none, or proves nothing any more. */
    val receipt: String? get() = view?.takeIf { it.isReceiptToShare }?.record
}

/** What happens on this screen. */
sealed class OneRecordEvent {
    /** The screen came up. */
    data class Entered(val kind: String, val record: String) : OneRecordEvent()

    /** The core told the record. */
    data class Told(val view: RecordView) : OneRecordEvent()

    /** All digits of a field are wanted, or no longer. */
    data class DigitsTapped(val field: String) : OneRecordEvent()

    /** The receipt is to be shared. */
    object ShareTapped : OneRecordEvent()

    /** The receipt's text is there. */
    data class ReceiptWritten(val text: ReceiptText) : OneRecordEvent()

    /** It was handed to the app that shares it. */
    object Shared : OneRecordEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : OneRecordEvent()
}

/** What is shown next. */
fun reduce(state: OneRecord, event: OneRecordEvent): Next<OneRecord, OneRecordEvent> = when (event) {
    is OneRecordEvent.Entered ->
        Next(state) { field -> OneRecordEvent.Told(field.recordView(event.kind, event.record)) }
    is OneRecordEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is OneRecordEvent.DigitsTapped -> {
        val whole = if (event.field in state.whole) state.whole - event.field else state.whole + event.field
        Next(state.copy(whole = whole))
    }
    is OneRecordEvent.ShareTapped -> share(state)
    is OneRecordEvent.ReceiptWritten -> Next(state.copy(toShare = event.text, failure = null))
    is OneRecordEvent.Shared -> Next(state.copy(toShare = null))
    is OneRecordEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun share(state: OneRecord): Next<OneRecord, OneRecordEvent> {
    val receipt = state.receipt ?: return Next(state)
    return Next(state) { field -> OneRecordEvent.ReceiptWritten(field.receiptText(receipt)) }
}
