//! [`Field`]: the core's entry point, one call per thing an agent does.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use perisai_core::FieldError;
use perisai_core::domain::kinds::{FollowUpResult, IdentifiedBy, ReceiptStatus, RegistrationStatus};
use perisai_core::domain::{AgentId, ConsentPurpose, Invalid, Language, Quote};
use perisai_core::field::{
    self, AnswerInput, AttendanceInput, AttendanceSaved, AttentionItem, AttentionView, AttestationInput, CardInput,
    CardSaved, ConflictView, ConsentInput, ConsentReading, ConsentWithdrawal, ConsentsView, ConversationInput,
    ConversationSaved, CorrectionView, DayTotals, DecisionView, EncounterInput, EvaluationInput, EventInput, FieldEdit,
    FigureInput, ForgottenView, FormKind, ForumInput, ForumSaved, HomeView, JournalTotals, KeptForm, MessagePick,
    MessageQuery, MoneyView, NextSync, NoProgress, NominationInput, NominationsSaved, OpenStep, PartnerInput,
    PendingItem, PersonInput, Ports, QuoteInput, ReceiptGiven, ReceiptInput, RecordLine, RecordView, ReferenceListView,
    RegisterInput, Registered, RejectedView, RelationshipInput, ReportFilter, ReportLanguage, ReportView, Saved,
    ScreenHead, SummaryView, SupportInput, SyncOutcome, SyncReport, SyncView, TaskInput, TodayLine, TrainingInput,
    WorkerForm, WorkerLine, WorkerPage, WorkerView,
};
use perisai_core::field::{
    AttendeeLine, EventForm, EventPlan, EventsView, FigureChoice, FigureView, FiguresView, ForumView, NominationForm,
    PartnersView,
};
use perisai_core::field::{ConversationForm, Meeting, MessageShelf, MessageView};
use perisai_core::field::{HandInInput, ReceiptText, RegistrationForm, RegistrationPreview, VillageHit};
use perisai_core::insight::ReportName;

use crate::live::Live;
use crate::lock::Keys;
use crate::ports::{Clock, KeyVault, OpenProgress, Shell, ShellClock, ShellSigner, Signer, SyncProgress, Transport};
use crate::system::{SystemClock, SystemRandomness};

/// An agent's device: the encrypted store, the journal of what was captured, and the rules.
///
/// Every method blocks; call it off the main thread. A capture is durable when its method returns, and waits for no
/// network. Several threads may share one `Field`. Ids are text; lists of more than a screen come in pages.
#[derive(Debug, uniffi::Object)]
pub struct Field {
    core: field::Field,
    _live: Live,
}

#[uniffi::export]
impl Field {
    /// Opens the store in a folder, or makes one there, for one agent. Without a clock the process's own is read.
    ///
    /// # Errors
    /// `WrongKey` and `OtherAgent`: nothing was touched. `Corrupt`: the store was copied aside and its journal saved;
    /// see `begin_again`. `NewerSchema`: update the app. `Refused` with `SigningKey`: the signer gives no public key.
    #[uniffi::constructor(default(clock = None, progress = None))]
    pub fn open(
        folder: &str,
        agent: &str,
        vault: Arc<dyn KeyVault>,
        signer: Arc<dyn Signer>,
        clock: Option<Arc<dyn Clock>>,
        progress: Option<Arc<dyn OpenProgress>>,
    ) -> Result<Self, FieldError> {
        let (agent, ports) = (agent_id(agent)?, ports(signer, clock)?);
        let told = |step| tell(progress.as_deref(), step);
        field::Field::open_with_progress(Path::new(folder), &Shell(vault), agent, ports, &told).map(Self::holding)
    }

    /// After `Corrupt`: begins a new store in the damaged one's place. Every change that could be saved from the
    /// journal is in it as work not yet sent, and the next sync brings back what the branch knows. The damaged files
    /// stay beside it. `quarantined_to` is what `Corrupt` named. Interrupted, it can be called again; after it is done it
    /// opens the store.
    ///
    /// # Errors
    /// `NotFound`: the store was not set aside under that name. Otherwise as for `open`.
    #[uniffi::constructor(default(clock = None, progress = None))]
    pub fn begin_again(
        folder: &str,
        agent: &str,
        vault: Arc<dyn KeyVault>,
        signer: Arc<dyn Signer>,
        quarantined_to: &str,
        clock: Option<Arc<dyn Clock>>,
        progress: Option<Arc<dyn OpenProgress>>,
    ) -> Result<Self, FieldError> {
        let (agent, ports) = (agent_id(agent)?, ports(signer, clock)?);
        let told = |step| tell(progress.as_deref(), step);
        field::Field::begin_again(Path::new(folder), &Shell(vault), agent, ports, quarantined_to, &told)
            .map(Self::holding)
    }

