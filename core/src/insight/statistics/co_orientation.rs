//! How alike two views are, what one says of the other, and the states of two sides (Newcomb 1953; McLeod and Chaffee
//! 1973; Broom 1977; Broom and Dozier 1990; Taylor 2000).
//!
//! A card has a number of items, each answered 1 to 5 or not at all. Two cards are set beside each other item by item,
//! after [`reversed`]. Compute per person first, then average.

use serde::Serialize;

use crate::domain::words::words;
use crate::insight::Estimate;

/// Fewer items in common than this make no index.
pub const ITEMS_MIN: usize = 3;
/// Fewer staff than this have no common view.
pub const PANEL_MIN: usize = 8;
/// From this similarity on, two views agree: a mean gap of at most one point.
pub const ALIKE_FROM: f64 = 75.0;

const LOWEST: f64 = 1.0;
const HIGHEST: f64 = 5.0;

/// The answers with those items turned round (6 − x) that the instrument words the other way. None where the mask is
/// not for as many items, or an answer is not on the scale.
pub fn reversed(answers: &[Option<u8>], is_reversed: &[bool]) -> Option<Vec<Option<u8>>> {
    if answers.len() != is_reversed.len() || !answers.iter().flatten().all(|answer| is_on_scale(*answer)) {
        return None;
    }
    let turn = |(answer, turn): (&Option<u8>, &bool)| answer.map(|answer| if *turn { 6 - answer } else { answer });
    Some(answers.iter().zip(is_reversed).map(turn).collect())
}

/// The branch's own view: per item the median of the staff who answered it, none where fewer than eight did. In half
/// points, 2 to 10, because the median of an even number may lie between two answers. None where the cards have different
/// numbers of items, or an answer is not on the scale.
pub fn panel_view<A: AsRef<[Option<u8>]>>(staff: &[A]) -> Option<Vec<Option<u8>>> {
    let items = staff.first().map_or(0, |card| card.as_ref().len());
    let is_sound =
        |card: &[Option<u8>]| card.len() == items && card.iter().flatten().all(|answer| is_on_scale(*answer));
    if !staff.iter().all(|card| is_sound(card.as_ref())) {
        return None;
    }
    let median_of = |item: usize| {
        let mut answers: Vec<u8> = staff.iter().filter_map(|card| card.as_ref()[item]).collect();
        answers.sort_unstable();
        (answers.len() >= PANEL_MIN).then(|| answers[(answers.len() - 1) / 2] + answers[answers.len() / 2])
    };
    Some((0..items).map(median_of).collect())
}

/// A view of the branch as it counts, in points: those items turned round that the instrument words the other way. None
/// where the mask is not for as many items, or a number is no median of answers.
pub fn panel_points(half_points: &[Option<u8>], is_reversed: &[bool]) -> Option<Vec<Option<f64>>> {
    let is_median = |half: &u8| (2..=10).contains(half);
    if half_points.len() != is_reversed.len() || !half_points.iter().flatten().all(is_median) {
        return None;
    }
    let turn =
        |(half, turn): (&Option<u8>, &bool)| half.map(|half| f64::from(if *turn { 12 - half } else { half }) / 2.0);
    Some(half_points.iter().zip(is_reversed).map(turn).collect())
}

/// S = 100 · (1 − Σ|x − y| / (4m)) over the m items that both answered: 0 to 100, 100 is the same. None for fewer than
/// three such items, for cards with different numbers of items, and for answers that are not on the scale.
pub fn similarity<X, Y>(x: &[Option<X>], y: &[Option<Y>]) -> Option<f64>
where
    X: Into<f64> + Copy,
    Y: Into<f64> + Copy,
{
    let pairs = in_common(x, y)?;
    let gap: f64 = pairs.iter().map(|(x, y)| (x - y).abs()).sum();
    Some(100.0 * (1.0 - gap / ((HIGHEST - LOWEST) * pairs.len() as f64)))
}

/// W = 25 · (mean − 1) over the items answered, 0 to 100. None for fewer than three, or answers that are not on the
/// scale.
pub fn worldview(own: &[Option<u8>]) -> Option<f64> {
    let answers: Vec<u8> = own.iter().flatten().copied().collect();
    if answers.len() < ITEMS_MIN || !answers.iter().all(|answer| is_on_scale(*answer)) {
        return None;
    }
    let total: u64 = answers.iter().map(|answer| u64::from(*answer)).sum();
    Some(25.0 * (total as f64 / answers.len() as f64 - LOWEST))
}

/// D = √Σ(x − y)² over the m items that both answered (Cronbach and Gleser 1953), 0 to 4√m. None as for [`similarity`].
pub fn profile_distance<X, Y>(x: &[Option<X>], y: &[Option<Y>]) -> Option<f64>
where
    X: Into<f64> + Copy,
    Y: Into<f64> + Copy,
{
    let pairs = in_common(x, y)?;
    Some(pairs.iter().map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt())
}

