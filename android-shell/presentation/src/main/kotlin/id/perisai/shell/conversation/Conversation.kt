package id.perisai.shell.conversation

import id.perisai.field.Field
import id.perisai.field.core.Barrier
import id.perisai.field.core.CardInput
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConversationForm
import id.perisai.field.core.ConversationSaved
import id.perisai.field.core.Direction
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.FormKind
import id.perisai.field.core.Language
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionKind
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.WhomAsked
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent

/** What is in front of the agent. */
enum class Step {
    /** What was said. */
    TALK,

    /** The worker is asked whether to answer a card. */
    CONSENT,

    /** The card. */
    CARD,

    /** It is saved. */
    SAVED,
}

/** Parts of the page that stay folded until somebody needs them. */
enum class Section { WAY, OPEN, WORKER, BARRIERS, OBJECTIONS, CARD, MESSAGES, TEACH_BACK, INTENT, NEXT }

/** One conversation with one worker, as it is written down. */
data class Conversation(
    val worker: String,
    /** What the agent comes with: a message to use, a question to answer. */
    val brought: Brought = Brought(),
    /** What is known beforehand; none until the core has told it. */
    val form: ConversationForm? = null,
    val told: Told = Told(),
    /** What was told before anybody tapped: nothing of it needs to be kept. */
    val begun: Told = Told(),
    val step: Step = Step.TALK,
    val unfolded: Set<Section> = emptySet(),
    val isSaving: Boolean = false,
    val saved: ConversationSaved? = null,
    val failure: Failure? = null,
    /** Whether the branch has replaced the card that was being answered: what was tapped does not fit the new one. */
    val isCardReplaced: Boolean = false,
    /** Whether a kept form was brought back. */
    val isRestored: Boolean = false,
) {
    /** The consent that is asked for, with what is read aloud; none where none is. */
    val consent: ConsentAsked? get() = told.consent?.let { asked -> form?.let { asked.reading(it.readings) } ?: asked }

    /** Whether the worker agrees to be measured: by what stands, or by what was just said. */
    val mayMeasure: Boolean
        get() = form?.consents.orEmpty().contains(ConsentPurpose.MEASURE) || consent?.given() != null

    /** The card as it would be saved now. */
    val cardGiven: CardInput? get() = form?.let { told.card?.given(it.card) }

    /** What is kept of it, empty where there is nothing; none from the moment it is being saved: the capture drops it. */
    fun toFields(): Map<String, String>? = when {
        isSaving || saved != null -> null
        told == begun -> emptyMap()
        step == Step.CARD -> told.toFields() + (STEP to step.name)
        else -> told.toFields()
    }
}

/** In a kept form: the card lay in front of the agent. */
private const val STEP = "step"

/** What an agent comes with into a conversation. */
data class Brought(val message: String? = null, val answers: String? = null)

/** What happens on this screen. Times are ticks of the phone. */
sealed class ConversationEvent {
    /** The screen came up. */
    object Entered : ConversationEvent()

    /** The core told what is known. */
    data class Looked(val form: ConversationForm) : ConversationEvent()

    /** What was kept came back. */
    data class Restored(val fields: Map<String, String>) : ConversationEvent()

    /** A part of the page is folded, or unfolded. */
    data class FoldTapped(val section: Section) : ConversationEvent()

    data class ChannelTapped(val channel: Channel) : ConversationEvent()

    data class DirectionTapped(val direction: Direction) : ConversationEvent()

    data class AnsweredAtOnceTapped(val answered: Boolean) : ConversationEvent()

    data class QuestionTapped(val encounter: String) : ConversationEvent()

    data class ResultTapped(val task: TaskKey, val result: FollowUpResult) : ConversationEvent()

    data class EventTapped(val event: String) : ConversationEvent()

    data class FigureTapped(val figure: String) : ConversationEvent()

    data class MediaTapped(val word: String) : ConversationEvent()

    data class OtherMediaTyped(val text: String) : ConversationEvent()

