package id.perisai.shell

import id.perisai.field.Keys
import id.perisai.field.PinLock
import id.perisai.field.core.LockState
import id.perisai.field.core.LockView
import id.perisai.field.core.FieldException
import java.util.concurrent.Executor

/**
 * The way to the lock of an agent's store. Trying a PIN takes about a second, so it is asked on the core's thread, and its
 * answers come back on the thread that draws. What a screen asks before it shows anything, it asks at once: [isShut].
 *
 * @param open opens the lock, on first use and again where it failed
 * @param renew lets the hardware wrap other bytes, after it lost the key of those that it wrapped
 * @param off the core's thread
 * @param drawing the thread that draws
 */
class Lock(open: () -> PinLock, private val renew: () -> Unit, private val off: Executor, private val drawing: Executor) {
    private val lock by lazy(open)

    @Volatile
    private var held: Keys? = null

    /** Whether this process holds the keys: what is saved is sent, also behind a screen that asks for the PIN. */
    val isOpen get() = held != null

    /** Whether a screen that comes into sight asks for the PIN before it shows anything; the core decides. */
    val isShut: Boolean
        get() = try {
            lock.isShut()
        } catch (_: FieldException) {
            // What it is that cannot be read is said where one unlocks.
            true
        }

    /** Whether nothing can be sent before the PIN has been given: the keys are in nobody's hands. */
    val waitsForPin get() = !isOpen && isShut

    /** Nothing of the app is seen any more. */
    fun hide() = quietly { it.hide() }

    /** Shuts the screens at once. */
    fun shut() = quietly { it.shut() }

    /** Asks the lock, and hands on what came of it, or of its failing. */
    fun <A> ask(question: (Lock) -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        off.execute {
            val answer = try {
                question(this)
            } catch (cause: FieldException) {
                failed(failure(cause))
            }
            drawing.execute { then(answer) }
        }
    }

    // What can be asked of it. Blocks: on the core's thread.

    /** What opens the store. Without a PIN the hardware alone gives it. */
    fun keys(): Keys = held ?: lock.unlockWithoutPin().also { held = it }

    /** How it stands. */
    fun view(): LockView = lock.view()

    /** Opens it by the PIN. */
    fun unlock(pin: String) = hold(lock.unlock(pin))

    /** Sets the first PIN. */
    fun setPin(pin: String) = lock.setPin(pin)

    /** Sets another PIN. */
    fun changePin(old: String, new: String) = lock.changePin(old, new)

    /** Opens it by the branch's answer, behind a new PIN. */
    fun recover(answer: String, pin: String) = hold(lock.recover(answer, pin))

    /** The request to show to the branch. Where the hardware lost its key, it wraps other bytes for the answer first. */
    fun recoveryRequest(): String = try {
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

    /** The store may be open by those that are held: they are the same. */
    private fun hold(keys: Keys) {
        if (held == null) held = keys else keys.destroy()
    }

    private fun quietly(told: (PinLock) -> Unit) = try {
        told(lock)
    } catch (_: FieldException) {
        // A lock that does not open is shut.
    }
}

/** Whether a PIN is set. */
val LockView.hasPin get() = state is LockState.Locked

/** How long no PIN is tried from when this was told, milliseconds. */
val LockView.waitMs get() = (state as? LockState.Locked)?.waitMs?.toLong() ?: 0
