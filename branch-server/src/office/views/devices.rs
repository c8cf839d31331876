//! The phones, whose data is on them, and what they hold that the branch has not taken in or has lost.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::record::Record;
use perisai_core::domain::{DeviceId, RecordId};
use perisai_core::sync::wire::{Cursor, Entry, Head};
use serde::Serialize;

use super::{ROWS_AT_ONCE, instant};
use crate::branch::Branch;
use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::JournalRow;
use crate::office::acts::By;

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

perisai_core::prints_name_only!(DeviceView, PersonView, QuarantineView, LostView);

impl Branch {
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
                        let of = |head: &&Head| head.incarnation == journal.head.incarnation;
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
}

impl Desk<'_> {
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
    fn workers_read(&self, up_to: &Cursor) -> Result<BTreeSet<RecordId>> {
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
