package id.perisai.shell.attention

import id.perisai.field.Field
import id.perisai.field.core.CorrectionView
import id.perisai.field.core.FormField
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.fields.FieldForm

/** What came back from the branch, open for correction. */
data class Correct(
    val subject: CameBack? = null,
    val view: CorrectionView? = null,
    val form: FieldForm = FieldForm(),
    /** What the core doubts, each by its word; a reason lets it pass. */
    val warnings: List<String> = emptyList(),
    val isSaving: Boolean = false,
    val ended: Ended? = null,
    val failure: Failure? = null,
) {
    /** Why the doubts are let pass. */
    val reason: String get() = form.typed[ACKNOWLEDGE].orEmpty()

    companion object {
        /** Where the form has why doubts are let pass. */
        const val ACKNOWLEDGE = "acknowledge"
    }
}

/** What came back. */
sealed class CameBack {
    /** Its change, or its record. */
    abstract val id: String

    /** A capture that was refused, by its change. */
    data class Capture(override val id: String) : CameBack()

    /** A registration that needs correction. */
    data class Registration(override val id: String) : CameBack()
}

/** How it ended. */
enum class Ended {
    /** Corrected, and saved to be sent again. */
    CORRECTED,

    /** Let go. */
    LET_GO,
}

/** What happens on this screen. */
sealed class CorrectEvent {
    /** The screen came up. */
    data class Entered(val subject: CameBack) : CorrectEvent()

    /** The core told what came back. */
    data class Told(val view: CorrectionView) : CorrectEvent()

    /** What was typed before the app was killed is here again. */
    data class Restored(val typed: Map<String, String>) : CorrectEvent()

    /** Something was typed or chosen. */
    data class Typed(val place: String, val text: String) : CorrectEvent()

    /** A word of several was tapped. */
    data class Tapped(val field: FormField, val word: String) : CorrectEvent()

    /** The agent sends it again. */
    object SendTapped : CorrectEvent()

    /** The agent has tapped twice to let it go. */
    object LetGoConfirmed : CorrectEvent()

    /** It is saved. */
    data class Done(val ended: Ended) : CorrectEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : CorrectEvent()
}

/** What is shown next. */
fun reduce(state: Correct, event: CorrectEvent): Next<Correct, CorrectEvent> = when (event) {
    is CorrectEvent.Entered ->
        if (state.ended != null) Next(state)
        else Next(state.copy(subject = event.subject)) { field -> CorrectEvent.Told(look(field, event.subject)) }
    is CorrectEvent.Told ->
        Next(state.copy(view = event.view, form = state.form.copy(fields = event.view.fields), failure = null))
    is CorrectEvent.Restored -> Next(state.copy(form = state.form.copy(typed = event.typed + state.form.typed)))
    is CorrectEvent.Typed -> Next(state.copy(form = state.form.type(event.place, event.text), failure = null))
    is CorrectEvent.Tapped -> Next(state.copy(form = state.form.tap(event.field, event.word), failure = null))
    is CorrectEvent.SendTapped -> send(state)
    is CorrectEvent.LetGoConfirmed -> letGo(state)
    is CorrectEvent.Done -> Next(state.copy(isSaving = false, ended = event.ended))
    is CorrectEvent.Failed -> Next(failed(state.copy(isSaving = false), event.failure))
}

private fun look(field: Field, subject: CameBack): CorrectionView = when (subject) {
    is CameBack.Capture -> field.correctionView(subject.id)
    is CameBack.Registration -> field.registrationCorrection(subject.id)
}

/** What is wrong at a field is shown there; what is doubted asks for a reason. */
private fun failed(state: Correct, failure: Failure): Correct = when {
    failure is Failure.Invalid && state.form.has(failure.field) ->
        state.copy(form = state.form.refuse(failure.field, failure.rule), failure = null)
    failure is Failure.WarningUnacknowledged -> state.copy(warnings = failure.warnings, failure = null)
    else -> state.copy(failure = failure)
}

/** What was typed, to be kept; none while it is being saved, and from then on: saving drops what was kept. */
fun typed(state: Correct): Map<String, String>? =
    if (state.isSaving || state.ended != null) null else state.form.typed

private fun send(state: Correct): Next<Correct, CorrectEvent> {
    val (subject, form) = (state.subject ?: return Next(state)) to state.form
    if (state.view == null || state.isSaving || state.ended != null) return Next(state)
    val reason = state.reason.trim().ifEmpty { null }
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        when (subject) {
            is CameBack.Capture -> field.correct(subject.id, form.edits())
            is CameBack.Registration -> field.correctRegistration(subject.id, form.edits(), reason)
        }
        CorrectEvent.Done(Ended.CORRECTED)
    }
}

/** Only a refused capture can be let go; a registration that came back is cancelled at the branch. */
private fun letGo(state: Correct): Next<Correct, CorrectEvent> {
    val subject = state.subject as? CameBack.Capture ?: return Next(state)
    if (state.isSaving || state.ended != null) return Next(state)
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        field.dismiss(subject.id)
        CorrectEvent.Done(Ended.LET_GO)
    }
}
