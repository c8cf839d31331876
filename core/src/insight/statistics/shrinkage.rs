//! Means of many groups, each drawn towards all of them by as much as it is uncertain.
//!
//! A village with six measurements looks extreme because it is small. θ̂ = w·ȳ + (1 − w)·μ with
//! w = τ²/(τ² + σ²·deff/n): σ² is the variance within groups, pooled over them, since a small group's own is noise; τ²
//! the variance between them, by moments, never below nought (DerSimonian and Laird 1986); μ the mean of the groups by
//! precision.

use super::mean::Sample;
use super::quantile;
use super::sum::sum;
use crate::insight::{Estimate, Interval};

/// What [`shrink`] answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrinkage {
    /// What the groups are drawn towards, with n over all groups. Its interval takes τ² as known.
    pub overall: Estimate,
    /// σ², the variance within groups; none where no group has two values.
    pub within: Option<f64>,
    /// τ², the variance between groups; none where there are not two groups, or the values do not vary within any.
    pub between: Option<f64>,
    /// One per group, in the order given.
    pub groups: Vec<Shrunk>,
}

/// A group's mean, drawn towards all groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shrunk {
    /// θ̂ with the group's n.
    ///
    /// The interval is ± z·√MSE with the mean square error of such an estimate after Prasad and Rao (1990): what is
    /// uncertain of the group, of μ and of τ². In simulations (3 to 30 groups of 5 to 60, τ² 0 to 400 beside σ² 625) it
    /// held the truth in 92 to 99 %; without the last term in 85 to 97 %.
    pub estimate: Estimate,
    /// w, the weight of the group's own mean; none where the group is empty or nothing is known to weigh it by.
    pub weight: Option<f64>,
}

/// Draws groups towards each other. Empty groups, and those with a value that is no number, take no part.
///
/// - With fewer than two groups, or where nothing varies within any group, a group stays as it is, with weight 1 and
///   the interval of [`Sample::mean`].
/// - Where no group has two values, nothing is known of how uncertain they are: they stay as they are, unweighed.
/// - Where the groups differ by no more than chance (τ² = 0), all are drawn to μ, with weight 0.
pub fn shrink(groups: &[Sample]) -> Shrinkage {
    let taking_part: Vec<&Sample> = groups.iter().filter(|group| group.value().is_finite()).collect();
    let within = pooled_variance(&taking_part);
    let between = match within {
        Some(within) if within > 0.0 && taking_part.len() >= 2 => between_groups(&taking_part, within),
        _ => return unshrunk(groups, &taking_part, within),
    };
    let errors = |group: &Sample| error(group, within.unwrap_or_default());
    let precision = sum(taking_part.iter().map(|group| 1.0 / (errors(group) + between)));
    let overall = sum(taking_part.iter().map(|group| group.value() / (errors(group) + between))) / precision;
    let of_between = 2.0 / sum(taking_part.iter().map(|group| (errors(group) + between).powi(-2)));

    let shrink_one = |group: &Sample| {
        if !group.value().is_finite() {
            return Shrunk { estimate: Estimate::Suppressed { n: group.n() }, weight: None };
        }
        let error = errors(group);
        let weight = weight(between, error);
        let value = weight * group.value() + (1.0 - weight) * overall;
        let of_group = weight * error;
        let of_overall = (1.0 - weight).powi(2) / precision;
        let of_weight = error.powi(2) / (error + between).powi(3) * of_between;
        let interval = around(value, of_group + of_overall + 2.0 * of_weight);
        Shrunk { estimate: Estimate::of(value, group.n(), Some(interval)), weight: Some(weight) }
    };
    let n = taking_part.iter().map(|group| group.n()).sum();
    Shrinkage {
        overall: Estimate::of(overall, n, Some(around(overall, 1.0 / precision))),
        within,
        between: Some(between),
        groups: groups.iter().map(shrink_one).collect(),
    }
}

/// w = τ²/(τ² + the variance of the group's mean).
fn weight(between: f64, error: f64) -> f64 {
    between / (between + error)
}

/// The variance of a group's mean: σ²·deff/n.
fn error(group: &Sample, within: f64) -> f64 {
    within * group.deff() / group.n() as f64
}

