//! What is due: tasks that follow from memberships, conversations, registrations and entrusted money, together with those
//! that were planned. They are computed and not stored; what came of one is stored under the same key.
//!
//! What a worker could still claim inside the arrears window is never computed here, nor promised.

mod known;
mod sentence;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::CivilDate;
use crate::domain::cash_policy::CashPolicy;
use crate::domain::id::{AgentId, RecordId};
use crate::domain::kinds::{
    Direction, Encounter, FigureId, FollowUp, FollowUpKind, FollowUpResult, Membership, MembershipStatus, Receipt,
    ReceiptStatus, Registration, RegistrationStatus, WorkerId,
};
use crate::domain::lapse_rules::LapseRules;
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::rupiah::Rupiah;

use self::known::{ByWorker, WaitedFor};
pub use self::known::{Known, Made, Reachable};

/// Within how many working days a question is answered (the two-way report counts by the same).
pub const ANSWER_WORKING_DAYS: i64 = 2;

/// What the days are reckoned by.
#[derive(Debug, Clone, Copy)]
pub struct DueRules<'a> {
    /// When cover lapses, and when somebody goes by.
    pub lapse: &'a LapseRules,
    /// How long money may be held.
    pub cash: &'a CashPolicy,
    /// The days on which nobody works.
    pub holidays: &'a PublicHolidays,
    /// How many days ahead a task is shown.
    pub days_ahead: i64,
}

/// Whom a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A worker.
    Worker(WorkerId),
    /// A figure.
    Figure(FigureId),
}

/// Why something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Cover ends soon.
    CoverEnds {
        /// The last day of cover.
        covered_to: CivilDate,
    },
    /// Cover has ended.
    CoverEnded {
        /// The last day of cover.
        covered_to: CivilDate,
    },
    /// A further month is unpaid.
    MonthUnpaid {
        /// Which, counted from the end of cover.
        month: u32,
        /// The last day of cover.
        covered_to: CivilDate,
    },
    /// The membership is over: the way back is a new registration.
    MembershipOver {
        /// The last day of cover.
        covered_to: CivilDate,
    },
    /// The worker named the day.
    DayNamed {
        /// When it was named.
        named_on: CivilDate,
    },
    /// A question has no answer.
    QuestionWaits {
        /// When it was asked.
        asked_on: CivilDate,
    },
    /// A registration came back to be corrected.
    RegistrationCameBack {
        /// When it was captured.
        captured_on: CivilDate,
    },
    /// Entrusted money was not handed over.
    MoneyHeld {
        /// Since when.
        entrusted_on: CivilDate,
        /// How much.
        rupiah: Rupiah,
    },
    /// Somebody promised or planned it.
    Planned,
}

/// Something to be done on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueItem {
    /// Whom it is about.
    pub subject: Subject,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// The day it is due: with the subject, the kind and `about` what a result is noted under.
    pub due: CivilDate,
    /// What was promised, or which record waits.
    pub about: Option<String>,
    /// The day it was put off to.
    pub put_off_to: Option<CivilDate>,
    /// Who is to do it; none for whoever comes by.
    pub owner: Option<AgentId>,
    /// Why.
    pub reason: Reason,
}

impl DueItem {
    /// The day that counts: the one it was put off to, or the one it is due.
    pub fn day(&self) -> CivilDate {
        self.put_off_to.map_or(self.due, |later| later.max(self.due))
    }

    /// How many days it is over; negative before it is due.
    pub fn days_over(&self, on: CivilDate) -> i64 {
        on.days_since(self.day())
    }
}

/// What is due on a day, and shortly after: what is overdue longest comes first. A result ends a task, but that nobody
/// was met; money that is held ends by being handed over alone.
pub fn due_items(known: &Known, on: CivilDate, rules: &DueRules<'_>) -> Vec<DueItem> {
    let by_worker = ByWorker::of(known);
    let mut computed = Vec::new();
    for membership in &known.memberships {
        of_membership(&by_worker, membership, on, rules, &mut computed);
    }
    of_questions(known, rules, &mut computed);
    of_named_days(known, &by_worker, &mut computed);
    of_registrations(known, &mut computed);
    of_receipts(known, on, rules, &mut computed);

    let stored: BTreeMap<Key, &FollowUp> =
        known.follow_ups.iter().filter_map(|task| Some((key_of(task)?, task))).collect();
    let keys: BTreeSet<Key> = computed.iter().map(key).collect();
    let mut items: Vec<DueItem> = computed.into_iter().filter_map(|item| with_stored(item, &stored)).collect();
    let open: Vec<_> = stored.iter().filter(|(key, task)| !keys.contains(key) && !is_ended(task)).collect();
    let waited_for = WaitedFor::of(known, open.iter().map(|(_, task)| **task));
    for (key, task) in open {
        if !waited_for.is_superseded(&by_worker, task, on, rules) {
            items.push(planned(key, task));
        }
    }
    items.retain(|item| is_let(known, item) && item.days_over(on) >= -rules.days_ahead);
    items.sort_by_key(|item| (item.day(), key(item)));
    items
}

