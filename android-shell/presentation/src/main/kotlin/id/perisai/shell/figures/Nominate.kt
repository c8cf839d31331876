package id.perisai.shell.figures

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FigureChoice
import id.perisai.field.core.FigureInput
import id.perisai.field.core.NominationForm
import id.perisai.field.core.NominationInput
import id.perisai.field.core.NominationQuestion
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.forum.oneLine

/** Somebody whom a worker names: a figure who is known, or one by a name. */
data class Nominee(val figure: String?, val name: String)

/** Whom a worker names, and the consent to it. It is on this screen while it is told, and never again. */
data class NominateForm(
    /** Those named by question, in the worker's order. */
    val named: Map<NominationQuestion, List<Nominee>> = emptyMap(),
    val consent: ConsentAsked = ConsentAsked(ConsentPurpose.NOMINATE),
    /** A name that is searched for, or told. */
    val typed: String = "",
) {
    /** Whether nobody was named and nobody agreed. */
    val isEmpty get() = !namesAnybody && consent.method == null && typed.isBlank()

    val namesAnybody get() = named.values.any { it.isNotEmpty() }

    /** Those named to a question. */
    fun of(question: NominationQuestion) = named[question].orEmpty()

    /** The same with somebody named, or not after all. More than three are not asked for. */
    fun toggled(question: NominationQuestion, nominee: Nominee): NominateForm {
        val list = of(question)
        val next = when {
            nominee in list -> list - nominee
            list.size < NAMED_MAX -> list + nominee
            else -> list
        }
        return copy(named = named + (question to next))
    }

    /** What the core is told; somebody new is of the worker's village. */
    fun toInput(village: String): List<NominationInput> = named.flatMap { (question, list) ->
        list.mapIndexed { place, nominee ->
            val new = if (nominee.figure == null) FigureInput(name = nominee.name, village = village) else null
            NominationInput(question = question, rank = (place + 1).toUInt(), figure = nominee.figure, new = new)
        }
    }

    /** The form as flat text, to be kept. */
    fun toFields(): Map<String, String> = buildMap {
        for ((question, list) in named) put(question.name, list.joinToString("\n") { "${it.figure.orEmpty()} ${it.name}" })
        put(TYPED, typed)
        putAll(consent.toFields(CONSENT))
    }

    companion object {
        /** How many a worker names to one question. */
        const val NAMED_MAX = 3

        private const val CONSENT = "consent."
        private const val TYPED = "typed"

        /** The form that was kept. */
        fun fromFields(fields: Map<String, String>) = NominateForm(
            named = NominationQuestion.entries.associateWith { question ->
                fields[question.name].orEmpty().lines().filter(String::isNotBlank).map {
                    Nominee(it.substringBefore(' ').ifEmpty { null }, it.substringAfter(' '))
                }
            }.filterValues { it.isNotEmpty() },
            consent = ConsentAsked.fromFields(CONSENT, fields) ?: ConsentAsked(ConsentPurpose.NOMINATE),
            typed = fields[TYPED].orEmpty(),
        )
    }
}

/** A worker is asked who spreads news, and whose advice one takes. */
data class Nominate(
    val worker: String,
    /** What there is to choose from; none until the core told. */
    val choices: NominationForm? = null,
    val form: NominateForm = NominateForm(),
    /** The question that is being asked. */
    val question: NominationQuestion = NominationQuestion.SPREAD_NEWS,
    /** The figures whose name fits what is typed; none where nothing is. */
    val found: List<FigureChoice>? = null,
    val isSaving: Boolean = false,
    /** Whether it is saved: the core returned. */
    val isSaved: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether the worker must be asked first: the consent does not stand. */
    val asksConsent: Boolean get() = choices?.mayNominate == false

    /** The consent as it is asked for, with what is read aloud. */
    val consent: ConsentAsked get() = choices?.let { form.consent.reading(it.readings) } ?: form.consent

    /** Whether the worker may be asked whom to name: nobody is before having agreed to it. */
    val mayAsk: Boolean get() = choices != null && (!asksConsent || consent.given() != null)

    /** Those named to the question, in the worker's order. */
    val named: List<Nominee> get() = form.of(question)

    /** Whether as many are named as are asked for. */
    val isFull: Boolean get() = named.size >= NominateForm.NAMED_MAX

    /** The figures to tap: who fits what is typed, or who is known. */
    val figures: List<FigureChoice> get() = found ?: choices?.figures.orEmpty()

    /** Those to tap beside the named ones: whoever new was named to the other question, and figures. */
    val others: List<Nominee>
        get() {
            val new = if (found != null) emptyList() else form.named.values.flatten().filter { it.figure == null }
            return (new + figures.map { Nominee(it.figure, it.name) }).distinct().filter { it !in named }
        }

    /** The name that can be added as somebody new; none where nothing was typed that is one. */
    val addable: String? get() = oneLine(form.typed).takeIf { name -> name.any(Char::isLetter) && Nominee(null, name) !in named }

    /** Whether there is something to save, and the worker agreed to it. */
    val canSave: Boolean get() = mayAsk && !isSaving && !isSaved && form.namesAnybody
}