    /// `open` with the keys of an unlocked `PinLock`. What is opened so has its keys sealed to the branch, at enrolment and
    /// whenever the branch has another key, so that a forgotten PIN costs nothing that was saved.
    ///
    /// # Errors
    /// As for `open`.
    #[uniffi::constructor(default(clock = None, progress = None))]
    pub fn open_with(
        folder: &str,
        agent: &str,
        keys: &Keys,
        clock: Option<Arc<dyn Clock>>,
        progress: Option<Arc<dyn OpenProgress>>,
    ) -> Result<Self, FieldError> {
        let (agent, ports) = (agent_id(agent)?, ports_of(keys, clock));
        let told = |step| tell(progress.as_deref(), step);
        field::Field::open_with_progress(Path::new(folder), keys.core.as_ref(), agent, ports, &told).map(Self::holding)
    }

    /// `begin_again` with the keys of an unlocked `PinLock`.
    ///
    /// # Errors
    /// As for `begin_again`.
    #[uniffi::constructor(default(clock = None, progress = None))]
    pub fn begin_again_with(
        folder: &str,
        agent: &str,
        keys: &Keys,
        quarantined_to: &str,
        clock: Option<Arc<dyn Clock>>,
        progress: Option<Arc<dyn OpenProgress>>,
    ) -> Result<Self, FieldError> {
        let (agent, ports) = (agent_id(agent)?, ports_of(keys, clock));
        let told = |step| tell(progress.as_deref(), step);
        let begun =
            field::Field::begin_again(Path::new(folder), keys.core.as_ref(), agent, ports, quarantined_to, &told);
        begun.map(Self::holding)
    }

    /// The agent whose store this is.
    pub fn agent(&self) -> String {
        self.core.agent().to_string()
    }

    /// The device's id; none before enrolment.
    pub fn device(&self) -> Result<Option<String>, FieldError> {
        Ok(self.core.device()?.map(|device| device.to_string()))
    }

    /// Enrols this device with the code that a supervisor issued, and answers its id. A device that a restored branch
    /// forgot is enrolled again in the same way: it keeps its id, its key and its journal. Blocks for one request.
    ///
    /// # Errors
    /// `Refused` with `EnrolCode` for a code that is unknown, used or expired; `OtherAgent` where the code is another
    /// agent's; `Network`.
    pub fn enrol(&self, code: &str, transport: Arc<dyn Transport>) -> Result<String, FieldError> {
        Ok(self.core.enrol(code, &Shell(transport))?.to_string())
    }

    /// Closes the store. Whatever was acknowledged is durable already; later calls answer `Closed`.
    pub fn shutdown(&self) {
        self.core.shutdown();
    }

    /// Registers a worker, at a forum or at the door, as one change: the worker (or the edits of a known one), the
    /// consent, the attendance, the registration with its quote and the receipt. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid`, `ConsentMissing` without a consent for enrolment, and `WarningUnacknowledged` where the NIK deserves
    /// a second look: nothing was written.
    pub fn register(&self, input: RegisterInput) -> Result<Registered, FieldError> {
        self.core.register(&input)
    }

    /// `register` of a registration that is not to be handed in yet, because a paper is missing: it needs the consent
    /// and what the quote needs; the rest is asked for when `move_registration` hands it in.
    pub fn draft_registration(&self, input: RegisterInput) -> Result<Registered, FieldError> {
        self.core.draft_registration(&input)
    }

    /// Everything that a registration screen draws at first, of somebody new or of a worker on this phone, and of the event
    /// where it happens.
    #[uniffi::method(default(worker = None, event = None))]
    pub fn registration_form(
        &self,
        worker: Option<String>,
        event: Option<String>,
    ) -> Result<RegistrationForm, FieldError> {
        self.core.registration_form(worker.as_deref(), event.as_deref())
    }

    /// Judges a registration form as it stands: what the NIK proposes, the quote, what is missing and what breaks a rule.
    /// Nothing is written and nothing of the form is an error; cheap enough for each pause in typing.
    pub fn preview_registration(&self, input: RegisterInput) -> Result<RegistrationPreview, FieldError> {
        self.core.preview_registration(&input)
    }

    /// Hands in a draft, or what came back for correction, with what was missing, as one change. Errors as for
    /// `register`; `Invalid` with `LIFECYCLE`: it is with the branch, or at its end.
    pub fn hand_in(&self, registration: &str, input: HandInInput) -> Result<Registered, FieldError> {
        self.core.hand_in(registration, &input)
    }

    /// The villages of the whole country that answer what was typed, the agent's own and those around them first; at most
    /// eight.
    pub fn find_villages(&self, typed: &str) -> Result<Vec<VillageHit>, FieldError> {
        self.core.find_villages(typed)
    }

    /// The text of a receipt to share with the worker, by the receipt or by the registration that it was given for. It
    /// holds no NIK and says that cover is not confirmed yet.
    pub fn receipt_text(&self, record: &str, language: Language) -> Result<ReceiptText, FieldError> {
        self.core.receipt_text(record, language)
    }

