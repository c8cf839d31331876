//! Report 9: who stays. A contribution month is known to be unpaid only when its grace has closed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Grouped, Scope};
use crate::domain::kinds::FollowUpResult;
use crate::domain::lapse_rules::LapseRules;
use crate::domain::words::Payer;
use crate::domain::{CivilDate, Month, RecordId, VillageCode};
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, FindingKind, Key};
use crate::insight::statistics::{ICC_UNTIL_ESTIMATED, Spell, Survival, mean, share};

/// The contribution months that are looked at: the first after three, six, twelve and twenty-four.
const LOOKED_AT: [i32; 4] = [4, 7, 13, 25];
/// Months of grace where no lapse rule holds on the day.
const GRACE_MONTHS: u32 = 3;

/// The contribution months that were paid, per worker, and which months' grace has closed.
pub(super) struct Paid {
    months: BTreeMap<RecordId, BTreeMap<Month, Payer>>,
    as_of: CivilDate,
    grace_months: i32,
}

impl Paid {
    pub(super) fn of(scope: &Scope<'_>) -> Self {
        let mut months: BTreeMap<RecordId, BTreeMap<Month, Payer>> = BTreeMap::new();
        for membership in &scope.facts.memberships {
            let paid = months.entry(membership.record.worker.0).or_default();
            paid.extend(membership.record.months_paid.iter().map(|paid| (paid.month, paid.payer)));
        }
        let rules = scope.list::<LapseRules>();
        let grace = rules.on(scope.as_of).map_or(GRACE_MONTHS, |rule| rule.arrears_months_payable);
        Self { months, as_of: scope.as_of, grace_months: i32::try_from(grace).unwrap_or(i32::MAX) }
    }

    /// Whether a month is paid.
    pub(super) fn has_paid(&self, worker: RecordId, month: Month) -> bool {
        self.months.get(&worker).is_some_and(|months| months.contains_key(&month))
    }

    /// Whether a month can no longer be paid: the months of grace after it have passed.
    pub(super) fn is_closed(&self, month: Month) -> bool {
        month.add_months(self.grace_months).is_some_and(|last| last.last_day() < self.as_of)
    }

    /// The first month that a worker paid, and who paid it.
    pub(super) fn first(&self, worker: RecordId) -> Option<(Month, Payer)> {
        self.months.get(&worker)?.first_key_value().map(|(month, payer)| (*month, *payer))
    }

    /// The first month after a worker's first that is not paid.
    fn first_unpaid(&self, worker: RecordId, first: Month) -> Month {
        let months = std::iter::successors(Some(first), |month| month.add_months(1));
        months
            .take_while(|month| self.has_paid(worker, *month))
            .last()
            .and_then(|last| last.add_months(1))
            .unwrap_or(first)
    }
}

/// One member.
struct Member {
    worker: RecordId,
    village: Option<VillageCode>,
    first: Month,
    spell: Spell,
}

/// By cohort (the month of first payment), segment and first payer: the share whose 4th, 7th, 13th and 25th month is paid,
/// of those whose month and grace have closed; how long cover lasts (Kaplan–Meier), a lapse dated at the first unpaid
/// month; the hazard of lapsing in each; and the share of closed months that were paid. Who died or works for a wage now
/// has not lapsed.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let paid = Paid::of(scope);
    let mut groups: Grouped<usize> = Grouped::new();
    groups.entry(Vec::new()).or_default();
    let members = members(scope, &paid, &mut groups);
    for (by, of_group) in &groups {
        let of_group: Vec<&Member> = of_group.iter().map(|at| &members[*at]).collect();
        write_group(by, &of_group, &paid, draft);
    }
}

