//! Report 5: who is met, beside who lives there, and what is known of them.

use std::collections::BTreeSet;

use super::{Scope, traits};
use crate::domain::RecordId;
use crate::domain::segment_populations::SegmentPopulations;
use crate::domain::words::Segment;
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, FindingKind, Key, WhyLeftOut};
use crate::insight::statistics::share;
use crate::insight::{Estimate, Interval};

/// Fewer workers of a segment than this are flagged.
const FEW: u64 = 10;
/// Less than this part of its share of the population is flagged.
const UNDER_REPRESENTED: f64 = 0.5;

/// Per segment its share of the workers talked with, its share of the population of the same villages, the one by the
/// other, and the share whom nobody had reached before; and what is known of each segment. A worker of two segments counts in
/// both.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let met: BTreeSet<RecordId> =
        scope.within(&scope.facts.encounters).map(|encounter| encounter.record.worker.0).collect();
    let met: Vec<_> = met.into_iter().filter_map(|worker| scope.facts.worker(worker)).collect();
    let n = met.len() as u64;
    let population = Population::of(scope);
    let mut not_known = 0;
    for segment in Segment::ALL {
        let by = [Key::new(Dimension::Segment, segment)];
        let of_segment: Vec<_> = met.iter().filter(|worker| worker.record.segments.contains(segment)).collect();
        let count = of_segment.len() as u64;
        let sample = share(count, n);
        draft.line(&by, Measure::SampleShare, sample);
        let never = of_segment.iter().filter(|worker| !worker.record.reached_before).count() as u64;
        draft.line(&by, Measure::NeverReached, share(never, count));
        let flagged = |ratio: Option<f64>| ratio.is_some_and(|ratio| ratio < UNDER_REPRESENTED);
        let mut ratio = None;
        match population.share(*segment) {
            Some(part) => {
                draft.line(&by, Measure::PopulationShare, Estimate::of(part, population.total, None));
                if part > 0.0 && n > 0 {
                    ratio = sample.value().map(|value| value / part);
                    let interval = sample.interval();
                    let scaled = interval.map(|i| Interval { low: i.low / part, high: i.high / part });
                    let of_persons = ratio.unwrap_or(f64::NAN);
                    draft.line(&by, Measure::RepresentationRatio, Estimate::of(of_persons, n, scaled));
                }
            }
            None => not_known += 1,
        }
        if flagged(ratio) {
            draft.finding(&by, FindingKind::Flag, "under_represented");
        }
        if count < FEW {
            draft.finding(&by, FindingKind::Flag, "few");
        }
    }
    let never = met.iter().filter(|worker| !worker.record.reached_before).count() as u64;
    draft.line(&[], Measure::NeverReached, share(never, n));
    traits::write(scope, draft);
    draft.leave_out(WhyLeftOut::NoPopulation, not_known);
}

/// How many of each segment live in the villages in view.
struct Population {
    segments: Vec<(Segment, u64)>,
    total: u64,
}

impl Population {
    fn of(scope: &Scope<'_>) -> Self {
        let list = scope.list::<SegmentPopulations>();
        let in_view: BTreeSet<_> = scope.facts.workers.iter().map(|worker| worker.record.village).collect();
        let asked = |village| scope.filter.village.is_none_or(|only| only == village);
        let mut segments: Vec<(Segment, u64)> = Vec::new();
        for entry in list.villages().iter().filter(|entry| in_view.contains(&entry.village) && asked(entry.village)) {
            for (segment, people) in &entry.people {
                match segments.iter_mut().find(|(known, _)| known == segment) {
                    Some((_, sum)) => *sum += u64::from(*people),
                    None => segments.push((*segment, u64::from(*people))),
                }
            }
        }
        let total = segments.iter().map(|(_, people)| people).sum();
        Self { segments, total }
    }

    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^52")]
    fn share(&self, segment: Segment) -> Option<f64> {
        let (_, people) = self.segments.iter().find(|(known, _)| *known == segment)?;
        (self.total > 0).then(|| *people as f64 / self.total as f64)
    }
}
