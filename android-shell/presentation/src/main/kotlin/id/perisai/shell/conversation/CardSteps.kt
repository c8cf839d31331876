package id.perisai.shell.conversation

import id.perisai.field.core.ConsentPurpose
import id.perisai.shell.Next
import id.perisai.shell.consent.ConsentAsked

/** What happens to the card and to the consent that it needs; none for what is about neither. */
internal fun reduceCard(state: Conversation, event: ConversationEvent): Next<Conversation, ConversationEvent>? = when (event) {
    is ConversationEvent.CardTapped -> taken(state, event.atMs)
    ConversationEvent.CardDropped -> Next(state.copy(told = state.told.copy(card = null, consent = null), isCardReplaced = false))
    is ConversationEvent.Agreeing ->
        Next(state.copy(told = state.told.copy(consent = state.consent?.on(event.event))))
    is ConversationEvent.ConsentGiven -> if (state.mayMeasure) Next(laidOut(state, event.atMs)) else Next(state)
    ConversationEvent.ConsentRefused -> Next(state.copy(step = Step.TALK, told = state.told.copy(consent = null, card = null)))
    is ConversationEvent.PartBegun -> Next(state.card { it.onward(event.atMs) })
    is ConversationEvent.PartSkipped -> Next(state.card { it.skipped(event.atMs) })
    is ConversationEvent.CardAnswered -> Next(state.card { it.answered(event.answer, event.atMs) })
    is ConversationEvent.CardLanguageTapped -> Next(state.card { it.copy(language = event.language) })
    ConversationEvent.CardUndone -> Next(state.card(Card::undone))
    is ConversationEvent.CardStopped -> Next(state.card { it.stopped(event.atMs) })
    is ConversationEvent.CardPutAway -> Next(state.card { it.away(event.atMs) }.copy(step = Step.TALK))
    is ConversationEvent.InHand -> Next(inHand(state, event))
    else -> null
}

/** The card is taken out: where nobody has agreed to it yet, the worker is asked first. */
private fun taken(state: Conversation, atMs: Long): Next<Conversation, ConversationEvent> {
    val form = state.form ?: return Next(state)
    if (state.mayMeasure) return Next(laidOut(state, atMs))
    val asked = state.told.consent ?: ConsentAsked(ConsentPurpose.MEASURE, form.language)
    return Next(state.copy(step = Step.CONSENT, failure = null, told = state.told.copy(consent = asked)))
}

/** The card lies in front of the agent, new or where it was left. */
private fun laidOut(state: Conversation, atMs: Long): Conversation {
    val form = state.form ?: return state
    val card = state.told.card ?: Card(form.card.version, form.card.items.size)
    return state.copy(step = Step.CARD, told = state.told.copy(card = card.shown(atMs)), isCardReplaced = false, failure = null)
}

/** A call in the middle of a card is not the card's time. */
private fun inHand(state: Conversation, event: ConversationEvent.InHand): Conversation {
    if (state.step != Step.CARD) return state
    return state.card { if (event.inHand) it.shown(event.atMs) else it.away(event.atMs) }
}

private fun Conversation.card(change: (Card) -> Card) = copy(told = told.copy(card = told.card?.let(change)))