    data class WhomTapped(val whom: WhomAsked) : ConversationEvent()

    data class BarrierTapped(val barrier: Barrier) : ConversationEvent()

    data class ObjectionTapped(val code: ObjectionCode) : ConversationEvent()

    data class OutcomeTapped(val code: ObjectionCode, val outcome: ObjectionOutcome) : ConversationEvent()

    data class ObjectionKindTapped(val code: ObjectionCode, val kind: ObjectionKind) : ConversationEvent()

    data class BridgeTapped(val code: ObjectionCode, val bridge: Bridge) : ConversationEvent()

    data class QuoteTyped(val code: ObjectionCode, val text: String) : ConversationEvent()

    data class MessageTapped(val message: String) : ConversationEvent()

    data class TeachPointTapped(val point: TeachPoint) : ConversationEvent()

    /** The worker could say nothing back. */
    object NothingTaughtTapped : ConversationEvent()

    data class IntentTapped(val intent: UInt) : ConversationEvent()

    data class IntentDayTapped(val day: String) : ConversationEvent()

    data class NextTapped(val kind: FollowUpKind) : ConversationEvent()

    data class NextDueTapped(val day: String) : ConversationEvent()

    data class NextAboutTyped(val text: String) : ConversationEvent()

    /** The agent takes the card out, new or where it was left. */
    data class CardTapped(val atMs: Long) : ConversationEvent()

    /** What was tapped of the card is forgotten. */
    object CardDropped : ConversationEvent()

    /** Something happened while the consent was asked for. */
    data class Agreeing(val event: ConsentEvent) : ConversationEvent()

    /** The worker agreed: on with the card. */
    data class ConsentGiven(val atMs: Long) : ConversationEvent()

    /** The worker does not want to be asked. */
    object ConsentRefused : ConversationEvent()

    data class PartBegun(val atMs: Long) : ConversationEvent()

    data class PartSkipped(val atMs: Long) : ConversationEvent()

    data class CardAnswered(val answer: Answer, val atMs: Long) : ConversationEvent()

    object CardUndone : ConversationEvent()

    data class CardLanguageTapped(val language: Language) : ConversationEvent()

    /** The worker has had enough. */
    data class CardStopped(val atMs: Long) : ConversationEvent()

    /** Back to what was said; the card stays as it is. */
    data class CardPutAway(val atMs: Long) : ConversationEvent()

    /** The phone is in the agent's hand again, or not any more. */
    data class InHand(val inHand: Boolean, val atMs: Long) : ConversationEvent()

    object SaveTapped : ConversationEvent()

    data class Saved(val saved: ConversationSaved) : ConversationEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : ConversationEvent()
}

/** What is shown next. */
fun reduce(state: Conversation, event: ConversationEvent): Next<Conversation, ConversationEvent> = when (event) {
    ConversationEvent.Entered -> look(state)
    is ConversationEvent.Looked -> Next(looked(state, event.form))
    is ConversationEvent.Restored -> Next(restored(state, event.fields))
    is ConversationEvent.FoldTapped -> Next(state.copy(unfolded = state.unfolded.toggled(event.section)))
    ConversationEvent.SaveTapped -> save(state)
    is ConversationEvent.Saved ->
        Next(state.copy(isSaving = false, saved = event.saved, step = Step.SAVED, failure = null))
    is ConversationEvent.Failed -> Next(failed(state, event.failure))
    else -> reduceCard(state, event) ?: Next(state.copy(told = told(state.told, event), failure = null))
}

private fun look(state: Conversation): Next<Conversation, ConversationEvent> {
    if (state.saved != null) return Next(state)
    return Next(state) { field ->
        val also = state.told.messages + listOfNotNull(state.brought.message)
        ConversationEvent.Looked(field.conversationForm(state.worker, also.toList()))
    }
}

