//! What records are called: villages, figures, messages, supports, months.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Words, text};
use crate::domain::kinds::{Message, Period, SupportKind};
use crate::domain::record::Record;
use crate::domain::{CivilDate, Month, RecordId, Regions, VillageCode};
use crate::insight::{Dimension, Facts, Filter, Key, Line};

/// Dimensions whose groups stand in the order of what they are called; all others have an order of their own.
const BY_NAME: [Dimension; 6] = [
    Dimension::Segment,
    Dimension::Village,
    Dimension::Figure,
    Dimension::Message,
    Dimension::Bridge,
    Dimension::Support,
];

/// The word of what is none of the others: it stands last.
const NONE_OF_THESE: &str = "other";

/// What the keys of reports are called, and how much the reports rest on.
#[derive(Debug, Default)]
pub struct Names {
    /// What figures are called, by record; none where the name was erased.
    pub figures: BTreeMap<String, Option<String>>,
    /// The titles of messages, by code.
    pub messages: BTreeMap<String, String>,
    supports: BTreeMap<String, (SupportKind, Option<Period>)>,
    /// How much there is in view.
    pub rests_on: RestsOn,
}

/// How much there is in view of a filter.
#[derive(Debug, Clone, Copy, Default)]
pub struct RestsOn {
    /// Villages.
    pub villages: u64,
    /// Months.
    pub months: u64,
    /// Workers talked with.
    pub workers: u64,
    /// Conversations.
    pub encounters: u64,
}

impl Names {
    /// The names that facts hold, and how much of them a filter admits up to a day.
    pub fn of(facts: &Facts, filter: &Filter, as_of: CivilDate) -> Self {
        let figures = facts.figures.iter().map(|figure| (figure.id.to_string(), figure.record.name.clone()));
        let messages = facts.messages.iter().map(|message| (message.record.code.clone(), message.record.title.clone()));
        let supports =
            facts.supports.iter().map(|support| (support.id.to_string(), (support.record.kind, support.record.period)));
        Self {
            figures: figures.collect(),
            messages: messages.collect(),
            supports: supports.collect(),
            rests_on: RestsOn::of(facts, filter, as_of),
        }
    }

    /// What a group is called: its keys one after the other; everybody where there are none.
    pub fn group(&self, words: &Words, by: &[Key]) -> String {
        if by.is_empty() {
            return words.page.everybody.clone();
        }
        by.iter().map(|key| self.key(words, key)).collect::<Vec<_>>().join(" · ")
    }

