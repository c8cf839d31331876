package id.perisai.shell.today

import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.BegunForm
import id.perisai.field.core.ClockLooks
import id.perisai.field.core.DueOpens
import id.perisai.field.core.HomeLine
import id.perisai.field.core.HomeView
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.Tab
import id.perisai.shell.parts.choose
import id.perisai.shell.parts.confirm
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.counted
import id.perisai.shell.words.listWords
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.sentence
import id.perisai.shell.words.shutOutWords
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenTime
import id.perisai.shell.words.spokenWithoutYear
import id.perisai.shell.words.words

/** Hari ini: what is due and why, what waits on this phone, and the way to record. */
class TodayActivity : ScreenActivity<Today, TodayEvent>() {
    override val title = R.string.today
    override val layout = R.layout.today
    override val foot = R.layout.today_foot
    override val tab = Tab.TODAY

    private var stop: (() -> Unit)? = null

    override fun begin(phone: Phone) = Screen(Today(), phone.core, TodayEvent::Failed, ::reduce, phone.lock)

    override fun onMade() {
        find<Button>(R.id.record).setOnClickListener { startActivity(Places.recordChooser(this)) }
    }

    override fun onStart() {
        super.onStart()
        shell.planNext()
        stop = shell.exchange?.watch { screen.on(TodayEvent.Exchanged(it)) }
    }

    override fun onStop() {
        stop?.invoke()
        stop = null
        super.onStop()
    }

    override fun entered() = TodayEvent.Entered

    override fun draw(state: Today) {
        when {
            state.failure != null -> showFailure(state.failure)
            state.isNoted -> showNotice(getString(R.string.today_noted), Notice.Kind.INFO)
            else -> showNotice(null, Notice.Kind.INFO)
        }
        val home = state.home
        find<View>(R.id.today_told).visibility = if (home == null) View.GONE else View.VISIBLE
        if (home != null) drawHome(home, state.isSyncing)
        find<LineItem>(R.id.no_pin).apply {
            visibility = if (state.hasNoPin) View.VISIBLE else View.GONE
            show(getString(R.string.today_no_pin), getString(R.string.today_no_pin_why), icon = R.drawable.lock) {
                startActivity(Places.setPin(this@TodayActivity))
            }
        }
    }

    private fun drawHome(home: HomeView, isSyncing: Boolean) {
        find<TextView>(R.id.who).draw(listOfNotNull(spoken(resources, home.now.day), home.agentName ?: home.agent, home.branch).joinToString(" · "))
        find<Notice>(R.id.shut_out).show(home.shutOut?.let { shutOutWords(resources, it) }, Notice.Kind.LOOK)
        find<Notice>(R.id.clock).show(if (home.clock == ClockLooks.RIGHT) null else getString(words(home.clock)), Notice.Kind.LOOK)
        val expired = home.expired.joinToString(", ") { getString(listWords(it)) }
        find<Notice>(R.id.expired).show(if (expired.isEmpty()) null else getString(R.string.today_expired, expired), Notice.Kind.LOOK)
        drawStanding(home, isSyncing)
        drawBegun(home.begun)
        drawTasks(R.id.overdue_heading, R.id.overdue, home.overdue)
        drawTasks(R.id.due_heading, R.id.due, home.today)
        drawTasks(R.id.week_heading, R.id.week, home.thisWeek)
        val hasNone = home.overdue.isEmpty() && home.today.isEmpty() && home.thisWeek.isEmpty()
        find<TextView>(R.id.nothing_due).draw(if (hasNone) getString(R.string.nothing_due) else null)
        val done = home.totals
        val counts = listOf(done.workers, done.encounters, done.registrations, done.attendances).map { counted(it.toLong()) }
        find<TextView>(R.id.totals).draw(getString(R.string.today_totals, *counts.toTypedArray()))
        val money = if (done.receipts == 0uL) null else getString(R.string.today_money, rupiah(done.entrustedRupiah), counted(done.receipts.toLong()))
        find<TextView>(R.id.money).draw(money)
    }

