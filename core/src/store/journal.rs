//! The journal: every change captured on this device, in a chain that the branch can compare with its own.

mod lives;
mod on_top;
pub(super) mod planted;
mod totals;
mod verdicts;

use std::collections::BTreeMap;

#[cfg(test)]
pub(super) use lives::COVER_BY_BACKUP;
pub use lives::begin;
use lives::set_head;
pub(super) use lives::{Life, branch_has, fork, goes_on_elsewhere, head_at, in_backup, lives, parts};
use on_top::touch;
pub use on_top::{has_pending, states_of};
pub(super) use on_top::{pending_patches, touched};
use rusqlite::{Connection, OptionalExtension, params};
pub(super) use totals::captured;
pub use totals::{JournalTotals, pending_count, pending_since, totals};
use verdicts::decode_verdict;
pub(super) use verdicts::{judge, recall_verdicts, settle, tell_words};

use super::{StoreError, records, streams};
use crate::domain::limits::PENDING_CHANGES_MAX;
use crate::domain::{Change, ChangeId, Registry, Verdict};

/// Where a change of the journal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalState {
    /// The branch has not acknowledged it.
    Pending,
    /// The branch has taken it in; its patches stay on top until the branch's word has been read.
    Acknowledged,
    /// The branch's word has been read since.
    Settled,
    /// The branch keeps it until a record that it refers to arrives.
    Held,
    /// The branch refused it; it is here to be corrected.
    Rejected,
}

impl JournalState {
    const ALL: [Self; 5] = [Self::Pending, Self::Acknowledged, Self::Settled, Self::Held, Self::Rejected];

    const fn number(self) -> i64 {
        match self {
            Self::Pending => 0,
            Self::Acknowledged => 1,
            Self::Settled => 2,
            Self::Held => 3,
            Self::Rejected => 4,
        }
    }

    fn of(number: i64) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|state| state.number() == number)
            .ok_or(StoreError::Internal("a journal state is none"))
    }

    /// Whether its patches lie on top of the branch's word.
    const fn lies_on_top(self) -> bool {
        matches!(self, Self::Pending | Self::Acknowledged | Self::Held)
    }
}

/// One change of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The order of capture.
    pub turn: i64,
    /// The change's id.
    pub change: ChangeId,
    /// Where it stands.
    pub state: JournalState,
    /// The branch's last verdict; none before the first.
    pub verdict: Option<Verdict>,
    /// When it was captured, the device's wall clock in UTC milliseconds.
    pub captured_ms: i64,
    /// The change itself; none once it was forgotten.
    pub body: Option<Change>,
}

/// Appends a change and lays its patches on the records, in the caller's transaction.
pub fn append(connection: &Connection, registry: &Registry, change: &Change) -> Result<ChangeId, StoreError> {
    let body = change.encode();
    let id = Change::id_of(&body);
    check_room(connection)?;
    let turn = enter(connection, id, &body, change.captured_at.wall_ms)?;
    let by = records::Captured { change: id, author: &change.author, at_ms: change.captured_at.wall_ms };
    for patch in &change.patches {
        touch(connection, patch, turn)?;
        records::capture(connection, registry, patch, &by)?;
    }
    Ok(id)
}

/// Puts a change at the head of the present life; answers its turn.
fn enter(connection: &Connection, id: ChangeId, body: &[u8], captured_ms: i64) -> Result<i64, StoreError> {
    let life = lives(connection)?.pop().ok_or(StoreError::Internal("the journal has no incarnation"))?;
    let head = life.head.append(id);
    connection
        .prepare_cached(
            "INSERT INTO journal (change, incarnation, seq, hash, body, captured_ms, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
        )?
        .execute(params![id.0.as_slice(), life.ordinal, sql(head.seq), head.hash.0.as_slice(), body, captured_ms])?;
    let turn = connection.last_insert_rowid();
    set_head(connection, life.ordinal, &head)?;
    Ok(turn)
}

/// Counts only where the span of turns that may be pending leaves a doubt: a capture stays fast however many wait.
fn check_room(connection: &Connection) -> Result<(), StoreError> {
    let mut span = connection.prepare_cached(
        "SELECT coalesce((SELECT max(turn) FROM journal) - (SELECT min(turn) FROM journal WHERE state = 0), 0)",
    )?;
    let span: i64 = span.query_row([], |row| row.get(0))?;
    if span.unsigned_abs() + 1 >= PENDING_CHANGES_MAX && pending_count(connection)? >= PENDING_CHANGES_MAX {
        return Err(StoreError::TooManyPending);
    }
    Ok(())
}

