//! Report 8: what was meant to be reached, what was, and where the gap lies.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::retention::Paid;
use super::{Scope, handed_in};
use crate::domain::kinds::{GapCause, RegistrationStatus, Side, Target, TargetMeasure, Wave};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::words::Segment;
use crate::domain::{AgentId, Month, RecordId, VillageCode};
use crate::insight::Estimate;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::people::{Part, People};
use crate::insight::report::{Dimension, Draft, FindingKind, Key};
use crate::insight::statistics::{GapSplit, gap_split, share};

/// The steps from the first conversation on, each a part of the one before; cards stand aside.
const STEPS: [TargetMeasure; 4] =
    [TargetMeasure::Encounters, TargetMeasure::Submitted, TargetMeasure::Active, TargetMeasure::Renewed];

/// Per measure, and per measure and month up to now: target, realisation, the one by the other, the pace, and what is
/// needed per working day left; over the steps, where the gap lies; and the causes that evaluations name. The n of these
/// is the target, which is nobody: they are counts of work done, not samples, and tell of those who were reached.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let done = Done::of(scope);
    let mut totals: BTreeMap<TargetMeasure, Work> = BTreeMap::new();
    for measure in TargetMeasure::ALL {
        let months = rows_by_month(scope, *measure);
        for (month, rows) in &months {
            let by = [Key::new(Dimension::Target, measure), Key::new(Dimension::Month, month)];
            write_one(scope, &by, &Work::of(scope, &done, rows), &[*month], draft);
        }
        if !months.is_empty() {
            let all = Work::of(scope, &done, months.values().flatten());
            let months: Vec<Month> = months.keys().copied().collect();
            write_one(scope, &[Key::new(Dimension::Target, measure)], &all, &months, draft);
            totals.insert(*measure, all);
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

/// What was meant to be reached, and what was.
struct Work {
    target: u64,
    realised: u64,
    /// Who was reached, and in which month.
    people: Rc<People>,
}

impl Work {
    fn of<'r>(scope: &Scope<'_>, done: &Done<'_>, rows: impl IntoIterator<Item = &'r &'r Target>) -> Self {
        let (mut target, mut reached) = (0, Vec::new());
        for row in rows {
            target += u64::from(row.target);
            reached.extend(done.reached(scope, row).map(|worker| (worker, Part::Month(row.month))));
        }
        Self { target, realised: reached.len() as u64, people: People::of(reached) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "targets and working days are far below 2^52")]
fn write_one(scope: &Scope<'_>, by: &[Key], work: &Work, months: &[Month], draft: &mut Draft) {
    let Work { target, realised, ref people } = *work;
    draft.line(by, Measure::Target, Estimate::count(target, target));
    draft.line_about(by, Measure::Realised, Estimate::count(realised, target), people);
    if target == 0 {
        // Whether anybody: how many could be one to four, and had from others if not.
        draft.finding(by, FindingKind::TargetOfZero, if realised > 0 { "some" } else { "nobody" });
        return;
    }
    let attainment = realised as f64 / target as f64;
    draft.line_about(by, Measure::Attainment, Estimate::of(attainment, target, None), people);
    let holidays = scope.list::<PublicHolidays>();
    let (mut total, mut passed) = (0, 0);
    for month in months {
        total += holidays.working_days(month.first_day(), month.last_day());
        passed += holidays.working_days(month.first_day(), month.last_day().min(scope.as_of));
    }
    if passed > 0 && total > 0 {
        let pace = attainment / (passed as f64 / total as f64);
        draft.line_about(by, Measure::Pace, Estimate::of(pace, target, None), people);
    }
    if total > passed {
        let rate = target.saturating_sub(realised) as f64 / (total - passed) as f64;
        draft.line_about(by, Measure::RateRequired, Estimate::of(rate, target, None), people);
    }
}

/// Splits the gap between the last step's target and its realisation over the steps that have targets.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn write_gap(totals: &BTreeMap<TargetMeasure, Work>, draft: &mut Draft) {
    let steps: Vec<(TargetMeasure, &Work)> = STEPS.iter().filter_map(|step| Some((*step, totals.get(step)?))).collect();
    if steps.len() < 2 {
        return;
    }
    let mut before = (1.0, 1.0);
    let mut parts = Vec::new();
    for (_, work) in &steps {
        let now = (work.target as f64, work.realised as f64);
        parts.push((now.0 / before.0, now.1 / before.1));
        before = now;
    }
    let n = steps.last().map_or(0, |(_, work)| work.target);
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

    /// The workers of a target's village and segment who were reached in its month, by the agent and with the message
    /// asked about.
    fn reached(&self, scope: &Scope<'_>, row: &Target) -> impl Iterator<Item = RecordId> {
        let counts = |worker: &RecordId, by: &BTreeSet<&AgentId>| {
            let Some(fact) = scope.facts.worker(*worker) else { return false };
            fits(fact.record.village, &fact.record.segments, row)
                && scope.filter.agent.as_ref().is_none_or(|agent| by.contains(agent))
                && scope.filter.message.is_none_or(|message| scope.facts.messages_used_with(*worker).contains(&message))
        };
        let reached = self.workers.get(&(row.measure, row.month)).into_iter().flatten();
        reached.filter(move |(worker, by)| counts(worker, by)).map(|(worker, _)| *worker)
    }
}

fn fits(village: VillageCode, segments: &BTreeSet<Segment>, row: &Target) -> bool {
    row.village.is_none_or(|only| only == village) && row.segment.is_none_or(|only| segments.contains(&only))
}
