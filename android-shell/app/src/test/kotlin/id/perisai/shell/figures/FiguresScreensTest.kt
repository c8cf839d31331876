package id.perisai.shell.figures

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CompoundButton
import android.widget.ImageButton
import android.widget.TextView
import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.NominationInput
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.PartnerInput
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Stage
import id.perisai.field.core.SupportInput
import id.perisai.field.core.SupportKind
import id.perisai.shell.Account
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.assertFit
import id.perisai.shell.parts.TextField
import id.perisai.shell.picture
import id.perisai.shell.pictures
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
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Tokoh, as an officer sees and notes them. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class FiguresScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `figures are shown with shares, and nowhere who named whom`() = withRini {
        val (lurah, respondents) = core { field -> figure(field, "Bu Lurah") to named(field, "Pak Karto") }
        Robolectric.buildActivity(FiguresActivity::class.java, Places.figures(shell)).use { controller ->
            val list = controller.setup().get()
            assertTrue(list.saidAnywhere("Disebut 12 dari 12 orang (100 %)."))
            assertTrue(list.saidAnywhere("Belum ada catatan hubungan"))
            assertNobodyIsTold(list, respondents)
            assertFit(controller)
            pictures(controller, "tokoh")
        }
        val karto = core { field -> field.figuresView(null).figures.first { it.name == "Pak Karto" }.figure }
        for (figure in listOf(lurah, karto)) {
            Robolectric.buildActivity(FigureActivity::class.java, Places.figure(shell, figure)).use { controller ->
                assertNobodyIsTold(controller.setup().get(), respondents)
            }
        }
    }

    @Test
    fun `a note is made by taps, outlives a kill and is one figure's story`() = withRini {
        val lurah = core { field -> figure(field, "Bu Lurah") }
        val intent = Places.figure(shell, lurah)
        Robolectric.buildActivity(FigureActivity::class.java, intent).use { controller ->
            val story = controller.setup().get()
            story.button(R.id.note).performClick()
            story.button(R.id.note).performClick()
            assertTrue(story.saidAnywhere(story.getString(R.string.choose_stage)))
            story.choice("Mendukung").performClick()
            story.choice("4").performClick()
            story.more(R.id.promises_made).performClick()
            story.type(R.id.next, "Meminjam balai desa")
            controller.pause().stop()
        }
        Robolectric.buildActivity(FigureActivity::class.java, intent).use { controller ->
            val story = controller.setup().get()
            assertEquals("Meminjam balai desa", story.findViewById<TextField>(R.id.next).text)
            assertFit(controller)
            pictures(controller, "tokoh-catat")
            val shown = controller.get()
            shown.choice("Besok").performClick()
            shown.button(R.id.note).performClick()
            assertTrue(shown.saidAnywhere(shown.getString(R.string.note_saved)))
            assertTrue(shown.saidAnywhere("Meminjam balai desa"))
            assertTrue(shown.saidAnywhere("Mendukung"))
            assertFit(controller)
            pictures(controller, "tokoh-satu")
        }
        assertEquals(Stage.SUPPORTIVE, core { it.figureView(lurah).line.stage })
        assertTrue(core { it.keptForms().isEmpty() })
    }

    @Test
    fun `a new figure is recorded and opens`() = withRini {
        Robolectric.buildActivity(EditFigureActivity::class.java, Places.editFigure(shell)).use { controller ->
            val new = controller.setup().get()
            new.button(R.id.save).performClick()
            assertTrue(new.findViewById<TextField>(R.id.name).wrong != null)
            new.type(R.id.name, "Haji Mahmud")
            new.choice("Tokoh agama").performClick()
            assertFit(controller)
            pictures(controller, "tokoh-baru")
            controller.pause().stop()
        }
        assertEquals(FormKind.FIGURE, core { it.keptForms().single().kind })
        Robolectric.buildActivity(EditFigureActivity::class.java, Places.editFigure(shell)).use { controller ->
            val again = controller.setup().get()
            assertEquals("Haji Mahmud", again.findViewById<TextField>(R.id.name).text)
            again.button(R.id.save).performClick()
            val line = core { it.figuresView(null).figures.single() }
            assertEquals(listOf(FigureRole.RELIGIOUS_LEADER), line.roles)
            assertEquals(line.figure, shadowOf(again).nextStartedActivity.getStringExtra(Places.FIGURE))
        }
    }

    @Test
    fun `partners stand with what they give, and one is recorded`() = withRini {
        core { field ->
            val campus = field.recordPartner(PartnerInput("Universitas Semarang", PartnerKind.CAMPUS, listOf("Bu Retno 0812 3456 7890"), null)).record
            field.recordSupport(
                SupportInput(partner = campus, kind = SupportKind.CONTRIBUTION, rupiah = 1_680_000, quota = 100u, firstDay = "2026-06-01"),
            )
        }
        Robolectric.buildActivity(PartnersActivity::class.java, Places.partners(shell)).use { controller ->
            val partners = controller.setup().get()
            assertTrue(partners.saidAnywhere("Rp\u00A01.680.000"))
            assertFit(controller)
            pictures(controller, "mitra")
            val shown = controller.get()
            shown.button(R.id.new_partner).performClick()
            shown.type(R.id.name, "Koperasi Nelayan")
            shown.button(R.id.new_partner).performClick()
            assertTrue(shown.saidAnywhere(shown.getString(R.string.choose_partner_kind)))
            shown.choice("Koperasi").performClick()
            assertFit(controller)
            picture(controller.get(), "mitra-baru")
            controller.pause().stop()
        }
        // The app was killed: another process asks for the form again.
        Robolectric.buildActivity(PartnersActivity::class.java, Places.partners(shell)).use { controller ->
            val again = controller.setup().get()
            assertEquals("Koperasi Nelayan", again.findViewById<TextField>(R.id.name).text)
            again.button(R.id.new_partner).performClick()
            assertTrue(again.saidAnywhere(again.getString(R.string.partner_saved)))
            assertEquals(2, core { it.partnersView().partners.size })
        }
        assertTrue(core { it.keptForms().isEmpty() })
    }

    /** Twelve who name a figure that is new. */
    private fun named(field: Field, name: String): List<String> {
        var figure: String? = null
        return (0 until 12).map { number ->
            val worker = field.recordWorker(PersonInput(name = "Penyebut Rahasia${'A' + number}", village = VILLAGE), null, null).record
            val consent = ConsentInput(listOf(ConsentPurpose.NOMINATE), ConsentMethod.THUMB, Language.INDONESIAN)
            val new = if (figure == null) FigureInput(name = name, village = VILLAGE) else null
            val nomination = NominationInput(question = NominationQuestion.SPREAD_NEWS, rank = 1u, figure = figure, new = new)
            figure = field.nominate(worker, listOf(nomination), consent).figures.single()
            worker
        }
    }

    private fun assertNobodyIsTold(activity: Activity, respondents: List<String>) {
        val told = all(activity.window.decorView).flatMap { view ->
            listOfNotNull((view as? TextView)?.text, view.contentDescription, view.tag?.toString()).map(CharSequence::toString)
        }
        assertTrue(told.isNotEmpty())
        assertFalse("a respondent's name", told.any { "Rahasia" in it })
        assertFalse("a respondent's record", told.any { text -> respondents.any { it in text } })
    }

    private fun figure(field: Field, name: String): String =
        field.recordFigure(FigureInput(name, listOf(FigureRole.VILLAGE_OFFICIAL), VILLAGE, null), IdentifiedBy.OBSERVATION).record

    private fun <T> core(work: (Field) -> T): T {
        val answers = mutableListOf<T>()
        shell.phone!!.core.ask(work, { throw AssertionError(it.toString()) }, answers::add)
        return answers.single()
    }

    private fun withRini(work: () -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val account = Account("A-07", branch.address)
        val phone = shell.phone(account)
        val code = branch.employ("A-07", "Rini", VILLAGE)
        phone.core.ask({ it.enrol(code, phone.network); it.sync(phone.network) }, { throw AssertionError(it.toString()) }, {})
        shell.signedIn(account, phone)
        work()
    }

    private fun Activity.button(id: Int) = findViewById<Button>(id)

    private fun Activity.more(id: Int) = findViewById<View>(id).findViewById<ImageButton>(R.id.stepper_more)

    private fun Activity.type(id: Int, text: String) = findViewById<TextField>(id).typed.setText(text)

    private fun Activity.choice(words: String): View =
        all(window.decorView).first { it is CompoundButton && it.text.toString() == words && it.isShown }

    private fun Activity.saidAnywhere(words: String) =
        all(window.decorView).any { it is TextView && it.visibility == View.VISIBLE && words in it.text }

    private fun all(view: View): List<View> =
        listOf(view) + if (view is ViewGroup) (0 until view.childCount).flatMap { all(view.getChildAt(it)) } else emptyList()

    private companion object {
        const val VILLAGE = "33.74.05.1003"
    }
}
