//! What the office reads: agents, devices, registrations, receipts, conflicts, totals. Instants are ISO 8601
//! in UTC.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::calendar::format_instant;
use perisai_core::domain::kinds::{
    Agent, Candidate, Conflict, ConflictKind, ConflictStatus, Receipt, Registration, Worker,
};
use perisai_core::domain::record::Record;
use perisai_core::domain::{DeviceId, KindSpec, RecordId, Value};
use perisai_core::merge::is_waiting;
use perisai_core::sync::wire::{Entry, Revision};
use serde::Serialize;

use crate::acts::{By, choices};
use crate::branch::Branch;
use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::JournalRow;

/// How many rows are read at a time.
const ROWS_AT_ONCE: usize = 1_000;

/// An agent.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct AgentView {
    /// The badge.
    pub agent: String,
    /// Name.
    pub name: String,
    /// What the agent may do.
    pub role: String,
    /// The organisation that the agent works through.
    pub wadah: Option<String>,
    /// The villages now, dotted.
    pub villages: Vec<String>,
    /// Whether the agent works.
    pub status: String,
}

/// A device.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    /// Its id.
    pub device: String,
    /// Whose it is.
    pub agent: String,
    /// Since when.
    pub enrolled_at: String,
    /// When it last exchanged.
    pub seen_at: Option<String>,
    /// Why it is revoked.
    pub revoked: Option<String>,
    /// How many lives its journal had.
    pub incarnations: usize,
    /// Whether two of them grow side by side: somebody uses a copy of this phone.
    pub cloned: bool,
    /// How many of its changes are in quarantine.
    pub quarantined: usize,
    /// How many changes of its journal the newest backup lacks.
    pub not_in_backup: u64,
}

/// A person whose data is on a phone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// The worker.
    pub worker: String,
    /// Name.
    pub name: String,
    /// The village, dotted.
    pub village: String,
}

/// A registration.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationView {
    /// Its id.
    pub registration: String,
    /// The worker.
    pub worker: String,
    /// The worker's name.
    pub name: String,
    /// The worker's village, dotted.
    pub village: String,
    /// The programmes.
    pub programmes: String,
    /// The first month.
    pub start_month: String,
    /// How many months.
    pub period_months: u32,
    /// What was quoted, rupiah.
    pub total: i64,
    /// Where it stands.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Who captured it.
    pub agent: String,
    /// When.
    pub captured_at: String,
}

/// A receipt.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// Its id.
    pub receipt: String,
    /// The number on the paper.
    pub number: String,
    /// Who holds the money.
    pub holder: String,
    /// Whose money.
    pub worker: String,
    /// How much.
    pub rupiah: i64,
    /// The months it pays.
    pub contribution_months: Vec<String>,
    /// Where the money is.
    pub status: String,
    /// Since how many days it was entrusted.
    pub days: i64,
    /// When it was written.
    pub captured_at: String,
}

/// A value that can be chosen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// The number to choose it by; 0 is what stands.
    pub n: usize,
    /// The value.
    pub value: Value,
    /// The change that set it.
    pub change: String,
    /// Who set it.
    pub agent: String,
    /// On which device; none for the branch.
    pub device: Option<String>,
    /// When it was captured.
    pub captured_at: String,
    /// When the branch received it.
    pub received_at: String,
}

/// A conflict.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ConflictView {
    /// Its id.
    pub conflict: String,
    /// `field`, `duplicate` or `receipt`.
    pub kind: String,
    /// `open` or `resolved`.
    pub status: String,
    /// The kind of the records.
    pub record_kind: String,
    /// The records.
    pub records: Vec<String>,
    /// The worker concerned, or both of a duplicate.
    pub workers: Vec<String>,
    /// The field, or the contribution month.
    pub field: Option<String>,
    /// Why two workers may be one person.
    pub reasons: Vec<String>,
    /// What can be chosen.
    pub choices: Vec<ChoiceView>,
    /// Who decided, and why.
    pub decided_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A change in quarantine.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct QuarantineView {
    /// The change.
    pub change: String,
    /// The device.
    pub device: String,
    /// Who captured it.
    pub agent: String,
    /// When.
    pub captured_at: String,
    /// When it was received.
    pub received_at: String,
    /// What it would write, by kind.
    pub kinds: Vec<String>,
    /// Why it was refused; none while nobody has decided.
    pub refused: Option<String>,
}

