package id.perisai.shell.rescue

import android.content.Intent
import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw

/** Data rusak: what was saved of a damaged store, and the one way on. Nothing is begun anew unasked. */
class RescueActivity : ScreenActivity<Rescue, RescueEvent>() {
    override val title = R.string.rescue
    override val layout = R.layout.rescue
    override val foot = R.layout.rescue_foot

    override fun begin(phone: Phone) = Screen(Rescue(), phone.core, RescueEvent::Failed, rescuing(phone.damaged))

    override fun onMade() {
        find<Button>(R.id.rescue_begin).setOnClickListener { screen.on(RescueEvent.Tapped) }
        find<Button>(R.id.rescue_go_on).setOnClickListener { goOn() }
    }

    override fun entered() = RescueEvent.Entered

    override fun draw(state: Rescue) {
        showFailure(state.failure)
        val isBegun = state.waiting != null
        shown(R.id.rescue_before, !isBegun && !state.isWhole && state.salvaged != null)
        shown(R.id.rescue_after, isBegun || state.isWhole)
        state.salvaged?.let { saved ->
            find<TextView>(R.id.rescue_saved).draw(counted(R.plurals.rescue_saved, saved))
            find<TextView>(R.id.rescue_files).draw(getString(R.string.rescue_files, state.quarantinedTo.orEmpty()))
        }
        find<TextView>(R.id.rescue_waiting).draw(state.waiting?.let { counted(R.plurals.rescue_waiting, it) } ?: getString(R.string.rescue_whole))
        shown(R.id.rescue_begin, !isBegun && !state.isWhole)
        shown(R.id.rescue_go_on, isBegun || state.isWhole)
        find<Button>(R.id.rescue_begin).apply {
            isEnabled = state.mayBegin
            setText(if (state.isBeginning) R.string.rescue_beginning else R.string.rescue_begin)
        }
        find<Button>(R.id.rescue_go_on).setText(if (isBegun) R.string.rescue_sync else R.string.rescue_today)
    }

    /** Behind it lie screens of the damaged store: one goes on from the day, and to the exchange where work waits. */
    private fun goOn() {
        startActivity(Places.today(this).addFlags(Intent.FLAG_ACTIVITY_CLEAR_TASK or Intent.FLAG_ACTIVITY_NEW_TASK))
        if (screen.state.waiting != null) startActivity(Places.sync(this))
    }

    private fun counted(words: Int, number: Long): String {
        val few = number.coerceAtMost(Int.MAX_VALUE.toLong()).toInt()
        return resources.getQuantityString(words, few, few)
    }

    private fun shown(id: Int, isShown: Boolean) {
        find<View>(id).visibility = if (isShown) View.VISIBLE else View.GONE
    }
}
