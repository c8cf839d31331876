package id.perisai.shell.today

import android.app.AlertDialog
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.PersonInput
import id.perisai.field.core.TaskInput
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.attention.AttentionActivity
import id.perisai.shell.assertFit
import id.perisai.shell.more.MoreActivity
import id.perisai.shell.pictures
import id.perisai.shell.signedIn
import id.perisai.shell.texts
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
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowLooper

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class TodayScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `the day shows what is due and why, and a task is put off by two taps`() = signedIn(folder) {
        dueTasks()
        Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
            val today = controller.setup().get()
            assertEquals(listOf("Siti Aminah, Karangroto"), today.titles(R.id.due))
            assertEquals(listOf("Siti Aminah, Karangroto"), today.titles(R.id.overdue))
            assertFit(controller)
            pictures(controller, "hari-ini")

            val screen = controller.get()
            screen.rows(R.id.due).first().performClick()
            val dialog = ShadowAlertDialog.getLatestAlertDialog()
            val offered = (0 until dialog.listView.count).map { dialog.listView.adapter.getItem(it).toString() }
            assertEquals("Buka pekerja", offered.first())
            val putOff = offered.indexOfFirst { it.startsWith("Tunda ke ") }
            dialog.listView.performItemClick(null, putOff, putOff.toLong())
            assertEquals("Tersimpan.", screen.findViewById<TextView>(R.id.notice_text).text.toString())
            assertEquals(emptyList<String>(), screen.titles(R.id.due))
            assertEquals(View.GONE, screen.findViewById<View>(R.id.due_heading).visibility)
        }
    }

    @Test
    fun `that the branch has revoked the phone stands on the first screen and among what needs a look`() = signedIn(folder) {
        ask { it.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }
        branch.revoke(ask { it.device()!! })
        shell.exchange!!.start()
        val said = "cabang tidak menerima ponsel ini: cabang sudah mencabut ponsel ini. Hubungi penyelia; pekerjaan yang belum terkirim tidak hilang."
        for (screen in listOf(TodayActivity::class.java, AttentionActivity::class.java)) {
            Robolectric.buildActivity(screen).use { controller ->
                assertTrue("${controller.setup().get().texts()}", controller.get().texts().any { said in it })
                assertFit(controller)
                pictures(controller, "dicabut-${screen.simpleName}")
            }
        }
    }

    @Test
    fun `what was begun before a call stands on the first screen, to be gone on with or given up`() = signedIn(folder) {
        val worker = ask { it.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE)).record }
        ask { it.keepForm(FormKind.REGISTRATION, null, mapOf("text.name" to "Slamet")) }
        ask { it.keepForm(FormKind.CONVERSATION, worker, mapOf("barriers" to "FATE")) }
        Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
            val today = controller.setup().get()
            assertEquals(listOf("Percakapan · Siti Aminah", "Pendaftaran · orang baru"), today.titles(R.id.begun))
            assertFit(controller)
            pictures(controller, "hari-ini-belum-disimpan")
            val screen = controller.get()
            screen.chooseOf(0, "Lanjutkan")
            val opened = shadowOf(screen).nextStartedActivity
            assertEquals("id.perisai.shell.conversation.ConversationActivity", opened.component?.className)
            assertEquals(worker, opened.getStringExtra(Places.WORKER))
            screen.chooseOf(1, "Buang isian")
            assertEquals("nothing is thrown away by one tap", 2, ask { it.keptForms() }.size)
            ShadowAlertDialog.getLatestAlertDialog().getButton(AlertDialog.BUTTON_POSITIVE).performClick()
            ShadowLooper.idleMainLooper()
            assertEquals(listOf("Percakapan · Siti Aminah"), screen.titles(R.id.begun))
            assertEquals(listOf(FormKind.CONVERSATION), ask { it.keptForms() }.map { it.kind })
        }
    }

    @Test
    fun `Catat asks what is recorded and leads there`() = signedIn(folder) {
        Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
            val today = controller.setup().get()
            today.findViewById<Button>(R.id.record).performClick()
            assertEquals(RecordChooser::class.java.name, shadowOf(today).nextStartedActivity.component?.className)
        }
        Robolectric.buildActivity(RecordChooser::class.java).use { controller ->
            val chooser = controller.setup().get()
            assertFit(controller)
            pictures(controller, "catat")
            val shown = controller.get()
            shown.findViewById<View>(R.id.record_conversation).performClick()
            val started = shadowOf(shown).nextStartedActivity.component?.className
            assertEquals("id.perisai.shell.conversation.ConversationActivity", started)
            assertTrue(shown.isFinishing)
            assertTrue(chooser.isDestroyed || chooser === shown)
        }
    }

    @Test
    fun `Lainnya leads to every other place and offers no way to sign out`() = signedIn(folder) {
        Robolectric.buildActivity(MoreActivity::class.java).use { controller ->
            controller.setup()
            assertFit(controller)
            pictures(controller, "lainnya")
            val more = controller.get()
            for ((id, place) in listOf(
                R.id.more_figures to "figures.FiguresActivity",
                R.id.more_attention to "attention.AttentionActivity",
                R.id.more_summary to "summary.SummaryActivity",
            )) {
                more.findViewById<View>(id).performClick()
                assertEquals("id.perisai.shell.$place", shadowOf(more).nextStartedActivity.component?.className)
            }
            assertEquals("Perisai 0.1.0", more.findViewById<TextView>(R.id.more_version).text.toString())
        }
    }

    private fun android.app.Activity.chooseOf(row: Int, what: String) {
        rows(R.id.begun)[row].performClick()
        val dialog = ShadowAlertDialog.getLatestAlertDialog()
        val at = (0 until dialog.listView.count).first { dialog.listView.adapter.getItem(it).toString() == what }
        dialog.listView.performItemClick(null, at, at.toLong())
        ShadowLooper.idleMainLooper()
    }

    private fun SignedIn.dueTasks() = ask { field ->
        val worker = field.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE)).record
        for (due in listOf("2026-06-01", "2026-06-03", "2026-06-08")) {
            field.recordFollowUp(TaskInput(worker = worker, kind = FollowUpKind.PROMISE, due = due, about = "membawa kartu"), null)
        }
        field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
    }

    private fun android.app.Activity.rows(list: Int): List<View> =
        findViewById<ViewGroup>(list).let { view -> (0 until view.childCount).map(view::getChildAt) }

    private fun android.app.Activity.titles(list: Int) =
        rows(list).map { it.findViewById<TextView>(R.id.line_title).text.toString() }
}
