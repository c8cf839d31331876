//! The sixteen reports, a file each.

mod cards;
mod co_orientation;
mod data_quality;
mod due;
mod evaluation;
mod failed_registrations;
mod figures;
mod funnel;
mod messages;
mod objections;
mod representation;
mod retention;
mod shift;
mod support;
mod targets;
mod training;
pub(super) mod traits;
mod two_way;

use std::collections::{BTreeMap, HashMap};

use super::facts::{Fact, Facts};
use super::filter::Filter;
use super::report::{Dimension, Draft, Key, ReportName};
use crate::domain::kinds::Registration;
use crate::domain::reference::{InForce, ReferenceList, list_on};
use crate::domain::{CivilDate, RecordId};

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
        let Self { facts: all, filter, as_of } = *self;
        facts.iter().filter(move |fact| fact.day <= as_of && filter.admits(all, fact))
    }

    /// The records that count, of any month up to the day.
    fn of_any_month<T>(&self, facts: &'a [Fact<T>]) -> impl Iterator<Item = &'a Fact<T>> + use<'a, T> {
        let Self { facts: all, filter, as_of } = *self;
        facts.iter().filter(move |fact| fact.day <= as_of && filter.admits_at_any_time(all, fact))
    }

    /// A list of reference data as it holds on the day.
    fn list<T: ReferenceList>(&self) -> InForce<T> {
        list_on(self.facts.references.iter().filter(|list| list.name == T::NAME).cloned(), self.as_of)
    }

    /// Everybody, the worker's segments, and the worker's village.
    fn groups_of(&self, worker: RecordId) -> Vec<Vec<Key>> {
        let mut groups = vec![Vec::new()];
        if let Some(worker) = self.facts.worker(worker) {
            let segments = worker.record.segments.iter();
            groups.extend(segments.map(|segment| vec![Key::new(Dimension::Segment, segment)]));
            groups.push(vec![Key::new(Dimension::Village, worker.record.village.as_str())]);
        }
        groups
    }

    /// What the branch calls its messages.
    fn message_codes(&self) -> HashMap<RecordId, &'a str> {
        self.facts.messages.iter().map(|message| (message.id, message.record.code.as_str())).collect()
    }
}

/// When a registration was handed in first; none for one that was not.
fn handed_in(registration: &Fact<Registration>) -> Option<i64> {
    use crate::domain::kinds::RegistrationStatus::{Draft, Submitted};
    let moves = &registration.record.moves;
    match moves.iter().find(|made| made.status == Submitted) {
        Some(made) => Some(made.at.0),
        // The branch has not told of its moves: it was made as what it is.
        None if moves.is_empty() && registration.record.status != Draft => Some(registration.at_ms),
        None => None,
    }
}

/// Values by group, in the order of the groups' names.
type Grouped<T> = BTreeMap<Vec<Key>, Vec<T>>;

/// Writes a report, before anything is suppressed for what stands beside it.
pub(super) fn write(name: ReportName, scope: &Scope<'_>) -> Draft {
    let mut draft = Draft::default();
    let write = match name {
        ReportName::CoOrientation => co_orientation::write,
        ReportName::Shift => shift::write,
        ReportName::Objections => objections::write,
        ReportName::Figures => figures::write,
        ReportName::Representation => representation::write,
        ReportName::Funnel => funnel::write,
        ReportName::FailedRegistrations => failed_registrations::write,
        ReportName::Targets => targets::write,
        ReportName::Retention => retention::write,
        ReportName::Due => due::write,
        ReportName::TwoWay => two_way::write,
        ReportName::Evaluation => evaluation::write,
        ReportName::Messages => messages::write,
        ReportName::Training => training::write,
        ReportName::Support => support::write,
        ReportName::DataQuality => data_quality::write,
    };
    write(scope, &mut draft);
    draft
}
