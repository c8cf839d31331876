package id.perisai.shell.more

import android.content.Intent
import android.os.Bundle
import android.view.View
import android.widget.TextView
import id.perisai.field.core.LockView
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.hasPin
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.PageActivity
import id.perisai.shell.parts.Tab

/** Lainnya: the places that are not always one tap away, and the app itself. Nobody signs out here: work may wait. */
class MoreActivity : PageActivity() {
    override val title = R.string.tab_more
    override val layout = R.layout.more
    override val tab = Tab.MORE

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        if (shell.phone == null) {
            startActivity(Places.signIn(this))
            finish()
            return
        }
        line(R.id.more_figures, R.string.more_figures, R.string.more_figures_why, R.drawable.nav_figures) { Places.figures(this) }
        line(R.id.more_forums, R.string.more_forums, R.string.more_forums_why, R.drawable.forum) { Places.forums(this) }
        line(R.id.more_messages, R.string.more_messages, R.string.more_messages_why, R.drawable.nav_messages) { Places.messages(this) }
        line(R.id.more_attention, R.string.more_attention, R.string.more_attention_why, R.drawable.nav_attention) { Places.attention(this) }
        line(R.id.more_summary, R.string.more_summary, R.string.more_summary_why, R.drawable.nav_summary) { Places.summary(this) }
        line(R.id.more_lock, R.string.more_lock, R.string.more_lock_why, R.drawable.lock) { lockedNow() }
        val version = packageManager.getPackageInfo(packageName, 0).versionName
        find<TextView>(R.id.more_version).text = getString(R.string.more_version, version)
    }

    override fun onStart() {
        super.onStart()
        val lock = shell.phone?.lock ?: return
        if (!isShut) lock.ask<LockView?>({ it.view() }, { null }, ::drawPin)
    }

    /** A PIN is set here, or changed; with one the phone is locked by a tap. */
    private fun drawPin(view: LockView?) {
        val hasPin = view?.hasPin == true
        find<LineItem>(R.id.more_lock).visibility = if (hasPin) View.VISIBLE else View.GONE
        val (what, why) = if (hasPin) Pair(R.string.change_pin, R.string.change_pin_why) else Pair(R.string.set_pin, R.string.set_pin_why)
        line(R.id.more_pin, what, why, R.drawable.pin) { Places.setPin(this) }
    }

    private fun lockedNow(): Intent {
        shell.phone?.lock?.shut()
        return Places.unlock(this)
    }

    private fun line(id: Int, what: Int, why: Int, icon: Int, place: () -> Intent) {
        find<LineItem>(id).show(getString(what), getString(why), icon = icon) { startActivity(place()) }
    }
}
