//! Taking in what the branch answered: heads, verdicts, pages, villages, in one transaction.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::journal::{self, Life};
use super::records;
use super::schema::meta;
use super::{Store, StoreError, streams};
use crate::domain::limits::{ACKNOWLEDGED_KEPT_DAYS, SET_ASIDE_DAYS};
use crate::domain::{AgentId, Change, DeviceId, RecordId, Registry, Verdict};
use crate::planted::{Planted, is_planted};
use crate::ports::IdSource;
use crate::sync::wire::{
    Cursor, Cursors, Directive, Entry, ExchangeResponse, Head, Scope, Stream, UnknownRevision, cursors_hash,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The most revisions reported in one request as unknown to the branch.
const REPORTED_MAX: u32 = 200;
/// The most places named when asking where the chains part; with doubling steps they reach 2^60 back.
const SHARED_HEADS_MAX: u32 = 60;

/// What taking in an answer did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Verdicts learnt, by word.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// Entries read from pages.
    pub entries: u64,
    /// Whether another exchange is needed now.
    pub more: bool,
    /// Whether the branch has revoked this device.
    pub revoked: bool,
    /// Whether the journal went on in a new incarnation.
    pub forked: bool,
}

/// What a request is made of.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The heads of all lives of the journal.
    pub heads: Vec<Head>,
    /// Where the chains may still agree.
    pub shared: Vec<Head>,
    /// The cursors.
    pub cursors: Cursors,
    /// A run of changes that the branch lacks, with the head that it follows.
    pub run: Option<(Head, Vec<Change>)>,
    /// The version of the villages known.
    pub scope_version: u64,
    /// What a restored branch must learn that it lost.
    pub unknown: Vec<UnknownRevision>,
}

impl Store {
    /// What the next request says. Reads only.
    pub fn outgoing(&self, device: DeviceId, run_bytes_max: usize) -> Result<Outgoing, StoreError> {
        let connection = &self.connection;
        if is_planted(Planted::IdMadeAtSendTime) {
            journal::planted::stamp(connection, device)?;
        }
        let lives = journal::lives(connection)?;
        let cursors = streams::cursors(connection)?;
        let known = meta::get(connection, "cursors_hash")?;
        let hash = cursors_hash(&cursors);
        let cursors =
            if known.as_deref() == Some(hash.0.as_slice()) { Cursors::Known(hash) } else { Cursors::Listed(cursors) };
        let parted = lives.iter().find(|life| life.parted);
        let shared = match parted {
            Some(life) => places_back(connection, device, life)?,
            None => Vec::new(),
        };
        let run = if parted.is_some() { None } else { next_run(connection, device, &lives, run_bytes_max)? };
        Ok(Outgoing {
            heads: lives.iter().map(|life| life.head).collect(),
            shared,
            cursors,
            run,
            scope_version: meta::number(connection, "scope_version")?.unwrap_or(0).unsigned_abs(),
            unknown: unreported(connection)?,
        })
    }

    /// Takes in an answer: all of it, or nothing of it.
    pub fn take_in(
        &mut self,
        device: DeviceId,
        agent: &AgentId,
        ids: &dyn IdSource,
        asked: &Outgoing,
        response: &ExchangeResponse,
    ) -> Result<Applied, StoreError> {
        let transaction = super::begin(&mut self.connection)?;
        let mut taking = Taking {
            connection: &transaction,
            registry: &self.registry,
            device,
            ids,
            applied: Applied { more: response.more, ..Applied::default() },
            rebase: BTreeMap::new(),
        };
        taking.nonce(response)?;
        taking.directives(response);
        taking.heads(asked, response)?;
        if let Some(scope) = &response.scope {
            taking.scope(scope, agent)?;
        }
        for judged in &response.verdicts {
            taking.verdict(judged.change, &judged.verdict, response.server_ms)?;
        }
        taking.pages(response)?;
        taking.settle(response)?;
        taking.keep(response)?;
        taking.rebase()?;
        let applied = taking.applied;
        super::commit(transaction)?;
        Ok(applied)
    }
}

