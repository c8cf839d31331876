package id.perisai.shell.workers

import id.perisai.field.Field
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentReading
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.ConsentsView
import id.perisai.field.core.Language
import id.perisai.field.core.Rule
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** What a worker agrees to: consents are given here, and taken back as easily. */
data class Consents(
    /** Whether consents are taken back. */
    val takesBack: Boolean = false,
    val view: ConsentsView? = null,
    val chosen: Set<ConsentPurpose> = emptySet(),
    val method: ConsentMethod? = null,
    val language: Language = Language.INDONESIAN,
    val witness: String = "",
    /** What is read aloud for what was chosen, in order. */
    val readings: List<ConsentReading> = emptyList(),
    val isSaving: Boolean = false,
    val isSaved: Boolean = false,
    val failure: Failure? = null,
) {
    /** What can be given, or taken back. */
    val offered: List<ConsentPurpose>
        get() = view?.purposes.orEmpty().filter { it.stands == takesBack }.map { it.purpose }
}

/** What happens on this screen. */
sealed class ConsentsEvent {
    /** The screen came up. */
    data class Entered(val worker: String) : ConsentsEvent()

    /** The core told what stands. */
    data class Told(val view: ConsentsView) : ConsentsEvent()

    /** A purpose was tapped: on, or off again. */
    data class PurposeTapped(val purpose: ConsentPurpose) : ConsentsEvent()

    /** How it was said. */
    data class MethodTapped(val method: ConsentMethod) : ConsentsEvent()

    /** In which language. */
    data class LanguageTapped(val language: Language) : ConsentsEvent()

    /** Who witnessed it. */
    data class WitnessTyped(val name: String) : ConsentsEvent()

    /** The core told what is read aloud. */
    data class Reading(val chosen: Set<ConsentPurpose>, val language: Language, val texts: List<ConsentReading>) :
        ConsentsEvent()

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
    is ConsentsEvent.PurposeTapped -> {
        val chosen = if (event.purpose in state.chosen) state.chosen - event.purpose else state.chosen + event.purpose
        reading(state.copy(chosen = chosen, failure = null))
    }
    is ConsentsEvent.LanguageTapped -> reading(state.copy(language = event.language))
    is ConsentsEvent.MethodTapped -> Next(state.copy(method = event.method, failure = null))
    is ConsentsEvent.WitnessTyped -> Next(state.copy(witness = event.name, failure = null))
    // Texts for what is not chosen any more are late.
    is ConsentsEvent.Reading ->
        if (event.chosen == state.chosen && event.language == state.language) Next(state.copy(readings = event.texts))
        else Next(state)
    is ConsentsEvent.SaveTapped -> save(state)
    is ConsentsEvent.Saved -> Next(state.copy(isSaving = false, isSaved = true))
    is ConsentsEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

/** What is given is read aloud first. Taking back needs no text. */
private fun reading(state: Consents): Next<Consents, ConsentsEvent> {
    if (state.takesBack) return Next(state)
    val (chosen, language) = state.chosen to state.language
    return Next(state.copy(readings = emptyList())) { field ->
        val texts = ConsentPurpose.entries.filter(chosen::contains).map { field.consentText(it, language) }
        ConsentsEvent.Reading(chosen, language, texts)
    }
}

private fun save(state: Consents): Next<Consents, ConsentsEvent> {
    val worker = state.view?.worker
    if (worker == null || state.isSaving || state.isSaved) return Next(state)
    // Nobody is said to have agreed in a way that was not told.
    val method = state.method ?: return Next(state.copy(failure = Failure.Invalid("method", Rule.REQUIRED)))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        if (state.takesBack) takeBack(field, worker, state, method) else give(field, worker, state, method)
        ConsentsEvent.Saved
    }
}

private fun give(field: Field, worker: String, state: Consents, method: ConsentMethod) {
    val consent = ConsentInput(
        purposes = state.chosen.toList(),
        method = method,
        language = state.language,
        witness = state.witness.trim().ifEmpty { null },
        textVersion = state.readings.firstOrNull()?.version,
    )
    field.giveConsent(worker, consent)
}

private fun takeBack(field: Field, worker: String, state: Consents, method: ConsentMethod) {
    val withdrawal = ConsentWithdrawal(
        worker = worker,
        purposes = state.chosen.toList(),
        method = method,
        language = state.language,
        witness = state.witness.trim().ifEmpty { null },
    )
    field.withdrawConsent(withdrawal)
}
