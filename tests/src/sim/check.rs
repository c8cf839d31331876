//! What must hold when a day has healed.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::FieldError;
use perisai_core::domain::kinds::{Conflict, ConflictKind, Registration, Worker};
use perisai_core::domain::{ChangeId, Record, RecordId, Registry, Value, Verdict};
use perisai_core::field::NoProgress;

use super::network::{Network, Way};
use super::phone::SimPhone;
use super::world::World;

/// What did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A device failed where it must not.
    #[error("a device failed: {0}")]
    Failed(String),
    /// A phone did not come to an end although the faults had stopped.
    #[error("{phone} does not come to an end in round {round}")]
    Endless {
        /// Whose phone.
        phone: String,
        /// Which round of healing.
        round: u32,
    },
    /// A change that somebody still had is nowhere at the branch.
    #[error("change {0} is lost")]
    Lost(ChangeId),
    /// A value is gone that nobody who wrote after it had seen, and nothing says so.
    #[error("change {change} of {field} was overridden in silence")]
    Overridden {
        /// The change.
        change: ChangeId,
        /// Its field.
        field: &'static str,
    },
    /// A change has other than one effect.
    #[error("{what}: {found} records of {expected} changes")]
    Effects {
        /// Of what kind.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// One person was registered twice and nothing says so.
    #[error("person {0} is registered twice without a suspicion")]
    Unsuspected(u64),
    /// A phone shows other than the branch has.
    #[error("{phone} shows {kind} {record} otherwise than a fresh phone of the same agent: {how}")]
    Differs {
        /// Whose phone.
        phone: String,
        /// The kind.
        kind: &'static str,
        /// The record.
        record: String,
        /// What is different: names of fields, no values.
        how: String,
    },
    /// A phone's totals do not add up.
    #[error("the totals of {0} do not add up")]
    Totals(String),
}

