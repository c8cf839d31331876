//! Months paid twice: two receipts for one contribution month of one worker.

use std::collections::BTreeSet;

use perisai_core::domain::calendar::Month;
use perisai_core::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus, Receipt, ReceiptStatus, Worker};
use perisai_core::domain::record::Record;
use perisai_core::domain::{Document, Invalid, LostField, RecordId, Rule, Value};
use perisai_core::merge::{Late, await_decision, is_waiting};
use perisai_core::sync::wire::Revision;

use crate::changes::conflicts::{decided, new_conflict};
use crate::changes::draft::{Became, Draft, Stop, rejected};
use crate::changes::ingest::Arrival;
use crate::changes::merges::merged_into;
use crate::changes::resolve::month_place;
use crate::desk::Desk;
use crate::error::Result;

/// The most receipts for one month of one worker. A conflict names them all, in each of its revisions: without a limit
/// one phone could make them grow with the square of what it sends.
const RECEIPTS_OF_A_MONTH_MAX: usize = 32;

/// The receipts that a worker gets back when a merge is undone.
struct GivenBack {
    worker: RecordId,
    receipts: Vec<Revision>,
}

impl Desk<'_> {
    /// Plans a conflict for each month that a new receipt pays again. Refuses one too many: it goes back to its author.
    pub(crate) fn plan_month_paid_twice(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        receipt: &Revision,
    ) -> Result<(), Stop> {
        let Some(worker) = worker_of(receipt) else { return Ok(()) };
        let mut others = self.tx.find(Receipt::KIND, "worker", &Value::Text(worker.to_string()))?;
        let in_change = draft.records.iter().filter(|drafted| drafted.kind.name == Receipt::KIND.name);
        others.extend(
            in_change
                .map(|drafted| drafted.after.clone())
                .take_while(|other| other.record != receipt.record)
                .filter(|other| worker_of(other) == Some(worker)),
        );
        for month in months_paid(&receipt.fields) {
            let paid = self.conflict(draft, month_conflict(worker, month))?;
            if paid.is_some_and(|(_, conflict)| conflict.records.len() >= RECEIPTS_OF_A_MONTH_MAX) {
                return Err(rejected(Some(receipt.record), Invalid::new("contribution_months", Rule::Limit)));
            }
        }
        self.plan_beside(arrival, draft, worker, receipt, &others)
    }

    /// Plans what a merge of two workers, or its undoing, means for months that each of them paid.
    pub(crate) fn plan_receipts_of_merges(&self, arrival: &Arrival, draft: &mut Draft) -> Result<(), Stop> {
        let workers = draft.records.iter().filter(|drafted| drafted.kind.name == Worker::KIND.name);
        let turned: Vec<(RecordId, Option<RecordId>, Option<RecordId>)> = workers
            .map(|drafted| {
                let was = drafted.before.as_ref().and_then(merged_into);
                (drafted.after.record, was, merged_into(&drafted.after))
            })
            .filter(|(_, was, is)| was != is)
            .collect();
        let mut given_back = Vec::new();
        for (absorbed, was, _) in &turned {
            if let Some(survivor) = *was {
                given_back.push(self.plan_paid_apart(arrival, draft, survivor, *absorbed)?);
            }
        }
        for (absorbed, _, is) in &turned {
            if let Some(survivor) = *is {
                let kept = self.receipts_after(survivor, &given_back)?;
                for receipt in self.receipts_after(*absorbed, &given_back)? {
                    self.plan_beside(arrival, draft, survivor, &receipt, &kept)?;
                }
            }
        }
        Ok(())
    }

    /// A worker's receipts once what is given back is with its own worker again.
    fn receipts_after(&self, worker: RecordId, given_back: &[GivenBack]) -> Result<Vec<Revision>> {
        let mut receipts = self.tx.find(Receipt::KIND, "worker", &Value::Text(worker.to_string()))?;
        let leaves = |receipt: &Revision| {
            given_back.iter().flat_map(|back| &back.receipts).any(|back| back.record == receipt.record)
        };
        receipts.retain(|receipt| !leaves(receipt));
        let own = given_back.iter().filter(|back| back.worker == worker);
        receipts.extend(own.flat_map(|back| back.receipts.clone()));
        Ok(receipts)
    }

    fn plan_beside(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        worker: RecordId,
        receipt: &Revision,
        others: &[Revision],
    ) -> Result<(), Stop> {
        for month in months_paid(&receipt.fields) {
            let same_month =
                |other: &&Revision| other.record != receipt.record && months_paid(&other.fields).contains(&month);
            if let Some(first) = others.iter().find(same_month) {
                self.plan_paid_twice(arrival, draft, worker, month, first, receipt)?;
            }
        }
        Ok(())
    }

    fn plan_paid_twice(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        worker: RecordId,
        month: Month,
        first: &Revision,
        receipt: &Revision,
    ) -> Result<(), Stop> {
        let id = month_conflict(worker, month);
        let (before, mut conflict) = match self.conflict(draft, id)? {
            Some((before, conflict)) => (Some(before), conflict),
            None => {
                let field = Some(month.to_string());
                let mut conflict = new_conflict(ConflictKind::Receipt, Receipt::KIND, vec![first.record], field);
                let value = Value::Text(first.record.to_string());
                conflict.standing = self.candidate(arrival, first.writers.created, value)?;
                (None, conflict)
            }
        };
        if conflict.records.contains(&receipt.record) {
            return Ok(());
        }
        let value = Value::Text(receipt.record.to_string());
        let Some(candidate) = self.candidate(arrival, receipt.writers.created, value)? else { return Ok(()) };
        let place = |receipt: &Candidate| place_of(receipt, month);
        let standing: Vec<_> = conflict.standing.iter().map(|standing| standing.change).collect();
        let decided = before.as_ref().and_then(|before| decided(before, &conflict));
        match decided.and_then(|decided| decided.late(candidate.change, &standing)) {
            Some(Late::Lost) => {
                draft.became.extend(place(&candidate).map(|place| (candidate.change, place, Became::Lost)));
                conflict.candidates.push(candidate);
            }
            Some(Late::Stands) => {
                let outdone = conflict.standing.replace(candidate);
                let lost = outdone.iter().filter_map(|outdone| Some((outdone.change, place(outdone)?, Became::Lost)));
                draft.became.extend(lost);
                conflict.candidates.extend(outdone);
            }
            Some(Late::Waits) | None => {
                draft.became.extend(place(&candidate).map(|place| (candidate.change, place, Became::Waits(id))));
                await_decision(&mut conflict, candidate);
            }
        }
        conflict.records.push(receipt.record);
        conflict.records.sort();
        draft.about.extend(conflict.records.iter().map(|record| (*record, id)));
        draft.put_conflict(arrival, id, before, conflict);
        Ok(())
    }

    /// What two workers paid is no longer paid twice when they are two again; what one of them paid twice still is.
    fn plan_paid_apart(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        survivor: RecordId,
        absorbed: RecordId,
    ) -> Result<GivenBack, Stop> {
        let mut receipts = Vec::new();
        for child in self.tx.reparented(absorbed)? {
            if child.kind == Receipt::KIND.name {
                receipts.extend(self.tx.record(Receipt::KIND, child.record)?);
            }
        }
        let leave: BTreeSet<RecordId> = receipts.iter().map(|receipt| receipt.record).collect();
        let months: BTreeSet<Month> = receipts.iter().flat_map(|receipt| months_written(&receipt.fields)).collect();
        for month in months {
            let id = month_conflict(survivor, month);
            if let Some((before, conflict)) = self.conflict(draft, id)? {
                let left = without(draft, id, conflict, month, &leave);
                draft.put_conflict(arrival, id, Some(before), left);
            }
        }
        for (place, receipt) in receipts.iter().enumerate() {
            self.plan_beside(arrival, draft, absorbed, receipt, &receipts[..place])?;
        }
        Ok(GivenBack { worker: absorbed, receipts })
    }
}