struct Taking<'a> {
    connection: &'a Connection,
    registry: &'a Registry,
    device: DeviceId,
    ids: &'a dyn IdSource,
    applied: Applied,
    rebase: BTreeMap<RecordId, String>,
}

impl Taking<'_> {
    fn nonce(&self, response: &ExchangeResponse) -> Result<(), StoreError> {
        meta::set(self.connection, "nonce", response.nonce.as_bytes())?;
        meta::set(self.connection, "server_ms", response.server_ms.to_string().as_bytes())
    }

    fn directives(&mut self, response: &ExchangeResponse) {
        self.applied.revoked = response.directives.contains(&Directive::Revoked);
    }

    /// Compares the branch's heads with the whole journal.
    fn heads(&mut self, asked: &Outgoing, response: &ExchangeResponse) -> Result<(), StoreError> {
        let lives = journal::lives(self.connection)?;
        let present = lives.last().map(|life| life.ordinal);
        for head in &response.heads {
            let Some(life) = lives.iter().find(|life| life.head.incarnation == head.incarnation) else { continue };
            let is_present = Some(life.ordinal) == present;
            let asked_about = asked.shared.first().is_some_and(|asked| asked.incarnation == head.incarnation);
            if journal::head_at(self.connection, self.device, life, head.seq)? == Some(*head) {
                let turns = journal::branch_has(self.connection, life, head.seq)?;
                self.on_top_again(&turns)?;
                self.recall_verdicts(life, head.seq, response)?;
                self.applied.more |= head.seq < life.head.seq;
            } else if !is_present && life.clone == Some(*head) {
                // A life that is over here and goes on in a clone: the branch lacks nothing of ours in it.
            } else if life.parted && asked_about {
                let shared = response.shared.filter(|shared| asked.shared.contains(shared));
                let shared = shared.unwrap_or_else(|| Head::empty(self.device, life.head.incarnation));
                self.part(life, is_present, head, shared)?;
                self.recall_verdicts(life, shared.seq, response)?;
                self.applied.more = true;
            } else {
                journal::parts(self.connection, life)?;
                self.applied.more = true;
            }
        }
        Ok(())
    }

    /// The branch has answered where its chain and ours part.
    fn part(&mut self, life: &Life, is_present: bool, branch: &Head, shared: Head) -> Result<(), StoreError> {
        if shared == life.head && !is_present {
            return journal::goes_on_elsewhere(self.connection, life, branch);
        }
        let turns = journal::fork(self.connection, self.device, self.ids, life, shared, branch)?;
        self.on_top_again(&turns)?;
        self.applied.forked = true;
        Ok(())
    }

    fn recall_verdicts(&mut self, life: &Life, seq: u64, response: &ExchangeResponse) -> Result<(), StoreError> {
        self.touched(journal::recall_verdicts(self.connection, life, seq, response.server_ms)?);
        Ok(())
    }

    fn on_top_again(&mut self, turns: &[i64]) -> Result<(), StoreError> {
        for turn in turns {
            self.touched(journal::touched(self.connection, *turn)?);
        }
        Ok(())
    }

    fn scope(&mut self, scope: &Scope, agent: &AgentId) -> Result<(), StoreError> {
        streams::set_scope(self.connection, scope)?;
        let orphans = streams::follow(self.connection, self.registry, scope, agent)?;
        if is_planted(Planted::PendingPurgedWithVillage) {
            journal::planted::purge(self.connection, &orphans)?;
        }
        self.touched(orphans);
        Ok(())
    }

    fn verdict(
        &mut self,
        change: crate::domain::ChangeId,
        verdict: &Verdict,
        server_ms: i64,
    ) -> Result<(), StoreError> {
        let judged = journal::judge(self.connection, change, verdict, server_ms)?;
        if judged.is_news {
            *self.applied.verdicts.entry(verdict.word()).or_default() += 1;
        }
        self.touched(judged.touched);
        Ok(())
    }

    fn pages(&mut self, response: &ExchangeResponse) -> Result<(), StoreError> {
        let known = streams::known(self.connection)?;
        for page in &response.pages {
            let read = streams::read_page(self.connection, self.registry, page, &known, response.server_ms)?;
            self.applied.entries += read.entries;
            self.rebase.extend(read.records);
            for entry in read.verdicts {
                match entry {
                    Entry::Verdict(judged) => self.verdict(judged.change, &judged.verdict, response.server_ms)?,
                    Entry::AppliedRun(changes) => {
                        for change in changes {
                            self.verdict(change, &Verdict::Applied, response.server_ms)?;
                        }
                    }
                    Entry::Revision(_) | Entry::Moved { .. } => {}
                }
            }
        }
        let cursors: Vec<Cursor> = streams::cursors(self.connection)?;
        match response.cursors {
            Some(hash) if hash == cursors_hash(&cursors) => meta::set(self.connection, "cursors_hash", &hash.0),
            _ => meta::clear(self.connection, "cursors_hash"),
        }
    }

    /// Only when everything followed has been read are the branch's versions of what it acknowledged here.
    fn settle(&mut self, response: &ExchangeResponse) -> Result<(), StoreError> {
        if !response.more && !self.applied.more {
            self.touched(journal::settle(self.connection)?);
            if journal::pending_count(self.connection)? == 0 {
                meta::set(self.connection, "synced_ms", response.server_ms.to_string().as_bytes())?;
            }
        }
        Ok(())
    }

    fn keep(&self, response: &ExchangeResponse) -> Result<(), StoreError> {
        let lives = journal::lives(self.connection)?;
        for head in &response.in_backup {
            if let Some(life) = lives.iter().find(|life| life.head.incarnation == head.incarnation) {
                let kept_since = response.server_ms - ACKNOWLEDGED_KEPT_DAYS * DAY_MS;
                journal::in_backup(self.connection, life, head.seq, kept_since)?;
            }
        }
        streams::forget_set_aside(self.connection, response.server_ms - SET_ASIDE_DAYS * DAY_MS)?;
        self.connection.prepare_cached("UPDATE set_aside SET reported = 1 WHERE reported = 0")?.execute([])?;
        Ok(())
    }

    fn touched(&mut self, records: Vec<(String, RecordId)>) {
        self.rebase.extend(records.into_iter().map(|(kind, record)| (record, kind)));
    }

    fn rebase(&self) -> Result<(), StoreError> {
        let known = streams::known(self.connection)?;
        for (record, kind) in &self.rebase {
            let Some(kind) = self.registry.kind(kind) else { continue };
            records::rebase(self.connection, &known, kind, *record)?;
        }
        Ok(())
    }
}

