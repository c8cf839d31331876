//! Checking the chains: the streams, the devices' journals, the decisions, and that the records say what
//! their streams say. Names the first bad entry of each chain.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::{ChainHash, Change, ChangeId, RecordId};
use perisai_core::sync::wire::{Cursor, Entry, Head, Revision};
use serde::Serialize;

use crate::branch::Branch;
use crate::decisions::{self, Act, DECISION_HEAD, Erasure, Link};
use crate::desk::{Desk, link};
use crate::error::Result;
use crate::ledger::{Decision, JournalRow, is_erased};

/// How many entries are read at a time.
const ENTRIES_AT_ONCE: usize = 1_000;

/// The word of the verdict that was decided last about each change, and where in the chain of decisions.
type Decided = BTreeMap<ChangeId, (u64, String)>;

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Its content is not the one that was chained.
    Edited,
    /// It is missing, and later ones are there.
    Deleted,
    /// It stands in another's place.
    Reordered,
    /// The end of the chain is missing.
    Truncated,
    /// What stands is not what its chain says: a record against its stream, a verdict against the decisions.
    Differs,
}

/// The first bad entry of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The chain: a stream, `journal DEVICE INCARNATION`, `decisions`, `change ID`.
    pub chain: String,
    /// The position in it.
    pub position: u64,
    /// What is wrong.
    pub fault: Fault,
    /// The record, where one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
}

/// What was checked, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Streams checked.
    pub streams: u64,
    /// Their entries.
    pub entries: u64,
    /// Journals checked.
    pub journals: u64,
    /// Changes checked.
    pub changes: u64,
    /// Decisions checked.
    pub decisions: u64,
    /// The first bad entry of each chain; empty where all is well.
    pub problems: Vec<Problem>,
}

impl Branch {
    /// Walks every chain.
    pub fn verify(&self) -> Result<Verified> {
        self.read(|desk| {
            let mut verified = Verified::default();
            let erased = desk.erasures()?;
            let heads = desk.tx.stream_heads()?;
            for head in &heads {
                verified.streams += 1;
                let problem = desk.verify_stream(head, &erased, &mut verified.entries)?;
                verified.problems.extend(problem);
            }
            verified.problems.extend(desk.missing_streams(&heads)?);
            for journal in desk.tx.journals()? {
                verified.journals += 1;
                let problem = desk.verify_journal(&journal)?;
                verified.problems.extend(problem);
            }
            for change in desk.tx.without_place()? {
                verified.problems.push(problem(format!("change {change}"), 0, Fault::Truncated));
            }
            let changed = desk.verify_changes(&erased, &mut verified.changes)?;
            verified.problems.extend(changed);
            verified.problems.extend(desk.verify_quarantine(&erased)?);
            let (decided, problem) = desk.verify_decisions(&mut verified.decisions)?;
            match problem {
                Some(problem) => verified.problems.push(problem),
                None => verified.problems.extend(desk.verify_verdicts(decided)?),
            }
            Ok(verified)
        })
    }
}

