package id.perisai.shell.parts

import android.os.Bundle
import android.os.Handler
import android.os.Looper
import id.perisai.field.core.FormKind
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.Screen

/** Which form a screen keeps: what it becomes, and the record or change that it is about; none for something new. */
data class KeptAs(val kind: FormKind, val about: String? = null)

/**
 * A page that draws the state of a [Screen]. It survives being turned: the same screen goes on. It leaves when it is gone
 * for good, not while another app is in front, so that what was being saved is known to be saved when one comes back.
 *
 * A screen with a form names it in [keptAs] and answers what was typed in [formFields]: it is kept in the agent's encrypted
 * store shortly after each edit and whenever the screen is left, and comes back through [restored] after the app was killed.
 */
abstract class ScreenActivity<S : Any, E : Any> : PageActivity() {
    /** The agent's phone; there from [onMade] on. */
    protected lateinit var phone: Phone
        private set

    /** What is shown and what happens; there from [onMade] on. */
    protected lateinit var screen: Screen<S, E>
        private set

    private val voice = lazy { ReadAloud(this) { if (!isDestroyed && !isFinishing) readingChanged() } }

    /** Reads texts to people, for as long as the screen is seen; made where a screen first asks for it. */
    protected val aloud: ReadAloud by voice

    private val later = Handler(Looper.getMainLooper())
    /** The form of which it is known what was kept. */
    private var known: KeptAs? = null
    private var keptFields: Map<String, String>? = null
    private var fieldsToKeep: Map<String, String>? = null

    /** The screen as it begins. */
    protected abstract fun begin(phone: Phone): Screen<S, E>

    /** The views are there and nothing is drawn yet: say here what a tap does. */
    protected open fun onMade() = Unit

    /** What happens whenever the screen comes up, such as looking again at what there is; none for nothing. A kept form is back by then. */
    protected open fun entered(): E? = null

    /** Draws a state. Called for each change, typing too: parts draw only what differs. */
    protected abstract fun draw(state: S)

    /** The form that this screen keeps; none where there is none. */
    protected open val keptAs: KeptAs? = null

    /**
     * What was typed and chosen, as flat text; none while there is nothing to keep, while it is being saved, and from then
     * on: the capture itself drops what was kept.
     */
    protected open fun formFields(state: S): Map<String, String>? = null

    /** What happens when a kept form is found. */
    protected open fun restored(fields: Map<String, String>): E? = null

    /** What happens once it is known what can be read aloud, and whenever reading begins or ends. */
    protected open fun readingChanged() = draw(screen.state)

    /** Whatever is read aloud ends. */
    protected fun stopReading() {
        if (voice.isInitialized()) aloud.stop()
    }

    @Suppress("UNCHECKED_CAST")
    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        phone = shell.phone ?: return signIn()
        val turned = lastNonConfigurationInstance as Turned<S, E>?
        screen = turned?.screen ?: begin(phone)
        known = turned?.known
        onMade()
        // Nobody has typed yet what a form begins with.
        keptFields = formFields(screen.state)
        screen.enter(::drawAndKeep)
    }

    override fun onStart() {
        super.onStart()
        // Behind the PIN nothing is asked: what there is, is looked at when the screen is seen.
        if (!isMade() || isShut) return
        // What was kept comes back first: what there is, is then told for it too.
        if (keptAs == null || keptAs == known) enter() else bringBack(::enter)
    }

    private fun enter() {
        if (!isShut) entered()?.let(screen::on)
    }

    override fun onPause() {
        // What could not be kept is tried once more.
        if (isMade() && known != null && keptFields == null) fieldsToKeep = formFields(screen.state)
        keepNow()
        super.onPause()
    }

    override fun onStop() {
        stopReading()
        super.onStop()
    }

    /** A turned phone shows the same screen. */
    override fun onRetainNonConfigurationInstance(): Any? = if (isMade()) Turned(screen, known) else null

    override fun onDestroy() {
        later.removeCallbacksAndMessages(null)
        if (voice.isInitialized()) aloud.close()
        if (isMade() && !isChangingConfigurations) screen.leave()
        super.onDestroy()
    }

    private fun isMade() = ::screen.isInitialized

    private fun signIn() {
        startActivity(Places.signIn(this))
        finish()
    }

    private fun drawAndKeep(state: S) {
        draw(state)
        // It goes on with another form, of which something may have been kept.
        if (known != null && keptAs != known) leaveKept()
        keepLater(state)
    }

    private fun leaveKept() {
        keepNow()
        known = null
        keptFields = null
        bringBack()
    }

    private fun keepLater(state: S) {
        // What was kept before is not overwritten by a form that does not know of it.
        if (known == null || keptAs != known) return
        val fields = formFields(state)
        when {
            // It is being saved: what was typed until now goes before it, in the order in which the core is asked.
            fields == null -> keepNow()
            fields == keptFields -> Unit
            else -> {
                fieldsToKeep = fields
                later.removeCallbacksAndMessages(null)
                later.postDelayed(::keepNow, KEEP_AFTER_MS)
            }
        }
    }

    private fun keepNow() {
        later.removeCallbacksAndMessages(null)
        val (form, fields) = (known ?: return) to (fieldsToKeep ?: return)
        fieldsToKeep = null
        keptFields = fields
        phone.core.ask(
            { field -> if (fields.isEmpty()) field.dropForm(form.kind, form.about) else field.keepForm(form.kind, form.about, fields); null },
            { failure -> failure },
        ) { failure -> if (failure != null) notKept(failure, fields) }
    }

    /** It is told, and tried again with the next edit or when the screen is left. */
    private fun notKept(failure: Failure, fields: Map<String, String>) {
        if (keptFields == fields) keptFields = null
        if (!isDestroyed) showFailure(failure)
    }

    /** Looks for what was kept of the form. Where the phone is turned before the answer, or none comes, it is looked for again. */
    private fun bringBack(then: () -> Unit = {}) {
        val form = keptAs ?: return
        phone.core.ask({ field -> Looked(field.keptForm(form.kind, form.about)) }, { failure -> Looked(failure = failure) }) { looked ->
            if (isDestroyed) return@ask
            if (form == keptAs && form != known) found(form, looked)
            then()
        }
    }

    private fun found(form: KeptAs, looked: Looked) {
        if (looked.failure != null) return showFailure(looked.failure)
        known = form
        keptFields = looked.fields ?: keptFields ?: emptyMap()
        looked.fields?.let(::restored)?.let(screen::on)
        keepLater(screen.state)
    }

    /** What was found of a kept form; nothing where there was none, or where it could not be read. */
    private class Looked(val fields: Map<String, String>? = null, val failure: Failure? = null)

    /** What outlives a turn: the screen, and the form of which it is known what was kept. */
    private class Turned<S, E>(val screen: Screen<S, E>, val known: KeptAs?)

    private companion object {
        /** After the last edit, milliseconds: soon enough that a kill costs a word, late enough not to write each letter. */
        const val KEEP_AFTER_MS = 800L
    }
}
