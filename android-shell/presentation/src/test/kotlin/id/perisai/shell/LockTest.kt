package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.Keys
import id.perisai.field.KeyVault
import id.perisai.field.PinLock
import id.perisai.field.RehearsalClock
import id.perisai.field.core.LockState
import id.perisai.field.core.Rule as Broken
import id.perisai.field.randomBytes
import java.io.File
import java.util.concurrent.Executor
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The way to a lock, against the real core and a real branch. */
class LockTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val hardware = Hardware()

    @Test
    fun `without a PIN the store opens by itself, with one it opens by the PIN, and a forgotten one by the branch`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val first = started()
            assertFalse(first.isOpen)
            val network = HttpTransport(branch.address)
            val code = branch.employ("A-07", "Rini", "33.74.05.1003")
            assertEquals(null, said<Failure?> { store(first).ask({ it.enrol(code, network); it.shutdown(); null }, { failure -> failure }, it) })
            assertTrue(first.isOpen)
            assertEquals(null, said<Failure?> { first.ask({ it.setPin(PIN); null }, { failure -> failure }, it) })

            // The app starts again.
            val second = started()
            assertEquals(Failure.Invalid("pin", Broken.REQUIRED), said<Failure?> { store(second).ask({ null }, { failure -> failure }, it) })
            assertEquals(Failure.PinWrong(attemptsLeft = 4, waitMs = 0), opened(second) { it.unlock(NEXT) })
            assertFalse(second.isOpen)
            assertEquals(null, opened(second) { it.unlock(PIN) })
            assertTrue(second.isOpen)
            assertEquals("A-07", said<String> { store(second).ask(::agentOf, Failure::toString, it) })

            // The PIN is forgotten, and the hardware has lost its key too.
            val third = started()
            hardware.isLost = true
            val request = said<String> { third.askBranch({ request -> request }, Failure::toString, it) }
            assertFalse(hardware.isLost)
            assertEquals(Failure.WrongKey, opened(third) { it.unlock(PIN) })
            assertEquals(null, opened(third) { it.recover(branch.unlockPhone(request), NEXT) })
            assertEquals("A-07", said<String> { store(third).ask(::agentOf, Failure::toString, it) })
            val state = said<LockState> { third.ask({ it.view().state }, { LockState.Unreadable }, it) }
            assertEquals(LockState.Locked(attemptsLeft = 5u, waitMs = 0u), state)
        }
    }

    private fun started(): Lock {
        val open = { PinLock.open(File(folder.root, "keys").path, hardware, RehearsalClock()) }
        return Lock(open, hardware::renew, AT_ONCE, AT_ONCE)
    }

    private fun store(lock: Lock): Core {
        val open = { Field.openWith(File(folder.root, "store").path, "A-07", lock.keys(), RehearsalClock()) }
        return Core(open, AT_ONCE, AT_ONCE)
    }

    private fun agentOf(field: Field) = field.agent().also { field.shutdown() }

    private fun opened(lock: Lock, by: (PinLock) -> Keys): Failure? =
        said<Failure?> { lock.open(by, { null }, { failure -> failure }, it) }

    private fun <A> said(asking: ((A) -> Unit) -> Unit): A {
        val answers = mutableListOf<A>()
        asking { answers += it }
        return answers.single()
    }

    private class Hardware : KeyVault {
        var isLost = false
        private var secret = randomBytes()

        override fun dataKey() = if (isLost) error("the key is gone") else secret

        fun renew() {
            secret = randomBytes()
            isLost = false
        }
    }

    private companion object {
        const val PIN = "281940"
        const val NEXT = "739510"
        val AT_ONCE = Executor(Runnable::run)
    }
}
