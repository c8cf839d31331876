package id.perisai.shell.sync

import id.perisai.field.Field
import id.perisai.field.SyncProgress
import id.perisai.field.Transport
import id.perisai.field.core.FieldException
import id.perisai.field.core.SyncOutcome
import id.perisai.field.core.SyncReport
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.failure
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicBoolean

/** Where the exchange with the branch stands. */
sealed class Exchanging {
    /** Nothing goes on, and nothing has since the app began. */
    object Resting : Exchanging()

    /** What is saved here is being sent. `report` is none until the first answer; once `isEnding`, a person has ended it. */
    data class Running(val report: SyncReport? = null, val isEnding: Boolean = false) : Exchanging()

    /** It came to an end. */
    data class Ended(val outcome: SyncOutcome) : Exchanging()

    /** It was cut, refused or cancelled: what was exchanged before stays exchanged, and the rest is still saved here. */
    data class Failed(val failure: Failure) : Exchanging()
}

/**
 * The exchange with the branch, one at a time for the whole app: whoever looks sees how it goes, whichever screen or job
 * began it. It runs on a thread apart, so that captures go on meanwhile. Used from the thread that draws.
 *
 * @param apart a thread apart from the one on which the core is asked
 * @param drawing the thread that draws
 */
class Exchange(
    private val core: Core,
    private val network: Transport,
    private val apart: Executor,
    private val drawing: Executor,
) {
    /** How it stands. */
    var state: Exchanging = Exchanging.Resting
        private set

    private val watchers = mutableListOf<(Exchanging) -> Unit>()
    private val isCancelled = AtomicBoolean()
    private var running: Field? = null

    /** Whether one is under way. */
    val isRunning get() = state is Exchanging.Running

    /** Tells how it stands now, and whenever that changes; answers the way to stop. */
    fun watch(watcher: (Exchanging) -> Unit): () -> Unit {
        watchers.add(watcher)
        watcher(state)
        return { watchers.remove(watcher) }
    }

    /** Begins one; where one is under way, whoever asks has joined it. */
    fun start() {
        if (isRunning) return
        isCancelled.set(false)
        tell(Exchanging.Running())
        core.ask<Any>({ field -> field }, { failure -> failure }) { found ->
            if (found is Field) run(found) else tell(Exchanging.Failed(found as Failure))
        }
    }

    /** Ends the one under way after its present request. */
    fun cancel() {
        val now = state as? Exchanging.Running ?: return
        isCancelled.set(true)
        running?.cancelSync()
        tell(now.copy(isEnding = true))
    }

    private fun run(field: Field) {
        if (isCancelled.get()) return tell(Exchanging.Failed(Failure.Cancelled))
        running = field
        apart.execute {
            val end = try {
                Exchanging.Ended(field.sync(network, Told()))
            } catch (cause: FieldException) {
                Exchanging.Failed(failure(cause))
            }
            drawing.execute {
                running = null
                tell(end)
            }
        }
    }

    private fun tell(next: Exchanging) {
        state = next
        // One who stops watching while being told does not disturb the others.
        watchers.toList().forEach { it(next) }
    }

    private inner class Told : SyncProgress {
        override fun exchanged(report: SyncReport): Boolean {
            drawing.execute { if (isRunning) tell(Exchanging.Running(report, isCancelled.get())) }
            return !isCancelled.get()
        }
    }
}
