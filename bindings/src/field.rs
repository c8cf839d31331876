//! [`Field`]: the core's entry point, one call per thing an agent does.

mod attention;
mod conversation;
mod exchange;
mod figures;
mod forms;
mod forum;
mod reading;
mod registration;
mod workers;

use std::path::Path;
use std::sync::Arc;

use perisai_core::FieldError;
use perisai_core::domain::{AgentId, Invalid};
use perisai_core::field::{self, OpenStep, Ports};

use crate::live::Live;
use crate::lock::Keys;
use crate::ports::{Clock, KeyVault, OpenProgress, Shell, ShellClock, ShellSigner, Signer, Transport};
use crate::system::{SystemClock, SystemRandomness};

/// An agent's device: the encrypted store, the journal of what was captured, and the rules.
///
/// Every method blocks; call it off the main thread. A capture is durable when its method returns, and waits for no
/// network. Several threads may share one `Field`. Ids are text; lists of more than a screen come in pages.
///
/// Besides what a method tells, any capture may answer `NotEnrolled`, `TooManyPending`, `StorageFull` and, for a text
/// or a list that no record holds, `Invalid`; any method `Storage`, `Corrupt`, `Closed` and `Internal`. Each says what
/// its caller does next. Where a capture answers an error, nothing was written, and a form that was kept for it is kept
/// on.
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
