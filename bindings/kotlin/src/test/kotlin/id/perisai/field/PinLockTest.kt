package id.perisai.field

import id.perisai.field.core.ClockReading
import id.perisai.field.core.FieldException
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.LockState
import id.perisai.field.core.LockView
import id.perisai.field.core.RecoveryState
import id.perisai.field.core.Rule as Broken
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** How an app keeps a phone's keys behind a PIN, and gets them back from the branch. Read it from top to bottom. */
class PinLockTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val clock = HandClock()

    @Test
    fun `a PIN is set, mistaken, waited for and forgotten, and nothing that was saved is lost`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val network = HttpTransport(branch.address)
            val store = folder.newFolder("rini")
            // The phone's hardware wraps 32 bytes for the lock; the lock draws the keys of the store behind them.
            val hardware = VaultInMemory(randomBytes())
            val lock = PinLock.open(store.path, hardware, clock)
            assertEquals(LockView(LockState.Empty, RecoveryState.NOT_YET), lock.view())
            var rini = Field.openWith(store.path, "A-07", lock.unlockWithoutPin(), clock)

            // A PIN comes after the enrolment, with which the keys are sealed to the branch: until then nobody could
            // give them back.
            assertThrows(FieldException.NotEnrolled::class.java) { lock.setPin(PIN) }
            rini.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
            assertEquals(LockView(LockState.NoPin, RecoveryState.READY), lock.view())
            val guessable = assertThrows(FieldException.Invalid::class.java) { lock.setPin("123456") }
            assertEquals("pin" to Broken.PIN_GUESSABLE, guessable.field to guessable.rule)
            lock.setPin(PIN)

            // What is saved now waits for the branch while the phone is locked.
            rini.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            assertEquals(1uL, rini.pendingCount())
            rini.shutdown()

            // The app starts again: the hardware alone opens nothing, a wrong PIN costs an attempt, then time.
            assertThrows(FieldException.Invalid::class.java) { lock.unlockWithoutPin() }
            assertEquals(listOf(4u, 3u, 2u, 1u), List(4) { mistaken(lock).attemptsLeft })
            assertEquals(30_000uL, mistaken(lock).waitMs)
            val early = assertThrows(FieldException.PinWait::class.java) { lock.unlock(PIN) }
            assertEquals(30_000uL, early.waitMs)
            clock.pass(30_000)
            Field.openWith(store.path, "A-07", lock.unlock(PIN), clock).shutdown()
            assertEquals(LockState.Locked(attemptsLeft = 5u, waitMs = 0uL), lock.view().state)

            // Screens ask for it again after two minutes out of sight, or at once; the keys that were given stay good.
            assertFalse(lock.isShut())
            lock.hide()
            clock.pass(120_001)
            assertTrue(lock.isShut())
            lock.unlock(PIN).destroy()
            lock.shut()
            assertTrue(lock.isShut())

            // The PIN is forgotten. The phone shows a request, a supervisor has the branch answer it, and the phone takes
            // the answer in as it was copied from a message.
            val request = lock.recoveryRequest()
            assertTrue(request, request.matches(Regex("[A-Z2-7]{250,300}")))
            assertEquals(RecoveryState.ASKED, lock.view().recovery)
            val answer = branch.unlockPhone(request).chunked(30).joinToString("\n").lowercase()
            val half = assertThrows(FieldException.Invalid::class.java) { lock.recover(answer.take(100), NEXT) }
            assertEquals("answer" to Broken.RECOVERY_TEXT, half.field to half.rule)
            rini = Field.openWith(store.path, "A-07", lock.recover(answer, NEXT), clock)
            assertEquals(1uL, rini.pendingCount())
            assertTrue(rini.sync(network).complete)
            assertEquals(0uL, rini.pendingCount())
            rini.shutdown()

            assertEquals(4u, mistaken(lock).attemptsLeft)
            assertThrows(FieldException.PinWrong::class.java) { lock.unlock(PIN) }
            lock.changePin(NEXT, PIN)
            lock.unlock(PIN).destroy()
        }
    }

    @Test
    fun `a phone whose hardware lost its key gets its keys back, and no revoked one does`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val store = folder.newFolder("budi")
            val lock = PinLock.open(store.path, VaultInMemory(randomBytes()), clock)
            val budi = Field.openWith(store.path, "A-08", lock.unlockWithoutPin(), clock)
            val device = budi.enrol(branch.employ("A-08", "Budi", VILLAGE), HttpTransport(branch.address))
            budi.recordFigure(FigureInput("Pak Carik", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            budi.shutdown()

            val anew = PinLock.open(store.path, VaultInMemory(randomBytes()), clock)
            assertThrows(FieldException.WrongKey::class.java) { anew.unlockWithoutPin() }
            val keys = anew.recover(branch.unlockPhone(anew.recoveryRequest()), PIN)
            Field.openWith(store.path, "A-08", keys, clock).use { assertEquals(1uL, it.pendingCount()) }

            branch.revoke(device)
            val refused = assertThrows(IllegalStateException::class.java) { branch.unlockPhone(anew.recoveryRequest()) }
            assertTrue(refused.message, refused.message!!.contains("revoked"))
        }
    }

    @Test
    fun `no file of a lock holds the PIN`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val store = folder.newFolder("rini")
            val hardware = randomBytes()
            val lock = PinLock.open(store.path, VaultInMemory(hardware), clock)
            Field.openWith(store.path, "A-07", lock.unlockWithoutPin(), clock).use {
                it.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
            }
            lock.setPin(PIN)
            mistaken(lock)
            lock.recoveryRequest()
            val files = store.walk().filter(File::isFile).toList()
            assertTrue(files.any { it.name == "keys" } && files.any { it.name == "keys-attempts" })
            for (file in files) {
                val bytes = file.readBytes().toString(Charsets.ISO_8859_1)
                assertTrue(file.name, PIN !in bytes && hardware.toString(Charsets.ISO_8859_1) !in bytes)
            }
        }
    }

    private fun mistaken(lock: PinLock): FieldException.PinWrong =
        assertThrows(FieldException.PinWrong::class.java) { lock.unlock("739511") }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val PIN = "281940"
        const val NEXT = "739510"
    }
}

/** A clock that stands still until time passes. */
private class HandClock : Clock {
    private var sinceBoot = 1_000L

    fun pass(milliseconds: Long) {
        sinceBoot += milliseconds
    }

    override fun now() = ClockReading(wallMs = 1_780_448_400_000 + sinceBoot, bootId = 1u, monotonicMs = sinceBoot)
}
