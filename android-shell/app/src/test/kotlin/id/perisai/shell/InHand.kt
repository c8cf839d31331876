package id.perisai.shell

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.os.Bundle
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.widget.CompoundButton
import android.widget.TextView
import id.perisai.shell.parts.TextField
import org.junit.Assert.assertTrue
import org.junit.Assert.fail
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowDialog
import java.util.concurrent.TimeUnit

/**
 * The app in an agent's hand: what is tapped is what is shown and can be tapped, one screen opens above the other, and one
 * goes back from it, as on a phone. Nothing is reached but by taps and typing.
 */
class InHand(private val shell: ShellInTests) : AutoCloseable {
    private class Open(val controller: ActivityController<out Activity>, val intent: Intent, val request: Int = NO_ANSWER)

    private val screens = ArrayDeque<Open>()
    private val gone = mutableListOf<ActivityController<out Activity>>()

    /** What is seen. */
    val screen: Activity get() = screens.last().controller.get()

    /** What other apps were asked to do, such as to share a text. */
    val handedOn = mutableListOf<Intent>()

    /** The app's icon is tapped. */
    fun begin() {
        if (screens.isEmpty()) put(Places.today(shell), NO_ANSWER)
        settle()
    }

    /** Taps what shows these words, or begins by them, or is read aloud so: a button, a choice, a row. */
    fun tap(words: String) {
        val tapped = tappable(words)
        if (!tapped.isEnabled) return fail("“$words” cannot be tapped now on ${seen()}")
        tapped.performClick()
        settle()
    }

    /** Types into the field of this label, in place of what stood there. */
    fun type(label: String, text: String) {
        field(label).typed.setText(text)
        settle()
    }

    /** What stands in the field of this label. */
    fun typed(label: String): String = field(label).text

    /** What is said to be wrong at the field of this label. */
    fun wrong(label: String): String? = field(label).wrong?.toString()

    /** Answers the question that stands over the screen. */
    fun answer(words: String) {
        val dialog = ShadowDialog.getLatestDialog() as? AlertDialog ?: return fail("nothing is asked on ${seen()}")
        val button = listOf(AlertDialog.BUTTON_POSITIVE, AlertDialog.BUTTON_NEGATIVE).map(dialog::getButton).find { it?.text?.toString() == words }
        val at = shadowOf(dialog).items?.indexOfFirst { it.toString().startsWith(words) } ?: -1
        when {
            button != null -> button.performClick()
            at >= 0 -> shadowOf(dialog).clickOnItem(at)
            else -> return fail("“$words” is no answer to what is asked on ${seen()}")
        }
        settle()
    }

    /** Whether these words are seen, by themselves or within others. */
    fun shows(words: String) = screen.texts().any { words in it }

    /** Goes back by the phone's own way. */
    @Suppress("DEPRECATION")
    fun back() {
        screen.onBackPressed()
        settle()
    }

    /** The phone is turned on its side, or upright again. */
    fun turn() {
        val isUpright = RuntimeEnvironment.getQualifiers().contains("port")
        RuntimeEnvironment.setQualifiers(if (isUpright) "+land" else "+port")
        screens.last().controller.recreate()
        settle()
    }

    /** The process dies while one types, as where the battery is empty: nothing is told beforehand, and the app is opened anew. */
    fun dies() {
        leaveBehind()
        begin()
    }

    /**
     * A call comes, and the phone takes the app's memory meanwhile. Whoever returns finds the screen that was left: the system
     * has kept what it is about, and nothing of what stood there but what the screen gave it.
     */
    fun isKilledBehindACall() {
        val last = screens.last()
        val saved = Bundle()
        last.controller.pause().stop().saveInstanceState(saved)
        val below = screens.dropLast(1).map { it.intent to it.request }
        leaveBehind()
        // The system makes the screens below again when one goes back to them; here, at once.
        for ((intent, request) in below) put(intent, request)
        put(last.intent, last.request, saved)
        settle()
    }

    override fun close() {
        for (open in screens.reversed()) open.controller.close()
        gone.forEach { it.close() }
    }

    private fun leaveBehind() {
        shell.killInTests()
        gone += screens.map { it.controller }
        screens.clear()
    }