    /// Records a worker who was met and does not register (yet). `acknowledge` is the reason for which warnings about
    /// the NIK are acknowledged.
    #[uniffi::method(default(consent = None, acknowledge = None))]
    pub fn record_worker(
        &self,
        person: PersonInput,
        consent: Option<ConsentInput>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.record_worker(&person, consent.as_ref(), acknowledge)
    }

    /// Writes down what a known worker tells now, as one change: what is none stays as it is.
    ///
    /// # Errors
    /// `Invalid` with `FIXED` where nothing changes; `WarningUnacknowledged` where the NIK and the rest then disagree
    /// and no reason is given.
    #[uniffi::method(default(acknowledge = None))]
    pub fn update_worker(
        &self,
        worker: &str,
        person: PersonInput,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.update_worker(worker, &person, acknowledge)
    }

    /// What a registration would cost, line by line, by the tariff in force on this device. `Invalid` names the field
    /// that cannot be read or quoted.
    pub fn quote(&self, input: QuoteInput) -> Result<Quote, FieldError> {
        self.core.quote(&input)
    }

    /// Edits fields of a worker as one change; a list replaces the set as seen, none clears. What a record line shows
    /// can be typed again; an address may be its text alone, further occupations their words separated by `;`.
    ///
    /// # Errors
    /// `Invalid` with `FIELD_UNKNOWN` for no field of a worker, `FIXED` where nothing changes; `WarningUnacknowledged`
    /// where the NIK and the rest then disagree and no reason is given.
    #[uniffi::method(default(acknowledge = None))]
    pub fn edit_worker(
        &self,
        worker: &str,
        edits: Vec<FieldEdit>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.edit_worker(worker, &edits, acknowledge)
    }

    /// Edits fields of an event as one change: what is known after it, such as the headcount and notes. Errors as for
    /// `edit_worker`.
    pub fn edit_event(&self, event: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_event(event, &edits)
    }

    /// Edits fields of a registration as one change, while it is a draft or came back for correction; `Invalid` with
    /// `LIFECYCLE` where it is with the branch. The quote stays what the worker was told.
    pub fn edit_registration(&self, registration: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_registration(registration, &edits)
    }

    /// Records what a worker attests for a registration that was captured without it.
    pub fn attest(&self, registration: &str, attestation: AttestationInput) -> Result<Saved, FieldError> {
        self.core.attest(registration, &attestation)
    }

    /// Plans an event, or records one that was come upon.
    pub fn record_event(&self, input: EventInput) -> Result<Saved, FieldError> {
        self.core.record_event(&input)
    }

    /// Plans an event, records one that was come upon (`event` is none), or changes what was planned of one. The day and the
    /// time of day are those where it is held.
    ///
    /// # Errors
    /// `Invalid`: `day` or `time` with `DATE`, `village` with `VILLAGE_UNKNOWN`, `event` with `FIXED` where nothing changes.
    pub fn plan_event(&self, event: Option<String>, plan: EventPlan) -> Result<Saved, FieldError> {
        self.core.plan_event(event.as_deref(), &plan)
    }

    /// What to choose from where an event is planned (`event` is none), or its plan is changed.
    pub fn event_form(&self, event: Option<String>) -> Result<EventForm, FieldError> {
        self.core.event_form(event.as_deref())
    }

    /// The events on this phone: today's first, then those to come, then those past, 200 at most.
    pub fn events_view(&self) -> Result<EventsView, FieldError> {
        self.core.events_view()
    }

    /// Joins an event that another phone planned, by the code that `forum` shows there, and answers the event. Until it
    /// reaches this phone, who attends can be recorded on it, and the branch holds that until the event arrives there.
    /// `Invalid`: `code` with `TYPE` for what is no event's code.
    pub fn join_event(&self, code: &str) -> Result<String, FieldError> {
        self.core.join_event(code)
    }

    /// A forum as its screen shows it: who is on record, who may come, the figures, the messages, the code to join it by.
    /// `NotFound` for an event that is neither on this phone nor joined.
    pub fn forum(&self, event: &str) -> Result<ForumView, FieldError> {
        self.core.forum(event)
    }

    /// Workers as `search` finds them, each with whether the attendance at an event is on record.
    pub fn find_attendees(&self, event: &str, typed: &str) -> Result<Vec<AttendeeLine>, FieldError> {
        self.core.find_attendees(event, typed)
    }

    /// The figures that this phone holds, of one village or of all, in order of names. Of nominations it tells what report 4
    /// shows, and never by whom. Blocks: reads every record once.
    pub fn figures_view(&self, village: Option<String>) -> Result<FiguresView, FieldError> {
        self.core.figures_view(village.as_deref())
    }

    /// One figure: how the relationship stood over time, and what is to be done. Blocks as `figures_view` does.
    pub fn figure_view(&self, figure: &str) -> Result<FigureView, FieldError> {
        self.core.figure_view(figure)
    }

