package id.perisai.shell.forum

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CompoundButton
import android.widget.TextView
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.PersonInput
import id.perisai.shell.Account
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.assertFit
import id.perisai.shell.layOut
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.TickLine
import id.perisai.shell.picture
import id.perisai.shell.pictures
import id.perisai.shell.words.words
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
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Forum, as an officer taps it: an event is planned, dozens are ticked, one tap saves, and the branch has it. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class ForumScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `dozens are ticked and told, saved by one tap, and are at the branch`() = withRini { branch ->
        val event = core { field ->
            repeat(24) { met(field, NAMES[it]) }
            field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            field.planEvent(null, field.eventForm(null).plan).record
        }
        onScreen<ForumActivity>(event) { forum ->
            assertFalse(forum.button(R.id.save).isEnabled)
            forum.ticks(R.id.likely).forEach(View::performClick)
            for (number in 1..12) {
                forum.type(R.id.search, "Pendatang ${'A' + number}")
                forum.button(R.id.add).performClick()
            }
            forum.choice("Nelayan").performClick()
            forum.type(R.id.headcount, "15")
            forum.choice("Bu Lurah").performClick()
            layOut(forum)
            assertEquals("36", forum.said(R.id.count))
            assertEquals("Simpan 36 orang", forum.button(R.id.save).text.toString())
            picture(forum, "forum-ditandai")
            forum.button(R.id.save).performClick()
            assertEquals("0", core { it.keptForms().size.toString() })
            assertTrue(forum.saidAnywhere("36 orang tersimpan di ponsel ini."))
            assertEquals("36", forum.said(R.id.count))
            assertFalse(forum.button(R.id.save).isEnabled)
        }
        core { it.sync(shell.phone!!.network) }
        val dewi = Device(folder.newFolder("dewi"), "A-08").open()
        val network = HttpTransport(branch.address)
        dewi.enrol(branch.employ("A-08", "Dewi", VILLAGE), network)
        dewi.sync(network)
        val there = dewi.forum(event)
        assertEquals(36, there.attending.size)
        assertEquals(15u, there.headcount)
        assertTrue(there.figures.single().isChosen)
        dewi.shutdown()
    }

    @Test
    fun `who is ticked stays so when the phone is turned and when the app is killed, and is saved once`() = withRini { _ ->
        val event = core { field ->
            met(field, "Siti Aminah")
            met(field, "Slamet Riyadi")
            field.planEvent(null, field.eventForm(null).plan).record
        }
        val intent = Places.forum(shell, event)
        Robolectric.buildActivity(ForumActivity::class.java, intent).use { controller ->
            val forum = controller.setup().get()
            forum.ticks(R.id.likely).first().performClick()
            forum.type(R.id.search, "Budi Santoso")
            forum.button(R.id.add).performClick()
            val turned = controller.recreate().get()
            assertEquals("Simpan 2 orang", turned.button(R.id.save).text.toString())
            turned.type(R.id.notes, "ramai")
            // A call comes, and the system takes the memory.
            controller.pause().stop()
        }
        assertEquals(FormKind.FORUM, core { it.keptForms().single().kind })
        Robolectric.buildActivity(ForumActivity::class.java, intent).use { controller ->
            val again = controller.setup().get()
            assertEquals("Simpan 2 orang", again.button(R.id.save).text.toString())
            assertEquals("ramai", again.findViewById<TextField>(R.id.notes).text)
            again.button(R.id.save).performClick()
            again.button(R.id.save).performClick()
            controller.pause().stop()
        }
        assertNull(core { it.keptForm(FormKind.FORUM, event) })
        onScreen<ForumActivity>(event) { forum ->
            assertEquals("2", forum.said(R.id.count))
            assertFalse(forum.button(R.id.save).isEnabled)
            forum.button(R.id.show_recorded).performClick()
            assertTrue(forum.saidAnywhere("Budi Santoso"))
        }
        assertEquals("ramai", core { it.forum(event).notes })
    }

    @Test
    fun `what was read to all who are new is asked by taps, outlives a kill, and is on record of each`() = withRini { _ ->
        val event = core { field -> field.planEvent(null, field.eventForm(null).plan).record }
        val intent = Places.forum(shell, event)
        Robolectric.buildActivity(ForumActivity::class.java, intent).use { controller ->
            val forum = controller.setup().get()
            for (name in listOf("Budi Santoso", "Sri Wahyuni")) {
                forum.type(R.id.search, name)
                forum.button(R.id.add).performClick()
            }
            assertFalse("nothing more is asked where nothing was read", forum.findViewById<View>(R.id.consent).isShown)
            forum.choice(forum.getString(words(ConsentPurpose.REMIND))).performClick()
            assertTrue(forum.saidAnywhere(core { it.consentText(ConsentPurpose.REMIND, Language.INDONESIAN) }.text))
            forum.button(R.id.save).performClick()
            assertTrue("how they agreed is asked", forum.findViewById<Choices>(R.id.consent_method).wrong != null)
            forum.choice("Cap jempol").performClick()
            assertFit(controller)
            pictures(controller, "forum-izin")
            controller.pause().stop()
        }
        Robolectric.buildActivity(ForumActivity::class.java, intent).use { controller ->
            controller.setup().get().button(R.id.save).performClick()
            assertTrue(controller.get().saidAnywhere("2 orang tersimpan di ponsel ini."))
        }
        assertNull(core { it.keptForm(FormKind.FORUM, event) })
        val there = core { field -> field.forum(event).attending.map { field.consentsView(it.worker) } }
        assertEquals(2, there.size)
        for (worker in there) {
            val reminds = worker.purposes.single { it.purpose == ConsentPurpose.REMIND }
            assertTrue(reminds.stands)
            assertEquals(ConsentMethod.THUMB, reminds.last?.method)
        }
    }

    @Test
    fun `whoever is on record is shown so and cannot be taken back by a slip`() = withRini { _ ->
        val event = core { field ->
            val siti = met(field, "Siti Aminah")
            field.planEvent(null, field.eventForm(null).plan).record.also { event ->
                field.recordAttendance(event, listOf(id.perisai.field.core.AttendanceInput(siti)))
            }
        }
        onScreen<ForumActivity>(event) { forum ->
            forum.type(R.id.search, "siti")
            val line = forum.ticks(R.id.likely).single()
            assertFalse(line.isClickable)
            assertTrue(said(line).contains("Tersimpan di ponsel"))
        }
    }

    @Test
    fun `a forum is fit for the field, empty, full and refused`() = withRini { _ ->
        val event = core { field ->
            repeat(6) { met(field, NAMES[it]) }
            field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            field.planEvent(null, field.eventForm(null).plan.copy(place = "Balai desa Gebangsari")).record
        }
        Robolectric.buildActivity(ForumActivity::class.java, Places.forum(shell, event)).use { controller ->
            val forum = controller.setup().get()
            forum.ticks(R.id.likely).take(2).forEach(View::performClick)
            forum.type(R.id.search, "Budi Santoso")
            forum.button(R.id.add).performClick()
            assertFit(controller)
            pictures(controller, "forum")
        }
        Robolectric.buildActivity(ForumActivity::class.java, Places.forum(shell, event)).use { controller ->
            val forum = controller.setup().get()
            forum.type(R.id.headcount, "12")
            forum.button(R.id.save).performClick()
            forum.button(R.id.show_recorded).performClick()
            assertFit(controller)
        }
    }

    @Test
    fun `an event is planned by taps and its forum opens`() = withRini { _ ->
        Robolectric.buildActivity(EventActivity::class.java, Places.planEvent(shell)).use { controller ->
            val plan = controller.setup().get()
            plan.choice("Penyuluhan").performClick()
            plan.choice("Besok").performClick()
            plan.choice("19.00").performClick()
            plan.type(R.id.place, "Balai desa")
            assertFit(controller)
            pictures(controller, "kegiatan-baru")
            val shown = controller.get()
            shown.type(R.id.time, "25.00")
            shown.button(R.id.save).performClick()
            assertEquals(shown.getString(R.string.wrong_time), shown.findViewById<TextField>(R.id.time).wrong)
            shown.type(R.id.time, "19.30")
            shown.button(R.id.save).performClick()
            val opened = shadowOf(shown).nextStartedActivity
            val line = core { it.eventsView().events.single() }
            assertEquals(line.event, opened.getStringExtra(Places.EVENT))
            assertEquals("19:30", line.starts.time)
            assertTrue(shown.isFinishing)
        }
        assertTrue(core { it.keptForms().isEmpty() })
    }

    @Test
    fun `the list shows today's events first, and a second phone joins by a code`() = withRini { branch ->
        val dewi = Device(folder.newFolder("dewi"), "A-08").open()
        val network = HttpTransport(branch.address)
        dewi.enrol(branch.employ("A-08", "Dewi", VILLAGE), network)
        dewi.sync(network)
        val code = dewi.forum(dewi.planEvent(null, dewi.eventForm(null).plan).record).code
        Robolectric.buildActivity(ForumsActivity::class.java, Places.forums(shell)).use { controller ->
            val list = controller.setup().get()
            assertTrue(list.saidAnywhere("Belum ada kegiatan di ponsel ini."))
            assertFit(controller)
            picture(controller.get(), "forum-daftar-kosong")
            core { field ->
                val plan = field.eventForm(null).plan.copy(place = "Balai desa")
                field.planEvent(null, plan)
                field.planEvent(null, plan.copy(day = field.eventForm(null).days.last().day, time = "19.00"))
                field.planEvent(null, plan.copy(day = field.eventForm(null).days.first().day, time = "09.00"))
            }
            val shown = controller.pause().stop().restart().start().resume().get()
            shown.button(R.id.join).performClick()
            shown.type(R.id.code, code.drop(1))
            shown.button(R.id.join_now).performClick()
            assertEquals(shown.getString(R.string.no_event_code), shown.findViewById<TextField>(R.id.code).wrong)
            assertFit(controller)
            pictures(controller, "forum-daftar")
            val again = controller.get()
            again.type(R.id.code, code.lowercase())
            again.button(R.id.join_now).performClick()
            val opened = shadowOf(again).nextStartedActivity
            onScreen<ForumActivity>(opened.getStringExtra(Places.EVENT)!!) { forum ->
                assertTrue(forum.saidAnywhere(forum.getString(R.string.joined_explained)))
                assertEquals(View.GONE, forum.findViewById<View>(R.id.about_event).visibility)
                forum.type(R.id.search, "Budi Santoso")
                forum.button(R.id.add).performClick()
                forum.button(R.id.save).performClick()
                layOut(forum)
                picture(forum, "forum-bersama")
                forum.choice(core { it.head().villages.single().name }).performClick()
                forum.button(R.id.save).performClick()
                assertTrue(forum.saidAnywhere("1 orang tersimpan di ponsel ini."))
            }
        }
        dewi.shutdown()
    }

    private inline fun <reified A : Activity> onScreen(event: String, work: (A) -> Unit) =
        Robolectric.buildActivity(A::class.java, Places.forum(shell, event)).use { work(it.setup().get()) }

    private fun <T> core(work: (Field) -> T): T {
        val answers = mutableListOf<T>()
        shell.phone!!.core.ask(work, { throw AssertionError(it.toString()) }, answers::add)
        return answers.single()
    }

    private fun met(field: Field, name: String): String =
        field.recordWorker(PersonInput(name = name, village = VILLAGE), null, null).record

    private fun withRini(work: (Branch) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val account = Account("A-07", branch.address)
        val phone = shell.phone(account)
        val code = branch.employ("A-07", "Rini", VILLAGE)
        phone.core.ask({ it.enrol(code, phone.network); it.sync(phone.network) }, { throw AssertionError(it.toString()) }, {})
        shell.signedIn(account, phone)
        work(branch)
    }

    private fun Activity.button(id: Int) = findViewById<Button>(id)

    private fun Activity.type(id: Int, text: String) = findViewById<TextField>(id).typed.setText(text)

    private fun Activity.said(id: Int) = findViewById<TextView>(id).text.toString()

    private fun Activity.ticks(id: Int): List<TickLine> =
        findViewById<ViewGroup>(id).let { list -> (0 until list.childCount).map { list.getChildAt(it) as TickLine } }

    private fun Activity.choice(words: String): View =
        all(window.decorView).first { it is CompoundButton && it.text.toString() == words && it.isShown }

    private fun Activity.saidAnywhere(words: String) =
        all(window.decorView).any { it is TextView && it.visibility == View.VISIBLE && words in it.text }

    private fun said(view: View): String = all(view).filterIsInstance<TextView>().joinToString(" ") { it.text }

    private fun all(view: View): List<View> =
        listOf(view) + if (view is ViewGroup) (0 until view.childCount).flatMap { all(view.getChildAt(it)) } else emptyList()

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        val NAMES = listOf(
            "Siti Aminah", "Slamet Riyadi", "Budi Hartono", "Sri Wahyuni", "Agus Salim", "Dewi Lestari", "Joko Susilo", "Endang Rahayu",
            "Suparman", "Wagiyem", "Kartini", "Mulyono", "Sumiati", "Paijo", "Tukiyem", "Sutrisno", "Lasmi", "Ngatiman", "Rukmini",
            "Bambang Irawan", "Yanti", "Parto", "Marsinah", "Gunawan",
        )
    }
}
