//! [`Field`]: one method per thing an agent does.
//!
//! Every method blocks; call it off the main thread. A capture is durable when its method returns, and waits for no
//! network. Several threads may share one `Field`.

mod attention;
mod attention_view;
mod begun;
mod capture;
mod cards;
mod consent_text;
mod consents_given;
mod conversation;
mod conversation_form;
mod correct;
mod correction_view;
mod day_choices;
mod decision_view;
mod edit;
mod enrol;
mod evaluations;
mod events;
mod figures;
mod figures_view;
mod follow_ups;
mod form_field;
mod forms;
mod forum;
mod forum_view;
mod handing_in;
mod home;
mod inputs;
mod known_worker;
mod lists;
mod meeting;
mod messages;
mod moment;
mod money_view;
mod month_run;
mod names;
mod next_sync;
mod nomination_form;
mod outreach;
mod partners;
mod partners_view;
mod person;
mod quote_told;
mod receipt_text;
mod receipts;
mod reference_lists;
mod register;
mod registration_form;
mod registration_preview;
mod reports;
mod resolve;
mod shelf;
mod shown_value;
mod standing;
mod story;
mod summary;
mod sync;
mod sync_view;
mod today;
mod views;
mod village_finding;
mod word;
mod worker_actions;
mod worker_form;
mod worker_view;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

pub use attention_view::{AttentionGroup, AttentionLine, AttentionView, Awaited, LostValue, Matter};
pub use begun::{BegunForm, BegunWith};
pub use cards::{CardInput, CardSaved};
pub use consent_text::{ConsentReading, PurposeReading};
pub use conversation::{
    AnswerInput, ConversationInput, ConversationSaved, NextStepInput, ObjectionInput, TaskResultInput,
};
pub use conversation_form::{
    BridgeChoice, CardForm, CardItem, ConversationForm, EventChoice, LastConversation, OpenQuestion, OpenTask,
};
pub use correction_view::{CorrectionView, Remedy};
pub use day_choices::{DayChoice, Weekday};
pub use decision_view::{Decided, DecisionView, PersonView, ValueBy};
pub use evaluations::{EvaluationInput, TrainingInput};
pub use events::{EventForm, EventLine, EventPlan, EventTime, EventsView, JoinedLine, NearDay};
pub use figures::{FigureInput, NominationInput, NominationsSaved, RelationshipInput};
pub use figures_view::{
    EngagedLine, FigureChoice, FigureLine, FigureTask, FigureView, FiguresView, NominationShare, NoteLine, SmallSet,
};
pub use follow_ups::TaskInput;
pub use form_field::{FieldInput, FormField, NamedChoice, WordChoice};
pub use forms::{FormKind, KeptForm};
pub use forum::{ForumInput, ForumSaved, NewAttendeeInput};
pub use forum_view::{AttendeeLine, ForumMessage, ForumView};
pub use handing_in::HandInInput;
pub use home::{ClockLooks, DueOpens, HomeLine, HomeView, LastSync};
pub use inputs::{
    AddressInput, AttendanceInput, AttestationInput, ConsentInput, ConsentWithdrawal, EncounterInput, EventInput,
    FieldEdit, OccupationInput, PersonInput, QuoteInput, ReceiptInput, RegisterInput,
};
pub use known_worker::{KnownWorker, OpenRegistration};
pub use meeting::Meeting;
pub use messages::{MessagePick, MessageQuery};
pub use moment::Moment;
pub use money_view::{MoneyOffer, MoneyView};
pub use month_run::MonthRun;
pub use names::Who;
pub use next_sync::NextSync;
pub use nomination_form::NominationForm;
pub use partners::{PartnerInput, SupportInput};
pub use partners_view::{PartnerChoice, PartnerLine, PartnersView, SupportLine};
pub use quote_told::{QuoteGroup, QuoteTold};
pub use receipt_text::ReceiptText;
pub use reference_lists::ReferenceListView;
pub use registration_form::{
    AskedPurpose, BenefitLine, EventHeld, OccupationLine, PayingSupport, RegistrationForm, Terms,
};
pub use registration_preview::{FieldBreach, NikSoFar, ReceiptAhead, RegistrationPreview};
pub use reports::{ReportFilter, ReportView};
pub use shelf::{LanguageCount, MessageShelf, MessageView, ObjectionCount, SegmentCount};
pub use shown_value::{Fact, ShownValue};
pub use story::{RecordView, RefusedCapture, StoryLine};
pub use summary::{PeriodChoice, ReportPicture, SegmentChoice, SummaryView};
pub use sync::{NoProgress, SyncOutcome, SyncProgress, SyncReport};
pub use sync_view::{AskLine, BranchAsk, CapturedAs, LastAttempt, SyncTotals, SyncView, WaitingLine};
pub use today::TodayLine;
pub use views::{
    AttendanceSaved, AttentionItem, AttentionKind, CandidateView, ConflictView, DayTotals, FieldLine, ForgottenView,
    LikelySame, PendingItem, ReceiptGiven, RecordLine, RecordStatus, Registered, RejectedView, Saved, ScreenHead,
    VillageLine, WorkerLine, WorkerPage,
};
pub use village_finding::VillageHit;
pub use word::Word;
pub use worker_actions::WorkerAction;
pub use worker_form::WorkerForm;
pub use worker_view::{ConsentSaid, ConsentsView, CoverView, MoneyHeld, NamedWorker, PurposeLine, WorkerView};

