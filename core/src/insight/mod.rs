//! What the outreach shows: pure functions from typed records to typed results, the same on a phone and at the branch.
//!
//! [`Facts`] are read once; [`report()`] answers one of the sixteen reports for a [`Filter`]. Every figure is an
//! [`Estimate`], with how many it rests on and how far it may be off, or suppressed: below five, or where it could be
//! worked out from another answer. Nothing is ranked: groups stand in the order of their names.

mod differencing;
pub mod due;
pub mod estimate;
pub mod facts;
pub mod filter;
pub mod measure;
mod panel;
mod people;
pub mod picture;
mod profile;
pub mod report;
mod reports;
pub mod statistics;
#[cfg(test)]
mod tests;

pub use estimate::{Estimate, Interval};
pub use facts::{Fact, Facts, Raw, Source};
pub use filter::Filter;
pub use measure::{Measure, MeasureUnit};
pub use panel::panel_views;
pub use profile::profiles;
pub use report::{
    Dimension, DueLine, Finding, FindingKind, FunnelStep, Key, LeftOut, Line, Report, ReportName, WhyLeftOut,
};

use crate::domain::CivilDate;

/// Computes a report for a day. Reads nothing but its arguments; the same arguments give the same bits.
pub fn report(name: ReportName, facts: &Facts, filter: &Filter, as_of: CivilDate) -> Report {
    let write = |filter: &Filter| reports::write(name, &reports::Scope { facts, filter, as_of });
    let mut draft = write(filter);
    differencing::guard(&mut draft, &filter.relaxed(), &filter.other_periods(facts), write);
    draft.leave_out(WhyLeftOut::Unread, facts.unread);
    let report::Draft { lines, findings, due, left_out } = draft;
    let lines = lines.into_iter().map(|drafted| drafted.line).collect();
    Report { report: name, filter: filter.clone(), as_of, lines, findings, due, left_out }
}