    /// What to choose from where a worker names figures. It says nothing of whom anybody named before.
    pub fn nomination_form(&self, worker: &str) -> Result<NominationForm, FieldError> {
        self.core.nomination_form(worker)
    }

    /// The figures whose name fits, as `search` finds workers, of those whom a worker may name.
    pub fn find_figures(&self, worker: &str, typed: &str) -> Result<Vec<FigureChoice>, FieldError> {
        self.core.find_figures(worker, typed)
    }

    /// The partners that this phone holds, with what they give.
    pub fn partners_view(&self) -> Result<PartnersView, FieldError> {
        self.core.partners_view()
    }

    /// Records who attends an event, dozens at once, as one change. Who is on record already is left as is.
    pub fn record_attendance(
        &self,
        event: &str,
        attending: Vec<AttendanceInput>,
    ) -> Result<AttendanceSaved, FieldError> {
        self.core.record_attendance(event, &attending)
    }

    /// Records a conversation with one worker.
    pub fn record_encounter(&self, input: EncounterInput) -> Result<Saved, FieldError> {
        self.core.record_encounter(&input)
    }

    /// Records a whole conversation as one change: the encounter, the objections, the consent, the card, what came of tasks
    /// and the next step. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid` names the field that cannot be read; of a card: `NUMBER` for no answer of the scale, `LIMIT` where a
    /// part has not an answer or a gap per item, `ORDER` where the parts' times do not follow each other; `results` with
    /// `SUBJECT` for a task about somebody else, `result` with `FIXED` for one that was noted already, `answered_at_once` with
    /// `SUBJECT` for a conversation that the agent began.
    /// `ConsentMissing` for a card without a consent to be measured: nothing was written.
    pub fn record_conversation(&self, input: ConversationInput) -> Result<ConversationSaved, FieldError> {
        self.core.record_conversation(&input)
    }

    /// Everything that a conversation with a worker is written down with, in one answer. `also` are messages that must be
    /// among those offered where they may be told.
    ///
    /// # Errors
    /// `NotFound` for a worker who is not on this device. `Invalid`: `clock` with `DATE` for a day beyond the calendar.
    pub fn conversation_form(&self, worker: &str, also: Vec<String>) -> Result<ConversationForm, FieldError> {
        self.core.conversation_form(worker, &also)
    }

    /// Whom a conversation may be with before anything is typed; `search` finds the others.
    pub fn meeting(&self) -> Result<Meeting, FieldError> {
        self.core.meeting()
    }

    /// Records the answer to what a worker asked: `incoming` is the conversation that the worker began.
    pub fn answer_question(&self, incoming: &str, answer: AnswerInput) -> Result<Saved, FieldError> {
        self.core.answer_question(incoming, &answer)
    }

    /// Writes down what happened at an event: who came, known workers and new ones by name, the headcount, the messages
    /// shown and the figures engaged before. One change, or several where more people came than one holds: all of them are
    /// saved or none. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid`: `event` with `FIXED` where nothing is new, `event` with `EXPIRED` where of an event that was joined and
    /// has not arrived more is told than who attends. `NotFound` for an event neither on this phone nor joined.
    pub fn run_forum(&self, event: &str, input: ForumInput) -> Result<ForumSaved, FieldError> {
        self.core.run_forum(event, &input)
    }

    /// Records a figure, and how the figure came to be known.
    pub fn record_figure(&self, figure: FigureInput, identified_by: IdentifiedBy) -> Result<Saved, FieldError> {
        self.core.record_figure(&figure, identified_by)
    }

    /// Writes down what a figure is from now on, as one change: name, roles and village as told; the figure's own record as
    /// a worker stays where none is told. `figure` with `FIXED` where nothing changes.
    pub fn update_figure(&self, figure: &str, told: FigureInput) -> Result<Saved, FieldError> {
        self.core.update_figure(figure, &told)
    }

    /// Edits fields of a figure as one change. Errors as for `edit_worker`.
    pub fn edit_figure(&self, figure: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_figure(figure, &edits)
    }

    /// Records whom a worker named, known figures and new ones, as one change. Who named whom is never shown.
    /// `ConsentMissing` without the worker's consent to name others.
    #[uniffi::method(default(consent = None))]
    pub fn nominate(
        &self,
        respondent: &str,
        named: Vec<NominationInput>,
        consent: Option<ConsentInput>,
    ) -> Result<NominationsSaved, FieldError> {
        self.core.nominate(respondent, &named, consent.as_ref())
    }

    /// Notes how the relationship with a figure stands, and what is to be done next, as one change.
    pub fn note_relationship(&self, figure: &str, note: RelationshipInput) -> Result<Saved, FieldError> {
        self.core.note_relationship(figure, &note)
    }

