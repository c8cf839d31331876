//! What is known of a segment: what stands in its workers' way, what they follow, whom they ask, what they object.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Scope;
use crate::domain::RecordId;
use crate::domain::words::Segment;
use crate::insight::estimate::SHOWN_FROM_N;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key, WhyLeftOut};
use crate::insight::statistics::share;

/// The workers of whom each word was said, by what is asked.
type Said = BTreeMap<(Measure, String), BTreeSet<RecordId>>;

/// What was said in conversations with workers of a segment, per word; each worker once a word.
pub(in crate::insight) struct Traits {
    /// How many workers it rests on.
    pub(in crate::insight) n: u64,
    said: Said,
    people: Rc<People>,
}

/// What is asked, and what its words are called.
const ASKED: [(Measure, Dimension); 4] = [
    (Measure::HinderedBy, Dimension::Barrier),
    (Measure::FollowsMedia, Dimension::Media),
    (Measure::AsksWhom, Dimension::WhomAsked),
    (Measure::Objects, Dimension::Objection),
];

impl Traits {
    /// What the records of a scope say of each segment of which they say anything.
    pub(in crate::insight) fn by_segment(scope: &Scope<'_>) -> BTreeMap<Segment, Self> {
        let segments_of =
            |worker: RecordId| scope.facts.worker(worker).map(|worker| &worker.record.segments).into_iter().flatten();
        let mut said: BTreeMap<Segment, (Said, Vec<(RecordId, RecordId)>)> = BTreeMap::new();
        for talk in scope.within(&scope.facts.encounters) {
            let worker = talk.record.worker.0;
            for segment in segments_of(worker) {
                let (said, behind) = said.entry(*segment).or_default();
                let mut say = |measure, word: String| said.entry((measure, word)).or_default().insert(worker);
                behind.push((worker, talk.id));
                for word in &talk.record.barriers {
                    say(Measure::HinderedBy, word.to_string());
                }
                for word in &talk.record.asks_whom {
                    say(Measure::AsksWhom, word.to_string());
                }
                for media in &talk.record.media_used {
                    say(Measure::FollowsMedia, media.trim().to_lowercase());
                }
            }
        }
        for objection in scope.within(&scope.facts.objections) {
            let worker = objection.record.worker.0;
            for segment in segments_of(worker) {
                let (said, behind) = said.entry(*segment).or_default();
                behind.push((worker, objection.id));
                said.entry((Measure::Objects, objection.record.code.to_string())).or_default().insert(worker);
            }
        }
        let traits = |(said, behind)| {
            let people = People::of_records(behind);
            Self { n: people.count(), said, people }
        };
        said.into_iter().map(|(segment, of_segment)| (segment, traits(of_segment))).collect()
    }

    /// Per word the number of workers of whom it was said.
    pub(in crate::insight) fn counts(&self) -> impl Iterator<Item = (Measure, &str, u64)> {
        self.said.iter().map(|((measure, word), workers)| (*measure, word.as_str(), workers.len() as u64))
    }
}

/// Per segment and word the share of its workers of whom it was said.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let mut rarely_followed = 0;
    for (segment, traits) in Traits::by_segment(scope) {
        for (measure, word, count) in traits.counts() {
            let asked = ASKED.iter().find(|(asked, _)| *asked == measure);
            let Some((_, dimension)) = asked else { continue };
            // Media are typed freely: what fewer than five follow is not even named.
            if measure == Measure::FollowsMedia && count < SHOWN_FROM_N {
                rarely_followed += 1;
                continue;
            }
            let by = [Key::new(Dimension::Segment, segment), Key::new(*dimension, word)];
            draft.line_about(&by, measure, share(count, traits.n), &traits.people);
        }
    }
    draft.leave_out(WhyLeftOut::TooFew, rarely_followed);
}
