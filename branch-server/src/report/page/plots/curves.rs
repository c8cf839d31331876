//! Retention curves: steps with the band of their intervals, one panel per group, all on the same axes.

use perisai_core::insight::picture::{Chart, Curve};

use super::canvas::{Anchor, Canvas, Ink, Scale, WIDTH, draw, fitted};
use crate::error::Result;

const GAP: f64 = 14.0;
const LEFT: f64 = 36.0;
const HEAD: f64 = 22.0;
const FOOT: f64 = 20.0;

/// Curves in panels.
#[derive(Debug)]
pub(super) struct Curves<'a> {
    pub(super) month: &'a str,
    pub(super) too_few: &'a str,
    pub(super) months: u32,
    pub(super) months_apart: u32,
    pub(super) panels: &'a [Curve],
}

impl Curves<'_> {
    /// One panel has the whole width; several stand two beside each other.
    pub(super) fn svg(&self, chart: &Chart) -> Result<String> {
        let (columns, inner) = if self.panels.len() == 1 { (1, 200.0) } else { (2, 96.0) };
        let panel_height = HEAD + inner + FOOT;
        #[expect(clippy::cast_precision_loss, reason = "some panels")]
        let (lines, in_line) = (self.panels.len().div_ceil(columns) as f64, columns as f64);
        #[expect(clippy::cast_possible_truncation, reason = "some panels")]
        let height = (lines * panel_height + 22.0) as i32;
        let width = (f64::from(WIDTH) - LEFT - 8.0 - GAP * (in_line - 1.0)) / in_line;
        draw(height, chart, |canvas| {
            for (at, panel) in self.panels.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "some panels")]
                let (column, line) = ((at % columns) as f64, (at / columns) as f64);
                let left = LEFT + column * (width + GAP);
                let top = line * panel_height + HEAD;
                let x = Scale { from: 1.0, to: f64::from(self.months), at_from: left, at_to: left + width };
                let y = Scale { from: 0.0, to: 1.0, at_from: top + inner, at_to: top };
                self.paint_ground(canvas, &x, &y, column == 0.0);
                paint(panel, canvas, &x, &y, self.too_few);
            }
            let below = (f64::from(WIDTH) - 8.0, f64::from(height) - 9.0);
            canvas.text(&format!("→ {}", self.month), below, 12.0, Anchor::Right, Ink::Text);
        })
    }

    fn paint_ground(&self, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale, has_letters: bool) {
        for tick in [0.0, 0.5, 1.0] {
            canvas.line(&[(x.at_from, y.at(tick)), (x.at_to, y.at(tick))], 1, Ink::Line);
            if has_letters {
                let label = format!("{:.0}%", tick * 100.0);
                canvas.text(&label, (x.at_from - 4.0, y.at(tick)), 10.0, Anchor::Right, Ink::Faint);
            }
        }
        for month in (1..=self.months).step_by(self.months_apart as usize) {
            let at = x.at(f64::from(month));
            canvas.line(&[(at, y.at_from), (at, y.at_from + 3.0)], 1, Ink::Line);
            canvas.text(&month.to_string(), (at, y.at_from + 10.0), 10.0, Anchor::Middle, Ink::Faint);
        }
    }
}

fn paint(panel: &Curve, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale, too_few: &str) {
    let is_wide = x.at_to - x.at_from > 200.0;
    let label = fitted(&panel.label, if is_wide { 56 } else { 26 });
    canvas.text(&label, (x.at_from, y.at_to - 10.0), if is_wide { 12.0 } else { 11.0 }, Anchor::Left, Ink::Text);
    if panel.steps.is_empty() {
        let middle = (f64::midpoint(x.at_from, x.at_to), f64::midpoint(y.at_from, y.at_to));
        canvas.text(too_few, middle, 10.0, Anchor::Middle, Ink::Faint);
        return;
    }
    for step in &panel.steps {
        if let Some(interval) = step.interval {
            let (from, to) = (x.at(step.month.into()), x.at(step.until.into()));
            let (low, high) = (y.at(interval.low), y.at(interval.high));
            canvas.band(&[(from, low), (to, low), (to, high), (from, high)], Ink::Pale);
        }
    }
    // What is only indicative is drawn thin.
    let mut from = (x.at(1.0), y.at(1.0));
    for step in &panel.steps {
        let (at, to) = (x.at(step.month.into()), (x.at(step.until.into()), y.at(step.value)));
        let (width, ink) = if step.is_thin { (1, Ink::Faint) } else { (3, Ink::Dark) };
        canvas.line(&[from, (at, from.1), (at, to.1), to], width, ink);
        from = to;
    }
}
