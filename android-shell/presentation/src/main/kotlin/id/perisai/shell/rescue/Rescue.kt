package id.perisai.shell.rescue

import id.perisai.shell.Failure
import id.perisai.shell.Next

/** An agent's store that was damaged and set aside. Its calls block, and are made on the core's thread. */
interface DamagedStore {
    /** How many changes of its journal were saved. */
    fun salvaged(quarantinedTo: String): Long

    /**
     * Begins a new store in its place, which the core asks from then on: with all that was saved, as work to be sent. The
     * damaged files stay beside it. Interrupted, it can be called again.
     */
    fun beginAgain(quarantinedTo: String)
}

/** Data rusak: what was saved of a damaged store, and the way to go on with it. */
data class Rescue(
    /** The name under which the damaged files stay; none while that is not known. */
    val quarantinedTo: String? = null,
    /** How many changes were saved; none until they were counted. */
    val salvaged: Long? = null,
    /** It is being begun again. */
    val isBeginning: Boolean = false,
    /** How many changes wait for the branch in the store that was begun; none before. */
    val waiting: Long? = null,
    /** The store opens as it should: there is nothing to do. */
    val isWhole: Boolean = false,
    val failure: Failure? = null,
) {
    /** Whether it can be begun again now. */
    val mayBegin get() = salvaged != null && waiting == null && !isBeginning
}

/** What happens on this screen. */
sealed class RescueEvent {
    /** The screen came up. */
    object Entered : RescueEvent()

    /** The store opens. */
    object FoundWhole : RescueEvent()

    /** So much was saved. */
    data class Counted(val changes: Long) : RescueEvent()

    /** It is to be begun again. */
    object Tapped : RescueEvent()

    /** It was. */
    object Begun : RescueEvent()

    /** So much waits for the branch now. */
    data class Told(val waiting: Long) : RescueEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : RescueEvent()
}

/** What is shown next, of this store. */
fun rescuing(store: DamagedStore): (Rescue, RescueEvent) -> Next<Rescue, RescueEvent> = { state, event ->
    when (event) {
        is RescueEvent.Entered -> entered(state)
        is RescueEvent.FoundWhole -> Next(state.copy(isWhole = true, failure = null))
        is RescueEvent.Counted -> Next(state.copy(salvaged = event.changes, failure = null))
        is RescueEvent.Tapped -> begin(state, store)
        is RescueEvent.Begun -> Next(state, ask = { field -> RescueEvent.Told(field.pendingCount().toLong()) })
        is RescueEvent.Told -> Next(state.copy(isBeginning = false, waiting = event.waiting, failure = null))
        is RescueEvent.Failed -> failed(state, event.failure, store)
    }
}

/** Whoever opens the store is told where the damaged one is. */
private fun entered(state: Rescue): Next<Rescue, RescueEvent> {
    val isDone = state.isBeginning || state.waiting != null
    return if (isDone) Next(state) else Next(state, ask = { field -> field.pendingCount().let { RescueEvent.FoundWhole } })
}

private fun begin(state: Rescue, store: DamagedStore): Next<Rescue, RescueEvent> {
    val damaged = state.quarantinedTo
    if (damaged == null || !state.mayBegin) return Next(state)
    return Next.working(state.copy(isBeginning = true, failure = null)) { store.beginAgain(damaged).let { RescueEvent.Begun } }
}

private fun failed(state: Rescue, failure: Failure, store: DamagedStore): Next<Rescue, RescueEvent> =
    if (failure is Failure.Damaged) {
        val found = Rescue(quarantinedTo = failure.quarantinedTo)
        Next.working(found) { RescueEvent.Counted(store.salvaged(failure.quarantinedTo)) }
    } else {
        Next(state.copy(isBeginning = false, failure = failure))
    }
