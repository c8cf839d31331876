package id.perisai.shell

import android.content.Context
import android.content.Intent
import id.perisai.field.core.BegunForm
import id.perisai.field.core.BegunWith
import id.perisai.field.core.FormKind

/**
 * The way to every screen, with what it is about. Screens know each other by these names alone, so that none depends on
 * another's code.
 */
object Places {
    const val WORKER = "worker"
    const val EVENT = "event"
    const val FIGURE = "figure"
    const val MESSAGE = "message"
    const val CONFLICT = "conflict"
    const val CHANGE = "change"
    const val RECORD = "record"
    const val KIND = "kind"
    const val REPORT = "report"

    /** An incoming conversation that is to be answered. */
    const val ENCOUNTER = "encounter"

    /** Set where one comes from signing in. */
    const val FIRST = "first"

    /** Set where a consent is taken back. */
    const val TAKES_BACK = "takes_back"

    /** Set where a worker is to be chosen for another screen; the answer carries [WORKER]. */
    const val PICK = "pick"

    fun signIn(from: Context) = to(from, "signin.SignInActivity")

    /** Asks for the PIN, over whatever is open. */
    fun unlock(from: Context) = to(from, "pin.UnlockActivity").addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP)

    /** Sets the PIN, or another one; after signing in before the day begins. */
    fun setPin(from: Context, isFirst: Boolean = false) = to(from, "pin.SetPinActivity").putExtra(FIRST, isFirst)

    /** The way back when the PIN is forgotten. */
    fun forgotten(from: Context) = to(from, "pin.ForgottenActivity")

    fun today(from: Context) = to(from, "today.TodayActivity")

    /** Asks what is to be recorded. */
    fun recordChooser(from: Context) = to(from, "today.RecordChooser")

    fun more(from: Context) = to(from, "more.MoreActivity")

    /** Registers a worker, or somebody new; at an event where one is named. */
    fun register(from: Context, worker: String? = null, event: String? = null) =
        to(from, "register.RegisterActivity").with(WORKER, worker).with(EVENT, event)

    /** A conversation with a worker, or with somebody new; with a message at hand, or as the answer to a question. */
    fun conversation(from: Context, worker: String? = null, message: String? = null, answers: String? = null) =
        to(from, "conversation.ConversationActivity").with(WORKER, worker).with(MESSAGE, message).with(ENCOUNTER, answers)

    /** Whom a conversation is with, where that is not known yet. */
    fun meet(from: Context, message: String? = null) = to(from, "conversation.MeetActivity").with(MESSAGE, message)

    fun forums(from: Context) = to(from, "forum.ForumsActivity")

    /** A new event, or what was planned of one. */
    fun planEvent(from: Context, event: String? = null) = to(from, "forum.EventActivity").with(EVENT, event)

    fun forum(from: Context, event: String) = to(from, "forum.ForumActivity").with(EVENT, event)

    fun workers(from: Context) = to(from, "workers.WorkersActivity")

    /** Asks for a worker; for `startActivityForResult`. */
    fun pickWorker(from: Context) = workers(from).putExtra(PICK, true)

    fun worker(from: Context, worker: String) = to(from, "workers.WorkerActivity").with(WORKER, worker)

    /** One record, field by field. */
    fun record(from: Context, kind: String, record: String) =
        to(from, "workers.RecordActivity").with(KIND, kind).with(RECORD, record)

    fun editWorker(from: Context, worker: String? = null) = to(from, "workers.EditWorkerActivity").with(WORKER, worker)

    fun consent(from: Context, worker: String) = to(from, "workers.ConsentActivity").with(WORKER, worker)

    /** A consent is taken back. */
    fun withdraw(from: Context, worker: String) = consent(from, worker).putExtra(TAKES_BACK, true)

    fun money(from: Context, worker: String) = to(from, "workers.MoneyActivity").with(WORKER, worker)

    fun figures(from: Context) = to(from, "figures.FiguresActivity")

    fun figure(from: Context, figure: String) = to(from, "figures.FigureActivity").with(FIGURE, figure)

    /** A new figure, or a known one's fields. */
    fun editFigure(from: Context, figure: String? = null) = to(from, "figures.EditFigureActivity").with(FIGURE, figure)

    fun partners(from: Context) = to(from, "figures.PartnersActivity")

    /** Whom a worker names. */
    fun nominate(from: Context, worker: String) = to(from, "figures.NominateActivity").with(WORKER, worker)

    fun messages(from: Context, worker: String? = null) = to(from, "messages.MessagesActivity").with(WORKER, worker)

    fun message(from: Context, message: String) = to(from, "messages.MessageActivity").with(MESSAGE, message)

    fun sync(from: Context) = to(from, "sync.SyncActivity")

    fun attention(from: Context) = to(from, "attention.AttentionActivity")

    fun conflict(from: Context, conflict: String) = to(from, "attention.ConflictActivity").with(CONFLICT, conflict)

    fun correct(from: Context, change: String) = to(from, "attention.CorrectActivity").with(CHANGE, change)

    /** A registration that came back. */
    fun correctRegistration(from: Context, registration: String) = to(from, "attention.CorrectActivity").with(RECORD, registration)

    fun summary(from: Context) = to(from, "summary.SummaryActivity")

    fun report(from: Context, report: String) = to(from, "summary.ReportActivity").with(REPORT, report)

    /** What was saved of a damaged store. */
    fun rescue(from: Context) = to(from, "rescue.RescueActivity")

    /** What was begun and is not saved yet. */
    fun begun(from: Context, form: BegunForm): Intent {
        val about = form.about.orEmpty()
        return when (form.kind) {
            FormKind.REGISTRATION -> register(from, form.about.takeIf { form.with == BegunWith.WORKER }, form.about.takeIf { form.with == BegunWith.EVENT })
            FormKind.WORKER -> editWorker(from, form.about)
            FormKind.MEETING -> meet(from)
            FormKind.CONVERSATION -> conversation(from, about)
            FormKind.EVENT -> planEvent(from, form.about)
            FormKind.FORUM -> forum(from, about)
            FormKind.FIGURE -> editFigure(from, form.about)
            FormKind.NOMINATION -> nominate(from, about)
            FormKind.RELATIONSHIP -> figure(from, about)
            FormKind.PARTNER -> partners(from)
            FormKind.MONEY -> money(from, about)
            FormKind.CONSENT -> consent(from, about)
            FormKind.WITHDRAWAL -> withdraw(from, about)
            FormKind.CORRECTION -> when (form.with) {
                BegunWith.CONFLICT -> conflict(from, about)
                BegunWith.REGISTRATION -> correctRegistration(from, about)
                else -> correct(from, about)
            }
        }
    }

    private fun to(from: Context, screen: String) = Intent().setClassName(from, "id.perisai.shell.$screen")

    private fun Intent.with(name: String, value: String?) = if (value == null) this else putExtra(name, value)
}