/// What was captured and what became of it. The parts sum up to `captured`.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Changes of devices that the branch has.
    pub captured: u64,
    /// All of it stands.
    pub applied: u64,
    /// Something lost to a concurrent edit.
    pub merged: u64,
    /// Something waits for a person.
    pub contested: u64,
    /// Waits for what it refers to.
    pub held: u64,
    /// Not taken in.
    pub rejected: u64,
    /// Of revoked devices.
    pub quarantined: u64,
    /// What only devices know; the branch's is always 0.
    pub pending: u64,
    /// Registrations, by status.
    pub registrations: BTreeMap<String, u64>,
    /// Receipts, by status.
    pub receipts: BTreeMap<String, u64>,
    /// Conflicts that nobody has decided, by kind.
    pub open_conflicts: BTreeMap<String, u64>,
    /// Revisions that devices hold and a restored branch has lost.
    pub lost_revisions: u64,
}

/// What a device holds and a restored branch has lost: to be decided or entered again.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct LostView {
    /// The device.
    pub device: String,
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub record: String,
    /// The stream it was read from.
    pub stream: String,
}

perisai_core::prints_name_only!(
    AgentView,
    DeviceView,
    PersonView,
    RegistrationView,
    ReceiptView,
    ChoiceView,
    ConflictView,
    QuarantineView,
    Totals,
    LostView
);

impl Branch {
    /// The agents.
    pub fn agents(&self) -> Result<Vec<AgentView>> {
        self.read(|desk| {
            desk.every(Agent::KIND, |record| {
                let agent = Agent::from_document(&record.fields)?;
                let villages = desk.scope(&agent.badge)?.villages.iter().map(ToString::to_string).collect();
                Ok(AgentView {
                    agent: agent.badge.to_string(),
                    name: agent.name,
                    role: agent.role.to_string(),
                    wadah: agent.wadah,
                    villages,
                    status: agent.status.to_string(),
                })
            })
        })
    }

    /// The devices, in order of enrolment.
    pub fn devices(&self) -> Result<Vec<DeviceView>> {
        self.read(|desk| {
            let journals = desk.tx.journals()?;
            let quarantine = desk.tx.quarantine()?;
            let rows = desk.tx.devices()?;
            rows.into_iter()
                .map(|row| {
                    let own: Vec<_> = journals.iter().filter(|journal| journal.device == row.id).collect();
                    let beside = |older: &JournalRow, newer: &JournalRow| {
                        older.head.incarnation != newer.head.incarnation
                            && older.began_ms <= newer.began_ms
                            && older.grew_ms > newer.began_ms
                    };
                    let cloned = own.iter().any(|older| own.iter().any(|newer| beside(older, newer)));
                    let backed_up = desk.tx.backed_up(row.id)?;
                    let held = |journal: &&&JournalRow| {
                        let of = |head: &&perisai_core::sync::wire::Head| head.incarnation == journal.head.incarnation;
                        journal.head.seq - backed_up.iter().find(of).map_or(0, |head| head.seq.min(journal.head.seq))
                    };
                    Ok(DeviceView {
                        device: row.id.to_string(),
                        agent: row.agent.to_string(),
                        enrolled_at: instant(row.enrolled_ms),
                        seen_at: row.seen_ms.map(instant),
                        revoked: row.revoked,
                        incarnations: own.len(),
                        cloned,
                        quarantined: quarantine.iter().filter(|change| change.device == row.id).count(),
                        not_in_backup: own.iter().map(|journal| held(&journal)).sum(),
                    })
                })
                .collect()
        })
    }

    /// Whose data is on a phone: every worker that it had read when it last exchanged, and those that it
    /// captured itself. What it captured since, only the phone knows.
    pub fn persons(&self, by: Option<&By>, device: DeviceId) -> Result<Vec<PersonView>> {
        self.write(|desk| {
            desk.tx.device(device)?.ok_or_else(|| BranchError::not_found("device", device))?;
            let mut workers = desk.captured_by(device)?;
            for cursor in desk.tx.cursor_sets(device)?.into_iter().flatten() {
                workers.extend(desk.workers_read(&cursor)?);
            }
            desk.enter_by(by.map(|by| &by.agent), &Act::ListedPersons { device })?;
            let mut persons = Vec::new();
            for worker in workers {
                let Some(worker) = desk.tx.record(Worker::KIND, worker)? else { continue };
                let typed = Worker::from_document(&worker.fields)?;
                let (worker, village) = (worker.record.to_string(), typed.village.to_string());
                persons.push(PersonView { worker, name: typed.name, village });
            }
            Ok(persons)
        })
    }

