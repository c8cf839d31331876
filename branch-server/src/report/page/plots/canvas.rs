//! The paper that plots are drawn on: colours, text, shapes, and the SVG that comes of them.

use perisai_core::insight::picture::Chart;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::super::markup::escaped;
use crate::error::{BranchError, Result};

/// Every plot is this wide, in units of the drawing: a phone shows them one to one.
pub(super) const WIDTH: i32 = 380;

/// plotters divides sizes of letters by this when it writes SVG.
const FONT_SCALE: f64 = 1.24;

/// A colour by its part in a plot. They differ in brightness too, so that they are told apart without their hue.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// Letters.
    Text,
    /// Letters that stand back.
    Faint,
    /// Axes and grids.
    Line,
    /// What lies behind everything.
    Paper,
    /// The figures.
    Dark,
    /// What figures are set beside.
    Pale,
    /// Thresholds.
    Limit,
}

/// Each ink by day and by night.
const INKS: [(Ink, [u8; 3], &str); 7] = [
    (Ink::Text, [0x1B, 0x1F, 0x24], "#ECEFF1"),
    (Ink::Faint, [0x56, 0x60, 0x6B], "#AEB8C2"),
    (Ink::Line, [0xC4, 0xCC, 0xD4], "#4A545E"),
    (Ink::Paper, [0xFF, 0xFF, 0xFE], "#15191D"),
    (Ink::Dark, [0x0B, 0x4F, 0x8A], "#86BFF5"),
    (Ink::Pale, [0xB5, 0xD0, 0xEA], "#2B4F73"),
    (Ink::Limit, [0xB4, 0x53, 0x09], "#F2A65A"),
];

impl Ink {
    const fn color(self) -> RGBColor {
        let [red, green, blue] = INKS[self as usize].1;
        RGBColor(red, green, blue)
    }
}

/// The rules that turn the inks of the day into those of the night.
pub(in super::super) fn night_rules() -> String {
    let rule = |(_, [red, green, blue], night): &(Ink, [u8; 3], &str)| {
        let day = format!("#{red:02X}{green:02X}{blue:02X}");
        format!("svg [fill=\"{day}\"] {{ fill: {night} }} svg [stroke=\"{day}\"] {{ stroke: {night} }}\n")
    };
    INKS.iter().map(rule).collect()
}

/// Where a text's point lies in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// A plot that is being drawn. What it refuses to draw is told when it is finished.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    has_failed: bool,
}

/// Draws a plot that can be read without being seen: its title, and in words what is in it. Everything a name can break
/// is escaped here and by the SVG writer.
pub(super) fn draw(height: i32, chart: &Chart, paint: impl FnOnce(&mut Canvas<'_>)) -> Result<String> {
    let mut svg = String::new();
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    let mut canvas = Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area(), has_failed: false };
    paint(&mut canvas);
    let has_failed = canvas.has_failed || canvas.area.present().is_err();
    drop(canvas);
    let shapes = svg.split_once('>').map(|(_, shapes)| shapes);
    let shapes = shapes.filter(|_| !has_failed).ok_or_else(|| BranchError::Ledger("a plot cannot be drawn".into()))?;
    Ok(format!(
        "<svg role=\"img\" viewBox=\"0 0 {WIDTH} {height}\"><title>{}</title><desc>{}</desc>{shapes}",
        escaped(&chart.title),
        escaped(&chart.in_words)
    ))
}

impl Canvas<'_> {
    /// Letters of a size, at a point that lies in their middle from above to below.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), size: f64, anchor: Anchor, ink: Ink) {
        let side = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let color = ink.color();
        let style = TextStyle::from(("sans-serif", size * FONT_SCALE).into_font())
            .color(&color)
            .pos(Pos::new(side, VPos::Center));
        let drawn = self.area.draw(&Text::new(text.to_owned(), pixel(at), style));
        self.note(drawn);
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], width: u32, ink: Ink) {
        let points: Vec<_> = points.iter().copied().map(pixel).collect();
        let drawn = self.area.draw(&PathElement::new(points, ink.color().stroke_width(width)));
        self.note(drawn);
    }

    /// An area, through which what lies behind can be seen.
    pub(super) fn band(&mut self, points: &[(f64, f64)], ink: Ink) {
        let points: Vec<_> = points.iter().copied().map(pixel).collect();
        let drawn = self.area.draw(&Polygon::new(points, ink.color().mix(0.55)));
        self.note(drawn);
    }

    pub(super) fn bar(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink) {
        let drawn = self.area.draw(&Rectangle::new([pixel(from), pixel(to)], ink.color().filled()));
        self.note(drawn);
    }

    /// A rectangle of which only the edge is drawn.
    pub(super) fn frame(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink) {
        let drawn = self.area.draw(&Rectangle::new([pixel(from), pixel(to)], ink.color().stroke_width(1)));
        self.note(drawn);
    }

    /// A point; a hollow one is only indicative.
    pub(super) fn point(&mut self, at: (f64, f64), radius: i32, is_hollow: bool, ink: Ink) {
        let drawn =
            self.area.draw(&Circle::new(pixel(at), radius, if is_hollow { Ink::Paper } else { ink }.color().filled()));
        self.note(drawn);
        let drawn = self.area.draw(&Circle::new(pixel(at), radius, ink.color().stroke_width(2)));
        self.note(drawn);
    }

    /// Notes what the drawing answered.
    fn note<E>(&mut self, drawn: std::result::Result<(), E>) {
        self.has_failed |= drawn.is_err();
    }
}

#[expect(clippy::cast_possible_truncation, reason = "points lie on the paper, some hundreds of units wide")]
fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// A straight way from values to places on the paper. A value beyond its ends is drawn at the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) at_from: f64,
    pub(super) at_to: f64,
}

impl Scale {
    pub(super) fn at(&self, value: f64) -> f64 {
        let part = (value.clamp(self.from, self.to) - self.from) / (self.to - self.from);
        self.at_from + part * (self.at_to - self.at_from)
    }
}

/// As much of a text as fits into so many letters.
pub(super) fn fitted(text: &str, letters_max: usize) -> String {
    if text.chars().count() <= letters_max {
        return text.to_owned();
    }
    text.chars().take(letters_max.saturating_sub(1)).collect::<String>().trim_end().to_owned() + "…"
}