    /** What waits here and when both last agreed; what needs a look. Each leads to its screen. */
    private fun drawStanding(home: HomeView, isSyncing: Boolean) {
        val pending = home.pending.toInt()
        val waits = when {
            isSyncing -> getString(R.string.sync_running)
            pending == 0 -> getString(R.string.nothing_waits)
            else -> resources.getQuantityString(R.plurals.saved_here, pending, pending)
        }
        val icon = when {
            isSyncing -> R.drawable.status_sending
            pending == 0 -> R.drawable.status_synced
            else -> R.drawable.status_pending
        }
        find<LineItem>(R.id.waits).show(waits, synced(home), icon = icon) { startActivity(Places.sync(this)) }
        val look = home.attention.toInt()
        find<LineItem>(R.id.look).apply {
            visibility = if (look == 0) View.GONE else View.VISIBLE
            show(resources.getQuantityString(R.plurals.needs_a_look, look, look), icon = R.drawable.nav_attention) {
                startActivity(Places.attention(this@TodayActivity))
            }
        }
    }

    private fun synced(home: HomeView): String {
        val synced = home.synced ?: return getString(R.string.never_synced)
        val days = synced.daysAgo.toInt()
        val ago = if (days == 0) getString(R.string.ago_today) else resources.getQuantityString(R.plurals.ago_days, days, days)
        return getString(R.string.synced_at, "${spokenWithoutYear(resources, synced.at.day)} ${spokenTime(resources, synced.at.time)} ($ago)")
    }

    /** What was typed before a call or a kill and is not saved: it is gone on with, or given up after a second tap. */
    private fun drawBegun(begun: List<BegunForm>) {
        find<View>(R.id.begun_heading).visibility = if (begun.isEmpty()) View.GONE else View.VISIBLE
        find<ViewGroup>(R.id.begun).drawLines(begun) { form ->
            val called = listOfNotNull(getString(words(form.kind)), form.name ?: getString(R.string.begun_new).takeIf { form.about == null })
            val title = called.joinToString(" · ")
            show(title, getString(R.string.begun_why)) {
                choose(title, listOf(getString(R.string.begun_go_on), getString(R.string.begun_give_up))) { at ->
                    if (at == 0) startActivity(Places.begun(this@TodayActivity, form)) else giveUp(title, form)
                }
            }
        }
    }

    private fun giveUp(title: String, form: BegunForm) =
        confirm(title, getString(R.string.begun_give_up_means), getString(R.string.begun_give_up)) { screen.on(TodayEvent.GivenUp(form)) }

    private fun drawTasks(heading: Int, list: Int, tasks: List<HomeLine>) {
        find<View>(heading).visibility = if (tasks.isEmpty()) View.GONE else View.VISIBLE
        find<ViewGroup>(list).drawLines(tasks) { task ->
            val line = task.line
            val whom = listOf(line.name, line.villageName).filter(String::isNotEmpty).joinToString(", ")
            val day = getString(R.string.today_due_on, spokenWithoutYear(resources, line.day), getString(words(line.kind)))
            show(whom, "$day\n${sentence(resources, line)}") { ask(task) }
        }
    }

    /** What can be done about a task: open it, say what came of it, put it off. */
    private fun ask(task: HomeLine) {
        val doing = listOf(getString(words(task.opens)) to { startActivity(place(task)) }) +
            task.results.map { getString(R.string.today_result, getString(words(it))) to { screen.on(TodayEvent.Came(task, it)) } } +
            task.putOffTo.map { getString(R.string.today_put_off, spoken(resources, it)) to { screen.on(TodayEvent.PutOff(task, it)) } }
        choose(task.line.name, doing.map { it.first }) { at -> doing[at].second() }
    }

    private fun place(task: HomeLine): Intent {
        val worker = task.line.worker.orEmpty()
        return when (task.opens) {
            DueOpens.WORKER -> Places.worker(this, worker)
            DueOpens.FIGURE -> Places.figure(this, task.line.figure.orEmpty())
            DueOpens.QUESTION -> Places.conversation(this, worker, answers = task.record)
            DueOpens.REGISTER -> Places.register(this, worker)
            DueOpens.REGISTRATION -> Places.record(this, "registration", task.record.orEmpty())
            DueOpens.MONEY -> Places.money(this, worker)
        }
    }
}
