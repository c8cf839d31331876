package id.perisai.shell

import id.perisai.field.Field
import id.perisai.field.NoHandle
import id.perisai.field.core.FormKind
import id.perisai.field.core.MessageQuery
import id.perisai.field.core.RegisterInput
import id.perisai.field.core.ReportFilter
import id.perisai.field.core.ReportLanguage
import id.perisai.field.core.ReportName

/** The core, which remembers by name what it was asked. It has no core of its own: what is not passed on here fails. */
class CountedField(private val field: Field) : Field(NoHandle) {
    val calls = mutableListOf<String>()

    private fun asked(name: String): Field {
        calls += name
        return field
    }

    override fun attentionView() = asked("attentionView").attentionView()
    override fun consentsView(worker: String) = asked("consentsView").consentsView(worker)
    override fun conversationForm(worker: String, also: List<String>) = asked("conversationForm").conversationForm(worker, also)
    override fun correctionView(change: String) = asked("correctionView").correctionView(change)
    override fun decisionView(conflict: String) = asked("decisionView").decisionView(conflict)
    override fun eventForm(event: String?) = asked("eventForm").eventForm(event)
    override fun eventsView() = asked("eventsView").eventsView()
    override fun figureView(figure: String) = asked("figureView").figureView(figure)
    override fun figuresView(village: String?) = asked("figuresView").figuresView(village)
    override fun forum(event: String) = asked("forum").forum(event)
    override fun head() = asked("head").head()
    override fun home() = asked("home").home()
    override fun keptForm(kind: FormKind, about: String?) = asked("keptForm").keptForm(kind, about)
    override fun meeting(typed: String?) = asked("meeting").meeting(typed)
    override fun message(message: String) = asked("message").message(message)
    override fun messageShelf(query: MessageQuery) = asked("messageShelf").messageShelf(query)
    override fun moneyView(worker: String) = asked("moneyView").moneyView(worker)
    override fun nominationForm(worker: String) = asked("nominationForm").nominationForm(worker)
    override fun partnersView() = asked("partnersView").partnersView()
    override fun previewRegistration(input: RegisterInput) = asked("previewRegistration").previewRegistration(input)
    override fun recordView(kind: String, record: String) = asked("recordView").recordView(kind, record)
    override fun register(input: RegisterInput) = asked("register").register(input)
    override fun registrationCorrection(registration: String) = asked("registrationCorrection").registrationCorrection(registration)
    override fun registrationForm(worker: String?, event: String?, typed: RegisterInput?) =
        asked("registrationForm").registrationForm(worker, event, typed)
    override fun search(typed: String) = asked("search").search(typed)
    override fun summary(names: List<ReportName>, filter: ReportFilter, language: ReportLanguage) =
        asked("summary").summary(names, filter, language)
    override fun syncView() = asked("syncView").syncView()
    override fun workerForm(worker: String?) = asked("workerForm").workerForm(worker)
    override fun workerView(worker: String) = asked("workerView").workerView(worker)
    override fun workers(after: String?, rows: UInt) = asked("workers").workers(after, rows)
}
