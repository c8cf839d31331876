//! Report 1: what workers think, what they think that officers think, and how near both are.

use std::rc::Rc;

use super::cards::{Card, Cards};
use super::{Grouped, Scope};
use crate::domain::{RecordId, VillageCode};
use crate::insight::Estimate;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, FindingKind, Key, WhyLeftOut};
use crate::insight::statistics::{GroupState, Indices, Sample, State, mean, share, shrink};

/// A worker's indices and village, by a card.
struct Person {
    worker: RecordId,
    card: RecordId,
    indices: Indices,
    village: Option<VillageCode>,
}
/// An index: what it is called, and how to read it.
type Index = (Measure, fn(&Indices) -> Option<f64>);

const INDICES: [Index; 7] = [
    (Measure::Worldview, |indices| indices.worldview),
    (Measure::Agreement, |indices| indices.agreement),
    (Measure::CongruencyWorker, |indices| indices.congruency_worker),
    (Measure::AccuracyWorker, |indices| indices.accuracy_worker),
    (Measure::AccuracyAgent, |indices| indices.accuracy_agent),
    (Measure::CongruencyAgent, |indices| indices.congruency_agent),
    (Measure::Distance, |indices| indices.distance),
];

/// Each worker by the last card in the months asked about: everybody, and by segment, village, figure who introduced us and
/// message used. Computed per person first, then averaged.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let cards = Cards::of(scope);
    let figures = introducing_figures(scope);
    let codes = scope.message_codes();
    let mut groups: Grouped<Person> = Grouped::new();
    let (mut too_few_items, mut no_panel) = (0, 0);
    for (worker, of_worker) in &cards.of_workers {
        let in_months = |card: &&Card<'_>| scope.filter.holds(card.fact.day.month());
        let Some(card) = of_worker.iter().rev().find(in_months) else { continue };
        let indices = cards.indices(card);
        too_few_items += u64::from(indices.worldview.is_none());
        no_panel += u64::from(cards.panel_on(card.fact.day).is_none());
        let mut keys = scope.groups_of(*worker);
        let figure = card.fact.record.encounter.and_then(|encounter| figures.get(&encounter.0));
        keys.extend(figure.map(|figure| vec![Key::new(Dimension::Figure, figure)]));
        let used = scope.facts.messages_used_with(*worker).iter().filter_map(|message| codes.get(message));
        keys.extend(used.map(|code| vec![Key::new(Dimension::Message, code)]));
        for by in keys {
            let person = Person { worker: *worker, card: card.fact.id, indices, village: card.fact.village };
            groups.entry(by).or_default().push(person);
        }
    }
    groups.entry(Vec::new()).or_default();
    for (by, persons) in &groups {
        write_group(by, persons, clustering(by, &cards), draft);
    }
    write_shrunk(&groups, &cards, draft);
    cards.say(draft);
    draft.leave_out(WhyLeftOut::TooFewItems, too_few_items);
    draft.leave_out(WhyLeftOut::NoPanel, no_panel);
}

fn write_group(by: &[Key], persons: &[Person], icc: f64, draft: &mut Draft) {
    let estimate = |index: fn(&Indices) -> Option<f64>| -> Estimate {
        let values: Vec<(f64, Option<VillageCode>)> =
            persons.iter().filter_map(|person| Some((index(&person.indices)?, person.village))).collect();
        mean(&values, icc)
    };
    let people = people(persons);
    for (measure, index) in INDICES {
        draft.line_about(by, measure, estimate(index), &people);
    }
    let states: Vec<State> = persons.iter().filter_map(|person| person.indices.state()).collect();
    for state in State::ALL {
        let mut by = by.to_vec();
        by.push(Key::new(Dimension::State, state.as_str()));
        let count = states.iter().filter(|other| *other == state).count() as u64;
        draft.line_about(&by, Measure::StateShare, share(count, states.len() as u64), &people);
    }
    let state = match GroupState::of(&estimate(|i| i.agreement), &estimate(|i| i.congruency_worker)) {
        GroupState::Clear { state } => state.as_str(),
        GroupState::NotClear => "not_clear",
    };
    draft.finding(by, FindingKind::GroupState, state);
}

/// W of each group of a dimension, drawn towards all of them.
fn write_shrunk(groups: &Grouped<Person>, cards: &Cards<'_>, draft: &mut Draft) {
    for dimension in [Dimension::Segment, Dimension::Village, Dimension::Figure, Dimension::Message] {
        let of_dimension: Vec<_> =
            groups.iter().filter(|(by, _)| by.iter().any(|key| key.dimension == dimension)).collect();
        let sample = |(by, persons): &(&Vec<Key>, &Vec<Person>)| {
            let worldviews = persons.iter().filter_map(|person| Some((person.indices.worldview?, person.village)));
            Sample::of(&worldviews.collect::<Vec<_>>(), clustering(by, cards))
        };
        let shrunk = shrink(&of_dimension.iter().map(sample).collect::<Vec<_>>());
        for ((by, persons), group) in of_dimension.iter().zip(shrunk.groups) {
            draft.line_about(by, Measure::WorldviewShrunk, group.estimate, &people(persons));
        }
    }
}

/// Who is behind the figures of a group: a later card of the same person is another figure.
fn people(persons: &[Person]) -> Rc<People> {
    People::of_records(persons.iter().map(|person| (person.worker, person.card)))
}

/// How alike answers within a village are; nothing to reckon with where the villages themselves are compared.
fn clustering(by: &[Key], cards: &Cards<'_>) -> f64 {
    if by.iter().any(|key| key.dimension == Dimension::Village) { 0.0 } else { cards.instrument.icc() }
}

/// The figure who introduced us, per conversation.
fn introducing_figures(scope: &Scope<'_>) -> std::collections::HashMap<RecordId, RecordId> {
    let introduced = scope.facts.encounters.iter();
    introduced.filter_map(|encounter| Some((encounter.id, encounter.record.figure?.0))).collect()
}
