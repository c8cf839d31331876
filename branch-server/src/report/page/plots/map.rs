//! The co-orientation map: agreement to the right, congruency upwards, a point with a cross of intervals per group.

use perisai_core::insight::Interval;
use perisai_core::insight::picture::{Chart, ChartPlace, MapGround};

use super::canvas::{Anchor, Canvas, Ink, Scale, WIDTH, draw};
use crate::error::Result;

const HEIGHT: i32 = 400;
const LEFT: f64 = 36.0;
const RIGHT: f64 = WIDTH as f64 - 6.0;
const TOP: f64 = 22.0;
const FOOT: f64 = 360.0;

#[derive(Debug, Clone, Copy)]
struct Point {
    at: (f64, f64),
    is_hollow: bool,
}

/// The map.
pub(super) fn svg(chart: &Chart, ground: &MapGround, places: &[ChartPlace]) -> Result<String> {
    draw(HEIGHT, chart, |canvas| {
        let x = Scale { from: ground.lowest, to: 100.0, at_from: LEFT, at_to: RIGHT };
        let y = Scale { from: ground.lowest, to: 100.0, at_from: FOOT, at_to: TOP };
        paint_ground(ground, canvas, &x, &y);
        // All crosses first, so that none lies over another's point.
        for place in places {
            paint_cross(place, canvas, &x, &y);
        }
        let points: Vec<Point> = places.iter().map(|place| point(place, &x, &y)).collect();
        for (at, number) in free_places(&points) {
            let point = &points[number - 1];
            canvas.line(&[point.at, at], 1, Ink::Faint);
            let half = if number < 10 { 4.0 } else { 7.0 };
            canvas.bar((at.0 - half, at.1 - 6.0), (at.0 + half, at.1 + 6.0), Ink::Paper);
            canvas.text(&number.to_string(), at, 11.0, Anchor::Middle, Ink::Text);
        }
        for point in &points {
            canvas.point(point.at, 4, point.is_hollow, Ink::Dark);
        }
    })
}

fn paint_ground(ground: &MapGround, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale) {
    let ticks = std::iter::successors(Some(x.from), |tick| Some(tick + ground.step));
    let ticks = ticks.take_while(|tick| *tick <= x.to);
    for tick in ticks {
        canvas.line(&[(x.at(tick), TOP), (x.at(tick), FOOT)], 1, Ink::Line);
        canvas.line(&[(LEFT, y.at(tick)), (RIGHT, y.at(tick))], 1, Ink::Line);
        let anchor = if tick < x.to { Anchor::Middle } else { Anchor::Right };
        canvas.text(&format!("{tick:.0}"), (x.at(tick), FOOT + 11.0), 11.0, anchor, Ink::Faint);
        canvas.text(&format!("{tick:.0}"), (LEFT - 5.0, y.at(tick)), 11.0, Anchor::Right, Ink::Faint);
    }
    let limit = ground.alike_from;
    canvas.line(&[(x.at(limit), TOP), (x.at(limit), FOOT)], 2, Ink::Limit);
    canvas.line(&[(LEFT, y.at(limit)), (RIGHT, y.at(limit))], 2, Ink::Limit);
    canvas.text(&format!("{limit:.0}"), (x.at(limit), FOOT + 11.0), 11.0, Anchor::Middle, Ink::Limit);
    canvas.text(&format!("{limit:.0}"), (LEFT - 5.0, y.at(limit)), 11.0, Anchor::Right, Ink::Limit);
    let (low, high) = (f64::midpoint(x.from, limit), f64::midpoint(limit, x.to));
    let (above, below) = (y.to - (y.to - y.from) * 0.03, y.from + (y.to - y.from) * 0.03);
    for (state, across, upwards) in [
        (&ground.both, high, above),
        (&ground.agreement_only, high, below),
        (&ground.congruency_only, low, above),
        (&ground.neither, low, below),
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
    canvas.text(&format!("→ {}", ground.across), (RIGHT, FOOT + 28.0), 12.0, Anchor::Right, Ink::Text);
    canvas.text(&format!("↑ {}", ground.upwards), (LEFT, TOP - 13.0), 12.0, Anchor::Left, Ink::Text);
}

fn paint_cross(place: &ChartPlace, canvas: &mut Canvas<'_>, x: &Scale, y: &Scale) {
    let (across, upwards) = (x.at(place.agreement), y.at(place.congruency));
    if let Some(Interval { low, high }) = place.agreement_interval {
        canvas.line(&[(x.at(low), upwards), (x.at(high), upwards)], 1, Ink::Dark);
    }
    if let Some(Interval { low, high }) = place.congruency_interval {
        canvas.line(&[(across, y.at(low)), (across, y.at(high))], 1, Ink::Dark);
    }
}

fn point(place: &ChartPlace, x: &Scale, y: &Scale) -> Point {
    Point { at: (x.at(place.agreement), y.at(place.congruency)), is_hollow: place.is_hollow }
}

/// Where each point's number can be read: as near as there is room, off the points and the other numbers.
fn free_places(points: &[Point]) -> Vec<((f64, f64), usize)> {
    const APART: f64 = 15.0;
    let mut taken: Vec<((f64, f64), usize)> = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let around = [14.0, 24.0, 36.0, 50.0, 66.0, 84.0].into_iter().flat_map(|far: f64| {
            (0..16_i32).map(move |turn| {
                let angle = f64::from(turn) * std::f64::consts::PI / 8.0;
                (point.at.0 + far * angle.cos(), point.at.1 - far * angle.sin())
            })
        });
        let is_free = |place: &(f64, f64)| {
            let is_on_paper =
                (LEFT + 8.0..RIGHT - 8.0).contains(&place.0) && (TOP + 8.0..FOOT - 8.0).contains(&place.1);
            let is_off = |other: (f64, f64), apart: f64| (place.0 - other.0).hypot(place.1 - other.1) >= apart;
            is_on_paper
                && points.iter().all(|other| is_off(other.at, 12.0))
                && taken.iter().all(|(other, _)| is_off(*other, APART))
        };
        let place = around.into_iter().find(is_free).unwrap_or(point.at);
        taken.push((place, at + 1));
    }
    taken
}
