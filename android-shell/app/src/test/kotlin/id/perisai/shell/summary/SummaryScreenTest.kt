package id.perisai.shell.summary

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConversationInput
import id.perisai.field.core.Direction
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.Language
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionInput
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.PersonInput
import id.perisai.field.core.ReportName
import id.perisai.field.core.Segment
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.assertFit
import id.perisai.shell.pictures
import id.perisai.shell.signedIn
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class SummaryScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `sixteen reports are listed, and a village and a segment are chosen by a tap`() = signedIn(folder) {
        talked(6)
        Robolectric.buildActivity(SummaryActivity::class.java).use { controller ->
            val summary = controller.setup().get()
            assertEquals(16, summary.findViewById<ViewGroup>(R.id.summary_reports).childCount)
            assertFit(controller)
            pictures(controller, "ringkasan")
            val screen = controller.get()
            screen.findViewById<ViewGroup>(R.id.summary_reports).getChildAt(2).performClick()
            val opened = shadowOf(screen).nextStartedActivity
            assertEquals(ReportName.OBJECTIONS.name, opened.getStringExtra(Places.REPORT))
        }
    }

    @Test
    fun `a report is drawn with n and interval, and read aloud with the same figures`() = signedIn(folder) {
        talked(12)
        for (report in ReportName.entries) {
            val intent = Places.report(shell, report.name)
            Robolectric.buildActivity(ReportActivity::class.java, intent).use { controller ->
                val screen = controller.setup().get()
                assertEquals(View.VISIBLE, screen.findViewById<View>(R.id.report_told).visibility)
                assertFit(screen)
                val shown = screen.findViewById<ViewGroup>(R.id.report_charts).childCount > 0
                if (shown) {
                    screen.findViewById<Button>(R.id.report_figures_show).performClick()
                    pictures(controller, "laporan-${report.name.lowercase()}")
                }
                if (report == ReportName.OBJECTIONS) {
                    assertTrue(shown)
                    val chart = controller.get().findViewById<View>(R.id.chart_drawing)
                    val aloud = chart.contentDescription.toString()
                    assertTrue(aloud, aloud.contains("Takdir: 100%") && aloud.contains("n = 12"))
                    assertTrue(chart.height > 0)
                    assertFit(controller)
                }
            }
        }
    }

    @Test
    fun `a map, moves and curves are drawn by day, by night, large and on the side`() {
        Robolectric.buildActivity(ChartsActivity::class.java).use { controller ->
            controller.setup()
            val charts = controller.get().findViewById<ViewGroup>(R.id.screen_page)
            assertTrue((0 until charts.childCount).map(charts::getChildAt).filterIsInstance<ChartView>().all { it.height > 100 })
            pictures(controller, "gambar-laporan")
        }
    }

    private fun SignedIn.talked(people: Int) = ask { field ->
        val consent = ConsentInput(listOf(ConsentPurpose.MEASURE), ConsentMethod.THUMB, Language.JAVANESE)
        repeat(people) { at ->
            val person = PersonInput(name = "Slamet Riyadi", village = VILLAGE, segments = listOf(if (at % 2 == 0) Segment.FISHER else Segment.FARMER))
            val worker = field.recordWorker(person).record
            val encounter = EncounterInput(worker = worker, channel = Channel.FACE_TO_FACE, direction = Direction.OUTGOING)
            val objection = ObjectionInput(code = ObjectionCode.TAKDIR, outcome = ObjectionOutcome.UNCHANGED)
            field.recordConversation(ConversationInput(encounter = encounter, objections = listOf(objection), consent = consent))
        }
        field.head()
    }
}