impl Desk<'_> {
    /// What the decisions say was erased, all erasures together.
    fn erasures(&self) -> Result<Erasure> {
        let (mut all, mut after) = (Erasure::default(), 0);
        loop {
            let links = self.tx.decisions(after, ENTRIES_AT_ONCE)?;
            let Some(last) = links.last() else { return Ok(all) };
            after = last.position;
            // A link that cannot be read is told of where the decisions are walked.
            let acts = links.iter().filter_map(|link| rmp_serde::from_slice::<Link>(&link.content).ok());
            for erasure in
                acts.filter_map(|link| if let Act::Erased(erasure) = link.act { Some(erasure) } else { None })
            {
                all.records.extend(erasure.records);
                all.changes.extend(erasure.changes);
                for (stream, positions) in erasure.entries {
                    all.entries.entry(stream).or_default().extend(positions);
                }
            }
        }
    }

    fn verify_stream(&self, head: &Cursor, erased: &Erasure, entries: &mut u64) -> Result<Option<Problem>> {
        let name = head.stream.name();
        let erased = erased.entries.get(&name);
        let mut at = Cursor { stream: head.stream.clone(), position: 0, hash: ChainHash::default() };
        let mut last: BTreeMap<RecordId, (u64, Option<Box<Revision>>)> = BTreeMap::new();
        loop {
            let rows = self.tx.entries(&head.stream, at.position, ENTRIES_AT_ONCE, usize::MAX)?;
            if rows.is_empty() {
                break;
            }
            for (found, content) in rows {
                let expected = link(&at, &content);
                if found.position != expected.position {
                    return Ok(Some(problem(name, expected.position, Fault::Deleted)));
                }
                if found.hash != expected.hash {
                    let fault = self.edited_or_reordered(&at, &found)?;
                    return Ok(Some(problem(name, found.position, fault)));
                }
                *entries += 1;
                at = expected;
                if is_erased(&content) && erased.is_some_and(|positions| positions.contains(&found.position)) {
                    continue;
                }
                match rmp_serde::from_slice(&content) {
                    Ok(Entry::Revision(revision)) => {
                        last.insert(revision.record, (found.position, Some(revision)));
                    }
                    Ok(Entry::Moved { record, .. }) => {
                        last.insert(record, (found.position, None));
                    }
                    Ok(Entry::Verdict(_) | Entry::AppliedRun(_)) => {}
                    Err(_) => return Ok(Some(problem(name, found.position, Fault::Edited))),
                }
            }
        }
        if at.position != head.position || at.hash != head.hash {
            return Ok(Some(problem(name, at.position + 1, Fault::Truncated)));
        }
        self.verify_records(head, &last)
    }

    /// The streams that records live in and of which nothing is left.
    fn missing_streams(&self, heads: &[Cursor]) -> Result<Vec<Problem>> {
        let mut missing = BTreeSet::new();
        for kind in self.registry.kinds() {
            for record in self.every(kind, |record| Ok(record.record))? {
                let living = self.living(record)?.into_iter().map(|placement| placement.stream);
                missing.extend(living.filter(|stream| heads.iter().all(|head| head.stream != *stream)));
            }
        }
        Ok(missing.into_iter().map(|stream| problem(stream.name(), 1, Fault::Truncated)).collect())
    }

    /// Whether every record that lives in a stream is what the stream said last.
    fn verify_records(
        &self,
        head: &Cursor,
        last: &BTreeMap<RecordId, (u64, Option<Box<Revision>>)>,
    ) -> Result<Option<Problem>> {
        let mut living: BTreeSet<RecordId> = BTreeSet::new();
        let differs = |position, record| Problem {
            record: Some(record),
            ..problem(head.stream.name(), position, Fault::Differs)
        };
        for (kind, record) in self.tx.living_in(&head.stream)? {
            living.insert(record);
            let stands = self.tx.record(self.kind(&kind)?, record)?;
            let (position, said) = last.get(&record).cloned().unwrap_or_default();
            if stands.is_none() || said.map(|said| *said) != stands {
                return Ok(Some(differs(position, record)));
            }
        }
        let gone = last.iter().find(|(record, (_, said))| said.is_some() && !living.contains(record));
        Ok(gone.map(|(record, (position, _))| differs(*position, *record)))
    }

    /// Whether what stands at a place is another place's, or nobody's.
    fn edited_or_reordered(&self, before: &Cursor, found: &Cursor) -> Result<Fault> {
        let mut after = 0;
        loop {
            let rows = self.tx.entries(&before.stream, after, ENTRIES_AT_ONCE, usize::MAX)?;
            let Some((last, _)) = rows.last() else { return Ok(Fault::Edited) };
            after = last.position;
            for (other, content) in rows {
                let belongs = link(before, &content).hash;
                if other.position != found.position && (belongs == found.hash || belongs == other.hash) {
                    return Ok(Fault::Reordered);
                }
            }
        }
    }

    fn verify_journal(&self, journal: &JournalRow) -> Result<Option<Problem>> {
        let name = format!("journal {} {}", journal.device, journal.head.incarnation);
        let mut at = Head::empty(journal.device, journal.head.incarnation);
        loop {
            let places = self.tx.journal_after(journal.device, &at, ENTRIES_AT_ONCE)?;
            if places.is_empty() {
                return Ok(None);
            }
            for (found, change) in places {
                let expected = at.append(change);
                if found.seq != expected.seq {
                    return Ok(Some(problem(name, expected.seq, Fault::Deleted)));
                }
                if found != expected {
                    return Ok(Some(problem(name, found.seq, Fault::Edited)));
                }
                if self.tx.verdict(change)?.is_none() && self.tx.quarantined(change)?.is_none() {
                    return Ok(Some(problem(name, found.seq, Fault::Deleted)));
                }
                at = expected;
            }
        }
    }

    /// Whether each change is what its id says, or what an erasure left of it.
    fn verify_changes(&self, erased: &Erasure, checked: &mut u64) -> Result<Option<Problem>> {
        let mut after = 0;
        loop {
            let ids: Vec<(u64, ChangeId)> = self.tx.change_ids(after, ENTRIES_AT_ONCE)?;
            let Some((last, _)) = ids.last() else { return Ok(None) };
            after = *last;
            for (arrival, id) in ids {
                *checked += 1;
                let row = self.tx.change(id)?;
                // What the branch makes itself has a random id.
                let edited = |body: &Change| body.id() != *erased.changes.get(&id).unwrap_or(&id);
                if row.is_some_and(|row| row.device.is_some() && edited(&row.body)) {
                    return Ok(Some(problem(format!("change {id}"), arrival, Fault::Edited)));
                }
            }
        }
    }

    /// Whether what waits in quarantine is what its id says.
    fn verify_quarantine(&self, erased: &Erasure) -> Result<Option<Problem>> {
        let rows = self.tx.quarantine()?;
        let edited = rows.iter().find(|row| row.body.id() != *erased.changes.get(&row.id).unwrap_or(&row.id));
        Ok(edited.map(|row| problem(format!("change {}", row.id), 0, Fault::Edited)))
    }

    /// The decisions, and what they said last of each change, with where.
    fn verify_decisions(&self, checked: &mut u64) -> Result<(Decided, Option<Problem>)> {
        let chain = || "decisions".to_owned();
        let mut decided = Decided::new();
        let (mut position, mut hash) = (0, ChainHash::default());
        loop {
            let links = self.tx.decisions(position, ENTRIES_AT_ONCE)?;
            if links.is_empty() {
                break;
            }
            for found in links {
                let expected = decisions::next(position, hash, found.content.clone());
                if found.position != expected.position {
                    return Ok((decided, Some(problem(chain(), expected.position, Fault::Deleted))));
                }
                if found.hash != expected.hash {
                    let fault = self.decision_fault((position, hash), &found)?;
                    return Ok((decided, Some(problem(chain(), found.position, fault))));
                }
                let Ok(link) = rmp_serde::from_slice::<Link>(&found.content) else {
                    return Ok((decided, Some(problem(chain(), found.position, Fault::Edited))));
                };
                if let Act::Verdicts { verdicts } = link.act {
                    decided.extend(verdicts.into_iter().map(|(change, word)| (change, (found.position, word))));
                }
                *checked += 1;
                (position, hash) = (expected.position, expected.hash);
            }
        }
        let head = self.tx.setting(DECISION_HEAD)?;
        let whole = head.is_none_or(|head| head == decisions::head(position, hash));
        Ok((decided, (!whole).then(|| problem(chain(), position + 1, Fault::Truncated))))
    }

    /// Whether the verdict of each change of a device is the one that was decided last.
    fn verify_verdicts(&self, mut decided: Decided) -> Result<Option<Problem>> {
        let chain = |change: ChangeId| format!("change {change}");
        let mut after = 0;
        loop {
            let ids: Vec<(u64, ChangeId)> = self.tx.change_ids(after, ENTRIES_AT_ONCE)?;
            let Some((last, _)) = ids.last() else { break };
            after = *last;
            for (_, id) in ids {
                let Some(row) = self.tx.change(id)?.filter(|row| row.device.is_some()) else { continue };
                let (position, said) = decided.remove(&id).unwrap_or_default();
                if said != row.verdict.word() {
                    return Ok(Some(problem(chain(id), position, Fault::Differs)));
                }
            }
        }
        // What was decided about is never deleted.
        let gone = decided.into_iter().next();
        Ok(gone.map(|(change, (position, _))| problem(chain(change), position, Fault::Deleted)))
    }

    fn decision_fault(&self, before: (u64, ChainHash), found: &Decision) -> Result<Fault> {
        let mut after = 0;
        loop {
            let links = self.tx.decisions(after, ENTRIES_AT_ONCE)?;
            let Some(last) = links.last() else { return Ok(Fault::Edited) };
            after = last.position;
            for other in links {
                let belongs = decisions::next(before.0, before.1, other.content.clone()).hash;
                if other.position != found.position && (belongs == found.hash || belongs == other.hash) {
                    return Ok(Fault::Reordered);
                }
            }
        }
    }
}

fn problem(chain: String, position: u64, fault: Fault) -> Problem {
    Problem { chain, position, fault, record: None }
}
