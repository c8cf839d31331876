package id.perisai.shell

import id.perisai.field.Keys
import id.perisai.field.PinLock
import id.perisai.field.core.FieldException
import java.util.concurrent.Executor

/**
 * The way to the lock of an agent's store. Trying a PIN takes about a second, so its calls are made on the core's thread,
 * and their answers come back on the thread that draws.
 *
 * @param open opens the lock, on first use and again where it failed
 * @param renew lets the hardware wrap other bytes, after it lost the key of those that it wrapped
 * @param off the core's thread
 * @param drawing the thread that draws
 */
class Lock(open: () -> PinLock, private val renew: () -> Unit, private val off: Executor, private val drawing: Executor) {
    private val lock by lazy(LazyThreadSafetyMode.NONE, open)

    @Volatile
    private var held: Keys? = null

    /** Whether this process holds the keys: no PIN is asked for. */
    val isOpen get() = held != null

    /** What opens the store; on the core's thread. Without a PIN the hardware alone gives it. */
    fun keys(): Keys = held ?: lock.unlockWithoutPin().also { held = it }

    /** Asks the lock, and hands on what came of it, or of its failing. */
    fun <A> ask(question: (PinLock) -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        off.execute {
            val answer = try {
                question(lock)
            } catch (cause: FieldException) {
                failed(failure(cause))
            }
            drawing.execute { then(answer) }
        }
    }

    /** Opens the lock: by a PIN, or by the branch's answer and a new one. From then on the store opens. */
    fun <A> open(by: (PinLock) -> Keys, opened: () -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        ask({ by(it).also { keys -> held = keys }; opened() }, failed, then)
    }

    /** The request to show to the branch. Where the hardware lost its key, it wraps other bytes for the answer first. */
    fun <A> askBranch(request: (String) -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        ask({ request(requestOf(it)) }, failed, then)
    }

    private fun requestOf(lock: PinLock): String = try {
        lock.recoveryRequest()
    } catch (lost: FieldException.WrongKey) {
        try {
            renew()
        } catch (_: Exception) {
            // The hardware wraps nothing any more: the phone is to be looked at.
            throw lost
        }
        lock.recoveryRequest()
    }
}
