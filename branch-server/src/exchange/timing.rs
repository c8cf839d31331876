//! When a change was captured, by clocks that may be wrong.

use perisai_core::domain::CapturedAt;
use perisai_core::merge::Timing;

/// How far the wall clock may drift from the one that nobody can set before it counts as set, milliseconds.
const DRIFT_MS_MAX: i64 = 2_000;

/// The clocks of a device at one request, and of the branch when it received it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// The device's clocks.
    pub(crate) device: CapturedAt,
    /// The branch's clock, UTC milliseconds.
    pub(crate) branch_ms: i64,
}

/// Corrects a capture's time by the offset measured now. It cannot be believed where the device's clock was
/// set since, or where it lies in the future; then the order of arrival decides.
pub(crate) fn corrected(captured: &CapturedAt, measured: &Measured) -> Timing {
    let Measured { device, branch_ms } = measured;
    let same_boot = captured.boot_id == device.boot_id;
    let elapsed_wall = device.wall_ms.saturating_sub(captured.wall_ms);
    let elapsed = device.monotonic_ms.saturating_sub(captured.monotonic_ms);
    let was_set = same_boot && elapsed_wall.saturating_sub(elapsed).saturating_abs() > DRIFT_MS_MAX;
    let captured_ms = branch_ms.saturating_sub(if was_set { elapsed } else { elapsed_wall });
    let in_future = captured_ms > *branch_ms;
    Timing { captured_ms: captured_ms.clamp(0, (*branch_ms).max(0)), trusted: !was_set && !in_future }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRANCH_MS: i64 = 1_780_000_000_000;

    fn measured(wall_ms: i64, monotonic_ms: i64) -> Measured {
        Measured { device: CapturedAt { wall_ms, boot_id: 1, monotonic_ms }, branch_ms: BRANCH_MS }
    }

    #[test]
    fn a_clock_that_is_days_wrong_is_corrected_by_its_offset() {
        let wrong = 400 * 86_400_000;
        let captured = CapturedAt { wall_ms: BRANCH_MS + wrong - 60_000, boot_id: 1, monotonic_ms: 10_000 };
        let timing = corrected(&captured, &measured(BRANCH_MS + wrong, 70_000));
        assert_eq!(timing, Timing { captured_ms: BRANCH_MS - 60_000, trusted: true });
    }

    #[test]
    fn a_clock_that_was_set_since_the_capture_is_not_believed_but_the_one_nobody_can_set_is() {
        let captured = CapturedAt { wall_ms: BRANCH_MS - 900_000_000, boot_id: 1, monotonic_ms: 10_000 };
        let timing = corrected(&captured, &measured(BRANCH_MS, 70_000));
        assert_eq!(timing, Timing { captured_ms: BRANCH_MS - 60_000, trusted: false });
    }

    #[test]
    fn a_capture_of_another_boot_in_the_future_is_not_believed_and_counts_as_now() {
        let captured = CapturedAt { wall_ms: BRANCH_MS + 5_000, boot_id: 2, monotonic_ms: 0 };
        assert_eq!(
            corrected(&captured, &measured(BRANCH_MS, 70_000)),
            Timing { captured_ms: BRANCH_MS, trusted: false }
        );
    }

    #[test]
    fn clocks_at_the_ends_of_their_range_overflow_nothing() {
        for (a, b) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN)] {
            let captured = CapturedAt { wall_ms: a, boot_id: 1, monotonic_ms: b };
            assert!(!corrected(&captured, &measured(b, a)).trusted);
        }
    }
}