type Key = (Subject, FollowUpKind, CivilDate, Option<String>);

fn key(item: &DueItem) -> Key {
    (item.subject, item.kind, item.due, item.about.clone())
}

fn key_of(task: &FollowUp) -> Option<Key> {
    let subject = task.worker.map(Subject::Worker).or(task.figure.map(Subject::Figure))?;
    Some((subject, task.kind, task.due, task.about.clone()))
}

/// Whether something came of it: that nobody was met leaves it to be done.
fn is_ended(task: &FollowUp) -> bool {
    task.results.iter().any(|result| *result != FollowUpResult::NotMet)
}

/// Whether anybody may come by for it.
fn is_let(known: &Known, item: &DueItem) -> bool {
    let Subject::Worker(worker) = item.subject else { return true };
    let Some(reachable) = known.workers.get(&worker) else { return false };
    !reachable.do_not_contact && (reachable.may_remind || !is_reminder(item))
}

/// Whether it reminds of contributions, which needs a consent.
fn is_reminder(item: &DueItem) -> bool {
    is_of_cover(item.kind) || matches!(item.reason, Reason::MembershipOver { .. })
}

const fn is_of_cover(kind: FollowUpKind) -> bool {
    use FollowUpKind::{AfterEnd3Days, Arrears, BeforeEnd7Days, Month2Visit, Month3Visit};
    matches!(kind, BeforeEnd7Days | AfterEnd3Days | Month2Visit | Month3Visit | Arrears)
}

/// A computed task with what is stored of it; none where it is ended.
fn with_stored(item: DueItem, stored: &BTreeMap<Key, &FollowUp>) -> Option<DueItem> {
    let Some(task) = stored.get(&key(&item)) else { return Some(item) };
    let ends = is_ended(task) && !matches!(item.reason, Reason::MoneyHeld { .. });
    (!ends).then(|| DueItem { put_off_to: task.put_off_to, owner: task.owner.clone(), ..item })
}

fn planned((subject, kind, due, about): &Key, task: &FollowUp) -> DueItem {
    DueItem {
        subject: *subject,
        kind: *kind,
        due: *due,
        about: about.clone(),
        put_off_to: task.put_off_to,
        owner: task.owner.clone(),
        reason: Reason::Planned,
    }
}

/// Of one membership one task at a time: a later one takes the place of an earlier that nobody did.
fn of_membership(
    by_worker: &ByWorker<'_>,
    membership: &Membership,
    on: CivilDate,
    rules: &DueRules<'_>,
    items: &mut Vec<DueItem>,
) {
    let Some(rule) = rules.lapse.on(on) else { return };
    let covered_to = membership.covered_to;
    let item = |kind, due, reason| DueItem {
        subject: Subject::Worker(membership.worker),
        kind,
        due,
        about: None,
        put_off_to: None,
        owner: None,
        reason,
    };
    if is_over(membership, on, rules.lapse) {
        let came_back = came_back(by_worker.registrations(membership.worker), membership);
        if let Some(due) = covered_to.add_days(1).filter(|_| !came_back) {
            items.push(item(FollowUpKind::Other, due, Reason::MembershipOver { covered_to }));
        }
        return;
    }
    let mut days: Vec<(FollowUpKind, CivilDate, Reason)> = Vec::new();
    if membership.status == MembershipStatus::InArrears
        && let Some(due) = covered_to.add_days(1)
    {
        days.push((FollowUpKind::Arrears, due, Reason::MonthUnpaid { month: 1, covered_to }));
    }
    for (reminder, due) in rule.reminders(covered_to) {
        let reason = match reminder {
            _ if due <= covered_to => Reason::CoverEnds { covered_to },
            FollowUpKind::Month2Visit => Reason::MonthUnpaid { month: 2, covered_to },
            FollowUpKind::Month3Visit => Reason::MonthUnpaid { month: 3, covered_to },
            _ => Reason::CoverEnded { covered_to },
        };
        // Nobody is told that cover ends once it has.
        if due > covered_to || on <= covered_to {
            days.push((reminder, due, reason));
        }
    }
    days.sort_by_key(|(_, due, _)| *due);
    let live = days.iter().rposition(|(_, due, _)| *due <= on).unwrap_or(0);
    items.extend(days.drain(..).skip(live).map(|(kind, due, reason)| item(kind, due, reason)));
}

/// Whether only a new registration brings the worker back.
pub fn is_over(membership: &Membership, on: CivilDate, lapse: &LapseRules) -> bool {
    membership.status.is_over() || has_lapsed(membership, on, lapse)
}

/// Whether as many months are unpaid on a day as end a membership, whatever the branch has said of it yet.
pub fn has_lapsed(membership: &Membership, on: CivilDate, lapse: &LapseRules) -> bool {
    let unpaid = unpaid_months(membership.covered_to, on);
    on > membership.covered_to && lapse.on(on).is_some_and(|rule| rule.has_ended(unpaid))
}

