package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Clock
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.KeyVault
import id.perisai.field.PinLock
import id.perisai.field.core.ClockReading
import id.perisai.field.randomBytes
import java.io.File
import java.util.concurrent.Executor

/** Rini's phone as far as its lock goes: hardware and a clock in the hand. The app is started on it as often as one likes. */
class LockedPhone(private val folder: File) {
    val hardware = HardwareInHand()
    val clock = HandClock()

    /** The app begins: what it held before is gone. */
    fun started(): Lock {
        val open = { PinLock.open(File(folder, "keys").path, hardware, clock) }
        return Lock(open, hardware::renew, AT_ONCE, AT_ONCE)
    }

    /** Makes it hers. */
    fun enrol(lock: Lock, branch: Branch) {
        val code = branch.employ("A-07", "Rini", "33.74.05.1003")
        val failure = said<Failure?> { store(lock).ask({ it.enrol(code, HttpTransport(branch.address)); it.shutdown(); null }, { failure -> failure }, it) }
        check(failure == null) { "$failure" }
    }

    /** Whose store it is, where it opens. */
    fun agent(lock: Lock): String = said { store(lock).ask({ field -> field.agent().also { field.shutdown() } }, Failure::toString, it) }

    /** Why the store does not open. */
    fun failing(lock: Lock): Failure? = said { store(lock).ask({ field -> field.shutdown(); null }, { failure -> failure }, it) }

    private fun store(lock: Lock) = Core({ Field.openWith(File(folder, "store").path, "A-07", lock.keys(), clock) }, AT_ONCE, AT_ONCE)

    /** The hardware, which can lose its key. */
    class HardwareInHand : KeyVault {
        var isLost = false
        private var secret = randomBytes()

        override fun dataKey() = if (isLost) error("the key is gone") else secret

        fun renew() {
            secret = randomBytes()
            isLost = false
        }
    }

    /** A clock that stands still until time passes, or somebody turns it. */
    class HandClock : Clock {
        private var wallMs = 1_780_448_400_000
        private var bootId = 1uL
        private var sinceBootMs = 1_000L

        fun pass(ms: Long) {
            sinceBootMs += ms
            wallMs += ms
        }

        /** The wall clock alone: the other one is nobody's to turn. */
        fun turn(ms: Long) {
            wallMs += ms
        }

        fun startAnew() {
            bootId++
            sinceBootMs = 0
        }

        override fun now() = ClockReading(wallMs, bootId, sinceBootMs)
    }

    private companion object {
        val AT_ONCE = Executor(Runnable::run)
    }
}

/** Why a lock did not do what it was asked for; none where it did. */
fun failing(lock: Lock, question: (Lock) -> Any?): Failure? = said { lock.ask({ question(it); null }, { failure -> failure }, it) }

/** The one answer that was handed on. */
fun <A> said(asking: ((A) -> Unit) -> Unit): A {
    val answers = mutableListOf<A>()
    asking { answers += it }
    return answers.single()
}
