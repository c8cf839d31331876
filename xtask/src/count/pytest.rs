//! Pytest.

use super::Report;
use crate::tally::Outcome;

/// Reads the last line that looks like pytest's summary; what tests print comes before it.
#[derive(Debug, Default)]
pub(crate) struct Pytest {
    summary: Option<Summary>,
}

impl Report for Pytest {
    fn line(&mut self, line: &str) {
        if let Some(summary) = parse_summary(line) {
            self.summary = Some(summary);
        }
    }

    fn outcome(self) -> Outcome {
        let mut outcome = Outcome::default();
        let Some(summary) = self.summary else { return outcome };
        outcome.count.passed = summary.passed;
        outcome.count.failed = summary.failed;
        if summary.failed > 0 {
            outcome.complaints.push(format!("{} failed: see pytest's report above", summary.failed));
        }
        for _ in 0..summary.evaded {
            outcome.fail("a test is skipped or expected to fail: make it run or delete it");
        }
        outcome
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Summary {
    passed: u32,
    failed: u32,
    /// Skipped, or marked as expected to fail: tests that cannot turn a run red.
    evaded: u32,
}

/// `=== 1 failed, 1 passed, 1 error in 0.02s ===`; with `-q` the frame is missing.
fn parse_summary(line: &str) -> Option<Summary> {
    let line = line.trim_matches('=').trim();
    let (counts, time) = line.rsplit_once(" in ")?;
    let (seconds, _clock) = time.split_once('s')?;
    seconds.parse::<f64>().ok()?;
    let mut summary = Summary::default();
    for count in counts.split(", ") {
        let (number, kind) = count.split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        match kind {
            "passed" => summary.passed += number,
            "failed" | "error" | "errors" => summary.failed += number,
            "skipped" | "xfailed" | "xpassed" => summary.evaded += number,
            "warning" | "warnings" | "deselected" => {}
            _ => return None,
        }
    }
    Some(summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::read;
    use crate::tally::Count;

    #[test]
    fn a_real_run_counts_passes_failures_errors_and_evasions() {
        let outcome = read::<Pytest>(include_str!("fixtures/pytest_mixed.txt"));
        assert_eq!(outcome.count, Count { passed: 1, failed: 4, skipped: 0 });
        assert_eq!(
            outcome.complaints,
            [
                "2 failed: see pytest's report above",
                "a test is skipped or expected to fail: make it run or delete it",
                "a test is skipped or expected to fail: make it run or delete it",
            ]
        );
    }

    #[test]
    fn long_runs_quiet_runs_and_warnings_are_understood() {
        let passed = |passed| Count { passed, failed: 0, skipped: 0 };
        assert_eq!(read::<Pytest>("==== 12 passed, 1 warning in 75.30s (0:01:15) ====").count, passed(12));
        assert_eq!(read::<Pytest>("12 passed in 0.30s").count, passed(12));
        assert_eq!(read::<Pytest>("===== 5 deselected in 0.02s =====").count, passed(0));
    }

    #[test]
    fn what_tests_say_is_not_taken_for_a_summary() {
        for line in ["2 people in 3s of waiting", "3 passed", "passed in 3s", "2 passed, 1 maybe in 0.1s"] {
            assert_eq!(read::<Pytest>(line), Outcome::default(), "{line}");
        }
    }
}
