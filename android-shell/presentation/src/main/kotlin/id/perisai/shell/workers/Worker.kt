package id.perisai.shell.workers

import id.perisai.field.Field
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.RegistrationStatus
import id.perisai.field.core.WorkerAction
import id.perisai.field.core.WorkerView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** One worker's story, and what can be done now. */
data class Worker(
    val view: WorkerView? = null,
    /** All of the NIK, while somebody looks at it. */
    val nik: String? = null,
    val isSaving: Boolean = false,
    /** What was saved last. */
    val saved: WorkerAction? = null,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class WorkerEvent {
    /** The screen came up. */
    data class Entered(val worker: String) : WorkerEvent()

    /** The core told what there is. */
    data class Told(val view: WorkerView) : WorkerEvent()

    /** The agent wants to see the NIK, or no longer. */
    object NikTapped : WorkerEvent()

    /** The core told the NIK. */
    data class NikTold(val nik: String?) : WorkerEvent()

    /** Something is to be done that has no screen of its own. [move] is where money goes. */
    data class Confirmed(val action: WorkerAction, val move: ReceiptStatus? = null, val reason: String? = null) : WorkerEvent()

    /** It is saved. */
    data class Saved(val action: WorkerAction, val view: WorkerView) : WorkerEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : WorkerEvent()
}

/** What is shown next. */
fun reduce(state: Worker, event: WorkerEvent): Next<Worker, WorkerEvent> = when (event) {
    is WorkerEvent.Entered -> Next(state) { field -> WorkerEvent.Told(field.workerView(event.worker)) }
    is WorkerEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is WorkerEvent.NikTapped -> nikTapped(state)
    is WorkerEvent.NikTold -> Next(state.copy(nik = event.nik))
    is WorkerEvent.Confirmed -> confirmed(state, event)
    is WorkerEvent.Saved -> Next(state.copy(view = event.view, isSaving = false, saved = event.action))
    is WorkerEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun nikTapped(state: Worker): Next<Worker, WorkerEvent> {
    val worker = state.view?.worker
    return when {
        worker == null -> Next(state)
        state.nik != null -> Next(state.copy(nik = null))
        else -> Next(state) { field -> WorkerEvent.NikTold(field.nik(worker)) }
    }
}

private fun confirmed(state: Worker, event: WorkerEvent.Confirmed): Next<Worker, WorkerEvent> {
    val worker = state.view?.worker
    if (worker == null || state.isSaving) return Next(state)
    return Next(state.copy(isSaving = true, saved = null, failure = null)) { field ->
        perform(field, worker, event)
        WorkerEvent.Saved(event.action, field.workerView(worker))
    }
}

private fun perform(field: Field, worker: String, event: WorkerEvent.Confirmed) {
    when (val action = event.action) {
        is WorkerAction.HandIn -> field.moveRegistration(action.registration, RegistrationStatus.SUBMITTED)
        is WorkerAction.CancelDraft -> field.moveRegistration(action.registration, RegistrationStatus.CANCELLED, event.reason)
        is WorkerAction.MoveReceipt -> field.moveReceipt(action.held.receipt, event.move ?: ReceiptStatus.HANDED_OVER, event.reason)
        is WorkerAction.WishNoContact -> field.editWorker(worker, listOf(FieldEdit("do_not_contact", "true")))
        is WorkerAction.AllowContact -> field.editWorker(worker, listOf(FieldEdit("do_not_contact", "false")))
        else -> error("this has a screen of its own")
    }
}
