//! Report 13: what follows the messages.

use std::collections::{BTreeMap, BTreeSet};

use super::cards::Cards;
use super::{Scope, handed_in};
use crate::domain::RecordId;
use crate::domain::kinds::Encounter;
use crate::domain::message_choice::is_drawn;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, FindingKind, Key};
use crate::insight::statistics::{mean, share};

/// Per message: ΔW of those with whom it was used between two cards, and the share of those with whom it was used who
/// handed a registration in afterwards. Whether that may be laid to the message is said in a word: only where it is a
/// variant of an experiment, and every use of it was the one drawn for the group, is it more than an association.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let codes = scope.message_codes();
    let mut first_use: BTreeMap<(RecordId, RecordId), i64> = BTreeMap::new();
    let mut uses: BTreeMap<RecordId, Vec<(RecordId, &Fact<Encounter>)>> = BTreeMap::new();
    for encounter in scope.within(&scope.facts.encounters) {
        for message in &encounter.record.messages {
            let worker = encounter.record.worker.0;
            first_use.entry((message.0, worker)).or_insert(encounter.at_ms);
            uses.entry(message.0).or_default().push((worker, encounter));
        }
    }
    let mut handed: BTreeMap<RecordId, Vec<i64>> = BTreeMap::new();
    for registration in scope.of_any_month(&scope.facts.registrations) {
        handed.entry(registration.record.worker.0).or_default().extend(handed_in(registration));
    }
    let cards = Cards::of(scope);
    let pairs = cards.pairs(scope);
    let mut by_code: Vec<_> =
        uses.iter().filter_map(|(message, uses)| Some((*codes.get(message)?, message, uses))).collect();
    by_code.sort_unstable_by_key(|(code, ..)| *code);
    for (code, message, uses) in by_code {
        let by = [Key::new(Dimension::Message, code)];
        let told: BTreeSet<RecordId> = uses.iter().map(|(worker, _)| *worker).collect();
        let between: Vec<_> = pairs
            .iter()
            .filter(|pair| {
                // What was told in the conversation of the second card moved nothing before it.
                let between = pair.before.fact.at_ms..pair.after.fact.at_ms;
                uses.iter().any(|(worker, talk)| *worker == pair.worker && between.contains(&talk.at_ms))
            })
            .collect();
        let changes: Vec<_> = between
            .iter()
            .filter_map(|pair| {
                let change = cards.worldview(pair.after)?.0 - cards.worldview(pair.before)?.0;
                Some((change, pair.after.fact.village))
            })
            .collect();
        let measured =
            between.iter().flat_map(|pair| [pair.before, pair.after].map(|card| (pair.worker, card.fact.id)));
        let measured = People::of_records(measured);
        draft.line_about(&by, Measure::Shift, mean(&changes, cards.instrument.icc()), &measured);
        let registered = told.iter().filter(|worker| {
            let from = first_use.get(&(*message, **worker)).copied().unwrap_or(i64::MAX);
            handed.get(worker).is_some_and(|handed| handed.iter().any(|at| *at >= from))
        });
        let registered = share(registered.count() as u64, told.len() as u64);
        let told = People::of_records(uses.iter().map(|(worker, talk)| (*worker, talk.id)));
        draft.line_about(&by, Measure::Registered, registered, &told);
        let basis = if is_experiment(scope, *message) { "experiment" } else { "association" };
        draft.finding(&by, FindingKind::Basis, basis);
    }
    cards.say(draft);
}

/// Whether every use of a message was the variant that its group draws: the event where it was used, or the village.
fn is_experiment(scope: &Scope<'_>, message: RecordId) -> bool {
    let messages = || scope.facts.messages.iter().map(|message| &message.record);
    let Some(own) = scope.facts.messages.iter().find(|own| own.id == message && own.record.experiment.is_some()) else {
        return false;
    };
    let mut uses =
        scope.within(&scope.facts.encounters).filter(|talk| talk.record.messages.iter().any(|id| id.0 == message));
    uses.all(|talk| {
        let event = talk.record.event.map(|event| event.to_string());
        let village = talk.village.map(|village| village.as_str().to_owned());
        [event, village].into_iter().flatten().any(|group| is_drawn(messages(), &own.record, Some(&group)))
    })
}
