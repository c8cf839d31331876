//! Who is linked to whom by open suspicions. Those linked, over any number of steps, may all be one person: a suspicion
//! for each two of them would say nothing more, and grow with their square.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use perisai_core::domain::RecordId;
use perisai_core::domain::kinds::{Conflict, ConflictKind, ConflictStatus, Worker};
use perisai_core::domain::record::Record;

use crate::changes::draft::{Draft, Drafted};
use crate::changes::merges::merged_into;
use crate::desk::Desk;
use crate::error::Result;

/// The most workers whose registrations are held against one another at once: the nearest, of whom the earliest first.
const PERSON_WORKERS_MAX: usize = 32;

/// What the change under way makes of suspicions, over what the ledger holds: per worker the others, and whether the
/// suspicion is open.
#[derive(Debug, Default)]
pub(crate) struct Links(BTreeMap<RecordId, BTreeMap<RecordId, bool>>);

impl Links {
    /// What a draft makes of suspicions.
    pub(crate) fn of(draft: &Draft) -> Self {
        let mut links = Self::default();
        for (pair, is_open) in draft.records.iter().filter_map(link_of) {
            links.note(pair, is_open);
        }
        links
    }

    /// Notes what becomes of one suspicion.
    pub(crate) fn note(&mut self, [one, other]: [RecordId; 2], is_open: bool) {
        self.0.entry(one).or_default().insert(other, is_open);
        self.0.entry(other).or_default().insert(one, is_open);
    }
}

/// The two workers whom a drafted suspicion is about, and whether it is open.
pub(crate) fn link_of(drafted: &Drafted) -> Option<([RecordId; 2], bool)> {
    if drafted.kind.name != Conflict::KIND.name {
        return None;
    }
    let conflict = Conflict::from_document(&drafted.after.fields).ok()?;
    let pair = <[RecordId; 2]>::try_from(conflict.records).ok().filter(|_| conflict.kind == ConflictKind::Duplicate)?;
    Some((pair, conflict.status == ConflictStatus::Open))
}

impl Desk<'_> {
    /// Everybody whom a suspicion, open or decided, ever linked to a worker.
    pub(crate) fn ever_linked(&self, links: &Links, worker: RecordId) -> Result<BTreeSet<RecordId>> {
        let mut linked = BTreeSet::new();
        for status in [ConflictStatus::Open, ConflictStatus::Resolved] {
            linked.extend(self.tx.beside(worker, status.as_str(), usize::MAX)?);
        }
        linked.extend(links.0.get(&worker).into_iter().flatten().map(|(other, _)| *other));
        Ok(linked)
    }

    /// Takes from those who are sought whoever open suspicions link to a worker. Links of who was absorbed count no
    /// more: nobody decides about them.
    pub(crate) fn reach(
        &self,
        draft: &Draft,
        links: &Links,
        from: RecordId,
        sought: &mut BTreeSet<RecordId>,
    ) -> Result<()> {
        let (mut reached, mut next) = (BTreeSet::from([from]), VecDeque::from([from]));
        while let Some(worker) = next.pop_front().filter(|_| !sought.is_empty()) {
            if self.is_absorbed(draft, worker)? {
                continue;
            }
            for other in self.linked(links, worker)? {
                sought.remove(&other);
                if reached.insert(other) {
                    next.push_back(other);
                }
            }
        }
        Ok(())
    }

    /// A worker, and the nearest of those whom open suspicions link to that worker.
    pub(crate) fn perhaps_one_person(&self, worker: RecordId) -> Result<Vec<RecordId>> {
        let (mut person, mut at) = (vec![worker], 0);
        while let Some(worker) = person.get(at).copied() {
            for other in self.tx.beside(worker, ConflictStatus::Open.as_str(), PERSON_WORKERS_MAX)? {
                if person.len() < PERSON_WORKERS_MAX && !person.contains(&other) {
                    person.push(other);
                }
            }
            at += 1;
        }
        Ok(person)
    }

    /// Whom open suspicions link to a worker, at one step.
    fn linked(&self, links: &Links, worker: RecordId) -> Result<BTreeSet<RecordId>> {
        let open = self.tx.beside(worker, ConflictStatus::Open.as_str(), usize::MAX)?;
        let mut linked: BTreeSet<RecordId> = open.into_iter().collect();
        for (other, is_open) in links.0.get(&worker).into_iter().flatten() {
            match is_open {
                true => linked.insert(*other),
                false => linked.remove(other),
            };
        }
        Ok(linked)
    }

    fn is_absorbed(&self, draft: &Draft, worker: RecordId) -> Result<bool> {
        match draft.get(worker) {
            Some(drafted) if drafted.kind.name == Worker::KIND.name => Ok(merged_into(&drafted.after).is_some()),
            _ => Ok(self.tx.alias(worker)?.is_some()),
        }
    }
}