/// The months that are over and unpaid, counted from the one after the last covered.
pub fn unpaid_months(covered_to: CivilDate, on: CivilDate) -> u32 {
    u32::try_from(on.month().months_since(covered_to.month()) - 1).unwrap_or(0)
}

/// Whether the worker has registered anew since cover ended.
pub fn came_back<'r>(registrations: impl IntoIterator<Item = &'r Made<Registration>>, membership: &Membership) -> bool {
    registrations.into_iter().any(|registration| {
        registration.typed.worker == membership.worker
            && registration.on > membership.covered_to
            && Some(registration.record) != membership.registration.map(|registration| registration.0)
            && is_alive(registration.typed.status)
    })
}

const fn is_alive(status: RegistrationStatus) -> bool {
    !matches!(status, RegistrationStatus::Cancelled | RegistrationStatus::Rejected)
}

fn of_questions(known: &Known, rules: &DueRules<'_>, items: &mut Vec<DueItem>) {
    let answered: BTreeSet<RecordId> =
        known.encounters.iter().filter_map(|encounter| encounter.typed.answers).map(|answered| answered.0).collect();
    for asked in known.encounters.iter().filter(|encounter| encounter.typed.direction == Direction::Incoming) {
        if answered.contains(&asked.record) {
            continue;
        }
        items.push(DueItem {
            subject: Subject::Worker(asked.typed.worker),
            kind: FollowUpKind::Answer,
            due: rules.answer_by(asked.on),
            about: Some(asked.record.to_string()),
            put_off_to: None,
            owner: None,
            reason: Reason::QuestionWaits { asked_on: asked.on },
        });
    }
}

impl DueRules<'_> {
    /// The last working day on which a question of a day is answered in time.
    fn answer_by(&self, asked: CivilDate) -> CivilDate {
        let mut day = asked;
        let mut left = ANSWER_WORKING_DAYS;
        while left > 0 {
            let Some(next) = day.add_days(1) else { return day };
            day = next;
            left -= i64::from(self.holidays.is_working_day(day));
        }
        day
    }
}

/// A worker's last word on when to register, until a registration follows it.
fn of_named_days(known: &Known, by_worker: &ByWorker<'_>, items: &mut Vec<DueItem>) {
    let mut last: BTreeMap<WorkerId, &Made<Encounter>> = BTreeMap::new();
    for encounter in known.encounters.iter().filter(|encounter| encounter.typed.intent_day.is_some()) {
        let named = last.entry(encounter.typed.worker).or_insert(encounter);
        if (named.at_ms, named.record) < (encounter.at_ms, encounter.record) {
            *named = encounter;
        }
    }
    for (worker, named) in last {
        let mut since = by_worker.registrations(worker).filter(|registration| registration.at_ms >= named.at_ms);
        let has_registered = since.any(|registration| is_alive(registration.typed.status));
        let Some(due) = named.typed.intent_day.filter(|_| !has_registered) else { continue };
        items.push(DueItem {
            subject: Subject::Worker(worker),
            kind: FollowUpKind::Promise,
            due,
            about: Some(named.record.to_string()),
            put_off_to: None,
            owner: None,
            reason: Reason::DayNamed { named_on: named.on },
        });
    }
}

fn of_registrations(known: &Known, items: &mut Vec<DueItem>) {
    let came_back = known.registrations.iter();
    for back in came_back.filter(|registration| registration.typed.status == RegistrationStatus::NeedsCorrection) {
        items.push(DueItem {
            subject: Subject::Worker(back.typed.worker),
            kind: FollowUpKind::CorrectRegistration,
            due: back.on,
            about: Some(back.record.to_string()),
            put_off_to: None,
            owner: None,
            reason: Reason::RegistrationCameBack { captured_on: back.on },
        });
    }
}

fn of_receipts(known: &Known, on: CivilDate, rules: &DueRules<'_>, items: &mut Vec<DueItem>) {
    for held in known.receipts.iter().filter(|receipt| is_overdue(receipt, on, rules.cash)) {
        let last_day = held.on.add_days(i64::from(rules.cash.days_held_max)).unwrap_or(held.on);
        items.push(DueItem {
            subject: Subject::Worker(held.typed.worker),
            kind: FollowUpKind::Other,
            due: last_day,
            about: Some(held.record.to_string()),
            put_off_to: None,
            owner: Some(held.typed.holder.clone()),
            reason: Reason::MoneyHeld { entrusted_on: held.on, rupiah: held.typed.rupiah },
        });
    }
}

/// Whether entrusted money should have been handed over before a day.
pub fn is_overdue(receipt: &Made<Receipt>, on: CivilDate, policy: &CashPolicy) -> bool {
    receipt.typed.status == ReceiptStatus::Entrusted && policy.is_overdue(receipt.on, on)
}

#[cfg(test)]
mod tests;