    /// Lines with what their groups are called, in the order of the names; everybody first.
    pub fn in_order<'b>(&self, words: &Words, lines: impl IntoIterator<Item = &'b Line>) -> Vec<(String, &'b Line)> {
        let place = |line: &Line| {
            let dimensions: Vec<Dimension> = line.by.iter().map(|key| key.dimension).collect();
            let named = line.by.iter().filter(|key| BY_NAME.contains(&key.dimension));
            let named: Vec<_> = named.map(|key| (key.value == NONE_OF_THESE, self.key(words, key))).collect();
            (dimensions, named)
        };
        let mut lines: Vec<&Line> = lines.into_iter().collect();
        lines.sort_by_cached_key(|line| place(line));
        lines.into_iter().map(|line| (self.group(words, &line.by), line)).collect()
    }

    /// What one side of a group is called.
    pub fn key(&self, words: &Words, key: &Key) -> String {
        let value = key.value.as_str();
        let known = |list: &str| words.word(list, value).to_owned();
        match key.dimension {
            Dimension::Village => village(value),
            Dimension::Figure => self.figure(words, value),
            Dimension::Message => self.message(value),
            Dimension::Bridge if self.messages.contains_key(value) => self.message(value),
            Dimension::Bridge => known("argument"),
            Dimension::Agent | Dimension::Media => value.to_owned(),
            Dimension::Cohort | Dimension::Month => {
                value.parse().map_or_else(|_| value.to_owned(), |value| month(words, value))
            }
            Dimension::ContributionMonth => {
                format!("{}{}", words.page.month_number, value.trim_start_matches('0'))
            }
            Dimension::StateBefore | Dimension::State => known("state"),
            Dimension::Step if words.word("step", value) == value => known("target"),
            Dimension::Cause if words.word("failure_cause", value) == value => known("gap_cause"),
            Dimension::Cause => known("failure_cause"),
            Dimension::Support => self.support(words, value),
            Dimension::Segment
            | Dimension::Objection
            | Dimension::Step
            | Dimension::Payer
            | Dimension::Kind
            | Dimension::Question
            | Dimension::Module
            | Dimension::Target
            | Dimension::Barrier
            | Dimension::Channel
            | Dimension::WhomAsked
            | Dimension::Purpose => known(key.dimension.as_str()),
        }
    }

    /// A figure's name, where the branch holds one.
    pub fn figure(&self, words: &Words, record: &str) -> String {
        let short = record.get(record.len().saturating_sub(4)..).unwrap_or(record);
        match self.figures.get(record) {
            Some(Some(name)) => name.clone(),
            // The end of the record's id tells two of them apart.
            Some(None) | None => format!("{} {short}", words.page.erased),
        }
    }

    /// A message by its record, as a filter names it.
    pub fn message_of_record(&self, record: RecordId) -> String {
        let called = |code: &&String| RecordId::derived(Message::KIND.name, &[code.as_str()]) == record;
        self.messages.keys().find(called).map_or_else(|| record.to_string(), |code| self.message(code))
    }

    fn message(&self, code: &str) -> String {
        self.messages.get(code).map_or_else(|| code.to_owned(), |title| format!("{title} ({code})"))
    }

    fn support(&self, words: &Words, record: &str) -> String {
        let Some((kind, period)) = self.supports.get(record) else { return words.page.erased.clone() };
        let kind = words.word("support", kind.as_str());
        let months = period.map(|Period { from, to }| {
            let to = to.map_or_else(|| "…".to_owned(), |to| month(words, to.month()));
            format!(", {} – {to}", month(words, from.month()))
        });
        // Two supports of a kind in the same months are told apart by the end of their ids.
        let short = record.get(record.len().saturating_sub(4)..).unwrap_or(record);
        format!("{kind}{} ({short})", months.unwrap_or_default())
    }
}

impl RestsOn {
    fn of(facts: &Facts, filter: &Filter, as_of: CivilDate) -> Self {
        let (mut villages, mut months, mut workers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut encounters = 0;
        for fact in &facts.encounters {
            if filter.admits(facts, fact) && fact.day <= as_of {
                encounters += 1;
                villages.extend(fact.village);
                months.insert(fact.day.month());
                workers.extend(fact.worker);
            }
        }
        Self { villages: villages.len() as u64, months: months.len() as u64, workers: workers.len() as u64, encounters }
    }
}

/// A village's name with its district's, since many villages share a name; the code where the list does not hold it.
pub fn village(code: &str) -> String {
    let Ok(parsed) = code.parse::<VillageCode>() else { return code.to_owned() };
    let regions = Regions::shipped();
    match (regions.village_name(parsed), regions.area_name(parsed.district())) {
        (Some(village), Some(district)) if village != district => format!("{village}, {district}"),
        (Some(village), _) => village.to_owned(),
        (None, _) => code.to_owned(),
    }
}

/// A month as people write it: `Jun 2026`.
pub fn month(words: &Words, month: Month) -> String {
    format!("{} {}", month_name(words, month.month_of_year()), month.year())
}

/// A day as people write it: `9 Jun 2026`.
pub fn day(words: &Words, day: CivilDate) -> String {
    format!("{} {} {}", day.day(), month_name(words, day.month_of_year()), day.year())
}

fn month_name(words: &Words, month_of_year: u32) -> &str {
    let at = month_of_year.saturating_sub(1) as usize;
    words.months.get(at).map_or("", String::as_str)
}

/// The text of a dimension.
pub fn dimension(words: &Words, dimension: Dimension) -> &str {
    text(&words.dimension, dimension.as_str())
}
