package id.perisai.shell.figures

import id.perisai.field.core.FigureView
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.NextStepInput
import id.perisai.field.core.RelationshipInput
import id.perisai.field.core.Rule
import id.perisai.field.core.Stage
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** How the relationship stands, as tapped, and what is promised next. */
data class RelationshipForm(
    val stage: Stage? = null,
    val trust: UInt? = null,
    val promisesMade: UInt = 0u,
    val promisesKept: UInt = 0u,
    /** What is promised. */
    val next: String = "",
    /** The day by which; none where nothing is promised. */
    val nextDay: String? = null,
) {
    /** What the core is told; none without a stage. */
    fun toInput(): RelationshipInput? = stage?.let { stage ->
        RelationshipInput(
            stage = stage,
            trust = trust,
            promisesMade = promisesMade.takeIf { it > 0u },
            promisesKept = promisesKept.takeIf { it > 0u },
            nextStep = nextDay?.let { day ->
                NextStepInput(kind = FollowUpKind.PROMISE, due = day, about = next.trim().ifEmpty { null })
            },
        )
    }

    /** The form as flat text, to be kept. */
    fun toFields(): Map<String, String> = buildMap {
        stage?.let { put("stage", it.name) }
        trust?.let { put("trust", it.toString()) }
        put("promises_made", promisesMade.toString())
        put("promises_kept", promisesKept.toString())
        put("next", next)
        nextDay?.let { put("next_day", it) }
    }

    companion object {
        /** The form that was kept. */
        fun fromFields(fields: Map<String, String>) = RelationshipForm(
            stage = Stage.entries.find { it.name == fields["stage"] },
            trust = fields["trust"]?.toUIntOrNull(),
            promisesMade = fields["promises_made"]?.toUIntOrNull() ?: 0u,
            promisesKept = fields["promises_kept"]?.toUIntOrNull() ?: 0u,
            next = fields["next"].orEmpty(),
            nextDay = fields["next_day"],
        )
    }
}

/** One figure: how we stand, over time, and what is to be done. */
data class FigureStory(
    val figure: String,
    val view: FigureView? = null,
    /** How the relationship stands as tapped; none while nobody notes it. */
    val form: RelationshipForm? = null,
    val isSaving: Boolean = false,
    /** Whether a note was saved a moment ago. */
    val isSaved: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class FigureStoryEvent {
    /** The screen came up. */
    object Entered : FigureStoryEvent()

    /** The core told of the figure. */
    data class Told(val view: FigureView) : FigureStoryEvent()

    /** What was tapped before the app was killed is there again. */
    data class Restored(val form: RelationshipForm) : FigureStoryEvent()

    /** The agent wants to note how the relationship stands, or gives that up. */
    object NoteTapped : FigureStoryEvent()

    /** Something was tapped or typed. */
    data class Noted(val form: RelationshipForm) : FigureStoryEvent()

    /** The agent wants to save the note. */
    object SaveTapped : FigureStoryEvent()

    /** It is saved. */
    data class Saved(val view: FigureView) : FigureStoryEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : FigureStoryEvent()
}

/** What is shown next. */
fun reduce(state: FigureStory, event: FigureStoryEvent): Next<FigureStory, FigureStoryEvent> = when (event) {
    is FigureStoryEvent.Entered -> Next(state) { field -> FigureStoryEvent.Told(field.figureView(state.figure)) }
    is FigureStoryEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is FigureStoryEvent.Restored -> Next(noted(state, event.form))
    is FigureStoryEvent.NoteTapped -> Next(noted(state, if (state.form == null) begun(state) else null))
    is FigureStoryEvent.Noted -> Next(noted(state, event.form))
    is FigureStoryEvent.SaveTapped -> save(state)
    is FigureStoryEvent.Saved -> Next(state.copy(view = event.view, form = null, isSaving = false, isSaved = true))
    is FigureStoryEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

/** A note begins where the last one stood. */
private fun begun(state: FigureStory) = RelationshipForm(stage = state.view?.line?.stage, trust = state.view?.line?.trust)

private fun noted(state: FigureStory, form: RelationshipForm?) =
    if (state.isSaving) state else state.copy(form = form, isSaved = false, failure = null)

private fun save(state: FigureStory): Next<FigureStory, FigureStoryEvent> {
    val form = state.form ?: return Next(state)
    if (state.isSaving) return Next(state)
    val note = form.toInput() ?: return Next(state.copy(failure = Failure.Invalid("stage", Rule.REQUIRED)))
    // A promise without a day would be lost without a word.
    if (form.next.isNotBlank() && form.nextDay == null) return Next(state.copy(failure = Failure.Invalid("due", Rule.REQUIRED)))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        field.noteRelationship(state.figure, note)
        FigureStoryEvent.Saved(field.figureView(state.figure))
    }
}
