package id.perisai.shell.pin

import id.perisai.field.core.LockState
import id.perisai.field.core.LockView
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.hasPin
import id.perisai.shell.waitMs

/** What stands between a person and what the phone keeps. */
data class Unlock(
    /** How the lock stands; none until it has been looked at. */
    val view: LockView? = null,
    val pin: String = "",
    val isBusy: Boolean = false,
    /** The time during which no PIN was tried has passed. */
    val hasWaited: Boolean = false,
    val isOpen: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether a PIN is to be typed; not until the lock has been looked at. */
    val isPinAsked: Boolean get() = view?.hasPin == true && !isLost

    /** How many wrong PINs are left before one has to wait; none during a wait and where no PIN is asked. */
    val attemptsLeft: Int? get() = (view?.state as? LockState.Locked)?.attemptsLeft?.toInt()?.takeIf { it > 0 }

    /** How long no PIN is tried, milliseconds from when it was told; 0 while one may try. */
    val waitMs: Long get() = view?.waitMs ?: 0

    /** Whether the keys can come from nobody but the branch. */
    val isLost: Boolean get() = view?.state is LockState.Unreadable || failure == Failure.WrongKey

    /** What did not work and is said neither at the PIN nor by the wait. */
    val failureOfNoField: Failure?
        get() = failure?.takeUnless { it is Failure.PinWrong || it is Failure.PinWait || it == Failure.WrongKey || it.at("pin") != null }
}

/** What happens on this screen. */
sealed class UnlockEvent {
    /** The screen came up, or time passed while no PIN is tried. */
    object Entered : UnlockEvent()

    /** This is how the lock stands. */
    data class Looked(val view: LockView) : UnlockEvent()

    /** The PIN was typed. */
    data class Typed(val pin: String) : UnlockEvent()

    /** The agent wants to go in. */
    object Tapped : UnlockEvent()

    /** What the phone keeps may be seen. */
    object Opened : UnlockEvent()

    /** It may not. */
    data class Failed(val failure: Failure) : UnlockEvent()
}

/** What is shown next. */
fun reduce(state: Unlock, event: UnlockEvent): Next<Unlock, UnlockEvent> = when (event) {
    is UnlockEvent.Entered -> if (state.isBusy || state.isOpen) Next(state) else look(state)
    is UnlockEvent.Looked -> looked(state, event.view)
    is UnlockEvent.Typed -> Next(state.copy(pin = event.pin, hasWaited = false, failure = null))
    is UnlockEvent.Tapped ->
        if (state.isBusy || state.isOpen || state.waitMs > 0) {
            Next(state)
        } else {
            Next<Unlock, UnlockEvent>(state.copy(isBusy = true, hasWaited = false, failure = null)).askingLock { lock ->
                lock.unlock(state.pin)
                UnlockEvent.Opened
            }
        }
    is UnlockEvent.Opened -> Next(Unlock(view = state.view, isOpen = true))
    is UnlockEvent.Failed -> failed(state, event.failure)
}

private fun look(state: Unlock): Next<Unlock, UnlockEvent> = Next<Unlock, UnlockEvent>(state).askingLock { lock -> UnlockEvent.Looked(lock.view()) }

private fun looked(state: Unlock, view: LockView): Next<Unlock, UnlockEvent> {
    val hasWaited = state.waitMs > 0 && view.waitMs == 0L
    val seen = state.copy(
        view = view,
        hasWaited = state.hasWaited || hasWaited,
        failure = state.failure.takeUnless { hasWaited },
    )
    return when (view.state) {
        // The hardware alone keeps it: nobody is asked.
        is LockState.Empty, is LockState.NoPin -> Next<Unlock, UnlockEvent>(seen.copy(isBusy = true)).askingLock { lock ->
            lock.keys()
            UnlockEvent.Opened
        }
        is LockState.Locked, is LockState.Unreadable -> Next(seen)
    }
}

/** A wrong PIN is typed anew, and has changed how the lock stands; after another failure it stays. */
private fun failed(state: Unlock, failure: Failure): Next<Unlock, UnlockEvent> {
    val resting = state.copy(isBusy = false, failure = failure)
    return when (failure) {
        is Failure.PinWrong, is Failure.PinWait -> look(resting.copy(pin = ""))
        else -> Next(resting)
    }
}