/** What happens on this screen. */
sealed class NominateEvent {
    /** The screen came up. */
    object Entered : NominateEvent()

    /** The core told what there is to choose from. */
    data class Told(val choices: NominationForm) : NominateEvent()

    /** What was told before the app was killed is there again. */
    data class Restored(val form: NominateForm) : NominateEvent()

    /** Something happened while the consent was asked for. */
    data class Agreeing(val event: ConsentEvent) : NominateEvent()

    /** Another question is asked. */
    data class QuestionTapped(val question: NominationQuestion) : NominateEvent()

    /** Somebody is named to the question, or not after all. */
    data class Tapped(val nominee: Nominee) : NominateEvent()

    /** A name is typed: searched for, and told where nobody is found. */
    data class Typed(val name: String) : NominateEvent()

    /** The core found. */
    data class Found(val name: String, val figures: List<FigureChoice>) : NominateEvent()

    /** The name that was typed is named, as somebody new. */
    object Added : NominateEvent()

    /** The agent wants to save. */
    object SaveTapped : NominateEvent()

    /** It is saved. */
    object Saved : NominateEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : NominateEvent()
}

/** What is shown next. */
fun reduce(state: Nominate, event: NominateEvent): Next<Nominate, NominateEvent> = when (event) {
    is NominateEvent.Entered -> if (state.isSaved) Next(state) else Next(state) { field -> NominateEvent.Told(field.nominationForm(state.worker)) }
    // A phone that is turned says still why it was not saved.
    is NominateEvent.Told -> Next(state.copy(choices = event.choices, failure = state.failure.takeIf { state.choices != null }))
    is NominateEvent.Restored -> Next(told(state, event.form))
    is NominateEvent.Agreeing -> Next(told(state, state.form.copy(consent = state.consent.on(event.event))))
    is NominateEvent.QuestionTapped -> Next(told(state, state.form.copy(typed = "")).copy(question = event.question, found = null))
    is NominateEvent.Tapped -> Next(told(state, state.form.toggled(state.question, event.nominee).copy(typed = "")).copy(found = null))
    is NominateEvent.Typed -> typed(state, event.name)
    // Who was found for letters that have changed meanwhile is of no use.
    is NominateEvent.Found -> Next(if (event.name == state.form.typed) state.copy(found = event.figures) else state)
    is NominateEvent.Added -> added(state)
    is NominateEvent.SaveTapped -> save(state)
    // Whom somebody named is not kept on the screen.
    is NominateEvent.Saved -> Next(state.copy(form = NominateForm(), found = null, isSaving = false, isSaved = true))
    is NominateEvent.Failed -> Next(failed(state.copy(isSaving = false, failure = event.failure)))
}

/** What is being written now is not changed under the pen. */
private fun told(state: Nominate, form: NominateForm) =
    if (state.isSaving || state.isSaved) state else state.copy(form = form, failure = null)

private fun typed(state: Nominate, name: String): Next<Nominate, NominateEvent> {
    val next = told(state, state.form.copy(typed = name))
    if (name.isBlank()) return Next(next.copy(found = null))
    return Next(next) { field -> NominateEvent.Found(name, field.findFigures(state.worker, name)) }
}

private fun added(state: Nominate): Next<Nominate, NominateEvent> {
    val name = state.addable ?: return Next(state)
    return Next(told(state, state.form.toggled(state.question, Nominee(null, name)).copy(typed = "")).copy(found = null))
}

private fun save(state: Nominate): Next<Nominate, NominateEvent> {
    val choices = state.choices ?: return Next(state)
    if (!state.canSave) return Next(state)
    val consent = if (state.asksConsent) state.consent.given() else null
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        field.nominate(state.worker, state.form.toInput(choices.village), consent)
        NominateEvent.Saved
    }
}

/** A consent was taken back meanwhile, or the phone has heard of it: the worker is asked again, and the names stay. */
private fun failed(state: Nominate): Nominate {
    if (state.failure !is Failure.ConsentMissing) return state
    val asked = state.form.copy(consent = ConsentAsked(ConsentPurpose.NOMINATE, state.form.consent.language))
    return state.copy(choices = state.choices?.copy(mayNominate = false), form = asked)
}
