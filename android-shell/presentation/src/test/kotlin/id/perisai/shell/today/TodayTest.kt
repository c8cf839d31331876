package id.perisai.shell.today

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.DueOpens
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.TaskInput
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import id.perisai.shell.sync.Exchange
import id.perisai.shell.sync.Exchanging
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
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
            val core = Core({ field }, AT_ONCE, AT_ONCE)
            val screen = Screen(Today(), core, TodayEvent::Failed, ::reduce)
            val exchange = Exchange(core, network, AT_ONCE, AT_ONCE)
            val shown = mutableListOf<Today>()
            screen.enter(shown::add)

            screen.on(TodayEvent.Entered)
            assertNull("nobody knows the branch before enrolment", screen.state.home?.branch)

            field.enrol(code, network)
            somebody(field)
            screen.on(TodayEvent.Entered)
            assertEquals(1uL, screen.state.home?.pending)
            assertNull(screen.state.home?.synced)

            shown.clear()
            exchange.watch { screen.on(TodayEvent.Exchanged(it)) }
            exchange.start()
            assertTrue(shown.any { it.isSyncing } && !screen.state.isSyncing)
            assertTrue((exchange.state as Exchanging.Ended).outcome.complete)
            val home = screen.state.home!!
            assertEquals(0uL, home.pending)
            assertEquals("Rini", home.agentName)
            assertEquals("2026-06-03", home.now.day)
            assertEquals(0u, home.synced?.daysAgo)
            field.shutdown()
        }
    }

    @Test
    fun `a task is put off to a day that the core offers, and is over once something came of it`() {
        enrolled { field ->
            val figure = somebody(field)
            field.recordFollowUp(TaskInput(figure = figure, kind = FollowUpKind.PROMISE, due = "2026-06-03", about = "membawa kartu"), null)
            val screen = Screen(Today(), Core({ field }, AT_ONCE, AT_ONCE), TodayEvent::Failed, ::reduce)
            screen.enter {}
            screen.on(TodayEvent.Entered)
            val task = screen.state.home!!.today.single()
            assertEquals(DueOpens.FIGURE, task.opens)

            screen.on(TodayEvent.PutOff(task, task.putOffTo.first()))
            assertTrue(screen.state.isNoted)
            val later = screen.state.home!!.thisWeek.single()
            assertEquals("2026-06-04", later.line.day)

            screen.on(TodayEvent.Came(later, FollowUpResult.DONE))
            assertTrue(screen.state.home!!.run { overdue + today + thisWeek }.isEmpty())

            screen.on(TodayEvent.Came(later, FollowUpResult.DONE))
            assertTrue("what was noted is not noted twice", screen.state.failure is Failure.Invalid && !screen.state.isNoted)
        }
    }

    @Test
    fun `a second tap while something is being noted waits`() {
        enrolled { field ->
            val figure = somebody(field)
            field.recordFollowUp(TaskInput(figure = figure, kind = FollowUpKind.PROMISE, due = "2026-06-03"), null)
            val waiting = ArrayDeque<Runnable>()
            val screen = Screen(Today(), Core({ field }, AT_ONCE, waiting::addLast), TodayEvent::Failed, ::reduce)
            screen.enter {}
            screen.on(TodayEvent.Entered)
            waiting.removeFirst().run()
            val task = screen.state.home!!.today.single()
            screen.on(TodayEvent.Came(task, FollowUpResult.NOT_MET))
            screen.on(TodayEvent.Came(task, FollowUpResult.DONE))
            assertEquals("asked once", 1, waiting.size)
            assertFalse("not said to be saved before the core returned", screen.state.isNoted)
            waiting.removeFirst().run()
            assertTrue(screen.state.isNoted)
        }
    }

    @Test
    fun `a screen that has left drops what it asked for`() {
        val field = Device(folder.newFolder("rini"), "A-07").open()
        val waiting = ArrayDeque<Runnable>()
        val screen = Screen(Today(), Core({ field }, AT_ONCE, waiting::addLast), TodayEvent::Failed, ::reduce)
        screen.enter {}
        screen.on(TodayEvent.Entered)
        screen.leave()
        waiting.removeFirst().run()
        assertNull(screen.state.home)
        field.shutdown()
    }

    private fun enrolled(work: (Field) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val code = branch.employ("A-07", "Rini", VILLAGE)
        val field = Device(folder.newFolder("rini"), "A-07").open()
        field.enrol(code, HttpTransport(branch.address))
        work(field)
        field.shutdown()
    }

    private fun somebody(field: Field): String =
        field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION).record

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
