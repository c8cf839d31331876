package id.perisai.shell.workers

import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.ReceiptText
import id.perisai.field.core.RecordView
import id.perisai.field.core.ShownValue
import id.perisai.field.core.Word
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.receipt.receiptInWords

/** One record, field by field. */
data class OneRecord(
    val view: RecordView? = null,
    /** The fields whose digits are shown whole. */
    val whole: Set<String> = emptySet(),
    /** Whose it is; none where that was not said. */
    val worker: String? = null,
    /** The receipt that is to be shared now. */
    val toShare: ReceiptText? = null,
    val failure: Failure? = null,
) {
    /** Whether it is a receipt that proves something: what was given back is entrusted no more. */
    val isReceipt: Boolean get() = view?.kind == RECEIPT && view.facts.none { it.value == GIVEN_BACK }

    private companion object {
        const val RECEIPT = "receipt"
        val GIVEN_BACK = ShownValue.OneWord(Word.OfReceiptStatus(ReceiptStatus.RETURNED))
    }
}

/** What happens on this screen. */
sealed class OneRecordEvent {
    /** The screen came up; with whose record it is, where one came from there. */
    data class Entered(val kind: String, val record: String, val worker: String? = null) : OneRecordEvent()

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
        Next(state.copy(worker = event.worker)) { field -> OneRecordEvent.Told(field.recordView(event.kind, event.record)) }
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
    val receipt = state.view?.record?.takeIf { state.isReceipt } ?: return Next(state)
    return Next(state) { field -> OneRecordEvent.ReceiptWritten(receiptInWords(field, receipt, state.worker)) }
}
