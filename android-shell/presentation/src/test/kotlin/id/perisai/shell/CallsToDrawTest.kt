package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.core.AttentionKind
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.MessageQuery
import id.perisai.field.core.ReportLanguage
import id.perisai.field.core.ReportName
import id.perisai.shell.attention.Attention
import id.perisai.shell.attention.AttentionEvent
import id.perisai.shell.attention.CameBack
import id.perisai.shell.attention.Correct
import id.perisai.shell.attention.CorrectEvent
import id.perisai.shell.attention.Decision
import id.perisai.shell.attention.DecisionEvent
import id.perisai.shell.attention.reduce
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.conversation.Conversation
import id.perisai.shell.conversation.ConversationEvent
import id.perisai.shell.conversation.Meet
import id.perisai.shell.conversation.MeetEvent
import id.perisai.shell.conversation.Told
import id.perisai.shell.conversation.reduce
import id.perisai.shell.figures.EditFigure
import id.perisai.shell.figures.EditFigureEvent
import id.perisai.shell.figures.FigureForm
import id.perisai.shell.figures.FigureStory
import id.perisai.shell.figures.FigureStoryEvent
import id.perisai.shell.figures.Figures
import id.perisai.shell.figures.FiguresEvent
import id.perisai.shell.figures.Nominate
import id.perisai.shell.figures.NominateEvent
import id.perisai.shell.figures.NominateForm
import id.perisai.shell.figures.PartnerForm
import id.perisai.shell.figures.Partners
import id.perisai.shell.figures.PartnersEvent
import id.perisai.shell.figures.RelationshipForm
import id.perisai.shell.figures.reduce
import id.perisai.shell.forum.Forum
import id.perisai.shell.forum.ForumEvent
import id.perisai.shell.forum.ForumForm
import id.perisai.shell.forum.Forums
import id.perisai.shell.forum.ForumsEvent
import id.perisai.shell.forum.Plan
import id.perisai.shell.forum.PlanEvent
import id.perisai.shell.forum.planFromFields
import id.perisai.shell.forum.reduce
import id.perisai.shell.forum.toFields
import id.perisai.shell.messages.Message
import id.perisai.shell.messages.MessageEvent
import id.perisai.shell.messages.Messages
import id.perisai.shell.messages.MessagesEvent
import id.perisai.shell.messages.reduce
import id.perisai.shell.register.Cash
import id.perisai.shell.register.Place
import id.perisai.shell.register.Register
import id.perisai.shell.register.RegisterEvent
import id.perisai.shell.register.Typed
import id.perisai.shell.register.reduce
import id.perisai.shell.register.toFields
import id.perisai.shell.summary.Summary
import id.perisai.shell.summary.SummaryEvent
import id.perisai.shell.summary.reduce
import id.perisai.shell.sync.Sync
import id.perisai.shell.sync.SyncEvent
import id.perisai.shell.sync.reduce
import id.perisai.shell.today.Today
import id.perisai.shell.today.TodayEvent
import id.perisai.shell.today.reduce
import id.perisai.shell.workers.Consents
import id.perisai.shell.workers.ConsentsEvent
import id.perisai.shell.workers.EditWorker
import id.perisai.shell.workers.EditWorkerEvent
import id.perisai.shell.workers.Money
import id.perisai.shell.workers.MoneyEvent
import id.perisai.shell.workers.OneRecord
import id.perisai.shell.workers.OneRecordEvent
import id.perisai.shell.workers.Worker
import id.perisai.shell.workers.WorkerEvent
import id.perisai.shell.workers.Workers
import id.perisai.shell.workers.WorkersEvent
import id.perisai.shell.workers.reduce
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

