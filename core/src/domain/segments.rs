//! Segments: how they are called on screens.

use serde::Deserialize;

use super::reference::{BadReference, filled, once, reference_list};
use super::words::Segment;

/// The names of the segments, of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segments {
    version: String,
    #[serde(rename = "source")]
    _source: String,
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

reference_list!(Segments: "segments");

impl Segments {
    /// All names, in the order in which a screen offers them.
    pub fn all(&self) -> &[SegmentName] {
        &self.segments
    }

    /// The names of a segment.
    pub fn name(&self, segment: Segment) -> &SegmentName {
        self.segments.iter().find(|name| name.segment == segment).expect("parse refuses a set with a gap")
    }

    fn check(&self) -> Result<(), BadReference> {
        once(DOCUMENT, "segments", self.segments.iter().map(|name| name.segment))?;
        for (index, name) in self.segments.iter().enumerate() {
            filled(DOCUMENT, format!("segments[{index}].id"), &name.id)?;
            filled(DOCUMENT, format!("segments[{index}].en"), &name.en)?;
        }
        Ok(())
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