fn members(scope: &Scope<'_>, paid: &Paid, groups: &mut Grouped<usize>) -> Vec<Member> {
    let excused = excused(scope);
    let registrar: BTreeMap<RecordId, _> =
        scope.facts.registrations.iter().map(|made| (made.record.worker.0, &made.author)).collect();
    let mut members: Vec<Member> = Vec::new();
    for worker in &scope.facts.workers {
        let Some((first, payer)) = paid.first(worker.id) else { continue };
        let author = registrar.get(&worker.id).copied().unwrap_or(&worker.author);
        let by_agent = scope.filter.agent.as_ref().is_none_or(|agent| agent == author);
        let elsewise = crate::insight::Filter { agent: None, ..scope.filter.clone() };
        if !by_agent || !scope.filter.holds(first) || !elsewise.admits_at_any_time(scope.facts, worker) {
            continue;
        }
        let unpaid = paid.first_unpaid(worker.id, first);
        let lasted = u32::try_from(unpaid.months_since(first)).unwrap_or_default();
        let has_lapsed = paid.is_closed(unpaid) && !excused.contains(&worker.id);
        // A lapse is dated at the first unpaid month; who may still pay was last seen in the month before.
        let spell = if has_lapsed { Spell::Ended(lasted + 1) } else { Spell::Running(lasted) };
        let mut keys = scope.groups_of(worker.id);
        keys.retain(|by| by.iter().all(|key| key.dimension != Dimension::Village));
        keys.push(vec![Key::new(Dimension::Cohort, first)]);
        keys.push(vec![Key::new(Dimension::Payer, payer)]);
        for by in keys {
            groups.entry(by).or_default().push(members.len());
        }
        members.push(Member { worker: worker.id, village: worker.village, first, spell });
    }
    members
}

/// Workers who died or work for a wage now, by what came of a follow-up.
fn excused(scope: &Scope<'_>) -> BTreeSet<RecordId> {
    let left = |results: &BTreeSet<FollowUpResult>| {
        results.contains(&FollowUpResult::Died) || results.contains(&FollowUpResult::WageEmployment)
    };
    let told = scope.facts.follow_ups.iter().filter(|follow_up| left(&follow_up.record.results));
    told.filter_map(|follow_up| follow_up.worker).collect()
}

fn write_group(by: &[Key], members: &[&Member], paid: &Paid, draft: &mut Draft) {
    let month_key = |month: u32| -> Vec<Key> {
        by.iter().cloned().chain([Key::new(Dimension::ContributionMonth, format!("{month:02}"))]).collect()
    };
    for looked_at in LOOKED_AT {
        let due: Vec<(&&Member, Month)> = members
            .iter()
            .filter_map(|member| Some((member, member.first.add_months(looked_at - 1)?)))
            .filter(|(_, month)| paid.is_closed(*month))
            .collect();
        let kept = due.iter().filter(|(member, month)| paid.has_paid(member.worker, *month)).count() as u64;
        draft.line(&month_key(looked_at.unsigned_abs()), Measure::Paid, share(kept, due.len() as u64));
    }
    let curve = Survival::of(&members.iter().map(|member| member.spell).collect::<Vec<_>>());
    for step in curve.steps() {
        let by = month_key(step.time);
        draft.line(&by, Measure::Survival, curve.at(step.time));
        draft.line(&by, Measure::LapseHazard, step.hazard());
    }
    if curve.n() >= crate::insight::estimate::SHOWN_FROM_N
        && let Some(month) = curve.median()
    {
        draft.finding(by, FindingKind::HalfLapsed, month);
    }
    let density: Vec<(f64, Option<VillageCode>)> =
        members.iter().filter_map(|member| Some((density(member, paid)?, member.village))).collect();
    draft.line(by, Measure::ContributionDensity, mean(&density, ICC_UNTIL_ESTIMATED));
}

/// The share of a member's closed months that was paid; none where none has closed.
fn density(member: &Member, paid: &Paid) -> Option<f64> {
    let months = std::iter::successors(Some(member.first), |month| month.add_months(1));
    let (mut closed, mut kept) = (0_u32, 0_u32);
    for month in months.take_while(|month| paid.is_closed(*month)) {
        closed += 1;
        kept += u32::from(paid.has_paid(member.worker, month));
    }
    (closed > 0).then(|| f64::from(kept) / f64::from(closed))
}
