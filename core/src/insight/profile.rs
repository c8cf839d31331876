//! Profiles of segments, as the branch computes and publishes them for every phone.

use std::collections::BTreeMap;

use super::estimate::SHOWN_FROM_N;
use super::facts::Facts;
use super::filter::Filter;
use super::measure::Measure;
use super::reports::Scope;
use super::reports::traits::Traits;
use crate::domain::kinds::SegmentProfile;
use crate::domain::words::Segment;
use crate::domain::{CivilDate, Value};

/// Conversations of this many months make a profile, the month of the day included.
const MONTHS: i32 = 12;

/// A profile of each segment of which at least five workers were talked with in the year to a day: in thousandths, the
/// share of them of whom each word was said. It holds for `days`, and tells of no person.
pub fn profiles(facts: &Facts, as_of: CivilDate, days: i64) -> Vec<SegmentProfile> {
    let filter = Filter { from: as_of.month().add_months(1 - MONTHS), ..Filter::default() };
    let scope = Scope { facts, filter: &filter, as_of };
    let valid_to = as_of.add_days(days).unwrap_or(as_of);
    let known = Traits::by_segment(&scope).into_iter().filter(|(_, traits)| traits.n >= SHOWN_FROM_N);
    let profile = |(segment, traits): (Segment, Traits)| SegmentProfile {
        segment,
        village: None,
        computed_on: as_of,
        valid_to,
        body: body(&traits),
    };
    known.map(profile).collect()
}

fn body(traits: &Traits) -> Value {
    let whole = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let mut parts: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    let often =
        |(measure, _, count): &(Measure, &str, u64)| *measure != Measure::FollowsMedia || *count >= SHOWN_FROM_N;
    for (measure, word, count) in traits.counts().filter(often) {
        parts.entry(measure.to_string()).or_default().insert(word.to_owned(), whole(count * 1000 / traits.n));
    }
    let mut body: BTreeMap<String, Value> = parts.into_iter().map(|(name, words)| (name, Value::Map(words))).collect();
    body.insert("n".to_owned(), whole(traits.n));
    Value::Map(body)
}
