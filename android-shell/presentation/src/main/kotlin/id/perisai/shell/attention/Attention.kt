package id.perisai.shell.attention

import id.perisai.field.core.AttentionView
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** Perhatian: everything that a person must look at. */
data class Attention(val view: AttentionView? = null, val failure: Failure? = null)

/** What happens on this screen. */
sealed class AttentionEvent {
    /** The screen came up. */
    object Entered : AttentionEvent()

    /** The core told what there is. */
    data class Told(val view: AttentionView) : AttentionEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : AttentionEvent()
}

/** What is shown next. */
fun reduce(state: Attention, event: AttentionEvent): Next<Attention, AttentionEvent> = when (event) {
    is AttentionEvent.Entered -> Next(state) { field -> AttentionEvent.Told(field.attentionView()) }
    is AttentionEvent.Told -> Next(Attention(event.view))
    is AttentionEvent.Failed -> Next(state.copy(failure = event.failure))
}
