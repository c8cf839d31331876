//! [`Field`]: one method per thing an agent does.
//!
//! Every method blocks; call it off the main thread. A capture is durable when its method returns, and waits for no
//! network. Several threads may share one `Field`.

mod attention;
mod capture;
mod correct;
mod edit;
mod enrol;
mod inputs;
mod lists;
mod outreach;
mod register;
mod resolve;
mod sync;
mod views;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

pub use inputs::{
    AttendanceInput, ConsentInput, ConsentWithdrawal, EncounterInput, EventInput, FieldEdit, PersonInput, QuoteInput,
    RegisterInput,
};
pub use sync::{NoProgress, SyncOutcome, SyncProgress, SyncReport};
pub use views::{
    AttendanceSaved, AttentionItem, AttentionKind, CandidateView, ConflictView, DayTotals, FieldLine, JournalTotals,
    LikelySame, PendingItem, RecordLine, RecordStatus, Registered, RejectedView, Saved, WorkerLine, WorkerPage,
};

use crate::domain::{AgentId, DeviceId, Registry};
use crate::error::FieldError;
use crate::ports::{Clock, IdSource, KeyVault, Signer};
pub use crate::store::OpenStep;
use crate::store::{DataKey, DiskFolder, Folder, Store, StoreError, meta};

/// What the outside provides to a [`Field`].
#[derive(Clone)]
pub struct Ports {
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// Random bytes fit for keys and ids.
    pub ids: Arc<dyn IdSource>,
    /// The device's signing key.
    pub signer: Arc<dyn Signer>,
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
        match Store::open(folder, &key, registry, ports.ids.as_ref(), progress) {
            Ok(store) => Self::with_store(store, agent, ports),
            Err(StoreError::Damaged) => {
                let salvaged = Store::quarantine(beside.as_ref(), &key)?;
                Err(FieldError::Corrupt { quarantined_to: salvaged.quarantined_to })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// After [`FieldError::Corrupt`]: begins a new store in the damaged one's place. Every change that could be saved
    /// from the journal is in it as work not yet sent, and the next sync brings back what the branch knows. The
    /// damaged files stay beside it.
    pub fn begin_again(
        folder: &Path,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        quarantined_to: &str,
    ) -> Result<Self, FieldError> {
        let folder = DiskFolder::open(folder).map_err(StoreError::from)?;
        Self::begin_again_in(Box::new(folder), vault, agent, ports, Registry::standard(), quarantined_to)
    }

    /// [`Field::begin_again`] with the folder and the record kinds in the caller's hand.
    pub fn begin_again_in(
        folder: Box<dyn Folder>,
        vault: &dyn KeyVault,
        agent: AgentId,
        ports: Ports,
        registry: Registry,
        quarantined_to: &str,
    ) -> Result<Self, FieldError> {
        let key = data_key(vault)?;
        let store = Store::begin_again(folder, &key, registry, ports.ids.as_ref(), quarantined_to)?;
        Self::with_store(store, agent, ports)
    }

    fn with_store(store: Store, agent: AgentId, ports: Ports) -> Result<Self, FieldError> {
        if meta::text(store.connection(), "agent")?.is_some_and(|owner| owner != agent.as_str()) {
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
        *self.lock() = State::Closed;
    }

    fn read<T>(&self, work: impl FnOnce(&Store) -> Result<T, FieldError>) -> Result<T, FieldError> {
        match &*self.lock() {
            State::Open(store) => work(store),
            State::Closed => Err(FieldError::Closed),
        }
    }

    fn write<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, FieldError>) -> Result<T, FieldError> {
        match &mut *self.lock() {
            State::Open(store) => work(store),
            State::Closed => Err(FieldError::Closed),
        }
    }

    /// A thread that panicked while it held the lock left the store to SQLite's rollback: it is whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn data_key(vault: &dyn KeyVault) -> Result<DataKey, FieldError> {
    vault.data_key().map(DataKey::new).map_err(|_| FieldError::WrongKey)
}

fn device_of(store: &Store) -> Result<Option<DeviceId>, FieldError> {
    Ok(meta::text(store.connection(), "device")?.and_then(|text| text.parse().ok()))
}
