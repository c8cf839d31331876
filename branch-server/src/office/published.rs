//! Reference data that the branch publishes: lists of a version, valid from a day, for every phone and for the branch
//! itself. What ships with the app stands on days for which nothing is published.

use std::path::Path;

use perisai_core::domain::kinds::{AgentRole, Reference};
use perisai_core::domain::record::Record;
use perisai_core::domain::reference::{self, BadReference, InForce, ReferenceList};
use perisai_core::domain::{CivilDate, Invalid, Patch, RecordId, Registry, Rule, Value, lists};
use perisai_core::sync::wire::Revision;

use crate::branch::Branch;
use crate::desk::{Desk, damaged};
use crate::error::{BranchError, Result};
use crate::office::acts::By;

/// A version of a list to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReference {
    /// Which list: one of [`LISTS`](perisai_core::domain::lists::LISTS).
    pub name: String,
    /// The document, JSON in the form of the one that ships.
    pub document: String,
    /// The first day it holds.
    pub valid_from: CivilDate,
    /// The last day it holds; none until a later one begins.
    pub valid_to: Option<CivilDate>,
    /// The regulation or the decision that it comes from.
    pub source: String,
}

impl NewReference {
    /// Reads the document from a file.
    pub fn read_document(file: &Path) -> Result<String> {
        let unreadable = |error: std::io::Error| BranchError::File {
            file: file.display().to_string(),
            problem: error.kind().to_string(),
        };
        std::fs::read_to_string(file).map_err(unreadable)
    }

    /// Its version, where the document is what its list must be.
    fn check(&self, registry: &Registry) -> Result<String, BadReference> {
        match lists::list(&self.name) {
            Some(list) => (list.check)(&self.document, registry),
            None => Err(BadReference::new("reference", &self.name, "is no list that a branch publishes")),
        }
    }
}

impl Branch {
    /// Publishes a version of a list to every phone; answers its record. The branch judges by it from now on, as the
    /// phones do once they have synced. A version is published once: what changes is another version.
    ///
    /// # Errors
    /// [`BranchError::Reference`] with the place of what is wrong in the document; nothing is published.
    pub fn publish(&self, by: &By, new: &NewReference) -> Result<RecordId> {
        let bad = |BadReference { document, place, problem }| BranchError::Reference { document, place, problem };
        let version = new.check(&self.registry).map_err(bad)?;
        let body: Value = serde_json::from_str(&new.document).map_err(|_| Invalid::new("body", Rule::Limit))?;
        if new.valid_to.is_some_and(|to| to < new.valid_from) {
            return Err(Invalid::new("valid_to", Rule::Date).into());
        }
        self.act(by, AgentRole::BranchAdmin, |desk| {
            let record = Reference {
                name: new.name.clone(),
                version: version.clone(),
                valid_from: new.valid_from,
                valid_to: new.valid_to,
                source: new.source.clone(),
                body: body.clone(),
            }
            .into_document();
            let id = RecordId::derived(Reference::KIND.name, &[&new.name, &version]);
            if desk.tx.record(Reference::KIND, id)?.is_some() {
                return Err(BranchError::Refused(
                    "this version is published already; give the document another version",
                ));
            }
            desk.write_and_enter(by, "publish", vec![Patch::create(Reference::KIND.name, id, record)])?;
            Ok(id)
        })
    }
}

impl Desk<'_> {
    /// A list as it holds on a day: what was published, or what ships.
    pub(crate) fn list_on<T: ReferenceList>(&self, day: CivilDate) -> Result<InForce<T>> {
        Ok(reference::list_on(self.versions(T::NAME)?, day))
    }

    /// Every version of a list that this branch has published.
    pub(crate) fn versions(&self, list: &str) -> Result<Vec<Reference>> {
        let records = self.tx.find(Reference::KIND, "name", &Value::from(list))?;
        let read = |record: Revision| {
            Reference::from_document(&record.fields).map_err(|_| damaged(Reference::KIND, record.record))
        };
        records.into_iter().map(read).collect()
    }
}
