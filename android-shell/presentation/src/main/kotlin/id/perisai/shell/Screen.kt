package id.perisai.shell

import id.perisai.field.Field

/** What a screen shows next, and what is to be asked of the core or of the lock for it, if anything. */
data class Next<S, E> private constructor(
    val state: S,
    val ask: ((Field) -> E)?,
    val work: (() -> E)?,
    val askLock: ((Lock) -> E)?,
) {
    constructor(state: S, ask: ((Field) -> E)? = null) : this(state, ask, null, null)

    /** The same, and a question to the lock. */
    fun askingLock(question: (Lock) -> E): Next<S, E> = copy(askLock = question)

    companion object {
        /** Works on the core's thread without the store: on what opens it, or on what goes on after damage. */
        fun <S, E> working(state: S, work: () -> E): Next<S, E> = Next(state, null, work, null)
    }
}

/**
 * One screen: what it shows, changed by what happens and by nothing else. A screen is decided by a pure function and drawn
 * from its state alone.
 *
 * Everything but the questions to the core happens on the thread that draws. A screen that has left drops what it asked for.
 *
 * @param core the way to the core, asked for whenever there is a question: on the screen where an agent signs in it depends
 *   on what was typed
 * @param failed what happened, where the core could not
 * @param reduce what happens to a state; pure
 * @param lock the way to the lock; none where there is none to ask, such as before anybody has signed in
 */
class Screen<S, E>(
    first: S,
    private val core: () -> Core,
    private val failed: (Failure) -> E,
    private val reduce: (S, E) -> Next<S, E>,
    private val lock: Lock? = null,
) {
    /** A screen of whoever has signed in. */
    constructor(first: S, core: Core, failed: (Failure) -> E, reduce: (S, E) -> Next<S, E>, lock: Lock? = null) :
        this(first, { core }, failed, reduce, lock)

    /** What is shown. */
    var state: S = first
        private set

    private var draw: ((S) -> Unit)? = null

    /** Draws now, and whenever something changes, until the screen leaves. */
    fun enter(draw: (S) -> Unit) {
        this.draw = draw
        draw(state)
    }

    /** Whoever drew is gone; what was asked for is not waited for any more. */
    fun leave() {
        draw = null
    }

    /** Something happened: a tap, a text, an answer. */
    fun on(event: E) {
        val next = reduce(state, event)
        state = next.state
        draw?.invoke(state)
        next.ask?.let { core().ask(it, failed, ::answered) }
        next.work?.let { core().work(it, failed, ::answered) }
        next.askLock?.let { lock?.ask(it, failed, ::answered) }
    }

    private fun answered(event: E) {
        if (draw != null) on(event)
    }
}
