//! The record kinds, one file each.

mod agent;
mod attendance;
mod conflict;
mod consent;
mod encounter;
mod event;
mod membership;
mod receipt;
mod reference;
mod registration;
mod worker;

pub use agent::{Agent, AgentRole, AgentStatus, AssignedVillage};
pub use attendance::Attendance;
pub use conflict::{Candidate, Conflict, ConflictKind, ConflictStatus, Resolution};
pub use consent::{Consent, ConsentAction, ConsentMethod};
pub use encounter::{Barrier, Channel, Direction, Encounter, Intent, TeachBack, WhomAsked};
pub use event::{Event, EventKind};
pub use membership::{Membership, MembershipStatus, PaidMonth};
pub use receipt::{Receipt, ReceiptStatus};
pub use reference::Reference;
pub use registration::{AcknowledgedWarning, Attestations, Registration, RegistrationStatus};
pub use worker::{Address, DatedOccupation, Worker};

crate::references! {
    /// The id of a worker.
    WorkerId => "worker",
    /// The id of an event.
    EventId => "event",
    /// The id of an encounter.
    EncounterId => "encounter",
    /// The id of a registration.
    RegistrationId => "registration",
    /// The id of a receipt.
    ReceiptId => "receipt",
    /// The id of a conflict.
    ConflictId => "conflict",
}
