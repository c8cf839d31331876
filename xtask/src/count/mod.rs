//! Test runners' reports, counted line by line while they scroll past.
//!
//! A runner that ends badly without having counted a failure counts as one, and so does a run that found no tests:
//! silence is never a success.

mod cargo_test;
mod pytest;
mod surefire;

pub(crate) use cargo_test::CargoTest;
pub(crate) use pytest::Pytest;
pub(crate) use surefire::Surefire;

use std::io::{self, Write};
use std::process::Command;

use crate::process::{self, Ended};
use crate::tally::Outcome;

/// Understands what one kind of runner prints.
pub(crate) trait Report: Default {
    /// Sees the next line, free of colours.
    fn line(&mut self, line: &str);
    /// What the lines came to.
    fn outcome(self) -> Outcome;
}

/// Runs a test runner and counts what it reports.
pub(crate) fn run<R: Report>(command: Command) -> Outcome {
    run_echoing::<R>(command, &mut io::stdout())
}

fn run_echoing<R: Report>(command: Command, echo: &mut impl Write) -> Outcome {
    let mut report = R::default();
    let ended = process::run_observed(command, echo, |line| report.line(line));
    judge(report.outcome(), &ended)
}

fn judge(mut outcome: Outcome, ended: &Ended) -> Outcome {
    if outcome.count.failed == 0 {
        if !ended.is_success() {
            outcome.fail(format!("the test runner {ended} and reported no failed test"));
        } else if outcome.count.passed == 0 {
            outcome.fail("no test was found");
        }
    }
    outcome
}

/// Feeds a whole report, for tests.
#[cfg(test)]
fn read<R: Report>(text: &str) -> Outcome {
    let mut report = R::default();
    for line in text.lines() {
        report.line(line);
    }
    report.outcome()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Count;

    fn run_shell(script: &str) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run_echoing::<Pytest>(command, &mut io::sink())
    }

    #[test]
    fn a_runner_that_dies_without_a_word_is_a_failure() {
        let outcome = run_shell("exit 4");
        assert_eq!(outcome.count, Count::FAILED);
        assert_eq!(outcome.complaints, ["the test runner ended with exit status: 4 and reported no failed test"]);
    }

    #[test]
    fn a_runner_killed_after_its_summary_is_a_failure_beside_what_passed() {
        let outcome = run_shell("echo '3 passed in 0.01s'; kill -9 $$");
        assert_eq!(outcome.count, Count { passed: 3, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_run_that_found_no_tests_is_a_failure() {
        assert_eq!(run_shell("true").complaints, ["no test was found"]);
    }

    #[test]
    fn failures_that_a_runner_counted_are_not_counted_twice() {
        assert_eq!(run_shell("echo '2 failed, 3 passed in 0.01s'; exit 1").count.failed, 2);
    }
}
