//! Plots of rows: a group's name, beneath it its mark on a scale that all rows share, beside it the figure in numbers.

use perisai_core::insight::Interval;

use super::canvas::{Anchor, Canvas, Ink, Scale, WIDTH, draw, fitted};
use crate::error::Result;

const ROW: f64 = 38.0;
const TOP: f64 = 6.0;
const FOOT: f64 = 26.0;
const LEFT: f64 = 6.0;
const RIGHT: f64 = 232.0;
const LETTERS_MAX: usize = 48;

/// A plot of rows.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) rows: Vec<Row>,
    pub(super) axis: Axis,
}

/// A row. Without marks it has too few to be shown, and says so.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) marks: Vec<Mark>,
    pub(super) figure: String,
    /// How many it rests on, as it is written.
    pub(super) n: String,
}

#[derive(Debug)]
pub(super) enum Mark {
    /// A figure with its interval; hollow where it is only indicative.
    Point { value: f64, interval: Option<Interval>, is_hollow: bool },
    /// An amount, from nought.
    Bar { value: f64, ink: Ink, is_hollow: bool },
    /// What the figure is set beside.
    Tick(f64),
}

/// The scale under all rows.
#[derive(Debug)]
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) ticks: Vec<(f64, String)>,
    /// A value that rows are held against.
    pub(super) limit: Option<f64>,
}

impl Rows {
    pub(super) fn svg(&self) -> Result<String> {
        #[expect(clippy::cast_precision_loss, reason = "some tens of rows")]
        let foot = TOP + ROW * self.rows.len() as f64;
        #[expect(clippy::cast_possible_truncation, reason = "some tens of rows")]
        let height = (foot + FOOT) as i32;
        draw(height, &self.title, &self.description, |canvas| {
            let scale = Scale { from: self.axis.from, to: self.axis.to, at_from: LEFT, at_to: RIGHT };
            self.axis.paint_letters(canvas, &scale, foot);
            let mut top = TOP;
            for row in &self.rows {
                self.axis.paint(canvas, &scale, top);
                row.paint(canvas, &scale, top);
                top += ROW;
            }
        })
    }
}

impl Axis {
    /// From nought to one, in per cent; or to as much as is needed, where all are small.
    pub(super) fn of_shares(most: f64) -> Self {
        let to = [0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|to| most <= *to).unwrap_or(1.0);
        let ticks = [0.0, 0.5, 1.0].map(|part| (part * to, format!("{:.0}%", part * to * 100.0)));
        Self { from: 0.0, to, ticks: ticks.to_vec(), limit: None }
    }

    fn paint_letters(&self, canvas: &mut Canvas<'_>, scale: &Scale, foot: f64) {
        for (value, label) in &self.ticks {
            let x = scale.at(*value);
            let anchor = if x <= LEFT { Anchor::Left } else { Anchor::Middle };
            canvas.text(label, (x, foot + 12.0), 11.0, anchor, Ink::Faint);
        }
    }

    /// The scale's lines behind one row's mark; they do not cross its letters.
    fn paint(&self, canvas: &mut Canvas<'_>, scale: &Scale, top: f64) {
        let (from, to) = (top + 17.0, top + ROW);
        for (value, _) in &self.ticks {
            let x = scale.at(*value);
            canvas.line(&[(x, from), (x, to)], 1, Ink::Line);
        }
        if let Some(limit) = self.limit {
            let x = scale.at(limit);
            canvas.line(&[(x, from), (x, to)], 2, Ink::Limit);
        }
    }
}

impl Row {
    fn paint(&self, canvas: &mut Canvas<'_>, scale: &Scale, top: f64) {
        let lane = top + 27.0;
        let right = f64::from(WIDTH) - 4.0;
        canvas.text(&fitted(&self.label, LETTERS_MAX), (LEFT, top + 9.0), 12.0, Anchor::Left, Ink::Text);
        canvas.text(&self.n, (right, top + 9.0), 11.0, Anchor::Right, Ink::Faint);
        let ink = if self.marks.is_empty() { Ink::Faint } else { Ink::Text };
        canvas.text(&self.figure, (right, lane), 11.0, Anchor::Right, ink);
        for mark in &self.marks {
            mark.paint(canvas, scale, lane);
        }
    }
}

impl Mark {
    fn paint(&self, canvas: &mut Canvas<'_>, scale: &Scale, lane: f64) {
        match self {
            Self::Point { value, interval, is_hollow } => {
                if let Some(interval) = interval {
                    let (low, high) = (scale.at(interval.low), scale.at(interval.high));
                    canvas.line(&[(low, lane), (high, lane)], 2, Ink::Dark);
                    for end in [low, high] {
                        canvas.line(&[(end, lane - 4.0), (end, lane + 4.0)], 2, Ink::Dark);
                    }
                }
                canvas.point((scale.at(*value), lane), 5, *is_hollow, Ink::Dark);
            }
            Self::Bar { value, ink, is_hollow } => {
                let (from, to) = ((scale.at(0.0), lane - 7.0), (scale.at(*value), lane + 7.0));
                if *is_hollow {
                    canvas.frame(from, to, *ink);
                } else {
                    canvas.bar(from, to, *ink);
                }
            }
            Self::Tick(value) => {
                let x = scale.at(*value);
                canvas.line(&[(x, lane - 8.0), (x, lane + 8.0)], 3, Ink::Limit);
            }
        }
    }
}
