//! The sixteen reports, a file each.

mod evaluation;
mod training;

use super::facts::{Fact, Facts};
use super::filter::Filter;
use super::report::{Draft, ReportName};
use crate::domain::CivilDate;

/// What a report looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) facts: &'a Facts,
    pub(super) filter: &'a Filter,
    pub(super) as_of: CivilDate,
}

impl<'a> Scope<'a> {
    /// The records that count.
    fn within<T>(&self, facts: &'a [Fact<T>]) -> impl Iterator<Item = &'a Fact<T>> + use<'a, T> {
        let Self { facts: all, filter, .. } = *self;
        facts.iter().filter(move |fact| filter.admits(all, fact))
    }

    /// The records that count, of any month.
    fn of_any_month<T>(&self, facts: &'a [Fact<T>]) -> impl Iterator<Item = &'a Fact<T>> + use<'a, T> {
        let Self { facts: all, filter, .. } = *self;
        facts.iter().filter(move |fact| filter.admits_at_any_time(all, fact))
    }
}

/// Writes a report, before anything is suppressed for what stands beside it.
pub(super) fn write(name: ReportName, scope: &Scope<'_>) -> Draft {
    let mut draft = Draft::default();
    match name {
        ReportName::Evaluation => evaluation::write(scope, &mut draft),
        ReportName::Training => training::write(scope, &mut draft),
        _ => {}
    }
    draft
}
