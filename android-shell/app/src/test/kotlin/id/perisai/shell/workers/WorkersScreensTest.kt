package id.perisai.shell.workers

import android.app.AlertDialog
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.os.Looper
import android.widget.TextView
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldEdit
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.VILLAGE
import id.perisai.shell.Village
import id.perisai.shell.assertFit
import id.perisai.shell.fields.FormFields
import id.perisai.shell.parts.TextField
import id.perisai.shell.pictures
import id.perisai.shell.siti
import id.perisai.shell.tap
import id.perisai.shell.texts
import id.perisai.shell.waysOut
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
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
import java.time.Duration

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class WorkersScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val app: Context get() = RuntimeEnvironment.getApplication()

    @Test
    fun `workers are searched as one types, opened, and chosen for another screen`() = Village(folder).use { village ->
        village.rini { it.register(siti()) }
        village.rini { it.meetWorker(told("Slamet Riyadi")) }
        village.rini { rini -> rini.meetWorker(told("Sri Wahyuni") + FieldEdit("do_not_contact", "true")) }
        show(WorkersActivity::class.java, Places.workers(app)) { controller, workers ->
            assertTrue(workers.texts().containsAll(listOf("Siti Aminah", "Slamet Riyadi", "Sri Wahyuni")))
            assertTrue(workers.texts().any { "tidak mau dihubungi" in it })
            assertFit(controller)
            pictures(controller, "pekerja")
        }
        show(WorkersActivity::class.java, Places.pickWorker(app)) { _, workers ->
            type(workers, R.id.workers_search, "slam")
            assertFalse("nobody is searched by half a letter", "Siti Aminah" !in workers.texts())
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(200))
            assertFalse("Siti Aminah" in workers.texts())
            type(workers, R.id.workers_search, "3374055501900001")
            assertEquals("a NIK is searched and never copied", emptySet<String>(), waysOut(workers.findViewById<TextField>(R.id.workers_search).typed))
            type(workers, R.id.workers_search, "slam")
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(200))
            workers.tap("Slamet Riyadi")
            assertTrue(workers.isFinishing)
            assertTrue(shadowOf(workers).resultIntent.getStringExtra(Places.WORKER)!!.isNotEmpty())
        }
    }

    @Test
    fun `a worker's story is told by name, and the NIK is shown to whoever taps and never copied`() = Village(folder).use { village ->
        val worker = village.budi.register(siti()).worker
        village.budi.editWorker(worker, listOf(FieldEdit("segments", "market_trader")))
        village.sync()
        village.rini { it.editWorker(worker, listOf(FieldEdit("hamlet", "RW 5"))) }
        show(WorkerActivity::class.java, Places.worker(app, worker)) { controller, screen ->
            assertTrue(screen.texts().any { "Budi" in it })
            assertFalse(screen.texts().any { "337405 55" in it })
            screen.tap(screen.getString(R.string.nik_show))
            assertTrue(screen.texts().any { "337405 550190 0001" in it })
            val nik = screen.findViewById<TextView>(R.id.worker_nik)
            assertFalse("nothing of it can be selected", nik.isTextSelectable)
            assertFalse(nik.performLongClick())
            assertNull(app.getSystemService(ClipboardManager::class.java).primaryClip)
            screen.tap(screen.getString(R.string.nik_hide))
            assertFit(controller)
            pictures(controller, "pekerja-satu")
        }
    }

    @Test
    fun `what has no screen of its own is done after a second tap`() = Village(folder).use { village ->
        val worker = village.rini { it.meetWorker(told("Slamet Riyadi")) }.record
        show(WorkerActivity::class.java, Places.worker(app, worker)) { _, screen ->
            screen.tap(screen.getString(R.string.do_wish_no_contact))
            assertFalse("one tap does nothing", village.rini { it.workerView(worker) }.doNotContact)
            (ShadowDialog.getLatestDialog() as AlertDialog).getButton(AlertDialog.BUTTON_POSITIVE).performClick()
            shadowOf(Looper.getMainLooper()).idle()
            assertTrue(village.rini { it.workerView(worker) }.doNotContact)
            assertTrue(screen.texts().contains(screen.getString(R.string.no_contact_notice)))
            assertTrue(screen.texts().contains(screen.getString(R.string.do_allow_contact)))
        }
    }

    @Test
    fun `a record is read field by field`() = Village(folder).use { village ->
        val worker = village.rini { it.register(siti()) }.worker
        show(RecordActivity::class.java, Places.record(app, "worker", worker)) { controller, record ->
            assertTrue(record.texts().contains("•••••• •••••• 0001"))
            record.tap("•••••• •••••• 0001")
            assertTrue(record.texts().contains("337405 550190 0001"))
            assertFit(controller)
            pictures(controller, "catatan")
        }
    }

    @Test
    fun `somebody met is recorded, the form outlives a turn and a kill, and its NIK cannot be copied`() = Village(folder).use { village ->
        show(EditWorkerActivity::class.java, Places.editWorker(app)) { controller, first ->
            first.field("name").typed.setText("Slamet Riyadi")
            first.tap("Nelayan")
            controller.recreate()
            assertEquals("Slamet Riyadi", controller.get().field("name").text)
            pictures(controller, "orang-baru")
        }
        // The app was killed: another process asks for the form again.
        show(EditWorkerActivity::class.java, Places.editWorker(app)) { controller, again ->
            assertEquals("Slamet Riyadi", again.field("name").text)
            val nik = again.field("nik").typed
            nik.setText("3374051201850002")
            assertEquals(emptySet<String>(), waysOut(nik))
            again.field("birth_date").typed.setText("12011985")
            assertFit(controller)
            controller.get().tap(again.getString(R.string.save))
            assertTrue("saved, and done", controller.get().isFinishing)
        }
        val saved = village.rini { it.search("slamet") }.single()
        assertEquals("337405 120185 0002", village.rini { it.nik(saved.worker)!! })
        show(EditWorkerActivity::class.java, Places.editWorker(app)) { _, empty -> assertEquals("", empty.field("name").text) }
    }

    @Test
    fun `money is taken, and a consent is given and taken back, by taps`() = Village(folder).use { village ->
        val worker = village.rini { it.register(siti()) }.worker
        show(MoneyActivity::class.java, Places.money(app, worker)) { controller, money ->
            money.tap("2 bulan")
            assertFit(controller)
            pictures(controller, "titipan")
            controller.get().tap(money.getString(R.string.money_take))
            assertTrue(controller.get().texts().contains(money.getString(R.string.receipt_number_is)))
            pictures(controller, "titipan-diterima")
        }
        assertEquals(2, village.rini { it.moneyView(worker) }.held.size)
        show(ConsentActivity::class.java, Places.consent(app, worker)) { controller, consent ->
            consent.tap(consent.getString(id.perisai.shell.words.words(ConsentPurpose.REMIND)))
            consent.tap("Cap jempol")
            assertFit(controller)
            pictures(controller, "persetujuan")
            controller.get().tap(consent.getString(R.string.consent_give_save))
        }
        assertEquals(listOf(ConsentPurpose.ENROL, ConsentPurpose.REMIND), village.rini { it.workerView(worker) }.agreesTo)
        show(ConsentActivity::class.java, Places.withdraw(app, worker)) { controller, consent ->
            consent.tap(consent.getString(id.perisai.shell.words.words(ConsentPurpose.REMIND)))
            consent.tap("Cap jempol")
            pictures(controller, "persetujuan-ditarik")
            controller.get().tap(consent.getString(R.string.consent_take_back_save))
        }
        assertEquals(listOf(ConsentPurpose.ENROL), village.rini { it.workerView(worker) }.agreesTo)
    }

    @Test
    fun `money and consents that were being told outlive a kill, and once saved the form is empty`() = Village(folder).use { village ->
        val worker = village.rini { it.register(siti()) }.worker
        show(MoneyActivity::class.java, Places.money(app, worker)) { controller, money ->
            money.tap("2 bulan")
            money.findViewById<TextField>(R.id.money_rupiah).typed.setText("30000")
            controller.pause().stop()
        }
        show(MoneyActivity::class.java, Places.money(app, worker)) { _, again ->
            assertEquals("30000", again.findViewById<TextField>(R.id.money_rupiah).text)
            again.tap(again.getString(R.string.money_take))
            assertTrue(again.texts().contains(again.getString(R.string.receipt_number_is)))
        }
        assertEquals(listOf(30_000L, 35_700L), village.rini { it.moneyView(worker) }.held.map { it.rupiah }.sorted())
        val remind = app.getString(id.perisai.shell.words.words(ConsentPurpose.REMIND))
        for (takesBack in listOf(false, true)) {
            val way = if (takesBack) Places.withdraw(app, worker) else Places.consent(app, worker)
            show(ConsentActivity::class.java, way) { controller, consent ->
                consent.tap(remind)
                consent.tap("Lisan, dengan saksi")
                consent.findViewById<TextField>(R.id.consent_witness).typed.setText("Bu Tini")
                controller.pause().stop()
            }
            show(ConsentActivity::class.java, way) { _, again ->
                assertEquals("Bu Tini", again.findViewById<TextField>(R.id.consent_witness).text)
                again.tap(again.getString(if (takesBack) R.string.consent_take_back_save else R.string.consent_give_save))
                assertTrue("saved, and done", again.isFinishing)
            }
            assertEquals(!takesBack, ConsentPurpose.REMIND in village.rini { it.workerView(worker) }.agreesTo)
            assertTrue("${village.rini { it.keptForms() }}", village.rini { it.keptForms() }.isEmpty())
        }
    }

    private fun told(name: String) = listOf(FieldEdit("name", name), FieldEdit("village", VILLAGE), FieldEdit("segments", "fisher"))

    private fun EditWorkerActivity.field(place: String) = findViewById<FormFields>(R.id.edit_worker_fields).part(place) as TextField

    private fun type(screen: WorkersActivity, id: Int, text: String) = screen.findViewById<TextField>(id).typed.setText(text)

    private fun <A : android.app.Activity> show(screen: Class<A>, intent: Intent, look: (ActivityController<A>, A) -> Unit) {
        Robolectric.buildActivity(screen, intent).use { controller -> look(controller, controller.setup().get()) }
    }
}
