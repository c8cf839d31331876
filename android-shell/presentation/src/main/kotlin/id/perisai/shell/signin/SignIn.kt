package id.perisai.shell.signin

import id.perisai.field.Transport
import id.perisai.field.core.Rule
import id.perisai.field.core.WhyRefused
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** A phone becomes an agent's, once, with a code from the branch: typed, or scanned from a supervisor's screen. */
data class SignIn(
    val badge: String = "",
    val branch: String = "",
    val code: String = "",
    val isBusy: Boolean = false,
    val isEnrolled: Boolean = false,
    /** Something was scanned that is no invitation. */
    val isNoInvitation: Boolean = false,
    val failure: Failure? = null,
) {
    /** What is wrong with a field; the rest of a failure is said at the head of the screen. */
    fun wrong(field: String): Wrong? = when {
        failure == null -> null
        field == CODE && failure == Failure.Refused(WhyRefused.ENROL_CODE) -> Wrong.Told(failure)
        field == BADGE && failure == Failure.OtherAgent -> Wrong.Told(failure)
        // The core calls the badge by what it is.
        else -> (failure.at(field) ?: if (field == BADGE) failure.at("agent") else null)?.let(Wrong::Breaks)
    }

    /** What did not work and belongs to no field. */
    val failureOfNoField: Failure? get() = failure?.takeIf { FIELDS.all { field -> wrong(field) == null } }

    /** What is wrong with a field: it breaks a rule, or the branch said so. */
    sealed class Wrong {
        data class Breaks(val rule: Rule) : Wrong()

        data class Told(val failure: Failure) : Wrong()
    }

    companion object {
        const val BADGE = "badge"
        const val BRANCH = "branch"
        const val CODE = "code"
        val FIELDS = listOf(BADGE, CODE, BRANCH)
    }
}

/** What happens on this screen. */
sealed class SignInEvent {
    /** Something was typed. */
    data class Badge(val text: String) : SignInEvent()

    data class Branch(val text: String) : SignInEvent()

    data class Code(val text: String) : SignInEvent()

    /** The camera read something. */
    data class Scanned(val text: String) : SignInEvent()

    /** The agent wants to go in. The way to the branch is none where its address is no address by HTTPS. */
    data class Tapped(val network: Transport?) : SignInEvent()

    /** The branch took the phone. */
    object Enrolled : SignInEvent()

    /** It did not. */
    data class Failed(val failure: Failure) : SignInEvent()
}

/** What is shown next. */
fun reduce(state: SignIn, event: SignInEvent): Next<SignIn, SignInEvent> = when (event) {
    is SignInEvent.Badge -> Next(state.copy(badge = event.text).without(SignIn.BADGE))
    is SignInEvent.Branch -> Next(state.copy(branch = event.text).without(SignIn.BRANCH))
    is SignInEvent.Code -> Next(state.copy(code = event.text).without(SignIn.CODE))
    is SignInEvent.Scanned -> Next(scanned(state, event.text))
    is SignInEvent.Tapped -> tapped(state, event.network)
    is SignInEvent.Enrolled -> Next(state.copy(isBusy = false, isEnrolled = true))
    is SignInEvent.Failed -> Next(state.copy(isBusy = false, failure = event.failure))
}

/** A field that is being mended is not called wrong any more. */
private fun SignIn.without(field: String) =
    copy(isNoInvitation = false, failure = failure.takeIf { wrong(field) == null && failureOfNoField == null })

private fun scanned(state: SignIn, text: String): SignIn {
    if (state.isBusy) return state
    val invitation = Invitation.read(text) ?: return state.copy(isNoInvitation = true)
    return state.copy(
        badge = invitation.agent, branch = invitation.branch, code = invitation.code, isNoInvitation = false, failure = null,
    )
}

private fun tapped(state: SignIn, network: Transport?): Next<SignIn, SignInEvent> {
    val empty = listOf(SignIn.BADGE to state.badge, SignIn.CODE to state.code, SignIn.BRANCH to state.branch)
        .firstOrNull { (_, text) -> text.isBlank() }
    return when {
        state.isBusy || state.isEnrolled -> Next(state)
        empty != null -> Next(state.copy(failure = Failure.Invalid(empty.first, Rule.REQUIRED)))
        network == null -> Next(state.copy(failure = Failure.Invalid(SignIn.BRANCH, Rule.TYPE)))
        else -> Next(state.copy(isBusy = true, failure = null)) { field ->
            field.enrol(state.code, network)
            SignInEvent.Enrolled
        }
    }
}
