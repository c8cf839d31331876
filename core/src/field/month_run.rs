//! Months that follow one another, for a screen to say in its language.

use crate::domain::{Month, in_words};

/// Months without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MonthRun {
    /// The first, `2026-06`.
    pub first: String,
    /// The last, `2026-08`; the first itself where it is the only one.
    pub last: String,
}

/// Months, whatever their order, as runs.
pub(super) fn month_runs(months: &[Month]) -> Vec<MonthRun> {
    let run = |(first, last): (Month, Month)| MonthRun { first: first.to_string(), last: last.to_string() };
    in_words::month_runs(months).into_iter().map(run).collect()
}
