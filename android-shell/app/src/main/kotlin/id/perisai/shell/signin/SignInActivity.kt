package id.perisai.shell.signin

import android.content.Intent
import android.os.Bundle
import android.view.View
import android.widget.Button
import id.perisai.shell.Account
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.PageActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.words.sentence
import id.perisai.shell.words.words

/** Masuk: a phone becomes an agent's. */
class SignInActivity : PageActivity() {
    override val title = R.string.sign_in
    override val layout = R.layout.sign_in
    override val foot = R.layout.sign_in_foot
    override val hasBack = false
    override val isGuarded = false

    /** What outlives a turned phone: the screen, and whose store it is trying. */
    private class Trial {
        var account: Account? = null
        var phone: Phone? = null
        val screen = Screen(SignIn(), { checkNotNull(phone).core }, SignInEvent::Failed, ::reduce)
    }

    private lateinit var trial: Trial
    private var shownFailure: Failure? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val turned = lastNonConfigurationInstance as Trial?
        trial = turned ?: Trial().apply {
            shell.begun?.let {
                screen.on(SignInEvent.Badge(it.agent))
                screen.on(SignInEvent.Branch(it.branch))
            }
        }
        val typed = mapOf(R.id.badge to SignInEvent::Badge, R.id.code to SignInEvent::Code, R.id.branch to SignInEvent::Branch)
        for ((id, happens) in typed) find<TextField>(id).onTyped = { trial.screen.on(happens(it)) }
        // 32 digits and letters, as the branch prints them: in fours, to be compared with the supervisor's screen.
        find<TextField>(R.id.code).groupBy(4, 4, 4, 4, 4, 4, 4, 4)
        find<View>(R.id.scan).setOnClickListener { @Suppress("DEPRECATION") startActivityForResult(Intent(this, ScanActivity::class.java), SCAN) }
        find<View>(R.id.go_in).setOnClickListener { goIn() }
        trial.screen.enter(::draw)
    }

    override fun onPause() {
        // Nobody's store is there yet that could keep them; the code is kept nowhere.
        val state = trial.screen.state
        if (!state.isEnrolled) shell.begun = Account(state.badge.trim(), state.branch.trim())
        super.onPause()
    }

    @Suppress("OVERRIDE_DEPRECATION")
    override fun onRetainNonConfigurationInstance(): Any = trial

    override fun onDestroy() {
        if (!isChangingConfigurations) trial.screen.leave()
        super.onDestroy()
    }

    @Suppress("OVERRIDE_DEPRECATION")
    override fun onActivityResult(asked: Int, result: Int, answer: Intent?) {
        val scanned = answer?.getStringExtra(ScanActivity.SCANNED)
        if (asked == SCAN && result == RESULT_OK && scanned != null) trial.screen.on(SignInEvent.Scanned(scanned))
    }

    private fun goIn() {
        val state = trial.screen.state
        if (state.isBusy) return
        val account = Account(state.badge.trim(), state.branch.trim())
        val phone = try {
            shell.phone(account)
        } catch (_: IllegalArgumentException) {
            null
        }
        trial.account = account
        trial.phone = phone
        trial.screen.on(SignInEvent.Tapped(phone?.network))
    }

    private fun draw(state: SignIn) {
        if (state.isEnrolled) return enrolled()
        for ((id, name, text) in listOf(
            Triple(R.id.badge, SignIn.BADGE, state.badge),
            Triple(R.id.code, SignIn.CODE, state.code),
            Triple(R.id.branch, SignIn.BRANCH, state.branch),
        )) {
            val field = find<TextField>(id)
            field.text = text
            field.wrong = state.wrong(name)?.let(::told)
            field.typed.isEnabled = !state.isBusy
        }
        // Once: whoever then types elsewhere is left there.
        if (state.failure != shownFailure) SignIn.FIELDS.firstOrNull { state.wrong(it) != null }?.let { bringIntoView(find(ID.getValue(it))) }
        shownFailure = state.failure
        if (state.isNoInvitation) showNotice(getString(R.string.no_invitation), Notice.Kind.LOOK) else showFailure(state.failureOfNoField)
        find<View>(R.id.scan).isEnabled = !state.isBusy
        find<Button>(R.id.go_in).apply {
            isEnabled = !state.isBusy
            setText(if (state.isBusy) R.string.going_in else R.string.go_in)
        }
    }

    private fun told(wrong: SignIn.Wrong): String = when (wrong) {
        is SignIn.Wrong.Breaks -> getString(words(wrong.rule))
        is SignIn.Wrong.Told -> sentence(resources, wrong.failure)
    }

    private fun enrolled() {
        if (isFinishing) return
        shell.signedIn(checkNotNull(trial.account), checkNotNull(trial.phone))
        shell.begun = null
        startActivity(Places.setPin(this, isFirst = true))
        finish()
    }

    private companion object {
        const val SCAN = 1
        val ID = mapOf(SignIn.BADGE to R.id.badge, SignIn.CODE to R.id.code, SignIn.BRANCH to R.id.branch)
    }
}
