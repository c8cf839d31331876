package id.perisai.shell.signin

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import android.widget.Button
import android.widget.EditText
import android.widget.TextView
import id.perisai.field.core.Rule
import id.perisai.shell.Account
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.Shell
import id.perisai.shell.today.TodayActivity
import id.perisai.shell.words.sentence

/** Masuk: a phone becomes an agent's. */
class SignInActivity : Activity() {
    private val shell get() = application as Shell
    private var screen: Screen<SignIn, SignInEvent>? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        setContentView(R.layout.sign_in)
        findViewById<Button>(R.id.go_in).setOnClickListener { goIn() }
    }

    override fun onDestroy() {
        screen?.leave()
        super.onDestroy()
    }

    private fun goIn() {
        if (screen?.state?.isBusy == true) return
        val account = Account(typed(R.id.badge), typed(R.id.branch))
        val phone = try {
            shell.phone(account)
        } catch (_: IllegalArgumentException) {
            // The address is none, or not by HTTPS.
            return draw(SignIn(failure = Failure.Invalid("branch", Rule.TYPE)), account, null)
        }
        screen?.leave()
        screen = Screen(SignIn(), phone.core, SignInEvent::Failed, ::reduce).also {
            it.enter { state -> draw(state, account, phone) }
            it.on(SignInEvent.Tapped(typed(R.id.code), phone.network))
        }
    }

    private fun draw(state: SignIn, account: Account, phone: Phone?) {
        if (state.isEnrolled && phone != null) {
            shell.signedIn(account, phone)
            startActivity(Intent(this, TodayActivity::class.java))
            finish()
            return
        }
        val button = findViewById<Button>(R.id.go_in)
        button.isEnabled = !state.isBusy
        button.setText(if (state.isBusy) R.string.going_in else R.string.go_in)
        val failure = findViewById<TextView>(R.id.failure)
        failure.text = state.failure?.let { sentence(resources, it) }
        failure.visibility = if (state.failure == null) View.GONE else View.VISIBLE
    }

    private fun typed(id: Int) = findViewById<EditText>(id).text.toString().trim()
}
