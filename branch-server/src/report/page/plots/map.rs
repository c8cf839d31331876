//! The co-orientation map: agreement to the right, congruency upwards, a point with a cross of intervals per group.

use perisai_core::insight::{Estimate, Interval};

use super::canvas::{Anchor, Canvas, Ink, Scale, WIDTH, draw};
use crate::error::Result;

const HEIGHT: i32 = 384;
const LEFT: f64 = 36.0;
const RIGHT: f64 = WIDTH as f64 - 6.0;
const TOP: f64 = 6.0;
const FOOT: f64 = 344.0;

/// The map.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) title: String,
    pub(super) description: String,
    /// Right and up: both, agreement only, congruency only, neither.
    pub(super) states: [String; 4],
    pub(super) across: String,
    pub(super) upwards: String,
    pub(super) alike_from: f64,
    pub(super) places: Vec<Place>,
}

/// A group's place on it, numbered from one in their order.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) agreement: Estimate,
    pub(super) congruency: Estimate,
}

impl Map {
    pub(super) fn svg(&self) -> Result<String> {
        draw(HEIGHT, &self.title, &self.description, |canvas| {
            let x = Scale { from: 0.0, to: 100.0, at_from: LEFT, at_to: RIGHT };
            let y = Scale { from: 0.0, to: 100.0, at_from: FOOT, at_to: TOP };
            self.paint_ground(canvas, &x, &y);
            // All crosses first, so that none lies over another's point.
            for place in &self.places {
                place.paint_cross(canvas, &x, &y);
            }
            for (at, place) in self.places.iter().enumerate() {
                place.paint(canvas, &x, &y, at + 1);
            }
        })
    }

    fn paint_ground(&self, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale) {
        for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
            canvas.line(&[(x.at(tick), TOP), (x.at(tick), FOOT)], 1, Ink::Line);
            canvas.line(&[(LEFT, y.at(tick)), (RIGHT, y.at(tick))], 1, Ink::Line);
            let anchor = if tick < 100.0 { Anchor::Middle } else { Anchor::Right };
            canvas.text(&format!("{tick:.0}"), (x.at(tick), FOOT + 11.0), 11.0, anchor, Ink::Faint);
            let beside = y.at(tick).max(TOP + 5.0);
            canvas.text(&format!("{tick:.0}"), (LEFT - 5.0, beside), 11.0, Anchor::Right, Ink::Faint);
        }
        let limit = self.alike_from;
        canvas.line(&[(x.at(limit), TOP), (x.at(limit), FOOT)], 2, Ink::Limit);
        canvas.line(&[(LEFT, y.at(limit)), (RIGHT, y.at(limit))], 2, Ink::Limit);
        let (low, high) = (f64::midpoint(0.0, limit), f64::midpoint(limit, 100.0));
        let [both, agreement_only, congruency_only, neither] = &self.states;
        for (state, across, upwards) in [
            (both, high, high + 9.0),
            (agreement_only, high, 4.0),
            (congruency_only, low, high + 9.0),
            (neither, low, 4.0),
        ] {
            let mut up = y.at(upwards);
            // A name of two words would be wider than the narrow side.
            let words: Vec<&str> = if across > limit { state.split(' ').collect() } else { vec![state] };
            if upwards < limit {
                #[expect(clippy::cast_precision_loss, reason = "a few words")]
                let lines_above = words.len().saturating_sub(1) as f64;
                up -= 13.0 * lines_above;
            }
            for word in words {
                canvas.text(word, (x.at(across), up), 12.0, Anchor::Middle, Ink::Faint);
                up += 13.0;
            }
        }
        canvas.text(&format!("→ {}", self.across), (RIGHT, FOOT + 28.0), 12.0, Anchor::Right, Ink::Text);
        canvas.text(&format!("↑ {}", self.upwards), (LEFT + 4.0, TOP + 30.0), 12.0, Anchor::Left, Ink::Text);
    }
}

impl Place {
    fn paint_cross(&self, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale) {
        let (Some(across), Some(upwards)) = (self.agreement.value(), self.congruency.value()) else { return };
        if let Some(Interval { low, high }) = self.agreement.interval() {
            canvas.line(&[(x.at(low), y.at(upwards)), (x.at(high), y.at(upwards))], 1, Ink::Dark);
        }
        if let Some(Interval { low, high }) = self.congruency.interval() {
            canvas.line(&[(x.at(across), y.at(low)), (x.at(across), y.at(high))], 1, Ink::Dark);
        }
    }

    fn paint(&self, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale, number: usize) {
        let (Some(across), Some(upwards)) = (self.agreement.value(), self.congruency.value()) else { return };
        let at = (x.at(across), y.at(upwards));
        let is_hollow = self.agreement.status() == "indicative" || self.congruency.status() == "indicative";
        canvas.point(at, 8, is_hollow, Ink::Dark);
        let ink = if is_hollow { Ink::Dark } else { Ink::Paper };
        canvas.text(&number.to_string(), at, 10.0, Anchor::Middle, ink);
    }
}
