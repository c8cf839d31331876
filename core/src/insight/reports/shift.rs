//! Report 2: how far the worldviews of the same persons moved.

use std::collections::{BTreeMap, BTreeSet};

use super::cards::Cards;
use super::{Grouped, Scope};
use crate::domain::{RecordId, VillageCode};
use crate::insight::Estimate;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, FindingKind, Key, WhyLeftOut};
use crate::insight::statistics::{ReliableChange, State, difference_in_differences, mean, share};

/// A worker whose state is known before and after, by two cards.
struct Moved {
    before: State,
    after: State,
    records: [(RecordId, RecordId); 2],
}

/// A change of W and its village.
type Change = (f64, Option<VillageCode>);

/// ΔW of everybody measured twice, not only of who resisted; the share that rose or fell by more than the card's own
/// unreliability; who went from which state to which; and the change where we went less the change where we did not.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let cards = Cards::of(scope);
    let mut groups: Grouped<Change> = Grouped::new();
    groups.entry(Vec::new()).or_default();
    let mut behind: Grouped<(RecordId, RecordId)> = Grouped::new();
    behind.entry(Vec::new()).or_default();
    let mut transitions: Vec<Moved> = Vec::new();
    let mut too_few_items = 0;
    for pair in cards.pairs(scope) {
        let (Some((before, state_before)), Some((after, state))) =
            (cards.worldview(pair.before), cards.worldview(pair.after))
        else {
            too_few_items += 1;
            continue;
        };
        let records = [(pair.worker, pair.before.fact.id), (pair.worker, pair.after.fact.id)];
        for by in scope.groups_of(pair.worker) {
            behind.entry(by.clone()).or_default().extend(records);
            groups.entry(by).or_default().push((after - before, pair.after.fact.village));
        }
        transitions.extend(state_before.zip(state).map(|(before, after)| Moved { before, after, records }));
    }
    let behind: BTreeMap<_, _> = behind.into_iter().map(|(by, records)| (by, People::of_records(records))).collect();
    let reliable = ReliableChange::of(cards.instrument.sd(), cards.instrument.r());
    for (by, changes) in &groups {
        let villages_compared = by.iter().any(|key| key.dimension == Dimension::Village);
        let icc = if villages_compared { 0.0 } else { cards.instrument.icc() };
        let people = &behind[by];
        draft.line_about(by, Measure::Shift, mean(changes, icc), people);
        if let Some(reliable) = reliable {
            let count = |counts: fn(f64) -> bool| {
                changes.iter().filter(|(change, _)| reliable.counts(*change) && counts(*change)).count() as u64
            };
            let of_all = |count| share(count, changes.len() as u64);
            draft.line_about(by, Measure::Rose, of_all(count(|change| change > 0.0)), people);
            draft.line_about(by, Measure::Fell, of_all(count(|change| change < 0.0)), people);
        }
    }
    write_transitions(&transitions, draft);
    let difference = difference(scope, &groups, cards.instrument.icc());
    // Its n is that of the smaller side; people of both are behind it.
    draft.line_about(&[], Measure::ShiftDifference, difference, &behind[&Vec::new()]);
    if let Some(reliable) = reliable {
        draft.finding(&[], FindingKind::CountsFrom, format!("{:.1}", reliable.threshold));
    }
    cards.say(draft);
    draft.leave_out(WhyLeftOut::TooFewItems, too_few_items);
}

/// Of those in a state before, the share in each state after.
fn write_transitions(transitions: &[Moved], draft: &mut Draft) {
    for before in State::ALL {
        let from_there: Vec<_> = transitions.iter().filter(|moved| moved.before == *before).collect();
        let people = People::of_records(from_there.iter().flat_map(|moved| moved.records));
        for after in State::ALL {
            let moved = from_there.iter().filter(|moved| moved.after == *after).count() as u64;
            let by = [Key::new(Dimension::StateBefore, before.as_str()), Key::new(Dimension::State, after.as_str())];
            draft.line_about(&by, Measure::Transition, share(moved, from_there.len() as u64), &people);
        }
    }
}

fn difference(scope: &Scope<'_>, groups: &Grouped<Change>, icc: f64) -> Estimate {
    let visited = visited_villages(scope);
    let everybody = groups.get(&Vec::new()).map_or(&[][..], Vec::as_slice);
    let is_visited = |village: &Option<VillageCode>| village.is_some_and(|village| visited.contains(&village));
    let (there, elsewhere): (Vec<Change>, Vec<Change>) = everybody.iter().partition(|(_, village)| is_visited(village));
    difference_in_differences(&there, &elsewhere, icc)
}

/// The villages where something was done to move meanings: an event was held, or a message was used in a conversation. A
/// card alone is no visit.
fn visited_villages(scope: &Scope<'_>) -> BTreeSet<VillageCode> {
    let held = scope.facts.events.iter().filter(|event| event.day <= scope.as_of).filter_map(|event| event.village);
    let told = scope.facts.encounters.iter().filter(|encounter| encounter.day <= scope.as_of);
    let told = told.filter(|encounter| !encounter.record.messages.is_empty()).filter_map(|told| told.village);
    held.chain(told).collect()
}
