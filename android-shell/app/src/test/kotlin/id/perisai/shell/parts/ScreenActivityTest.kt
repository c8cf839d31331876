package id.perisai.shell.parts

import id.perisai.field.Branch
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.shell.Account
import id.perisai.shell.Failure
import id.perisai.shell.Next
import id.perisai.shell.Phone
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.ShellInTests
import id.perisai.shell.signin.SignInActivity
import org.junit.Assert.assertEquals
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
import org.robolectric.shadows.ShadowLooper
import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit

/** Somebody is being written down. */
data class Note(val name: String = "", val cameUpWith: String? = null, val isSaved: Boolean = false, val failure: Failure? = null)

sealed class NoteEvent {
    object Entered : NoteEvent()

    data class Typed(val name: String) : NoteEvent()

    object SaveTapped : NoteEvent()

    object Saved : NoteEvent()

    data class Failed(val failure: Failure) : NoteEvent()
}

fun reduce(state: Note, event: NoteEvent): Next<Note, NoteEvent> = when (event) {
    is NoteEvent.Entered -> Next(state.copy(cameUpWith = state.name))
    is NoteEvent.Typed -> Next(state.copy(name = event.name))
    is NoteEvent.SaveTapped -> Next(state.copy(isSaved = true)) { field ->
        field.recordFigure(FigureInput(state.name, listOf(), "33.74.05.1003", null), IdentifiedBy.OBSERVATION)
        NoteEvent.Saved
    }
    is NoteEvent.Saved -> Next(state)
    is NoteEvent.Failed -> Next(state.copy(failure = event.failure))
}

class NoteActivity : ScreenActivity<Note, NoteEvent>() {
    override val title = R.string.kind_figure
    override val layout = R.layout.part_choices
    override val keptAs = KeptAs(FormKind.FIGURE)
    var drawn: Note? = null
    val shownScreen get() = screen

    override fun begin(phone: Phone) = Screen(Note(), phone.core, NoteEvent::Failed, ::reduce)

    override fun entered() = NoteEvent.Entered

    override fun draw(state: Note) {
        drawn = state
    }

    override fun formFields(state: Note) = if (state.isSaved) null else mapOf("name" to state.name)

    override fun restored(fields: Map<String, String>) = NoteEvent.Typed(fields.getValue("name"))
}

@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class ScreenActivityTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `where nobody has signed in, the app goes where one does`() {
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            val activity = controller.create().get()
            assertEquals(SignInActivity::class.java.name, shadowOf(activity).nextStartedActivity.component?.className)
            assertTrue(activity.isFinishing)
        }
    }

    @Test
    fun `a turned phone shows the same state, and what comes afterwards`() = signedIn {
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            val before = controller.setup().get()
            before.shownScreen.on(NoteEvent.Typed("Pak Slamet Riyadi"))
            val after = controller.recreate().get()
            assertTrue(after !== before)
            assertEquals("Pak Slamet Riyadi", after.drawn?.name)
            after.shownScreen.on(NoteEvent.Typed("Pak Slamet"))
            assertEquals("Pak Slamet", after.drawn?.name)
        }
    }

    @Test
    fun `what was typed is kept shortly after, and comes back after a kill`() = signedIn {
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            controller.setup().get().shownScreen.on(NoteEvent.Typed("Bu Sri"))
            assertNull("each letter is not written", kept())
            ShadowLooper.idleMainLooper(1, TimeUnit.SECONDS)
            assertEquals("Bu Sri", kept())
            controller.get().shownScreen.on(NoteEvent.Typed("Bu Sri Lestari"))
            controller.pause()
            assertEquals("who leaves has kept it", "Bu Sri Lestari", kept())
        }
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            val drawn = controller.setup().get().drawn
            assertEquals("Bu Sri Lestari", drawn?.name)
            assertEquals("what there is, is asked for with it", "Bu Sri Lestari", drawn?.cameUpWith)
        }
    }

    @Test
    fun `a phone that is turned before the store has answered loses nothing of what was kept`() = signedIn {
        keep("Bu Sri")
        val waiting = ArrayDeque<Runnable>()
        shell.offInTests = Executor { waiting.add(it) }
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            controller.setup()
            val turned = controller.recreate().get()
            ShadowLooper.idleMainLooper(1, TimeUnit.SECONDS)
            while (waiting.isNotEmpty()) waiting.removeFirst().run()
            ShadowLooper.idleMainLooper(1, TimeUnit.SECONDS)
            while (waiting.isNotEmpty()) waiting.removeFirst().run()
            assertEquals("Bu Sri", turned.drawn?.name)
            shell.offInTests = Executor(Runnable::run)
            assertEquals("Bu Sri", kept())
        }
    }

    @Test
    fun `what is saved is not kept as a form any more`() = enrolled {
        Robolectric.buildActivity(NoteActivity::class.java).use { controller ->
            val screen = controller.setup().get().shownScreen
            screen.on(NoteEvent.Typed("Bu Sri Lestari"))
            screen.on(NoteEvent.SaveTapped)
            ShadowLooper.idleMainLooper(1, TimeUnit.SECONDS)
            controller.pause()
            assertNull(controller.get().drawn?.failure)
            assertNull(kept())
        }
    }

    @Test
    fun `a screen that was only looked at keeps nothing`() = signedIn {
        Robolectric.buildActivity(NoteActivity::class.java).use { it.setup().pause() }
        assertNull(kept())
    }

    private fun keep(name: String) =
        shell.phone!!.core.ask({ it.keepForm(FormKind.FIGURE, null, mapOf("name" to name)) }, { throw AssertionError(it.toString()) }) {}

    private fun kept(): String? {
        var name: String? = null
        shell.phone!!.core.ask({ it.keptForm(FormKind.FIGURE, null) }, { throw AssertionError(it.toString()) }) { name = it?.get("name") }
        return name
    }

    private fun enrolled(look: () -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val account = Account("A-07", branch.address)
        val code = branch.employ("A-07", "Rini", "33.74.05.1003")
        val phone = shell.phone(account)
        phone.core.ask({ it.enrol(code, phone.network) }, { throw AssertionError(it.toString()) }) { }
        shell.signedIn(account, phone)
        look()
    }

    private fun signedIn(look: () -> Unit) {
        val account = Account("A-07", "https://branch.example")
        shell.signedIn(account, shell.phone(account))
        look()
    }
}
