package id.perisai.shell.register

import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CompoundButton
import android.widget.EditText
import android.widget.TextView
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.EventInput
import id.perisai.field.core.EventKind
import id.perisai.field.core.PersonInput
import id.perisai.shell.Account
import id.perisai.shell.Core
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.assertFit
import id.perisai.shell.parts.TextField
import id.perisai.shell.picture
import id.perisai.shell.pictures
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
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
import org.robolectric.shadows.ShadowLooper
import java.io.File
import java.io.IOException
import java.util.concurrent.Executor

/** Registering as an agent does it: by taps and typing, with the real core and a real branch behind it. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class RegisterScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var branch: Branch
    private lateinit var device: Device
    private lateinit var store: File
    private lateinit var field: Field

    /** Where the core works. */
    private var off = AT_ONCE

    @Before
    fun enrol() {
        branch = Branch(folder.newFolder("branch"))
        store = folder.newFolder("rini")
        device = Device(store, "A-07")
        field = device.open()
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
        signIn()
    }

    @After
    fun close() {
        field.shutdown()
        branch.close()
    }

    @Test
    fun `from an empty form to a saved registration and its receipt, by taps and typing`() {
        open { controller ->
            assertFit(controller)
            pictures(controller, "daftar-kosong")
            type(controller, R.id.register_nik, "337405500190")
            assertEquals("337405 500190", controller.field(R.id.register_nik).typed.text.toString())
            assertEquals("Kurang 4 angka lagi", controller.field(R.id.register_nik).helper)
            fill(controller)
            tap(controller, "Ya, Rp\u00A034.200")
            assertEquals("Rp\u00A034.200 · Juni sampai Agustus 2026", controller.said(R.id.register_total))
            assertFit(controller)
            pictures(controller, "daftar-terisi")

            controller.button(R.id.register_save).performClick()
            assertEquals(View.VISIBLE, controller.part<View>(R.id.register_done).visibility)
            assertEquals(1uL, field.totals().captured)
            assertFit(controller)
            pictures(controller, "daftar-tersimpan")
            controller.button(R.id.register_share).performClick()
            val chooser = shadowOf(controller.get()).nextStartedActivity
            val send = chooser.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)!!
            val text = send.getStringExtra(Intent.EXTRA_TEXT).orEmpty()
            assertEquals("text/plain", send.type)
            assertTrue(text, "Siti Aminah" in text && "Perlindungan belum berlaku" in text && "3374" !in text)

            controller.button(R.id.register_another).performClick()
            assertEquals("", controller.field(R.id.register_nik).text)
            assertEquals(View.VISIBLE, controller.part<View>(R.id.register_form).visibility)
        }
    }

    @Test
    fun `what is wrong is said at its field, and what is missing once the agent means to save`() {
        open { controller ->
            type(controller, R.id.register_nik, "33740599")
            val nik = controller.field(R.id.register_nik)
            assertTrue("${nik.wrong}", nik.wrong!!.startsWith("Tanggal lahir di dalam NIK"))
            type(controller, R.id.register_phone, "0812")
            assertEquals("unfinished is not wrong", null, controller.field(R.id.register_phone).wrong)
            controller.button(R.id.register_save).performClick()
            assertEquals("Belum diisi. Isi dulu, lalu lanjutkan.", controller.field(R.id.register_name).wrong)
            assertEquals(0uL, field.totals().captured)
            assertFit(controller)
            pictures(controller, "daftar-kurang")
        }
    }

    @Test
    fun `without a consent the form leads to the consent`() {
        open { controller ->
            fill(controller)
            tap(controller, "Cap jempol")
            tap(controller, "Tanda tangan")
            tap(controller, R.id.consent_agreed, 0)
            controller.button(R.id.register_save).performClick()
            val agreed = controller.part<id.perisai.shell.parts.Choices>(R.id.consent_agreed)
            assertNotNull(agreed.wrong)
            assertEquals(0uL, field.totals().captured)
            tap(controller, R.id.consent_agreed, 0)
            controller.button(R.id.register_save).performClick()
            assertEquals(1uL, field.totals().captured)
        }
    }

    @Test
    fun `a NIK that disagrees asks for a reason, which a tap gives`() {
        open { controller ->
            fill(controller)
            type(controller, R.id.register_birth_date, "11-01-1990")
            controller.button(R.id.register_save).performClick()
            assertEquals(0uL, field.totals().captured)
            assertFit(controller)
            picture(controller.get(), "daftar-peringatan")
            tap(controller, "Di KTP memang tertulis begitu")
            controller.button(R.id.register_save).performClick()
            assertEquals(1uL, field.totals().captured)
        }
    }

    @Test
    fun `a turned phone goes on where it was, and a killed app begins with what was typed`() {
        open { controller ->
            type(controller, R.id.register_nik, "3374055001")
            type(controller, R.id.register_name, "Siti A")
            controller.recreate()
            assertEquals("Siti A", controller.field(R.id.register_name).text)
            type(controller, R.id.register_name, "Siti Aminah")
        }
        open { controller ->
            assertEquals("3374055001", controller.field(R.id.register_nik).text)
            assertEquals("Siti Aminah", controller.field(R.id.register_name).text)
            type(controller, R.id.register_nik, "3374055001900001")
            fill(controller)
            controller.button(R.id.register_save).performClick()
            assertEquals(1uL, field.totals().captured)
        }
        open { controller -> assertEquals("nothing comes back of what is saved", "", controller.field(R.id.register_name).text) }
    }

    @Test
    fun `killed after it was saved, the screen still says that it is`() {
        val saved = android.os.Bundle()
        open { controller ->
            fill(controller)
            controller.button(R.id.register_save).performClick()
            controller.saveInstanceState(saved)
        }
        val intent = Places.register(RuntimeEnvironment.getApplication())
        Robolectric.buildActivity(RegisterActivity::class.java, intent).use { controller ->
            controller.create(saved).start().resume().visible()
            assertEquals(View.VISIBLE, controller.part<View>(R.id.register_done).visibility)
            assertEquals(1uL, field.totals().captured)
        }
    }

    @Test
    fun `killed in the middle of saving, the screen says where to look for what was saved`() {
        val (saved, waiting) = android.os.Bundle() to ArrayDeque<Runnable>()
        open { controller ->
            fill(controller)
            off = Executor(waiting::add)
            controller.button(R.id.register_save).performClick()
            controller.saveInstanceState(saved)
        }
        while (waiting.isNotEmpty()) waiting.removeFirst().run()
        off = AT_ONCE
        Robolectric.buildActivity(RegisterActivity::class.java, Places.register(RuntimeEnvironment.getApplication())).use { controller ->
            controller.create(saved).start().resume().visible()
            val said = controller.everythingSaid()
            assertTrue(said, "Aplikasi terhenti saat menyimpan" in said)
            assertEquals("", controller.field(R.id.register_nik).text)
            assertEquals(1uL, field.totals().captured)
        }
    }

    @Test
    fun `a storage without room is told, everything typed stays, and once there is room it is saved`() {
        field.shutdown()
        val aside = folder.newFolder("aside")
        store.copyRecursively(aside, overwrite = true)
        val isMounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", store.path)
        assumeTrue("only root may mount a small storage", isMounted)
        try {
            aside.copyRecursively(store, overwrite = true)
            field = device.open()
            signIn()
            open { controller ->
                fill(controller)
                val filler = File(store, "filler")
                assertThrows(IOException::class.java) { filler.outputStream().use { while (true) it.write(ByteArray(512)) } }
                controller.button(R.id.register_save).performClick()
                val said = controller.said(R.id.notice_text)
                assertTrue(said, said.startsWith("Penyimpanan ponsel penuh"))
                assertEquals(View.GONE, controller.part<View>(R.id.register_done).visibility)
                assertEquals("Siti Aminah", controller.field(R.id.register_name).text)
                assertFit(controller.get())
                picture(controller.get(), "daftar-penuh")

                assertTrue(filler.delete())
                controller.button(R.id.register_save).performClick()
                assertEquals(View.VISIBLE, controller.part<View>(R.id.register_done).visibility)
                assertEquals(1uL, field.totals().captured)
            }
            field.shutdown()
        } finally {
            run("umount", store.path)
        }
    }

    @Test
    fun `at a forum the forum is named and another village is found by name`() {
        val event = field.recordEvent(EventInput(EventKind.FORUM, MORNING_MS, "Balai desa", VILLAGE)).record
        open(event = event) { controller ->
            assertTrue("Balai desa" in controller.everythingSaid())
            type(controller, R.id.register_village_other, "tambakrejo gayam")
            assertFit(controller)
            picture(controller.get(), "daftar-desa")
            val line = controller.part<ViewGroup>(R.id.register_villages_found).getChildAt(0)
            line.performClick()
            assertTrue("Tambakrejo" in controller.everythingSaid())
            fill(controller)
            controller.button(R.id.register_save).performClick()
            assertEquals(2uL, field.totals().captured)
        }
    }

    @Test
    fun `an everyday word that means several is picked by a tap`() {
        open { controller ->
            type(controller, R.id.register_occupation, "bakul i")
            assertEquals("Yang mana? Ketuk salah satu.", controller.field(R.id.register_occupation).helper)
            assertFit(controller)
            controller.part<ViewGroup>(R.id.register_occupations_likely).getChildAt(0).performClick()
            assertFalse(controller.field(R.id.register_occupation).text.startsWith("bakul"))
            assertEquals(0, controller.part<ViewGroup>(R.id.register_occupations_likely).childCount)
        }
    }

    @Test
    fun `without papers it is kept as a draft, and the worker's form hands it in`() {
        open { controller ->
            fill(controller, nik = false)
            assertEquals(View.VISIBLE, controller.button(R.id.register_draft_save).visibility)
            controller.button(R.id.register_draft_save).performClick()
            assertTrue(controller.said(R.id.register_saved_what).startsWith("Draf"))
        }
        val worker = field.search("siti").single().worker
        open(worker) { controller ->
            assertEquals("Serahkan", controller.button(R.id.register_save).text)
            assertFit(controller)
            pictures(controller, "daftar-draf")
            type(controller, R.id.register_nik, "3374055001900001")
            controller.button(R.id.register_take_proposal).performClick()
            controller.button(R.id.register_save).performClick()
            assertEquals(2uL, field.totals().captured)
        }
    }

    @Test
    fun `somebody on this phone already is named, and a tap opens their own form`() {
        val known = PersonInput(name = "Siti Aminah", nik = "3374055001900001", village = VILLAGE)
        val worker = field.recordWorker(known).record
        open { controller ->
            type(controller, R.id.register_nik, "3374055001900001")
            assertFit(controller)
            picture(controller.get(), "daftar-sudah-ada")
            controller.part<ViewGroup>(R.id.register_likely).getChildAt(0).performClick()
            val next = shadowOf(controller.get()).nextStartedActivity
            assertEquals(worker, next.getStringExtra(Places.WORKER))
            assertTrue(controller.get().isFinishing)
        }
        open { controller -> assertEquals("", controller.field(R.id.register_nik).text) }
    }

    private fun run(vararg words: String): Boolean = try {
        ProcessBuilder(*words).redirectErrorStream(true).start().waitFor() == 0
    } catch (_: IOException) {
        false
    }

    private fun signIn() {
        val network = HttpTransport(branch.address)
        val (shell, account) = (RuntimeEnvironment.getApplication() as ShellInTests) to Account("A-07", branch.address)
        val own = shell.phone(account)
        shell.signedIn(account, Phone(Core({ field }, { off.execute(it) }, AT_ONCE), network, own.lock, own.damaged))
    }

    private fun open(worker: String? = null, event: String? = null, then: (ActivityController<RegisterActivity>) -> Unit) {
        val intent = Places.register(RuntimeEnvironment.getApplication(), worker, event)
        Robolectric.buildActivity(RegisterActivity::class.java, intent).use { controller ->
            controller.setup()
            then(controller)
        }
    }

    /** What an agent types and taps for Siti, a fisher. */
    private fun fill(controller: ActivityController<RegisterActivity>, nik: Boolean = true) {
        if (nik) {
            type(controller, R.id.register_nik, "3374055001900001")
            controller.button(R.id.register_take_proposal).performClick()
        }
        type(controller, R.id.register_name, "Siti Aminah")
        type(controller, R.id.register_occupation, "nelayan")
        type(controller, R.id.register_income, "1500000")
        tap(controller, R.id.consent_agreed, 0)
        tap(controller, "Cap jempol")
    }

    private fun type(controller: ActivityController<RegisterActivity>, id: Int, text: String) {
        controller.field(id).typed.setText(text)
        // The agent looks up: typing has paused.
        ShadowLooper.idleMainLooper(1, java.util.concurrent.TimeUnit.SECONDS)
    }

    private fun tap(controller: ActivityController<RegisterActivity>, words: String) {
        val choice = controller.get().window.decorView.all().filterIsInstance<CompoundButton>().single { it.text.toString() == words }
        choice.performClick()
    }

    private fun tap(controller: ActivityController<RegisterActivity>, id: Int, nth: Int) {
        controller.part<View>(id).all().filterIsInstance<CompoundButton>()[nth].performClick()
    }

    private fun <V : View> ActivityController<RegisterActivity>.part(id: Int): V = get().findViewById(id)

    private fun ActivityController<RegisterActivity>.field(id: Int): TextField = part(id)

    private fun ActivityController<RegisterActivity>.button(id: Int): Button = part(id)

    private fun ActivityController<RegisterActivity>.said(id: Int): String = part<TextView>(id).text.toString()

    private fun ActivityController<RegisterActivity>.everythingSaid(): String =
        get().window.decorView.all().filterIsInstance<TextView>().filter { it !is EditText }.joinToString("\n") { it.text }

    private fun View.all(): List<View> =
        if (this is ViewGroup) listOf(this) + (0 until childCount).flatMap { getChildAt(it).all() } else listOf(this)

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        /** 3 June 2026, 09:00 in Semarang. */
        const val MORNING_MS = 1_780_452_000_000

        val AT_ONCE = Executor(Runnable::run)
    }
}
