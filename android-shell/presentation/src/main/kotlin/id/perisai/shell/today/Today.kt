package id.perisai.shell.today

import id.perisai.field.Field
import id.perisai.field.Transport
import id.perisai.field.core.ScreenHead
import id.perisai.field.core.SyncOutcome
import id.perisai.field.core.TodayLine
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** What is due and why, what waits for the branch, and when both last had nothing more to tell each other. */
data class Today(
    val head: ScreenHead? = null,
    val due: List<TodayLine> = emptyList(),
    /** How many things need a look. */
    val attention: Int = 0,
    val sync: Sync = Sync.Resting,
    val failure: Failure? = null,
)

/** Where the exchange with the branch stands. */
sealed class Sync {
    /** Nothing goes on. */
    object Resting : Sync()

    /** What is saved here is being sent. */
    object Running : Sync()

    /** It came to an end, or was cut: what was not sent is still saved here. */
    data class Ended(val outcome: SyncOutcome) : Sync()
}

/** What happens on this screen. */
sealed class TodayEvent {
    /** The screen came up, or a day began. */
    data class Entered(val day: String) : TodayEvent()

    /** The core told what there is. */
    data class Told(val head: ScreenHead, val due: List<TodayLine>, val attention: Int) : TodayEvent()

    /** The agent wants to exchange with the branch. */
    data class SyncTapped(val day: String, val network: Transport) : TodayEvent()

    /** The exchange ended. */
    data class Synced(val outcome: SyncOutcome, val day: String) : TodayEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : TodayEvent()
}

/** What is shown next. */
fun reduce(state: Today, event: TodayEvent): Next<Today, TodayEvent> = when (event) {
    is TodayEvent.Entered -> Next(state) { field -> look(field, event.day) }
    is TodayEvent.Told ->
        Next(state.copy(head = event.head, due = event.due, attention = event.attention, failure = null))
    is TodayEvent.SyncTapped ->
        if (state.sync == Sync.Running) {
            Next(state)
        } else {
            Next(state.copy(sync = Sync.Running, failure = null)) { field ->
                TodayEvent.Synced(field.sync(event.network), event.day)
            }
        }
    is TodayEvent.Synced ->
        Next(state.copy(sync = Sync.Ended(event.outcome))) { field -> look(field, event.day) }
    is TodayEvent.Failed -> Next(state.copy(sync = Sync.Resting, failure = event.failure))
}

private fun look(field: Field, day: String): TodayEvent =
    TodayEvent.Told(field.head(), field.today(day), field.attention().size)
