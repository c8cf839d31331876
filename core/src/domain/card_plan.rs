//! Whether a card makes sense in a conversation, and which wave it would be.

use super::calendar::CivilDate;
use super::id::AgentId;
use super::kinds::Wave;
use super::words::words;

words! {
    /// What a card answered now would tell.
    pub enum CardSense {
        /// The first of this worker: where the worker stands.
        First => "first",
        /// Enough days after the last one: what has shifted.
        Again => "again",
        /// Soon after one that somebody else asked: whether it was asked well.
        Check => "check",
        /// Nothing: the last one is too near.
        TooSoon => "too_soon",
    }
}

/// A card that a worker has answered, of the version in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The civil day.
    pub on: CivilDate,
    /// Who asked.
    pub author: AgentId,
    /// Its wave.
    pub wave: Wave,
}

/// What a card answered now would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPlan {
    /// What it would tell.
    pub sense: CardSense,
    /// Its wave.
    pub wave: Wave,
    /// The day of the last card that was no check.
    pub last: Option<CivilDate>,
    /// The first day on which a card tells of a shift; none before the first card.
    pub from: Option<CivilDate>,
}

/// Plans a card that `agent` would ask on a day. `taken` are the worker's cards, oldest first; `has_begun` says whether a
/// message was used with the worker before: what is measured then is no baseline any more. Checks stand apart: they
/// neither begin nor put off anything, and one of a card is enough.
pub fn plan_card(taken: &[Taken], agent: &AgentId, on: CivilDate, has_begun: bool, days_between_min: u32) -> CardPlan {
    let Some(place) = taken.iter().rposition(|card| card.wave != Wave::Check) else {
        let wave = if has_begun { Wave::After } else { Wave::Baseline };
        return CardPlan { sense: CardSense::First, wave, last: None, from: None };
    };
    let last = &taken[place];
    let is_checked = taken.len() > place + 1;
    let (sense, wave) = if on.days_since(last.on) >= i64::from(days_between_min) {
        (CardSense::Again, Wave::After)
    } else if last.author != *agent && !is_checked {
        (CardSense::Check, Wave::Check)
    } else {
        (CardSense::TooSoon, Wave::After)
    };
    CardPlan { sense, wave, last: Some(last.on), from: last.on.add_days(i64::from(days_between_min)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    fn taken(on: &str, author: &str, wave: Wave) -> Taken {
        Taken { on: day(on), author: author.parse().unwrap(), wave }
    }

    fn planned(taken: &[Taken], agent: &str, on: &str, has_begun: bool) -> (CardSense, Wave) {
        let plan = plan_card(taken, &agent.parse().unwrap(), day(on), has_begun, 14);
        (plan.sense, plan.wave)
    }

    #[test]
    fn the_first_card_is_the_baseline_unless_outreach_has_begun() {
        assert_eq!(planned(&[], "A01", "2026-06-03", false), (CardSense::First, Wave::Baseline));
        assert_eq!(planned(&[], "A01", "2026-06-03", true), (CardSense::First, Wave::After));
    }

    #[test]
    fn a_card_tells_of_a_shift_from_the_fourteenth_day_on() {
        let first = [taken("2026-06-03", "A01", Wave::Baseline)];
        assert_eq!(planned(&first, "A01", "2026-06-16", true), (CardSense::TooSoon, Wave::After));
        assert_eq!(planned(&first, "A01", "2026-06-17", true), (CardSense::Again, Wave::After));
        let plan = plan_card(&first, &"A01".parse().unwrap(), day("2026-06-10"), true, 14);
        assert_eq!((plan.last, plan.from), (Some(day("2026-06-03")), Some(day("2026-06-17"))));
        // A clock that was set back does not make a card that tells of anything.
        assert_eq!(planned(&first, "A01", "2026-05-20", true), (CardSense::TooSoon, Wave::After));
    }

    #[test]
    fn somebody_else_checks_a_fresh_card_once() {
        let mut cards = vec![taken("2026-06-03", "A01", Wave::Baseline)];
        assert_eq!(planned(&cards, "A02", "2026-06-05", true), (CardSense::Check, Wave::Check));
        cards.push(taken("2026-06-05", "A02", Wave::Check));
        assert_eq!(planned(&cards, "A03", "2026-06-06", true), (CardSense::TooSoon, Wave::After));
        // A check puts nothing off.
        assert_eq!(planned(&cards, "A01", "2026-06-17", true), (CardSense::Again, Wave::After));
    }
}
