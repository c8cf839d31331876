package id.perisai.shell.forum

import id.perisai.field.core.EventForm
import id.perisai.field.core.EventKind
import id.perisai.field.core.EventPlan
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** An event is planned, recorded as it happens, or its plan is changed. */
data class Plan(
    /** The event whose plan is changed; none for a new one. */
    val event: String? = null,
    /** What there is to choose from. */
    val choices: EventForm? = null,
    /** What is chosen; none until the core told what it proposes. */
    val plan: EventPlan? = null,
    val isSaving: Boolean = false,
    /** The event that was saved; none until the core returned. */
    val saved: String? = null,
    val failure: Failure? = null,
) {
    /** Whether anything was chosen that the core did not propose. */
    val isEdited: Boolean get() = plan != null && plan != choices?.plan
}

/** What happens on this screen. */
sealed class PlanEvent {
    /** The screen came up. */
    object Entered : PlanEvent()

    /** The core told what there is to choose from. */
    data class Told(val choices: EventForm) : PlanEvent()

    /** What was chosen before the app was killed is there again. */
    data class Restored(val plan: EventPlan) : PlanEvent()

    /** Something was chosen or typed. */
    data class Chosen(val plan: EventPlan) : PlanEvent()

    /** The agent wants to save. */
    object SaveTapped : PlanEvent()

    /** It is saved. */
    data class Saved(val event: String) : PlanEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : PlanEvent()
}

/** What is shown next. */
fun reduce(state: Plan, event: PlanEvent): Next<Plan, PlanEvent> = when (event) {
    is PlanEvent.Entered ->
        // What can be chosen does not change while one chooses.
        if (state.choices != null) Next(state) else Next(state) { field -> PlanEvent.Told(field.eventForm(state.event)) }
    is PlanEvent.Told -> Next(state.copy(choices = event.choices, plan = state.plan ?: event.choices.plan, failure = null))
    is PlanEvent.Restored -> Next(chosen(state, event.plan))
    is PlanEvent.Chosen -> Next(chosen(state, event.plan))
    is PlanEvent.SaveTapped -> save(state)
    is PlanEvent.Saved -> Next(state.copy(isSaving = false, saved = event.event))
    is PlanEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun chosen(state: Plan, plan: EventPlan) =
    if (state.isSaving || state.saved != null) state else state.copy(plan = plan, failure = null)

private fun save(state: Plan): Next<Plan, PlanEvent> {
    val plan = state.plan ?: return Next(state)
    if (state.isSaving || state.saved != null) return Next(state)
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        PlanEvent.Saved(field.planEvent(state.event, plan).record)
    }
}

/** A plan as flat text, to be kept. */
fun EventPlan.toFields(): Map<String, String> = buildMap {
    put("kind", kind.name)
    put("day", day)
    put("time", time)
    place?.let { put("place", it) }
    village?.let { put("village", it) }
    put("partners", partners.joinToString("\n"))
}

/** The plan that was kept. */
fun planFromFields(fields: Map<String, String>) = EventPlan(
    kind = EventKind.entries.find { it.name == fields["kind"] } ?: EventKind.FORUM,
    day = fields["day"].orEmpty(),
    time = fields["time"].orEmpty(),
    place = fields["place"],
    village = fields["village"],
    partners = fields["partners"].orEmpty().lines().filter(String::isNotEmpty),
)