    /// Records the agent's own view on the card, without a guess. Errors as for a card of `record_conversation`.
    pub fn record_own_view(&self, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_own_view(&card)
    }

    /// Records the card of a figure. Errors as for a card of `record_conversation`.
    pub fn record_figure_card(&self, figure: &str, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_figure_card(figure, &card)
    }

    /// Records the card of one of the branch's staff, by badge or without. Errors as for a card of
    /// `record_conversation`.
    pub fn record_panel_card(&self, agent: Option<String>, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_panel_card(agent.as_deref(), &card)
    }

    /// Records a partner.
    pub fn record_partner(&self, partner: PartnerInput) -> Result<Saved, FieldError> {
        self.core.record_partner(&partner)
    }

    /// Edits fields of a partner as one change. Errors as for `edit_worker`.
    pub fn edit_partner(&self, partner: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_partner(partner, &edits)
    }

    /// Records what a partner gives.
    pub fn record_support(&self, support: SupportInput) -> Result<Saved, FieldError> {
        self.core.record_support(&support)
    }

    /// Edits fields of a support as one change. Errors as for `edit_worker`.
    pub fn edit_support(&self, support: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_support(support, &edits)
    }

    /// Asks the branch to decide on something, and cites the records that show it.
    pub fn write_evaluation(&self, evaluation: EvaluationInput) -> Result<Saved, FieldError> {
        self.core.write_evaluation(&evaluation)
    }

    /// Edits an evaluation's causes as one change. `gap_causes` with `BRANCH_ONLY` once the branch has decided.
    pub fn edit_evaluation(&self, evaluation: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_evaluation(evaluation, &edits)
    }

    /// Records what was observed of an agent's training. The certificate is the branch's.
    pub fn observe_training(&self, training: TrainingInput) -> Result<Saved, FieldError> {
        self.core.observe_training(&training)
    }

    /// Plans a task, such as a promise made; `owner` is who is to do it, none for whoever comes by.
    ///
    /// # Errors
    /// `Invalid`: `REQUIRED` for a task about nobody, `SUBJECT` for one about two, `DATE`, `FIXED` for one that is
    /// planned so already.
    #[uniffi::method(default(owner = None))]
    pub fn record_follow_up(&self, task: TaskInput, owner: Option<String>) -> Result<Saved, FieldError> {
        self.core.record_follow_up(&task, owner.as_deref())
    }

    /// Notes what came of a task, planned or computed. Every result but that nobody was met ends it.
    pub fn note_result(&self, task: TaskInput, result: FollowUpResult) -> Result<Saved, FieldError> {
        self.core.note_result(&task, result)
    }

    /// Puts a task off to a later day, `2026-06-10`; `to` with `ORDER` for one before the task is due.
    pub fn put_off(&self, task: TaskInput, to: &str) -> Result<Saved, FieldError> {
        self.core.put_off(&task, to)
    }

    /// What is due on a day, `2026-06-10`, and in the week after it: what is overdue longest comes first. Tasks that
    /// somebody else is to do are left out, and so is whoever wishes no contact.
    pub fn today(&self, on: &str) -> Result<Vec<TodayLine>, FieldError> {
        self.core.today(on)
    }

    /// The messages to offer, best first; of an experiment the one variant that the group draws. `worker` with
    /// `NO_CONTACT` for one who wishes none.
    pub fn pick_messages(&self, query: MessageQuery) -> Result<Vec<MessagePick>, FieldError> {
        self.core.pick_messages(&query)
    }

    /// The messages to browse, and how many there would be under every other choice. Unlike with `pick_messages`, what is
    /// asked for narrows.
    pub fn message_shelf(&self, query: MessageQuery) -> Result<MessageShelf, FieldError> {
        self.core.message_shelf(&query)
    }

    /// One message to read, whether it may still be told or not.
    pub fn message(&self, message: &str) -> Result<MessageView, FieldError> {
        self.core.message(message)
    }

    /// Records a consent that a worker gives now.
    pub fn give_consent(&self, worker: &str, consent: ConsentInput) -> Result<Saved, FieldError> {
        self.core.give_consent(worker, &consent)
    }

    /// Records that a worker takes consents back: measuring, reminding and nominating stop at once.
    pub fn withdraw_consent(&self, withdrawal: ConsentWithdrawal) -> Result<Saved, FieldError> {
        self.core.withdraw_consent(&withdrawal)
    }

    /// Moves a registration: `DRAFT` to `SUBMITTED` or `CANCELLED`, `NEEDS_CORRECTION` to `SUBMITTED`. Handing it in
    /// refuses what `register` would refuse. `reason` is why it stands there from now on.
    #[uniffi::method(default(reason = None))]
    pub fn move_registration(
        &self,
        registration: &str,
        to: RegistrationStatus,
        reason: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.move_registration_because(registration, to, reason.as_deref())
    }