    private fun put(intent: Intent, request: Int, saved: Bundle? = null) {
        @Suppress("UNCHECKED_CAST")
        val kind = Class.forName(checkNotNull(intent.component) { "$intent opens no screen of this app" }.className) as Class<Activity>
        screens.lastOrNull()?.controller?.pause()
        val controller = Robolectric.buildActivity(kind, intent)
        shadowOf(controller.get()).setIsTaskRoot(screens.isEmpty())
        if (saved == null) controller.setup() else controller.setup(saved)
        screens.lastOrNull()?.controller?.stop()
        screens.addLast(Open(controller, intent, request))
    }

    /** Until nothing more happens: typing has paused, what was opened is above, and what has ended is gone. */
    private fun settle() {
        repeat(SCREENS_AT_ONCE_MAX) {
            shadowOf(Looper.getMainLooper()).idleFor(2, TimeUnit.SECONDS)
            val started = shadowOf(screen).nextStartedActivityForResult
            when {
                started != null && started.intent.component == null -> handedOn += started.intent
                started != null -> opened(started.intent, started.requestCode)
                screen.isFinishing -> ended()
                else -> return
            }
        }
        fail("screens open each other without end: ${seen()}")
    }

    private fun opened(intent: Intent, request: Int) {
        val ended = screens.last().takeIf { it.controller.get().isFinishing }
        val behind = screens.find { it.intent.component == intent.component && it !== ended }
        if (behind != null && intent.flags and Intent.FLAG_ACTIVITY_REORDER_TO_FRONT != 0) {
            screens.last().controller.pause().stop()
            screens.remove(behind)
            screens.addLast(behind)
            behind.controller.newIntent(intent).restart().resume()
        } else {
            put(intent, request)
        }
        if (ended != null) {
            screens.remove(ended)
            ended.controller.destroy()
        }
    }

    private fun ended() {
        val ended = screens.removeLast()
        ended.controller.pause()
        val below = screens.lastOrNull() ?: error("the app was left from ${ended.controller.get().javaClass.simpleName}")
        if (ended.request != NO_ANSWER) {
            val left = shadowOf(ended.controller.get())
            shadowOf(below.controller.get()).receiveResult(ended.intent, left.resultCode, left.resultIntent)
        }
        below.controller.restart().resume()
        ended.controller.stop().destroy()
    }

    private fun tappable(words: String): View =
        find(words)?.let(::carrier) ?: throw AssertionError("“$words” is not shown, or cannot be tapped, on ${seen()}")

    private fun find(words: String): View? {
        val shown = screen.window.decorView.shown()
        return shown.find { it is TextView && it.text.toString() == words && carrier(it) != null }
            ?: shown.find { it.contentDescription?.toString() == words && carrier(it) != null }
            ?: shown.find { it is TextView && it.text.startsWith(words) && carrier(it) != null }
    }

    /** What is tapped where these words stand. */
    private fun carrier(view: View): View? =
        generateSequence(view) { it.parent as? View }.find { it.hasOnClickListeners() || it is CompoundButton }

    private fun field(label: String): TextField {
        val fields = screen.window.decorView.shown().filterIsInstance<TextField>()
        return fields.find { it.label.toString() == label || it.label.toString() == screen.getString(R.string.required_mark, label) }
            ?: throw AssertionError("no field “$label” on ${seen()}; there are ${fields.map { it.label }}")
    }

    private fun seen() = "${screen.javaClass.simpleName}: ${screen.texts()}"

    private fun View.shown(): List<View> = when {
        visibility != View.VISIBLE -> emptyList()
        this is ViewGroup -> listOf(this) + (0 until childCount).flatMap { getChildAt(it).shown() }
        else -> listOf(this)
    }

    private companion object {
        /** As the framework has it for a screen from which nothing is awaited. */
        const val NO_ANSWER = -1
        const val SCREENS_AT_ONCE_MAX = 20
    }
}

/** Typed twice, through a turn; from then on the app asks for it whenever its process is a new one. */
fun InHand.setsAPin() {
    type("PIN baru", PIN)
    turn()
    turn()
    type("Ulangi PIN baru", PIN)
    tap("Pasang PIN")
    tap("Lanjut")
}

/** The process is a new one: nothing is seen before the PIN. */
fun InHand.unlocks() {
    assertTrue("nothing else is seen", shows("Buka kunci"))
    type("PIN", PIN)
    tap("Buka")
}
