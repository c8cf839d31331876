package id.perisai.shell.attention

import id.perisai.field.core.DecisionView
import id.perisai.field.core.Rule
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** One conflict: the values with who and when, a choice, and the reason for it. */
data class Decision(
    val conflict: String = "",
    val view: DecisionView? = null,
    /** The change whose value is chosen. */
    val choice: String? = null,
    val reason: String = "",
    /** Whether digits are shown whole. */
    val isWhole: Boolean = false,
    val isSaving: Boolean = false,
    /** Whether it was decided here, now. */
    val isDone: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class DecisionEvent {
    /** The screen came up. */
    data class Entered(val conflict: String) : DecisionEvent()

    /** The core told the conflict. */
    data class Told(val view: DecisionView) : DecisionEvent()

    /** What was chosen and typed before the app was killed is here again. */
    data class Restored(val typed: Map<String, String>) : DecisionEvent()

    /** A value was tapped. */
    data class Chosen(val change: String) : DecisionEvent()

    /** A reason was typed, or tapped. */
    data class ReasonTold(val reason: String) : DecisionEvent()

    /** All digits are wanted, or no longer. */
    object DigitsTapped : DecisionEvent()

    /** The agent decides. */
    object DecideTapped : DecisionEvent()

    /** It is saved. */
    data class Done(val view: DecisionView) : DecisionEvent()

    /** The core could not, or did not want to. */
    data class Failed(val failure: Failure) : DecisionEvent()
}

private const val CHOICE = "choice"
private const val REASON = "reason"

/** What is shown next. */
fun reduce(state: Decision, event: DecisionEvent): Next<Decision, DecisionEvent> = when (event) {
    is DecisionEvent.Entered ->
        Next(state.copy(conflict = event.conflict)) { field -> DecisionEvent.Told(field.decisionView(event.conflict)) }
    // A value that somebody has decided about meanwhile can be chosen no more.
    is DecisionEvent.Told -> {
        val choice = state.choice?.takeIf { chosen -> event.view.values.any { it.change == chosen } }
        Next(state.copy(view = event.view, choice = choice, failure = null))
    }
    is DecisionEvent.Restored ->
        Next(state.copy(choice = state.choice ?: event.typed[CHOICE], reason = state.reason.ifEmpty { event.typed[REASON].orEmpty() }))
    is DecisionEvent.Chosen -> Next(state.copy(choice = event.change, failure = null))
    is DecisionEvent.ReasonTold -> Next(state.copy(reason = event.reason, failure = null))
    is DecisionEvent.DigitsTapped -> Next(state.copy(isWhole = !state.isWhole))
    is DecisionEvent.DecideTapped -> decide(state)
    is DecisionEvent.Done -> Next(state.copy(view = event.view, isSaving = false, isDone = true))
    is DecisionEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

/** What was chosen and typed, to be kept; none while it is being saved, and from then on. */
fun typed(state: Decision): Map<String, String>? {
    if (state.isSaving || state.isDone) return null
    return listOfNotNull(state.choice?.let { CHOICE to it }, state.reason.ifEmpty { null }?.let { REASON to it }).toMap()
}

private fun decide(state: Decision): Next<Decision, DecisionEvent> {
    if (state.view == null || state.isSaving || state.isDone) return Next(state)
    val choice = state.choice ?: return Next(state.copy(failure = Failure.Invalid(CHOICE, Rule.REQUIRED)))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        field.resolveField(state.conflict, choice, state.reason)
        DecisionEvent.Done(field.decisionView(state.conflict))
    }
}
