//! Change of the same persons between two measurements. The mean change is [`super::mean()`] of the changes.

use super::mean::Sample;
use super::quantile;
use crate::insight::{Estimate, Interval};

/// From which change on a person's two measurements differ by more than the instrument's own unreliability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliableChange {
    /// The change has to be larger than this, either way, in points of the index.
    pub threshold: f64,
}

impl ReliableChange {
    /// 1.96 · SD · √2 · √(1 − r) (Jacobson and Truax 1991): `sd` the instrument's standard deviation between persons,
    /// `reliability` its r, 0 to 1. Both belong to the instrument. None where they are not such numbers, or r is 1: an
    /// instrument without error is one that nobody has looked at.
    pub fn of(sd: f64, reliability: f64) -> Option<Self> {
        let is_known = sd > 0.0 && sd.is_finite() && (0.0..1.0).contains(&reliability);
        is_known.then(|| Self { threshold: 1.96 * sd * (2.0 * (1.0 - reliability)).sqrt() })
    }

    /// Whether a person's change counts.
    pub fn counts(&self, change: f64) -> bool {
        change.abs() > self.threshold
    }
}

/// How much more the first group changed than the second: the difference of their mean changes, each change with its
/// cluster. Welch's interval (degrees of freedom after Satterthwaite), each group's variance with its design effect as
/// in [`Sample::mean`].
///
/// n is that of the smaller group: either being too small suppresses the difference. No interval where either group has
/// fewer than two changes, or all its changes are the same.
pub fn difference_in_differences<C: Ord>(visited: &[(f64, C)], not_visited: &[(f64, C)], icc: f64) -> Estimate {
    let (first, second) = (Sample::of(visited, icc), Sample::of(not_visited, icc));
    let difference = first.value() - second.value();
    Estimate::of(difference, first.n().min(second.n()), welch(difference, &first, &second))
}

fn welch(difference: f64, first: &Sample, second: &Sample) -> Option<Interval> {
    let (of_first, of_second) = (first.error_variance()?, second.error_variance()?);
    if of_first <= 0.0 || of_second <= 0.0 {
        return None;
    }
    let variance = of_first + of_second;
    let part = |error: f64, sample: &Sample| error.powi(2) / (sample.n() - 1) as f64;
    let freedom = variance.powi(2) / (part(of_first, first) + part(of_second, second));
    let reach = quantile::student(freedom) * variance.sqrt();
    Some(Interval { low: difference - reach, high: difference + reach })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(changes: &[f64]) -> Vec<(f64, u32)> {
        changes.iter().copied().zip(0..).collect()
    }

    #[test]
    fn with_a_spread_of_25_and_a_reliability_of_seven_tenths_38_points_count_and_37_and_a_half_do_not() {
        let reliable = ReliableChange::of(25.0, 0.7).unwrap();
        assert_eq!(format!("{:.3}", reliable.threshold), "37.955");
        assert_eq!([37.5, 38.0, -37.5, -43.75].map(|change| reliable.counts(change)), [false, true, false, true]);
        assert!(!reliable.counts(reliable.threshold) && !reliable.counts(f64::NAN));
    }

    #[test]
    fn an_instrument_without_error_or_spread_makes_no_change_count() {
        let impossible = [(25.0, 1.0), (25.0, 1.2), (25.0, -0.1), (0.0, 0.7), (f64::NAN, 0.7), (25.0, f64::NAN)];
        assert_eq!(impossible.map(|(sd, r)| ReliableChange::of(sd, r)), [None; 6]);
    }

    #[test]
    fn groups_of_one_variance_and_size_have_twice_the_degrees_of_freedom_of_each() {
        let (visited, others) = (alone(&[10.0, 20.0, 30.0, 40.0, 50.0]), alone(&[0.0, 10.0, 20.0, 30.0, 40.0]));
        let estimate = difference_in_differences(&visited, &others, 0.05);
        // s² = 250 in both, 8 degrees of freedom: t = 2.306004…
        let reach = 2.306_004_135_204_167 * 100.0_f64.sqrt();
        let Interval { low, high } = estimate.interval().unwrap();
        assert_eq!((estimate.value(), estimate.n()), (Some(10.0), 5));
        assert!((low - (10.0 - reach)).abs() < 1e-9 && (high - (10.0 + reach)).abs() < 1e-9);
    }

    #[test]
    fn either_group_being_too_small_suppresses_the_difference() {
        let (many, few) = (alone(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), alone(&[1.0, 2.0, 3.0, 4.0]));
        assert_eq!(difference_in_differences(&many, &few, 0.05), Estimate::Suppressed { n: 4 });
        assert_eq!(difference_in_differences(&few, &many, 0.05), Estimate::Suppressed { n: 4 });
        assert_eq!(difference_in_differences(&many, &[], 0.05), Estimate::Suppressed { n: 0 });
    }

    #[test]
    fn a_group_that_changed_all_alike_leaves_no_interval() {
        let (varied, alike) = (alone(&[1.0, 2.0, 3.0, 4.0, 5.0]), alone(&[25.0; 5]));
        let estimate = difference_in_differences(&alike, &varied, 0.05);
        assert_eq!(estimate, Estimate::Shown { value: 22.0, n: 5, interval: None, indicative: true });
    }

    #[test]
    fn clusters_widen_the_interval() {
        let width = |icc| {
            let group: Vec<(f64, u32)> = (0..20).map(|i| (f64::from(i % 7), i / 10)).collect();
            let interval = difference_in_differences(&group, &group, icc).interval().unwrap();
            interval.high - interval.low
        };
        let deff: f64 = 1.0 + 9.0 * 0.05;
        assert!((width(0.05) / width(0.0) - deff.sqrt()).abs() < 1e-12);
    }
}
