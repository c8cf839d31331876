package id.perisai.shell.figures

import id.perisai.field.core.FigureInput
import id.perisai.field.core.FigureLine
import id.perisai.field.core.FigureRole
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.VillageLine
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** Who a figure is, as typed and tapped. */
data class FigureForm(
    val name: String = "",
    val roles: Set<FigureRole> = emptySet(),
    val village: String? = null,
    /** How the figure came to be known; asked of a new one only. */
    val identifiedBy: IdentifiedBy = IdentifiedBy.OBSERVATION,
) {
    /** What the core is told. */
    fun toInput() = FigureInput(name = name, roles = roles.toList(), village = village)

    /** The form as flat text, to be kept. */
    fun toFields(): Map<String, String> = buildMap {
        put("name", name)
        put("roles", roles.joinToString("\n") { it.name })
        village?.let { put("village", it) }
        put("identified_by", identifiedBy.name)
    }

    companion object {
        /** A figure as it is on record. */
        fun of(line: FigureLine) = FigureForm(name = line.name, roles = line.roles.toSet(), village = line.village)

        /** The form that was kept. */
        fun fromFields(fields: Map<String, String>) = FigureForm(
            name = fields["name"].orEmpty(),
            roles = FigureRole.entries.filter { it.name in fields["roles"].orEmpty().lines() }.toSet(),
            village = fields["village"],
            identifiedBy = IdentifiedBy.entries.find { it.name == fields["identified_by"] } ?: IdentifiedBy.OBSERVATION,
        )
    }
}

/** Somebody who is a figure from now on, or what a known one is. */
data class EditFigure(
    /** The figure; none for a new one. */
    val figure: String? = null,
    /** The agent's villages; none until the core told. */
    val villages: List<VillageLine>? = null,
    /** What stands on record, or is proposed; none until the core told. */
    val onRecord: FigureForm? = null,
    /** What is typed; none until there is something to type into. */
    val form: FigureForm? = null,
    val isSaving: Boolean = false,
    /** The figure that was saved; none until the core returned. */
    val saved: String? = null,
    val failure: Failure? = null,
) {
    /** Whether anything was typed that does not stand on record. */
    val isEdited: Boolean get() = form != null && form != onRecord
}

/** What happens on this screen. */
sealed class EditFigureEvent {
    /** The screen came up. */
    object Entered : EditFigureEvent()

    /** The core told what there is. */
    data class Told(val villages: List<VillageLine>, val onRecord: FigureForm) : EditFigureEvent()

    /** What was typed before the app was killed is there again. */
    data class Restored(val form: FigureForm) : EditFigureEvent()

    /** Something was typed or tapped. */
    data class Edited(val form: FigureForm) : EditFigureEvent()

    /** The agent wants to save. */
    object SaveTapped : EditFigureEvent()

    /** It is saved. */
    data class Saved(val figure: String) : EditFigureEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : EditFigureEvent()
}

/** What is shown next. */
fun reduce(state: EditFigure, event: EditFigureEvent): Next<EditFigure, EditFigureEvent> = when (event) {
    is EditFigureEvent.Entered -> if (state.onRecord != null) Next(state) else look(state)
    is EditFigureEvent.Told -> Next(
        state.copy(
            villages = event.villages,
            onRecord = event.onRecord,
            form = state.form ?: event.onRecord,
            failure = null,
        ),
    )
    is EditFigureEvent.Restored -> Next(edited(state, event.form))
    is EditFigureEvent.Edited -> Next(edited(state, event.form))
    is EditFigureEvent.SaveTapped -> save(state)
    is EditFigureEvent.Saved -> Next(state.copy(isSaving = false, saved = event.figure))
    is EditFigureEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun look(state: EditFigure): Next<EditFigure, EditFigureEvent> = Next(state) { field ->
    val figure = state.figure
    if (figure == null) {
        val villages = field.head().villages
        EditFigureEvent.Told(villages, FigureForm(village = villages.singleOrNull()?.village))
    } else {
        val view = field.figureView(figure)
        EditFigureEvent.Told(view.villages, FigureForm.of(view.line))
    }
}

private fun edited(state: EditFigure, form: FigureForm) =
    if (state.isSaving || state.saved != null) state else state.copy(form = form, failure = null)

private fun save(state: EditFigure): Next<EditFigure, EditFigureEvent> {
    val form = state.form ?: return Next(state)
    if (state.isSaving || state.saved != null) return Next(state)
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        val figure = state.figure
        val saved = if (figure == null) {
            field.recordFigure(form.toInput(), form.identifiedBy)
        } else {
            field.updateFigure(figure, form.toInput())
        }
        EditFigureEvent.Saved(saved.record)
    }
}
