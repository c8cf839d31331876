//! The plots: charts as the core decides them, drawn as SVG.

mod canvas;
mod curves;
mod map;
mod rows;

use perisai_core::insight::picture::{Chart, Drawing, Words};

pub(super) use self::canvas::night_rules;
use super::tables;
use crate::error::Result;

/// A chart as markup.
pub(super) fn drawn(words: &Words, chart: &Chart) -> Result<String> {
    match &chart.drawing {
        Drawing::Rows { rows, axis } => rows::svg(chart, rows, axis),
        Drawing::Map { ground, places } => map::svg(chart, ground, places),
        Drawing::Moves { after, from } => Ok(tables::moves(words, after, from)),
        Drawing::Curves { month, too_few, months, months_apart, panels } => {
            let curves = curves::Curves { month, too_few, months: *months, months_apart: *months_apart, panels };
            curves.svg(chart)
        }
    }
}
