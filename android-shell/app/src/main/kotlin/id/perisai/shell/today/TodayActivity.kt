package id.perisai.shell.today

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.text.format.DateUtils
import android.view.View
import android.view.WindowManager
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.TodayLine
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.Shell
import id.perisai.shell.signin.SignInActivity
import id.perisai.shell.words.sentence
import java.time.LocalDate

/** Hari ini: what is due and why, what waits on this phone, and the way to the branch. */
class TodayActivity : Activity() {
    private var screen: Screen<Today, TodayEvent>? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        setContentView(R.layout.today)
        val phone = (application as Shell).phone
        if (phone == null) {
            startActivity(Intent(this, SignInActivity::class.java))
            finish()
            return
        }
        screen = Screen(Today(), phone.core, TodayEvent::Failed, ::reduce)
        findViewById<Button>(R.id.synchronise).setOnClickListener {
            screen?.on(TodayEvent.SyncTapped(today(), phone.network))
        }
    }

    override fun onStart() {
        super.onStart()
        screen?.enter(::draw)
        screen?.on(TodayEvent.Entered(today()))
    }

    override fun onStop() {
        screen?.leave()
        super.onStop()
    }

    private fun draw(state: Today) {
        val head = state.head
        text(R.id.who, listOfNotNull(head?.agentName, head?.branch).joinToString(" · "))
        val pending = head?.pending?.toInt() ?: 0
        text(
            R.id.waits,
            if (pending == 0) getString(R.string.nothing_waits)
            else resources.getQuantityString(R.plurals.saved_here, pending, pending),
        )
        text(
            R.id.synced,
            head?.syncedMs?.let { getString(R.string.synced_at, moment(it)) } ?: getString(R.string.never_synced),
        )
        val look = state.attention
        text(R.id.look, if (look == 0) null else resources.getQuantityString(R.plurals.needs_a_look, look, look))
        text(R.id.failure, state.failure?.let { sentence(resources, it) })
        val synchronise = findViewById<Button>(R.id.synchronise)
        synchronise.isEnabled = state.sync != Sync.Running
        synchronise.setText(if (state.sync == Sync.Running) R.string.synchronising else R.string.synchronise)
        drawDue(state.due)
    }

    private fun drawDue(due: List<TodayLine>) {
        val list = findViewById<LinearLayout>(R.id.due)
        list.removeAllViews()
        for (line in due) {
            val view = layoutInflater.inflate(R.layout.due_line, list, false)
            view.findViewById<TextView>(R.id.whom).text = listOf(line.name, line.villageName).filter(String::isNotEmpty).joinToString(", ")
            view.findViewById<TextView>(R.id.why).text = sentence(resources, line)
            list.addView(view)
        }
        if (due.isEmpty()) {
            val nothing = layoutInflater.inflate(R.layout.due_line, list, false)
            nothing.findViewById<TextView>(R.id.whom).visibility = View.GONE
            nothing.findViewById<TextView>(R.id.why).setText(R.string.nothing_due)
            list.addView(nothing)
        }
    }

    /** Shows a text, or nothing in its place. */
    private fun text(id: Int, text: String?) {
        val view = findViewById<TextView>(id)
        view.text = text
        view.visibility = if (text == null) View.GONE else View.VISIBLE
    }

    private fun today(): String = LocalDate.now().toString()

    private fun moment(utcMs: Long): String =
        DateUtils.formatDateTime(this, utcMs, DateUtils.FORMAT_SHOW_DATE or DateUtils.FORMAT_SHOW_TIME)
}
