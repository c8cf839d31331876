package id.perisai.shell.messages

import android.app.Activity
import android.os.Looper
import android.speech.tts.TextToSpeech
import android.speech.tts.Voice
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.all
import id.perisai.shell.assertFit
import id.perisai.shell.conversation.ConversationActivity
import id.perisai.shell.picture
import id.perisai.shell.pictures
import id.perisai.shell.said
import id.perisai.shell.signedIn
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
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowTextToSpeech
import java.util.Locale

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class MessagesScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests
    private lateinit var rini: SignedIn

    @Before
    fun enrolled() {
        rini = signedIn(folder)
    }

    @After
    fun closed() = rini.close()

    @Test
    fun `before the branch has published anything the screen says so and leads to the exchange`() {
        Robolectric.buildActivity(MessagesActivity::class.java).use { controller ->
            val page = controller.setup().get()
            assertEquals(page.getString(R.string.messages_none), page.said(R.id.empty_text))
            assertFit(controller)
            picture(controller.get(), "pesan-kosong")
        }
    }

    @Test
    fun `messages are narrowed by taps, each choice with its count`() {
        publish()
        Robolectric.buildActivity(MessagesActivity::class.java).use { controller ->
            val page = controller.setup().get()
            assertEquals("4 pesan", page.said(R.id.messages_count))
            assertFit(controller)
            pictures(controller, "pesan")
            val again = controller.get()
            again.choose(R.id.messages_objection, "Takdir (3)")
            assertEquals(listOf("Ikhtiar lan pasrah", "Kapal Pak Darto", "Sawah Bu Tin"), again.titles())
            again.choose(R.id.messages_segment, "Petani (2)")
            assertEquals(listOf("Sawah Bu Tin", "Ikhtiar lan pasrah"), again.titles())
            again.choose(R.id.messages_language, "Jawa", isBeginning = true)
            assertEquals(listOf("Ikhtiar lan pasrah"), again.titles())
            picture(again, "pesan-tersaring")
            again.findViewById<Button>(R.id.messages_all).performClick()
            assertEquals(4, again.titles().size)
            again.findViewById<LinearLayout>(R.id.messages_list).getChildAt(0).performClick()
            assertEquals(MessageActivity::class.java.name, shadowOf(again).nextStartedActivity.component?.className)
        }
    }

    @Test
    fun `a message is read at arm's length and aloud, its recording is said to be elsewhere, and it goes into a conversation`() {
        publish()
        val story = rini.ask { it.messageShelf(Messages().query) }.messages.first { it.code == "story-nelayan" }.message
        ShadowTextToSpeech.addVoice(Voice("id-id-x-local", Locale("in", "ID"), Voice.QUALITY_NORMAL, Voice.LATENCY_NORMAL, false, emptySet()))
        message(story) { controller, page ->
            assertEquals("Kapal Pak Darto", page.said(R.id.message_title))
            assertTrue(page.findViewById<View>(R.id.message_media).isShown)
            val read = page.findViewById<Button>(R.id.read_aloud)
            assertFalse("nobody knows yet whether there is a voice", read.isShown)
            voicesKnown()
            read.performClick()
            assertEquals("Kapal Pak Darto. Pak Darto tidak pulang melaut. Bu Darto tetap bisa menyekolahkan anak.", shadowOf(ShadowTextToSpeech.getLastTextToSpeechInstance()).lastSpokenText)
            assertEquals("Berhenti membaca", read.text.toString())
            shadowOf(ShadowTextToSpeech.getLastTextToSpeechInstance()).utteranceProgressListener.onDone("")
            shadowOf(Looper.getMainLooper()).idle()
            assertEquals("Bacakan", read.text.toString())
            assertFit(page)
            page.findViewById<Button>(R.id.message_use).performClick()
            val onward = shadowOf(page).nextStartedActivity
            assertEquals(ConversationActivity::class.java.name, onward.component?.className)
            assertEquals(story, onward.getStringExtra(Places.MESSAGE))
            assertTrue(controller.get().isFinishing)
        }
        message(story) { controller, _ ->
            assertFit(controller)
            pictures(controller, "pesan-dibaca")
        }
    }

    @Test
    fun `without a voice on the phone there is no button, and an Indonesian voice reads Javanese and says so`() {
        publish()
        val krama = rini.ask { it.messageShelf(Messages().query) }.messages.first { it.code == "anim-ikhtiar" }.message
        ShadowTextToSpeech.addVoice(Voice("id-network", Locale("id", "ID"), Voice.QUALITY_HIGH, Voice.LATENCY_HIGH, true, emptySet()))
        message(krama) { _, page ->
            voicesKnown()
            assertFalse(page.findViewById<View>(R.id.read_aloud).isShown)
            assertEquals(page.getString(R.string.read_aloud_none), page.said(R.id.read_aloud_by))
        }
        ShadowTextToSpeech.addVoice(Voice("id-local", Locale("id", "ID"), Voice.QUALITY_NORMAL, Voice.LATENCY_NORMAL, false, emptySet()))
        message(krama) { _, page ->
            voicesKnown()
            assertTrue(page.findViewById<View>(R.id.read_aloud).isShown)
            assertEquals(page.getString(R.string.read_aloud_indonesian), page.said(R.id.read_aloud_by))
            picture(page, "pesan-jawa")
        }
    }

    @Test
    fun `a message that the branch withdrew is not offered to be told`() {
        publish()
        val story = rini.ask { it.messageShelf(Messages().query) }.messages.first { it.code == "story-nelayan" }.message
        rini.publish("messages", "code,active\nstory-nelayan,false\n")
        message(story) { _, page ->
            assertTrue(page.findViewById<View>(R.id.message_withdrawn).isShown)
            assertFalse(page.findViewById<View>(R.id.message_use).isShown)
            picture(page, "pesan-ditarik")
        }
    }

    private fun publish() = rini.publish("messages", MESSAGES)

    private fun message(message: String, look: (org.robolectric.android.controller.ActivityController<MessageActivity>, Activity) -> Unit) {
        Robolectric.buildActivity(MessageActivity::class.java, Places.message(shell, message)).use { controller ->
            look(controller, controller.setup().get())
        }
    }

    private fun voicesKnown() {
        shadowOf(ShadowTextToSpeech.getLastTextToSpeechInstance()).onInitListener.onInit(TextToSpeech.SUCCESS)
        shadowOf(Looper.getMainLooper()).idle()
    }

    private fun Activity.titles(): List<String> {
        val list = findViewById<LinearLayout>(R.id.messages_list)
        return (0 until list.childCount).map { list.getChildAt(it).findViewById<TextView>(R.id.line_title).text.toString() }
    }

    private fun Activity.choose(id: Int, called: String, isBeginning: Boolean = false) {
        val all = findViewById<View>(id).all().filterIsInstance<Button>()
        val choice = all.find { if (isBeginning) it.text.contains(called) else it.text.toString() == called }
        assertTrue("$called is not among ${all.map { it.text }}", choice != null)
        choice!!.performClick()
    }

    private companion object {
        const val MESSAGES = "code,title,kind,functions,frame,style,language,body,media,fact_check,segments,answers\n" +
            "story-nelayan,Kapal Pak Darto,story,persuasion,effort,tetangga bercerita,id," +
            "Pak Darto tidak pulang melaut. Bu Darto tetap bisa menyekolahkan anak.,perahu.mp3,\"Bidang kepesertaan, 2025-12-15\",fisher,ngaluk;takdir\n" +
            "info-diskon,Iuran setengah,information,education,protection,lembar satu halaman,id,Iuran JKK dan JKM dipotong separuh.,,,,cost\n" +
            "story-sawah,Sawah Bu Tin,story,persuasion,family,,id,Bu Tin jatuh di sawah.,,,farmer,takdir\n" +
            "anim-ikhtiar,Ikhtiar lan pasrah,animation,persuasion,effort,dua kakak beradik,jv,\"Praunipun dipuntangsuli rumiyin, lajeng pasrah.\",,,,takdir\n"
    }
}
