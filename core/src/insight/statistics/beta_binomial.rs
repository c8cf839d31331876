//! Shares of many groups, each drawn towards all of them: how many of the objections that met a bridge were resolved.
//!
//! What is known of bridges in general is a beta distribution, its mean and overdispersion by the moments of the
//! groups, weighted by their size (Kleinman 1973, "Proportions with extraneous variance"). What is known of one bridge
//! is that distribution with the bridge's own count added.

use super::quantile;
use super::sum::sum;
use crate::insight::Estimate;

/// Fewer groups than this say nothing of how groups differ.
const GROUPS_MIN: usize = 3;

/// What is known of a share before its own count is looked at: a beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The weight of those who are in the share.
    pub alpha: f64,
    /// The weight of those who are not.
    pub beta: f64,
}

impl Prior {
    /// Jeffreys' prior, which lets each group stand for itself; as an interval of one share it holds what it promises
    /// (Brown, Cai and DasGupta 2001).
    pub const JEFFREYS: Self = Self { alpha: 0.5, beta: 0.5 };

    /// The prior of groups, each `k` of `n`, by their moments. Groups of none take no part.
    ///
    /// [`Prior::JEFFREYS`] where fewer than three groups take part, or where the groups do not differ by more than
    /// chance: that a few small groups show no difference does not show that there is none, and to draw them all to one
    /// value would claim so. The prior weighs at least as much as Jeffreys' and at most as much as all groups together:
    /// it cannot know more than it was made from.
    pub fn of(groups: &[(u64, u64)]) -> Self {
        let taking_part = || groups.iter().filter(|(_, n)| *n > 0).map(|(k, n)| (*k as f64, *n as f64));
        let count = taking_part().count();
        let total = sum(taking_part().map(|(_, n)| n));
        let mean = sum(taking_part().map(|(k, _)| k)) / total;
        let by_chance = mean * (1.0 - mean);
        if count < GROUPS_MIN || by_chance <= 0.0 {
            return Self::JEFFREYS;
        }
        let seen = sum(taking_part().map(|(k, n)| n * (k / n - mean).powi(2))) / by_chance;
        let expected = (count - 1) as f64;
        let pairs = total - sum(taking_part().map(|(_, n)| n * n)) / total - expected;
        // With one in each group there are no pairs within a group to tell alike from unlike.
        if pairs <= 0.0 || seen <= expected {
            return Self::JEFFREYS;
        }
        let overdispersion = (seen - expected) / pairs;
        let weight = (1.0 / overdispersion - 1.0).clamp(1.0, total);
        Self { alpha: mean * weight, beta: (1.0 - mean) * weight }
    }

    /// The share of a group with `k` of `n`: the posterior mean, and the 95 % of the posterior, the same beyond
    /// either end. `k` is at most `n`: anything else is a bug.
    pub fn share(&self, k: u64, n: u64) -> Estimate {
        assert!(k <= n, "{k} of {n} is not a share");
        let (alpha, beta) = (self.alpha + k as f64, self.beta + (n - k) as f64);
        Estimate::of(alpha / (alpha + beta), n, quantile::beta(alpha, beta))
    }
}

/// Resolved of raised, per bridge, each drawn towards all bridges; in the order given.
pub fn resolved_shares(groups: &[(u64, u64)]) -> Vec<Estimate> {
    let prior = Prior::of(groups);
    groups.iter().map(|(k, n)| prior.share(*k, *n)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_extreme_bridge_is_drawn_towards_the_others() {
        let shares = resolved_shares(&[(2, 40), (30, 40), (20, 40), (35, 40), (6, 6)]);
        let last = shares[4].value().unwrap();
        assert!(0.7 < last && last < 0.95, "{last}");
        assert!(shares[4].interval().unwrap().low < 0.75);
    }

    #[test]
    fn two_bridges_stand_each_for_itself() {
        assert_eq!(Prior::of(&[(1, 20), (19, 20)]), Prior::JEFFREYS);
        assert_eq!(Prior::of(&[(1, 20), (19, 20), (0, 0)]), Prior::JEFFREYS);
    }

    #[test]
    fn bridges_that_differ_by_chance_only_stand_each_for_itself() {
        assert_eq!(Prior::of(&[(5, 20), (5, 20), (6, 20), (4, 20)]), Prior::JEFFREYS);
    }

    #[test]
    fn where_none_or_all_were_resolved_each_stands_for_itself() {
        assert_eq!(Prior::of(&[(0, 20), (0, 9), (0, 30)]), Prior::JEFFREYS);
        assert_eq!(Prior::of(&[(20, 20), (9, 9), (30, 30)]), Prior::JEFFREYS);
    }

    #[test]
    fn bridges_raised_once_each_stand_each_for_itself() {
        assert_eq!(Prior::of(&[(1, 1), (0, 1), (1, 1), (1, 1)]), Prior::JEFFREYS);
    }

    #[test]
    fn bridges_of_all_or_nothing_leave_a_prior_as_weak_as_jeffreys() {
        let prior = Prior::of(&[(10, 10), (0, 10), (10, 10), (0, 10)]);
        assert_eq!(prior, Prior { alpha: 0.5, beta: 0.5 });
    }

    #[test]
    fn a_prior_knows_no_more_than_all_bridges_together() {
        let prior = Prior::of(&[(5, 10), (5, 10), (7, 10), (3, 10)]);
        assert_eq!(prior, Prior { alpha: 20.0, beta: 20.0 });
    }

    #[test]
    fn no_bridge_and_a_bridge_never_raised_make_no_figure() {
        assert_eq!(resolved_shares(&[]), []);
        assert_eq!(resolved_shares(&[(0, 0)]), [Estimate::Suppressed { n: 0 }]);
    }

    proptest! {
        #[test]
        fn a_share_lies_within_its_interval_and_the_order_of_the_bridges_does_not_change_a_bit(
            (groups, shuffled) in proptest::collection::vec((0..60_u64).prop_flat_map(|n| (0..=n, Just(n))), 0..12)
                .prop_flat_map(|groups| (Just(groups.clone()), Just(groups).prop_shuffle()))
        ) {
            prop_assert_eq!(Prior::of(&groups), Prior::of(&shuffled));
            for estimate in resolved_shares(&groups) {
                let (Some(value), Some(interval)) = (estimate.value(), estimate.interval()) else {
                    prop_assert!(estimate.n() < 5);
                    continue;
                };
                prop_assert!(0.0 <= interval.low && interval.low < value);
                prop_assert!(value < interval.high && interval.high <= 1.0);
            }
        }
    }
}
