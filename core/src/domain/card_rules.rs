//! When an answered card is one: whose view it holds, how many answers, and that the guess came first.

use super::answers::Answers;
use super::kinds::{Measurement, Side};
use super::rule::{Invalid, Rule};
use super::words::words;

words! {
    /// What makes an answered card doubtful. It is kept and never dropped.
    pub enum CardFlag {
        /// Answered sooner than anybody reads it aloud.
        TooFast => "too_fast",
        /// One raw answer to every item, though some of them are reversed.
        OneAnswer => "one_answer",
    }
}

/// What makes a card doubtful, where the card of its version takes at least `seconds_min`. Of a card without times
/// nobody knows how long it took.
pub fn card_flags(card: &Measurement, seconds_min: u32) -> Vec<CardFlag> {
    let Answers(own) = &card.own;
    let is_one_answer = own.len() > 1 && own[0].is_some() && own.iter().all(|answer| *answer == own[0]);
    let flags = [
        (CardFlag::TooFast, card.seconds.is_some_and(|seconds| seconds < seconds_min)),
        (CardFlag::OneAnswer, is_one_answer),
    ];
    flags.into_iter().filter(|(_, is_so)| *is_so).map(|(flag, _)| flag).collect()
}

/// Refuses a card that says two things about whose it is, whose answers are not those of its `items` (where their number
/// is known), or whose guess was not made before the person was asked. One that was answered too fast, or with one
/// answer throughout, is kept: what is computed from it says so.
pub fn check_card(card: &Measurement, items: Option<usize>) -> Result<(), Invalid> {
    check_subject(card)?;
    check_answers(card, items)?;
    check_order(card)
}

fn check_subject(card: &Measurement) -> Result<(), Invalid> {
    let told = [
        ("worker", card.worker.is_some(), card.side == Side::Worker),
        ("figure", card.figure.is_some(), card.side == Side::Figure),
        ("agent", card.agent.is_some(), card.side == Side::Agent),
    ];
    for (field, is_set, is_subject) in told {
        // One of the branch's staff may be named, and need not be.
        let is_allowed = is_subject || (field == "agent" && card.side == Side::Panel);
        if is_subject && !is_set {
            return Err(Invalid::new(field, Rule::Required));
        }
        if is_set && !is_allowed {
            return Err(Invalid::new(field, Rule::Subject));
        }
    }
    // A worker's card follows the worker; that of staff is theirs or the branch's.
    if card.village.is_some() && card.side != Side::Figure {
        return Err(Invalid::new("village", Rule::Subject));
    }
    if card.guess.is_some() && !matches!(card.side, Side::Worker | Side::Figure) {
        return Err(Invalid::new("guess", Rule::Subject));
    }
    Ok(())
}

fn check_answers(card: &Measurement, items: Option<usize>) -> Result<(), Invalid> {
    let expected = items.unwrap_or(card.own.0.len());
    let parts = [("own", Some(&card.own)), ("perceived", card.perceived.as_ref()), ("guess", card.guess.as_ref())];
    for (field, answers) in parts {
        if answers.is_some_and(|Answers(answers)| answers.len() != expected) {
            return Err(Invalid::new(field, Rule::Limit));
        }
    }
    Ok(())
}

