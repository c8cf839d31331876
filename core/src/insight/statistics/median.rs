//! The median, and how far it may be off without supposing a distribution.

use super::quantile;
use super::sum::are_all_the_same;
use crate::insight::{Estimate, Interval};

/// The median, the mean of the middle two where there is no middle one. The interval runs between two of the values,
/// chosen by the binomial distribution so that the median of what they were drawn from lies below, and above, in at
/// most 2.5 % each. None for fewer than six values, which cannot enclose it, nor where all values are the same.
pub fn median(values: &[f64]) -> Estimate {
    let n = values.len() as u64;
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return Estimate::Suppressed { n };
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let interval = usize::try_from(quantile::order_below_the_median(n))
        .ok()
        .filter(|order| *order > 0 && !are_all_the_same(values.iter().copied()))
        .map(|order| Interval { low: sorted[order - 1], high: sorted[sorted.len() - order] });
    Estimate::of(middle(&sorted), n, interval)
}

/// The median of ascending values, of which there is at least one.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_values_enclose_their_median_between_the_second_and_the_ninth() {
        let values = [30.0, 1.0, 2.0, 9.0, 4.0, 7.0, 8.0, 3.0, 21.0, 5.0];
        let interval = Some(Interval { low: 2.0, high: 21.0 });
        assert_eq!(median(&values), Estimate::Shown { value: 6.0, n: 10, interval, indicative: false });
    }

    #[test]
    fn five_values_have_a_median_and_no_interval_and_six_have_their_ends() {
        assert_eq!(median(&[5.0, 1.0, 4.0, 2.0, 3.0]).interval(), None);
        let interval = Some(Interval { low: 1.0, high: 6.0 });
        assert_eq!(median(&[5.0, 1.0, 4.0, 2.0, 3.0, 6.0]).interval(), interval);
    }

    #[test]
    fn values_that_are_all_the_same_claim_no_certainty() {
        assert_eq!(median(&[3.0; 20]), Estimate::Shown { value: 3.0, n: 20, interval: None, indicative: false });
    }

    #[test]
    fn no_value_one_value_and_no_number_make_no_figure() {
        assert_eq!(median(&[]), Estimate::Suppressed { n: 0 });
        assert_eq!(median(&[3.0]), Estimate::Suppressed { n: 1 });
        assert_eq!(median(&[1.0, 2.0, f64::NAN, 4.0, 5.0, 6.0]), Estimate::Suppressed { n: 6 });
    }

    proptest! {
        #[test]
        fn a_median_lies_within_its_interval_and_does_not_know_the_order_of_its_rows(
            (values, shuffled) in proptest::collection::vec(0.0..50.0_f64, 6..80)
                .prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle()))
        ) {
            let estimate = median(&values);
            prop_assert_eq!(estimate, median(&shuffled));
            let (value, interval) = (estimate.value().unwrap(), estimate.interval().unwrap());
            prop_assert!(interval.low <= value && value <= interval.high);
        }
    }
}
