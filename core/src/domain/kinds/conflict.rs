use serde::{Deserialize, Serialize};

use crate::domain::id::{AgentId, ChangeId, DeviceId, RecordId};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::shape::Shape;
use crate::domain::value::Value;
use crate::domain::words::words;
use crate::{part_fields, record, text_fields};

words! {
    /// What two records or captures disagree about.
    pub enum ConflictKind {
        /// One field of one record.
        Field => "field",
        /// Whether two workers are one person.
        Duplicate => "duplicate",
        /// Two receipts for one contribution month.
        Receipt => "receipt",
    }
}

words! {
    /// Whether a person has decided.
    pub enum ConflictStatus {
        /// Nobody has.
        Open => "open",
        /// Somebody has; the resolution says who and why.
        Resolved => "resolved",
    }
}

/// One of the values that a conflict holds, with who, when and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The change that set it.
    pub change: ChangeId,
    /// The value; null where the field was cleared.
    pub value: Value,
    /// Who set it.
    pub author: AgentId,
    /// On which device; none for the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// When it was captured, UTC milliseconds, corrected by the device's offset.
    pub captured_ms: i64,
    /// When the branch received it, UTC milliseconds.
    pub received_ms: i64,
}

/// What a person decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// The change whose value stands from now on: a candidate, or the standing writer. Of a duplicate: none
    /// when the two are different people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<ChangeId>,
    /// Of a duplicate: the worker that survives, where the two are one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survivor: Option<RecordId>,
    /// Every candidate that the person saw.
    pub candidates: Vec<ChangeId>,
    /// Who decided.
    pub by: AgentId,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// Why.
    pub reason: String,
}

/// Leaves the reason out: people write about people.
impl std::fmt::Debug for Resolution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Resolution {{ choice: {:?}, candidates: {:?}, .. }}", self.choice, self.candidates)
    }
}

part_fields!(Candidate, Resolution);
text_fields!(RecordId[Shape::Parts]);

record! {
    /// A contested field, a suspected duplicate or a month paid twice, kept as data until a person decides.
    pub struct Conflict: "conflict" {
        follows: Follows::Records("records");
        identity: Identity::Created;
        writer: Writer::Branch;
        /// What it is about.
        kind: ConflictKind => Policy::Branch;
        /// The kind of the records.
        record_kind: String => Policy::Branch;
        /// The records concerned.
        records: Vec<RecordId> => Policy::Branch;
        /// The field, or the contribution month of two receipts.
        field: Option<String> => Policy::Branch;
        /// The values that wait; the standing one is not among them.
        candidates: Vec<Candidate> => Policy::Branch;
        /// The value that stands meanwhile.
        standing: Option<Candidate> => Policy::Branch;
        /// Why two workers may be one person.
        reasons: Vec<String> => Policy::Branch;
        /// Whether it is decided.
        status: ConflictStatus => Policy::Branch, indexed;
        /// The decision.
        resolution: Option<Resolution> => Policy::Latest;
    }
}
