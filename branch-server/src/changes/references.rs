//! What a change refers to: it must be here, and its author must be able to see it.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::Conflict;
use perisai_core::domain::record::{Identity, Record, Writer};
use perisai_core::domain::{Change, FieldPatch, Invalid, KindSpec, Patch, Policy, RecordId, Rule, Value, Verdict};

use crate::changes::draft::{Stop, rejected};
use crate::desk::Desk;
use crate::error::Result;

/// Refuses a patch that no state of the records could make good: an unknown kind, a kind or field that only
/// the branch writes, a value of a wrong type, an id that is not what its fields lead to.
pub(crate) fn check_patch(kind: &'static KindSpec, patch: &Patch, by_branch: bool) -> Result<(), Stop> {
    let refuse = |field: &str, rule| Err(rejected(Some(patch.record), Invalid::new(field, rule)));
    if kind.writer == Writer::Branch && !by_branch && !is_resolution(kind, patch) {
        let field = patch.fields.keys().next().map_or("kind", String::as_str);
        return refuse(field, Rule::BranchOnly);
    }
    for (name, field) in &patch.fields {
        let spec = kind.field(name);
        match field {
            FieldPatch::Gather { add, remove } => {
                if spec.is_none_or(|spec| spec.policy != Policy::Gather) {
                    return refuse(name, Rule::Type);
                }
                let elements = add.iter().chain(remove.keys()).map(|element| Value::Text(element.clone())).collect();
                if let Some(Err(rule)) = spec.map(|spec| (spec.check)(&Value::List(elements))) {
                    return refuse(name, rule);
                }
            }
            FieldPatch::Set { value, .. } if !value.is_null() => {
                if let Some(Err(rule)) = spec.map(|spec| (spec.check)(value)) {
                    return refuse(name, rule);
                }
            }
            FieldPatch::Set { .. } => {}
        }
    }
    if patch.creates && kind.derived_id(&patch.document()).is_some_and(|derived| derived != patch.record) {
        return refuse("id", Rule::Fixed);
    }
    Ok(())
}

/// Whether a patch is a person's decision about a conflict: the one thing that a device writes there.
pub(crate) fn is_resolution(kind: &KindSpec, patch: &Patch) -> bool {
    kind.name == Conflict::KIND.name
        && !patch.creates
        && patch.fields.len() == 1
        && matches!(patch.fields.get("resolution"), Some(FieldPatch::Set { .. }))
}

impl Desk<'_> {
    /// Lets a change wait for what it refers to and what is not here, or not for its author to see: the two
    /// answer the same.
    pub(crate) fn check_references(&self, change: &Change) -> Result<(), Stop> {
        let mut missing = BTreeSet::new();
        let created: BTreeSet<(&str, RecordId)> = change
            .patches
            .iter()
            .filter(|patch| patch.creates)
            .map(|patch| (patch.kind.as_str(), patch.record))
            .collect();
        let mut require = |kind: &str, record: RecordId| -> Result<()> {
            if !created.contains(&(kind, record)) && !self.is_here(change, kind, record)? {
                missing.insert(record);
            }
            Ok(())
        };
        for patch in &change.patches {
            if !patch.creates {
                require(&patch.kind, patch.record)?;
            }
            let Some(kind) = self.registry.kind(&patch.kind) else { continue };
            for field in kind.fields {
                let Some((refers_to, FieldPatch::Set { value, .. })) =
                    field.refers_to.zip(patch.fields.get(field.name))
                else {
                    continue;
                };
                if let Some(record) = value.as_text().and_then(|id| id.parse().ok()) {
                    require(refers_to, record)?;
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(Stop::Verdict(Verdict::Held { waits_for: missing.into_iter().collect() }))
    }

    /// Whether a record is here for an author to see, itself or as what it turned out to be.
    fn is_here(&self, change: &Change, kind: &str, record: RecordId) -> Result<bool> {
        let kind_here = self.tx.kind_of(record)?;
        if kind_here.as_deref() == Some(kind) && self.sees(&change.author, change.scope_version, record)? {
            return Ok(true);
        }
        match self.tx.alias(record)? {
            Some(alias) => self.is_here(change, kind, alias.lands_on),
            None => Ok(false),
        }
    }

    /// Refuses to make a record anew whose id is taken and is not one that two phones may agree on.
    pub(crate) fn check_creation(&self, kind: &KindSpec, patch: &Patch, exists: bool) -> Result<(), Stop> {
        if exists && patch.creates && kind.identity == Identity::Created {
            return Err(rejected(Some(patch.record), Invalid::new("id", Rule::Fixed)));
        }
        Ok(())
    }
}
