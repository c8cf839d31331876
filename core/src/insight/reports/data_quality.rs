//! Report 16: how far the data can be relied on.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use super::cards::{Card, Cards};
use crate::domain::RecordId;
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{ConflictStatus, Consent, Measurement, Side};
use crate::domain::words::ConsentPurpose;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key, WhyLeftOut};
use crate::insight::statistics::{mean, median, share};

/// Cards answered in less time than the card takes, and with one answer throughout; how many were asked once more by
/// somebody else, and how far W differed; how long conflicts have waited; and who has the consent that the records need.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let cards = Cards::of(scope);
    let in_months = |card: &&Card<'_>| scope.filter.holds(card.fact.day.month());
    let counted: Vec<&Card<'_>> = cards.of_workers.values().flatten().filter(in_months).collect();
    let n = counted.len() as u64;
    let count = |is: &dyn Fn(&Measurement) -> bool| counted.iter().filter(|card| is(&card.fact.record)).count() as u64;
    let timed = count(&|card| card.seconds.is_some());
    let too_fast = count(&|card| card.seconds.is_some_and(|seconds| seconds < cards.instrument.seconds_min));
    let people = |is: &dyn Fn(&Card<'_>) -> bool| {
        let of = counted.iter().filter(|card| is(card));
        People::of_records(of.filter_map(|card| Some((card.fact.worker?, card.fact.id))))
    };
    let everybody = people(&|_| true);
    draft.line_about(
        &[],
        Measure::TooFast,
        share(too_fast, timed),
        &people(&|card| card.fact.record.seconds.is_some()),
    );
    draft.line_about(&[], Measure::SameAnswer, share(count(&is_one_answer), n), &everybody);

    let (mut differences, mut compared) = (Vec::new(), Vec::new());
    let mut checked = 0;
    for card in &counted {
        let Some(worker) = card.fact.worker else { continue };
        let checks = cards.checks.get(&worker).map_or(&[][..], Vec::as_slice);
        // A check is of the last card before it: what changed since an earlier one is no error of asking.
        let of_worker = cards.of_workers.get(&worker).map_or(&[][..], Vec::as_slice);
        let next = of_worker.iter().find(|next| next.fact.at_ms > card.fact.at_ms).map_or(i64::MAX, |c| c.fact.at_ms);
        let while_last = card.fact.at_ms..next;
        let check =
            checks.iter().find(|check| check.fact.author != card.fact.author && while_last.contains(&check.fact.at_ms));
        let Some(check) = check else { continue };
        checked += 1;
        if let (Some((own, _)), Some((again, _))) = (cards.worldview(card), cards.worldview(check)) {
            differences.push(((own - again).abs(), card.fact.village));
            compared.extend([(worker, card.fact.id), (worker, check.fact.id)]);
        }
    }
    draft.line_about(&[], Measure::Checked, share(checked, n), &everybody);
    let difference = mean(&differences, cards.instrument.icc());
    draft.line_about(&[], Measure::CheckDifference, difference, &People::of_records(compared));

    let open =
        scope.of_any_month(&scope.facts.conflicts).filter(|conflict| conflict.record.status == ConflictStatus::Open);
    let ages: Vec<f64> =
        open.filter_map(|conflict| i32::try_from(scope.as_of.days_since(conflict.day)).ok()).map(f64::from).collect();
    draft.line(&[], Measure::ConflictAge, median(&ages));
    write_consents(scope, draft);
    cards.say(draft);
}

/// Whether every item was answered, and all the same: on a card with reversed items nobody means that.
fn is_one_answer(card: &Measurement) -> bool {
    let answers = &card.own.0;
    answers.len() > 1 && answers[0].is_some() && answers.iter().all(|answer| *answer == answers[0])
}

/// Of the workers with records that need a consent, the share with one that stands.
fn write_consents(scope: &Scope<'_>, draft: &mut Draft) {
    let mut consents: BTreeMap<RecordId, Vec<(RecordId, Consent)>> = BTreeMap::new();
    for consent in scope.facts.consents.iter().filter(|consent| consent.day <= scope.as_of) {
        consents.entry(consent.record.worker.0).or_default().push((consent.id, consent.record.clone()));
    }
    let measured = scope.within(&scope.facts.measurements).filter(|card| card.record.side == Side::Worker);
    let measured: BTreeSet<RecordId> = measured.filter_map(|card| card.worker).collect();
    let registered: BTreeSet<RecordId> =
        scope.within(&scope.facts.registrations).map(|registration| registration.record.worker.0).collect();
    let asked: BTreeSet<RecordId> =
        scope.within(&scope.facts.nominations).map(|nomination| nomination.record.respondent.0).collect();
    let needs =
        [(ConsentPurpose::Enrol, registered), (ConsentPurpose::Measure, measured), (ConsentPurpose::Nominate, asked)];
    let mut elsewhere = BTreeSet::new();
    for (purpose, workers) in needs {
        // A figure is named by people of other villages too: a phone does not hold them, nor their consents.
        let (workers, unknown): (BTreeSet<RecordId>, BTreeSet<RecordId>) =
            workers.into_iter().partition(|worker| scope.facts.worker(*worker).is_some());
        elsewhere.extend(unknown);
        let stands = |worker: &&RecordId| {
            consents.get(worker).is_some_and(|consents| standing_purposes(consents).contains(&purpose))
        };
        let count = workers.iter().filter(stands).count() as u64;
        draft.line(
            &[Key::new(Dimension::Purpose, purpose)],
            Measure::ConsentCoverage,
            share(count, workers.len() as u64),
        );
    }
    draft.leave_out(WhyLeftOut::Scope, elsewhere.len() as u64);
}
