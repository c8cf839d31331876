//! The lists of reference data, as a screen reads them.

use super::Field;
use super::capture::invalid;
use super::lists::{own_zone, versions};
use crate::domain::{Rule, lists};
use crate::error::FieldError;

/// A list of reference data as it holds today.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReferenceListView {
    /// Which.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether the branch published it; otherwise it came with the app.
    pub published: bool,
    /// The last day for which it has answers, `2026-12-31`; none where it is open.
    pub holds_until: Option<String>,
    /// The list itself, JSON in the form in which it ships (`core/data/`).
    pub document: String,
}

impl Field {
    /// A list of reference data as it holds today where the agent works: `instrument` (the card's statements),
    /// `benefit_wording`, `training_rubric`, `segments`, `occupations`, `cash_policy`, `incentive_scheme` and the others
    /// that a branch publishes.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] with `label_unknown`: there is no such list.
    pub fn reference_list(&self, name: &str) -> Result<ReferenceListView, FieldError> {
        let spec = lists::list(name).ok_or_else(|| invalid("name", Rule::LabelUnknown))?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let today = own_zone(connection)?.date_of(now_ms).ok_or_else(|| invalid("clock", Rule::Date))?;
            let list = spec.on_day(&versions(connection, name)?, today);
            Ok(ReferenceListView {
                name: name.to_owned(),
                version: list.version,
                published: list.is_published,
                holds_until: list.until.map(|day| day.to_string()),
                document: list.document,
            })
        })
    }
}
