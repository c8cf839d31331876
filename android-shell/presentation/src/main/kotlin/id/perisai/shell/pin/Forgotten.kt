package id.perisai.shell.pin

import id.perisai.shell.Failure
import id.perisai.shell.Next

/** The way back when a PIN is forgotten: the branch is asked for the keys, and its answer opens what was saved. */
data class Forgotten(
    /** What is read or sent to a supervisor; none until it has been made. */
    val request: String? = null,
    val answer: String = "",
    val new: NewPin = NewPin(),
    val isBusy: Boolean = false,
    val isOpen: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether the branch cannot help: nothing was sealed to it. */
    val isBeyondHelp: Boolean get() = failure == Failure.NotEnrolled

    /** What did not work and belongs to no field. */
    val failureOfNoField: Failure?
        get() = failure?.takeUnless { isBeyondHelp || it.at("answer") != null || it.at("pin") != null }
}

/** What happens on this screen. */
sealed class ForgottenEvent {
    /** The screen came up. */
    object Entered : ForgottenEvent()

    /** This is what the branch is asked with. */
    data class Asked(val request: String) : ForgottenEvent()

    /** Something was typed or pasted. */
    data class Answer(val text: String) : ForgottenEvent()

    data class New(val pin: String) : ForgottenEvent()

    data class Again(val pin: String) : ForgottenEvent()

    /** The agent wants to go in. */
    object Tapped : ForgottenEvent()

    /** What the phone keeps may be seen. */
    object Opened : ForgottenEvent()

    /** It may not. */
    data class Failed(val failure: Failure) : ForgottenEvent()
}

/** What is shown next. */
fun reduce(state: Forgotten, event: ForgottenEvent): Next<Forgotten, ForgottenEvent> = when (event) {
    is ForgottenEvent.Entered ->
        if (state.request != null || state.isBusy || state.isOpen) {
            Next(state)
        } else {
            Next<Forgotten, ForgottenEvent>(state).askingLock { lock -> ForgottenEvent.Asked(lock.recoveryRequest()) }
        }
    is ForgottenEvent.Asked -> Next(state.copy(request = event.request, failure = null))
    is ForgottenEvent.Answer -> Next(state.copy(answer = event.text, failure = null))
    is ForgottenEvent.New -> Next(state.copy(new = state.new.typed(event.pin), failure = null))
    is ForgottenEvent.Again -> Next(state.copy(new = state.new.typedAgain(event.pin), failure = null))
    is ForgottenEvent.Tapped -> when {
        state.isBusy || state.isOpen || state.request == null -> Next(state)
        !state.new.isSame -> Next(state.copy(new = state.new.copy(isDifferent = true)))
        else -> Next<Forgotten, ForgottenEvent>(state.copy(isBusy = true, failure = null)).askingLock { lock ->
            lock.recover(state.answer, state.new.pin)
            ForgottenEvent.Opened
        }
    }
    is ForgottenEvent.Opened -> Next(Forgotten(isOpen = true))
    is ForgottenEvent.Failed -> Next(state.copy(isBusy = false, failure = event.failure))
}
