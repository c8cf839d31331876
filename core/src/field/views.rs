//! What the core answers: one value per screen, made to be shown.

use crate::domain::Rule;
use crate::domain::Value;
use crate::domain::kinds::{MembershipStatus, RegistrationStatus};
use crate::domain::quote::Quote;
use crate::domain::words::Segment;
use crate::prints_name_only;

/// Where a record stands between this phone and the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RecordStatus {
    /// As the branch has it.
    Synced,
    /// Saved on this phone, not yet with the branch.
    Pending,
    /// In the request under way.
    Sending,
    /// The branch keeps it until a record that it refers to arrives.
    Held,
    /// A person must decide between values.
    Contested,
    /// The branch refused it.
    Rejected,
}

/// A capture that was saved.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Saved {
    /// The change.
    pub change: String,
    /// The record that it is about.
    pub record: String,
    /// Workers on this device who may be the same person.
    pub likely_same: Vec<LikelySame>,
}

/// Attendances that were saved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AttendanceSaved {
    /// The change; none where everybody was on record already.
    pub change: Option<String>,
    /// The event.
    pub event: String,
    /// How many records of attendance are new or say more.
    pub added: u64,
}

/// A registration that was saved.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Registered {
    /// The change.
    pub change: String,
    /// The worker.
    pub worker: String,
    /// The registration.
    pub registration: String,
    /// The number of the receipt, where money was entrusted.
    pub receipt_number: Option<String>,
    /// What it costs, line by line.
    pub quote: Quote,
    /// Workers on this device who may be the same person.
    pub likely_same: Vec<LikelySame>,
}

/// A receipt that was given.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReceiptGiven {
    /// The change.
    pub change: String,
    /// The receipt.
    pub receipt: String,
    /// The number for the paper.
    pub number: String,
}

/// A worker on this device who may be the same person.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct LikelySame {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// Why, in the words of the likeness rules.
    pub reasons: Vec<String>,
}

/// A worker in a list.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct WorkerLine {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// The village's code, ten digits.
    pub village: String,
    /// The village's name.
    pub village_name: String,
    /// The status of the latest registration, where there is one.
    pub registration: Option<RegistrationStatus>,
    /// Whether a membership says that the worker is covered.
    pub covered: bool,
    /// What the branch says of the membership; none where there is none.
    pub membership: Option<MembershipStatus>,
    /// The last day of cover that the branch knows of.
    pub covered_to: Option<String>,
    /// Whether the membership is over, so that only a new registration brings the worker back, and there is none yet.
    pub needs_new_registration: bool,
    /// The occupation's name in Bahasa Indonesia.
    pub occupation: Option<String>,
    /// The communities.
    pub segments: Vec<Segment>,
    /// Whether no contact is wished.
    pub do_not_contact: bool,
    /// Whether this worker turned out to be another one.
    pub is_merged: bool,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// A page of workers.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct WorkerPage {
    /// The workers.
    pub workers: Vec<WorkerLine>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

/// A record of any kind, field by field.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RecordLine {
    /// The kind.
    pub kind: String,
    /// The record.
    pub record: String,
    /// Who made it.
    pub author: String,
    /// When, UTC milliseconds.
    pub created_ms: i64,
    /// Its fields.
    pub fields: Vec<FieldLine>,
    /// Where it stands.
    pub status: RecordStatus,
}

/// One field as text; lists separated by `;`.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FieldLine {
    /// The kind of the record that it is a field of.
    pub kind: String,
    /// The field.
    pub field: String,
    /// Its value.
    pub value: String,
}

/// A change that waits for the branch.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PendingItem {
    /// The change.
    pub change: String,
    /// When it was captured, the device's wall clock in UTC milliseconds.
    pub captured_ms: i64,
    /// What it touches, by kind.
    pub kinds: Vec<String>,
    /// Pending, or sending.
    pub status: RecordStatus,
}

/// What needs a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AttentionKind {
    /// A person must decide between values.
    Conflict,
    /// Two workers may be one person.
    Duplicate,
    /// A contribution month was paid twice.
    PaidTwice,
    /// The branch refused a capture; correct it and send it again.
    Rejected,
    /// A capture waits at the branch for a record that has not arrived.
    Held,
    /// Some values of a capture lost to a concurrent edit.
    Merged,
    /// A restored branch no longer knows a record, or knows it otherwise.
    UnknownToBranch,
    /// A consent was withdrawn.
    ConsentWithdrawn,
    /// Entrusted money was held longer than the cash policy allows; `about` is the receipt.
    MoneyOverdue,
    /// A list of reference data has no answers for today any more; `about` is its name.
    ListExpired,
    /// What the branch's records say of a segment is too old to go by; `about` is the profile.
    ProfileExpired,
}

