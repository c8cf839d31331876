package id.perisai.shell.workers

import android.content.Intent
import android.net.Uri
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.StoryLine
import id.perisai.field.core.WorkerAction
import id.perisai.field.core.WorkerView
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.LineItem
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.choose
import id.perisai.shell.parts.confirm
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.called
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.kindWords
import id.perisai.shell.words.lines
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.shown
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** One worker: who it is, what the branch says of the cover, what can be done now, and the story. */
class WorkerActivity : ScreenActivity<Worker, WorkerEvent>() {
    override val title = R.string.worker
    override val layout = R.layout.worker
    override val foot = R.layout.worker_foot

    override fun begin(phone: Phone) = Screen(Worker(), phone.core, WorkerEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<View>(R.id.worker_nik_show).setOnClickListener { screen.on(WorkerEvent.NikTapped) }
    }

    override fun entered() = intent.getStringExtra(Places.WORKER)?.let(WorkerEvent::Entered)

    override fun draw(state: Worker) {
        showFailure(state.failure)
        val view = state.view ?: return
        showTitle(view.name)
        if (state.saved != null && state.failure == null) showNotice(getString(R.string.saved), Notice.Kind.INFO)
        drawHead(view, state.nik)
        drawActions(view, state.isSaving)
        findViewById<ViewGroup>(R.id.worker_story).drawLines(view.story.asReversed()) { drawStory(it) }
    }

