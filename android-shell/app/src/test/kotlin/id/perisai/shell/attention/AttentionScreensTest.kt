package id.perisai.shell.attention

import android.app.Activity
import android.app.AlertDialog
import android.content.Context
import android.content.Intent
import android.os.Looper
import android.view.View
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.Matter
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.Village
import id.perisai.shell.assertFit
import id.perisai.shell.fields.FormFields
import id.perisai.shell.parts.TextField
import id.perisai.shell.pictures
import id.perisai.shell.siti
import id.perisai.shell.tap
import id.perisai.shell.texts
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowDialog
import java.io.File

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class AttentionScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val app: Context get() = RuntimeEnvironment.getApplication()

    @Test
    fun `everything that needs a look stands in groups, and a contested NIK is decided by taps`() = Village(folder).use { village ->
        val worker = village.rini { it.register(siti()) }.worker
        val other = village.rini { it.register(siti("Sri Wahyuni", "3374055501900009")) }.worker
        village.sync()
        village.budi.editWorker(worker, listOf(FieldEdit("nik", "3374055501900003"), FieldEdit("hamlet", "Dusun Krajan")))
        village.rini { it.editWorker(worker, listOf(FieldEdit("nik", "3374055501900002"), FieldEdit("hamlet", "RW 5"))) }
        village.budi.editWorker(other, listOf(FieldEdit("nik", "3374055501900003")), "told")
        village.sync()
        show(AttentionActivity::class.java, Places.attention(app)) { controller, attention ->
            assertTrue(attention.texts().any { "Budi" in it } && attention.texts().any { "Anda" in it })
            assertFit(controller)
            pictures(controller, "perhatian")
        }
        val line = village.rini { it.attentionView() }.groups.flatMap { it.lines }.first { it.matter is Matter.Contested }
        show(ConflictActivity::class.java, Places.conflict(app, line.about)) { controller, conflict ->
            assertFalse(conflict.texts().any { "337405 55" in it })
            conflict.tap(conflict.getString(R.string.nik_show))
            conflict.tap("337405 550190 0003")
            conflict.tap(conflict.getString(R.string.conflict_decide))
            assertTrue("without a reason nothing is decided", village.rini { it.decisionView(line.about) }.decided == null)
            conflict.tap("Saya melihat KTP-nya")
            controller.recreate()
            assertFit(controller)
            pictures(controller, "putuskan")
            controller.get().tap(conflict.getString(R.string.conflict_decide))
            assertEquals("Saya melihat KTP-nya", village.rini { it.decisionView(line.about) }.decided?.reason)
            pictures(controller, "sudah-diputuskan")
        }
        village.sync()
        assertEquals("337405 550190 0003", village.budi.nik(worker))
    }

    @Test
    fun `a suspected duplicate is shown side by side, without a button that does nothing`() = Village(folder).use { village ->
        village.rini { it.register(siti()) }
        village.budi.register(siti("Siti Aminah Sapar"))
        village.sync()
        val line = village.rini { it.attentionView() }.groups.flatMap { it.lines }.first { it.matter is Matter.SamePerson }
        show(ConflictActivity::class.java, Places.conflict(app, line.about)) { controller, conflict ->
            assertEquals(View.GONE, conflict.findViewById<View>(R.id.conflict_decide).visibility)
            assertTrue(conflict.texts().contains(conflict.getString(R.string.branch_decides)))
            assertTrue(conflict.texts().containsAll(listOf("Siti Aminah", "Siti Aminah Sapar")))
            assertFit(controller)
            pictures(controller, "mungkin-sama")
        }
    }

    @Test
    fun `a rejected capture is corrected by taps, through a turn and a kill, and applied`() = Village(folder).use { village ->
        noSingleMonths(village)
        village.rini { it.register(siti(months = 1u)) }
        village.sync()
        val change = village.rini { it.rejected() }.single().change
        show(CorrectActivity::class.java, Places.correct(app, change)) { controller, correct ->
            assertFit(controller)
            pictures(controller, "perbaiki")
            controller.get().months("3")
            controller.recreate()
            assertEquals("3", controller.get().refused().text)
            assertFalse(correct.isFinishing && !correct.isChangingConfigurations)
        }
        show(CorrectActivity::class.java, Places.correct(app, change)) { _, again ->
            assertEquals("what was typed before the kill", "3", again.refused().text)
            again.tap(again.getString(R.string.send_again))
            assertTrue(again.isFinishing)
        }
        village.sync()
        assertEquals(0u, village.rini { it.attentionView() }.count)
        assertTrue(village.rini { it.totals() }.rejected == 0uL || village.rini { it.rejected() }.isEmpty())
    }

    @Test
    fun `letting a capture go is asked twice and says what it means`() = Village(folder).use { village ->
        noSingleMonths(village)
        village.rini { it.register(siti(months = 1u)) }
        village.sync()
        val change = village.rini { it.rejected() }.single().change
        show(CorrectActivity::class.java, Places.correct(app, change)) { _, correct ->
            correct.tap(correct.getString(R.string.let_go))
            assertEquals("one tap lets nothing go", 1, village.rini { it.rejected() }.size)
            val dialog = ShadowDialog.getLatestDialog() as AlertDialog
            assertEquals(correct.getString(R.string.let_go_means), shadowOf(dialog).message.toString())
            dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
            shadowOf(Looper.getMainLooper()).idle()
            assertTrue(correct.isFinishing && village.rini { it.rejected() }.isEmpty())
        }
    }

    @Test
    fun `where nothing needs a look, the screen says so`() = Village(folder).use {
        show(AttentionActivity::class.java, Places.attention(app)) { controller, attention ->
            assertTrue(attention.texts().contains(attention.getString(R.string.attention_nothing)))
            pictures(controller, "perhatian-kosong")
        }
    }

    private fun CorrectActivity.refused(): TextField {
        val fields = findViewById<FormFields>(R.id.correct_fields)
        return fields.getChildAt(0) as TextField
    }

    private fun CorrectActivity.months(typed: String) = refused().typed.setText(typed)

    /** From this day on nobody pays for one month; the phones have not heard of it. */
    private fun noSingleMonths(village: Village) {
        val shipped = File("../../core/data/tariff.json").readText()
        val document = shipped.replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-02\"").replace("[1, 3, 6, 12]", "[3, 6, 12]")
        val file = folder.newFile("tariff.json").apply { writeText(document) }
        village.branch.office(
            "publish", "tariff", file.path, "--valid-from", "2026-06-01", "--source", "a decision", "--by", "admin", "--reason", "new",
        )
    }

    private fun <A : Activity> show(screen: Class<A>, intent: Intent, look: (ActivityController<A>, A) -> Unit) {
        Robolectric.buildActivity(screen, intent).use { controller -> look(controller, controller.setup().get()) }
    }
}