/// A conflict without some of its receipts. Where fewer than two remain there is nothing to decide any more, and what
/// was decided about those that left says nothing.
fn without(
    draft: &mut Draft,
    id: RecordId,
    mut conflict: Conflict,
    month: Month,
    leave: &BTreeSet<RecordId>,
) -> Conflict {
    let leaves = |one: &Candidate| receipt_of(one).is_some_and(|receipt| leave.contains(&receipt));
    let (gone, mut remain): (Vec<Candidate>, Vec<Candidate>) =
        conflict.standing.take().into_iter().chain(std::mem::take(&mut conflict.candidates)).partition(leaves);
    let mut became = |one: &Candidate, what| {
        draft.became.extend(place_of(one, month).map(|place| (one.change, place, what)));
    };
    gone.iter().for_each(|one| became(one, Became::Stands));
    conflict.records.retain(|record| !leave.contains(record));
    if remain.len() < 2
        || conflict.resolution.as_ref().is_some_and(|made| gone.iter().any(|one| made.choice == Some(one.change)))
    {
        conflict.resolution = None;
    }
    if !remain.is_empty() {
        let stands = remain.remove(0);
        became(&stands, Became::Stands);
        conflict.standing = Some(stands);
    }
    conflict.candidates = remain;
    for candidate in conflict.candidates.iter().filter(|candidate| is_waiting(&conflict, candidate)) {
        became(candidate, Became::Waits(id));
    }
    let open = conflict.candidates.iter().any(|candidate| is_waiting(&conflict, candidate));
    conflict.status = if open { ConflictStatus::Open } else { ConflictStatus::Resolved };
    conflict
}

fn month_conflict(worker: RecordId, month: Month) -> RecordId {
    RecordId::derived("conflict", &[&worker.to_string(), &month.to_string()])
}

fn receipt_of(candidate: &Candidate) -> Option<RecordId> {
    candidate.value.as_text().and_then(|id| id.parse().ok())
}

fn place_of(candidate: &Candidate, month: Month) -> Option<LostField> {
    receipt_of(candidate).map(|record| LostField { record, field: month_place(&month.to_string()) })
}

fn worker_of(receipt: &Revision) -> Option<RecordId> {
    receipt.fields.get("worker").and_then(Value::as_text).and_then(|id| id.parse().ok())
}

/// The months that a receipt pays while it holds.
fn months_paid(fields: &Document) -> Vec<Month> {
    match Receipt::from_document(fields) {
        Ok(receipt) if receipt.status != ReceiptStatus::Returned => receipt.contribution_months,
        _ => Vec::new(),
    }
}

/// The months written on a receipt, whether it holds or not.
fn months_written(fields: &Document) -> Vec<Month> {
    Receipt::from_document(fields).map(|receipt| receipt.contribution_months).unwrap_or_default()
}
