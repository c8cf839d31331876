//! What a chart is made of: rows, places, moves and curves with their axes, and what stands by them in words.

use crate::insight::{Estimate, Interval};
use crate::prints_name_only;

/// A drawing with what stands by it.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Chart {
    /// What is drawn.
    pub title: String,
    /// How to read it.
    pub read: String,
    /// What not to conclude.
    pub not: String,
    /// What is drawn in words, for whoever does not see it.
    pub in_words: String,
    /// What the numbers in the drawing mean, in their order; then what could not be drawn, and why.
    pub legend: Vec<String>,
    /// The drawing.
    pub drawing: Drawing,
}

/// What is drawn, of one of four forms.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Drawing {
    /// Rows under one scale: a name, beneath it its marks, beside them the figure.
    Rows {
        /// The rows, in order.
        rows: Vec<ChartRow>,
        /// Their scale.
        axis: Axis,
    },
    /// The co-orientation map: agreement to the right, congruency upwards.
    Map {
        /// What lies beneath the places.
        ground: MapGround,
        /// The places, numbered from one in their order.
        places: Vec<ChartPlace>,
    },
    /// Moves from state to state: a row per state before.
    Moves {
        /// The states after, in the order of the columns.
        after: Vec<String>,
        /// The rows.
        from: Vec<MovesFrom>,
    },
    /// Steps that fall whenever somebody lapses: a panel per group, all on the same axes, the shares from nought to one.
    Curves {
        /// What the months are.
        month: String,
        /// What a panel says that may not be shown.
        too_few: String,
        /// Up to which month all panels reach.
        months: u32,
        /// From one written month to the next.
        months_apart: u32,
        /// The panels.
        panels: Vec<Curve>,
    },
}

/// A row. Without marks it may not be shown, and its figure says why.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ChartRow {
    /// What it is about.
    pub label: String,
    /// Its marks, the later ones over the earlier.
    pub marks: Vec<Mark>,
    /// The figure with its interval, as it is written.
    pub figure: String,
    /// How many it rests on, as it is written.
    pub n: String,
}

/// A mark on a row's scale.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Mark {
    /// A figure with its interval.
    Point {
        /// The figure.
        value: f64,
        /// How far it may be off.
        interval: Option<Interval>,
        /// Whether it is only indicative, and drawn hollow.
        is_hollow: bool,
    },
    /// An amount, from nought.
    Bar {
        /// How much.
        value: f64,
        /// Whether it is what others are set beside, and drawn pale.
        is_pale: bool,
        /// Whether it is only indicative, and drawn hollow.
        is_hollow: bool,
    },
    /// What the figure is set beside.
    Beside {
        /// Where.
        value: f64,
    },
}

/// The scale under all rows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Axis {
    /// Its lower end.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
    /// What is written along it.
    pub ticks: Vec<Tick>,
    /// A value that rows are held against.
    pub limit: Option<f64>,
}

/// A place on a scale, and what is written there.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// What is written.
    pub text: String,
}

/// What lies beneath the places of a map. Both axes begin at the same round number, low enough for every cross and for
/// the states to be told apart, and end at 100.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapGround {
    /// Where both axes begin.
    pub lowest: f64,
    /// From one line of the grid to the next.
    pub step: f64,
    /// From here on two views are alike: the line between the states.
    pub alike_from: f64,
    /// What the axis to the right measures.
    pub across: String,
    /// What the axis upwards measures.
    pub upwards: String,
    /// The state where both are alike: right, up.
    pub both: String,
    /// The state where agreement alone is: right, down.
    pub agreement_only: String,
    /// The state where congruency alone is: left, up.
    pub congruency_only: String,
    /// The state where neither is: left, down.
    pub neither: String,
}

/// A group's place on a map; both figures may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChartPlace {
    /// To the right.
    pub agreement: f64,
    /// How far that may be off.
    pub agreement_interval: Option<Interval>,
    /// Upwards.
    pub congruency: f64,
    /// How far that may be off.
    pub congruency_interval: Option<Interval>,
    /// Whether one of them is only indicative, and the place is drawn hollow.
    pub is_hollow: bool,
}

/// Where those of one state before went.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MovesFrom {
    /// The state before.
    pub before: String,
    /// How many were in it, as it is written.
    pub n: String,
    /// A cell per state after.
    pub cells: Vec<Move>,
}

/// A share of those of one state before.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Move {
    /// The share; none where it may not be shown.
    pub value: Option<f64>,
    /// The same as it is written, or a dash.
    pub share: String,
    /// Its interval, as it is written; empty where there is none.
    pub interval: String,
    /// Whether it may be shown, and compared.
    pub status: FigureStatus,
}

/// One group's curve.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Curve {
    /// The group, and how many it began with.
    pub label: String,
    /// What stands at each month at which somebody lapsed, up to the first that may not be shown; empty where nothing
    /// may.
    pub steps: Vec<CurveStep>,
}

/// What stands from one month on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CurveStep {
    /// The month.
    pub month: u32,
    /// Up to which month it stands.
    pub until: u32,
    /// The share that has not lapsed.
    pub value: f64,
    /// How far that may be off.
    pub interval: Option<Interval>,
    /// Whether it is only indicative, and drawn thin.
    pub is_thin: bool,
}

/// Whether a figure may be shown, and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FigureStatus {
    /// It rests on enough.
    Enough,
    /// It rests on so few that it is never compared.
    Indicative,
    /// It may not be shown.
    Suppressed,
}

prints_name_only!(ChartRow, Chart, Curve, MovesFrom);

impl FigureStatus {
    /// An estimate's.
    pub const fn of(estimate: &Estimate) -> Self {
        match estimate {
            Estimate::Shown { indicative: false, .. } => Self::Enough,
            Estimate::Shown { indicative: true, .. } => Self::Indicative,
            Estimate::Suppressed { .. } => Self::Suppressed,
        }
    }

    /// As [`Estimate::status`] spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enough => "ok",
            Self::Indicative => "indicative",
            Self::Suppressed => "suppressed",
        }
    }
}

impl Axis {
    /// From nought to one, in per cent; or to as much as is needed, where all are small.
    pub(super) fn of_shares(most: f64) -> Self {
        let to = [0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|to| most <= *to).unwrap_or(1.0);
        let ticks = [0.0, 0.5, 1.0].map(|part| Tick { at: part * to, text: format!("{:.0}%", part * to * 100.0) });
        Self { from: 0.0, to, ticks: ticks.to_vec(), limit: None }
    }
}

impl MapGround {
    /// Where the axes begin, and how far apart the lines of the grid are, for these places.
    pub(super) fn reach(places: &[ChartPlace], alike_from: f64) -> (f64, f64) {
        let low = |value: f64, interval: Option<Interval>| interval.map_or(value, |interval| interval.low);
        let ends = places.iter().flat_map(|place| {
            [low(place.agreement, place.agreement_interval), low(place.congruency, place.congruency_interval)]
        });
        let lowest = ends.fold(alike_from - 25.0, f64::min);
        let step_from = |lowest: f64| if lowest < 30.0 { 20.0 } else { 10.0 };
        let step = step_from(lowest);
        let lowest = ((lowest / step).floor() * step).max(0.0);
        (lowest, step_from(lowest))
    }
}
