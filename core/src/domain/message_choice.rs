//! Which message to offer: those in use that fit, best first, and of an experiment the one variant that a group draws.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::id::RecordId;
use super::kinds::{Frame, Message, ObjectionCode};
use super::words::words;
use super::words::{Language, Segment};

words! {
    /// Why a message fits.
    pub enum Fit {
        /// It answers the objection.
        Objection => "objection",
        /// It is in the language.
        Language => "language",
        /// It is made for the segment.
        Segment => "segment",
        /// It puts protection in that light.
        Frame => "frame",
        /// The group drew it among the variants of an experiment.
        Drawn => "drawn",
    }
}

/// What a message is wanted for. What is none narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The worker's communities; a message for any of them fits.
    pub segments: BTreeSet<Segment>,
    /// The objection to answer.
    pub objection: Option<ObjectionCode>,
    /// The light to put protection in.
    pub frame: Option<Frame>,
    /// The language.
    pub language: Option<Language>,
    /// The group that experiments draw by, such as a village or an event; without one no variant is offered.
    pub group: Option<String>,
}

/// A message that fits, and why, most telling first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The message.
    pub message: RecordId,
    /// Why.
    pub why: Vec<Fit>,
}

/// The messages to offer, best first: those that answer the objection, then those in the language, for the segment, in
/// that light. A message made for other segments is none of them, nor is one for which `may_be_told` says no.
pub fn choose(
    messages: &[(RecordId, Message)],
    wanted: &Wanted,
    may_be_told: impl Fn(&Message) -> bool,
) -> Vec<Choice> {
    let mut fitting: Vec<(Vec<bool>, &str, Choice)> = Vec::new();
    for (record, message) in messages.iter().filter(|(_, message)| message.active) {
        let is_for_them = !message.segments.is_disjoint(&wanted.segments);
        let is_for_others = !message.segments.is_empty() && !wanted.segments.is_empty() && !is_for_them;
        if is_for_others
            || !is_drawn(messages.iter().map(|(_, other)| other), message, wanted.group.as_deref())
            || !may_be_told(message)
        {
            continue;
        }
        let fits = [
            (Fit::Objection, wanted.objection.is_some_and(|objection| message.answers.contains(&objection))),
            (Fit::Language, wanted.language == Some(message.language)),
            (Fit::Segment, is_for_them),
            (Fit::Frame, wanted.frame == Some(message.frame)),
            (Fit::Drawn, message.experiment.is_some()),
        ];
        let misses = fits.iter().map(|(_, fits)| !fits).collect();
        let why = fits.into_iter().filter(|(_, fits)| *fits).map(|(fit, _)| fit).collect();
        fitting.push((misses, &message.code, Choice { message: *record, why }));
    }
    fitting.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    fitting.into_iter().map(|(_, _, choice)| choice).collect()
}

/// Whether a message is the variant that the group draws; one of no experiment is always offered. It is drawn among all
/// that are in use in its language, whoever may be told what, so that every phone of a group draws the same.
pub fn is_drawn<'a>(messages: impl Iterator<Item = &'a Message>, message: &Message, group: Option<&str>) -> bool {
    let Some(experiment) = &message.experiment else { return true };
    let Some(group) = group else { return false };
    let variants = messages.filter(|other| {
        other.active && other.experiment.as_ref() == Some(experiment) && other.language == message.language
    });
    let variants: Vec<&str> = variants.map(|other| other.code.as_str()).collect();
    drawn_variant(experiment, group, &variants) == Some(message.code.as_str())
}

