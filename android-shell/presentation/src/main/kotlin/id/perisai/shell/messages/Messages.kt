package id.perisai.shell.messages

import id.perisai.field.core.Language
import id.perisai.field.core.MessageQuery
import id.perisai.field.core.MessageShelf
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.Segment
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** The messages on this phone, narrowed by whom they are for and what they answer. */
data class Messages(
    /** The worker whom they are wanted for, where it is one. */
    val worker: String? = null,
    val segment: Segment? = null,
    val objection: ObjectionCode? = null,
    val language: Language? = null,
    /** What there is; none until the core has told it. */
    val shelf: MessageShelf? = null,
    val failure: Failure? = null,
) {
    /** What the core is asked. */
    val query get() = MessageQuery(worker = worker, segment = segment, objection = objection, language = language)

    /** Whether anything was narrowed by a tap. */
    val isNarrowed get() = segment != null || objection != null || language != null
}

/** What happens on this screen. */
sealed class MessagesEvent {
    object Entered : MessagesEvent()

    /** The core told what there is for a query. */
    data class Told(val query: MessageQuery, val shelf: MessageShelf) : MessagesEvent()

    data class SegmentTapped(val segment: Segment) : MessagesEvent()

    data class ObjectionTapped(val objection: ObjectionCode) : MessagesEvent()

    data class LanguageTapped(val language: Language) : MessagesEvent()

    /** Everything again. */
    object AllTapped : MessagesEvent()

    data class Failed(val failure: Failure) : MessagesEvent()
}

/** What is shown next. A tap on what is chosen takes the choice back. */
fun reduce(state: Messages, event: MessagesEvent): Next<Messages, MessagesEvent> = when (event) {
    MessagesEvent.Entered -> look(state)
    is MessagesEvent.Told ->
        if (event.query == state.query) Next(state.copy(shelf = event.shelf, failure = null)) else Next(state)
    is MessagesEvent.SegmentTapped -> look(state.copy(segment = event.segment.takeIf { it != state.segment }))
    is MessagesEvent.ObjectionTapped -> look(state.copy(objection = event.objection.takeIf { it != state.objection }))
    is MessagesEvent.LanguageTapped -> look(state.copy(language = event.language.takeIf { it != state.language }))
    MessagesEvent.AllTapped -> look(state.copy(segment = null, objection = null, language = null))
    is MessagesEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun look(state: Messages): Next<Messages, MessagesEvent> {
    val query = state.query
    return Next(state) { field -> MessagesEvent.Told(query, field.messageShelf(query)) }
}