    private fun drawHead(view: WorkerView, nik: String?) {
        val where = listOfNotNull(view.villageName, view.hamlet).filter(String::isNotEmpty).joinToString(" · ")
        val work = listOfNotNull(view.occupation) + view.segments.map { getString(words(it)) }
        text(R.id.worker_where, where)
        text(R.id.worker_work, work.distinct().joinToString(" · "))
        text(R.id.worker_agrees, agrees(view))
        text(R.id.worker_nik, (nik ?: view.nikMasked)?.let { getString(R.string.nik_is, it) })
        findViewById<Button>(R.id.worker_nik_show).apply {
            visibility = if (view.nikMasked == null) View.GONE else View.VISIBLE
            setText(if (nik == null) R.string.nik_show else R.string.nik_hide)
        }
        findViewById<Button>(R.id.worker_call).apply {
            val phone = view.phone
            visibility = if (phone == null) View.GONE else View.VISIBLE
            setOnClickListener { phone?.let { startActivity(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", it, null))) } }
        }
        findViewById<Notice>(R.id.worker_cover).show(cover(view), if (view.needsNewRegistration) Notice.Kind.LOOK else Notice.Kind.INFO)
        findViewById<Notice>(R.id.worker_no_contact).show(getString(R.string.no_contact_notice).takeIf { view.doNotContact }, Notice.Kind.LOOK)
        val merged = view.mergedInto
        findViewById<LineItem>(R.id.worker_merged).apply {
            visibility = if (merged == null) View.GONE else View.VISIBLE
            if (merged != null) {
                show(getString(R.string.merged_into, merged.name), getString(R.string.merged_into_open), icon = R.drawable.nav_workers) {
                    startActivity(Places.worker(this@WorkerActivity, merged.worker))
                }
            }
        }
    }

    private fun cover(view: WorkerView): String? {
        val cover = view.cover ?: return if (view.needsNewRegistration) getString(R.string.needs_new_registration) else null
        val days = cover.daysLeft?.toInt()
        val until = getString(R.string.cover_from_until, getString(words(cover.status)), spoken(resources, cover.coveredFrom), spoken(resources, cover.coveredTo))
        val left = when {
            view.needsNewRegistration -> getString(R.string.needs_new_registration)
            days == null -> null
            days >= 0 -> resources.getQuantityString(R.plurals.cover_days_left, days, days)
            else -> resources.getQuantityString(R.plurals.cover_days_over, -days, -days)
        }
        return listOfNotNull(until, left).joinToString("\n")
    }

    private fun agrees(view: WorkerView): String =
        if (view.agreesTo.isEmpty()) getString(R.string.agrees_to_nothing)
        else getString(R.string.agrees_to, view.agreesTo.joinToString(", ") { getString(words(it)) })

    /** What matters most is the button; the rest are rows. */
    private fun drawActions(view: WorkerView, isSaving: Boolean) {
        val main = view.actions.firstOrNull()
        findViewById<Button>(R.id.worker_main).apply {
            visibility = if (main == null) View.GONE else View.VISIBLE
            isEnabled = !isSaving
            text = if (isSaving) getString(R.string.saving) else main?.let(::said)
            setOnClickListener { main?.let(::take) }
        }
        val others = view.actions.drop(1)
        findViewById<View>(R.id.worker_do_heading).visibility = if (others.isEmpty()) View.GONE else View.VISIBLE
        findViewById<ViewGroup>(R.id.worker_do).drawLines(others) { action -> show(said(action)) { take(action) } }
    }

    private fun said(action: WorkerAction): String = when (action) {
        is WorkerAction.Decide -> getString(R.string.do_decide, getString(fieldWords(action.field, "worker")))
        is WorkerAction.CorrectCapture -> getString(R.string.do_correct_capture)
        is WorkerAction.CorrectRegistration -> getString(R.string.do_correct_registration)
        is WorkerAction.HandIn -> getString(R.string.do_hand_in)
        is WorkerAction.Answer -> getString(R.string.do_answer, spoken(resources, action.asked.day))
        is WorkerAction.MoveReceipt -> getString(R.string.do_move_receipt, rupiah(action.held.rupiah))
        is WorkerAction.Register -> getString(R.string.do_register)
        is WorkerAction.ReceiveMoney -> getString(R.string.do_receive_money)
        is WorkerAction.Converse -> getString(R.string.do_converse)
        is WorkerAction.Nominate -> getString(R.string.do_nominate)
        is WorkerAction.GiveConsent -> getString(R.string.do_give_consent)
        is WorkerAction.WithdrawConsent -> getString(R.string.do_withdraw_consent)
        is WorkerAction.Edit -> getString(R.string.do_edit)
        is WorkerAction.CancelDraft -> getString(R.string.do_cancel_draft)
        is WorkerAction.WishNoContact -> getString(R.string.do_wish_no_contact)
        is WorkerAction.AllowContact -> getString(R.string.do_allow_contact)
    }

    private fun take(action: WorkerAction) {
        val worker = screen.state.view?.worker ?: return
        when (action) {
            is WorkerAction.Decide -> startActivity(Places.conflict(this, action.conflict))
            is WorkerAction.CorrectCapture -> startActivity(Places.correct(this, action.change))
            is WorkerAction.CorrectRegistration -> startActivity(Places.correctRegistration(this, action.registration))
            is WorkerAction.Answer -> startActivity(Places.conversation(this, worker, answers = action.encounter))
            is WorkerAction.Register -> startActivity(Places.register(this, worker))
            is WorkerAction.ReceiveMoney -> startActivity(Places.money(this, worker))
            is WorkerAction.Converse -> startActivity(Places.conversation(this, worker))
            is WorkerAction.Nominate -> startActivity(Places.nominate(this, worker))
            is WorkerAction.GiveConsent -> startActivity(Places.consent(this, worker))
            is WorkerAction.WithdrawConsent -> startActivity(Places.withdraw(this, worker))
            is WorkerAction.Edit -> startActivity(Places.editWorker(this, worker))
            is WorkerAction.MoveReceipt -> moveReceipt(action)
            is WorkerAction.HandIn -> ask(action, R.string.ask_hand_in)
            is WorkerAction.CancelDraft -> ask(action, R.string.ask_cancel_draft)
            is WorkerAction.WishNoContact -> ask(action, R.string.ask_wish_no_contact)
            is WorkerAction.AllowContact -> ask(action, R.string.ask_allow_contact)
        }
    }

    private fun ask(action: WorkerAction, words: Int) =
        confirm(said(action), getString(words), getString(R.string.yes_do)) { screen.on(WorkerEvent.Confirmed(action)) }

    private fun moveReceipt(action: WorkerAction.MoveReceipt) {
        val moves = action.to
        val about = getString(R.string.receipt_about, action.held.number, rupiah(action.held.rupiah))
        choose(about, moves.map { getString(moved(it)) }) { at ->
            confirm(getString(moved(moves[at])), about, getString(R.string.yes_do)) { screen.on(WorkerEvent.Confirmed(action, moves[at])) }
        }
    }

    private fun moved(to: ReceiptStatus): Int = when (to) {
        ReceiptStatus.RETURNED -> R.string.receipt_give_back
        ReceiptStatus.DISPUTED -> R.string.receipt_dispute
        else -> R.string.receipt_hand_over
    }

    private fun LineItem.drawStory(line: StoryLine) {
        val who = getString(R.string.when_and_who, spoken(resources, line.at), called(resources, line.who))
        val said = line.said.joinToString(" · ") { shown(resources, it.value) }
        val told = listOf(who) + lines(resources, line.kind, line.facts) + listOfNotNull(
            said.ifEmpty { null }?.let { getString(R.string.branch_says, it) },
            line.refused?.let { getString(R.string.refused_at, getString(fieldWords(it.field)), getString(words(it.rule))) },
        )
        show(getString(kindWords(line.kind)), told.joinToString("\n"), line.status) {
            val refused = line.refused
            if (refused != null) startActivity(Places.correct(this@WorkerActivity, refused.change))
            else startActivity(Places.record(this@WorkerActivity, line.kind, line.record))
        }
    }

    private fun text(id: Int, text: String?) = findViewById<TextView>(id).draw(text)
}
