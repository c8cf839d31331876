//! What a report is asked about: months, a village, a segment, an agent, a message.

use serde::Serialize;

use super::facts::{Fact, Facts};
use crate::domain::words::Segment;
use crate::domain::{AgentId, Month, RecordId, VillageCode};

/// Which records count; everything where nothing is set. Periods are whole months, so that no two periods differ by a
/// day's people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Filter {
    /// The first month.
    pub from: Option<Month>,
    /// The last month.
    pub to: Option<Month>,
    /// The village.
    pub village: Option<VillageCode>,
    /// The segment; a worker may be in several.
    pub segment: Option<Segment>,
    /// Who captured.
    pub agent: Option<AgentId>,
    /// The message that was used with the worker.
    pub message: Option<RecordId>,
}

impl Filter {
    /// The same with some of its conditions taken away, in every way: two answers may be told apart by a few people though
    /// one that lies between them is the same as either.
    pub fn relaxed(&self) -> Vec<Self> {
        const TAKE: [fn(&mut Filter) -> bool; 6] = [
            |filter| filter.from.take().is_some(),
            |filter| filter.to.take().is_some(),
            |filter| filter.village.take().is_some(),
            |filter| filter.segment.take().is_some(),
            |filter| filter.agent.take().is_some(),
            |filter| filter.message.take().is_some(),
        ];
        let mut relaxed = vec![self.clone()];
        for take in TAKE {
            let without = relaxed.iter().filter_map(|filter| {
                let mut filter = filter.clone();
                take(&mut filter).then_some(filter)
            });
            let without: Vec<Self> = without.collect();
            relaxed.extend(without);
        }
        relaxed.split_off(1)
    }

    /// The same with the period longer at one end, and shorter at one end: for each end that is set, every such period
    /// among the months of which there is anything, the next one first. The last longer one has no end.
    pub fn other_periods(&self, facts: &Facts) -> Vec<Vec<Self>> {
        let Some((first, last)) = months_of(facts).filter(|_| self.from.is_some() || self.to.is_some()) else {
            return Vec::new();
        };
        let months = |from: Month, to: Month| -> Vec<Month> {
            std::iter::successors(Some(from), |month| month.add_months(1)).take_while(|month| *month <= to).collect()
        };
        let next = |month: Month, by: i32| month.add_months(by).unwrap_or(month);
        let from_is = |from: Option<Month>| Self { from, ..self.clone() };
        let to_is = |to: Option<Month>| Self { to, ..self.clone() };
        let mut periods = Vec::new();
        if let Some(from) = self.from {
            let longer = months(next(first, 1), next(from, -1).min(last)).into_iter().rev().map(Some).chain([None]);
            periods.push(longer.map(from_is).collect());
            let shorter = months(next(from.max(first), 1), self.to.unwrap_or(last).min(last));
            periods.push(shorter.into_iter().map(Some).map(from_is).collect());
        }
        if let Some(to) = self.to {
            let longer = months(next(to, 1).max(first), next(last, -1)).into_iter().map(Some).chain([None]);
            periods.push(longer.map(to_is).collect());
            let shorter = months(self.from.unwrap_or(first).max(first), next(to.min(last), -1));
            periods.push(shorter.into_iter().rev().map(Some).map(to_is).collect());
        }
        periods
    }

    /// Whether a month is in the period.
    pub fn holds(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month <= to)
    }

    /// Whether a record counts, its month aside.
    pub fn admits_at_any_time<T>(&self, facts: &Facts, fact: &Fact<T>) -> bool {
        self.village.is_none_or(|village| fact.village == Some(village))
            && self.agent.as_ref().is_none_or(|agent| fact.author == *agent)
            && self.segment.is_none_or(|segment| {
                let worker = fact.worker.and_then(|worker| facts.worker(worker));
                worker.is_some_and(|worker| worker.record.segments.contains(&segment))
            })
            && self.message.is_none_or(|message| {
                fact.worker.is_some_and(|worker| facts.messages_used_with(worker).contains(&message))
            })
    }

    /// Whether a record counts.
    pub fn admits<T>(&self, facts: &Facts, fact: &Fact<T>) -> bool {
        self.holds(fact.day.month()) && self.admits_at_any_time(facts, fact)
    }
}

/// The first and the last month by which anything is counted.
fn months_of(facts: &Facts) -> Option<(Month, Month)> {
    fn of<T>(facts: &[Fact<T>]) -> impl Iterator<Item = Month> {
        facts.iter().map(|fact| fact.day.month())
    }
    let paid = facts.memberships.iter().flat_map(|fact| fact.record.months_paid.iter().map(|paid| paid.month));
    let months = of(&facts.encounters)
        .chain(of(&facts.objections))
        .chain(of(&facts.measurements))
        .chain(of(&facts.nominations))
        .chain(of(&facts.relationship_notes))
        .chain(of(&facts.events))
        .chain(of(&facts.registrations))
        .chain(of(&facts.evaluations))
        .chain(facts.targets.iter().map(|fact| fact.record.month))
        .chain(paid);
    months.fold(None, |span, month| match span {
        None => Some((month, month)),
        Some((first, last)) => Some((month.min(first), month.max(last))),
    })
}