    /// The registrations, oldest first.
    pub fn registrations(&self) -> Result<Vec<RegistrationView>> {
        self.read(|desk| {
            desk.every(Registration::KIND, |record| {
                let registration = Registration::from_document(&record.fields)?;
                let worker = desk.load::<Worker>(registration.worker.0)?;
                Ok(RegistrationView {
                    registration: record.record.to_string(),
                    worker: registration.worker.to_string(),
                    name: worker.as_ref().map(|worker| worker.name.clone()).unwrap_or_default(),
                    village: worker.map(|worker| worker.village.to_string()).unwrap_or_default(),
                    programmes: registration.programmes.to_string(),
                    start_month: registration.start_month.to_string(),
                    period_months: registration.period_months,
                    total: registration.quote.total.0,
                    status: registration.status.to_string(),
                    reason: registration.reason,
                    agent: record.author.to_string(),
                    captured_at: instant(record.created_ms),
                })
            })
        })
    }

    /// The receipts, oldest first.
    pub fn receipts(&self) -> Result<Vec<ReceiptView>> {
        self.read(|desk| {
            desk.every(Receipt::KIND, |record| {
                let receipt = Receipt::from_document(&record.fields)?;
                Ok(ReceiptView {
                    receipt: record.record.to_string(),
                    number: receipt.number,
                    holder: receipt.holder.to_string(),
                    worker: receipt.worker.to_string(),
                    rupiah: receipt.rupiah.0,
                    contribution_months: receipt.contribution_months.iter().map(ToString::to_string).collect(),
                    status: receipt.status.to_string(),
                    days: (desk.now_ms - record.created_ms).div_euclid(crate::placement::days(1)),
                    captured_at: instant(record.created_ms),
                })
            })
        })
    }

    /// The conflicts between values: those that are open, or all.
    pub fn conflicts(&self, resolved_too: bool) -> Result<Vec<ConflictView>> {
        self.conflicts_of(resolved_too, |kind| kind != ConflictKind::Duplicate)
    }

    /// The suspicions that two workers are one person: those that are open, or all.
    pub fn duplicates(&self, resolved_too: bool) -> Result<Vec<ConflictView>> {
        self.conflicts_of(resolved_too, |kind| kind == ConflictKind::Duplicate)
    }

    /// What is in quarantine, in order of arrival.
    pub fn quarantine(&self) -> Result<Vec<QuarantineView>> {
        self.read(|desk| {
            let rows = desk.tx.quarantine()?.into_iter();
            Ok(rows
                .map(|row| QuarantineView {
                    change: row.id.to_string(),
                    device: row.device.to_string(),
                    agent: row.body.author.to_string(),
                    captured_at: instant(row.timing.captured_ms),
                    received_at: instant(row.received_ms),
                    kinds: row.body.patches.iter().map(|patch| patch.kind.clone()).collect(),
                    refused: row.refused,
                })
                .collect())
        })
    }

    /// What was captured and what became of it.
    pub fn totals(&self) -> Result<Totals> {
        self.read(|desk| {
            let mut totals = Totals { quarantined: desk.tx.quarantine()?.len() as u64, ..Totals::default() };
            for count in desk.tx.verdict_counts()? {
                match count.word.as_str() {
                    "applied" => totals.applied += count.changes,
                    "merged" => totals.merged += count.changes,
                    "contested" => totals.contested += count.changes,
                    "held" => totals.held += count.changes,
                    "rejected" => totals.rejected += count.changes,
                    other => return Err(BranchError::Ledger(format!("no verdict is called {other}"))),
                }
            }
            totals.captured =
                totals.applied + totals.merged + totals.contested + totals.held + totals.rejected + totals.quarantined;
            for (kind, counts) in
                [(Registration::KIND, &mut totals.registrations), (Receipt::KIND, &mut totals.receipts)]
            {
                for status in desk.every(kind, |record| Ok(text(&record, "status")))? {
                    *counts.entry(status).or_default() += 1;
                }
            }
            let open = Value::from(ConflictStatus::Open.as_str());
            for conflict in desk.tx.find(Conflict::KIND, "status", &open)? {
                *totals.open_conflicts.entry(text(&conflict, "kind")).or_default() += 1;
            }
            totals.lost_revisions = desk.tx.lost_revisions()?.len() as u64;
            Ok(totals)
        })
    }

    /// What devices hold and this branch, once restored, has lost.
    pub fn lost(&self) -> Result<Vec<LostView>> {
        self.read(|desk| {
            let rows = desk.tx.lost_revisions()?.into_iter();
            Ok(rows
                .map(|(device, lost)| LostView {
                    device: device.to_string(),
                    kind: lost.kind,
                    record: lost.record.to_string(),
                    stream: lost.stream.name(),
                })
                .collect())
        })
    }

