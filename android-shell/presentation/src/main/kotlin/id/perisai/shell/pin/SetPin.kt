package id.perisai.shell.pin

import id.perisai.field.core.LockView
import id.perisai.field.core.RecoveryState
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.hasPin
import id.perisai.shell.waitMs

/** A PIN as it is chosen: typed twice, because nobody sees it. */
data class NewPin(
    val pin: String = "",
    val again: String = "",
    /** The two did not agree when the agent wanted to go on. */
    val isDifferent: Boolean = false,
) {
    /** Whether both times the same was typed. */
    val isSame: Boolean get() = pin == again

    /** The same with another PIN typed first. */
    fun typed(pin: String) = copy(pin = pin, isDifferent = false)

    /** The same with another PIN typed the second time. */
    fun typedAgain(pin: String) = copy(again = pin, isDifferent = false)
}

/** An agent sets a PIN, or another one in place of it. */
data class SetPin(
    /** How the lock stands; none until it has been looked at. */
    val view: LockView? = null,
    val old: String = "",
    val new: NewPin = NewPin(),
    val isBusy: Boolean = false,
    val isSet: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether there is a PIN already, which is asked for first. */
    val isChange: Boolean get() = view?.hasPin == true

    /** Whether one may be set: not before the branch could help whoever forgets it. */
    val isPossible: Boolean get() = view != null && view.recovery != RecoveryState.NOT_YET

    /** How long the PIN that stands is not tried, milliseconds. */
    val waitMs: Long get() = view?.waitMs ?: 0

    /** What did not work and belongs to no field. */
    val failureOfNoField: Failure?
        get() = failure?.takeUnless { it is Failure.PinWrong || it is Failure.PinWait || FIELDS.any { field -> it.at(field) != null } }

    private companion object {
        val FIELDS = listOf("old", "new", "pin")
    }
}

/** What happens on this screen. */
sealed class SetPinEvent {
    /** The screen came up, or time passed while no PIN is tried. */
    object Entered : SetPinEvent()

    /** This is how the lock stands. */
    data class Looked(val view: LockView) : SetPinEvent()

    /** Something was typed. */
    data class Old(val pin: String) : SetPinEvent()

    data class New(val pin: String) : SetPinEvent()

    data class Again(val pin: String) : SetPinEvent()

    /** The agent wants it set. */
    object Tapped : SetPinEvent()

    /** It is. */
    object Set : SetPinEvent()

    /** It is not. */
    data class Failed(val failure: Failure) : SetPinEvent()
}

/** What is shown next. */
fun reduce(state: SetPin, event: SetPinEvent): Next<SetPin, SetPinEvent> = when (event) {
    // Once it is set the screen has come to its end.
    is SetPinEvent.Entered -> if (state.isBusy || state.isSet) Next(state) else look(state)
    is SetPinEvent.Looked -> Next(if (state.isSet) state else state.copy(view = event.view))
    is SetPinEvent.Old -> Next(state.copy(old = event.pin, failure = null))
    is SetPinEvent.New -> Next(state.copy(new = state.new.typed(event.pin), failure = null))
    is SetPinEvent.Again -> Next(state.copy(new = state.new.typedAgain(event.pin), failure = null))
    is SetPinEvent.Tapped -> tapped(state)
    // Nothing that was typed stays.
    is SetPinEvent.Set -> Next(SetPin(view = state.view, isSet = true))
    is SetPinEvent.Failed -> failed(state, event.failure)
}

private fun look(state: SetPin): Next<SetPin, SetPinEvent> = Next<SetPin, SetPinEvent>(state).askingLock { lock -> SetPinEvent.Looked(lock.view()) }

private fun tapped(state: SetPin): Next<SetPin, SetPinEvent> = when {
    state.isBusy || state.isSet || !state.isPossible || state.waitMs > 0 -> Next(state)
    !state.new.isSame -> Next(state.copy(new = state.new.copy(isDifferent = true)))
    else -> Next<SetPin, SetPinEvent>(state.copy(isBusy = true, failure = null)).askingLock { lock ->
        if (state.isChange) lock.changePin(state.old, state.new.pin) else lock.setPin(state.new.pin)
        SetPinEvent.Set
    }
}

/** A wrong PIN is typed anew, and has changed how the lock stands; the new one stays. */
private fun failed(state: SetPin, failure: Failure): Next<SetPin, SetPinEvent> {
    val resting = state.copy(isBusy = false, failure = failure)
    return when (failure) {
        is Failure.PinWrong, is Failure.PinWait -> look(resting.copy(old = ""))
        else -> Next(resting)
    }
}
