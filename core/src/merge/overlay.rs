//! A device's own work on top of the branch's last word: no merging, the author sees what was captured.

use std::collections::BTreeMap;

use super::{Merged, gather, put};
use crate::domain::{ChangeId, Document, FieldPatch, KindSpec, Patch, Policy, Writers};

/// Replays a pending patch on the branch's word, or on nothing where the branch has none.
pub fn overlay(
    kind: &KindSpec,
    standing: Option<(Document, Writers)>,
    patch: &Patch,
    change: ChangeId,
) -> (Document, Writers) {
    let (document, writers) = match standing {
        Some(standing) => standing,
        None => (Document::new(), Writers::of_creation(change)),
    };
    let fresh = document.is_empty();
    let mut merged = Merged { document, writers, stands: Vec::new(), lost: Vec::new(), contested: Vec::new() };
    for (name, field) in &patch.fields {
        let gathers = kind.field(name).is_some_and(|field| field.policy == Policy::Gather);
        match field {
            FieldPatch::Gather { add, remove } => gather::apply(&mut merged, name, add, remove, change),
            FieldPatch::Set { value, .. } if gathers => {
                gather::apply(&mut merged, name, &gather::elements(value), &BTreeMap::new(), change);
            }
            FieldPatch::Set { value, .. } => {
                put(&mut merged.document, name, value.clone());
                merged.writers.set_field(name, change);
            }
        }
    }
    if fresh && patch.creates {
        // Everything is the creation's: nothing needs to be named apart.
        merged.writers = Writers::of_creation(change);
    }
    (merged.document, merged.writers)
}