/// Takes changes that were saved from a damaged store into the present life, all of them as not yet sent: what the
/// branch knows by id is a replay. However many there are, none is refused.
pub fn take_up_salvaged(connection: &Connection, registry: &Registry) -> Result<(), StoreError> {
    let mut statement = connection.prepare("SELECT body, dismissed FROM salvaged ORDER BY turn")?;
    let mut rows = statement.query([])?;
    let mut records = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (body, dismissed): (Vec<u8>, bool) = (row.get(0)?, row.get(1)?);
        let (id, change) = (Change::id_of(&body), decode(&body)?);
        let turn = enter(connection, id, &body, change.captured_at.wall_ms)?;
        for patch in &change.patches {
            touch(connection, patch, turn)?;
            records.insert(patch.record, patch.kind.clone());
        }
        if dismissed {
            dismiss(connection, id)?;
        }
    }
    connection.execute("DELETE FROM salvaged", [])?;
    // What only the branch still has is shown when it has come back: an edit alone makes no record.
    let streams = streams::known(connection)?;
    for (record, kind) in records {
        let Some(kind) = registry.kind(&kind) else { continue };
        records::rebase(connection, &streams, kind, record)?;
    }
    Ok(())
}

/// Changes that the branch lacks, in the order of one life, until `bytes_max` of bodies (one at least).
pub(super) fn run_after(
    connection: &Connection,
    life: &Life,
    seq: u64,
    bytes_max: usize,
) -> Result<Vec<Change>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM journal WHERE incarnation = ?1 AND seq > ?2 ORDER BY seq")?;
    let mut rows = statement.query((life.ordinal, sql(seq)))?;
    let mut changes = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let Some(body) = row.get::<_, Option<Vec<u8>>>(0)? else {
            return Err(StoreError::Internal("the branch lost a change that was in its backup"));
        };
        bytes += body.len();
        if bytes > bytes_max && !changes.is_empty() {
            break;
        }
        changes.push(decode(&body)?);
    }
    Ok(changes)
}

/// The changes that wait for the branch, in order of capture, `limit` at most.
pub fn pending(connection: &Connection, limit: u32) -> Result<Vec<Entry>, StoreError> {
    read_entries(connection, "state = 0 ORDER BY turn LIMIT ?1", [limit])
}

/// The changes that the branch refused and nobody has dealt with, in order of capture.
pub fn rejected(connection: &Connection) -> Result<Vec<Entry>, StoreError> {
    read_entries(connection, "word IN (2, 4, 5) AND dismissed = 0 AND state = 4 ORDER BY turn", [])
}

/// Entries that somebody may have to look at: refused, held, or with something lost; oldest first.
pub fn entries_to_look_at(connection: &Connection) -> Result<Vec<Entry>, StoreError> {
    read_entries(connection, "word IN (2, 4, 5) AND dismissed = 0 AND state <> 0 ORDER BY turn", [])
}

/// One entry of the journal.
pub fn entry(connection: &Connection, change: ChangeId) -> Result<Option<Entry>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT turn, change, state, verdict, captured_ms, body FROM journal WHERE change = ?1")?;
    let mut rows = statement.query([change.0.as_slice()])?;
    rows.next()?.map(read_entry).transpose()
}

fn read_entries(
    connection: &Connection,
    which: &'static str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!("SELECT turn, change, state, verdict, captured_ms, body FROM journal WHERE {which}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read_entry(row)?);
    }
    Ok(entries)
}

fn read_entry(row: &rusqlite::Row<'_>) -> Result<Entry, StoreError> {
    let verdict: Option<Vec<u8>> = row.get(3)?;
    let body: Option<Vec<u8>> = row.get(5)?;
    Ok(Entry {
        turn: row.get(0)?,
        change: ChangeId::from_slice(&row.get::<_, Vec<u8>>(1)?).ok_or(BAD)?,
        state: JournalState::of(row.get(2)?)?,
        verdict: verdict.map(|bytes| decode_verdict(&bytes)).transpose()?,
        captured_ms: row.get(4)?,
        body: body.map(|bytes| decode(&bytes)).transpose()?,
    })
}

/// A rejected change is dealt with: it was corrected and sent again, or a person let it go. It stays in the journal.
pub fn dismiss(connection: &Connection, change: ChangeId) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE journal SET dismissed = 1 WHERE change = ?1")?.execute([change.0.as_slice()])?;
    Ok(())
}

fn body(connection: &Connection, turn: i64) -> Result<Option<Change>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM journal WHERE turn = ?1")?;
    let bytes: Option<Vec<u8>> = statement.query_row([turn], |row| row.get(0)).optional()?.flatten();
    bytes.map(|bytes| decode(&bytes)).transpose()
}

fn decode(bytes: &[u8]) -> Result<Change, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|_| BAD)
}

const BAD: StoreError = StoreError::Internal("a journal row is not what was written");

/// Places and instants are far below what an SQLite integer holds.
fn sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