fn next_run(
    connection: &Connection,
    device: DeviceId,
    lives: &[Life],
    bytes_max: usize,
) -> Result<Option<(Head, Vec<Change>)>, StoreError> {
    let Some(life) = lives.iter().find(|life| life.branch_seq < life.head.seq) else { return Ok(None) };
    let after = journal::head_at(connection, device, life, life.branch_seq)?
        .ok_or(StoreError::Internal("the journal lacks a place that the branch has"))?;
    Ok(Some((after, journal::run_after(connection, life, life.branch_seq, bytes_max)?)))
}

/// Places of a life from its head back to its start, ever further apart.
fn places_back(connection: &Connection, device: DeviceId, life: &Life) -> Result<Vec<Head>, StoreError> {
    let mut places = Vec::new();
    let mut seq = life.head.seq;
    for step in 0..SHARED_HEADS_MAX {
        places.extend(journal::head_at(connection, device, life, seq)?);
        if seq == 0 {
            break;
        }
        // One by one for the last eight: most forks lie there.
        seq = seq.saturating_sub(if step < 8 { 1 } else { 1 << (step - 8) });
    }
    Ok(places)
}

fn unreported(connection: &Connection) -> Result<Vec<UnknownRevision>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT set_aside.kind, set_aside.record, stream.name FROM set_aside
         JOIN stream ON stream.number = set_aside.stream WHERE reported = 0 LIMIT ?1",
    )?;
    let rows = statement.query_map([REPORTED_MAX], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let bad = StoreError::Internal("a row is not what was written");
        let (kind, record, stream) = row?;
        let record = RecordId::from_slice(&record).ok_or(bad.clone())?;
        Ok(UnknownRevision { kind, record, stream: Stream::from_name(&stream).ok_or(bad)? })
    })
    .collect()
}
