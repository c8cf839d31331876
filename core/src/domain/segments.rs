//! Segments: how they are called on screens.

use std::sync::OnceLock;

use serde::Deserialize;

use super::reference::{self, BadReference};
use super::words::Segment;

const DOCUMENT: &str = "segments";
const SHIPPED: &str = include_str!("../../data/segments.json");

/// The names of the segments, of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segments {
    version: String,
    segments: Vec<SegmentName>,
}

/// The names of one segment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentName {
    /// The segment.
    pub segment: Segment,
    /// In Bahasa Indonesia.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Segments {
    /// The names that this build ships.
    pub fn shipped() -> &'static Self {
        static SEGMENTS: OnceLock<Segments> = OnceLock::new();
        SEGMENTS.get_or_init(|| Self::parse(SHIPPED).expect("the shipped document is tested"))
    }

    /// The text of [`Segments::shipped`], for a branch to publish or to start a newer version from.
    pub const fn shipped_text() -> &'static str {
        SHIPPED
    }

    /// Reads names from JSON; refuses a set that does not name every segment once.
    pub fn parse(json: &str) -> Result<Self, BadReference> {
        let segments: Self = reference::parse(DOCUMENT, json)?;
        for segment in Segment::ALL {
            let count = segments.segments.iter().filter(|name| name.segment == *segment).count();
            if count != 1 {
                return Err(BadReference::new(DOCUMENT, "segments", format!("{segment} is there {count} times")));
            }
        }
        Ok(segments)
    }

    /// The version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// All names, in the order in which a screen offers them.
    pub fn all(&self) -> &[SegmentName] {
        &self.segments
    }

    /// The names of a segment.
    pub fn name(&self, segment: Segment) -> &SegmentName {
        self.segments.iter().find(|name| name.segment == segment).expect("parse refuses a set with a gap")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_has_a_name_in_both_languages() {
        assert_eq!(Segments::shipped().all().len(), Segment::ALL.len());
        assert_eq!(Segments::shipped().name(Segment::Fisher).id, "Nelayan");
        assert!(Segments::shipped().all().iter().all(|name| !name.id.is_empty() && !name.en.is_empty()));
    }

    #[test]
    fn a_segment_left_out_or_named_twice_is_refused() {
        let error = Segments::parse(&SHIPPED.replacen("\"segment\": \"farmer\"", "\"segment\": \"fisher\"", 1));
        assert_eq!(error.unwrap_err().problem, "fisher is there 2 times");
    }
}
