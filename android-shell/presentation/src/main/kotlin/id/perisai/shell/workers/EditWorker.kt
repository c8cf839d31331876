package id.perisai.shell.workers

import id.perisai.field.core.FormField
import id.perisai.field.core.Saved
import id.perisai.field.core.WorkerForm
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.fields.FieldForm

/** A worker's own fields, of a known worker or of somebody who was met. */
data class EditWorker(
    val worker: String? = null,
    val name: String = "",
    val form: FieldForm = FieldForm(),
    /** What the core doubts, each by its word; a reason lets it pass. */
    val warnings: List<String> = emptyList(),
    val isSaving: Boolean = false,
    val saved: Saved? = null,
    val failure: Failure? = null,
) {
    /** Why the doubts are let pass. */
    val reason: String get() = form.typed[ACKNOWLEDGE].orEmpty()

    companion object {
        /** Where the form has why doubts are let pass. */
        const val ACKNOWLEDGE = "acknowledge"
    }
}

/** What happens on this screen. */
sealed class EditWorkerEvent {
    /** The screen came up; without a worker, for somebody who was met. */
    data class Entered(val worker: String?) : EditWorkerEvent()

    /** The core told the form. */
    data class Told(val form: WorkerForm) : EditWorkerEvent()

    /** What was typed before the app was killed is here again. */
    data class Restored(val typed: Map<String, String>) : EditWorkerEvent()

    /** Something was typed or chosen. */
    data class Typed(val place: String, val text: String) : EditWorkerEvent()

    /** A word of several was tapped. */
    data class Tapped(val field: FormField, val word: String) : EditWorkerEvent()

    /** The agent wants it saved. */
    object SaveTapped : EditWorkerEvent()

    /** It is saved. */
    data class Done(val saved: Saved) : EditWorkerEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : EditWorkerEvent()
}

/** What is shown next. */
fun reduce(state: EditWorker, event: EditWorkerEvent): Next<EditWorker, EditWorkerEvent> = when (event) {
    is EditWorkerEvent.Entered ->
        if (state.form.fields.isNotEmpty()) Next(state)
        else Next(state.copy(worker = event.worker)) { field -> EditWorkerEvent.Told(field.workerForm(event.worker)) }
    is EditWorkerEvent.Told ->
        Next(state.copy(name = event.form.name, form = state.form.copy(fields = event.form.fields), failure = null))
    is EditWorkerEvent.Restored -> Next(state.copy(form = state.form.copy(typed = event.typed + state.form.typed)))
    is EditWorkerEvent.Typed -> Next(state.copy(form = state.form.type(event.place, event.text), failure = null))
    is EditWorkerEvent.Tapped -> Next(state.copy(form = state.form.tap(event.field, event.word), failure = null))
    is EditWorkerEvent.SaveTapped -> save(state)
    is EditWorkerEvent.Done -> Next(state.copy(isSaving = false, saved = event.saved))
    is EditWorkerEvent.Failed -> Next(failed(state.copy(isSaving = false), event.failure))
}

/** What is wrong at a field is shown there; what is doubted asks for a reason. */
private fun failed(state: EditWorker, failure: Failure): EditWorker = when {
    failure is Failure.Invalid && state.form.has(failure.field) ->
        state.copy(form = state.form.refuse(failure.field, failure.rule), failure = null)
    failure is Failure.WarningUnacknowledged -> state.copy(warnings = failure.warnings, failure = null)
    else -> state.copy(failure = failure)
}

/** What was typed, to be kept; none while it is being saved, and from then on: saving drops what was kept. */
fun typed(state: EditWorker): Map<String, String>? =
    if (state.isSaving || state.saved != null) null else state.form.typed

private fun save(state: EditWorker): Next<EditWorker, EditWorkerEvent> {
    val (form, worker) = state.form to state.worker
    if (form.fields.isEmpty() || state.isSaving || state.saved != null) return Next(state)
    val reason = state.reason.trim().ifEmpty { null }
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        val saved = if (worker == null) field.meetWorker(form.told(), reason) else field.editWorker(worker, form.edits(), reason)
        EditWorkerEvent.Done(saved)
    }
}
