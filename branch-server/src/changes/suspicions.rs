//! What a change makes suspect: two workers who may be one person, a second registration.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::kinds::{
    Conflict, ConflictKind, ConflictStatus, Membership, MembershipStatus, Receipt, Registration, RegistrationStatus,
    Worker,
};
use perisai_core::domain::likeness::{Likeable, LikenessReason, likeness};
use perisai_core::domain::name::duplicate_key;
use perisai_core::domain::record::Record;
use perisai_core::domain::{Document, RecordId, Value};
use perisai_core::sync::wire::Revision;

use crate::changes::conflicts::new_conflict;
use crate::changes::draft::{Draft, Stop};
use crate::changes::ingest::{Arrival, set_fields};
use crate::changes::links::{Links, link_of};
use crate::changes::merges::merged_into;
use crate::desk::Desk;
use crate::error::Result;

/// The fields of a worker by which two people are told apart.
const TELLING: [&str; 5] = ["name", "nik", "birth_date", "phone", "village"];
/// So many workers are read at a time to be held against one.
const WORKERS_COMPARED_AT_ONCE: usize = 32;

/// Workers who may be the same person as one, with why.
type Alike = BTreeMap<RecordId, (Revision, Vec<LikenessReason>)>;

impl Desk<'_> {
    /// Plans the conflicts over several records that a change leads to.
    pub(crate) fn plan_suspicions(&self, arrival: &Arrival, draft: &mut Draft) -> Result<(), Stop> {
        let mut links = Links::of(draft);
        for worker in to_compare(draft) {
            if let Some(worker) = self.drafted(draft, Worker::KIND, worker)? {
                self.plan_likeness(arrival, draft, &mut links, &worker)?;
            }
        }
        let receipts = draft.records.iter().filter(|drafted| drafted.kind.name == Receipt::KIND.name);
        let new: Vec<Revision> =
            receipts.filter(|drafted| drafted.before.is_none()).map(|drafted| drafted.after.clone()).collect();
        for receipt in &new {
            self.plan_month_paid_twice(arrival, draft, receipt)?;
        }
        self.plan_receipts_of_merges(arrival, draft)
    }

    /// Links a worker by suspicions to everybody who may be the same person, of those linked with one another to the
    /// earliest alone. So a change raises few suspicions however many are alike, and who of them are still to be told
    /// apart stay linked.
    fn plan_likeness(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        links: &mut Links,
        worker: &Revision,
    ) -> Result<(), Stop> {
        let known = self.ever_linked(links, worker.record)?;
        let alike = self.alike(draft, worker, &known)?;
        let mut unlinked: BTreeSet<RecordId> = alike.keys().filter(|other| !known.contains(other)).copied().collect();
        for (other, reasons) in alike.values().filter(|(other, _)| known.contains(&other.record)) {
            self.plan_suspicion(arrival, draft, links, [worker, other], reasons)?;
        }
        self.reach(draft, links, worker.record, &mut unlinked)?;
        while let Some(first) = unlinked.pop_first() {
            if let Some((other, reasons)) = alike.get(&first) {
                self.plan_suspicion(arrival, draft, links, [worker, other], reasons)?;
                self.reach(draft, links, first, &mut unlinked)?;
            }
        }
        Ok(())
    }

    /// The workers who may be the same person, the earliest first and as many as it takes: whoever is not named is like
    /// one that is, and so linked with that one already.
    fn alike(&self, draft: &Draft, worker: &Revision, known: &BTreeSet<RecordId>) -> Result<Alike> {
        let mut alike = Alike::new();
        let Some(own) = likeable(&worker.fields) else { return Ok(alike) };
        let compare = |alike: &mut Alike, other: &Revision| {
            let Some(like) = likeable(&other.fields).filter(|_| other.record != worker.record) else { return };
            let reasons = likeness(&own, &like).reasons;
            if !reasons.is_empty() {
                alike.insert(other.record, (other.clone(), reasons));
            }
        };
        for drafted in draft.records.iter().filter(|drafted| drafted.kind.name == Worker::KIND.name) {
            compare(&mut alike, &drafted.after);
        }
        for field in ["nik", "phone", "birth_date"] {
            let Some(value) = worker.fields.get(field) else { continue };
            let mut after = None;
            loop {
                let page = self.tx.find_after(Worker::KIND, field, value, after, WORKERS_COMPARED_AT_ONCE)?;
                for other in page.iter().filter(|other| draft.get(other.record).is_none()) {
                    compare(&mut alike, other);
                }
                let news = || alike.iter().filter(|(other, _)| !known.contains(other)).map(|(_, (_, reasons))| reasons);
                after = page.last().map(|last| last.record);
                if page.len() < WORKERS_COMPARED_AT_ONCE || says_all(field, own.nik.is_some(), news) {
                    break;
                }
            }
        }
        Ok(alike)
    }

    fn plan_suspicion(
        &self,
        arrival: &Arrival,
        draft: &mut Draft,
        links: &mut Links,
        mut pair: [&Revision; 2],
        reasons: &[LikenessReason],
    ) -> Result<(), Stop> {
        let reasons: Vec<String> = reasons.iter().map(|reason| reason.as_str().to_owned()).collect();
        pair.sort_by_key(|worker| worker.record);
        let id = duplicate_conflict(pair[0].record, pair[1].record);
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
        links.note(pair.map(|worker| worker.record), true);
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
        let mut judged = BTreeSet::new();
        for worker in persons {
            if !judged.contains(&worker) {
                let person = self.perhaps_one_person(worker)?;
                self.suspect(arrival, &person)?;
                judged.extend(person);
            }
        }
        Ok(())
    }

    fn suspect(&mut self, arrival: &Arrival, person: &[RecordId]) -> Result<()> {
        let mut live = Vec::new();
        for worker in person {
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

/// Whether those found say all that others with the same value of a field could. Who has the same NIK is near to whoever
/// is near to it; who has the same name, birth date and village, or phone, is like everybody who has them, too.
fn says_all<'a, I: Iterator<Item = &'a Vec<LikenessReason>>>(
    field: &str,
    has_nik: bool,
    found: impl Fn() -> I,
) -> bool {
    use LikenessReason::{SameNameAndBirthWithPhone, SameNameAndBirthWithVillage, SameNik};
    let says = |reason| found().any(|reasons| reasons.contains(&reason));
    match field {
        "nik" => says(SameNik),
        "phone" => says(SameNameAndBirthWithPhone),
        _ => {
            let says_both =
                |reasons: &Vec<_>| [SameNik, SameNameAndBirthWithVillage].iter().all(|one| reasons.contains(one));
            found().any(says_both) || (!has_nik && says(SameNameAndBirthWithVillage))
        }
    }
}

/// The workers of a change who have to be held against others: who changed in what people are told apart by, who was
/// merged or stands alone again, and whoever a suspicion that was decided linked to others.
fn to_compare(draft: &Draft) -> BTreeSet<RecordId> {
    let mut workers = BTreeSet::new();
    for drafted in &draft.records {
        let (before, after) = (drafted.before.as_ref(), &drafted.after);
        if drafted.kind.name == Worker::KIND.name {
            let tells = |field: &&str| before.and_then(|before| before.fields.get(*field)) != after.fields.get(*field);
            let (was, is) = (before.and_then(merged_into), merged_into(after));
            if TELLING.iter().any(tells) || was != is {
                workers.insert(after.record);
            }
            if was != is {
                workers.extend(was.into_iter().chain(is));
            }
        } else if let Some((pair, false)) = link_of(drafted) {
            workers.extend(pair);
        }
    }
    workers
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
