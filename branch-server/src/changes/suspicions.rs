//! What a change makes suspect: two workers who may be one person, a second registration.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::kinds::{
    Conflict, ConflictKind, ConflictStatus, Membership, MembershipStatus, Receipt, Registration, RegistrationStatus,
    Worker,
};
use perisai_core::domain::likeness::{Likeable, likeness};
use perisai_core::domain::name::duplicate_key;
use perisai_core::domain::record::Record;
use perisai_core::domain::{Document, RecordId, Value};
use perisai_core::sync::wire::Revision;

use crate::changes::conflicts::new_conflict;
use crate::changes::draft::{Draft, Stop};
use crate::changes::ingest::{Arrival, set_fields};
use crate::desk::Desk;
use crate::error::Result;

/// The fields of a worker by which two people are told apart.
const TELLING: [&str; 5] = ["name", "nik", "birth_date", "phone", "village"];

impl Desk<'_> {
    /// Plans the conflicts over several records that a change leads to.
    pub(crate) fn plan_suspicions(&self, arrival: &Arrival, draft: &mut Draft) -> Result<(), Stop> {
        let drafted: Vec<(&str, Option<Revision>, Revision)> = draft
            .records
            .iter()
            .map(|drafted| (drafted.kind.name, drafted.before.clone(), drafted.after.clone()))
            .collect();
        for (kind, before, after) in drafted {
            let tells =
                |field: &&str| before.as_ref().and_then(|before| before.fields.get(*field)) != after.fields.get(*field);
            if kind == Worker::KIND.name && TELLING.iter().any(tells) {
                self.plan_likeness(arrival, draft, &after)?;
            }
            if kind == Receipt::KIND.name && before.is_none() {
                self.plan_month_paid_twice(arrival, draft, &after)?;
            }
        }
        self.plan_receipts_of_merges(arrival, draft)
    }

    /// Raises a suspicion against each worker who may be the same person.
    fn plan_likeness(&self, arrival: &Arrival, draft: &mut Draft, worker: &Revision) -> Result<(), Stop> {
        let Some(own) = likeable(&worker.fields) else { return Ok(()) };
        let mut others: BTreeMap<RecordId, Revision> = BTreeMap::new();
        for field in ["nik", "birth_date"] {
            if let Some(value) = worker.fields.get(field) {
                let found = self.tx.find(Worker::KIND, field, value)?;
                others.extend(found.into_iter().map(|other| (other.record, other)));
            }
        }
        for other in draft.records.iter().filter(|drafted| drafted.kind.name == Worker::KIND.name) {
            others.insert(other.after.record, other.after.clone());
        }
        others.remove(&worker.record);
        for other in others.into_values() {
            let Some(like) = likeable(&other.fields) else { continue };
            let reasons: Vec<String> =
                likeness(&own, &like).reasons.into_iter().map(|reason| reason.as_str().to_owned()).collect();
            if !reasons.is_empty() {
                self.plan_suspicion(arrival, draft, worker, &other, reasons)?;
            }
        }
        Ok(())
    }

    fn plan_suspicion(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        one: &Revision,
        other: &Revision,
        reasons: Vec<String>,
    ) -> Result<(), Stop> {
        let mut pair = [one, other];
        pair.sort_by_key(|worker| worker.record);
        let id = duplicate_conflict(one.record, other.record);
        let (before, mut conflict) = match self.conflict(draft, id)? {
            Some((before, conflict)) => (Some(before), conflict),
            None => {
                let records = pair.iter().map(|worker| worker.record).collect();
                let mut conflict = new_conflict(ConflictKind::Duplicate, Worker::KIND, records, None);
                for worker in pair {
                    let value = Value::Text(worker.record.to_string());
                    conflict.candidates.extend(self.candidate(arrival, worker.writers.created, value)?);
                }
                (None, conflict)
            }
        };
        // A person who found the two different is asked again only where something new speaks for it.
        if before.is_some() && reasons.iter().all(|reason| conflict.reasons.contains(reason)) {
            return Ok(());
        }
        conflict.reasons.extend(reasons);
        conflict.reasons.sort();
        conflict.reasons.dedup();
        conflict.status = ConflictStatus::Open;
        draft.about.extend(pair.map(|worker| (worker.record, id)));
        draft.put_conflict(arrival, id, before, conflict);
        Ok(())
    }

    /// Marks the later of two live registrations of one person.
    pub(crate) fn suspect_registrations(&mut self, arrival: &Arrival, draft: &Draft) -> Result<()> {
        let mut persons: BTreeSet<RecordId> = BTreeSet::new();
        for drafted in &draft.records {
            match drafted.kind.name {
                "registration" if drafted.before.as_ref().map(status) != Some(status(&drafted.after)) => {
                    let worker = drafted.after.fields.get("worker").and_then(Value::as_text);
                    persons.extend(worker.and_then(|id| id.parse::<RecordId>().ok()));
                }
                "conflict" => {
                    let suspected = Conflict::from_document(&drafted.after.fields).ok();
                    let suspected = suspected.filter(|conflict| conflict.kind == ConflictKind::Duplicate);
                    persons.extend(suspected.into_iter().flat_map(|conflict| conflict.records));
                }
                "worker" => {
                    let merged = drafted.after.fields.get("merged_into").and_then(Value::as_text);
                    persons.extend(merged.and_then(|id| id.parse::<RecordId>().ok()));
                }
                _ => {}
            }
        }
        persons.into_iter().try_for_each(|worker| self.suspect(arrival, worker))
    }

    fn suspect(&mut self, arrival: &Arrival, worker: RecordId) -> Result<()> {
        let mut live = Vec::new();
        for worker in self.perhaps_one_person(worker)? {
            for record in self.tx.find(Registration::KIND, "worker", &Value::Text(worker.to_string()))? {
                if self.is_live(&record)? {
                    let received = self.tx.change(record.writers.created)?.map(|change| change.received_ms);
                    live.push((!is_settled(&record), received, record.created_ms, record.record));
                }
            }
        }
        live.sort();
        for (_, _, _, id) in live.into_iter().skip(1) {
            let Some(record) = self.tx.record(Registration::KIND, id)? else { continue };
            if status(&record) == Some("submitted") {
                let suspected = Value::from(RegistrationStatus::DuplicateSuspected.as_str());
                let patch = set_fields(Registration::KIND, &record, [("status".to_owned(), suspected)].into());
                self.write_for_branch(arrival, vec![patch])?;
            }
        }
        Ok(())
    }

    /// A worker, and those suspected to be the same person.
    fn perhaps_one_person(&self, worker: RecordId) -> Result<BTreeSet<RecordId>> {
        let mut person = BTreeSet::from([worker]);
        for id in self.tx.about(worker)? {
            let conflict: Option<Conflict> = self.load(id)?;
            let open = conflict
                .filter(|conflict| conflict.kind == ConflictKind::Duplicate && conflict.status == ConflictStatus::Open);
            person.extend(open.into_iter().flat_map(|conflict| conflict.records));
        }
        Ok(person)
    }

    /// Whether a registration still leads somewhere: one whose membership has ended may be followed by another.
    fn is_live(&self, record: &Revision) -> Result<bool> {
        Ok(match status(record) {
            Some("draft" | "cancelled" | "rejected") | None => false,
            Some("active") => {
                let worker = record.fields.get("worker").and_then(Value::as_text).unwrap_or_default();
                let membership: Option<Membership> = self.load(RecordId::derived(Membership::KIND.name, &[worker]))?;
                membership.is_some_and(|membership| {
                    matches!(membership.status, MembershipStatus::Active | MembershipStatus::InArrears)
                })
            }
            Some(_) => true,
        })
    }
}

/// The id of the suspicion that two workers are one person.
pub(crate) fn duplicate_conflict(one: RecordId, other: RecordId) -> RecordId {
    RecordId::derived("conflict", &[&one.min(other).to_string(), &one.max(other).to_string()])
}

fn status(record: &Revision) -> Option<&str> {
    record.fields.get("status").and_then(Value::as_text)
}

/// Whether the branch has judged a registration already: then the other one is the second.
fn is_settled(record: &Revision) -> bool {
    matches!(status(record), Some("verified" | "awaiting_payment" | "active"))
}

/// What likeness is judged by; none for a worker who was absorbed by another.
fn likeable(fields: &Document) -> Option<Likeable> {
    if fields.contains_key("merged_into") {
        return None;
    }
    let worker = Worker::from_document(fields).ok()?;
    Some(Likeable {
        nik: worker.nik,
        name_key: duplicate_key(&worker.name),
        birth_date: worker.birth_date,
        village: Some(worker.village),
        phone: worker.phone,
    })
}
