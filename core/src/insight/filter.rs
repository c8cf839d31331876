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

    /// The same with the period longer at one end, and shorter at one end: for each end that is set, every such period that
    /// differs by a month of which there is anything, the next one first. The last longer one has no bound there. Months of which
    /// there is nothing are passed over, so that one phone with its clock in another century makes a step and not a
    /// thousand.
    pub fn other_periods(&self, facts: &Facts) -> Vec<Vec<Self>> {
        if self.from.is_none() && self.to.is_none() {
            return Vec::new();
        }
        let months: Vec<Month> = facts.months().into_iter().collect();
        let within: Vec<Month> = months.iter().copied().filter(|month| self.holds(*month)).collect();
        let mut periods = Vec::new();
        if let Some(from) = self.from {
            let from_is = |from: Option<Month>| Self { from, ..self.clone() };
            // Longer by the first month of all, it has no beginning.
            let before: Vec<Month> = months.iter().copied().skip(1).take_while(|month| *month < from).collect();
            periods.push(before.into_iter().rev().map(Some).chain([None]).map(from_is).collect());
            periods.push(within.iter().copied().skip(1).map(Some).map(from_is).collect());
        }
        if let Some(to) = self.to {
            let to_is = |to: Option<Month>| Self { to, ..self.clone() };
            let after: Vec<Month> = months.iter().copied().rev().skip(1).take_while(|month| *month > to).collect();
            periods.push(after.into_iter().rev().map(Some).chain([None]).map(to_is).collect());
            periods.push(within.iter().copied().rev().skip(1).map(Some).map(to_is).collect());
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
