//! Reference data that the branch publishes: lists of a version, valid from a day, for every phone and for the branch
//! itself. What ships with the app stands on days for which nothing is published.

use std::path::Path;

use perisai_core::domain::kinds::{AgentRole, Reference};
use perisai_core::domain::record::Record;
use perisai_core::domain::reference::{BadReference, published_on};
use perisai_core::domain::required_fields::RequiredFields;
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{CivilDate, Invalid, Patch, RecordId, Registry, Rule, Value};

use crate::branch::Branch;
use crate::desk::{Desk, damaged};
use crate::error::{BranchError, Result};
use crate::office::acts::By;

/// The lists that both ends look up among what is published. A tariff holds tariffs, discounts, periods, ages and who
/// must take JHT. Every other list ships with the app.
pub const PUBLISHED_LISTS: [&str; 2] = [TariffBook::NAME, RequiredFields::NAME];

/// A version of a list to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReference {
    /// Which list: one of [`PUBLISHED_LISTS`].
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
        match self.name.as_str() {
            TariffBook::NAME => TariffBook::parse(&self.document).map(|book| book.version().to_owned()),
            RequiredFields::NAME => {
                let required = RequiredFields::parse(&self.document)?;
                for (kind, field) in required.captures().flat_map(|capture| required.of(capture)) {
                    if registry.kind(kind).and_then(|kind| kind.field(field)).is_none() {
                        return Err(BadReference::new(RequiredFields::NAME, format!("{kind}.{field}"), "is no field"));
                    }
                }
                Ok(required.version().to_owned())
            }
            other => Err(BadReference::new("reference", other, "ships with the app and is not published")),
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
    /// A list as it was published for a day; none where what ships holds.
    pub(crate) fn published<T>(
        &self,
        name: &str,
        day: CivilDate,
        parse: fn(&str) -> Result<T, BadReference>,
    ) -> Result<Option<T>> {
        let mut versions = Vec::new();
        for record in self.tx.find(Reference::KIND, "name", &Value::from(name))? {
            let version = Reference::from_document(&record.fields);
            versions.push(version.map_err(|_| damaged(Reference::KIND, record.record))?);
        }
        Ok(published_on(versions, day, parse))
    }
}
