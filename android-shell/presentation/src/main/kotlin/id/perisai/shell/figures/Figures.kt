package id.perisai.shell.figures

import id.perisai.field.core.FiguresView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** The figures that this phone holds, of one village or of all. */
data class Figures(
    val view: FiguresView? = null,
    /** The village that is looked at; none for all. */
    val village: String? = null,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class FiguresEvent {
    /** The screen came up. */
    object Entered : FiguresEvent()

    /** A village was chosen; none for all. */
    data class VillageChosen(val village: String?) : FiguresEvent()

    /** The core told what there is. */
    data class Told(val view: FiguresView) : FiguresEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : FiguresEvent()
}

/** What is shown next. */
fun reduce(state: Figures, event: FiguresEvent): Next<Figures, FiguresEvent> = when (event) {
    is FiguresEvent.Entered -> look(state)
    is FiguresEvent.VillageChosen -> look(state.copy(village = event.village))
    // The answer to an earlier choice is no answer to this one.
    is FiguresEvent.Told ->
        Next(if (event.view.village == state.village) state.copy(view = event.view, failure = null) else state)
    is FiguresEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun look(state: Figures): Next<Figures, FiguresEvent> =
    Next(state) { field -> FiguresEvent.Told(field.figuresView(state.village)) }
