package id.perisai.shell.messages

import id.perisai.field.core.MessageView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** One message, to be read aloud or shown. */
data class Message(
    val message: String,
    /** What it says; none until the core has told it. */
    val view: MessageView? = null,
    /** Whether the phone is reading it aloud. */
    val isRead: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class MessageEvent {
    object Entered : MessageEvent()

    data class Told(val view: MessageView) : MessageEvent()

    /** The phone began to read aloud, or ended. */
    data class Reading(val isRead: Boolean) : MessageEvent()

    data class Failed(val failure: Failure) : MessageEvent()
}

/** What is shown next. */
fun reduce(state: Message, event: MessageEvent): Next<Message, MessageEvent> = when (event) {
    MessageEvent.Entered -> Next(state) { field -> MessageEvent.Told(field.message(state.message)) }
    is MessageEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is MessageEvent.Reading -> Next(state.copy(isRead = event.isRead))
    is MessageEvent.Failed -> Next(state.copy(failure = event.failure))
}
