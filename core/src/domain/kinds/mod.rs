//! The record kinds, one file each.

mod agent;
mod attendance;
mod conflict;
mod consent;
mod encounter;
mod evaluation;
mod event;
mod figure;
mod follow_up;
mod measurement;
mod membership;
mod message;
mod nomination;
mod objection;
mod panel_view;
mod partner;
mod receipt;
mod reference;
mod registration;
mod relationship_note;
mod segment_profile;
mod support;
mod target;
mod training;
mod worker;

pub use agent::{Agent, AgentRole, AgentStatus, AssignedVillage};
pub use attendance::Attendance;
pub use conflict::{Candidate, Conflict, ConflictKind, ConflictStatus, Resolution};
pub use consent::{Consent, ConsentAction, ConsentMethod};
pub use encounter::{Barrier, Channel, Direction, Encounter, Intent, TeachBack, WhomAsked};
pub use evaluation::{Evaluation, GapCause};
pub use event::{Event, EventKind};
pub use figure::{Figure, FigureRole, IdentifiedBy};
pub use follow_up::{FollowUp, FollowUpKind, FollowUpResult};
pub use measurement::{Measurement, Side, Wave};
pub use membership::{Membership, MembershipStatus, PaidMonth};
pub use message::{Frame, Message, MessageFunction, MessageKind};
pub use nomination::{Nomination, NominationQuestion, Rank};
pub use objection::{Argument, Objection, ObjectionCode, ObjectionKind, ObjectionOutcome};
pub use panel_view::PanelView;
pub use partner::{Partner, PartnerKind};
pub use receipt::{Receipt, ReceiptStatus};
pub use reference::Reference;
pub use registration::{AcknowledgedWarning, Attestations, FailureCause, Registration, RegistrationStatus, StatusMove};
pub use relationship_note::{RelationshipNote, Stage, Trust};
pub use segment_profile::SegmentProfile;
pub use support::{Period, Support, SupportKind};
pub use target::{Target, TargetMeasure};
pub use training::{RubricScore, Score, Training, TrainingModule};
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
    /// The id of a figure.
    FigureId => "figure",
    /// The id of a message.
    MessageId => "message",
    /// The id of a partner.
    PartnerId => "partner",
    /// The id of a support.
    SupportId => "support",
}
