package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.core.LockState
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

    @Test
    fun `without a PIN the store opens by itself, with one it opens by the PIN, and a forgotten one by the branch`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val phone = LockedPhone(folder.newFolder("rini"))
            val first = phone.started()
            assertFalse(first.isOpen || first.isShut || first.waitsForPin)
            phone.enrol(first, branch)
            assertTrue(first.isOpen)
            assertEquals(null, failing(first) { it.setPin(PIN) })
            assertFalse("who sets a PIN is in", first.isShut)

            // The app starts again.
            val second = phone.started()
            assertTrue(second.isShut && second.waitsForPin)
            assertEquals(Failure.Locked, phone.failing(second))
            assertEquals(Failure.PinWrong(attemptsLeft = 4, waitMs = 0), failing(second) { it.unlock(NEXT) })
            assertFalse(second.isOpen)
            assertEquals(null, failing(second) { it.unlock(PIN) })
            assertTrue(second.isOpen && !second.isShut)
            assertEquals("A-07", phone.agent(second))

            // The PIN is forgotten, and the hardware has lost its key too.
            val third = phone.started()
            phone.hardware.isLost = true
            val request = said<String> { third.ask({ it.recoveryRequest() }, Failure::toString, it) }
            assertFalse(phone.hardware.isLost)
            assertEquals(Failure.WrongKey, failing(third) { it.unlock(PIN) })
            assertEquals(null, failing(third) { it.recover(branch.unlockPhone(request), NEXT) })
            assertEquals("A-07", phone.agent(third))
            val state = said<LockState> { third.ask({ it.view().state }, { LockState.Unreadable }, it) }
            assertEquals(LockState.Locked(attemptsLeft = 5u, waitMs = 0u), state)
        }
    }

    @Test
    fun `out of sight for a while it asks again, shut it asks at once, and what is held stays held`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val phone = LockedPhone(folder.newFolder("rini"))
            val lock = phone.started()
            phone.enrol(lock, branch)
            failing(lock) { it.setPin(PIN) }
            lock.hide()
            phone.clock.pass(120_000)
            assertFalse("a receipt was shared", lock.isShut)
            lock.hide()
            phone.clock.pass(120_001)
            assertTrue(lock.isShut)
            assertFalse("what is saved is still sent", lock.waitsForPin)
            assertEquals("A-07", phone.agent(lock))
            assertEquals(null, failing(lock) { it.unlock(PIN) })
            assertFalse(lock.isShut)
            lock.shut()
            assertTrue(lock.isShut && lock.isOpen)
        }
    }

    @Test
    fun `a lock that cannot be read shows nothing`() {
        val file = folder.newFile("no folder")
        val phone = LockedPhone(file)
        val lock = phone.started()
        assertTrue(lock.isShut)
        lock.hide()
        lock.shut()
        assertTrue("${failing(lock) { it.view() }}", failing(lock) { it.view() } is Failure.StorageFails)
    }

    private companion object {
        const val PIN = "281940"
        const val NEXT = "739510"
    }
}