/// One thing that needs a look.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttentionItem {
    /// What.
    pub kind: AttentionKind,
    /// The conflict, change or record to open.
    pub about: String,
    /// The records concerned.
    pub records: Vec<String>,
    /// The field concerned, where there is one.
    pub field: Option<String>,
    /// The rule that was broken, of a rejected capture.
    pub rule: Option<Rule>,
    /// When, UTC milliseconds.
    pub at_ms: i64,
}

/// A conflict to decide.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConflictView {
    /// The conflict.
    pub conflict: String,
    /// `field`, `duplicate` or `receipt`.
    pub kind: String,
    /// The kind of the records.
    pub record_kind: String,
    /// The records concerned.
    pub records: Vec<String>,
    /// The field, or the month.
    pub field: Option<String>,
    /// The value that stands meanwhile.
    pub standing: Option<CandidateView>,
    /// The values that wait.
    pub candidates: Vec<CandidateView>,
    /// Why two workers may be one person.
    pub reasons: Vec<String>,
    /// Whether it waits for a decision.
    pub open: bool,
}

/// One value of a conflict, with who and when.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct CandidateView {
    /// The change to choose.
    pub change: String,
    /// The value; empty where the field was cleared.
    pub value: String,
    /// Who set it.
    pub author: String,
    /// When it was captured, UTC milliseconds.
    pub captured_ms: i64,
    /// When the branch received it, UTC milliseconds.
    pub received_ms: i64,
}

/// A rejected capture, open for correction.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RejectedView {
    /// The change.
    pub change: String,
    /// When it was captured.
    pub captured_ms: i64,
    /// The field that was refused.
    pub field: String,
    /// The rule that it broke.
    pub rule: Rule,
    /// Everything that was captured; `field` is the name to correct it by.
    pub fields: Vec<FieldLine>,
}

/// What a restored branch no longer knows of a record, or knows otherwise: as this phone had it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ForgottenView {
    /// The kind.
    pub kind: String,
    /// The record.
    pub record: String,
    /// Who made it.
    pub author: String,
    /// When, UTC milliseconds.
    pub created_ms: i64,
    /// Its fields.
    pub fields: Vec<FieldLine>,
    /// When this phone learnt that the branch does not have it so, by the branch's clock in UTC milliseconds.
    pub since_ms: i64,
}

/// What stands at the head of every screen.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ScreenHead {
    /// The agent's name; none until the branch has told it.
    pub agent_name: Option<String>,
    /// The branch's name; none before enrolment.
    pub branch: Option<String>,
    /// The agent's villages.
    pub villages: Vec<VillageLine>,
    /// When this phone and the branch last had nothing more to tell each other, by the branch's clock in UTC
    /// milliseconds; none before the first time.
    pub synced_ms: Option<i64>,
    /// How many changes wait for the branch.
    pub pending: u64,
}

/// A village.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct VillageLine {
    /// Its code, ten digits.
    pub village: String,
    /// Its name; empty where this version's area list does not hold it.
    pub name: String,
}

/// What an agent did on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DayTotals {
    /// Workers met for the first time.
    pub workers: u64,
    /// Conversations.
    pub encounters: u64,
    /// Registrations handed in.
    pub registrations: u64,
    /// Attendances recorded.
    pub attendances: u64,
    /// Receipts given.
    pub receipts: u64,
    /// Money entrusted, whole rupiah.
    pub entrusted_rupiah: i64,
}

prints_name_only!(
    Saved,
    Registered,
    ReceiptGiven,
    ForgottenView,
    ScreenHead,
    VillageLine,
    LikelySame,
    WorkerLine,
    WorkerPage,
    RecordLine,
    FieldLine,
    PendingItem,
    AttentionItem,
    ConflictView,
    CandidateView,
    RejectedView
);

/// A value as text; lists separated by `;`, parts as JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(elements) => elements.iter().map(plain).collect::<Vec<_>>().join(";"),
        Value::Map(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}
