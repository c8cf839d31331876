package id.perisai.shell.figures

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.view.View
import android.widget.Button
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.VILLAGE
import id.perisai.shell.Village
import id.perisai.shell.assertFit
import id.perisai.shell.parts.TextField
import id.perisai.shell.pictures
import id.perisai.shell.tap
import id.perisai.shell.texts
import id.perisai.shell.workers.WorkerActivity
import id.perisai.shell.workers.WorkersActivity
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

/** A worker is asked whom people listen to, by taps. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class NominateScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val app: Context get() = RuntimeEnvironment.getApplication()

    @Test
    fun `a worker agrees, names by taps and by a name, is killed in between, and it is saved once`() = Village(folder).use { village ->
        val siti = met(village, "Siti Aminah")
        known(village, "Bu Lurah Kartini", FigureRole.VILLAGE_OFFICIAL)
        known(village, "Haji Mahmud", FigureRole.RELIGIOUS_LEADER)
        show(WorkerActivity::class.java, Places.worker(app, siti)) { _, page ->
            page.tap(page.getString(R.string.do_nominate))
            assertEquals(siti, shadowOf(page).nextStartedActivity.getStringExtra(Places.WORKER))
        }
        show(NominateActivity::class.java, Places.nominate(app, siti)) { controller, page ->
            assertFalse("nobody is asked before having agreed", page.isShown(R.id.asked))
            assertFit(controller)
            pictures(controller, "tokoh-disebut-izin")
            val asked = controller.get()
            asked.tap("Cap jempol")
            assertTrue(asked.isShown(R.id.asked))
            asked.tap("Haji Mahmud")
            asked.type("Pak Karto")
            asked.tap("Tambah “Pak Karto”")
            asked.type("kart")
            assertTrue("who is known is found before being made again", "Bu Lurah Kartini" in asked.texts())
            asked.type("")
            assertFit(controller)
            pictures(controller, "tokoh-disebut")
            // A call comes, and the system takes the memory.
            controller.pause().stop()
        }
        assertEquals(listOf(FormKind.NOMINATION), village.rini { it.keptForms() }.map { it.kind })
        show(NominateActivity::class.java, Places.nominate(app, siti)) { controller, again ->
            assertTrue(again.texts().containsAll(listOf("Pak Karto", "Disebut ke-2")))
            again.tap("Kepada siapa orang minta nasihat?")
            again.tap("Pak Karto")
            again.button(R.id.save).performClick()
            assertTrue(again.texts().contains(again.getString(R.string.nominations_saved)))
            assertFalse("whom somebody named is not shown any more", again.texts().any { "Karto" in it || "Mahmud" in it })
            assertFit(controller)
            controller.get().button(R.id.save).performClick()
            assertTrue("done", controller.get().isFinishing)
        }
        assertTrue(village.rini { it.keptForms() }.isEmpty())
        assertEquals(listOf("Bu Lurah Kartini", "Haji Mahmud", "Pak Karto"), village.rini { it.figuresView(null) }.figures.map { it.name })
        show(NominateActivity::class.java, Places.nominate(app, siti)) { _, next ->
            assertTrue("the consent stands", next.isShown(R.id.asked) && !next.isShown(R.id.consent))
            assertFalse("nobody is ticked", "Disebut ke-1" in next.texts())
        }
        show(WorkerActivity::class.java, Places.worker(app, siti)) { _, page ->
            assertFalse("a worker's page does not say whom the worker named", page.texts().any { "Karto" in it || "Mahmud" in it })
        }
    }

    @Test
    fun `a consent that was taken back meanwhile is said in words, and asked for again`() = Village(folder).use { village ->
        val siti = met(village, "Siti Aminah")
        show(NominateActivity::class.java, Places.nominate(app, siti)) { controller, page ->
            page.tap("Cap jempol")
            page.type("Pak Karto")
            page.button(R.id.add).performClick()
            page.button(R.id.save).performClick()
            controller.pause().stop()
        }
        show(NominateActivity::class.java, Places.nominate(app, siti)) { controller, page ->
            page.tap("Pak Karto")
            village.rini { it.withdrawConsent(ConsentWithdrawal(siti, listOf(ConsentPurpose.NOMINATE), ConsentMethod.THUMB)) }
            page.button(R.id.save).performClick()
            assertTrue("${page.texts()}", page.texts().any { "Belum ada persetujuan untuk" in it })
            assertTrue(page.isShown(R.id.consent))
            assertFit(controller)
            pictures(controller, "tokoh-disebut-izin-ditarik")
            val again = controller.get()
            again.tap("Cap jempol")
            assertTrue("who was named is named still", "Disebut ke-1" in again.texts())
            again.button(R.id.save).performClick()
            assertTrue(again.texts().contains(again.getString(R.string.nominations_saved)))
        }
    }

    @Test
    fun `from the figures one chooses who is asked`() = Village(folder).use { village ->
        val siti = met(village, "Siti Aminah")
        show(FiguresActivity::class.java, Places.figures(app)) { _, figures ->
            figures.button(R.id.nominate).performClick()
            val pick = shadowOf(figures).nextStartedActivityForResult
            assertEquals(WorkersActivity::class.java.name, pick.intent.component?.className)
            shadowOf(figures).receiveResult(pick.intent, Activity.RESULT_OK, Intent().putExtra(Places.WORKER, siti))
            val next = shadowOf(figures).nextStartedActivity
            assertEquals(NominateActivity::class.java.name, next.component?.className)
            assertEquals(siti, next.getStringExtra(Places.WORKER))
        }
    }

    private fun met(village: Village, name: String) =
        village.rini { it.meetWorker(listOf(FieldEdit("name", name), FieldEdit("village", VILLAGE))) }.record

    private fun known(village: Village, name: String, role: FigureRole) =
        village.rini { it.recordFigure(FigureInput(name, listOf(role), VILLAGE, null), IdentifiedBy.OBSERVATION) }

    private fun Activity.type(text: String) = findViewById<TextField>(R.id.search).typed.setText(text)

    private fun Activity.button(id: Int) = findViewById<Button>(id)

    private fun Activity.isShown(id: Int) = findViewById<View>(id).isShown

    private fun <A : Activity> show(screen: Class<A>, intent: Intent, look: (ActivityController<A>, A) -> Unit) {
        Robolectric.buildActivity(screen, intent).use { controller -> look(controller, controller.setup().get()) }
    }
}
