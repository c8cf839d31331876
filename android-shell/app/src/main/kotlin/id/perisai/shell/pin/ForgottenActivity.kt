package id.perisai.shell.pin

import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.RecoveryState
import id.perisai.shell.Phone
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.shareText
import id.perisai.shell.words.words

/** Lupa PIN: a supervisor's answer opens what is saved on this phone, behind a new PIN. Nothing is lost meanwhile. */
class ForgottenActivity : ScreenActivity<Forgotten, ForgottenEvent>() {
    override val title = R.string.pin_forgotten
    override val layout = R.layout.forgotten
    override val foot = R.layout.forgotten_foot
    override val isGuarded = false

    override fun begin(phone: Phone) = Screen(Forgotten(), phone.core, ForgottenEvent::Failed, ::reduce, phone.lock)

    override fun onMade() {
        find<TextField>(R.id.answer).onTyped = { screen.on(ForgottenEvent.Answer(it)) }
        find<TextField>(R.id.new_pin).apply {
            asPin()
            helper = getString(R.string.rule_pin_digits) + " " + getString(R.string.pin_helps)
            onTyped = { screen.on(ForgottenEvent.New(it)) }
        }
        find<TextField>(R.id.pin_again).apply {
            asPin { screen.on(ForgottenEvent.Tapped) }
            onTyped = { screen.on(ForgottenEvent.Again(it)) }
        }
        find<View>(R.id.share).setOnClickListener { share() }
        find<View>(R.id.open).setOnClickListener { screen.on(ForgottenEvent.Tapped) }
    }

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        // Opens nothing without this phone: it may lie with the system, which a PIN may not.
        val kept = saved?.getString(ANSWER).orEmpty()
        if (!isFinishing && kept.isNotEmpty() && screen.state.answer.isEmpty()) screen.on(ForgottenEvent.Answer(kept))
    }

    override fun onSaveInstanceState(saved: Bundle) {
        super.onSaveInstanceState(saved)
        saved.putString(ANSWER, screen.state.answer)
    }

    override fun entered() = ForgottenEvent.Entered

    override fun draw(state: Forgotten) {
        if (state.isOpen) return finish()
        val failure = state.failureOfNoField
        when {
            failure != null -> showFailure(failure)
            state.isBeyondHelp -> showNotice(getString(words(RecoveryState.NOT_YET)), Notice.Kind.LOOK)
            else -> showNotice(null, Notice.Kind.INFO)
        }
        find<TextView>(R.id.request).draw(state.request?.let(::inFours))
        find<View>(R.id.share).isEnabled = state.request != null
        find<TextField>(R.id.answer).apply {
            text = state.answer
            wrong = state.failure?.at("answer")?.let { getString(words(it)) }
        }
        find<TextField>(R.id.new_pin).apply {
            text = state.new.pin
            wrong = state.failure?.at("pin")?.let { getString(words(it)) }
        }
        find<TextField>(R.id.pin_again).apply {
            text = state.new.again
            wrong = if (state.new.isDifferent) getString(R.string.pins_differ) else null
        }
        find<Button>(R.id.open).apply {
            isEnabled = state.request != null && !state.isBusy
            setText(if (state.isBusy) R.string.working else R.string.open_with_new_pin)
        }
    }

    /** By any messenger: nobody in between can read or change it. */
    private fun share() {
        val request = screen.state.request ?: return
        shareText(request, R.string.share_request)
    }

    /** As one reads it aloud, and as the other end takes it again. */
    private fun inFours(request: String) = request.chunked(LETTERS_AT_ONCE).joinToString(" ")

    private companion object {
        const val ANSWER = "answer"
        const val LETTERS_AT_ONCE = 4
    }
}