/// The views that meet in one measurement, after [`reversed`]. One that is not known is empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Views<'a> {
    /// The worker's own view, b.
    pub own: &'a [Option<u8>],
    /// What the worker thinks that an officer would answer, p.
    pub perceived: &'a [Option<u8>],
    /// What the agent guessed that the worker would answer, q.
    pub guessed: &'a [Option<u8>],
    /// The agent's own view.
    pub agents: &'a [Option<u8>],
    /// The branch's own view, a: see [`panel_view`].
    pub branch: &'a [Option<f64>],
}

/// The indices of one measurement, each none where too little is known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Indices {
    /// W, the primary one: how far the worker's view is on the side of protection.
    pub worldview: Option<f64>,
    /// How alike the worker's and the branch's views are.
    pub agreement: Option<f64>,
    /// How alike the worker's own view is to what the worker thinks the officer's is.
    pub congruency_worker: Option<f64>,
    /// How right the worker is about the branch's view.
    pub accuracy_worker: Option<f64>,
    /// How right the agent was about the worker's view.
    pub accuracy_agent: Option<f64>,
    /// How alike the agent's guess is to the agent's own view.
    pub congruency_agent: Option<f64>,
    /// D, how far the worker's view is from the branch's.
    pub distance: Option<f64>,
}

impl Indices {
    /// The indices of a measurement.
    pub fn of(views: &Views<'_>) -> Self {
        Self {
            worldview: worldview(views.own),
            agreement: similarity(views.own, views.branch),
            congruency_worker: similarity(views.own, views.perceived),
            accuracy_worker: similarity(views.perceived, views.branch),
            accuracy_agent: similarity(views.guessed, views.own),
            congruency_agent: similarity(views.guessed, views.agents),
            distance: profile_distance(views.own, views.branch),
        }
    }

    /// The person's state, none where agreement or the worker's congruency is not known.
    pub fn state(&self) -> Option<State> {
        Some(State::of(self.agreement?, self.congruency_worker?))
    }
}

words! {
    /// How two sides stand to each other.
    pub enum State {
        /// They agree, and the worker thinks so.
        Consensus => "consensus",
        /// They agree, and the worker thinks that they do not.
        FalseConflict => "false_conflict",
        /// They do not agree, and the worker thinks that they do.
        FalseConsensus => "false_consensus",
        /// They do not agree, and the worker knows.
        Dissensus => "dissensus",
    }
}

impl State {
    /// The state of one person, by agreement and the worker's congruency.
    pub fn of(agreement: f64, congruency: f64) -> Self {
        Self::by(agreement >= ALIKE_FROM, congruency >= ALIKE_FROM)
    }

    const fn by(agree: bool, seem_to: bool) -> Self {
        match (agree, seem_to) {
            (true, true) => Self::Consensus,
            (true, false) => Self::FalseConflict,
            (false, true) => Self::FalseConsensus,
            (false, false) => Self::Dissensus,
        }
    }
}

/// The state of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum GroupState {
    /// Both intervals lie on one side of the threshold.
    Clear {
        /// The state.
        state: State,
    },
    /// An interval holds the threshold, or there is none: too few were asked, or all answered the same.
    NotClear,
}

impl GroupState {
    /// The state of a group, by the means of its persons' agreement and congruency.
    pub fn of(agreement: &Estimate, congruency: &Estimate) -> Self {
        let side = |estimate: &Estimate| {
            estimate.interval().filter(|interval| interval.excludes(ALIKE_FROM)).map(|i| i.low >= ALIKE_FROM)
        };
        match (side(agreement), side(congruency)) {
            (Some(agree), Some(seem_to)) => Self::Clear { state: State::by(agree, seem_to) },
            _ => Self::NotClear,
        }
    }
}

fn is_on_scale(answer: impl Into<f64>) -> bool {
    (LOWEST..=HIGHEST).contains(&answer.into())
}

/// The answers to items that both answered; none for fewer than three, and for cards that do not belong together.
fn in_common<X, Y>(x: &[Option<X>], y: &[Option<Y>]) -> Option<Vec<(f64, f64)>>
where
    X: Into<f64> + Copy,
    Y: Into<f64> + Copy,
{
    if x.len() != y.len() {
        return None;
    }
    let pairs: Vec<(f64, f64)> = x.iter().zip(y).filter_map(|(x, y)| Some(((*x)?.into(), (*y)?.into()))).collect();
    let is_sound = pairs.len() >= ITEMS_MIN && pairs.iter().all(|(x, y)| is_on_scale(*x) && is_on_scale(*y));
    is_sound.then_some(pairs)
}

#[cfg(test)]
mod tests;
