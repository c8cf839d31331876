//! Who wrote a record's fields last: what makes "was the author looking at this value?" answerable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::ChangeId;

/// The changes that wrote a record's fields. A field that was not set since is its creation's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writers {
    /// The change that made the record.
    pub created: ChangeId,
    /// The last writers of fields set since; several where they set the same value unseen by each other.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Vec<ChangeId>>,
    /// Of sets: the adds of each element that are not the creation's, by field and element.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elements: BTreeMap<String, BTreeMap<String, Vec<ChangeId>>>,
    /// Of sets: the adds that a remove has seen, so that one of them arriving later adds nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub removed: BTreeMap<String, BTreeMap<String, Vec<ChangeId>>>,
}

impl Writers {
    /// Those of a record that this change has just made.
    pub fn of_creation(change: ChangeId) -> Self {
        Self { created: change, ..Self::default() }
    }

    /// The last writers of a field.
    pub fn of_field(&self, field: &str) -> &[ChangeId] {
        self.fields.get(field).map_or(std::slice::from_ref(&self.created), Vec::as_slice)
    }

    /// The adds that hold an element in a set.
    pub fn of_element(&self, field: &str, element: &str) -> &[ChangeId] {
        self.elements
            .get(field)
            .and_then(|elements| elements.get(element))
            .map_or(std::slice::from_ref(&self.created), Vec::as_slice)
    }

    /// Makes one change the field's only last writer.
    pub fn set_field(&mut self, field: &str, change: ChangeId) {
        self.fields.insert(field.to_owned(), vec![change]);
    }

    /// Adds a change that set the same value.
    pub fn join_field(&mut self, field: &str, change: ChangeId) {
        let mut writers = self.of_field(field).to_vec();
        if !writers.contains(&change) {
            writers.push(change);
            self.fields.insert(field.to_owned(), writers);
        }
    }
}
