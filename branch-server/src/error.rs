//! What can go wrong at a branch, grouped by what the caller does next.

use perisai_core::domain::{Invalid, RecordId, Rule};

/// A failure of the branch, or an act that it refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BranchError {
    /// Nothing carries that id.
    #[error("no such {what}: {id}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// As it was named.
        id: String,
    },
    /// An act that the records' present state does not allow.
    #[error("{0}")]
    Refused(&'static str),
    /// A value that breaks a rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The acting agent's role does not allow it.
    #[error("the role of {agent} does not allow this")]
    Role {
        /// Who acts.
        agent: String,
    },
    /// A change that the branch made itself broke a rule of a record.
    #[error("{record}: {field}: {rule}")]
    Rejected {
        /// The record.
        record: RecordId,
        /// Its field.
        field: String,
        /// The rule.
        rule: Rule,
    },
    /// The input could not be read.
    #[error("{file}, line {line}, {field}: {rule}")]
    Row {
        /// The file.
        file: String,
        /// The physical line; the header is 1.
        line: u64,
        /// The column.
        field: String,
        /// The rule it breaks.
        rule: Rule,
    },
    /// A document of reference data that cannot be published.
    #[error("{document}: {place}: {problem}")]
    Reference {
        /// Which document.
        document: &'static str,
        /// Where in it.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// A file cannot be read or written, or is not what it should be.
    #[error("{file}: {problem}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Another process holds the ledger; later.
    #[error("the ledger is busy")]
    Busy,
    /// The disk is full; nothing that was acknowledged is lost.
    #[error("the disk is full")]
    StorageFull,
    /// The ledger failed; nobody can act on it but whoever reads the log.
    #[error("the ledger failed: {0}")]
    Ledger(String),
}

/// A result of the branch.
pub type Result<T, E = BranchError> = std::result::Result<T, E>;

impl BranchError {
    /// That nothing carries an id.
    pub fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }
}
