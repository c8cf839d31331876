package id.perisai.shell.signin

import id.perisai.field.Transport
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** A phone becomes an agent's, once, with a code from the branch. */
data class SignIn(
    val isBusy: Boolean = false,
    val isEnrolled: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class SignInEvent {
    /** The agent has typed the code and wants to go in. */
    data class Tapped(val code: String, val network: Transport) : SignInEvent()

    /** The branch took the phone. */
    object Enrolled : SignInEvent()

    /** It did not. */
    data class Failed(val failure: Failure) : SignInEvent()
}

/** What is shown next. */
fun reduce(state: SignIn, event: SignInEvent): Next<SignIn, SignInEvent> = when (event) {
    is SignInEvent.Tapped ->
        if (state.isBusy) {
            Next(state)
        } else {
            Next(state.copy(isBusy = true, failure = null)) { field ->
                field.enrol(event.code, event.network)
                SignInEvent.Enrolled
            }
        }
    is SignInEvent.Enrolled -> Next(state.copy(isBusy = false, isEnrolled = true))
    is SignInEvent.Failed -> Next(state.copy(isBusy = false, failure = event.failure))
}
