//! Plots of rows: a group's name, beneath it its mark on a scale that all rows share, beside it the figure in numbers.

use perisai_core::insight::picture::{Axis, Chart, ChartRow, Mark};

use super::canvas::{Anchor, Canvas, Ink, Scale, WIDTH, draw, fitted};
use crate::error::Result;

const ROW: f64 = 38.0;
const TOP: f64 = 6.0;
const FOOT: f64 = 26.0;
const LEFT: f64 = 6.0;
const RIGHT: f64 = 232.0;
const LETTERS_MAX: usize = 48;

/// Rows as a plot.
pub(super) fn svg(chart: &Chart, rows: &[ChartRow], axis: &Axis) -> Result<String> {
    #[expect(clippy::cast_precision_loss, reason = "some tens of rows")]
    let foot = TOP + ROW * rows.len() as f64;
    #[expect(clippy::cast_possible_truncation, reason = "some tens of rows")]
    let height = (foot + FOOT) as i32;
    draw(height, chart, |canvas| {
        let scale = Scale { from: axis.from, to: axis.to, at_from: LEFT, at_to: RIGHT };
        paint_letters(axis, canvas, &scale, foot);
        let mut top = TOP;
        for row in rows {
            paint_axis(axis, canvas, &scale, top);
            paint_row(row, canvas, &scale, top);
            top += ROW;
        }
    })
}

fn paint_letters(axis: &Axis, canvas: &mut Canvas<'_>, scale: &Scale, foot: f64) {
    for tick in &axis.ticks {
        let x = scale.at(tick.at);
        let anchor = if x <= LEFT { Anchor::Left } else { Anchor::Middle };
        canvas.text(&tick.text, (x, foot + 12.0), 11.0, anchor, Ink::Faint);
    }
}

/// The scale's lines behind one row's mark; they do not cross its letters.
fn paint_axis(axis: &Axis, canvas: &mut Canvas<'_>, scale: &Scale, top: f64) {
    let (from, to) = (top + 17.0, top + ROW);
    for tick in &axis.ticks {
        let x = scale.at(tick.at);
        canvas.line(&[(x, from), (x, to)], 1, Ink::Line);
    }
    if let Some(limit) = axis.limit {
        let x = scale.at(limit);
        canvas.line(&[(x, from), (x, to)], 2, Ink::Limit);
    }
}

fn paint_row(row: &ChartRow, canvas: &mut Canvas<'_>, scale: &Scale, top: f64) {
    let lane = top + 27.0;
    let right = f64::from(WIDTH) - 4.0;
    canvas.text(&fitted(&row.label, LETTERS_MAX), (LEFT, top + 9.0), 12.0, Anchor::Left, Ink::Text);
    canvas.text(&row.n, (right, top + 9.0), 11.0, Anchor::Right, Ink::Faint);
    let ink = if row.marks.is_empty() { Ink::Faint } else { Ink::Text };
    canvas.text(&row.figure, (right, lane), 12.0, Anchor::Right, ink);
    for mark in &row.marks {
        paint_mark(mark, canvas, scale, lane);
    }
}

fn paint_mark(mark: &Mark, canvas: &mut Canvas<'_>, scale: &Scale, lane: f64) {
    match mark {
        Mark::Point { value, interval, is_hollow } => {
            if let Some(interval) = interval {
                let (low, high) = (scale.at(interval.low), scale.at(interval.high));
                canvas.line(&[(low, lane), (high, lane)], 2, Ink::Dark);
                for end in [low, high] {
                    canvas.line(&[(end, lane - 4.0), (end, lane + 4.0)], 2, Ink::Dark);
                }
            }
            canvas.point((scale.at(*value), lane), 5, *is_hollow, Ink::Dark);
        }
        Mark::Bar { value, is_pale, is_hollow } => {
            let ink = if *is_pale { Ink::Pale } else { Ink::Dark };
            let (from, to) = ((scale.at(0.0), lane - 7.0), (scale.at(*value), lane + 7.0));
            if *is_hollow {
                canvas.frame(from, to, ink);
            } else {
                canvas.bar(from, to, ink);
            }
        }
        Mark::Beside { value } => {
            let x = scale.at(*value);
            canvas.line(&[(x, lane - 8.0), (x, lane + 8.0)], 3, Ink::Limit);
        }
    }
}
