package id.perisai.shell.forum

import id.perisai.field.core.EventsView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** The events on this phone, and the way to one that another phone planned. */
data class Forums(
    val view: EventsView? = null,
    /** The other phone's code as typed; none while nobody joins. */
    val code: String? = null,
    /** The event to open: it was joined a moment ago. */
    val joined: String? = null,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class ForumsEvent {
    /** The screen came up. */
    object Entered : ForumsEvent()

    /** The core told what there is. */
    data class Told(val view: EventsView) : ForumsEvent()

    /** The agent wants to type the code that another phone shows, or no more. */
    object JoiningTapped : ForumsEvent()

    /** The agent types it. */
    data class Typed(val code: String) : ForumsEvent()

    /** The agent has typed it. */
    object JoinTapped : ForumsEvent()

    /** The event was joined. */
    data class Joined(val event: String) : ForumsEvent()

    /** The event that was joined is on the screen: it is not opened again. */
    object Opened : ForumsEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : ForumsEvent()
}

/** What is shown next. */
fun reduce(state: Forums, event: ForumsEvent): Next<Forums, ForumsEvent> = when (event) {
    is ForumsEvent.Entered -> Next(state) { field -> ForumsEvent.Told(field.eventsView()) }
    is ForumsEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is ForumsEvent.JoiningTapped -> Next(state.copy(code = if (state.code == null) "" else null, failure = null))
    is ForumsEvent.Typed -> Next(state.copy(code = event.code, failure = null))
    is ForumsEvent.JoinTapped -> {
        val code = state.code.orEmpty()
        Next(state.copy(failure = null)) { field -> ForumsEvent.Joined(field.joinEvent(code)) }
    }
    is ForumsEvent.Joined -> Next(state.copy(code = null, joined = event.event))
    is ForumsEvent.Opened -> Next(state.copy(joined = null))
    is ForumsEvent.Failed -> Next(state.copy(failure = event.failure))
}
