package id.perisai.shell.sync

import id.perisai.field.core.LockView
import id.perisai.field.core.SyncView
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.hasPin

/** Sinkron: what will be sent, how it goes, what the branch said, and what it asks. */
data class Sync(
    /** None until the core has told it. */
    val view: SyncView? = null,
    val exchanging: Exchanging = Exchanging.Resting,
    /** Whether a PIN is set: once the app has ended, nothing is sent before it was given. */
    val hasPin: Boolean = false,
    /** Why the core could not tell; how the exchange itself ended stands in [exchanging]. */
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class SyncEvent {
    /** The screen came up. */
    object Entered : SyncEvent()

    /** The core told what there is. */
    data class Told(val view: SyncView) : SyncEvent()

    /** The lock told how it stands. */
    data class Looked(val lock: LockView) : SyncEvent()

    /** The exchange goes on, or ended, whoever began it. */
    data class Exchanged(val exchanging: Exchanging) : SyncEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : SyncEvent()
}

/** What is shown next. The exchange itself is begun and ended apart from the screen. */
fun reduce(state: Sync, event: SyncEvent): Next<Sync, SyncEvent> = when (event) {
    is SyncEvent.Entered -> look(state).askingLock { lock -> SyncEvent.Looked(lock.view()) }
    is SyncEvent.Looked -> Next(state.copy(hasPin = event.lock.hasPin))
    is SyncEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is SyncEvent.Exchanged ->
        if (event.exchanging == state.exchanging) Next(state) else look(state.copy(exchanging = event.exchanging))
    is SyncEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun look(state: Sync): Next<Sync, SyncEvent> = Next(state) { field -> SyncEvent.Told(field.syncView()) }