impl Violation {
    /// A device's error where none may be.
    pub fn failed(error: FieldError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Checks a day that has healed.
pub(super) fn hold(world: &World) -> Result<(), Violation> {
    nothing_is_lost(world)?;
    nothing_was_overridden_in_silence(world)?;
    every_registration_has_one_effect(world)?;
    one_person_is_one_registration_or_a_suspicion(world)?;
    totals_add_up(world)?;
    phones_show_what_the_branch_has(world)
}

fn verdict(world: &World, change: ChangeId) -> Option<Verdict> {
    world.branch.lock().expect("no panic holds it").verdict(change)
}

fn nothing_is_lost(world: &World) -> Result<(), Violation> {
    let held: BTreeSet<ChangeId> = world.phones.iter().flat_map(|phone| phone.journal.iter().copied()).collect();
    match held.into_iter().find(|change| !is_known(world, *change)) {
        Some(change) => Err(Violation::Lost(change)),
        None => Ok(()),
    }
}

/// Whether the branch has judged a change, or keeps it until a supervisor decides.
fn is_known(world: &World, change: ChangeId) -> bool {
    let branch = world.branch.lock().expect("no panic holds it");
    branch.verdict(change).is_some() || branch.is_quarantined(change)
}

/// Of each edit that the branch calls applied: its value stands, or somebody who had seen it wrote after it, whose
/// value stands or is told to have lost or to wait.
fn nothing_was_overridden_in_silence(world: &World) -> Result<(), Violation> {
    let mut told: BTreeMap<(RecordId, &str), Vec<ChangeId>> = BTreeMap::new();
    let mut applied = Vec::new();
    for (change, edit) in &world.truth.edits {
        match verdict(world, *change) {
            Some(Verdict::Applied) => applied.push((*change, edit)),
            Some(Verdict::Merged { .. } | Verdict::Contested { .. }) => {
                told.entry((edit.record, edit.field)).or_default().push(*change);
            }
            Some(Verdict::Held { .. } | Verdict::Rejected { .. }) | None => {}
        }
    }
    for (change, edit) in applied {
        let record = world.branch.lock().expect("no panic holds it").record(Worker::KIND, edit.record);
        let Some(record) = record else { return Err(Violation::Lost(change)) };
        let told = told.get(&(edit.record, edit.field)).into_iter().flatten();
        let mut heard = record.writers.of_field(edit.field).iter().chain(told);
        if !heard.any(|writer| world.truth.seen_by(*writer).contains(&change)) {
            return Err(Violation::Overridden { change, field: edit.field });
        }
    }
    Ok(())
}

fn every_registration_has_one_effect(world: &World) -> Result<(), Violation> {
    let taken_in = |change: &&ChangeId| verdict(world, **change).is_some_and(|verdict| verdict.is_taken_in());
    let expected = world.truth.registered.keys().filter(taken_in).count();
    let found = world.branch.lock().expect("no panic holds it").records(Registration::KIND).len();
    if found == expected { Ok(()) } else { Err(Violation::Effects { what: "registration", found, expected }) }
}

/// Whoever has one NIK is linked with one another by suspicions, over any number of steps.
fn one_person_is_one_registration_or_a_suspicion(world: &World) -> Result<(), Violation> {
    let branch = world.branch.lock().expect("no panic holds it");
    let mut by_nik: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
    for worker in branch.records(Worker::KIND) {
        if let Some(nik) = worker.fields.get("nik").and_then(Value::as_text) {
            by_nik.entry(nik.to_owned()).or_default().push(worker.record);
        }
    }
    let mut linked: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    let conflicts = branch.records(Conflict::KIND);
    let conflicts = conflicts.iter().filter_map(|record| Conflict::from_document(&record.fields).ok());
    for suspicion in conflicts.filter(|conflict| conflict.kind == ConflictKind::Duplicate) {
        for worker in &suspicion.records {
            linked.entry(*worker).or_default().extend(&suspicion.records);
        }
    }
    for (at, workers) in by_nik.values().enumerate() {
        let (mut reached, mut next) = (BTreeSet::new(), vec![workers[0]]);
        while let Some(worker) = next.pop() {
            if reached.insert(worker) {
                next.extend(linked.get(&worker).into_iter().flatten());
            }
        }
        if workers.iter().any(|worker| !reached.contains(worker)) {
            return Err(Violation::Unsuspected(at as u64));
        }
    }
    Ok(())
}

fn totals_add_up(world: &World) -> Result<(), Violation> {
    for (at, phone) in world.phones.iter().enumerate() {
        let totals = phone.field.totals().map_err(Violation::failed)?;
        let sum = totals.applied + totals.merged + totals.contested + totals.held + totals.rejected + totals.pending;
        let waits = totals.pending != 0 && !world.is_revoked(at)?;
        if sum != totals.captured || waits || totals.captured != phone.journal.len() as u64 {
            return Err(Violation::Totals(phone.agent.to_string()));
        }
    }
    let known = world.truth.saved.iter().filter(|change| is_known(world, **change)).count() as u64;
    let branch = world.branch.lock().expect("no panic holds it");
    let counted = branch.verdicts().into_iter().map(|(_, changes)| changes).sum::<u64>() + branch.quarantined();
    if counted == known { Ok(()) } else { Err(Violation::Totals("the branch".to_owned())) }
}

type Fields = BTreeMap<String, String>;
type Shown = BTreeMap<(&'static str, String), Fields>;

/// A fresh phone of the same agent reads everything from the start: both must show the same, but for what the branch
/// holds back until something arrives, which lies on top on its author's phone alone.
fn phones_show_what_the_branch_has(world: &World) -> Result<(), Violation> {
    let registry = Registry::standard();
    let quiet = Network::quiet();
    for (at, phone) in world.phones.iter().enumerate() {
        if world.is_revoked(at)? {
            continue;
        }
        let now_ms = world.branch.lock().expect("no panic holds it").clock_ms();
        let fresh = SimPhone::new(1_000_000 + at as u64, &phone.agent, now_ms, &registry);
        let code = world.branch.lock().expect("no panic holds it").enrol_code(&phone.agent);
        let way = Way { network: &quiet, branch: &world.branch, phone: &fresh };
        fresh.field.enrol(&code, &way).map_err(Violation::failed)?;
        fresh.field.sync(&way, &NoProgress).map_err(Violation::failed)?;
        let held = held(world, phone);
        let (shown, expected) = (shown(phone, &registry)?, shown(&fresh, &registry)?);
        let keys: BTreeSet<_> = shown.keys().chain(expected.keys()).collect();
        for key in keys.into_iter().filter(|(_, record)| !held.contains(record)) {
            if let Some(how) = difference(shown.get(key), expected.get(key)) {
                let (kind, record) = key.clone();
                return Err(Violation::Differs { phone: phone.agent.to_string(), kind, record, how });
            }
        }
    }
    Ok(())
}

/// The records that changes held at the branch lie on top of.
fn held(world: &World, phone: &SimPhone) -> BTreeSet<String> {
    let branch = world.branch.lock().expect("no panic holds it");
    let is_held = |change: &&ChangeId| matches!(branch.verdict(**change), Some(Verdict::Held { .. }));
    phone.journal.iter().filter(is_held).flat_map(|change| branch.records_of(*change)).collect()
}

fn difference(shown: Option<&Fields>, expected: Option<&Fields>) -> Option<String> {
    match (shown, expected) {
        (Some(shown), Some(expected)) if shown == expected => None,
        (None, None) => None,
        (Some(_), None) => Some("it should be hidden".to_owned()),
        (None, Some(_)) => Some("it should be shown".to_owned()),
        (Some(shown), Some(expected)) => {
            let names: BTreeSet<&String> = shown.keys().chain(expected.keys()).collect();
            let other = names.into_iter().filter(|name| shown.get(*name) != expected.get(*name));
            Some(other.cloned().collect::<Vec<_>>().join(", "))
        }
    }
}

fn shown(phone: &SimPhone, registry: &Registry) -> Result<Shown, Violation> {
    let mut shown = Shown::new();
    for kind in registry.kinds() {
        let mut from: Option<String> = None;
        loop {
            let lines = phone.field.records(kind.name, from.as_deref(), 200).map_err(Violation::failed)?;
            from = lines.last().map(|line| line.record.clone());
            if lines.is_empty() {
                break;
            }
            for line in lines {
                let mut fields: Fields = line.fields.into_iter().map(|field| (field.field, field.value)).collect();
                fields.insert("author".to_owned(), line.author);
                shown.insert((kind.name, line.record), fields);
            }
        }
    }
    Ok(shown)
}
