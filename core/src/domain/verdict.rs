//! What the branch decided about a change.

use serde::{Deserialize, Serialize};

use super::id::RecordId;
use super::rule::Rule;

/// A field of a record in which a change's value does not stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostField {
    /// The record.
    pub record: RecordId,
    /// Its field; the element too where the field is a set.
    pub field: String,
}

/// What the branch decided about a change. It may change later: held becomes applied, a conflict is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// All of it stands.
    Applied,
    /// It was taken in, and some of its values lost to a concurrent edit. They can be read in the history.
    Merged {
        /// Which.
        lost: Vec<LostField>,
    },
    /// Some of its values wait for a person to decide.
    Contested {
        /// The conflicts.
        conflicts: Vec<RecordId>,
        /// What lost besides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lost: Vec<LostField>,
    },
    /// It refers to a record that has not arrived; it is applied when that does.
    Held {
        /// The records waited for.
        waits_for: Vec<RecordId>,
    },
    /// None of it was taken in; it comes back to be corrected.
    Rejected {
        /// The record, where the reason lies in one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        record: Option<RecordId>,
        /// The field.
        field: String,
        /// The rule it broke.
        rule: Rule,
    },
}

impl Verdict {
    /// The verdict's word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Merged { .. } => "merged",
            Self::Contested { .. } => "contested",
            Self::Held { .. } => "held",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// Whether the branch has taken the change's effects in.
    pub const fn is_taken_in(&self) -> bool {
        matches!(self, Self::Applied | Self::Merged { .. } | Self::Contested { .. })
    }
}
