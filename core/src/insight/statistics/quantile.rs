//! Where the 95 % of a distribution end.

use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF, Normal, StudentsT};

use crate::insight::Interval;

/// What lies beyond either end of an interval.
const TAIL: f64 = 0.025;
/// From here on t is computed from the normal distribution. `statrs` inverts the incomplete beta function, which is
/// good to 1e-12 up to 20,000 degrees of freedom and loses its digits beyond: 3e-6 at 100,000, 7e-2 at ten million.
const NORMAL_FROM_DF: f64 = 10_000.0;

/// The upper end of the standard normal distribution's 95 %.
pub(super) fn normal() -> f64 {
    Normal::standard().inverse_cdf(1.0 - TAIL)
}

/// The upper end of the t distribution's 95 %. Degrees of freedom need not be whole.
pub(super) fn student(df: f64) -> f64 {
    if !(df > 0.0 && df.is_finite()) {
        return f64::NAN;
    }
    if df >= NORMAL_FROM_DF {
        return student_from_normal(df);
    }
    let t = StudentsT::new(0.0, 1.0, df).expect("location and scale are fixed, degrees of freedom positive");
    t.inverse_cdf(1.0 - TAIL)
}

/// Fisher's expansion (Abramowitz and Stegun 26.7.5) to the third order; what is left out is below 1e-15 from
/// 10,000 degrees of freedom on.
fn student_from_normal(df: f64) -> f64 {
    let z = normal();
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / df + second / df.powi(2) + third / df.powi(3)
}

/// The 95 % of a beta distribution, the same beyond either end. Both shapes are positive.
pub(super) fn beta(alpha: f64, beta: f64) -> Option<Interval> {
    let distribution = Beta::new(alpha, beta).ok()?;
    Some(Interval { low: distribution.inverse_cdf(TAIL), high: distribution.inverse_cdf(1.0 - TAIL) })
}

/// The largest `k`, counted from 1, so that the `k`th smallest of `n` values lies above the median of what they were
/// drawn from with a chance of at most 2.5 %; 0 where there is none.
pub(super) fn order_below_the_median(n: u64) -> u64 {
    Binomial::new(0.5, n).expect("one half is a probability").inverse_cdf(TAIL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_ways_to_t_meet() {
        // At 1,000 the next term of the expansion is 1.6e-12; later the distribution crate's own error is the larger.
        for df in [1_000.0, 5_000.0, 9_999.5] {
            assert!((student(df) - student_from_normal(df)).abs() < 2.5e-12, "{df}");
        }
    }

    #[test]
    fn t_without_degrees_of_freedom_is_no_number() {
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].into_iter().all(|df| student(df).is_nan()));
    }

    #[test]
    fn fewer_than_six_values_cannot_enclose_their_median() {
        assert_eq!([0, 1, 5, 6, 10, 25].map(order_below_the_median), [0, 0, 0, 1, 2, 8]);
    }
}