    /// Gives a receipt for contribution money, such as of a later month; `register` gives the first one.
    ///
    /// # Errors
    /// `Invalid`: `NUMBER` for no money, `REQUIRED` without a month, `DATE` for what is no month, `ENUM` for a
    /// registration that is another worker's.
    pub fn receive_money(&self, input: ReceiptInput) -> Result<ReceiptGiven, FieldError> {
        self.core.receive_money(&input)
    }

    /// Moves a receipt: `ENTRUSTED` to `HANDED_OVER`, `RETURNED` or `DISPUTED`. `reason` is why it stands there from now
    /// on.
    #[uniffi::method(default(reason = None))]
    pub fn move_receipt(&self, receipt: &str, to: ReceiptStatus, reason: Option<String>) -> Result<Saved, FieldError> {
        self.core.move_receipt_because(receipt, to, reason.as_deref())
    }

    /// Keeps what stands in a form, in place of what was kept of it before. `about` is the worker, event, figure or change
    /// that it is about, none for something new. The capture that the form becomes drops it with the same write. Blocks
    /// for one durable write.
    ///
    /// # Errors
    /// `Invalid` with `LIMIT`: `fields` for more text than a form holds, `form` for more forms than a phone keeps.
    pub fn keep_form(
        &self,
        kind: FormKind,
        about: Option<String>,
        fields: HashMap<String, String>,
    ) -> Result<(), FieldError> {
        self.core.keep_form(kind, about.as_deref(), &fields)
    }

    /// What was kept of a form; none where nothing was, or where it has become a capture.
    pub fn kept_form(
        &self,
        kind: FormKind,
        about: Option<String>,
    ) -> Result<Option<HashMap<String, String>>, FieldError> {
        self.core.kept_form(kind, about.as_deref())
    }

    /// Every form that is kept, so that an agent finds again what was begun.
    pub fn kept_forms(&self) -> Result<Vec<KeptForm>, FieldError> {
        self.core.kept_forms()
    }

    /// Forgets a form that its author gave up.
    pub fn drop_form(&self, kind: FormKind, about: Option<String>) -> Result<(), FieldError> {
        self.core.drop_form(kind, about.as_deref())
    }

    /// What stands at the head of every screen.
    pub fn head(&self) -> Result<ScreenHead, FieldError> {
        self.core.head()
    }

    /// Workers in order of their records, from after `after`; `rows` at most 200.
    pub fn workers(&self, after: Option<String>, rows: u32) -> Result<WorkerPage, FieldError> {
        self.core.workers(after.as_deref(), rows)
    }

    /// Workers whose name fits, by beginnings of words with one typo forgiven, or whose NIK begins so.
    pub fn search(&self, typed: &str) -> Result<Vec<WorkerLine>, FieldError> {
        self.core.search(typed)
    }

    /// One record, field by field.
    pub fn record(&self, kind: &str, record: &str) -> Result<RecordLine, FieldError> {
        self.core.record(kind, record)
    }

    /// Records of a kind in order, from after `after`; `rows` at most 200.
    pub fn records(&self, kind: &str, after: Option<String>, rows: u32) -> Result<Vec<RecordLine>, FieldError> {
        self.core.records(kind, after.as_deref(), rows)
    }

    /// Everything on this device about one worker, in order of time.
    pub fn story(&self, worker: &str) -> Result<Vec<RecordLine>, FieldError> {
        self.core.story(worker)
    }

    /// One worker's screen: who it is, what the branch says of the cover, the story, and what can be done now, what matters
    /// most first.
    pub fn worker_view(&self, worker: &str) -> Result<WorkerView, FieldError> {
        self.core.worker_view(worker)
    }

    /// A worker's NIK in groups of four, for whoever asked to see it; none where none is known.
    pub fn nik(&self, worker: &str) -> Result<Option<String>, FieldError> {
        self.core.nik(worker)
    }

    /// One record with every field that is set, ready to be shown.
    pub fn record_view(&self, kind: &str, record: &str) -> Result<RecordView, FieldError> {
        self.core.record_view(kind, record)
    }

    /// What a worker agrees to, purpose by purpose.
    pub fn consents_view(&self, worker: &str) -> Result<ConsentsView, FieldError> {
        self.core.consents_view(worker)
    }

    /// The screen on which money of a worker is taken: which months are next, and what they cost.
    pub fn money_view(&self, worker: &str) -> Result<MoneyView, FieldError> {
        self.core.money_view(worker)
    }

    /// The form of a worker's own fields; without a worker, that of somebody who was met.
    #[uniffi::method(default(worker = None))]
    pub fn worker_form(&self, worker: Option<String>) -> Result<WorkerForm, FieldError> {
        self.core.worker_form(worker.as_deref())
    }

    /// Records somebody who was met, from the fields of `worker_form`. Errors as for `edit_worker`.
    #[uniffi::method(default(acknowledge = None))]
    pub fn meet_worker(&self, told: Vec<FieldEdit>, acknowledge: Option<String>) -> Result<Saved, FieldError> {
        self.core.meet_worker(&told, acknowledge)
    }