/// The parts were done in the order guess, own, perceived: each later than the one before, the last at the end.
fn check_order(card: &Measurement) -> Result<(), Invalid> {
    let order = |field| Err(Invalid::new(field, Rule::Order));
    let times = &card.part_seconds;
    if times.is_empty() {
        // Without times nothing shows that the guess was one.
        return if card.guess.is_some() { Err(Invalid::new("part_seconds", Rule::Required)) } else { Ok(()) };
    }
    let parts = 1 + usize::from(card.guess.is_some()) + usize::from(card.perceived.is_some());
    if times.len() != parts {
        return Err(Invalid::new("part_seconds", Rule::Limit));
    }
    if !times.is_sorted_by(|one, next| one < next) {
        return order("part_seconds");
    }
    if card.seconds.is_some() && card.seconds.as_ref() != times.last() { order("seconds") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::domain::kinds::{FigureId, Wave, WorkerId};

    fn answers(text: &str) -> Answers {
        Answers(text.chars().map(|digit| digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok())).collect())
    }

    fn card() -> Measurement {
        Measurement {
            side: Side::Worker,
            worker: Some(WorkerId(RecordId::created(0, 0, 1))),
            figure: None,
            agent: None,
            village: None,
            encounter: None,
            instrument_version: "1".to_owned(),
            own: answers("21-4"),
            perceived: Some(answers("4553")),
            guess: Some(answers("1123")),
            wave: Wave::Baseline,
            seconds: Some(80),
            part_seconds: vec![20, 50, 80],
        }
    }

    fn breach(change: impl FnOnce(&mut Measurement)) -> Option<(String, Rule)> {
        let mut card = card();
        change(&mut card);
        check_card(&card, Some(4)).err().map(|invalid| (invalid.field, invalid.rule))
    }

    fn broken(field: &str, rule: Rule) -> Option<(String, Rule)> {
        Some((field.to_owned(), rule))
    }

    #[test]
    fn the_side_says_whose_card_it_is() {
        let figure = Some(FigureId(RecordId::created(0, 0, 2)));
        let agent = |card: &mut Measurement, side| {
            (card.side, card.worker, card.guess, card.part_seconds) = (side, None, None, Vec::new());
            card.agent = Some("A01".parse().unwrap());
        };
        assert_eq!(breach(|_| ()), None);
        assert_eq!(breach(|card| card.worker = None), broken("worker", Rule::Required));
        assert_eq!(breach(|card| card.figure = figure), broken("figure", Rule::Subject));
        assert_eq!(breach(|card| card.side = Side::Figure), broken("worker", Rule::Subject));
        assert_eq!(breach(|card| card.village = "3374051003".parse().ok()), broken("village", Rule::Subject));
        assert_eq!(breach(|card| agent(card, Side::Agent)), None);
        assert_eq!(breach(|card| agent(card, Side::Panel)), None);
        let with_guess = |card: &mut Measurement| {
            agent(card, Side::Agent);
            card.guess = Some(answers("1123"));
        };
        assert_eq!(breach(with_guess), broken("guess", Rule::Subject));
        let nobodys = |card: &mut Measurement| {
            agent(card, Side::Panel);
            card.agent = None;
        };
        assert_eq!(breach(nobodys), None);
    }

    #[test]
    fn every_part_has_an_answer_or_a_gap_per_item() {
        assert_eq!(breach(|card| card.own = answers("213")), broken("own", Rule::Limit));
        assert_eq!(breach(|card| card.perceived = Some(answers("45531"))), broken("perceived", Rule::Limit));
        assert_eq!(breach(|card| card.guess = Some(answers("112"))), broken("guess", Rule::Limit));
        // The card of a newer app: its parts must at least be of one.
        let mut newer = card();
        newer.perceived = Some(answers("455"));
        assert_eq!(check_card(&newer, None).unwrap_err().field, "perceived");
    }

    #[test]
    fn the_guess_comes_before_the_own_view_and_that_before_the_perceived_one() {
        assert_eq!(breach(|card| card.part_seconds = vec![50, 20, 80]), broken("part_seconds", Rule::Order));
        assert_eq!(breach(|card| card.part_seconds = vec![20, 20, 80]), broken("part_seconds", Rule::Order));
        assert_eq!(breach(|card| card.seconds = Some(79)), broken("seconds", Rule::Order));
        assert_eq!(breach(|card| card.part_seconds = vec![20, 80]), broken("part_seconds", Rule::Limit));
        assert_eq!(breach(|card| card.part_seconds = Vec::new()), broken("part_seconds", Rule::Required));
    }

    #[test]
    fn a_card_answered_in_a_rush_or_with_one_answer_throughout_is_kept() {
        let rushed = |card: &mut Measurement| {
            (card.own, card.perceived) = (answers("5555"), Some(answers("5555")));
            (card.seconds, card.part_seconds) = (Some(3), vec![1, 2, 3]);
        };
        assert_eq!(breach(rushed), None);
        let mut doubtful = card();
        assert_eq!(card_flags(&doubtful, 40), []);
        rushed(&mut doubtful);
        assert_eq!(card_flags(&doubtful, 40), [CardFlag::TooFast, CardFlag::OneAnswer]);
        doubtful.own = answers("----");
        doubtful.seconds = None;
        assert_eq!(card_flags(&doubtful, 40), []);
    }
}
