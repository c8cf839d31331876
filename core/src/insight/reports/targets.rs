//! Report 8: what was meant to be reached, what was, and where the gap lies.

use std::collections::{BTreeMap, BTreeSet};

use super::retention::Paid;
use super::{Scope, handed_in};
use crate::domain::kinds::{GapCause, RegistrationStatus, Side, Target, TargetMeasure, Wave};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::words::Segment;
use crate::domain::{AgentId, Month, RecordId, VillageCode};
use crate::insight::Estimate;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, FindingKind, Key};
use crate::insight::statistics::{GapSplit, gap_split, share};

/// The steps from the first conversation on, each a part of the one before; cards stand aside.
const STEPS: [TargetMeasure; 4] =
    [TargetMeasure::Encounters, TargetMeasure::Submitted, TargetMeasure::Active, TargetMeasure::Renewed];

/// Per measure, and per measure and month up to now: target, realisation, the one by the other, the pace, and what is
/// needed per working day left; over the steps, where the gap lies; and the causes that evaluations name. The n of these
/// is the target: they are counts of work done, not samples.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let done = Done::of(scope);
    let mut totals: BTreeMap<TargetMeasure, (u64, u64)> = BTreeMap::new();
    for measure in TargetMeasure::ALL {
        let months = rows_by_month(scope, *measure);
        let mut all = (0, 0);
        for (month, rows) in &months {
            let target = rows.iter().map(|row| u64::from(row.target)).sum::<u64>();
            let realised = rows.iter().map(|row| done.count(scope, row)).sum::<u64>();
            all = (all.0 + target, all.1 + realised);
            let by = [Key::new(Dimension::Target, measure), Key::new(Dimension::Month, month)];
            write_one(scope, &by, (target, realised), &[*month], draft);
        }
        if !months.is_empty() {
            totals.insert(*measure, all);
            let months: Vec<Month> = months.keys().copied().collect();
            write_one(scope, &[Key::new(Dimension::Target, measure)], all, &months, draft);
        }
    }
    write_gap(&totals, draft);
    let evaluations: Vec<_> = scope.within(&scope.facts.evaluations).collect();
    for cause in GapCause::ALL {
        let naming =
            evaluations.iter().filter(|evaluation| evaluation.record.gap_causes.contains(cause)).count() as u64;
        draft.line(&[Key::new(Dimension::Cause, cause)], Measure::CauseShare, share(naming, evaluations.len() as u64));
    }
}

/// What was planned of a measure where one month is asked about; none for several, which count a person once each.
pub(super) fn planned(scope: &Scope<'_>, measure: TargetMeasure) -> Option<u64> {
    let months = rows_by_month(scope, measure);
    (months.len() == 1).then(|| months.values().flatten().map(|row| u64::from(row.target)).sum())
}

/// The rows that answer the question, by month: of those that its village and segment allow, the ones with the fewest
/// conditions of their own. A total is not added to its parts.
fn rows_by_month<'a>(scope: &Scope<'a>, measure: TargetMeasure) -> BTreeMap<Month, Vec<&'a Target>> {
    let filter = scope.filter;
    let mut months: BTreeMap<Month, Vec<&Target>> = BTreeMap::new();
    for Fact { record: row, .. } in &scope.facts.targets {
        let fits = filter.village.is_none_or(|village| row.village == Some(village))
            && filter.segment.is_none_or(|segment| row.segment == Some(segment));
        if row.measure == measure && fits && filter.holds(row.month) && row.month <= scope.as_of.month() {
            months.entry(row.month).or_default().push(row);
        }
    }
    let conditions = |row: &Target| usize::from(row.village.is_some()) + usize::from(row.segment.is_some());
    for rows in months.values_mut() {
        let fewest = rows.iter().map(|row| conditions(row)).min().unwrap_or_default();
        rows.retain(|row| conditions(row) == fewest);
    }
    months
}

#[expect(clippy::cast_precision_loss, reason = "targets and working days are far below 2^52")]
fn write_one(scope: &Scope<'_>, by: &[Key], (target, realised): (u64, u64), months: &[Month], draft: &mut Draft) {
    draft.line(by, Measure::Target, Estimate::count(target, target));
    draft.line(by, Measure::Realised, Estimate::count(realised, target));
    if target == 0 {
        draft.finding(by, FindingKind::TargetOfZero, realised);
        return;
    }
    let attainment = realised as f64 / target as f64;
    draft.line(by, Measure::Attainment, Estimate::of(attainment, target, None));
    let holidays = scope.list::<PublicHolidays>();
    let (mut total, mut passed) = (0, 0);
    for month in months {
        total += holidays.working_days(month.first_day(), month.last_day());
        passed += holidays.working_days(month.first_day(), month.last_day().min(scope.as_of));
    }
    if passed > 0 && total > 0 {
        let pace = attainment / (passed as f64 / total as f64);
        draft.line(by, Measure::Pace, Estimate::of(pace, target, None));
    }
    if total > passed {
        let rate = target.saturating_sub(realised) as f64 / (total - passed) as f64;
        draft.line(by, Measure::RateRequired, Estimate::of(rate, target, None));
    }
}