    fn conflicts_of(&self, resolved_too: bool, of: impl Fn(ConflictKind) -> bool) -> Result<Vec<ConflictView>> {
        self.read(|desk| {
            let mut views = Vec::new();
            let records = desk.every(Conflict::KIND, Ok)?;
            for record in records {
                let conflict = Conflict::from_document(&record.fields)?;
                if of(conflict.kind) && (resolved_too || conflict.status == ConflictStatus::Open) {
                    views.push(desk.conflict_view(record.record, conflict)?);
                }
            }
            Ok(views)
        })
    }
}

impl Desk<'_> {
    /// Every record of a kind that stands for itself, in order of id.
    pub(crate) fn every<T>(&self, kind: &KindSpec, mut read: impl FnMut(Revision) -> Result<T>) -> Result<Vec<T>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.tx.page(kind, after, ROWS_AT_ONCE)?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(last.record);
            for record in page {
                if !self.is_retired(record.record)? {
                    all.push(read(record)?);
                }
            }
        }
    }

    fn conflict_view(&self, id: RecordId, conflict: Conflict) -> Result<ConflictView> {
        let shown: Vec<&Candidate> = match conflict.kind {
            ConflictKind::Duplicate => conflict.candidates.iter().filter(|one| is_waiting(&conflict, one)).collect(),
            ConflictKind::Field | ConflictKind::Receipt => choices(&conflict),
        };
        let first = usize::from(conflict.kind == ConflictKind::Duplicate);
        let choices = shown
            .into_iter()
            .enumerate()
            .map(|(n, candidate)| ChoiceView {
                n: n + first,
                value: candidate.value.clone(),
                change: candidate.change.to_string(),
                agent: candidate.author.to_string(),
                device: candidate.device.map(|device| device.to_string()),
                captured_at: instant(candidate.captured_ms),
                received_at: instant(candidate.received_ms),
            })
            .collect();
        let mut workers = BTreeSet::new();
        for record in &conflict.records {
            if conflict.record_kind == Worker::KIND.name {
                workers.insert(record.to_string());
            } else if let Some(record) = self.tx.record(self.kind(&conflict.record_kind)?, *record)? {
                workers.insert(text(&record, "worker"));
            }
        }
        Ok(ConflictView {
            conflict: id.to_string(),
            kind: conflict.kind.to_string(),
            status: conflict.status.to_string(),
            record_kind: conflict.record_kind,
            records: conflict.records.iter().map(ToString::to_string).collect(),
            workers: workers.into_iter().collect(),
            field: conflict.field,
            reasons: conflict.reasons,
            choices,
            decided_by: conflict.resolution.as_ref().map(|resolution| resolution.by.to_string()),
            reason: conflict.resolution.map(|resolution| resolution.reason),
        })
    }

    /// The workers that a device's own changes concern.
    fn captured_by(&self, device: DeviceId) -> Result<BTreeSet<RecordId>> {
        let mut workers = BTreeSet::new();
        for id in self.tx.changes_of(device)? {
            let Some(row) = self.tx.change(id)? else { continue };
            for patch in row.body.patches {
                if patch.kind == Worker::KIND.name {
                    workers.insert(patch.record);
                }
            }
        }
        Ok(workers)
    }

    /// The workers that one who has read a stream up to there holds.
    fn workers_read(&self, up_to: &perisai_core::sync::wire::Cursor) -> Result<BTreeSet<RecordId>> {
        let (mut workers, mut after) = (BTreeSet::new(), 0);
        loop {
            let rows = self.tx.entries(&up_to.stream, after, ROWS_AT_ONCE, usize::MAX)?;
            let Some((last, _)) = rows.last() else { return Ok(workers) };
            after = last.position;
            for (at, content) in rows {
                if at.position > up_to.position {
                    return Ok(workers);
                }
                match rmp_serde::from_slice(&content) {
                    Ok(Entry::Revision(revision)) if revision.kind == Worker::KIND.name => {
                        workers.insert(revision.record);
                    }
                    Ok(Entry::Moved { record, .. }) => {
                        workers.remove(&record);
                    }
                    Ok(_) => {}
                    Err(_) => {
                        return Err(BranchError::Ledger(format!("{} {} is not an entry", at.stream, at.position)));
                    }
                }
            }
        }
    }
}

/// An instant as people and other programs read it: ISO 8601, UTC.
pub(crate) fn instant(utc_ms: i64) -> String {
    format_instant(utc_ms, 0).unwrap_or_else(|| format!("{utc_ms} ms"))
}

fn text(record: &Revision, field: &str) -> String {
    record.fields.get(field).and_then(Value::as_text).unwrap_or_default().to_owned()
}
