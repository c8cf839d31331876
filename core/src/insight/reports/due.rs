//! Report 10: what is due.

use std::collections::BTreeMap;

use super::Scope;
use crate::domain::cash_policy::CashPolicy;
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{Consent, WorkerId};
use crate::domain::lapse_rules::LapseRules;
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::words::ConsentPurpose;
use crate::domain::{Record, RecordId};
use crate::insight::due::{DueRules, Known, Made, Reachable, Subject, due_items};
use crate::insight::facts::Fact;
use crate::insight::report::{Draft, DueLine};

/// How many days ahead a task is counted: a week's work.
const DAYS_AHEAD: i64 = 7;

/// The tasks that are due, overdue ones first. It is a list of work and no estimate of anything: nothing in it is counted.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let (lapse, cash, holidays) =
        (scope.list::<LapseRules>(), scope.list::<CashPolicy>(), scope.list::<PublicHolidays>());
    let rules = DueRules { lapse: &lapse, cash: &cash, holidays: &holidays, days_ahead: DAYS_AHEAD };
    for item in due_items(&known(scope), scope.as_of, &rules) {
        let is_asked_for = scope.filter.agent.as_ref().is_none_or(|agent| item.owner.as_ref() == Some(agent));
        if !is_asked_for || !scope.filter.holds(item.day().month()) {
            continue;
        }
        let record = match item.subject {
            Subject::Worker(worker) => worker.to_string(),
            Subject::Figure(figure) => figure.to_string(),
        };
        draft.due.push(DueLine {
            kind: item.kind.to_string(),
            record,
            owner: item.owner.as_ref().map(ToString::to_string),
            due: item.day().to_string(),
            days_over: item.days_over(scope.as_of),
        });
    }
}

/// The records that tasks follow from, of the workers asked about.
fn known(scope: &Scope<'_>) -> Known {
    let facts = scope.facts;
    let mut consents: BTreeMap<RecordId, Vec<(RecordId, Consent)>> = BTreeMap::new();
    for consent in facts.consents.iter().filter(|consent| consent.day <= scope.as_of) {
        consents.entry(consent.record.worker.0).or_default().push((consent.id, consent.record.clone()));
    }
    let may_remind = |worker: RecordId| {
        consents.get(&worker).is_some_and(|of| standing_purposes(of).contains(&ConsentPurpose::Remind))
    };
    // Who captured the worker is not who has something to do: the agent is held against the task's owner.
    let anybody = crate::insight::Filter { agent: None, ..scope.filter.clone() };
    let asked = facts.workers.iter().filter(|worker| anybody.admits_at_any_time(facts, worker));
    let reachable = |worker: &Fact<crate::domain::kinds::Worker>| Reachable {
        do_not_contact: worker.record.do_not_contact,
        may_remind: may_remind(worker.id),
    };
    Known {
        workers: asked.map(|worker| (WorkerId(worker.id), reachable(worker))).collect(),
        memberships: facts.memberships.iter().map(|fact| fact.record.clone()).collect(),
        registrations: made(scope, &facts.registrations),
        encounters: made(scope, &facts.encounters),
        receipts: made(scope, &facts.receipts),
        follow_ups: facts.follow_ups.iter().map(|fact| fact.record.clone()).collect(),
    }
}

fn made<T: Record + Clone>(scope: &Scope<'_>, facts: &[Fact<T>]) -> Vec<Made<T>> {
    let up_to_now = facts.iter().filter(|fact| fact.day <= scope.as_of);
    up_to_now
        .map(|fact| Made { record: fact.id, at_ms: fact.at_ms, on: fact.day, typed: fact.record.clone() })
        .collect()
}