/// The variant of an experiment that a group draws: the same on every device, and about as often each. The first eight
/// bytes of SHA-256 over the experiment's name, a zero byte and the group, as a number, modulo the count of variants,
/// count from the first of them in alphabetical order.
pub fn drawn_variant<'a>(experiment: &str, group: &str, variants: &[&'a str]) -> Option<&'a str> {
    let mut sorted = variants.to_vec();
    sorted.sort_unstable();
    let digest = Sha256::new().chain_update(experiment).chain_update([0]).chain_update(group).finalize();
    let (first, _) = digest.split_first_chunk::<8>()?;
    let place = u64::from_be_bytes(*first).checked_rem(sorted.len() as u64)?;
    sorted.get(usize::try_from(place).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::MessageKind;

    fn message(code: &str) -> Message {
        Message {
            code: code.to_owned(),
            title: code.to_owned(),
            kind: MessageKind::Story,
            functions: [].into(),
            frame: Frame::Family,
            style: None,
            language: Language::Indonesian,
            body: "…".to_owned(),
            media: None,
            fact_check: None,
            segments: [].into(),
            answers: [].into(),
            teller: None,
            experiment: None,
            version: 1,
            active: true,
        }
    }

    fn codes(messages: &[Message], wanted: &Wanted) -> Vec<String> {
        let numbered: Vec<(RecordId, Message)> =
            messages.iter().zip(0..).map(|(message, n)| (RecordId::created(0, 0, n), message.clone())).collect();
        let code = |choice: Choice| {
            numbered.iter().find(|(id, _)| *id == choice.message).map(|(_, message)| message.code.clone())
        };
        choose(&numbered, wanted, |message| message.teller.is_none()).into_iter().filter_map(code).collect()
    }

    #[test]
    fn whoever_belongs_to_several_communities_is_offered_what_is_made_for_any_of_them() {
        let of = |segment: Segment| Message { segments: [segment].into(), ..message(segment.as_str()) };
        let messages = [of(Segment::Fisher), of(Segment::Farmer), of(Segment::MarketTrader)];
        let wanted = Wanted { segments: [Segment::Farmer, Segment::MarketTrader].into(), ..Wanted::default() };
        assert_eq!(codes(&messages, &wanted), ["farmer", "market_trader"]);
        assert_eq!(codes(&messages, &Wanted::default()).len(), 3);
    }

    #[test]
    fn what_answers_the_objection_comes_first_and_what_is_made_for_others_not_at_all() {
        let messages = [
            message("general"),
            Message { segments: [Segment::Fisher].into(), ..message("fisher") },
            Message { segments: [Segment::Farmer].into(), ..message("farmer") },
            Message { answers: [ObjectionCode::Takdir].into(), ..message("takdir") },
            Message { active: false, ..message("old") },
            Message { teller: Some(crate::domain::kinds::WorkerId(RecordId::created(0, 0, 9))), ..message("silent") },
        ];
        let wanted =
            Wanted { segments: [Segment::Fisher].into(), objection: Some(ObjectionCode::Takdir), ..Wanted::default() };
        assert_eq!(codes(&messages, &wanted), ["takdir", "fisher", "general"]);
    }

    #[test]
    fn a_group_is_offered_the_one_variant_that_it_draws_and_without_a_group_there_is_none() {
        let variant = |code: &str| Message { experiment: Some("first".to_owned()), ..message(code) };
        let messages = [variant("b"), variant("a"), message("plain")];
        assert_eq!(codes(&messages, &Wanted::default()), ["plain"]);
        for group in ["3374051001", "3374051002", "3374051003"] {
            let wanted = Wanted { group: Some(group.to_owned()), ..Wanted::default() };
            let drawn = drawn_variant("first", group, &["b", "a"]).unwrap();
            assert_eq!(codes(&messages, &wanted), [drawn, "plain"]);
        }
    }

    #[test]
    fn a_draw_is_the_same_everywhere_and_about_even() {
        let groups: Vec<String> = (0..1_000).map(|n| format!("group {n}")).collect();
        let draw = |group: &String| drawn_variant("first", group, &["a", "b"]).unwrap();
        let of_a = groups.iter().filter(|group| draw(group) == "a").count();
        assert!((440..=560).contains(&of_a), "{of_a}");
        assert_eq!(drawn_variant("first", "x", &["a", "b"]), drawn_variant("first", "x", &["b", "a"]));
        assert_eq!(drawn_variant("first", "x", &[]), None);
    }
}
