//! How many passed, failed and were left out, over everything that ran.

use std::fmt;
use std::ops::AddAssign;

/// Tests of one part, by how they ended.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Count {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// What one part came to: its count, and one line for each thing that a reader of the log must know.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) count: Count,
    pub(crate) complaints: Vec<String>,
}

impl Outcome {
    /// A part that failed as a whole, and why.
    pub(crate) fn failed(complaint: impl Into<String>) -> Self {
        Self { count: Count::FAILED, complaints: vec![complaint.into()] }
    }

    /// Counts one more failure, and says why.
    pub(crate) fn fail(&mut self, complaint: impl Into<String>) {
        self.count.failed += 1;
        self.complaints.push(complaint.into());
    }
}

/// The parts in the order in which they ran. Printed, it ends in the one line that a caller may parse.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    parts: Vec<(&'static str, Outcome)>,
}

impl Tally {
    pub(crate) fn add(&mut self, part: &'static str, outcome: Outcome) {
        self.parts.push((part, outcome));
    }

    pub(crate) fn has_failures(&self) -> bool {
        self.total().failed > 0
    }

    fn total(&self) -> Count {
        let mut total = Count::default();
        for (_, outcome) in &self.parts {
            total += outcome.count;
        }
        // A run of nothing must not look like a success.
        if total == Count::default() { Count::FAILED } else { total }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, outcome) in &self.parts {
            writeln!(f, "{part:<24} {}", outcome.count)?;
            for complaint in &outcome.complaints {
                writeln!(f, "  - {complaint}")?;
            }
        }
        write!(f, "{}", self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(passed: u32, failed: u32) -> Outcome {
        Outcome { count: Count { passed, failed, skipped: 0 }, complaints: vec![] }
    }

    #[test]
    fn the_last_line_sums_every_part() {
        let mut tally = Tally::default();
        tally.add("formatting", outcome(1, 0));
        tally.add("rust", outcome(40, 2));
        assert_eq!(tally.to_string().lines().last(), Some("41 passed, 2 failed"));
        assert!(tally.has_failures());
    }

    #[test]
    fn skips_show_only_where_there_are_any() {
        let mut tally = Tally::default();
        tally.add("rust", outcome(40, 0));
        tally.add("kotlin", Outcome { count: Count::SKIPPED, complaints: vec!["left out by --skip kotlin".into()] });
        assert_eq!(tally.to_string().lines().last(), Some("40 passed, 0 failed, 1 skipped"));
        assert!(!tally.has_failures());
    }

    #[test]
    fn a_run_of_nothing_fails() {
        assert!(Tally::default().has_failures());
        assert_eq!(Tally::default().to_string(), "0 passed, 1 failed");
    }
}
