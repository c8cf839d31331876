package id.perisai.shell.signin

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.core.Rule
import id.perisai.field.core.WhyRefused
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import id.perisai.shell.signin.SignIn.Wrong
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule as Hold
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

class SignInTest {
    @get:Hold
    val folder = TemporaryFolder()

    @Test
    fun `a code is good in the way that it was read aloud`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            val screen = signingIn("A-07")
            screen.on(SignInEvent.Code(code.chunked(4).joinToString(" ").uppercase()))
            screen.on(SignInEvent.Tapped(HttpTransport(branch.address)))
            assertNull(screen.state.failure)
            assertTrue(screen.state.isEnrolled)
        }
    }

    @Test
    fun `a wrong code is said at the code, and another's at the badge`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            val network = HttpTransport(branch.address)
            val screen = signingIn("A-08")
            screen.on(SignInEvent.Code("00ff"))
            screen.on(SignInEvent.Tapped(network))
            assertEquals(Wrong.Told(Failure.Refused(WhyRefused.ENROL_CODE)), screen.state.wrong(SignIn.CODE))
            assertNull(screen.state.failureOfNoField)
            screen.on(SignInEvent.Code(code))
            assertNull("what is mended is not called wrong", screen.state.wrong(SignIn.CODE))
            screen.on(SignInEvent.Tapped(network))
            assertEquals(Wrong.Told(Failure.OtherAgent), screen.state.wrong(SignIn.BADGE))
            assertFalse(screen.state.isEnrolled)
        }
    }

    @Test
    fun `without a network it is said at the head, and nothing typed is lost`() {
        val screen = signingIn("A-07")
        screen.on(SignInEvent.Code("00ff"))
        screen.on(SignInEvent.Tapped(HttpTransport("http://127.0.0.1:1")))
        assertEquals(Failure.NoNetwork, screen.state.failureOfNoField)
        assertEquals(listOf("A-07", "00ff"), listOf(screen.state.badge, screen.state.code))
    }

    @Test
    fun `what is not filled in, or no address, is said before anything is sent`() {
        val begun = SignIn(branch = "semarang")
        assertEquals(Wrong.Breaks(Rule.REQUIRED), reduce(begun, SignInEvent.Tapped(null)).state.wrong(SignIn.BADGE))
        val filled = begun.copy(badge = "A-07", code = "00ff")
        val told = reduce(filled, SignInEvent.Tapped(null))
        assertEquals(Wrong.Breaks(Rule.TYPE), told.state.wrong(SignIn.BRANCH))
        assertNull(told.ask)
    }

    @Test
    fun `a badge that the core cannot read is said at the badge`() {
        assertEquals(Wrong.Breaks(Rule.TEXT_LENGTH), SignIn(failure = Failure.Invalid("agent", Rule.TEXT_LENGTH)).wrong(SignIn.BADGE))
    }

    @Test
    fun `a second tap while the first is under way asks nothing`() {
        assertNull(reduce(SignIn("A-07", "https://b.example", "00ff", isBusy = true), SignInEvent.Tapped(HttpTransport("https://b.example"))).ask)
    }

    @Test
    fun `an invitation is read whole or not at all`() {
        val read = checkNotNull(Invitation.read("perisai:enrol?agent=A%2B07+b&branch=https%3A%2F%2Fb.example%2Fx%3Fy&code=00ff&more=1"))
        assertEquals(listOf("A+07+b", "https://b.example/x?y", "00ff"), listOf(read.agent, read.branch, read.code))
        for (none in listOf("", "https://b.example", "perisai:enrol?", "perisai:enrol?agent=A&branch=b", "perisai:enrol?agent=%zz&branch=b&code=c")) {
            assertNull(none, Invitation.read(none))
        }
        assertEquals("A-07", reduce(SignIn(), SignInEvent.Scanned("perisai:enrol?agent=A-07&branch=b&code=c")).state.badge)
        assertTrue(reduce(SignIn(), SignInEvent.Scanned("a bus ticket")).state.isNoInvitation)
    }

    private fun signingIn(badge: String): Screen<SignIn, SignInEvent> {
        val field = Device(folder.newFolder(), badge).open()
        val screen = Screen(SignIn(badge = badge, branch = "b"), Core({ field }, AT_ONCE, AT_ONCE), SignInEvent::Failed, ::reduce)
        screen.enter {}
        return screen
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        val AT_ONCE = Executor(Runnable::run)
    }
}
