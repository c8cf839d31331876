//! Which fields a capture may not leave empty.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::reference::{BadReference, reference_list};
use super::registry::Registry;
use super::rule::{Invalid, Rule};

/// The required fields of one version, per capture (`registration`) and record kind (`worker`): what may stay open for
/// a worker merely met may not for one who registers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredFields {
    version: String,
    #[serde(rename = "source")]
    _source: String,
    captures: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

reference_list!(RequiredFields: "required_fields" {
    fn check_names(&self, registry: &Registry) -> Result<(), BadReference> {
        for (kind, field) in self.captures().flat_map(|capture| self.of(capture)) {
            if registry.kind(kind).and_then(|kind| kind.field(field)).is_none() {
                return Err(BadReference::new(DOCUMENT, format!("{kind}.{field}"), "is no field"));
            }
        }
        Ok(())
    }
});

impl RequiredFields {
    /// Record kind and field of all that a capture requires; nothing for a capture that the list does not name.
    pub fn of(&self, capture: &str) -> impl Iterator<Item = (&str, &str)> {
        let kinds = self.captures.get(capture).into_iter().flatten();
        kinds.flat_map(|(kind, names)| names.iter().map(move |name| (kind.as_str(), name.as_str())))
    }

    /// The captures that the list names.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.captures.keys().map(String::as_str)
    }

    /// The breaches of a capture in which `is_given(kind, field)` says what was filled in.
    pub fn missing(&self, capture: &str, is_given: impl Fn(&str, &str) -> bool) -> Vec<Invalid> {
        let empty = self.of(capture).filter(|(kind, field)| !is_given(kind, field));
        empty.map(|(_, field)| Invalid::new(field, Rule::Required)).collect()
    }

    fn check(&self) -> Result<(), BadReference> {
        for (capture, kinds) in &self.captures {
            for (kind, names) in kinds {
                if names.iter().enumerate().any(|(index, name)| name.is_empty() || names[..index].contains(name)) {
                    let place = format!("captures.{capture}.{kind}");
                    return Err(BadReference::new(DOCUMENT, place, "names an empty field or one twice"));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reference::ReferenceList;

    #[test]
    fn a_nik_is_required_of_who_registers_only() {
        let without_nik = |_: &str, field: &str| field != "nik";
        let fields = RequiredFields::shipped();
        assert_eq!(fields.missing("registration", without_nik), [Invalid::new("nik", Rule::Required)]);
        assert_eq!(fields.missing("worker", without_nik), []);
    }

    #[test]
    fn an_empty_capture_misses_everything() {
        let fields = RequiredFields::shipped();
        for capture in fields.captures() {
            let missing = fields.missing(capture, |_, _| false);
            assert!(!missing.is_empty() && missing.len() == fields.of(capture).count(), "{capture}");
        }
    }

    #[test]
    fn every_required_field_is_one_of_its_record_kind() {
        let registry = Registry::standard();
        assert_eq!(RequiredFields::shipped().check_names(&registry), Ok(()));
        let unknown = RequiredFields::parse(&SHIPPED.replacen("\"nik\"", "\"shoe_size\"", 1)).unwrap();
        assert_eq!(unknown.check_names(&registry).unwrap_err().place, "worker.shoe_size");
    }

    #[test]
    fn a_field_named_twice_is_refused_with_its_place() {
        let error = RequiredFields::parse(&SHIPPED.replacen("\"rupiah\"", "\"holder\"", 1)).unwrap_err();
        assert_eq!(error.place, "captures.receipt.receipt");
    }
}
