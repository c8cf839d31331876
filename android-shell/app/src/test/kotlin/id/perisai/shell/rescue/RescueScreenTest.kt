package id.perisai.shell.rescue

import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.PersonInput
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.assertFit
import id.perisai.shell.damageStore
import id.perisai.shell.fields.FormFields
import id.perisai.shell.parts.TextField
import id.perisai.shell.pictures
import id.perisai.shell.signedIn
import id.perisai.shell.tap
import id.perisai.shell.texts
import id.perisai.shell.today.TodayActivity
import id.perisai.shell.workers.EditWorkerActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A damaged store says so, shows what was saved, and goes on with it when it is told to. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class RescueScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `what was saved before the damage is counted, begun again with, and reaches the branch once`() = signedIn(folder) {
        somebody("Siti Aminah")
        ask { it.sync(shell.phone!!.network) }
        somebody("Slamet Riyadi")
        damageStore(shell)

        Robolectric.buildActivity(TodayActivity::class.java).use { controller ->
            val today = controller.setup().get()
            assertFit(controller)
            controller.get().tap(today.getString(R.string.rescue_look))
            assertEquals(RescueActivity::class.java.name, shadowOf(controller.get()).nextStartedActivity.component!!.className)
        }
        Robolectric.buildActivity(RescueActivity::class.java).use { controller ->
            controller.setup()
            assertTrue(controller.get().texts().toString(), "2 perubahan yang Anda simpan di ponsel ini selamat." in controller.get().texts())
            assertFit(controller)
            pictures(controller, "data-rusak")
            val rescue = controller.get()
            rescue.findViewById<Button>(R.id.rescue_begin).performClick()
            assertEquals(
                "Sudah mulai lagi. 2 perubahan menunggu dikirim: sinkronkan begitu ada sinyal.",
                rescue.findViewById<TextView>(R.id.rescue_waiting).text.toString(),
            )
            assertFit(controller)
            controller.get().tap(rescue.getString(R.string.rescue_sync))
            val next = shadowOf(controller.get())
            assertEquals(listOf("sync.SyncActivity", "today.TodayActivity"), List(2) { next.nextStartedActivity.component!!.className.removePrefix("id.perisai.shell.") }.sorted())
        }
        val outcome = ask { it.sync(shell.phone!!.network) }
        assertTrue(outcome.complete)
        val totals = ask { it.totals() }
        assertEquals(2uL to 2uL, totals.captured to totals.applied)
        assertEquals(listOf("Siti Aminah", "Slamet Riyadi"), ask { field -> field.workers(null, 50u).workers.map { it.name } }.sorted())
        // Whoever looks again is told that there is nothing to do.
        Robolectric.buildActivity(RescueActivity::class.java).use { controller ->
            assertTrue("Penyimpanan di ponsel ini baik." in controller.setup().get().texts())
        }
    }

    @Test
    fun `what stands in a form when the damage is met is saved after it`() = signedIn(folder) {
        somebody("Siti Aminah")
        Robolectric.buildActivity(EditWorkerActivity::class.java, Places.editWorker(RuntimeEnvironment.getApplication())).use { form ->
            val edit = form.setup().get()
            (edit.findViewById<FormFields>(R.id.edit_worker_fields).part("name") as TextField).typed.setText("Tarmuji Hidayat")
            edit.tap("Nelayan")
            damageStore(shell)
            edit.findViewById<Button>(R.id.edit_worker_save).performClick()
            assertTrue(edit.getString(R.string.rescue_look) in edit.texts())
            Robolectric.buildActivity(RescueActivity::class.java).use { it.setup().get().findViewById<Button>(R.id.rescue_begin).performClick() }
            edit.findViewById<Button>(R.id.edit_worker_save).performClick()
        }
        assertEquals(listOf("Siti Aminah", "Tarmuji Hidayat"), ask { it.sync(shell.phone!!.network); it.workers(null, 50u).workers.map { line -> line.name } }.sorted())
    }

    private fun SignedIn.somebody(name: String) = ask { it.recordWorker(PersonInput(name = name, village = VILLAGE)) }
}
