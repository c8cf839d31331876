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

    /// The same with a month more or less at either end: what one asks next.
    pub fn neighbours(&self) -> Vec<Self> {
        let moved = |months: i32| {
            let from = self
                .from
                .and_then(|from| from.add_months(months))
                .map(|from| Self { from: Some(from), ..self.clone() });
            let to = self.to.and_then(|to| to.add_months(months)).map(|to| Self { to: Some(to), ..self.clone() });
            [from, to]
        };
        [-1, 1].into_iter().flat_map(moved).flatten().collect()
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
