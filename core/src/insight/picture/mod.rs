//! Reports as people read them: what they say in words, and what is drawn, by which axes and in which order.
//!
//! The branch's page and the phone's screens say and draw the same, because both take it from here and decide nothing
//! themselves: a page makes markup of it, a phone strokes. Pure, as the reports are.

mod chart;
mod easel;
mod names;
pub mod numbers;
mod said;
mod tables;
mod words;

pub use chart::{
    Axis, Chart, ChartPlace, ChartRow, Curve, CurveStep, Drawing, FigureStatus, MapGround, Mark, Move, MovesFrom, Tick,
};
pub use easel::charts;
pub use names::{Names, RestsOn, village};
pub use said::{Saying, left_out, sayings};
pub use tables::{FigureRow, FigureTable, TablePart, tables};
pub use words::{Caption, PageWords, ReportLanguage, ReportWords, Words, text};

use super::Filter;

/// What a report was asked about, in words; that it was asked about everything where nothing was set.
pub fn filter_in_words(words: &Words, names: &Names, filter: &Filter) -> String {
    let page = &words.page;
    let conditions = [
        filter.from.map(|month| format!("{} {}", page.from, names::month(words, month))),
        filter.to.map(|month| format!("{} {}", page.to, names::month(words, month))),
        filter.village.map(|code| village(code.as_str())),
        filter.segment.map(|segment| words.word("segment", segment.as_str()).to_owned()),
        filter.agent.as_ref().map(|agent| format!("{} {agent}", page.agent)),
        filter.message.map(|message| names.message_of_record(message)),
    ];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    if conditions.is_empty() { page.no_filter.clone() } else { conditions.join(", ") }
}

/// On how much a report rests, in words.
pub fn rests_on_in_words(words: &Words, rests_on: &RestsOn) -> String {
    let page = &words.page;
    let parts = [
        (rests_on.villages, &page.villages),
        (rests_on.months, &page.months_of_data),
        (rests_on.workers, &page.workers),
        (rests_on.encounters, &page.encounters),
    ];
    let parts = parts.map(|(count, of)| format!("{} {of}", numbers::count(words, count)));
    parts.join(", ")
}

/// A day as people write it: `9 Jun 2026`.
pub use names::{day, dimension, month};
