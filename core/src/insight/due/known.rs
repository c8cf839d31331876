//! The records that tasks follow from, and how they are looked up.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{DueRules, is_of_cover};
use crate::domain::CivilDate;
use crate::domain::id::RecordId;
use crate::domain::kinds::{Encounter, FollowUp, FollowUpKind, Membership, Receipt, Registration, WorkerId};

/// A record with when and where on the calendar it was made.
#[derive(Debug, Clone)]
pub struct Made<T> {
    /// The record.
    pub record: RecordId,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// The civil date of that, where the worker lives.
    pub on: CivilDate,
    /// The record itself.
    pub typed: T,
}

/// What of a worker decides whether anybody comes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reachable {
    /// The worker wishes no contact.
    pub do_not_contact: bool,
    /// A consent to be reminded stands.
    pub may_remind: bool,
}

/// The records that tasks follow from. Of a worker who is not among them nothing is due.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The workers.
    pub workers: BTreeMap<WorkerId, Reachable>,
    /// Memberships.
    pub memberships: Vec<Membership>,
    /// Registrations.
    pub registrations: Vec<Made<Registration>>,
    /// Conversations.
    pub encounters: Vec<Made<Encounter>>,
    /// Receipts.
    pub receipts: Vec<Made<Receipt>>,
    /// Stored tasks, with what came of them.
    pub follow_ups: Vec<FollowUp>,
}

/// What is known of each worker: everybody's is looked through once, and not again for each.
pub(super) struct ByWorker<'k> {
    registrations: HashMap<WorkerId, Vec<&'k Made<Registration>>>,
    memberships: HashMap<WorkerId, &'k Membership>,
}

impl<'k> ByWorker<'k> {
    pub(super) fn of(known: &'k Known) -> Self {
        let mut registrations: HashMap<WorkerId, Vec<_>> = HashMap::new();
        for registration in &known.registrations {
            registrations.entry(registration.typed.worker).or_default().push(registration);
        }
        let memberships = known.memberships.iter().map(|membership| (membership.worker, membership)).collect();
        Self { registrations, memberships }
    }

    pub(super) fn registrations(&self, worker: WorkerId) -> impl Iterator<Item = &'k Made<Registration>> {
        self.registrations.get(&worker).into_iter().flatten().copied()
    }
}

/// The records that stored tasks wait for, where they are known.
pub(super) struct WaitedFor<'k> {
    encounters: HashMap<RecordId, &'k Made<Encounter>>,
    registrations: HashSet<RecordId>,
    receipts: HashSet<RecordId>,
}

impl<'k> WaitedFor<'k> {
    pub(super) fn of<'t>(known: &'k Known, tasks: impl Iterator<Item = &'t FollowUp>) -> Self {
        let about: HashSet<RecordId> = tasks.filter_map(waits_for).collect();
        let encounters = known.encounters.iter().filter(|talk| about.contains(&talk.record));
        let registrations = known.registrations.iter().map(|came| came.record);
        let receipts = known.receipts.iter().map(|receipt| receipt.record);
        Self {
            encounters: encounters.map(|talk| (talk.record, talk)).collect(),
            registrations: registrations.filter(|record| about.contains(record)).collect(),
            receipts: receipts.filter(|record| about.contains(record)).collect(),
        }
    }

    /// Whether a stored task that is not computed any more was one that is over: the record that it waited for has gone on,
    /// or cover has.
    pub(super) fn is_superseded(
        &self,
        by_worker: &ByWorker<'_>,
        task: &FollowUp,
        on: CivilDate,
        rules: &DueRules<'_>,
    ) -> bool {
        if let Some(about) = waits_for(task) {
            let encounter = self.encounters.get(&about);
            return match task.kind {
                FollowUpKind::Answer => encounter.is_some(),
                FollowUpKind::Promise => encounter.is_some_and(|encounter| encounter.typed.intent_day.is_some()),
                FollowUpKind::CorrectRegistration => self.registrations.contains(&about),
                FollowUpKind::Other => self.receipts.contains(&about),
                _ => false,
            };
        }
        let membership = task.worker.and_then(|worker| by_worker.memberships.get(&worker));
        match (membership, rules.lapse.on(on)) {
            (Some(membership), Some(rule)) if is_of_cover(task.kind) => {
                let reminders = rule.reminders(membership.covered_to);
                reminders.iter().any(|(reminder, day)| *reminder == task.kind && task.due <= *day)
            }
            _ => false,
        }
    }
}

/// The record that a stored task is about.
fn waits_for(task: &FollowUp) -> Option<RecordId> {
    task.about.as_deref()?.parse().ok()
}
