package id.perisai.shell.pin

import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.sync.PinNotice
import id.perisai.shell.words.waitWords
import id.perisai.shell.words.words

/**
 * Buka kunci: whoever knows the PIN goes on where the phone was left. It lies over what is open, which comes back when it
 * leaves; the way back leads out of the app.
 */
class UnlockActivity : ScreenActivity<Unlock, UnlockEvent>() {
    override val title = R.string.unlock
    override val layout = R.layout.unlock
    override val foot = R.layout.unlock_foot
    override val hasBack = false
    override val isGuarded = false

    private val everySecond = EverySecond { screen.on(UnlockEvent.Entered) }

    override fun begin(phone: Phone) = Screen(Unlock(), phone.core, UnlockEvent::Failed, ::reduce, phone.lock)

    override fun onMade() {
        find<TextField>(R.id.pin).apply {
            asPin { screen.on(UnlockEvent.Tapped) }
            onTyped = { screen.on(UnlockEvent.Typed(it)) }
        }
        find<View>(R.id.open).setOnClickListener { if (screen.state.isLost) askBranch() else screen.on(UnlockEvent.Tapped) }
        find<View>(R.id.forgotten).setOnClickListener { askBranch() }
    }

    override fun entered() = UnlockEvent.Entered

    override fun onStart() {
        super.onStart()
        // Opened by the branch's answer, or by another of these that lay above.
        if (!isFinishing && shell.phone?.lock?.isShut == false) goOn()
    }

    override fun onStop() {
        everySecond.waits(false)
        super.onStop()
    }

    @Deprecated("as the framework's")
    @Suppress("OVERRIDE_DEPRECATION")
    override fun onBackPressed() {
        // Behind it lies what is locked.
        moveTaskToBack(true)
    }

    override fun draw(state: Unlock) {
        if (state.isOpen) return goOn()
        everySecond.waits(state.waitMs > 0)
        find<Notice>(R.id.unlock_sends).show(if (PinNotice.isShown(this)) getString(R.string.pin_sends_after) else null, Notice.Kind.INFO)
        drawNotice(state)
        find<TextField>(R.id.pin).apply {
            val isNew = state.isPinAsked && visibility != View.VISIBLE
            visibility = if (state.isPinAsked) View.VISIBLE else View.GONE
            if (isNew) showKeyboard()
            text = state.pin
            wrong = wrong(state)
            val left = state.attemptsLeft
            helper = if (left == null) null else resources.getQuantityString(R.plurals.pin_attempts_left, left, left)
        }
        // Beside what is read aloud when it appears: nobody is told every second.
        val wait = state.waitMs
        find<TextView>(R.id.wait).draw(if (wait > 0) getString(R.string.pin_again_after, waitWords(resources, wait)) else null)
        find<View>(R.id.forgotten).visibility = if (state.isPinAsked) View.VISIBLE else View.GONE
        find<Button>(R.id.open).apply {
            isEnabled = state.isLost || state.isPinAsked && !state.isBusy && wait == 0L
            setText(if (state.isLost) R.string.ask_branch else if (state.isBusy) R.string.working else R.string.unlock_open)
        }
    }

    private fun askBranch() = startActivity(Places.forgotten(this))

    private fun drawNotice(state: Unlock) {
        val failure = state.failureOfNoField
        when {
            failure != null -> showFailure(failure)
            state.isLost -> showNotice(getString(R.string.keys_lost), Notice.Kind.LOOK)
            state.waitMs > 0 -> showNotice(getString(R.string.pin_waits), Notice.Kind.LOOK)
            state.hasWaited -> showNotice(getString(R.string.pin_waited), Notice.Kind.INFO)
            else -> showNotice(null, Notice.Kind.INFO)
        }
    }

    private fun wrong(state: Unlock): String? = when (val failure = state.failure) {
        is Failure.PinWrong -> getString(R.string.pin_wrong)
        else -> failure?.at("pin")?.let { getString(words(it)) }
    }

    private fun goOn() {
        if (isFinishing) return
        shell.opened()
        // Where nothing lies under it the day begins.
        if (isTaskRoot) startActivity(Places.today(this))
        finish()
    }
}
