package id.perisai.shell.pin

import id.perisai.field.Branch
import id.perisai.field.core.LockState
import id.perisai.field.core.RecoveryState
import id.perisai.shell.Failure
import id.perisai.shell.Lock
import id.perisai.shell.LockedPhone
import id.perisai.shell.Next
import id.perisai.shell.Screen
import id.perisai.shell.failing
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import id.perisai.field.core.Rule as Broken

/** The screens of the PIN, against the real core and a real branch. */
class PinTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val phone by lazy { LockedPhone(folder.newFolder("rini")) }

    @Test
    fun `a PIN is set when it was typed twice alike and is none that is guessed, and nothing typed stays`() = enrolled { lock ->
        val screen = setPin(lock)
        assertTrue(screen.state.isPossible && !screen.state.isChange)
        screen.type("281940", "281941")
        screen.on(SetPinEvent.Tapped)
        assertTrue(screen.state.new.isDifferent)
        assertEquals(LockState.NoPin, screen.look())
        for ((pin, rule) in listOf("28194" to Broken.PIN_DIGITS, "123456" to Broken.PIN_GUESSABLE)) {
            screen.type(pin, pin)
            screen.on(SetPinEvent.Tapped)
            assertEquals(rule, screen.state.failure?.at("pin"))
            assertNull("it is said at the field", screen.state.failureOfNoField)
            assertEquals("nothing typed is lost", pin, screen.state.new.again)
        }
        screen.type(PIN, PIN)
        assertNull("what is mended is not called wrong", screen.state.failure)
        screen.on(SetPinEvent.Tapped)
        assertTrue(screen.state.isSet)
        assertEquals(NewPin(), screen.state.new)
        assertEquals(null, failing(phone.started()) { it.unlock(PIN) })
    }

    @Test
    fun `before the branch could help, no PIN is set, and it is known without a try`() {
        val lock = phone.started()
        failing(lock) { it.keys() }
        val screen = setPin(lock)
        assertEquals(RecoveryState.NOT_YET, screen.state.view?.recovery)
        screen.type(PIN, PIN)
        screen.on(SetPinEvent.Tapped)
        assertFalse(screen.state.isPossible || screen.state.isBusy || screen.state.isSet)
    }

    @Test
    fun `a PIN is changed by whoever knows it, and each wrong one counts`() = locked { lock ->
        val screen = setPin(lock)
        assertTrue(screen.state.isChange)
        screen.on(SetPinEvent.Old("000000"))
        screen.type(NEXT, NEXT)
        screen.on(SetPinEvent.Tapped)
        assertEquals(Failure.PinWrong(attemptsLeft = 4, waitMs = 0), screen.state.failure)
        assertEquals("" to NEXT, screen.state.old to screen.state.new.pin)
        repeat(4) {
            screen.on(SetPinEvent.Old("000000"))
            screen.on(SetPinEvent.Tapped)
        }
        assertEquals(30_000, screen.state.waitMs)
        screen.on(SetPinEvent.Old(PIN))
        screen.on(SetPinEvent.Tapped)
        assertFalse("nothing is tried during a wait", screen.state.isSet)
        phone.clock.pass(30_000)
        screen.on(SetPinEvent.Entered)
        screen.on(SetPinEvent.Tapped)
        assertTrue(screen.state.isSet)
        assertEquals(null, failing(phone.started()) { it.unlock(NEXT) })
    }

    @Test
    fun `a wrong PIN says how many are left, the fifth begins a wait that runs down, and the right one opens`() = locked { _ ->
        val lock = phone.started()
        val screen = unlock(lock)
        assertTrue(screen.state.isPinAsked)
        val left = List(5) {
            screen.on(UnlockEvent.Typed("000000"))
            screen.on(UnlockEvent.Tapped)
            assertEquals("", screen.state.pin)
            screen.state.attemptsLeft to screen.state.waitMs
        }
        assertEquals(listOf<Any>(4 to 0L, 3 to 0L, 2 to 0L, 1 to 0L, null to 30_000L), left)
        phone.clock.pass(12_000)
        screen.on(UnlockEvent.Entered)
        assertEquals(18_000, screen.state.waitMs)
        screen.on(UnlockEvent.Typed(PIN))
        screen.on(UnlockEvent.Tapped)
        assertFalse("nothing is tried during a wait", screen.state.isOpen || screen.state.isBusy)
        phone.clock.pass(18_000)
        screen.on(UnlockEvent.Entered)
        assertTrue(screen.state.hasWaited)
        assertEquals(1, screen.state.attemptsLeft)
        assertEquals(PIN, screen.state.pin)
        screen.on(UnlockEvent.Tapped)
        assertTrue(screen.state.isOpen && lock.isOpen && !lock.isShut)
        assertEquals("", screen.state.pin)
    }

    @Test
    fun `a wait survives a kill and a turned clock, and begins again with the phone`() = locked { _ ->
        val first = phone.started()
        repeat(5) { failing(first) { it.unlock("000000") } }
        phone.clock.turn(30L * 365 * 1_000_000)
        val second = unlock(phone.started())
        assertEquals(30_000, second.state.waitMs)
        phone.clock.pass(10_000)
        phone.clock.turn(-1_000_000_000)
        assertEquals(20_000, unlock(phone.started()).state.waitMs)
        phone.clock.startAnew()
        assertEquals(30_000, unlock(phone.started()).state.waitMs)
    }

    @Test
    fun `what cannot be a PIN costs no attempt, and a failing store is no wrong PIN`() = locked { _ ->
        val screen = unlock(phone.started())
        screen.on(UnlockEvent.Typed("2819"))
        screen.on(UnlockEvent.Tapped)
        assertEquals(Broken.PIN_DIGITS, screen.state.failure?.at("pin"))
        assertEquals(5 to "2819", screen.state.attemptsLeft to screen.state.pin)
        val full = reduce(screen.state, UnlockEvent.Failed(Failure.StorageFull)).state
        assertEquals(Failure.StorageFull to "2819", full.failureOfNoField to full.pin)
    }

    @Test
    fun `where there is no PIN nobody is asked, and where the hardware has lost its key only the branch can help`() = enrolled { _ ->
        assertTrue(unlock(phone.started()).state.isOpen)
        phone.hardware.isLost = true
        val lock = phone.started()
        val screen = unlock(lock)
        assertTrue(screen.state.isLost && !screen.state.isPinAsked)
        assertNull("it is said in words of its own", screen.state.failureOfNoField)
        assertTrue("screens ask from now on", lock.isShut)
    }

    @Test
    fun `a forgotten PIN is opened by the branch's answer and no other, and a new PIN holds from then on`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val first = phone.started()
            phone.enrol(first, branch)
            failing(first) { it.setPin(PIN) }
            val lock = phone.started()
            val screen = forgotten(lock)
            val request = checkNotNull(screen.state.request)
            assertEquals("asked again it is the same", request, forgotten(lock).state.request)

            screen.on(ForgottenEvent.Answer("ABCD"))
            screen.on(ForgottenEvent.New(NEXT))
            screen.on(ForgottenEvent.Again(PIN))
            screen.on(ForgottenEvent.Tapped)
            assertTrue(screen.state.new.isDifferent)
            screen.on(ForgottenEvent.Again(NEXT))
            screen.on(ForgottenEvent.Tapped)
            assertEquals(Broken.RECOVERY_TEXT, screen.state.failure?.at("answer"))
            assertEquals("nothing typed is lost", "ABCD" to NEXT, screen.state.answer to screen.state.new.pin)
            assertTrue(lock.isShut)

            screen.on(ForgottenEvent.Answer(branch.unlockPhone(request).lowercase().chunked(40).joinToString("\n")))
            screen.on(ForgottenEvent.New("111111"))
            screen.on(ForgottenEvent.Again("111111"))
            screen.on(ForgottenEvent.Tapped)
            assertEquals(Broken.PIN_GUESSABLE, screen.state.failure?.at("pin"))
            screen.on(ForgottenEvent.New(NEXT))
            screen.on(ForgottenEvent.Again(NEXT))
            screen.on(ForgottenEvent.Tapped)
            assertTrue(screen.state.isOpen && lock.isOpen && !lock.isShut)
            assertEquals("", screen.state.answer)
            assertEquals("A-07", phone.agent(lock))
            assertEquals(Failure.PinWrong(attemptsLeft = 4, waitMs = 0), failing(phone.started()) { it.unlock(PIN) })
            assertEquals(null, failing(phone.started()) { it.unlock(NEXT) })
        }
    }

    @Test
    fun `where nothing was sealed to a branch there is nothing to ask it with`() {
        val screen = forgotten(phone.started())
        assertTrue(screen.state.isBeyondHelp)
        assertNull(screen.state.failureOfNoField)
        assertNull(screen.state.request)
    }

    private fun enrolled(work: (Lock) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val lock = phone.started()
        phone.enrol(lock, branch)
        work(lock)
    }

    private fun locked(work: (Lock) -> Unit) = enrolled { lock ->
        assertEquals(null, failing(lock) { it.setPin(PIN) })
        work(lock)
    }

    private fun setPin(lock: Lock) = screen(SetPin(), lock, SetPinEvent.Entered, SetPinEvent::Failed, ::reduce)

    private fun unlock(lock: Lock) = screen(Unlock(), lock, UnlockEvent.Entered, UnlockEvent::Failed, ::reduce)

    private fun forgotten(lock: Lock) = screen(Forgotten(), lock, ForgottenEvent.Entered, ForgottenEvent::Failed, ::reduce)

    private fun <S, E> screen(first: S, lock: Lock, entered: E, failed: (Failure) -> E, reduce: (S, E) -> Next<S, E>) =
        Screen(first, { throw AssertionError("the store is asked for nothing") }, failed, reduce, lock).apply {
            enter {}
            on(entered)
        }

    private fun Screen<SetPin, SetPinEvent>.type(pin: String, again: String) {
        on(SetPinEvent.New(pin))
        on(SetPinEvent.Again(again))
    }

    private fun Screen<SetPin, SetPinEvent>.look(): LockState {
        on(SetPinEvent.Entered)
        return state.view!!.state
    }

    private companion object {
        const val PIN = "281940"
        const val NEXT = "739510"
    }
}
