package id.perisai.shell.androids

import android.app.Activity
import android.content.pm.PackageManager
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.assertFit
import id.perisai.shell.day.Day
import id.perisai.shell.day.SCREENS
import id.perisai.shell.day.Shown
import id.perisai.shell.parts.TextField
import id.perisai.shell.pin.UnlockActivity
import id.perisai.shell.shownAs
import id.perisai.shell.texts
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
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.util.concurrent.TimeUnit

/** Every screen of the app on each Android, with a day's work on the phone. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [26, 34, 35], qualifiers = "in-w360dp-h740dp-xxhdpi")
class EveryScreenTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `every activity of the manifest is fit for the field, the same when it is turned, and leads back`() = withADay { seen ->
        val walked = mutableSetOf<String>()
        val wrong = SCREENS.mapNotNull { screen ->
            walked += screen.open(shell, seen::getValue).component!!.className
            runCatching { walk(screen, seen) }.exceptionOrNull()?.let { "${screen.name}: ${it.message}" }
        }
        assertEquals("activities that no screen of the list shows", emptySet<String>(), declared() - walked)
        assertTrue(wrong.joinToString("\n\n"), wrong.isEmpty())
    }

    private fun walk(screen: Shown, seen: Map<String, String>) = opened(screen, seen) { controller ->
        assertFit(controller)
        staysWhenTurned(controller)
        leadsBack(controller.get())
    }

    /** What is typed and told stands there on the other side, too, and again upright. */
    private fun staysWhenTurned(controller: ActivityController<Activity>) {
        val typed = controller.get().fields().filter { it.typed.isEnabled }
        // As many as a thumb types: a digit is fit for each of them.
        typed.forEach { it.typed.setText("1") }
        idle()
        val before = controller.get().told()
        assertTrue("nothing is told", before.isNotEmpty())
        shownAs(controller, "+land") { turned ->
            idle()
            assertEquals("on its side", before, turned.told())
        }
        idle()
        assertEquals("upright again", before, controller.get().told())
    }

    /** The way back ends the screen, and opens nothing else; from a card that is asked it leads to the conversation first. */
    @Suppress("DEPRECATION")
    private fun leadsBack(activity: Activity) {
        while (shadowOf(activity).nextStartedActivity != null) Unit
        val back = activity.findViewById<View>(R.id.screen_back)
        val isAsked = activity.findViewById<View>(R.id.card_view)?.visibility == View.VISIBLE
        repeat(if (isAsked) 2 else 1) {
            if (back.visibility == View.VISIBLE) back.performClick() else activity.onBackPressed()
            idle()
        }
        // Behind the lock lies what is locked: one goes out of the app.
        assertEquals("one does not go back from it", activity !is UnlockActivity, activity.isFinishing)
        assertNull("going back opens another screen", shadowOf(activity).nextStartedActivity)
    }

    private fun opened(screen: Shown, seen: Map<String, String>, look: (ActivityController<Activity>) -> Unit) {
        screen.before(shell)
        val intent = screen.open(shell, seen::getValue)
        @Suppress("UNCHECKED_CAST")
        val kind = Class.forName(intent.component!!.className) as Class<Activity>
        Robolectric.buildActivity(kind, intent).use { controller ->
            controller.setup()
            idle()
            assertTrue("it leaves at once", !controller.get().isFinishing)
            screen.taps(controller.get())
            look(controller)
        }
    }

    private fun declared(): Set<String> =
        shell.packageManager.getPackageInfo(shell.packageName, PackageManager.GET_ACTIVITIES).activities!!.map { it.name }.toSet()

    /** All texts, in no order: what stands at the foot stands elsewhere on a low screen. Meanwhile the clock goes on. */
    private fun Activity.told() = (texts() + fields().map { it.text }).map { it.replace(TIME_OF_DAY, "…") }.sorted()

    private fun Activity.fields(): List<TextField> = window.decorView.all().filterIsInstance<TextField>()

    private fun View.all(): List<View> = when {
        visibility != View.VISIBLE -> emptyList()
        this is ViewGroup -> listOf(this) + (0 until childCount).flatMap { getChildAt(it).all() }
        else -> listOf(this)
    }

    private fun idle() = shadowOf(Looper.getMainLooper()).idleFor(1, TimeUnit.SECONDS)

    /** What the day holds, by what it is. */
    private fun withADay(look: (Map<String, String>) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch ->
            val day = Day(folder.newFolder("office"), branch)
            val (ofRini, ofBudi) = day.morning()
            val budi = Device(folder.newFolder("budi"), Day.BUDI).open()
            budi.enrol(ofBudi, HttpTransport(day.address))
            SignedIn(branch, ofRini).ask { day.work(it, budi) }
            budi.shutdown()
            look(day.seen)
        }
    }

    private companion object {
        val TIME_OF_DAY = Regex("""\b\d\d[.:]\d\d\b""")
    }
}
