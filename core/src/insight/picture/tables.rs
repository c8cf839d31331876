//! Every figure of a report as rows of text: a table per kind of group, in it a part per measure.

use super::chart::FigureStatus;
use super::names::{Names, dimension};
use super::numbers;
use super::words::{Words, text};
use crate::insight::{Dimension, Line, Measure, Report};
use crate::prints_name_only;

/// The figures about groups of one kind.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureTable {
    /// What the groups are.
    pub caption: String,
    /// A part per measure; one part without a heading where the figures are about everybody.
    pub parts: Vec<TablePart>,
}

/// The figures of one measure.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct TablePart {
    /// The measure; none where each row is one.
    pub heading: Option<String>,
    /// The rows: in the order of names where groups have names, else in the report's.
    pub rows: Vec<FigureRow>,
}

/// One figure as it is written.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureRow {
    /// The group, or the measure.
    pub name: String,
    /// The figure in its unit; a dash where it may not be shown.
    pub value: String,
    /// Both ends of its interval; none where there is none.
    pub interval: Option<String>,
    /// How many it rests on; of a few, only that they are few.
    pub n: String,
    /// The same after its letter: `n = 12`, `n < 5`.
    pub n_told: String,
    /// Whether it may be shown, and compared.
    pub status: FigureStatus,
    /// The same in words.
    pub status_text: String,
}

prints_name_only!(FigureRow, TablePart, FigureTable);

/// Every figure of a report.
pub fn tables(words: &Words, names: &Names, report: &Report) -> Vec<FigureTable> {
    let mut kinds: Vec<(Vec<Dimension>, Vec<&Line>)> = Vec::new();
    for line in &report.lines {
        let dimensions: Vec<Dimension> = line.by.iter().map(|key| key.dimension).collect();
        match kinds.iter_mut().find(|(other, _)| *other == dimensions) {
            Some((_, lines)) => lines.push(line),
            None => kinds.push((dimensions, vec![line])),
        }
    }
    let table = |(dimensions, lines): (Vec<Dimension>, Vec<&Line>)| {
        let called: Vec<&str> = dimensions.iter().map(|kind| dimension(words, *kind)).collect();
        let caption = if called.is_empty() { words.page.everybody.clone() } else { called.join(" · ") };
        FigureTable { caption, parts: parts(words, names, &dimensions, &lines) }
    };
    kinds.into_iter().map(table).collect()
}

fn parts(words: &Words, names: &Names, dimensions: &[Dimension], lines: &[&Line]) -> Vec<TablePart> {
    let called = |measure: Measure| text(&words.measure, measure.as_str()).to_owned();
    if dimensions.is_empty() {
        let rows = lines.iter().map(|line| row(words, called(line.measure), line)).collect();
        return vec![TablePart { heading: None, rows }];
    }
    let mut measures: Vec<Measure> = Vec::new();
    for line in lines {
        if !measures.contains(&line.measure) {
            measures.push(line.measure);
        }
    }
    let part = |measure: Measure| {
        let of_measure = lines.iter().copied().filter(|line| line.measure == measure);
        let rows = names.in_order(words, of_measure).into_iter().map(|(group, line)| row(words, group, line));
        TablePart { heading: Some(called(measure)), rows: rows.collect() }
    };
    measures.into_iter().map(part).collect()
}

fn row(words: &Words, name: String, line: &Line) -> FigureRow {
    let (estimate, unit) = (&line.estimate, line.measure.unit());
    let dash = || "–".to_owned();
    let status = FigureStatus::of(estimate);
    FigureRow {
        name,
        value: estimate.value().map_or_else(dash, |value| numbers::value(words, unit, value)),
        interval: estimate.interval().map(|interval| numbers::interval(words, unit, interval)),
        n: numbers::n(words, estimate),
        n_told: numbers::with_n(words, estimate),
        status,
        status_text: text(&words.status, status.as_str()).to_owned(),
    }
}
