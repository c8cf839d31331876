//! The list of record kinds.

use std::collections::BTreeMap;

use super::kinds;
use super::record::{KindSpec, Record};

/// The record kinds that a store, an exchange or a branch works with.
#[derive(Debug, Clone)]
pub struct Registry {
    kinds: Vec<&'static KindSpec>,
    by_name: BTreeMap<&'static str, &'static KindSpec>,
}

impl Registry {
    /// Every kind of this version, one line each.
    pub fn standard() -> Self {
        Self::of(&[
            kinds::Worker::KIND,
            kinds::Consent::KIND,
            kinds::Event::KIND,
            kinds::Attendance::KIND,
            kinds::Encounter::KIND,
            kinds::Registration::KIND,
            kinds::Receipt::KIND,
            kinds::Agent::KIND,
            kinds::Membership::KIND,
            kinds::Conflict::KIND,
            kinds::Reference::KIND,
            kinds::Objection::KIND,
            kinds::Measurement::KIND,
            kinds::Figure::KIND,
            kinds::Nomination::KIND,
            kinds::RelationshipNote::KIND,
            kinds::Partner::KIND,
            kinds::Support::KIND,
            kinds::Message::KIND,
            kinds::FollowUp::KIND,
            kinds::Training::KIND,
            kinds::Target::KIND,
            kinds::Evaluation::KIND,
            kinds::SegmentProfile::KIND,
            kinds::PanelView::KIND,
        ])
    }

    /// A registry of these kinds.
    ///
    /// # Panics
    /// If two of them share a name.
    pub fn of(kinds: &[&'static KindSpec]) -> Self {
        let by_name: BTreeMap<_, _> = kinds.iter().map(|kind| (kind.name, *kind)).collect();
        assert_eq!(by_name.len(), kinds.len(), "two kinds share a name");
        Self { kinds: kinds.to_vec(), by_name }
    }

    /// The same with one more kind.
    #[must_use]
    pub fn with(&self, kind: &'static KindSpec) -> Self {
        let mut kinds = self.kinds.clone();
        kinds.push(kind);
        Self::of(&kinds)
    }

    /// The kind of that name.
    pub fn kind(&self, name: &str) -> Option<&'static KindSpec> {
        self.by_name.get(name).copied()
    }

    /// Every kind, in order of declaration.
    pub fn kinds(&self) -> &[&'static KindSpec] {
        &self.kinds
    }

    /// The kinds that refer to another, each with the referring field.
    pub fn referring_to<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'static KindSpec, &'static str)> + 'a {
        self.kinds.iter().flat_map(move |spec| {
            spec.fields.iter().filter(move |field| field.refers_to == Some(kind)).map(move |field| (*spec, field.name))
        })
    }
}
