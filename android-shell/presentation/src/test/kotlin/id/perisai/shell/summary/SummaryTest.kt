package id.perisai.shell.summary

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.core.Channel
import id.perisai.field.core.ConversationInput
import id.perisai.field.core.Direction
import id.perisai.field.core.Drawing
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.FigureStatus
import id.perisai.field.core.Mark
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionInput
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.PersonInput
import id.perisai.field.core.ReportLanguage
import id.perisai.field.core.ReportName
import id.perisai.shell.Core
import id.perisai.shell.Screen
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

class SummaryTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `sixteen reports come by one call, and what rests on too few is hidden and said to be`() = met(6) { core ->
        val screen = Screen(Summary(ReportLanguage.INDONESIAN), core, SummaryEvent::Failed, ::reduce)
        screen.enter {}
        screen.on(SummaryEvent.Entered)
        val view = screen.state.view!!
        assertEquals(ReportName.entries.toList(), view.reports.map { it.report })
        val objections = view.reports.single { it.report == ReportName.OBJECTIONS }
        val rows = (objections.charts.first().drawing as Drawing.Rows).rows
        val takdir = rows.single { it.label == "Takdir" }
        assertTrue("six are indicative", (takdir.marks.single() as Mark.Point).isHollow)
        assertEquals("n = 6", takdir.n)
        assertEquals(FigureStatus.INDICATIVE, objections.tables.first().parts.first().rows.first().status)

        screen.on(SummaryEvent.Chosen(Asked(village = "3374051001")))
        val elsewhere = screen.state.view!!.reports.single { it.report == ReportName.OBJECTIONS }
        assertEquals(0, elsewhere.charts.size)
        assertTrue(elsewhere.leftOut.any { it.endsWith("di luar desa pada telepon ini") })
    }

    @Test
    fun `an answer to what was asked before is not shown under what is asked now`() = met(1) { core ->
        val state = Summary(ReportLanguage.ENGLISH, listOf(ReportName.FUNNEL))
        lateinit var first: SummaryEvent
        core.ask({ reduce(state, SummaryEvent.Entered).ask!!(it) }, { throw AssertionError(it) }) { first = it }
        val asked = reduce(reduce(state, SummaryEvent.Entered).state, SummaryEvent.Chosen(Asked(from = "2026-06", to = "2026-06"))).state
        assertTrue(asked.isBusy)
        assertEquals(asked, reduce(asked, first).state)
    }

    private fun met(people: Int, work: (Core) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val code = branch.employ("A-07", "Rini", VILLAGE)
        val field = Device(folder.newFolder("rini"), "A-07").open()
        field.enrol(code, HttpTransport(branch.address))
        repeat(people) {
            val worker = field.recordWorker(PersonInput(name = "Slamet Riyadi", village = VILLAGE)).record
            val encounter = EncounterInput(worker = worker, channel = Channel.FACE_TO_FACE, direction = Direction.OUTGOING)
            val objection = ObjectionInput(code = ObjectionCode.TAKDIR, outcome = ObjectionOutcome.UNCHANGED)
            field.recordConversation(ConversationInput(encounter = encounter, objections = listOf(objection)))
        }
        work(Core({ field }, AT_ONCE, AT_ONCE))
        field.shutdown()
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        val AT_ONCE = Executor(Runnable::run)
    }
}