private fun looked(state: Conversation, form: ConversationForm): Conversation {
    // Looked at again, such as after a call: what was told stands.
    if (state.form != null) return checked(state.copy(form = form, failure = null))
    val begun = beginning(state.brought, form)
    val told = if (state.isRestored) state.told else begun
    val open = if (form.questions.isEmpty() && form.tasks.isEmpty()) emptySet() else setOf(Section.OPEN)
    val withMessage = if (told.messages.isEmpty()) emptySet() else setOf(Section.MESSAGES)
    return checked(state.copy(form = form, told = told, begun = begun, unfolded = state.unfolded + open + withMessage, failure = null))
}

/** How a conversation begins before anybody has told anything of it. */
private fun beginning(brought: Brought, form: ConversationForm): Told {
    val question = form.questions.find { it.encounter == brought.answers }
    return Told(
        channel = question?.channel ?: Channel.FACE_TO_FACE,
        direction = form.direction,
        answers = question?.encounter,
        event = form.events.find { it.attended }?.event,
        messages = setOfNotNull(form.messages.find { it.message == brought.message }?.message),
    )
}

/** A card of a version that is not asked any more cannot go on. */
private fun checked(state: Conversation): Conversation {
    val (card, form) = (state.told.card ?: return state) to (state.form ?: return state)
    if (card.version == form.card.version && card.count == form.card.items.size) return state
    return state.copy(told = state.told.copy(card = null), isCardReplaced = true, step = if (state.step == Step.CARD) Step.TALK else state.step)
}

private fun restored(state: Conversation, fields: Map<String, String>): Conversation {
    val kept = Told.fromFields(fields)
    // What the agent comes with now is part of it too.
    val told = kept.copy(
        messages = kept.messages + listOfNotNull(state.brought.message),
        answers = state.brought.answers ?: kept.answers,
    )
    val unfolded = Section.values().filter { isTold(told, it) }
    val step = if (fields[STEP] == Step.CARD.name && told.card != null) Step.CARD else Step.TALK
    return checked(state.copy(told = told, step = step, unfolded = state.unfolded + unfolded, isRestored = true))
}

/** Whether anything of a section was told. */
fun isTold(told: Told, section: Section): Boolean = when (section) {
    Section.WAY -> told.channel != Channel.FACE_TO_FACE || told.direction != Direction.OUTGOING || told.event != null
    Section.OPEN -> told.answers != null || told.results.isNotEmpty()
    Section.WORKER ->
        told.media.isNotEmpty() || told.otherMedia.isNotEmpty() || told.asksWhom.isNotEmpty() || told.figure != null
    Section.BARRIERS -> told.barriers.isNotEmpty()
    Section.OBJECTIONS -> told.objections.isNotEmpty()
    Section.CARD -> told.card != null
    Section.MESSAGES -> told.messages.isNotEmpty()
    Section.TEACH_BACK -> told.teachBack != null
    Section.INTENT -> told.intent != null || told.intentDay != null
    Section.NEXT -> told.next != null
}

private fun save(state: Conversation): Next<Conversation, ConversationEvent> {
    val form = state.form
    if (form == null || state.isSaving || state.saved != null) return Next(state)
    val input = state.told.copy(consent = state.consent).input(form)
    return Next(state.copy(isSaving = true, failure = null)) { field: Field ->
        val saved = field.recordConversation(input)
        // Kept under the record that was merged into the worker's: the capture knows the worker's alone.
        if (state.worker != form.worker.worker) field.dropForm(FormKind.CONVERSATION, state.worker)
        ConversationEvent.Saved(saved)
    }
}

/** What failed is shown where it can be mended; what was told stays. */
private fun failed(state: Conversation, failure: Failure): Conversation {
    val shown = state.copy(isSaving = false, failure = failure)
    return when {
        // A consent was taken back meanwhile, or the phone has heard of it: ask again.
        failure is Failure.ConsentMissing -> shown.copy(
            told = shown.told.copy(consent = shown.told.consent?.copy(method = null)),
            unfolded = shown.unfolded + Section.CARD,
            form = shown.form?.let { it.copy(consents = it.consents - failure.purpose) },
        )
        failure.at("due") != null || failure.at("about") != null -> shown.copy(unfolded = shown.unfolded + Section.NEXT)
        failure.at("quote") != null -> shown.copy(unfolded = shown.unfolded + Section.OBJECTIONS)
        else -> shown
    }
}

