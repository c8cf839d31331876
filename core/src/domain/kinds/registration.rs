use serde::{Deserialize, Serialize};

use super::{SupportId, WorkerId};
use crate::domain::Instant;
use crate::domain::calendar::Month;
use crate::domain::quote::Quote;
use crate::domain::record::{By, Follows, Identity, Lifecycle, Policy, Writer};
use crate::domain::rupiah::Rupiah;
use crate::domain::words::words;
use crate::domain::words::{Payer, Programmes};
use crate::{part_fields, prints_name_only, record};

words! {
    /// Where a registration stands.
    pub enum RegistrationStatus {
        /// Being written.
        Draft => "draft",
        /// Handed in.
        Submitted => "submitted",
        /// Given up.
        Cancelled => "cancelled",
        /// Back with the agent.
        NeedsCorrection => "needs_correction",
        /// Checked by the branch.
        Verified => "verified",
        /// Refused by the branch.
        Rejected => "rejected",
        /// Perhaps a second registration of one person.
        DuplicateSuspected => "duplicate_suspected",
        /// Waits for the first contribution.
        AwaitingPayment => "awaiting_payment",
        /// In force: the membership says what is covered.
        Active => "active",
    }
}

words! {
    /// Why a registration came to nothing, or came back.
    pub enum FailureCause {
        /// Dukcapil does not know the NIK so.
        NikMismatch => "nik_mismatch",
        /// A paper is missing or cannot be read.
        Documents => "documents",
        /// Too old, or too young.
        Age => "age",
        /// The person is registered already.
        AlreadyRegistered => "already_registered",
        /// The first contribution did not come.
        NotPaid => "not_paid",
        /// The worker does not want it any longer.
        Withdrawn => "withdrawn",
        /// None of these.
        Other => "other",
    }
}

/// A registration's coming into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusMove {
    /// The status.
    pub status: RegistrationStatus,
    /// When: the capture, or the branch's act.
    pub at: Instant,
    /// Why, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<FailureCause>,
}

/// The registration's states: a device may do the first three transitions, the rest is the branch's.
pub(super) static REGISTRATION: Lifecycle = Lifecycle {
    starts: &["draft", "submitted"],
    transitions: &[
        ("draft", "submitted", By::Anyone),
        ("draft", "cancelled", By::Anyone),
        ("needs_correction", "submitted", By::Anyone),
        ("submitted", "verified", By::Branch),
        ("submitted", "needs_correction", By::Branch),
        ("submitted", "rejected", By::Branch),
        ("submitted", "duplicate_suspected", By::Branch),
        ("duplicate_suspected", "verified", By::Branch),
        ("duplicate_suspected", "rejected", By::Branch),
        ("verified", "awaiting_payment", By::Branch),
        ("awaiting_payment", "active", By::Branch),
        ("awaiting_payment", "cancelled", By::Branch),
    ],
};

/// What the worker attested, and how it was verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestations {
    /// Economically active now; else a JKM claim can be refused.
    pub working: bool,
    /// Not ill at enrolment.
    pub not_ill: bool,
    /// How this was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_how: Option<String>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
}

/// A warning that the agent acknowledged, with the reason given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgedWarning {
    /// The warning's word.
    pub warning: String,
    /// The reason given.
    pub reason: String,
}

part_fields!(Attestations, AcknowledgedWarning, StatusMove);
prints_name_only!(Attestations, AcknowledgedWarning);

record! {
    /// A worker's application to be enrolled (pendaftaran).
    pub struct Registration: "registration" {
        follows: Follows::Worker("worker");
        identity: Identity::Created;
        writer: Writer::Device;
        /// The worker.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The programmes applied for.
        programmes: Programmes => Policy::Latest;
        /// Months paid at once.
        period_months: u32 => Policy::Latest;
        /// The first month of cover applied for.
        start_month: Month => Policy::Latest;
        /// Monthly income as declared for the contribution, whole rupiah.
        declared_income: Rupiah => Policy::Latest;
        /// What was quoted, line by line; a newer tariff never changes it.
        quote: Quote => Policy::Fixed;
        /// Who pays.
        payer: Payer => Policy::Latest;
        /// Which support pays.
        support: Option<SupportId> => Policy::Latest;
        /// What the worker attested.
        attestations: Option<Attestations> => Policy::Latest;
        /// The warnings that were acknowledged.
        warnings_acknowledged: Vec<AcknowledgedWarning> => Policy::Latest;
        /// Where it stands.
        status: RegistrationStatus => Policy::Lifecycle(&REGISTRATION), indexed;
        /// Why it stands there.
        reason: Option<String> => Policy::Latest;
        /// Why it failed, in one of the branch's words.
        cause: Option<FailureCause> => Policy::Branch;
        /// When it came into each status, by the branch's word.
        moves: Vec<StatusMove> => Policy::Branch;
    }
}
