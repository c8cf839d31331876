//! The mean of a sample that was drawn in clusters: workers of one village are more alike than workers of several.

use std::collections::BTreeSet;

use super::quantile;
use super::sum::{are_all_the_same, sum};
use crate::insight::{Estimate, Interval};

/// How alike workers of one village are (intra-class correlation), until it has been estimated from measurements.
pub const ICC_UNTIL_ESTIMATED: f64 = 0.05;

/// What a sample says of the mean of what it was drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    n: u64,
    mean: f64,
    variance: Option<f64>,
    deff: f64,
}

impl Sample {
    /// Values, each with its cluster. `icc` is 0 where being in one cluster makes no difference, or where the clusters
    /// themselves are what is compared.
    pub fn of<C: Ord>(values: &[(f64, C)], icc: f64) -> Self {
        let n = values.len() as u64;
        let clusters = values.iter().map(|(_, cluster)| cluster).collect::<BTreeSet<_>>().len() as u64;
        let numbers = || values.iter().map(|(value, _)| *value);
        let mean = sum(numbers()) / n as f64;
        let variance = (n >= 2).then(|| match are_all_the_same(numbers()) {
            true => 0.0,
            false => sum(numbers().map(|value| (value - mean).powi(2))) / (n - 1) as f64,
        });
        Self { n, mean, variance, deff: design_effect(n, clusters, icc) }
    }

    /// Mean ± t · s/√n · √deff with n − 1 degrees of freedom. No interval for fewer than two values, or where all are
    /// the same: a width of nought would claim a certainty that nobody has.
    pub fn mean(&self) -> Estimate {
        let interval = self.error_variance().filter(|error| *error > 0.0).map(|error| {
            let reach = quantile::student((self.n - 1) as f64) * error.sqrt();
            Interval { low: self.mean - reach, high: self.mean + reach }
        });
        Estimate::of(self.mean, self.n, interval)
    }

    /// How many values.
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The mean, not a number where there are no values. To be shown it goes through [`Sample::mean`].
    pub(super) const fn value(&self) -> f64 {
        self.mean
    }

    /// The variance between values, with n − 1; none for fewer than two values, nought where all are the same.
    pub(super) const fn variance(&self) -> Option<f64> {
        self.variance
    }

    /// How many times more the mean varies than if every value came from a cluster of its own.
    pub(super) const fn deff(&self) -> f64 {
        self.deff
    }

    /// The variance of the mean: s²/n · deff.
    pub(super) fn error_variance(&self) -> Option<f64> {
        self.variance.map(|variance| variance / self.n as f64 * self.deff)
    }
}

/// The mean of values, each with its cluster, as [`Sample::mean`] says.
pub fn mean<C: Ord>(values: &[(f64, C)], icc: f64) -> Estimate {
    Sample::of(values, icc).mean()
}

/// 1 + (m̄ − 1) · ICC, m̄ the mean number per cluster; never below 1, as an estimated ICC may be below nought.
fn design_effect(n: u64, clusters: u64, icc: f64) -> f64 {
    if clusters == 0 {
        return 1.0;
    }
    let deff = 1.0 + (n as f64 / clusters as f64 - 1.0) * icc;
    // Not `max`: it would make 1 of what is not a number.
    if deff < 1.0 { 1.0 } else { deff }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Values of one village.
    fn in_one_village(values: &[f64]) -> Vec<(f64, u8)> {
        values.iter().map(|value| (*value, 1)).collect()
    }

    #[test]
    fn ten_of_five_villages_have_a_design_effect_of_their_two_per_village() {
        let values: Vec<(f64, u32)> = (0..10).map(|i| (f64::from(i), i / 2)).collect();
        let Estimate::Shown { value, n, interval: Some(interval), .. } = mean(&values, 0.05) else { panic!() };
        // s² = 55/6, t₉ = 2.262157…, √1.05.
        let reach = 2.262_157_162_798_205 * (55.0_f64 / 6.0 / 10.0 * 1.05).sqrt();
        assert_eq!((value, n), (4.5, 10));
        assert!((interval.low - (4.5 - reach)).abs() < 1e-12 && (interval.high - (4.5 + reach)).abs() < 1e-12);
    }

    #[test]
    fn values_that_are_all_the_same_have_a_mean_and_no_interval() {
        let sevens = in_one_village(&[125.0 / 3.0; 7]);
        assert_eq!(mean(&sevens, 0.05), Estimate::Shown { value: 125.0 / 3.0, n: 7, interval: None, indicative: true });
    }

    #[test]
    fn values_that_only_rounding_sets_apart_claim_no_certainty() {
        let changes = [50.0 - 25.0, 100.0 / 3.0 - 25.0 / 3.0, 200.0 / 3.0 - 125.0 / 3.0, 25.0, 25.0];
        assert!(changes.iter().any(|change| *change != 25.0), "rounding sets none apart: {changes:?}");
        assert_eq!(mean(&in_one_village(&changes), 0.05).interval(), None);
    }

    #[test]
    fn no_value_and_one_value_make_no_figure() {
        assert_eq!(mean::<u8>(&[], 0.05), Estimate::Suppressed { n: 0 });
        assert_eq!(mean(&[(3.0, 1)], 0.05), Estimate::Suppressed { n: 1 });
        assert_eq!(Sample::of(&[(3.0, 1)], 0.05).variance(), None);
    }

    #[test]
    fn a_value_that_is_no_number_makes_no_figure_rather_than_a_wrong_one() {
        let values = in_one_village(&[1.0, 2.0, 3.0, f64::NAN, 5.0, 6.0]);
        assert_eq!(mean(&values, 0.05), Estimate::Suppressed { n: 6 });
    }

    #[test]
    fn a_design_effect_is_never_below_one() {
        let values: Vec<(f64, u32)> = (0..12).map(|i| (f64::from(i), i / 6)).collect();
        assert_eq!(mean(&values, -0.3), mean(&values, 0.0));
        assert_ne!(mean(&values, 0.3), mean(&values, 0.0));
    }

    #[test]
    fn an_icc_that_is_no_number_leaves_no_interval() {
        let values: Vec<(f64, u32)> = (0..12).map(|i| (f64::from(i), i / 6)).collect();
        assert_eq!(mean(&values, f64::NAN), Estimate::Shown { value: 5.5, n: 12, interval: None, indicative: false });
    }

    proptest! {
        #[test]
        fn the_order_of_the_rows_does_not_change_a_bit(
            (rows, shuffled) in proptest::collection::vec((-100.0..100.0_f64, 0..6_u8), 0..60)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
        ) {
            prop_assert_eq!(mean(&rows, 0.05), mean(&shuffled, 0.05));
        }

        #[test]
        fn a_mean_lies_within_its_interval_and_its_values(
            values in proptest::collection::vec(0.0..100.0_f64, 5..60)
        ) {
            let estimate = mean(&in_one_village(&values), 0.05);
            let value = estimate.value().unwrap();
            let (low, high) = values.iter().fold((100.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
            prop_assert!(low - 1e-9 <= value && value <= high + 1e-9);
            if let Some(interval) = estimate.interval() {
                prop_assert!(interval.low < value && value < interval.high);
            }
        }
    }
}
