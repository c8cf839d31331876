package id.perisai.shell.workers

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.ConsentsView
import id.perisai.field.core.Rule
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent

/** What a worker agrees to: consents are given here, and taken back as easily. */
data class Consents(
    /** Whether consents are taken back. */
    val takesBack: Boolean = false,
    val view: ConsentsView? = null,
    /** What is asked for, or taken back, and how that was said. */
    val asked: ConsentAsked = ConsentAsked(emptySet()),
    val isSaving: Boolean = false,
    val isSaved: Boolean = false,
    val failure: Failure? = null,
) {
    /** What can be given, or taken back. */
    val offered: List<ConsentPurpose>
        get() = view?.purposes.orEmpty().filter { it.stands == takesBack }.map { it.purpose }

    /** What was tapped and typed, to be kept; none while it is saved and from then on. */
    fun toFields(): Map<String, String>? = when {
        isSaving || isSaved -> null
        asked.purposes.isEmpty() && asked.method == null && asked.witness.isBlank() -> emptyMap()
        else -> asked.toFields("")
    }
}

/** What happens on this screen. */
sealed class ConsentsEvent {
    /** The screen came up. */
    data class Entered(val worker: String) : ConsentsEvent()

    /** The core told what stands. */
    data class Told(val view: ConsentsView) : ConsentsEvent()

    /** What was tapped before the app was killed is there again. */
    data class Restored(val fields: Map<String, String>) : ConsentsEvent()

    /** A purpose was tapped: on, or off again. */
    data class PurposeTapped(val purpose: ConsentPurpose) : ConsentsEvent()

    /** Something happened while it was asked for, or taken back. */
    data class Agreeing(val event: ConsentEvent) : ConsentsEvent()

    /** The worker agrees, or takes it back. */
    object SaveTapped : ConsentsEvent()

    /** It is saved. */
    object Saved : ConsentsEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : ConsentsEvent()
}

/** What is shown next. */
fun reduce(state: Consents, event: ConsentsEvent): Next<Consents, ConsentsEvent> = when (event) {
    is ConsentsEvent.Entered -> Next(state) { field -> ConsentsEvent.Told(field.consentsView(event.worker)) }
    is ConsentsEvent.Told -> reading(fitting(state.copy(view = event.view, failure = null)))
    is ConsentsEvent.Restored -> reading(fitting(told(state, ConsentAsked.fromFields("", event.fields) ?: state.asked)))
    is ConsentsEvent.PurposeTapped -> reading(told(state, tapped(state, event.purpose)))
    is ConsentsEvent.Agreeing -> {
        val asked = state.asked.on(event.event)
        // What the core tells meanwhile leaves what is said of a failure.
        if (event.event is ConsentEvent.Told) Next(state.copy(asked = asked)) else reading(told(state, asked))
    }
    is ConsentsEvent.SaveTapped -> save(state)
    is ConsentsEvent.Saved -> Next(state.copy(isSaving = false, isSaved = true))
    is ConsentsEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun told(state: Consents, asked: ConsentAsked) =
    if (state.isSaving || state.isSaved) state else state.copy(asked = asked, failure = null)

private fun tapped(state: Consents, purpose: ConsentPurpose): ConsentAsked {
    val asked = state.asked
    if (!state.takesBack) return asked.toggled(purpose)
    return asked.copy(purposes = if (purpose in asked.purposes) asked.purposes - purpose else asked.purposes + purpose)
}

/** What was chosen before and cannot be given, or taken back, any more is not asked for. */
private fun fitting(state: Consents): Consents {
    if (state.view == null) return state
    val purposes = state.asked.purposes.filter { it in state.offered }.toSet()
    if (purposes == state.asked.purposes) return state
    return state.copy(asked = state.asked.copy(purposes = purposes, readings = emptyList()))
}

/** What is given is read aloud first, once it is known what can be. Taking back needs no text. */
private fun reading(state: Consents): Next<Consents, ConsentsEvent> {
    val asked = state.asked
    if (state.view == null || state.takesBack || !asked.needsText) return Next(state)
    return Next(state) { field -> ConsentsEvent.Agreeing(asked.read(field)) }
}

private fun save(state: Consents): Next<Consents, ConsentsEvent> {
    val worker = state.view?.worker
    if (worker == null || state.isSaving || state.isSaved) return Next(state)
    val asked = state.asked
    // Nobody is said to have agreed in a way that was not told, or to nothing.
    val missing = if (asked.purposes.isEmpty()) "purposes" else "method"
    val given = asked.given() ?: return Next(state.copy(failure = Failure.Invalid(missing, Rule.REQUIRED)))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        if (state.takesBack) {
            field.withdrawConsent(ConsentWithdrawal(worker, given.purposes, given.method, given.language, given.witness))
        } else {
            field.giveConsent(worker, given)
        }
        ConsentsEvent.Saved
    }
}