/// Splits the gap between the last step's target and its realisation over the steps that have targets.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn write_gap(totals: &BTreeMap<TargetMeasure, (u64, u64)>, draft: &mut Draft) {
    let steps: Vec<(TargetMeasure, (u64, u64))> =
        STEPS.iter().filter_map(|step| Some((*step, *totals.get(step)?))).collect();
    if steps.len() < 2 {
        return;
    }
    let mut before = (1.0, 1.0);
    let mut parts = Vec::new();
    for (_, (target, realised)) in &steps {
        let now = (*target as f64, *realised as f64);
        parts.push((now.0 / before.0, now.1 / before.1));
        before = now;
    }
    let n = steps.last().map_or(0, |(_, (target, _))| *target);
    match gap_split(&parts) {
        GapSplit::Split { shares, .. } => {
            for ((step, _), part) in steps.iter().zip(shares) {
                draft.line(&[Key::new(Dimension::Step, step)], Measure::GapShare, Estimate::of(part, n, None));
            }
        }
        GapSplit::OnTarget { .. } => draft.finding(&[], FindingKind::NoSplit, "on_target"),
        GapSplit::Undefined => draft.finding(&[], FindingKind::NoSplit, "step_of_zero"),
    }
}

/// Work that was done: by measure and month, who was reached, and by whom.
struct Done<'a> {
    workers: BTreeMap<(TargetMeasure, Month), BTreeMap<RecordId, BTreeSet<&'a AgentId>>>,
}

impl<'a> Done<'a> {
    fn of(scope: &Scope<'a>) -> Self {
        let facts = scope.facts;
        let mut done = Self { workers: BTreeMap::new() };
        let mut add = |measure, month: Month, worker: RecordId, by: &'a AgentId| {
            done.workers.entry((measure, month)).or_default().entry(worker).or_default().insert(by);
        };
        for talk in facts.encounters.iter().filter(|talk| talk.day <= scope.as_of) {
            add(TargetMeasure::Encounters, talk.day.month(), talk.record.worker.0, &talk.author);
        }
        let cards = facts.measurements.iter().filter(|card| card.record.side == Side::Worker);
        for card in cards.filter(|card| card.record.wave != Wave::Check && card.day <= scope.as_of) {
            if let Some(worker) = card.worker {
                add(TargetMeasure::Cards, card.day.month(), worker, &card.author);
            }
        }
        let paid = Paid::of(scope);
        for made in facts.registrations.iter().filter(|made| made.day <= scope.as_of) {
            let worker = made.record.worker.0;
            let day_of = |at_ms: i64| made.day.add_days((at_ms - made.at_ms).div_euclid(86_400_000));
            if let Some(day) = handed_in(made).and_then(day_of) {
                add(TargetMeasure::Submitted, day.month(), worker, &made.author);
            }
            let active = made.record.moves.iter().find(|step| step.status == RegistrationStatus::Active);
            if let Some(day) = active.and_then(|step| day_of(step.at.0)).filter(|day| *day <= scope.as_of) {
                add(TargetMeasure::Active, day.month(), worker, &made.author);
            }
            let at_once = i32::try_from(made.record.period_months).unwrap_or(1);
            let next = paid.first(worker).and_then(|(first, _)| first.add_months(at_once));
            if let Some(next) = next.filter(|next| paid.has_paid(worker, *next)) {
                add(TargetMeasure::Renewed, next, worker, &made.author);
            }
        }
        done
    }

    /// How many workers of a target's village and segment were reached in its month, by the agent and with the message
    /// asked about.
    fn count(&self, scope: &Scope<'_>, row: &Target) -> u64 {
        let Some(reached) = self.workers.get(&(row.measure, row.month)) else { return 0 };
        let counts = |worker: &RecordId, by: &BTreeSet<&AgentId>| {
            let Some(fact) = scope.facts.worker(*worker) else { return false };
            fits(fact.record.village, &fact.record.segments, row)
                && scope.filter.agent.as_ref().is_none_or(|agent| by.contains(agent))
                && scope.filter.message.is_none_or(|message| scope.facts.messages_used_with(*worker).contains(&message))
        };
        reached.iter().filter(|(worker, by)| counts(worker, by)).count() as u64
    }
}

fn fits(village: VillageCode, segments: &BTreeSet<Segment>, row: &Target) -> bool {
    row.village.is_none_or(|only| only == village) && row.segment.is_none_or(|only| segments.contains(&only))
}
