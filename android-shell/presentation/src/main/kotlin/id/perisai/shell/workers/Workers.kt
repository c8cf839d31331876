package id.perisai.shell.workers

import id.perisai.field.Field
import id.perisai.field.core.WorkerLine
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** Pekerja: workers by name or NIK, or one page after the other. */
data class Workers(
    val typed: String = "",
    val lines: List<WorkerLine> = emptyList(),
    /** After whom this page and each one before it begin; the last is this one's, none for the first. */
    val pages: List<String?> = listOf(null),
    /** After whom the next page begins; none where there is no more, or where somebody is searched. */
    val next: String? = null,
    /** Whether the core has answered what is shown now. */
    val isAnswered: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether names or digits are searched for. */
    val isSearching: Boolean get() = typed.isNotBlank()

    /** Whether there is a page before this one. */
    val hasEarlier: Boolean get() = !isSearching && pages.size > 1
}

/** What happens on this screen. */
sealed class WorkersEvent {
    /** The screen came up. */
    object Entered : WorkersEvent()

    /** Something was typed, or taken away again. */
    data class Typed(val text: String) : WorkersEvent()

    /** The next page is wanted. */
    object NextTapped : WorkersEvent()

    /** The page before is wanted. */
    object EarlierTapped : WorkersEvent()

    /** The core told a page. */
    data class Listed(val after: String?, val lines: List<WorkerLine>, val next: String?) : WorkersEvent()

    /** The core told who fits. */
    data class Found(val typed: String, val lines: List<WorkerLine>) : WorkersEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : WorkersEvent()
}

/** How many workers a page has. */
private const val PAGE = 50u

/** What is shown next. */
fun reduce(state: Workers, event: WorkersEvent): Next<Workers, WorkersEvent> = when (event) {
    is WorkersEvent.Entered -> ask(state)
    is WorkersEvent.Typed -> {
        val isSame = event.text.trim() == state.typed.trim()
        val next = state.copy(typed = event.text, failure = null)
        if (isSame) Next(next) else ask(next.copy(pages = listOf(null), next = null, isAnswered = false))
    }
    is WorkersEvent.NextTapped ->
        if (state.next == null) Next(state) else ask(state.copy(pages = state.pages + state.next, next = null, isAnswered = false))
    is WorkersEvent.EarlierTapped ->
        if (!state.hasEarlier) Next(state) else ask(state.copy(pages = state.pages.dropLast(1), next = null, isAnswered = false))
    // An answer to what is not asked any more is late.
    is WorkersEvent.Listed ->
        if (state.isSearching || event.after != state.pages.last()) Next(state) else Next(answered(state, event.lines, event.next))
    is WorkersEvent.Found -> if (event.typed != state.typed.trim()) Next(state) else Next(answered(state, event.lines, null))
    is WorkersEvent.Failed -> Next(state.copy(failure = event.failure))
}

private fun ask(state: Workers): Next<Workers, WorkersEvent> {
    val (typed, after) = state.typed.trim() to state.pages.last()
    return Next(state) { field -> if (typed.isNotEmpty()) WorkersEvent.Found(typed, field.search(typed)) else page(field, after) }
}

private fun page(field: Field, after: String?): WorkersEvent {
    val page = field.workers(after, PAGE)
    return WorkersEvent.Listed(after, page.workers, page.next)
}

private fun answered(state: Workers, lines: List<WorkerLine>, next: String?) =
    state.copy(lines = lines, next = next, isAnswered = true, failure = null)
