//! The branch server: it takes in what devices captured, merges it, and answers a verdict per change.

mod branch;
mod changes;
pub mod cli;
mod decisions;
mod desk;
mod error;
mod exchange;
mod folder;
pub mod ledger;
mod office;
mod rate;
pub mod report;
mod serve;
pub mod store;
mod streams;
mod system;

pub use branch::{Admitted, Branch};
pub use changes::quarantine::Quarantined;
pub use error::{BranchError, Result};
pub use exchange::enrol::CODE_VALID_MS;
pub use folder::Folder;
pub use office::acts::{By, NewAgent};
pub use office::backup::restore;
pub use office::evaluations::{EvaluationView, NewDecision};
pub use office::export::ExportFormat;
pub use office::history::HistoryView;
pub use office::published::NewReference;
pub use office::tables::{Table, TableKind, TableRow, WrittenRow};
pub use office::verify::{Fault, Problem, Verified};
pub use office::views::{
    AgentView, ChoiceView, ConflictView, DeviceView, LostView, PersonView, QuarantineView, ReceiptView,
    RegistrationView, Totals,
};
pub use serve::{HEALTH_PATH, Patience, serve};
pub use system::{SystemClock, SystemIds};