/** How often each screen asks the core until it stands there to be read: a cheap phone waits for every call. */
class CallsToDrawTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a screen that comes up is drawn after two calls at most`() = onAFullPhone {
        val asked = screens().associate { it.name to it.open() }
        assertEquals("$asked", emptySet<String>(), asked.filterValues { it.size > 2 }.keys)
    }

    @Test
    fun `a form that comes back after a kill is drawn after two calls at most`() = onAFullPhone {
        val asked = screens().filter { it.form != null }.associate { screen ->
            val form = screen.form!!
            field.keepForm(form.kind, form.about, form.fields)
            screen.name to screen.open().also { field.dropForm(form.kind, form.about) }
        }
        assertEquals("$asked", emptySet<String>(), asked.filterValues { it.size > 2 }.keys)
    }

    @Test
    fun `a registration that is filled in and judged is saved with one call`() = onAFullPhone {
        val counted = CountedField(field)
        val screen = screen(counted, Register(), RegisterEvent::Failed, ::reduce)
        screen.on(RegisterEvent.Entered())
        val texts = mapOf(Place.NIK to "3374054202920001", Place.NAME to "Sri Wahyuni", Place.OCCUPATION to "nelayan", Place.INCOME to "1500000")
        for ((place, text) in texts) screen.on(RegisterEvent.Written(place, text))
        screen.on(RegisterEvent.Paused)
        screen.on(RegisterEvent.ProposalTaken)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED, agreed = setOf(ConsentPurpose.ENROL)) })
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        counted.calls.clear()
        screen.on(RegisterEvent.SaveTapped())
        assertTrue("${screen.state.goTo}", screen.state.saved?.receiptNumber != null)
        // The benchmark of Kotlin beside Rust makes this call on its Rust side.
        assertEquals(listOf("register"), counted.calls)
    }

    /** A form that a page keeps, and something that stands in it. */
    private class KeptForm(val kind: FormKind, val about: String?, val fields: Map<String, String>)

    /** A screen by its name; opening it answers what the core was asked. */
    private class Opening(val name: String, val form: KeptForm?, val open: () -> List<String>)

    /** A phone on which there is something to see on every screen. */
    private inner class FullPhone(phones: TwoPhones, branch: Branch) {
        val field: Field = phones.rini
        val worker = field.register(siti()).worker
        val known = field.meetWorker(listOf(FieldEdit("name", "Slamet Riyadi"), FieldEdit("village", TwoPhones.VILLAGE))).record
        val figure = field.recordFigure(FigureInput("Bu Lurah", listOf(), TwoPhones.VILLAGE, null), IdentifiedBy.OBSERVATION).record
        val plan = field.eventForm(null).plan
        val event = field.planEvent(null, plan).record
        val conflict: String
        val refused: String
        val message: String

        init {
            branch.publish("messages", MESSAGES)
            phones.sync(field, phones.budi)
            field.editWorker(worker, listOf(FieldEdit("nik", "3374055501900002")))
            phones.budi.editWorker(worker, listOf(FieldEdit("nik", "3374055501900003")))
            noSingleMonths(branch, folder)
            field.register(siti(nik = "3374055501900084", name = "Sri Wahyuni", months = 1u))
            phones.sync(phones.budi, field)
            val lines = field.attentionView().groups.associate { it.kind to it.lines }
            conflict = lines.getValue(AttentionKind.CONFLICT).first().about
            refused = lines.getValue(AttentionKind.REJECTED).first().about
            message = field.messageShelf(MessageQuery()).messages.first().message
        }

        /** Every screen that asks the core for what it shows. */
        fun screens(): List<Opening> = listOf(
            of("today", Today(), TodayEvent::Failed, ::reduce, TodayEvent.Entered) { it.home != null },
            of("workers", Workers(), WorkersEvent::Failed, ::reduce, WorkersEvent.Entered) { it.isAnswered },
            of("worker", Worker(), WorkerEvent::Failed, ::reduce, WorkerEvent.Entered(worker)) { it.view != null },
            of("record", OneRecord(), OneRecordEvent::Failed, ::reduce, OneRecordEvent.Entered("worker", worker)) { it.view != null },
            of(
                "edit worker", EditWorker(), EditWorkerEvent::Failed, ::reduce, EditWorkerEvent.Entered(worker),
                KeptForm(FormKind.WORKER, worker, mapOf("hamlet" to "RW 4")), EditWorkerEvent::Restored,
            ) { it.form.fields.isNotEmpty() },
            of(
                "money", Money(), MoneyEvent::Failed, ::reduce, MoneyEvent.Entered(worker),
                KeptForm(FormKind.MONEY, worker, Money(rupiah = "20000", isTyped = true).toFields()!!), MoneyEvent::Restored,
            ) { it.view != null },
            of(
                "consent", Consents(), ConsentsEvent::Failed, ::reduce, ConsentsEvent.Entered(known),
                KeptForm(FormKind.CONSENT, known, ConsentAsked(ConsentPurpose.REMIND).toFields("")), ConsentsEvent::Restored,
            ) { it.view != null },
            of(
                "consent taken back", Consents(takesBack = true), ConsentsEvent::Failed, ::reduce, ConsentsEvent.Entered(worker),
                KeptForm(FormKind.WITHDRAWAL, worker, ConsentAsked(ConsentPurpose.ENROL).toFields("")), ConsentsEvent::Restored,
            ) { it.view != null },
            of(
                "register", Register(), RegisterEvent::Failed, ::reduce, RegisterEvent.Entered(),
                KeptForm(FormKind.REGISTRATION, null, typed.toFields()), RegisterEvent::Restored,
            ) { it.preview != null },
            of(
                "register somebody known", Register(worker = known), RegisterEvent::Failed, ::reduce, RegisterEvent.Entered(),
                KeptForm(FormKind.REGISTRATION, known, typed.toFields()), RegisterEvent::Restored,
            ) { it.preview != null },
            of("forums", Forums(), ForumsEvent::Failed, ::reduce, ForumsEvent.Entered) { it.view != null },
            of(
                "forum", Forum(event), ForumEvent::Failed, ::reduce, ForumEvent.Entered,
                KeptForm(FormKind.FORUM, event, ForumForm(consent = ConsentAsked(ConsentPurpose.REMIND)).toFields()),
                { ForumEvent.Restored(ForumForm.fromFields(it)) },
            ) { it.view != null },
            of(
                "event", Plan(), PlanEvent::Failed, ::reduce, PlanEvent.Entered,
                KeptForm(FormKind.EVENT, null, plan.copy(place = "Balai desa").toFields()), { PlanEvent.Restored(planFromFields(it)) },
            ) { it.choices != null },
            of("figures", Figures(), FiguresEvent::Failed, ::reduce, FiguresEvent.Entered) { it.view != null },
            of(
                "figure", FigureStory(figure), FigureStoryEvent::Failed, ::reduce, FigureStoryEvent.Entered,
                KeptForm(FormKind.RELATIONSHIP, figure, RelationshipForm(trust = 3u).toFields()),
                { FigureStoryEvent.Restored(RelationshipForm.fromFields(it)) },
            ) { it.view != null },
            of(
                "new figure", EditFigure(), EditFigureEvent::Failed, ::reduce, EditFigureEvent.Entered,
                KeptForm(FormKind.FIGURE, null, FigureForm("Pak Karto").toFields()), { EditFigureEvent.Restored(FigureForm.fromFields(it)) },
            ) { it.onRecord != null },
            of(
                "edit figure", EditFigure(figure), EditFigureEvent::Failed, ::reduce, EditFigureEvent.Entered,
                KeptForm(FormKind.FIGURE, figure, FigureForm("Pak Karto").toFields()), { EditFigureEvent.Restored(FigureForm.fromFields(it)) },
            ) { it.onRecord != null },
            of(
                "nominate", Nominate(known), NominateEvent::Failed, ::reduce, NominateEvent.Entered,
                KeptForm(FormKind.NOMINATION, known, NominateForm(typed = "Karto").toFields()),
                { NominateEvent.Restored(NominateForm.fromFields(it)) },
            ) { it.choices != null },
            of(
                "partners", Partners(), PartnersEvent::Failed, ::reduce, PartnersEvent.Entered,
                KeptForm(FormKind.PARTNER, null, PartnerForm("BPR Jateng").toFields()), { PartnersEvent.Restored(PartnerForm.fromFields(it)) },
            ) { it.view != null },
            of("messages", Messages(), MessagesEvent::Failed, ::reduce, MessagesEvent.Entered) { it.shelf != null },
            of("messages for a worker", Messages(worker), MessagesEvent::Failed, ::reduce, MessagesEvent.Entered) { it.shelf != null },
            of("message", Message(message), MessageEvent::Failed, ::reduce, MessageEvent.Entered) { it.view != null },
            of(
                "meet", Meet(), MeetEvent::Failed, ::reduce, MeetEvent.Entered,
                KeptForm(FormKind.MEETING, null, Meet(name = "Slamet", isNew = true).toFields()!!), MeetEvent::Restored,
            ) { it.meeting != null },
            of(
                "conversation", Conversation(worker), ConversationEvent::Failed, ::reduce, ConversationEvent.Entered,
                KeptForm(FormKind.CONVERSATION, worker, Told(otherMedia = "koran").toFields()), ConversationEvent::Restored,
            ) { it.form != null },
            of(
                "conversation with a message", Conversation(known), ConversationEvent::Failed, ::reduce, ConversationEvent.Entered,
                KeptForm(FormKind.CONVERSATION, known, Told(messages = setOf(message)).toFields()), ConversationEvent::Restored,
            ) { it.form != null },
            of("attention", Attention(), AttentionEvent::Failed, ::reduce, AttentionEvent.Entered) { it.view != null },
            of(
                "conflict", Decision(), DecisionEvent::Failed, ::reduce, DecisionEvent.Entered(conflict),
                KeptForm(FormKind.CORRECTION, conflict, mapOf("reason" to "Saya melihat KTP-nya")), DecisionEvent::Restored,
            ) { it.view != null },
            of(
                "correct", Correct(), CorrectEvent::Failed, ::reduce, CorrectEvent.Entered(CameBack.Capture(refused)),
                KeptForm(FormKind.CORRECTION, refused, mapOf("period_months" to "3")), CorrectEvent::Restored,
            ) { it.view != null },
            of("sync", Sync(), SyncEvent::Failed, ::reduce, SyncEvent.Entered) { it.view != null },
            of("summary", Summary(ReportLanguage.INDONESIAN), SummaryEvent::Failed, ::reduce, SummaryEvent.Entered) { it.view != null },
            of(
                "report", Summary(ReportLanguage.INDONESIAN, listOf(ReportName.FUNNEL)), SummaryEvent::Failed, ::reduce, SummaryEvent.Entered,
            ) { it.view != null },
        )

        private val typed = Typed(mapOf(Place.INCOME to "1500000"), village = "3374051003", startMonth = "2026-06", cash = Cash.AS_QUOTED)

        /** As a page begins: it looks for what was kept, then for what there is, and is drawn anew until nothing is asked any more. */
        private fun <S, E> of(
            name: String,
            first: S,
            failed: (Failure) -> E,
            reduce: (S, E) -> Next<S, E>,
            entered: E,
            form: KeptForm? = null,
            restored: (Map<String, String>) -> E = { error("$name keeps no form") },
            isDrawn: (S) -> Boolean,
        ) = Opening(name, form) {
            val counted = CountedField(field)
            val waiting = ArrayDeque<Runnable>()
            val core = Core({ counted }, waiting::addLast, Executor(Runnable::run))
            val screen = Screen(first, core, failed, reduce).apply { enter {} }
            if (form == null) {
                screen.on(entered)
            } else {
                core.ask({ it.keptForm(form.kind, form.about) }, { null }) { fields ->
                    if (fields != null) screen.on(restored(fields))
                    screen.on(entered)
                }
            }
            while (waiting.isNotEmpty()) waiting.removeFirst().run()
            assertTrue("$name shows what it was opened for", isDrawn(screen.state))
            counted.calls
        }
    }

    private fun onAFullPhone(look: FullPhone.() -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        TwoPhones(folder, branch).use { phones -> FullPhone(phones, branch).look() }
    }

    private companion object {
        const val MESSAGES = "code,title,kind,frame,language,body,media,segments,answers\n" +
            "story-sawah,Sawah Bu Tin,story,family,id,Bu Tin jatuh di sawah.,,farmer,takdir\n"
    }
}
