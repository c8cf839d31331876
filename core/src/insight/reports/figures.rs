//! Report 4: who is named, by how many, from where, and how the relationship stands. Never by whom.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use crate::domain::RecordId;
use crate::domain::instrument::Instrument;
use crate::domain::kinds::{Measurement, NominationQuestion, Side, Wave};
use crate::insight::Estimate;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, FindingKind, Key, WhyLeftOut};
use crate::insight::statistics::co_orientation::{reversed, worldview};
use crate::insight::statistics::{covering_set, mean, share};

/// A figure's nominations: who named, by question.
type Named = BTreeMap<NominationQuestion, BTreeSet<RecordId>>;

/// Per figure the share of respondents who named it, the hamlets and segments they are of, trust and promises by the
/// notes, and the stage by the last one; over all a small set that most respondents name, and the figures' own W. One
/// figure's own card is one person's and is not shown.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let mut figures: BTreeMap<RecordId, Named> = BTreeMap::new();
    let mut respondents: BTreeMap<NominationQuestion, BTreeMap<RecordId, BTreeSet<RecordId>>> = BTreeMap::new();
    let mut asked: BTreeMap<NominationQuestion, Vec<(RecordId, RecordId)>> = BTreeMap::new();
    for nomination in scope.within(&scope.facts.nominations) {
        let record = &nomination.record;
        asked.entry(record.question).or_default().push((record.respondent.0, nomination.id));
        let named = figures.entry(record.figure.0).or_default();
        named.entry(record.question).or_default().insert(record.respondent.0);
        let of_question = respondents.entry(record.question).or_default();
        of_question.entry(record.respondent.0).or_default().insert(record.figure.0);
    }
    for note in scope.within(&scope.facts.relationship_notes) {
        figures.entry(note.record.figure.0).or_default();
    }
    let asked: BTreeMap<_, _> =
        asked.into_iter().map(|(question, answers)| (question, People::of_records(answers))).collect();
    for (figure, named) in &figures {
        let by = [Key::new(Dimension::Figure, figure)];
        for (question, by_whom) in named {
            let asked = &asked[question];
            let by = [by[0].clone(), Key::new(Dimension::Question, question)];
            draft.line_about(&by, Measure::NominationShare, share(by_whom.len() as u64, asked.count()), asked);
        }
        write_where_from(scope, &by, named, draft);
        write_relationship(scope, &by, *figure, draft);
    }
    for (question, named) in &respondents {
        let by = [Key::new(Dimension::Question, question)];
        let cover = covering_set(&named.values().cloned().collect::<Vec<_>>());
        draft.line_about(&by, Measure::Covered, share(cover.covered, cover.respondents), &asked[question]);
        for figure in &cover.figures {
            draft.finding(&by, FindingKind::Covers, figure);
        }
    }
    write_own_worldview(scope, draft);
    let events: Vec<_> = scope.within(&scope.facts.events).collect();
    let held_first = events.iter().filter(|event| !event.record.figures_engaged_before.is_empty()).count() as u64;
    draft.line(&[], Measure::HeadsHeldFirst, share(held_first, events.len() as u64));
    let everybody: BTreeSet<&RecordId> = respondents.values().flat_map(BTreeMap::keys).collect();
    let elsewhere = everybody.into_iter().filter(|respondent| scope.facts.worker(**respondent).is_none()).count();
    draft.leave_out(WhyLeftOut::Scope, elsewhere as u64);
}

fn write_where_from(scope: &Scope<'_>, by: &[Key], named: &Named, draft: &mut Draft) {
    let respondents: BTreeSet<RecordId> = named.values().flatten().copied().collect();
    let workers: Vec<_> = respondents.iter().filter_map(|worker| scope.facts.worker(*worker)).collect();
    let hamlets: BTreeSet<_> = workers
        .iter()
        .filter_map(|worker| Some((worker.record.village, worker.record.hamlet.as_deref()?.trim().to_lowercase())))
        .collect();
    let segments: BTreeSet<_> = workers.iter().flat_map(|worker| worker.record.segments.iter().copied()).collect();
    // Of whom a phone does not hold, it does not know the hamlet.
    let n = workers.len() as u64;
    if n > 0 {
        draft.line(by, Measure::HamletsNaming, Estimate::count(hamlets.len() as u64, n));
        draft.line(by, Measure::SegmentsNaming, Estimate::count(segments.len() as u64, n));
    }
}

fn write_relationship(scope: &Scope<'_>, by: &[Key], figure: RecordId, draft: &mut Draft) {
    let notes: Vec<_> =
        scope.within(&scope.facts.relationship_notes).filter(|note| note.record.figure.0 == figure).collect();
    let Some(last) = notes.last() else { return };
    draft.finding(by, FindingKind::Stage, last.record.stage);
    let trust: Vec<(f64, RecordId)> =
        notes.iter().filter_map(|note| Some((f64::from(note.record.trust?.0), note.id))).collect();
    draft.line(by, Measure::Trust, mean(&trust, 0.0));
    let sum = |part: fn(&crate::domain::kinds::RelationshipNote) -> Option<u32>| -> u64 {
        notes.iter().filter_map(|note| part(&note.record)).map(u64::from).sum()
    };
    let (made, kept) = (sum(|note| note.promises_made), sum(|note| note.promises_kept));
    // A promise kept now may have been made before the months asked about.
    draft.line(by, Measure::PromisesKept, share(kept.min(made), made));
}

/// W of the figures together, each by the last card.
fn write_own_worldview(scope: &Scope<'_>, draft: &mut Draft) {
    let is_own = |card: &&Fact<Measurement>| card.record.side == Side::Figure && card.record.wave != Wave::Check;
    let instrument = scope.list::<Instrument>();
    let mask: Vec<bool> = instrument.items.iter().map(|item| item.reversed).collect();
    let mut last = BTreeMap::new();
    for card in scope.within(&scope.facts.measurements).filter(is_own) {
        if card.record.instrument_version == instrument.version()
            && let Some(figure) = card.record.figure
            && let Some(w) = reversed(&card.record.own.0, &mask).as_deref().and_then(worldview)
        {
            last.insert(figure.0, (w, card));
        }
    }
    let worldviews: Vec<_> = last.values().map(|(w, card)| (*w, card.village)).collect();
    let people = People::of_records(last.iter().map(|(figure, (_, card))| (*figure, card.id)));
    draft.line_about(&[], Measure::Worldview, mean(&worldviews, instrument.icc()), &people);
}
