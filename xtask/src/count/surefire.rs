//! Maven's test plugin, Surefire.

use super::Report;
use crate::tally::Outcome;

/// Adds up the summary of each module of a reactor.
#[derive(Debug, Default)]
pub(crate) struct Surefire {
    outcome: Outcome,
}

impl Report for Surefire {
    fn line(&mut self, line: &str) {
        if let Some(module) = parse_passed_over(line) {
            self.outcome.fail(format!("{module} was not tested: what it stands on failed"));
        }
        let Some(summary) = parse_summary(line) else { return };
        let failed = summary.failures + summary.errors;
        self.outcome.count.passed += summary.run.saturating_sub(failed + summary.skipped);
        self.outcome.count.failed += failed;
        if failed > 0 {
            self.outcome
                .complaints
                .push(format!("{failed} failed: see `Failures` and `Errors` in Maven's report above"));
        }
        for _ in 0..summary.skipped {
            self.outcome.fail("a test is ignored: make it run or delete it");
        }
    }

    fn outcome(self) -> Outcome {
        self.outcome
    }
}

/// `[INFO] Perisai app ........................................ SKIPPED`.
fn parse_passed_over(line: &str) -> Option<&str> {
    let module = line.strip_prefix("[INFO] ")?.trim_end().strip_suffix(" SKIPPED")?;
    module.ends_with("...").then(|| module.trim_end_matches(['.', ' ']))
}

#[derive(Debug, PartialEq, Eq)]
struct Summary {
    run: u32,
    failures: u32,
    errors: u32,
    skipped: u32,
}

/// `[INFO] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1`. The lines of single classes go on with a time.
fn parse_summary(line: &str) -> Option<Summary> {
    let (level, counts) = line.split_once(' ')?;
    if !matches!(level, "[INFO]" | "[WARNING]" | "[ERROR]") {
        return None;
    }
    let mut counts = counts.trim_end().split(", ");
    let mut number = |label: &str| counts.next()?.strip_prefix(label)?.strip_prefix(": ")?.parse::<u32>().ok();
    let summary = Summary {
        run: number("Tests run")?,
        failures: number("Failures")?,
        errors: number("Errors")?,
        skipped: number("Skipped")?,
    };
    counts.next().is_none().then_some(summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::read;
    use crate::tally::Count;

    #[test]
    fn a_real_run_counts_passes_failures_errors_and_ignored_tests() {
        let outcome = read::<Surefire>(include_str!("fixtures/surefire_mixed.txt"));
        assert_eq!(outcome.count, Count { passed: 2, failed: 3, skipped: 0 });
        assert_eq!(
            outcome.complaints,
            [
                "2 failed: see `Failures` and `Errors` in Maven's report above",
                "a test is ignored: make it run or delete it",
            ]
        );
    }

    #[test]
    fn a_green_run_counts_each_test_once() {
        let outcome = read::<Surefire>(include_str!("fixtures/surefire_ok.txt"));
        assert_eq!(outcome, Outcome { count: Count::PASSED, complaints: vec![] });
    }

    #[test]
    fn modules_add_up() {
        let green = include_str!("fixtures/surefire_ok.txt");
        assert_eq!(read::<Surefire>(&[green, green].concat()).count, Count { passed: 2, failed: 0, skipped: 0 });
    }

    #[test]
    fn a_module_that_was_passed_over_did_not_pass() {
        let outcome = read::<Surefire>(include_str!("fixtures/surefire_skipped_module.txt"));
        assert_eq!(outcome.count, Count { passed: 9, failed: 4, skipped: 0 });
        assert_eq!(outcome.complaints[2], "Perisai presentation was not tested: what it stands on failed");
    }

    #[test]
    fn a_class_that_runs_on_several_androids_counts_once_for_each() {
        let ran = "[INFO] Running id.perisai.shell.WholeDayTest\n\
            [INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 61.2 s -- in id.perisai.shell.WholeDayTest\n\
            [INFO] \n[INFO] Results:\n[INFO] \n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n";
        assert_eq!(read::<Surefire>(ran).count, Count { passed: 3, failed: 0, skipped: 0 });
    }

    #[test]
    fn a_virtual_machine_that_crashed_passed_nothing() {
        let outcome = read::<Surefire>(include_str!("fixtures/surefire_crash.txt"));
        assert_eq!(outcome.count, Count::default());
    }
}
