package id.perisai.shell.sync

import android.Manifest
import android.content.pm.PackageManager
import android.os.Build
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.AttemptEnd
import id.perisai.field.core.BranchAsk
import id.perisai.field.core.ClockLooks
import id.perisai.field.core.LastSync
import id.perisai.field.core.SyncTotals
import id.perisai.field.core.SyncView
import id.perisai.field.core.WaitingLine
import id.perisai.shell.Failure
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.Progress
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.Tab
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.counted
import id.perisai.shell.words.sentence
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Sinkron: what will be sent, how it goes, what the branch said, and what it asks. */
class SyncActivity : ScreenActivity<Sync, SyncEvent>() {
    override val title = R.string.tab_sync
    override val layout = R.layout.sync
    override val foot = R.layout.sync_foot
    override val tab = Tab.SYNC

    private var stop: (() -> Unit)? = null

    override fun begin(phone: Phone) = Screen(Sync(), phone.core, SyncEvent::Failed, ::reduce, phone.lock)

    override fun onMade() {
        find<Button>(R.id.sync_now).setOnClickListener { tapped() }
    }

    override fun onStart() {
        super.onStart()
        stop = shell.exchange?.watch { screen.on(SyncEvent.Exchanged(it)) }
    }

    override fun onStop() {
        stop?.invoke()
        stop = null
        super.onStop()
    }

    override fun entered() = SyncEvent.Entered

    private fun tapped() {
        val exchange = shell.exchange ?: return
        if (exchange.isRunning) return exchange.cancel()
        askToNotify()
        exchange.start()
    }

    /** Without the leave to notify it runs all the same, unseen: one is asked once, when it first matters. */
    private fun askToNotify() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val notify = Manifest.permission.POST_NOTIFICATIONS
        if (checkSelfPermission(notify) != PackageManager.PERMISSION_GRANTED) requestPermissions(arrayOf(notify), 0)
    }

    override fun draw(state: Sync) {
        drawExchange(state)
        val view = state.view
        find<View>(R.id.sync_told).visibility = if (view == null) View.GONE else View.VISIBLE
        if (view != null) drawView(view)
        find<TextView>(R.id.sync_pin).draw(if (state.hasPin) getString(R.string.sync_pin) else null)
    }

    private fun drawExchange(state: Sync) {
        val now = state.exchanging
        val button = find<Button>(R.id.sync_now)
        button.isEnabled = !(now is Exchanging.Running && now.isEnding)
        button.setText(if (now is Exchanging.Running) R.string.sync_cancel else R.string.sync_now)
        val progress = find<Progress>(R.id.sync_progress)
        if (now is Exchanging.Running) {
            val words = if (now.isEnding) getString(R.string.sync_ending) else progressWords(this, now.report)
            progress.show(words, now.report?.let(::thousandths))
        } else {
            progress.show(null)
        }
        val failure = state.failure ?: (now as? Exchanging.Failed)?.failure
        when {
            failure == Failure.Cancelled -> showNotice(getString(R.string.sync_cancelled), Notice.Kind.INFO)
            failure != null -> showFailure(failure)
            now is Exchanging.Ended && now.outcome.complete -> showNotice(getString(R.string.sync_complete), Notice.Kind.INFO)
            now is Exchanging.Ended -> showNotice(getString(R.string.sync_incomplete), Notice.Kind.LOOK)
            else -> showNotice(null, Notice.Kind.INFO)
        }
    }

    private fun drawView(view: SyncView) {
        find<TextView>(R.id.sync_last).draw(lastSync(view.synced))
        find<TextView>(R.id.sync_attempt).draw(attempt(view))
        find<TextView>(R.id.sync_next).draw(next(view))
        find<Notice>(R.id.sync_clock).show(clock(view.clock), Notice.Kind.LOOK)
        find<View>(R.id.sync_asks_heading).visibility = if (view.asks.isEmpty()) View.GONE else View.VISIBLE
        find<ViewGroup>(R.id.sync_asks).drawLines(view.asks) { ask ->
            show(getString(words(ask.ask)), trailing = counted(ask.count.toLong())) { open(ask.ask) }
        }
        find<ViewGroup>(R.id.sync_waiting).drawLines(view.waiting) { waiting(it) }
        find<TextView>(R.id.sync_waiting_none).draw(if (view.waiting.isEmpty()) getString(R.string.sync_nothing_waits) else null)
        val more = view.waitingMore.toInt()
        find<TextView>(R.id.sync_waiting_more).draw(if (more == 0) null else getString(R.string.sync_waiting_more, counted(more.toLong())))
        find<ViewGroup>(R.id.sync_totals).drawLines(totals(view.totals)) { (words, count) ->
            show(getString(words), trailing = counted(count.toLong()))
        }
    }

    private fun LineItem.waiting(line: WaitingLine) {
        val what = getString(words(line.what))
        show(listOfNotNull(what, line.about).joinToString(" · "), spoken(resources, line.captured), line.status)
    }

    private fun lastSync(synced: LastSync?): String {
        if (synced == null) return getString(R.string.never_synced)
        val days = synced.daysAgo.toInt()
        val ago = if (days == 0) getString(R.string.ago_today) else resources.getQuantityString(R.plurals.ago_days, days, days)
        return getString(R.string.synced_at, "${spoken(resources, synced.at)} ($ago)")
    }

    /** How the last attempt ended, where that is worth a word: it did not reach the end. */
    private fun attempt(view: SyncView): String? {
        val attempt = view.attempt ?: return null
        if (attempt.end == AttemptEnd.COMPLETE || view.underWay != null) return null
        return getString(R.string.sync_attempted, spoken(resources, attempt.at), getString(words(attempt.end)))
    }

    private fun next(view: SyncView): String? {
        val next = view.next
        return when {
            view.underWay != null -> null
            next != null -> getString(R.string.sync_next, spoken(resources, next.at), getString(words(next.why)))
            view.branch == null -> null
            else -> getString(R.string.sync_next_none)
        }
    }

    private fun clock(looks: ClockLooks): String? = if (looks == ClockLooks.RIGHT) null else getString(words(looks))

    private fun totals(totals: SyncTotals) = listOf(
        R.string.total_captured to totals.captured,
        R.string.total_pending to totals.pending,
        R.string.total_applied to totals.applied,
        R.string.total_merged to totals.merged,
        R.string.total_contested to totals.contested,
        R.string.total_held to totals.held,
        R.string.total_rejected to totals.rejected,
        R.string.total_quarantined to totals.quarantined,
    )

    private fun open(ask: BranchAsk) = startActivity(
        when (ask) {
            BranchAsk.CORRECT_REGISTRATION, BranchAsk.HAND_OVER -> Places.today(this)
            BranchAsk.CORRECT, BranchAsk.DECIDE, BranchAsk.RENEW_LISTS, BranchAsk.WAIT, BranchAsk.KNOW -> Places.attention(this)
        },
    )

    private fun thousandths(report: id.perisai.field.core.SyncReport): Int? {
        val whole = report.toSend.toLong()
        return if (whole == 0L) null else (report.sent.toLong() * 1000 / whole).toInt().coerceAtMost(1000)
    }
}
