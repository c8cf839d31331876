//! The branch server: it takes in what devices captured, merges it, and answers a verdict per change.

mod acts;
mod backup;
mod branch;
pub mod cli;
mod conflicts;
mod corrections;
mod decisions;
mod desk;
mod draft;
mod enrol;
mod error;
mod exchange;
mod export;
mod folder;
mod heads;
mod history;
mod ingest;
pub mod ledger;
mod merges;
mod nonce;
mod own_changes;
mod pages;
mod paid_twice;
mod placement;
mod published;
mod quarantine;
mod rate;
mod references;
mod resolve;
mod rules;
mod scope;
mod serve;
pub mod store;
mod suspicions;
mod system;
mod timing;
mod verdicts;
mod verify;
mod views;

pub use acts::{By, NewAgent};
pub use backup::restore;
pub use branch::{Admitted, Branch};
pub use enrol::CODE_VALID_MS;
pub use error::{BranchError, Result};
pub use export::ExportFormat;
pub use folder::Folder;
pub use history::HistoryView;
pub use published::{NewReference, PUBLISHED_LISTS};
pub use quarantine::Quarantined;
pub use serve::{HEALTH_PATH, Patience, serve};
pub use system::{SystemClock, SystemIds};
pub use verify::{Fault, Problem, Verified};
pub use views::{
    AgentView, ChoiceView, ConflictView, DeviceView, LostView, PersonView, QuarantineView, ReceiptView,
    RegistrationView, Totals,
};