    /// The text to read aloud when asking for a consent: the branch's, or the one that ships.
    pub fn consent_text(&self, purpose: ConsentPurpose, language: Language) -> Result<ConsentReading, FieldError> {
        self.core.consent_text(purpose, language)
    }

    /// Several reports of one reading, in the order asked for. Blocks: reads every record once; captures go on while it
    /// computes.
    pub fn reports(
        &self,
        names: Vec<ReportName>,
        filter: ReportFilter,
        as_of: &str,
    ) -> Result<Vec<ReportView>, FieldError> {
        self.core.reports(&names, &filter, as_of)
    }

    /// A list of reference data as it holds today where the agent works, such as `instrument` with the card's statements.
    pub fn reference_list(&self, name: &str) -> Result<ReferenceListView, FieldError> {
        self.core.reference_list(name)
    }

    /// One of the sixteen reports for a day (`2026-06-03`), over what this phone holds. Blocks: reads every record once.
    pub fn report(&self, name: ReportName, filter: ReportFilter, as_of: &str) -> Result<ReportView, FieldError> {
        self.core.report(name, &filter, as_of)
    }

    /// The changes that wait for the branch, oldest first.
    pub fn pending(&self) -> Result<Vec<PendingItem>, FieldError> {
        self.core.pending()
    }

    /// How many changes wait for the branch.
    pub fn pending_count(&self) -> Result<u64, FieldError> {
        self.core.pending_count()
    }

    /// How many changes of the journal stand where.
    pub fn totals(&self) -> Result<JournalTotals, FieldError> {
        self.core.totals()
    }

    /// What this agent did on the day that holds a moment, in a zone `offset_minutes` east of UTC.
    pub fn day_totals(&self, at_ms: i64, offset_minutes: i32) -> Result<DayTotals, FieldError> {
        self.core.day_totals(at_ms, offset_minutes)
    }

    /// Everything that *Hari ini* shows, for the day that it is where the agent works.
    pub fn home(&self) -> Result<HomeView, FieldError> {
        self.core.home()
    }

    /// Everything that *Sinkron* shows. May be asked during a sync, from another thread.
    pub fn sync_view(&self) -> Result<SyncView, FieldError> {
        self.core.sync_view()
    }

    /// When to try the next exchange, on any network that there is; none where it would not help until a person has done
    /// something, or while one is under way. Ask again after each capture and after each attempt.
    pub fn next_sync(&self) -> Result<Option<NextSync>, FieldError> {
        self.core.next_sync()
    }

    /// How the sync under way goes, whoever began it; none while there is none. Does not block.
    pub fn sync_under_way(&self) -> Option<SyncReport> {
        self.core.sync_under_way()
    }

    /// Reports of today as words and pictures, in a language, of one reading: all sixteen where none is named. Blocks:
    /// reads every record once; captures go on while it computes.
    pub fn summary(
        &self,
        names: Vec<ReportName>,
        filter: ReportFilter,
        language: ReportLanguage,
    ) -> Result<SummaryView, FieldError> {
        self.core.summary(&names, &filter, language)
    }

    /// Everything that needs a look, most pressing kind first, then oldest first.
    pub fn attention(&self) -> Result<Vec<AttentionItem>, FieldError> {
        self.core.attention()
    }

    /// What a restored branch no longer knows of a record, or knows otherwise, as this phone had it; an item of
    /// `UNKNOWN_TO_BRANCH` names the record. Empty where the branch knows it all.
    pub fn forgotten(&self, record: &str) -> Result<Vec<ForgottenView>, FieldError> {
        self.core.forgotten(record)
    }

    /// One conflict with its values, who set them and when.
    pub fn conflict(&self, conflict: &str) -> Result<ConflictView, FieldError> {
        self.core.conflict(conflict)
    }

    /// Decides a contested field: `choice` is the change of the candidate whose value stands from now on, or of the
    /// standing value. Names every candidate in view; one that nobody had seen yet stays open.
    ///
    /// # Errors
    /// `Invalid`: `REQUIRED` without a reason, `ENUM` for a choice that is no candidate, `ROLE` for a duplicate or a
    /// month paid twice, which the branch decides.
    pub fn resolve_field(&self, conflict: &str, choice: &str, reason: &str) -> Result<Saved, FieldError> {
        self.core.resolve_field(conflict, choice, reason)
    }

    /// The captures that the branch rejected and nobody has dealt with, oldest first.
    pub fn rejected(&self) -> Result<Vec<RejectedView>, FieldError> {
        self.core.rejected()
    }

    /// Corrects a rejected capture and sends it again: `edits` name a field as `RejectedView` lists it. The new change
    /// names the one it replaces, so that only one of them can ever count, and keeps its records' ids.
    pub fn correct(&self, change: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.correct(change, &edits)
    }