use crate::domain::{AgentId, DeviceId, Registry};
use crate::error::FieldError;
pub use crate::insight::picture::ReportLanguage;
use crate::lock::Keys;
use crate::ports::{Clock, IdSource, KeyVault, Signer};
use crate::store::{DataKey, DiskFolder, Folder, Store, StoreError, meta};
pub use crate::store::{JournalTotals, OpenStep};
pub use crate::sync::schedule::{AttemptEnd, WhySync};

/// What the outside provides to a [`Field`].
#[derive(Clone)]
pub struct Ports {
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// Random bytes fit for keys and ids.
    pub ids: Arc<dyn IdSource>,
    /// The device's signing key.
    pub signer: Arc<dyn Signer>,
    /// The device's secrets, where the core keeps them: it then sees to it that the branch can give them back. None where
    /// the shell keeps them itself.
    pub keys: Option<Arc<Keys>>,
}

impl Ports {
    /// The ports of a device whose secrets the core keeps.
    pub fn of_keys(keys: &Arc<Keys>, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { clock, ids, signer: keys.clone(), keys: Some(keys.clone()) }
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports { .. }")
    }
}

/// An agent's device: the store, the journal and the rules, behind one lock.
pub struct Field {
    state: Mutex<State>,
    agent: AgentId,
    ports: Ports,
    app: String,
    exchange: sync::Exchange,
}

/// What stands behind the lock.
enum State {
    Open(Box<Store>),
    /// Damage was met, and the files could not be copied aside yet: the next call tries again.
    Damaged(Box<dyn Folder>, DataKey),
    /// Damage was met, and the files are in this quarantine.
    Quarantined(String),
    Closed,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Field of {}", self.agent)
    }
}

impl Field {
    /// Opens the store in a folder, or makes one there, for one agent.
    ///
    /// # Errors
    /// [`FieldError::WrongKey`] and [`FieldError::OtherAgent`]: nothing was touched. [`FieldError::Corrupt`]: the store
    /// was copied aside and its journal saved; see [`Field::begin_again`].
    pub fn open(folder: &Path, vault: &dyn KeyVault, agent: AgentId, ports: Ports) -> Result<Self, FieldError> {
        Self::open_with_progress(folder, vault, agent, ports, &|_| {})
    }

    /// [`Field::open`] that tells what it is busy with: migrating a large store can take long.
    pub fn open_with_progress(
        folder: &Path,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        progress: &dyn Fn(OpenStep),
    ) -> Result<Self, FieldError> {
        let folder = DiskFolder::open(folder).map_err(StoreError::from)?;
        Self::open_in(Box::new(folder), vault, agent, ports, Registry::standard(), progress)
    }

    /// [`Field::open_with_progress`] with the folder and the record kinds in the caller's hand.
    pub fn open_in(
        folder: Box<dyn Folder>,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        registry: Registry,
        progress: &dyn Fn(OpenStep),
    ) -> Result<Self, FieldError> {
        let key = data_key(vault)?;
        let beside = folder.another();
        let opened = Store::open(folder, &key, registry, ports.ids.as_ref(), progress);
        Self::with_store(opened, (beside.as_ref(), &key), agent, ports, progress)
    }

    /// After [`FieldError::Corrupt`]: how many changes of the journal were saved, and will be in the store that
    /// [`Field::begin_again`] makes.
    ///
    /// # Errors
    /// [`FieldError::NotFound`]: no damaged store waits under that name. [`FieldError::WrongKey`].
    pub fn salvaged(folder: &Path, vault: &dyn KeyVault, quarantined_to: &str) -> Result<u64, FieldError> {
        let folder = DiskFolder::open(folder).map_err(StoreError::from)?;
        Ok(Store::salvaged(&folder, &data_key(vault)?, quarantined_to)?)
    }

    /// After [`FieldError::Corrupt`]: begins a new store in the damaged one's place. Every change that could be saved
    /// from the journal is in it as work not yet sent, and the next sync brings back what the branch knows. The
    /// damaged files stay beside it. Interrupted, it can be called again; after it is done it opens the store.
    /// Long steps are told to `progress`.
    ///
    /// # Errors
    /// [`FieldError::NotFound`]: the store was not set aside under that name. [`FieldError::WrongKey`] and
    /// [`FieldError::OtherAgent`] as for [`Field::open`].
    pub fn begin_again(
        folder: &Path,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        quarantined_to: &str,
        progress: &dyn Fn(OpenStep),
    ) -> Result<Self, FieldError> {
        let folder = DiskFolder::open(folder).map_err(StoreError::from)?;
        Self::begin_again_in(Box::new(folder), vault, agent, ports, Registry::standard(), quarantined_to, progress)
    }