private fun told(told: Told, event: ConversationEvent): Told = when (event) {
    is ConversationEvent.ChannelTapped -> told.copy(channel = event.channel)
    is ConversationEvent.DirectionTapped -> told.copy(direction = event.direction)
    is ConversationEvent.AnsweredAtOnceTapped -> told.copy(answeredAtOnce = event.answered)
    is ConversationEvent.QuestionTapped -> told.copy(answers = event.encounter.unlessIs(told.answers))
    is ConversationEvent.ResultTapped ->
        if (told.results[event.task] == event.result) told.copy(results = told.results - event.task)
        else told.copy(results = told.results + (event.task to event.result))
    is ConversationEvent.EventTapped -> told.copy(event = event.event.unlessIs(told.event))
    is ConversationEvent.FigureTapped -> told.copy(figure = event.figure.unlessIs(told.figure))
    is ConversationEvent.MediaTapped -> told.copy(media = told.media.toggled(event.word))
    is ConversationEvent.OtherMediaTyped -> told.copy(otherMedia = event.text)
    is ConversationEvent.WhomTapped -> told.copy(asksWhom = told.asksWhom.toggled(event.whom))
    is ConversationEvent.BarrierTapped -> told.copy(barriers = told.barriers.toggled(event.barrier))
    is ConversationEvent.ObjectionTapped ->
        if (told.objections.any { it.code == event.code }) told.copy(objections = told.objections.filter { it.code != event.code })
        else told.copy(objections = told.objections + ObjectionTold(event.code))
    is ConversationEvent.OutcomeTapped -> told.objection(event.code) { it.copy(outcome = event.outcome) }
    is ConversationEvent.ObjectionKindTapped -> told.objection(event.code) { it.copy(kind = event.kind.unlessIs(it.kind)) }
    is ConversationEvent.BridgeTapped -> told.objection(event.code) { it.copy(bridge = event.bridge.unlessIs(it.bridge)) }
    is ConversationEvent.QuoteTyped -> told.objection(event.code) { it.copy(quote = event.text) }
    is ConversationEvent.MessageTapped -> told.copy(messages = told.messages.toggled(event.message))
    is ConversationEvent.TeachPointTapped -> {
        val points = told.teachBack.orEmpty().toggled(event.point)
        told.copy(teachBack = points.takeIf { it.isNotEmpty() })
    }
    ConversationEvent.NothingTaughtTapped -> told.copy(teachBack = if (told.teachBack?.isEmpty() == true) null else emptySet())
    is ConversationEvent.IntentTapped -> told.copy(intent = event.intent.unlessIs(told.intent))
    is ConversationEvent.IntentDayTapped -> told.copy(intentDay = event.day.unlessIs(told.intentDay))
    is ConversationEvent.NextTapped ->
        told.copy(next = if (told.next?.kind == event.kind) null else (told.next ?: NextTold(event.kind)).copy(kind = event.kind))
    is ConversationEvent.NextDueTapped -> told.copy(next = told.next?.copy(due = event.day))
    is ConversationEvent.NextAboutTyped -> told.copy(next = told.next?.copy(about = event.text))
    else -> told
}

private fun Told.objection(code: ObjectionCode, change: (ObjectionTold) -> ObjectionTold) =
    copy(objections = objections.map { if (it.code == code) change(it) else it })

private fun <T> Set<T>.toggled(one: T): Set<T> = if (one in this) this - one else this + one

/** A tap on what is chosen takes the choice back. */
private fun <T : Any> T.unlessIs(chosen: T?): T? = takeIf { it != chosen }
