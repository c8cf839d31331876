//! A share of a number of persons or things.

use super::quantile;
use crate::insight::{Estimate, Interval};

/// The 95 % interval of a share `k` of `n` (Wilson 1927): within 0 and 1, and never of no width. None where `n` is 0.
///
/// `k` is at most `n`: anything else is a bug.
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    assert!(k <= n, "{k} of {n} is not a share");
    if n == 0 {
        return None;
    }
    let (z2, size) = (quantile::normal().powi(2), n as f64);
    let end = |k: u64| {
        // The lower end of k; the upper end is the lower end of those who are not among the k, from above.
        let share = k as f64 / size;
        let reach = (z2 * (share * (1.0 - share) / size + z2 / (4.0 * size * size))).sqrt();
        ((share + z2 / (2.0 * size) - reach) / (1.0 + z2 / size)).clamp(0.0, share)
    };
    Some(Interval { low: end(k), high: 1.0 - end(n - k) })
}

/// The share `k` of `n` with Wilson's interval. Suppressed with n = 0 where there are none.
pub fn share(k: u64, n: u64) -> Estimate {
    Estimate::of(k as f64 / n as f64, n, wilson(k, n))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_of_ten_are_between_eleven_and_sixty_percent() {
        let interval = wilson(3, 10).unwrap();
        assert_eq!(format!("{:.3}–{:.3}", interval.low, interval.high), "0.108–0.603");
    }

    #[test]
    fn none_and_all_end_at_the_edge_and_are_still_uncertain() {
        for n in 1..2_000 {
            assert_eq!((wilson(0, n).unwrap().low, wilson(n, n).unwrap().high), (0.0, 1.0), "{n}");
        }
        let (none, all) = (wilson(0, 20).unwrap(), wilson(20, 20).unwrap());
        assert_eq!(format!("{:.3} {:.3}", none.high, all.low), "0.161 0.839");
    }

    #[test]
    fn a_share_of_nobody_is_no_figure() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(share(0, 0), Estimate::Suppressed { n: 0 });
    }

    proptest! {
        #[test]
        fn an_interval_lies_within_nought_and_one_and_holds_its_share(
            (k, n) in (1..200_000_u64).prop_flat_map(|n| (0..=n, Just(n)))
        ) {
            let (interval, share) = (wilson(k, n).unwrap(), k as f64 / n as f64);
            prop_assert!(0.0 <= interval.low && interval.low <= share);
            prop_assert!(share <= interval.high && interval.high <= 1.0);
            prop_assert!(interval.low < interval.high);
        }
    }
}
