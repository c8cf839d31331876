//! An estimate: a value with how many it rests on and how far it may be off, or the word that it may not be shown.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Fewer than this many make no estimate: it would tell of persons.
pub const SHOWN_FROM_N: u64 = 5;
/// Fewer than this many are indicative: shown, and never compared.
pub const COMPARED_FROM_N: u64 = 10;

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether every value of the interval lies on one side of a threshold, or at it.
    pub fn excludes(&self, threshold: f64) -> bool {
        self.low >= threshold || self.high < threshold
    }
}

/// A figure about a group, with the number of persons or things that it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Estimate {
    /// May be shown.
    Shown {
        /// The figure.
        value: f64,
        /// How many it rests on.
        n: u64,
        /// How far it may be off; none where the data cannot tell, as when all answers are the same.
        interval: Option<Interval>,
        /// Whether it rests on so few that it is never compared.
        indicative: bool,
    },
    /// May not be shown: it rests on too few, or could be worked out from what else is shown.
    Suppressed {
        /// How many it rests on.
        n: u64,
    },
}

impl Estimate {
    /// A figure on `n`, shown, indicative or suppressed by how many those are. A value that is not finite is none.
    pub fn of(value: f64, n: u64, interval: Option<Interval>) -> Self {
        if n < SHOWN_FROM_N || !value.is_finite() {
            return Self::Suppressed { n };
        }
        let interval = interval.filter(|interval| interval.low.is_finite() && interval.high.is_finite());
        Self::Shown { value, n, interval, indicative: n < COMPARED_FROM_N }
    }

    /// A count of things about `n`; it has no interval.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn count(count: u64, n: u64) -> Self {
        Self::of(count as f64, n, None)
    }

    /// The same of so many people, where n counts something else: suppressed or indicative by how many those are. What was
    /// counted of nobody tells of nobody.
    #[must_use]
    pub const fn about(self, people: u64) -> Self {
        match self {
            Self::Shown { n, .. } if 0 < people && people < SHOWN_FROM_N => Self::Suppressed { n },
            Self::Shown { value, n, interval, indicative } => {
                let are_few = 0 < people && people < COMPARED_FROM_N;
                Self::Shown { value, n, interval, indicative: indicative || are_few }
            }
            Self::Suppressed { .. } => self,
        }
    }

    /// How many it rests on.
    pub const fn n(&self) -> u64 {
        match self {
            Self::Shown { n, .. } | Self::Suppressed { n } => *n,
        }
    }

    /// The figure, where it may be shown.
    pub const fn value(&self) -> Option<f64> {
        match self {
            Self::Shown { value, .. } => Some(*value),
            Self::Suppressed { .. } => None,
        }
    }

    /// How far it may be off, where it may be shown and the data can tell.
    pub const fn interval(&self) -> Option<Interval> {
        match self {
            Self::Shown { interval, .. } => *interval,
            Self::Suppressed { .. } => None,
        }
    }

    /// The same, not to be shown.
    #[must_use]
    pub const fn suppressed(self) -> Self {
        Self::Suppressed { n: self.n() }
    }

    /// `ok`, `indicative` or `suppressed`.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Shown { indicative: false, .. } => "ok",
            Self::Shown { indicative: true, .. } => "indicative",
            Self::Suppressed { .. } => "suppressed",
        }
    }
}

/// `{"value", "n", "low", "high", "status"}`; value, low and high are null where it may not be shown.
impl Serialize for Estimate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let interval = self.interval();
        let mut parts = serializer.serialize_struct("Estimate", 5)?;
        parts.serialize_field("value", &self.value())?;
        parts.serialize_field("n", &self.n())?;
        parts.serialize_field("low", &interval.map(|interval| interval.low))?;
        parts.serialize_field("high", &interval.map(|interval| interval.high))?;
        parts.serialize_field("status", self.status())?;
        parts.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_five_nothing_is_shown_and_below_ten_it_is_indicative() {
        let status = |n| Estimate::of(0.5, n, None).status();
        assert_eq!([0, 4, 5, 9, 10].map(status), ["suppressed", "suppressed", "indicative", "indicative", "ok"]);
    }

    #[test]
    fn twenty_records_are_shown_by_how_many_people_they_are_of_and_of_nobody_as_they_are() {
        let status = |people| Estimate::of(0.5, 20, None).about(people).status();
        assert_eq!(
            [0, 1, 4, 5, 9, 10].map(status),
            ["ok", "suppressed", "suppressed", "indicative", "indicative", "ok"]
        );
        assert_eq!(Estimate::of(0.5, 9, None).about(20).status(), "indicative");
        assert_eq!(Estimate::of(0.5, 4, None).about(20).status(), "suppressed");
    }

    #[test]
    fn what_is_suppressed_keeps_only_how_many() {
        let json = serde_json::to_value(Estimate::of(0.5, 3, Some(Interval { low: 0.1, high: 0.9 }))).unwrap();
        let expected = serde_json::json!({"value": null, "n": 3, "low": null, "high": null, "status": "suppressed"});
        assert_eq!(json, expected);
    }

    #[test]
    fn a_value_that_is_no_number_is_never_shown() {
        assert_eq!(Estimate::of(f64::NAN, 50, None).value(), None);
        assert_eq!(Estimate::of(0.5, 50, Some(Interval { low: f64::NEG_INFINITY, high: 1.0 })).interval(), None);
    }
}