fn around(value: f64, variance: f64) -> Interval {
    let reach = quantile::normal() * variance.sqrt();
    Interval { low: value - reach, high: value + reach }
}

fn pooled_variance(groups: &[&Sample]) -> Option<f64> {
    let known = || groups.iter().filter_map(|group| group.variance().map(|variance| (group.n() - 1, variance)));
    let freedom: u64 = known().map(|(freedom, _)| freedom).sum();
    (freedom > 0).then(|| sum(known().map(|(freedom, variance)| freedom as f64 * variance)) / freedom as f64)
}

/// τ² by the moments of Cochran's Q.
fn between_groups(groups: &[&Sample], within: f64) -> f64 {
    let weights = || groups.iter().map(|group| 1.0 / error(group, within));
    let total = sum(weights());
    let mean = sum(groups.iter().map(|group| group.value() / error(group, within))) / total;
    let q = sum(groups.iter().map(|group| (group.value() - mean).powi(2) / error(group, within)));
    let expected = (groups.len() - 1) as f64;
    ((q - expected) / (total - sum(weights().map(|weight| weight * weight)) / total)).max(0.0)
}

/// Every group as it is. What they would be drawn towards is the mean of all values.
fn unshrunk(groups: &[Sample], taking_part: &[&Sample], within: Option<f64>) -> Shrinkage {
    let n = taking_part.iter().map(|group| group.n()).sum::<u64>();
    let overall = match taking_part {
        [only] => only.mean(),
        all => Estimate::of(sum(all.iter().map(|group| group.value() * group.n() as f64)) / n as f64, n, None),
    };
    let weight = within.map(|_| 1.0);
    let as_it_is =
        |group: &Sample| Shrunk { estimate: group.mean(), weight: weight.filter(|_| group.value().is_finite()) };
    Shrinkage { overall, within, between: None, groups: groups.iter().map(as_it_is).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A group, one cluster per value.
    fn group(values: &[f64]) -> Sample {
        Sample::of(&values.iter().copied().zip(0..).collect::<Vec<(f64, u32)>>(), 0.0)
    }

    #[test]
    fn the_weight_of_a_group_grows_with_its_size() {
        let weights = [5.0, 10.0, 30.0].map(|n| format!("{:.3}", weight(100.0, 625.0 / n)));
        assert_eq!(weights, ["0.444", "0.615", "0.828"]);
    }

    #[test]
    fn a_small_group_moves_towards_the_others_more_than_a_large_one() {
        let spread: Vec<f64> = (0..40).map(|i| 20.0 + f64::from(i % 5)).collect();
        let far: Vec<f64> = (0..40).map(|i| 50.0 + f64::from(i % 5)).collect();
        let small = group(&far[..5]);
        let shrinkage = shrink(&[group(&spread), group(&spread), group(&far), small]);
        let weights: Vec<f64> = shrinkage.groups.iter().filter_map(|group| group.weight).collect();
        assert!(weights[3] < weights[2] && weights[2] < 1.0, "{weights:?}");
        let values: Vec<f64> = shrinkage.groups.iter().filter_map(|group| group.estimate.value()).collect();
        assert!(values[3] < values[2] && values[2] < 52.0, "{values:?}");
    }

    #[test]
    fn groups_that_differ_by_chance_are_all_drawn_to_one_value() {
        let shrinkage = shrink(&[group(&[1.0, 2.0, 3.0, 4.0, 5.0]), group(&[1.0, 2.0, 3.0, 4.0, 5.5])]);
        assert_eq!(shrinkage.between, Some(0.0));
        assert_eq!(shrinkage.groups[0].weight, Some(0.0));
        assert_eq!(shrinkage.groups[0].estimate, shrinkage.groups[1].estimate);
        assert!(shrinkage.groups[0].estimate.interval().is_some());
    }

    #[test]
    fn one_group_stays_as_it_is() {
        let only = group(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        let shrinkage = shrink(&[only, group(&[])]);
        assert_eq!(shrinkage.groups[0], Shrunk { estimate: only.mean(), weight: Some(1.0) });
        assert_eq!(shrinkage.groups[1], Shrunk { estimate: Estimate::Suppressed { n: 0 }, weight: None });
        assert_eq!((shrinkage.overall, shrinkage.between), (only.mean(), None));
    }

    #[test]
    fn no_group_at_all_makes_no_figure() {
        let shrinkage = shrink(&[]);
        assert_eq!((shrinkage.overall, shrinkage.within), (Estimate::Suppressed { n: 0 }, None));
        assert_eq!(shrinkage.groups, []);
    }

    #[test]
    fn groups_of_one_are_weighed_by_what_varies_in_the_others() {
        let shrinkage = shrink(&[group(&[10.0, 12.0, 14.0, 16.0, 18.0]), group(&[40.0])]);
        assert!(shrinkage.groups[1].weight.unwrap() < shrinkage.groups[0].weight.unwrap());
        assert_eq!(shrinkage.groups[1].estimate, Estimate::Suppressed { n: 1 });
    }

    #[test]
    fn where_no_group_has_two_values_nothing_is_weighed() {
        let shrinkage = shrink(&[group(&[10.0]), group(&[40.0])]);
        assert!(shrinkage.groups.iter().all(|group| group.weight.is_none()));
        assert_eq!((shrinkage.within, shrinkage.between), (None, None));
    }

    #[test]
    fn where_nothing_varies_within_groups_they_stay_as_they_are_and_claim_no_certainty() {
        let shrinkage = shrink(&[group(&[25.0; 6]), group(&[75.0; 12])]);
        let estimate = |value, n, indicative| Estimate::Shown { value, n, interval: None, indicative };
        assert_eq!(shrinkage.groups[0], Shrunk { estimate: estimate(25.0, 6, true), weight: Some(1.0) });
        assert_eq!(shrinkage.groups[1], Shrunk { estimate: estimate(75.0, 12, false), weight: Some(1.0) });
        assert_eq!(shrinkage.overall, estimate(175.0 / 3.0, 18, false));
    }

    #[test]
    fn a_group_with_a_value_that_is_no_number_does_not_spoil_the_others() {
        let good = [group(&[1.0, 2.0, 3.0, 4.0, 5.0]), group(&[11.0, 12.0, 13.0, 14.0, 15.0])];
        let shrinkage = shrink(&[good[0], group(&[f64::NAN; 6]), good[1]]);
        assert_eq!(shrinkage.groups[1], Shrunk { estimate: Estimate::Suppressed { n: 6 }, weight: None });
        assert_eq!([shrinkage.groups[0], shrinkage.groups[2]], shrink(&good).groups[..]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_groups_does_not_change_a_bit(
            (groups, shuffled) in proptest::collection::vec(proptest::collection::vec(0.0..100.0_f64, 0..9), 0..9)
                .prop_flat_map(|groups| {
                    let numbered: Vec<_> = groups.into_iter().enumerate().collect();
                    (Just(numbered.clone()), Just(numbered).prop_shuffle())
                })
        ) {
            let samples = |groups: &[(usize, Vec<f64>)]| -> Vec<Sample> {
                groups.iter().map(|(_, values)| group(values)).collect()
            };
            let (first, second) = (shrink(&samples(&groups)), shrink(&samples(&shuffled)));
            prop_assert_eq!((first.overall, first.within), (second.overall, second.within));
            prop_assert_eq!(first.between, second.between);
            for ((number, _), shrunk) in shuffled.iter().zip(&second.groups) {
                prop_assert_eq!(&first.groups[*number], shrunk);
            }
        }

        #[test]
        fn a_shrunk_mean_lies_between_the_group_and_all(
            groups in proptest::collection::vec(proptest::collection::vec(0.0..100.0_f64, 5..20), 2..9)
        ) {
            let samples: Vec<Sample> = groups.iter().map(|values| group(values)).collect();
            let shrinkage = shrink(&samples);
            let overall = shrinkage.overall.value().unwrap();
            for (sample, shrunk) in samples.iter().zip(&shrinkage.groups) {
                let (own, value) = (sample.value(), shrunk.estimate.value().unwrap());
                prop_assert!(own.min(overall) - 1e-9 <= value && value <= own.max(overall) + 1e-9);
            }
        }
    }
}
