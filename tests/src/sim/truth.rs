//! What really happened, kept by the test: who captured what, and which value each author was looking at.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::{ChangeId, RecordId};

/// An edit of one field, as its author made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: &'static str,
    /// What was set; never the same twice, so that a value names its edit.
    pub value: String,
    /// The value that the author's phone showed.
    pub shown: String,
}

/// The ground truth of a day.
#[derive(Debug, Default)]
pub struct Truth {
    /// Every change that a phone said is saved.
    pub saved: BTreeSet<ChangeId>,
    /// The edits among them.
    pub edits: BTreeMap<ChangeId, Edit>,
    /// Which change first showed a value of a field of a record.
    pub written: BTreeMap<(RecordId, &'static str, String), ChangeId>,
    /// The changes that register somebody, with the person.
    pub registered: BTreeMap<ChangeId, u64>,
    /// Candidates that a resolution's author had in view.
    pub judged: BTreeMap<ChangeId, BTreeSet<ChangeId>>,
}

impl Truth {
    /// Notes an edit of a value that nobody else ever sets.
    pub fn edited(&mut self, change: ChangeId, edit: Edit) {
        self.written.insert((edit.record, edit.field, edit.value.clone()), change);
        self.edits.insert(change, edit);
    }

    /// What an author had seen, directly or through those whose values were seen.
    pub fn seen_by(&self, change: ChangeId) -> BTreeSet<ChangeId> {
        let mut seen = BTreeSet::new();
        let mut open = vec![change];
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            if let Some(edit) = self.edits.get(&next) {
                open.extend(self.written.get(&(edit.record, edit.field, edit.shown.clone())));
            }
            open.extend(self.judged.get(&next).into_iter().flatten());
        }
        seen
    }
}
