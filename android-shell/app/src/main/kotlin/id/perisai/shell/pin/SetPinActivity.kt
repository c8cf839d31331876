package id.perisai.shell.pin

import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.RecoveryState
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.words.waitWords
import id.perisai.shell.words.words

/** Pasang PIN: from now on the phone asks for it. It comes after signing in, and to change it. */
class SetPinActivity : ScreenActivity<SetPin, SetPinEvent>() {
    override val title = R.string.set_pin
    override val layout = R.layout.set_pin
    override val foot = R.layout.set_pin_foot
    override val hasBack get() = !isFirst

    /** It comes after signing in, before the day begins. */
    private val isFirst get() = intent.getBooleanExtra(Places.FIRST, false)
    private val everySecond = EverySecond { screen.on(SetPinEvent.Entered) }

    override fun begin(phone: Phone) = Screen(SetPin(), phone.core, SetPinEvent::Failed, ::reduce, phone.lock)

    override fun onMade() {
        val typed = mapOf(R.id.old_pin to SetPinEvent::Old, R.id.new_pin to SetPinEvent::New, R.id.pin_again to SetPinEvent::Again)
        for ((id, happens) in typed) {
            find<TextField>(id).apply {
                if (id == R.id.pin_again) asPin { screen.on(SetPinEvent.Tapped) } else asPin()
                onTyped = { screen.on(happens(it)) }
            }
        }
        find<TextField>(R.id.new_pin).helper = getString(R.string.rule_pin_digits) + " " + getString(R.string.pin_helps)
        find<View>(R.id.set).setOnClickListener { if (screen.state.isSet) goOn() else screen.on(SetPinEvent.Tapped) }
        find<View>(R.id.not_now).setOnClickListener { goOn() }
    }

    override fun entered() = SetPinEvent.Entered

    override fun onStop() {
        everySecond.waits(false)
        super.onStop()
    }

    override fun draw(state: SetPin) {
        everySecond.waits(state.waitMs > 0)
        if (state.isChange) showTitle(getString(R.string.change_pin))
        drawNotice(state)
        find<TextView>(R.id.why_pin).visibility = shown(!state.isChange && !state.isSet)
        find<TextView>(R.id.if_forgotten).visibility = shown(!state.isSet && state.isPossible)
        find<TextField>(R.id.old_pin).apply {
            visibility = shown(state.isChange && !state.isSet)
            text = state.old
            wrong = wrongOld(state)
        }
        val wait = state.waitMs
        find<TextView>(R.id.wait).draw(if (wait > 0) getString(R.string.pin_again_after, waitWords(resources, wait)) else null)
        find<TextField>(R.id.new_pin).apply {
            visibility = shown(!state.isSet && state.isPossible)
            text = state.new.pin
            wrong = (state.failure?.at("pin") ?: state.failure?.at("new"))?.let { getString(words(it)) }
        }
        find<TextField>(R.id.pin_again).apply {
            visibility = shown(!state.isSet && state.isPossible)
            text = state.new.again
            wrong = if (state.new.isDifferent) getString(R.string.pins_differ) else null
        }
        find<View>(R.id.not_now).visibility = shown(isFirst && !state.isSet)
        find<Button>(R.id.set).apply {
            isEnabled = state.isSet || state.isPossible && !state.isBusy && wait == 0L
            setText(
                when {
                    state.isSet -> R.string.pin_go_on
                    state.isBusy -> R.string.working
                    state.isChange -> R.string.change_pin
                    else -> R.string.set_pin
                },
            )
        }
    }

    private fun drawNotice(state: SetPin) {
        val failure = state.failureOfNoField
        when {
            state.isSet -> showNotice(getString(if (state.isChange) R.string.pin_is_changed else R.string.pin_is_set), Notice.Kind.INFO)
            failure != null && failure != Failure.NotEnrolled -> showFailure(failure)
            state.view != null && !state.isPossible -> showNotice(getString(words(RecoveryState.NOT_YET)), Notice.Kind.LOOK)
            state.waitMs > 0 -> showNotice(getString(R.string.pin_waits), Notice.Kind.LOOK)
            else -> showNotice(null, Notice.Kind.INFO)
        }
    }

    private fun wrongOld(state: SetPin): String? {
        val failure = state.failure
        if (failure !is Failure.PinWrong) return failure?.at("old")?.let { getString(words(it)) }
        val left = failure.attemptsLeft
        val told = if (left == 0) null else resources.getQuantityString(R.plurals.pin_attempts_left, left, left)
        return listOfNotNull(getString(R.string.pin_wrong), told).joinToString(" ")
    }

    private fun shown(isShown: Boolean) = if (isShown) View.VISIBLE else View.GONE

    private fun goOn() {
        if (isFirst) startActivity(Places.today(this))
        finish()
    }
}
