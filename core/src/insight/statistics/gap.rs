//! Which step of a funnel a target was missed, or passed, at.

/// Closer to its target than this, as |ln(R/T)|, a result has no gap worth splitting: shares of next to nothing
/// mislead.
const LOG_RATIO_MIN: f64 = 0.05;

/// How the gap between a result and its target splits over the steps that make it.
#[derive(Debug, Clone, PartialEq)]
pub enum GapSplit {
    /// ln(c/c*) / ln(R/T) per step, in the order given; together 1. A share below nought worked against the gap.
    Split {
        /// ln(R/T), below nought where the target was missed.
        log_ratio: f64,
        /// One per step.
        shares: Vec<f64>,
    },
    /// The result is as good as on target.
    OnTarget {
        /// ln(R/T).
        log_ratio: f64,
    },
    /// There are no steps, or one is nought or no number, planned or actual: the logarithm of nought says nothing.
    Undefined,
}

/// Splits ln(R/T) = Σ ln(c/c*) over steps, each planned (c*) and actual (c): the number one begins with, then the share
/// that each step passes on. R and T are their products.
pub fn gap_split(steps: &[(f64, f64)]) -> GapSplit {
    let is_defined = |part: f64| part > 0.0 && part.is_finite();
    if steps.is_empty() || !steps.iter().all(|(planned, actual)| is_defined(*planned) && is_defined(*actual)) {
        return GapSplit::Undefined;
    }
    let parts: Vec<f64> = steps.iter().map(|(planned, actual)| (actual / planned).ln()).collect();
    let log_ratio: f64 = parts.iter().sum();
    if !log_ratio.is_finite() {
        return GapSplit::Undefined;
    }
    if log_ratio.abs() < LOG_RATIO_MIN {
        return GapSplit::OnTarget { log_ratio };
    }
    // Plus nought: a step on plan has no share, and not one of minus nought.
    GapSplit::Split { log_ratio, shares: parts.iter().map(|part| part / log_ratio + 0.0).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_quarters_of_the_gap_are_lost_where_half_as_many_understand() {
        let steps = [(1000.0, 1000.0), (0.6, 0.6), (0.5, 0.25), (0.4, 0.32), (0.5, 0.5)];
        let GapSplit::Split { log_ratio, shares } = gap_split(&steps) else { panic!() };
        assert!((log_ratio - (24.0_f64 / 60.0).ln()).abs() < 1e-12);
        let percent: Vec<String> = shares.iter().map(|share| format!("{:.1}", 100.0 * share)).collect();
        assert_eq!(percent, ["0.0", "0.0", "75.6", "24.4", "0.0"]);
    }

    #[test]
    fn a_step_better_than_planned_has_a_share_below_nought() {
        let GapSplit::Split { shares, .. } = gap_split(&[(100.0, 40.0), (0.5, 0.6)]) else { panic!() };
        assert!(shares[0] > 1.0 && shares[1] < 0.0 && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_result_close_to_its_target_is_not_split() {
        assert_eq!(gap_split(&[(100.0, 100.0)]), GapSplit::OnTarget { log_ratio: 0.0 });
        assert!(matches!(gap_split(&[(100.0, 96.0)]), GapSplit::OnTarget { .. }));
        assert!(matches!(gap_split(&[(100.0, 95.0)]), GapSplit::Split { .. }));
        assert!(matches!(gap_split(&[(100.0, 106.0)]), GapSplit::Split { .. }));
    }

    #[test]
    fn a_step_of_nought_or_no_step_is_not_split() {
        let undefined = [vec![], vec![(100.0, 0.0)], vec![(0.0, 100.0)], vec![(1.0, 0.5), (0.5, f64::NAN)]];
        assert!(undefined.iter().all(|steps| gap_split(steps) == GapSplit::Undefined));
    }
}
