//! Report 6: from the first conversation to the thirteenth contribution month.

use std::collections::BTreeMap;

use super::failed_registrations::write_causes;
use super::retention::Paid;
use super::targets::planned;
use super::{Scope, handed_in};
use crate::domain::kinds::{Encounter, Registration, RegistrationStatus, TargetMeasure};
use crate::domain::{CivilDate, Month, RecordId};
use crate::insight::Estimate;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, FunnelStep as Step, Key};
use crate::insight::statistics::{median, share};

/// How firmly, of five, a worker means it.
const FIRM: u8 = 4;
/// What can be said back: all three.
const ALL_SAID_BACK: u8 = 3;
const DAY_MS: i64 = 86_400_000;

/// When a person reached each step; where only the month is known, its first day.
type Reached = BTreeMap<Step, CivilDate>;

/// Every person once, in the month of the first conversation: how many reached each step, what share of those at the step
/// before, and the median days from there. A step may be reached past another: whoever registers at once was never asked
/// to say it back. A target stands beside it for one month only: monthly targets count a person once a month.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let paid = Paid::of(scope);
    let mut encounters: BTreeMap<RecordId, Vec<&Fact<Encounter>>> = BTreeMap::new();
    for encounter in scope.facts.encounters.iter().filter(|encounter| encounter.day <= scope.as_of) {
        encounters.entry(encounter.record.worker.0).or_default().push(encounter);
    }
    let mut registrations: BTreeMap<RecordId, Vec<&Fact<Registration>>> = BTreeMap::new();
    for registration in scope.facts.registrations.iter().filter(|registration| registration.day <= scope.as_of) {
        registrations.entry(registration.record.worker.0).or_default().push(registration);
    }
    let mut cohorts: BTreeMap<Month, Vec<Reached>> = BTreeMap::new();
    let mut of_cohorts: Vec<&Fact<Registration>> = Vec::new();
    for (worker, talks) in &encounters {
        let Some(first) = talks.first().filter(|first| scope.filter.admits(scope.facts, first)) else { continue };
        let made = registrations.get(worker).map_or(&[][..], Vec::as_slice);
        cohorts.entry(first.day.month()).or_default().push(reached(scope, *worker, talks, made, &paid));
        of_cohorts.extend(made.iter().filter(|registration| handed_in(registration).is_some()));
    }
    let everybody: Vec<&Reached> = cohorts.values().flatten().collect();
    if let Some(target) = planned(scope, TargetMeasure::Encounters) {
        draft.line(&[], Measure::Target, Estimate::count(target, target));
    }
    write_steps(&[], &everybody, draft);
    for (cohort, persons) in &cohorts {
        write_steps(&[Key::new(Dimension::Cohort, cohort)], &persons.iter().collect::<Vec<_>>(), draft);
    }
    write_causes(&of_cohorts, &[], draft);
}

fn write_steps(by: &[Key], persons: &[&Reached], draft: &mut Draft) {
    let n = persons.len() as u64;
    let mut before: Option<Step> = None;
    for step in Step::ALL {
        let by: Vec<Key> = by.iter().cloned().chain([Key::new(Dimension::Step, step)]).collect();
        let count = persons.iter().filter(|person| person.contains_key(step)).count() as u64;
        draft.line(&by, Measure::Reached, Estimate::count(count, n));
        if let Some(before) = before {
            let at_step_before: Vec<_> =
                persons.iter().filter_map(|person| Some((person.get(&before)?, person.get(step)))).collect();
            let went_on = at_step_before.iter().filter(|(_, there)| there.is_some()).count() as u64;
            draft.line(&by, Measure::Conversion, share(went_on, at_step_before.len() as u64));
            // Payments are known by the month only.
            if *step <= Step::Verified {
                let days = at_step_before.iter().filter_map(|(from, to)| Some((*to)?.days_since(**from)));
                let days: Vec<f64> = days.filter_map(|days| i32::try_from(days.max(0)).ok()).map(f64::from).collect();
                draft.line(&by, Measure::DaysFromBefore, median(&days));
            }
        }
        before = Some(*step);
    }
}

fn reached(
    scope: &Scope<'_>,
    worker: RecordId,
    talks: &[&Fact<Encounter>],
    made: &[&Fact<Registration>],
    paid: &Paid,
) -> Reached {
    let mut reached = Reached::new();
    let mut first = |step: Step, day: Option<CivilDate>| {
        if let Some(day) = day.filter(|day| *day <= scope.as_of) {
            reached.insert(step, day);
        }
    };
    let talk = |is: fn(&Encounter) -> bool| talks.iter().find(|talk| is(&talk.record)).map(|talk| talk.day);
    first(Step::Encountered, talk(|_| true));
    first(Step::Understands, talk(|talk| talk.teach_back.is_some_and(|said| said.0 >= ALL_SAID_BACK)));
    first(Step::Intends, talk(|talk| talk.intent.is_some_and(|intent| intent.0 >= FIRM) && talk.intent_day.is_some()));
    let day_of = |registration: &Fact<Registration>, at_ms: i64| {
        registration.day.add_days((at_ms - registration.at_ms).div_euclid(DAY_MS))
    };
    let submitted = made.iter().filter_map(|made| day_of(made, handed_in(made)?)).min();
    first(Step::Submitted, submitted);
    let verified = made.iter().filter_map(|made| {
        let verified = made.record.moves.iter().find(|step| step.status == RegistrationStatus::Verified)?;
        day_of(made, verified.at.0)
    });
    first(Step::Verified, verified.min());
    if let Some((month, _)) = paid.first(worker) {
        first(Step::FirstPayment, Some(month.first_day()));
        let at_once = made.iter().map(|made| made.record.period_months).min().unwrap_or(1);
        let next = i32::try_from(at_once).ok().and_then(|months| month.add_months(months));
        first(Step::Renewed, next.filter(|next| paid.has_paid(worker, *next)).map(Month::first_day));
        let thirteenth = month.add_months(12).filter(|month| paid.has_paid(worker, *month));
        first(Step::ThirteenthMonth, thirteenth.map(Month::first_day));
    }
    reached
}
