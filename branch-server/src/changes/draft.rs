//! The records as a change would leave them: planned whole before anything is written.

use std::collections::BTreeMap;

use perisai_core::domain::{ChangeId, KindSpec, LostField, RecordId, Verdict};
use perisai_core::merge::Merged;
use perisai_core::sync::wire::Revision;

use crate::changes::merges::Kept;
use crate::desk::Desk;
use crate::error::{BranchError, Result};

/// Why a change is not planned further.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Its verdict stands already: rejected or held.
    Verdict(Verdict),
    /// The ledger failed.
    Failed(BranchError),
}

impl From<BranchError> for Stop {
    fn from(error: BranchError) -> Self {
        Self::Failed(error)
    }
}

/// A rejection: the record, where the reason lies in one, the field and the rule.
pub(crate) fn rejected(record: Option<RecordId>, invalid: perisai_core::domain::Invalid) -> Stop {
    Stop::Verdict(Verdict::Rejected { record, field: invalid.field, rule: invalid.rule })
}

/// One record, before and after.
#[derive(Debug, Clone)]
pub(crate) struct Drafted {
    pub(crate) kind: &'static KindSpec,
    pub(crate) before: Option<Revision>,
    pub(crate) after: Revision,
}

/// What becomes of one field of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Became {
    /// It stands after all.
    Stands,
    /// It lost.
    Lost,
    /// It waits for a person.
    Waits(RecordId),
}

/// Everything that a change would come to.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The records in the order in which they were first touched.
    pub(crate) records: Vec<Drafted>,
    places: BTreeMap<RecordId, usize>,
    /// What becomes of this change's fields and of earlier ones'.
    pub(crate) became: Vec<(ChangeId, LostField, Became)>,
    /// The conflicts, each with the records that it is about.
    pub(crate) about: Vec<(RecordId, RecordId)>,
    /// What lands elsewhere than its author meant, because two workers are one.
    pub(crate) landings: Vec<Kept>,
}

impl Draft {
    pub(crate) fn get(&self, id: RecordId) -> Option<&Drafted> {
        self.places.get(&id).map(|place| &self.records[*place])
    }

    /// Sets what a record would be. However often a change touches it, it is one revision.
    pub(crate) fn put(&mut self, kind: &'static KindSpec, before: Option<Revision>, mut after: Revision) {
        if let Some(place) = self.places.get(&after.record) {
            let drafted = &mut self.records[*place];
            after.revision = drafted.after.revision;
            drafted.after = after;
            return;
        }
        after.revision = before.as_ref().map_or(0, |before| before.revision) + 1;
        self.places.insert(after.record, self.records.len());
        self.records.push(Drafted { kind, before, after });
    }

    /// Takes a merged patch in: what lost and whose it was.
    pub(crate) fn lose(&mut self, record: RecordId, merged: &Merged) {
        for lost in &merged.lost {
            for change in &lost.of {
                self.became.push((*change, LostField { record, field: lost.field.clone() }, Became::Lost));
            }
        }
    }
}

impl Desk<'_> {
    /// A record as the draft would leave it, else as it stands.
    pub(crate) fn drafted(&self, draft: &Draft, kind: &KindSpec, id: RecordId) -> Result<Option<Revision>> {
        match draft.get(id) {
            Some(drafted) if drafted.kind.name == kind.name => Ok(Some(drafted.after.clone())),
            Some(_) => Ok(None),
            None => self.tx.record(kind, id),
        }
    }
}