    /// [`Field::begin_again`] with the folder and the record kinds in the caller's hand.
    pub fn begin_again_in(
        folder: Box<dyn Folder>,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        registry: Registry,
        quarantined_to: &str,
        progress: &dyn Fn(OpenStep),
    ) -> Result<Self, FieldError> {
        let key = data_key(vault)?;
        let beside = folder.another();
        let begun = Store::begin_again(folder, &key, registry, ports.ids.as_ref(), quarantined_to, progress);
        Self::with_store(begun, (beside.as_ref(), &key), agent, ports, progress)
    }

    /// Holds a store that was opened, where it is the agent's. A damaged one is set aside before the answer.
    fn with_store(
        opened: Result<Store, StoreError>,
        (folder, key): (&dyn Folder, &DataKey),
        agent: AgentId,
        ports: Ports,
        progress: &dyn Fn(OpenStep),
    ) -> Result<Self, FieldError> {
        let owned = opened.and_then(|store| Ok((meta::text(store.connection(), "agent")?, store)));
        let (owner, store) = match owned {
            Ok(owned) => owned,
            Err(StoreError::Damaged) => {
                let salvaged = Store::quarantine(folder, key, progress)?;
                return Err(FieldError::Corrupt { quarantined_to: salvaged.quarantined_to });
            }
            Err(error) => return Err(error.into()),
        };
        if owner.is_some_and(|owner| owner != agent.as_str()) {
            return Err(FieldError::OtherAgent);
        }
        Ok(Self {
            state: Mutex::new(State::Open(Box::new(store))),
            agent,
            ports,
            app: concat!("perisai-core/", env!("CARGO_PKG_VERSION")).to_owned(),
            exchange: sync::Exchange::default(),
        })
    }

    /// The agent whose store this is.
    pub const fn agent(&self) -> &AgentId {
        &self.agent
    }

    /// The device's id; none before enrolment.
    pub fn device(&self) -> Result<Option<DeviceId>, FieldError> {
        self.read(device_of)
    }

    /// Closes the store. Whatever was acknowledged is durable already; later calls answer [`FieldError::Closed`].
    pub fn shutdown(&self) {
        let state = std::mem::replace(&mut *self.lock(), State::Closed);
        if let State::Open(store) = state {
            store.close();
        }
    }

    fn read<T>(&self, work: impl FnOnce(&Store) -> Result<T, FieldError>) -> Result<T, FieldError> {
        self.write(|store| work(store))
    }

    /// Works with the store. Where that meets damage, the files are copied aside and the journal is saved before the
    /// answer; from then on every call answers the same.
    fn write<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, FieldError>) -> Result<T, FieldError> {
        let mut state = self.lock();
        let done = match &mut *state {
            State::Open(store) => match work(store) {
                Err(error) if !is_damage(store, &error) => return Err(error),
                done => done,
            },
            State::Damaged(..) => Err(StoreError::Damaged.into()),
            State::Quarantined(to) => return Err(FieldError::Corrupt { quarantined_to: to.clone() }),
            State::Closed => return Err(FieldError::Closed),
        };
        done.map_err(|_| set_aside(&mut state))
    }

    /// A thread that panicked while it held the lock left the store to SQLite's rollback: it is whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// SQLCipher shows a bad page as empty and makes its connection read-only, so that damage may first look like a defect
/// or like storage that refuses.
fn is_damage(store: &Store, error: &FieldError) -> bool {
    const OUT_OF_MEMORY: i32 = 7;
    const READ_ONLY: i32 = 8;
    match error {
        FieldError::Corrupt { .. } => true,
        FieldError::Internal { .. } => store.is_damaged(),
        FieldError::Storage { code } => matches!(code & 0xff, OUT_OF_MEMORY | READ_ONLY) && store.is_damaged(),
        _ => false,
    }
}

fn set_aside(state: &mut State) -> FieldError {
    let (folder, key) = match std::mem::replace(state, State::Closed) {
        State::Open(store) => store.abandon(),
        State::Damaged(folder, key) => (folder, key),
        other => {
            *state = other;
            return FieldError::Closed;
        }
    };
    match Store::quarantine(folder.as_ref(), &key, &|_| {}) {
        Ok(salvaged) => {
            *state = State::Quarantined(salvaged.quarantined_to.clone());
            FieldError::Corrupt { quarantined_to: salvaged.quarantined_to }
        }
        Err(error) => {
            *state = State::Damaged(folder, key);
            error.into()
        }
    }
}

fn data_key(vault: &dyn KeyVault) -> Result<DataKey, FieldError> {
    vault.data_key().map(DataKey::new).map_err(|_| FieldError::WrongKey)
}

fn device_of(store: &Store) -> Result<Option<DeviceId>, FieldError> {
    Ok(meta::text(store.connection(), "device")?.and_then(|text| text.parse().ok()))
}
