//! Adding up so that the order of the rows does not show.

/// Closer than this, values are the same: what lies between them is rounding. In units of what is measured, which are
/// points of a hundred, days or hours, or as a part of the value where that is larger.
const SAME_WITHIN: f64 = 1e-9;

/// The sum, with the rounding error carried along (Neumaier 1974), smallest first: the same bits in any order.
pub(super) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

/// Whether all values are the same, but for rounding.
pub(super) fn are_all_the_same(values: impl IntoIterator<Item = f64>) -> bool {
    let (low, high) = values
        .into_iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    high - low <= SAME_WITHIN * low.abs().max(high.abs()).max(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_values_beside_a_large_one_are_not_lost() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum([0.1; 10]), 1.0);
    }

    #[test]
    fn values_that_only_rounding_sets_apart_are_the_same() {
        assert!(are_all_the_same([0.1 + 0.2, 0.3]));
        assert!(are_all_the_same([0.0, 7e-15]));
        assert!(!are_all_the_same([0.0, 6.25]));
    }

    proptest! {
        #[test]
        fn no_order_changes_a_bit_even_where_digits_are_lost(
            shuffled in Just(vec![-1e33, -1e17, 0.1, 1e17, 1e33]).prop_shuffle()
        ) {
            // Added up as they come, some orders make 0.1 of these and others nought.
            prop_assert_eq!(sum(shuffled), 0.0);
        }
    }
}
