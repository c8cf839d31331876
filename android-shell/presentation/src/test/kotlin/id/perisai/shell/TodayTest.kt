package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.today.Sync
import id.perisai.shell.today.Today
import id.perisai.shell.today.TodayEvent
import id.perisai.shell.today.reduce
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

class TodayTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `what is saved waits, is sent, and is with the branch`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            val field = Device(folder.newFolder("rini"), "A-07").open()
            val network = HttpTransport(branch.address)
            val screen = Screen(Today(), Core({ field }, AT_ONCE, AT_ONCE), TodayEvent::Failed, ::reduce)
            val shown = mutableListOf<Today>()
            screen.enter(shown::add)

            screen.on(TodayEvent.Entered(DAY))
            assertNull("nobody knows the branch before enrolment", screen.state.head?.branch)

            field.enrol(code, network)
            field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            screen.on(TodayEvent.Entered(DAY))
            assertEquals(1uL, screen.state.head?.pending)

            shown.clear()
            screen.on(TodayEvent.SyncTapped(DAY, network))
            assertEquals(Sync.Running, shown.first().sync)
            assertTrue((screen.state.sync as Sync.Ended).outcome.complete)
            assertEquals(0uL, screen.state.head?.pending)
            assertEquals("Rini", screen.state.head?.agentName)
            field.shutdown()
        }
    }

    @Test
    fun `without a network what is saved stays and the reason is told`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val code = branch.employ("A-07", "Rini", VILLAGE)
            val field = Device(folder.newFolder("rini"), "A-07").open()
            field.enrol(code, HttpTransport(branch.address))
            val screen = Screen(Today(), Core({ field }, AT_ONCE, AT_ONCE), TodayEvent::Failed, ::reduce)
            screen.enter {}
            screen.on(TodayEvent.SyncTapped(DAY, HttpTransport("http://127.0.0.1:1")))
            assertEquals(Sync.Resting, screen.state.sync)
            assertEquals(Failure.NoNetwork, screen.state.failure)
            field.shutdown()
        }
    }

    @Test
    fun `a screen that has left drops what it asked for`() {
        val field = Device(folder.newFolder("rini"), "A-07").open()
        val waiting = ArrayDeque<Runnable>()
        val screen = Screen(Today(), Core({ field }, AT_ONCE, waiting::addLast), TodayEvent::Failed, ::reduce)
        screen.enter {}
        screen.on(TodayEvent.Entered(DAY))
        screen.leave()
        waiting.removeFirst().run()
        assertNull(screen.state.head)
        field.shutdown()
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val DAY = "2026-06-03"

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