    /// Everything that needs a look, ready to be drawn, most pressing kind first.
    pub fn attention_view(&self) -> Result<AttentionView, FieldError> {
        self.core.attention_view()
    }

    /// One conflict to decide, ready to be drawn.
    pub fn decision_view(&self, conflict: &str) -> Result<DecisionView, FieldError> {
        self.core.decision_view(conflict)
    }

    /// A refused capture, open for correction: the refused field first, and how each is asked for.
    pub fn correction_view(&self, change: &str) -> Result<CorrectionView, FieldError> {
        self.core.correction_view(change)
    }

    /// A registration that came back, open for correction together with the worker's own fields. `Invalid` with
    /// `LIFECYCLE` where it is with the branch.
    pub fn registration_correction(&self, registration: &str) -> Result<CorrectionView, FieldError> {
        self.core.registration_correction(registration)
    }

    /// Corrects a registration that came back, and hands it in again, as one change: `edits` name a field as
    /// `registration_correction` lists it.
    ///
    /// # Errors
    /// `Invalid` with the field's place, or with what handing it in refuses; `ConsentMissing` where the consent was
    /// withdrawn meanwhile; `WarningUnacknowledged` where the NIK and the rest disagree and no reason is given.
    #[uniffi::method(default(acknowledge = None))]
    pub fn correct_registration(
        &self,
        registration: &str,
        edits: Vec<FieldEdit>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.correct_registration(registration, &edits, acknowledge)
    }

    /// Lets a rejected capture go; it stays in the journal and can be read, but asks for nothing any more.
    pub fn dismiss(&self, change: &str) -> Result<(), FieldError> {
        self.core.dismiss(change)
    }

    /// Exchanges with the branch until both sides agree. A call during a sync waits for that one and answers the
    /// same. Blocks for as long as the network takes; captures go on meanwhile.
    ///
    /// # Errors
    /// `Network`: what was exchanged before stays exchanged, and trying again is safe. `Refused`: the branch does not
    /// serve this device; nothing is lost. `Cancelled`: what was exchanged before stays exchanged.
    #[uniffi::method(default(progress = None))]
    pub fn sync(
        &self,
        transport: Arc<dyn Transport>,
        progress: Option<Arc<dyn SyncProgress>>,
    ) -> Result<SyncOutcome, FieldError> {
        match progress {
            Some(progress) => self.core.sync(&Shell(transport), &Shell(progress)),
            None => self.core.sync(&Shell(transport), &NoProgress),
        }
    }

    /// Ends the sync under way after its present request.
    pub fn cancel_sync(&self) {
        self.core.cancel_sync();
    }
}

/// After `Corrupt`: how many changes of the journal were saved, and will be in the store that `Field.begin_again`
/// makes. `quarantined_to` is what `Corrupt` named. Blocks.
///
/// # Errors
/// `NotFound`: no damaged store waits under that name. `WrongKey`.
#[uniffi::export]
pub fn salvaged(folder: &str, vault: Arc<dyn KeyVault>, quarantined_to: &str) -> Result<u64, FieldError> {
    field::Field::salvaged(Path::new(folder), &Shell(vault), quarantined_to)
}

/// `salvaged` with the keys of an unlocked `PinLock`.
///
/// # Errors
/// As for `salvaged`.
#[uniffi::export]
pub fn salvaged_with(folder: &str, keys: &Keys, quarantined_to: &str) -> Result<u64, FieldError> {
    field::Field::salvaged(Path::new(folder), keys.core.as_ref(), quarantined_to)
}

impl Field {
    fn holding(core: field::Field) -> Self {
        Self { core, _live: Live::new() }
    }
}

fn ports(signer: Arc<dyn Signer>, clock: Option<Arc<dyn Clock>>) -> Result<Ports, FieldError> {
    let signer = Arc::new(ShellSigner::new(signer)?);
    Ok(Ports { clock: clock_of(clock), ids: Arc::new(SystemRandomness), signer, keys: None })
}

fn ports_of(keys: &Keys, clock: Option<Arc<dyn Clock>>) -> Ports {
    Ports::of_keys(&keys.core, clock_of(clock), Arc::new(SystemRandomness))
}

/// The shell's clock with the process's own beside it, or that alone.
pub(crate) fn clock_of(clock: Option<Arc<dyn Clock>>) -> Arc<dyn perisai_core::ports::Clock> {
    let own = SystemClock::new();
    match clock {
        Some(shell) => Arc::new(ShellClock { shell, own }),
        None => Arc::new(own),
    }
}

fn agent_id(text: &str) -> Result<AgentId, FieldError> {
    text.parse().map_err(|rule| Invalid::new("agent", rule).into())
}

fn tell(progress: Option<&dyn OpenProgress>, step: OpenStep) {
    // What the shell throws is its own affair: opening goes on.
    progress.map(|progress| progress.step(step)).transpose().unwrap_or_default();
}
