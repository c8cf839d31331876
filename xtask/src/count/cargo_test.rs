//! `cargo test`, documentation examples included.

use super::Report;
use crate::tally::Outcome;

/// Counts `test result:` lines, and notices programs that began and never came to theirs.
#[derive(Debug, Default)]
pub(crate) struct CargoTest {
    outcome: Outcome,
    /// Which test program runs, as cargo announced it.
    program: Option<String>,
    /// Whether tests have begun, or a program was announced, and no result has followed.
    owes_a_result: bool,
}

impl Report for CargoTest {
    fn line(&mut self, line: &str) {
        if let Some(program) = parse_announcement(line) {
            self.expect_nothing_owed();
            self.program = Some(program.to_owned());
            self.owes_a_result = true;
        } else if is_beginning(line) {
            // Documentation examples of one crate begin, and come to a result, several times.
            self.owes_a_result = true;
        } else if let Some(result) = parse_result(line) {
            self.owes_a_result = false;
            self.outcome.count.passed += result.passed;
            self.outcome.count.failed += result.failed;
            if result.failed > 0 {
                self.outcome.complaints.push(format!("{} failed in {}", result.failed, self.program()));
            }
            for _ in 0..result.ignored {
                self.outcome.fail(format!("a test is ignored in {}: make it run or delete it", self.program()));
            }
        }
    }

    fn outcome(mut self) -> Outcome {
        self.expect_nothing_owed();
        self.outcome
    }
}

impl CargoTest {
    fn program(&self) -> &str {
        self.program.as_deref().unwrap_or("a program that cargo did not announce")
    }

    fn expect_nothing_owed(&mut self) {
        if self.owes_a_result {
            self.owes_a_result = false;
            let complaint = format!("no result came from {}: it died or left early", self.program());
            self.outcome.fail(complaint);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct TestResult {
    passed: u32,
    failed: u32,
    ignored: u32,
}

/// `     Running tests/a.rs (target/debug/deps/a-0123456789abcdef)` or `   Doc-tests a`.
fn parse_announcement(line: &str) -> Option<&str> {
    // Cargo sets its verbs flush right in twelve columns; what a test prints hardly ever looks like that.
    let verb_and_rest = line.strip_prefix("     Running ").filter(|rest| rest.ends_with(')'));
    verb_and_rest.or_else(|| line.strip_prefix("   Doc-tests ").map(|_| line.trim_start()))
}

/// `running 3 tests`.
fn is_beginning(line: &str) -> bool {
    let mut words = line.split(' ');
    words.next() == Some("running")
        && words.next().is_some_and(|word| word.parse::<u32>().is_ok())
        && matches!(words.next(), Some("test" | "tests"))
        && words.next().is_none()
}

/// `test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s`.
fn parse_result(line: &str) -> Option<TestResult> {
    let counts = line.strip_prefix("test result: ")?;
    let counts = counts.strip_prefix("ok. ").or_else(|| counts.strip_prefix("FAILED. "))?;
    let number = |word: &str| {
        counts.split("; ").find_map(|count| count.strip_suffix(word)?.strip_suffix(' ')?.parse::<u32>().ok())
    };
    Some(TestResult { passed: number("passed")?, failed: number("failed")?, ignored: number("ignored")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::read;
    use crate::tally::Count;

    #[test]
    fn a_real_run_counts_passes_failures_ignored_tests_and_programs_that_died() {
        let outcome = read::<CargoTest>(include_str!("fixtures/cargo_test_mixed.txt"));
        // Of the failed: one test, two ignored ones, one program that aborted, one that exited with success.
        assert_eq!(outcome.count, Count { passed: 4, failed: 5, skipped: 0 });
        assert_eq!(
            outcome.complaints,
            [
                "1 failed in unittests src/lib.rs (target/debug/deps/a-de22c1bda0609b20)",
                "a test is ignored in unittests src/lib.rs (target/debug/deps/a-de22c1bda0609b20): make it run or delete it",
                "no result came from tests/dies.rs (target/debug/deps/dies-5b80ba580084f6db): it died or left early",
                "no result came from tests/leaves.rs (target/debug/deps/leaves-c0ab902305ff28cb): it died or left early",
                "a test is ignored in Doc-tests a: make it run or delete it",
            ]
        );
    }

    #[test]
    fn a_program_cut_off_at_the_end_of_the_report_is_noticed() {
        let outcome = read::<CargoTest>("     Running tests/a.rs (target/debug/deps/a-1)\n\nrunning 2 tests\n");
        assert_eq!(outcome.count, Count::FAILED);
    }

    #[test]
    fn a_second_round_of_documentation_examples_that_dies_is_noticed() {
        let outcome = read::<CargoTest>(
            "   Doc-tests a\n\nrunning 1 test\n\
             test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
             \nrunning 1 test\n",
        );
        assert_eq!(outcome.count, Count { passed: 1, failed: 1, skipped: 0 });
    }

    #[test]
    fn what_tests_say_is_not_taken_for_a_report() {
        for line in ["running 3 testers", "running away", "test result: fine", "Running tests (a)", "test result: ok."]
        {
            assert_eq!(read::<CargoTest>(line), Outcome::default(), "{line}");
        }
    }
}
