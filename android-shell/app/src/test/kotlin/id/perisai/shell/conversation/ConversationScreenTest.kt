package id.perisai.shell.conversation

import android.app.Activity
import android.content.Intent
import android.os.Looper
import android.view.View
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.Direction
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Segment
import id.perisai.field.core.TaskInput
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.VILLAGE
import id.perisai.shell.all
import id.perisai.shell.assertFit
import id.perisai.shell.picture
import id.perisai.shell.pictures
import id.perisai.shell.said
import id.perisai.shell.signedIn
import id.perisai.shell.words.words
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
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
import org.robolectric.shadows.ShadowSystemClock
import java.time.Duration

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class ConversationScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests
    private lateinit var rini: SignedIn
    private lateinit var siti: String

    @Before
    fun enrolled() {
        rini = signedIn(folder)
        rini.publish("messages", MESSAGES)
        siti = rini.ask { it.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE, segments = listOf(Segment.FISHER))).record }
    }

    @After
    fun closed() = rini.close()

    @Test
    fun `a conversation is saved by one tap and says so only then`() {
        talk { controller ->
            val page = controller.get()
            assertEquals("Siti Aminah", page.said(R.id.screen_title))
            assertFit(controller)
            pictures(controller, "percakapan")
            controller.get().tap<Button>(R.id.talk_main)
            assertTrue(controller.get().isShown(R.id.saved))
            assertEquals("Selesai", controller.get().said(R.id.talk_main))
            assertFit(controller)
            pictures(controller, "percakapan-tersimpan")
        }
        assertEquals(1, rini.ask { it.story(siti) }.count { it.kind == "encounter" })
    }

    @Test
    fun `what was said is told by taps, part by part`() {
        rini.ask { it.recordEncounter(EncounterInput(worker = siti, channel = Channel.WHATSAPP, direction = Direction.INCOMING)) }
        rini.ask { it.recordFollowUp(TaskInput(worker = siti, kind = FollowUpKind.PROMISE, due = "2026-06-03", about = "membawa contoh kartu"), null) }
        rini.ask { it.recordFigure(FigureInput("Pak Karto", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }
        talk { controller ->
            val page = controller.get()
            page.choose(R.id.questions, "Dijawab sekarang")
            page.choose(R.id.tasks, page.text(words(FollowUpResult.DONE)))
            page.unfold(R.id.messages_used)
            page.choose(R.id.message_list, "Kapal Pak Darto")
            page.unfold(R.id.objections)
            page.choose(R.id.objection_codes, "Takdir")
            page.choose(R.id.objection_list, "Pesan: Kapal Pak Darto")
            page.choose(R.id.objection_list, "Melunak")
            page.unfold(R.id.barriers)
            page.choose(R.id.barrier, "Penghasilan tidak tetap")
            page.unfold(R.id.follows)
            page.choose(R.id.media, "WhatsApp")
            page.choose(R.id.asks_whom, "Juragan")
            page.choose(R.id.figure, "Pak Karto")
            page.unfold(R.id.teach_back)
            page.choose(R.id.teach_points, "Besar iurannya")
            page.unfold(R.id.intent)
            page.choose(R.id.intent_steps, "Berniat")
            page.choose(R.id.intent_day, "Besok, Kamis 4 Juni")
            page.unfold(R.id.next)
            page.choose(R.id.next_kind, page.text(words(FollowUpKind.PROMISE)))
            page.findViewById<View>(R.id.next_about).findTyped().setText("menelepon suaminya")
            page.tap<Button>(R.id.talk_main)
            assertEquals("Pilih harinya.", page.findViewById<View>(R.id.next_due).findViewById<TextView>(R.id.choices_wrong).text.toString())
            assertFit(controller)
            pictures(controller, "percakapan-terisi")
            val again = controller.get()
            again.choose(R.id.next_due, "Besok, Kamis 4 Juni")
            again.tap<Button>(R.id.talk_main)
            assertTrue(again.isShown(R.id.saved))
        }
        val talk = rini.ask { it.story(siti) }.last { it.kind == "encounter" }.fields.associate { it.field to it.value }
        assertEquals(listOf("irregular_income", "patron", "whatsapp", "1", "4", "2026-06-04"), listOf("barriers", "asks_whom", "media_used", "teach_back", "intent", "intent_day").map(talk::get))
        assertEquals(listOf("day_named", "planned"), rini.ask { it.today("2026-06-04") }.map { it.reason }.sorted())
        assertEquals("softened", rini.ask { it.story(siti) }.single { it.kind == "objection" }.fields.first { it.field == "outcome" }.value)
    }

    @Test
    fun `the card goes on after the phone was turned and after the app was killed`() {
        talk { controller ->
            controller.get().unfold(R.id.card)
            controller.get().tap<Button>(R.id.card_take)
            assertTrue(controller.get().isShown(R.id.consent))
            assertFalse("nobody has agreed yet", controller.get().findViewById<View>(R.id.talk_main).isEnabled)
            assertFit(controller)
            pictures(controller, "kartu-persetujuan")
            controller.get().choose(R.id.consent_method, controller.get().text(words(ConsentMethod.THUMB)))
            controller.get().tap<Button>(R.id.talk_main)
            assertFit(controller)
            pictures(controller, "kartu-tebakan")
            controller.get().tap<Button>(R.id.talk_main)
            for (finger in listOf(2, 1, 2, 4)) controller.get().answer(finger)
            assertEquals("Mulai bertanya", controller.get().said(R.id.talk_main))
            picture(controller.get(), "kartu-serahkan")
            controller.get().tap<Button>(R.id.talk_main)
            assertFalse("the guess stands", controller.get().isShown(R.id.talk_undo))
            controller.get().answer(3)
            controller.get().tap<Button>(R.id.talk_undo)
            controller.get().answer(2)
            controller.recreate()
            assertEquals("Pernyataan 2 dari 4", controller.get().said(R.id.card_place))
            assertFit(controller)
            pictures(controller, "kartu")
            controller.get().answer(1)
        }
        talk { controller ->
            val page = controller.get()
            assertEquals("Pernyataan 3 dari 4", page.said(R.id.card_place))
            page.tap<Button>(R.id.card_unknown)
            page.answer(4)
            picture(page, "kartu-berganti")
            page.tap<Button>(R.id.talk_main)
            for (finger in listOf(5, 3, 4, 5)) page.answer(finger)
            picture(page, "kartu-selesai")
            page.tap<Button>(R.id.talk_main)
            assertFit(controller)
            picture(controller.get(), "percakapan-kartu")
            controller.get().tap<Button>(R.id.talk_main)
            assertTrue(controller.get().isShown(R.id.saved))
        }
        val card = rini.ask { it.story(siti) }.single { it.kind == "measurement" }.fields.associate { it.field to it.value }
        assertEquals(listOf("2;1;2;4", "2;1;;4", "5;3;4;5", "baseline"), listOf("guess", "own", "perceived", "wave").map(card::get))
        // Seven seconds an answer, the one that was taken back too; drawing the screen anew takes a moment.
        val (guessed, own, perceived) = card["part_seconds"]!!.split(';').map(String::toInt)
        assertTrue("$card", guessed in 28..40 && own - guessed in 28..40 && perceived - own in 28..40)
        talk { controller -> assertFalse("it was saved, and is not there again", controller.get().isShown(R.id.card_view)) }
    }

    @Test
    fun `a card in a rush is said to be one, kindly`() {
        talk { controller ->
            val page = controller.get()
            page.unfold(R.id.card)
            page.tap<Button>(R.id.card_take)
            page.choose(R.id.consent_method, page.text(words(ConsentMethod.THUMB)))
            page.tap<Button>(R.id.talk_main)
            page.tap<Button>(R.id.card_skip)
            page.tap<Button>(R.id.talk_main)
            repeat(4) { page.answer(5, after = 0) }
            page.tap<Button>(R.id.card_skip)
            page.tap<Button>(R.id.talk_main)
            page.tap<Button>(R.id.talk_main)
            assertTrue(page.isShown(R.id.saved_flags))
            assertFit(controller)
            picture(controller.get(), "percakapan-terburu")
        }
    }

    @Test
    fun `somebody new is met by name and community, and the conversation begins`() {
        val way = Intent(shell, MeetActivity::class.java)
        Robolectric.buildActivity(MeetActivity::class.java, way).use { controller ->
            val page = controller.setup().get()
            assertEquals("Baru ditemui", page.said(R.id.meet_offered))
            pictures(controller, "bertemu")
            assertFit(controller)
            val again = controller.get()
            again.findViewById<View>(R.id.meet_name).findTyped().setText("Budi Santoso")
            again.tap<Button>(R.id.meet_new)
            again.choose(R.id.meet_segment, "Nelayan")
            assertFit(controller)
            pictures(controller, "bertemu-baru")
            controller.pause().stop()
        }
        // The app was killed: another process asks for the form again.
        Robolectric.buildActivity(MeetActivity::class.java, way).use { controller ->
            controller.setup().get().tap<Button>(R.id.meet_save)
            val onward = shadowOf(controller.get()).nextStartedActivity
            val budi = onward.getStringExtra(Places.WORKER)!!
            assertEquals("Budi Santoso", rini.ask { it.record("worker", budi) }.fields.first { it.field == "name" }.value)
        }
        assertTrue(rini.ask { it.keptForms() }.isEmpty())
    }

    @Test
    fun `a conversation with nobody first asks with whom`() {
        Robolectric.buildActivity(ConversationActivity::class.java, Places.conversation(shell, message = "m")).use { controller ->
            val page = controller.setup().get()
            val onward = shadowOf(page).nextStartedActivity
            assertEquals(MeetActivity::class.java.name, onward.component?.className)
            assertEquals("m", onward.getStringExtra(Places.MESSAGE))
            assertTrue(page.isFinishing)
        }
    }

    private fun talk(look: (ActivityController<ConversationActivity>) -> Unit) {
        Robolectric.buildActivity(ConversationActivity::class.java, Places.conversation(shell, siti)).use { controller ->
            controller.setup()
            shadowOf(Looper.getMainLooper()).idle()
            look(controller)
        }
    }

    private fun Activity.text(id: Int) = getString(id)

    private fun Activity.isShown(id: Int) = findViewById<View>(id).isShown

    private fun <V : View> Activity.tap(id: Int) {
        val view = findViewById<V>(id)
        assertTrue("$view is not there to be tapped", view.isShown && view.isEnabled)
        view.performClick()
    }

    private fun Activity.unfold(id: Int) {
        val fold = findViewById<View>(id)
        if (fold.findViewById<View>(R.id.fold_inside).visibility != View.VISIBLE) fold.findViewById<View>(R.id.fold_head).performClick()
    }

    /** Taps what is called so inside a part. */
    private fun Activity.choose(id: Int, called: String) {
        val all = findViewById<View>(id).all().filterIsInstance<Button>().filter(View::isShown)
        val choice = all.find { it.text.toString().lineSequence().first() == called }
        assertTrue("$called is not among ${all.map { it.text }}", choice != null)
        choice!!.performClick()
    }

    /** Points with so many fingers, some seconds after the tap before. */
    private fun Activity.answer(fingers: Int, after: Long = 7) {
        ShadowSystemClock.advanceBy(Duration.ofSeconds(after))
        findViewById<LinearLayout>(R.id.card_answers).getChildAt(fingers - 1).performClick()
    }

    private fun View.findTyped(): EditText = all().filterIsInstance<EditText>().single()

    private companion object {
        const val MESSAGES = "code,title,kind,frame,language,body,segments,answers\n" +
            "story-nelayan,Kapal Pak Darto,story,effort,id,Pak Darto tidak pulang melaut.,fisher,ngaluk;takdir\n" +
            "info-diskon,Iuran setengah,information,protection,id,Iuran JKK dan JKM dipotong separuh.,,cost\n" +
            "info-klaim,Klaim langkah demi langkah,information,right,id,\"Surat apa saja, ke mana, berapa hari.\",,no_trust\n" +
            "anim-ikhtiar,Ikhtiar lan pasrah,animation,effort,jv,\"Praunipun dipuntangsuli rumiyin, lajeng pasrah.\",,takdir\n"
    }
}
