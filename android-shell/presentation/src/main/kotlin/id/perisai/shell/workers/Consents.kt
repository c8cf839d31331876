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
    /** What was tapped and typed. */
    val told: ConsentAsked = ConsentAsked(emptySet()),
    val isSaving: Boolean = false,
    val isSaved: Boolean = false,
    val failure: Failure? = null,
) {
    /** What can be given, or taken back. */
    val offered: List<ConsentPurpose>
        get() = view?.purposes.orEmpty().filter { it.stands == takesBack }.map { it.purpose }

    /**
     * What is asked for, or taken back, and how that was said. What was chosen before and cannot be given, or taken back, any
     * more is not asked for; what is given is read aloud first, and taking back needs no text.
     */
    val asked: ConsentAsked
        get() {
            val view = view ?: return told
            val fitting = told.copy(purposes = told.purposes.filter { it in offered }.toSet())
            return if (takesBack) fitting else fitting.reading(view.readings)
        }

    /** What was tapped and typed, to be kept; none while it is saved and from then on. */
    fun toFields(): Map<String, String>? = when {
        isSaving || isSaved -> null
        told.purposes.isEmpty() && told.method == null && told.witness.isBlank() -> emptyMap()
        else -> told.toFields("")
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
    is ConsentsEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is ConsentsEvent.Restored -> Next(told(state, ConsentAsked.fromFields("", event.fields) ?: state.told))
    is ConsentsEvent.PurposeTapped -> Next(told(state, tapped(state, event.purpose)))
    is ConsentsEvent.Agreeing -> Next(told(state, state.asked.on(event.event)))
    is ConsentsEvent.SaveTapped -> save(state)
    is ConsentsEvent.Saved -> Next(state.copy(isSaving = false, isSaved = true))
    is ConsentsEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun told(state: Consents, asked: ConsentAsked) =
    if (state.isSaving || state.isSaved) state else state.copy(told = asked, failure = null)

private fun tapped(state: Consents, purpose: ConsentPurpose): ConsentAsked {
    val asked = state.asked
    if (!state.takesBack) return asked.toggled(purpose)
    return asked.copy(purposes = if (purpose in asked.purposes) asked.purposes - purpose else asked.purposes + purpose)
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
