//! The one public error, grouped by what the caller does next.

use crate::domain::record_rules::Breach;
use crate::domain::rule::{Invalid, Rule};
use crate::domain::words::ConsentPurpose;
use crate::store::StoreError;

/// Why the core did not do what was asked. Nothing that was acknowledged before is lost by any of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum FieldError {
    /// An input breaks a rule: show the sentence for the rule at the field, keep the draft.
    #[error("{field}: {rule}")]
    Invalid {
        /// The field.
        field: String,
        /// The rule that it breaks.
        rule: Rule,
    },
    /// Something deserves a second look: show it, ask for a reason, call again with it.
    #[error("warnings to acknowledge: {warnings:?}")]
    WarningUnacknowledged {
        /// The warnings' words.
        warnings: Vec<String>,
    },
    /// The capture needs a consent that does not stand: read the text aloud and ask.
    #[error("no consent for {purpose}")]
    ConsentMissing {
        /// What for.
        purpose: ConsentPurpose,
    },
    /// No such record on this device.
    #[error("not on this device")]
    NotFound,
    /// The store has no agent yet: enrol first.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The store belongs to another agent: open that agent's, or another folder.
    #[error("the store belongs to another agent")]
    OtherAgent,
    /// The phone has no room left: free some and call again; the draft is still the caller's.
    #[error("the storage is full")]
    StorageFull,
    /// The storage does not answer: call again; if it stays so, the phone is failing.
    #[error("the storage does not answer")]
    Storage {
        /// SQLite's extended result code, or 0 where the file system itself refused.
        code: i32,
    },
    /// The key is not the store's: nothing was touched; unwrap the right one.
    #[error("not the store's key")]
    WrongKey,
    /// Not the PIN: ask again, after the wait where there is one. Nothing is ever wiped.
    #[error("not the PIN; {attempts_left} attempts before a wait, {wait_ms} ms to wait now")]
    PinWrong {
        /// How many attempts there are before the next wait; 0 where one has begun.
        attempts_left: u32,
        /// How long no PIN is tried from now, in milliseconds.
        wait_ms: u64,
    },
    /// Too many wrong PINs: none was tried now; ask again after the wait.
    #[error("no PIN is tried for {wait_ms} ms")]
    PinWait {
        /// How long from now, in milliseconds.
        wait_ms: u64,
    },
    /// The store is damaged: it was copied aside and its journal saved; begin again from there, or ask the branch.
    #[error("the store is damaged, copied to {quarantined_to}")]
    Corrupt {
        /// The beginning of the copies' names, in the store's folder.
        quarantined_to: String,
    },
    /// A newer app wrote the store: update this one.
    #[error("the store has schema {found}, this app knows {supported}")]
    NewerSchema {
        /// The store's.
        found: u32,
        /// The newest that this app knows.
        supported: u32,
    },
    /// Too many changes wait for the branch: sync before capturing more.
    #[error("too many changes wait for the branch")]
    TooManyPending,
    /// Shut down already: open again.
    #[error("closed")]
    Closed,
    /// Cancelled by the caller; what was exchanged before stays exchanged.
    #[error("cancelled")]
    Cancelled,
    /// The branch was not reached, or its answer did not come back whole.
    #[error("no answer from the branch")]
    Network {
        /// Whether trying again later can help.
        retryable: bool,
    },
    /// The branch refuses this device: show why; captures go on and nothing is lost.
    #[error("the branch refuses: {why:?}")]
    Refused {
        /// Why.
        why: WhyRefused,
    },
    /// A defect: report the incident.
    #[error("internal incident {incident}")]
    Internal {
        /// What was found impossible; holds no personal data.
        incident: String,
    },
}

/// Why a branch refuses a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WhyRefused {
    /// The branch does not know the device: enrol it again with a code, its journal goes on.
    UnknownDevice,
    /// The device was revoked; its unsent work went to the branch for a supervisor to release.
    Revoked,
    /// The app is too old or too new for the branch.
    Version,
    /// The enrolment code is unknown, used or expired.
    EnrolCode,
    /// The device's signing key cannot be used.
    SigningKey,
}

impl From<Invalid> for FieldError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid { field: invalid.field, rule: invalid.rule }
    }
}

impl From<Breach> for FieldError {
    fn from(breach: Breach) -> Self {
        match breach {
            Breach::Invalid(invalid) => invalid.into(),
            Breach::ConsentMissing(purpose) => Self::ConsentMissing { purpose },
        }
    }
}

impl From<StoreError> for FieldError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull => Self::StorageFull,
            StoreError::Io { code } => Self::Storage { code },
            // `Field` sees to the quarantine where it meets this, and fills the name in.
            StoreError::Damaged => Self::Corrupt { quarantined_to: String::new() },
            StoreError::Quarantined { to } => Self::Corrupt { quarantined_to: to },
            StoreError::NoSuchQuarantine => Self::NotFound,
            StoreError::WrongKey => Self::WrongKey,
            StoreError::NewerSchema { found, supported } => Self::NewerSchema { found, supported },
            StoreError::TooManyPending => Self::TooManyPending,
            StoreError::Internal(incident) => Self::Internal { incident: incident.to_owned() },
        }
    }
}
