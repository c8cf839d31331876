//! The journal: every change captured on this device, in a chain that the branch can compare with its own.

pub(super) mod planted;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, records, streams};
use crate::domain::limits::PENDING_CHANGES_MAX;
use crate::domain::{AgentId, ChainHash, Change, ChangeId, DeviceId, Incarnation, Patch, RecordId, Registry, Verdict};
use crate::ports::IdSource;
use crate::sync::wire::Head;

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

/// How many changes of the journal stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JournalTotals {
    /// All changes captured.
    pub captured: u64,
    /// Not acknowledged.
    pub pending: u64,
    /// Applied.
    pub applied: u64,
    /// Merged, with something lost.
    pub merged: u64,
    /// Contested.
    pub contested: u64,
    /// Held.
    pub held: u64,
    /// Rejected.
    pub rejected: u64,
}

/// One life of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) ordinal: i64,
    pub(super) head: Head,
    pub(super) branch_seq: u64,
    pub(super) parted: bool,
    /// The branch's head, where this life went on elsewhere and all of ours is known to be below it.
    pub(super) clone: Option<Head>,
}

/// A pending patch of one record.
#[derive(Debug, Clone)]
pub(super) struct PendingPatch {
    pub(super) change: ChangeId,
    pub(super) author: AgentId,
    pub(super) captured_ms: i64,
    pub(super) patch: Patch,
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

fn touch(connection: &Connection, patch: &Patch, turn: i64) -> Result<(), StoreError> {
    connection.prepare_cached("INSERT OR IGNORE INTO touched (record, turn, kind) VALUES (?1, ?2, ?3)")?.execute((
        patch.record.as_bytes().as_slice(),
        turn,
        &patch.kind,
    ))?;
    Ok(())
}

/// Opens a new life of the journal.
pub fn begin(connection: &Connection, device: DeviceId, ids: &dyn IdSource) -> Result<Incarnation, StoreError> {
    let mut bytes = [0; 8];
    ids.fill(&mut bytes);
    let head = Head::empty(device, Incarnation(bytes));
    connection
        .prepare_cached("INSERT INTO incarnation (incarnation, seq, hash, branch_seq) VALUES (?1, 0, ?2, 0)")?
        .execute((bytes.as_slice(), head.hash.0.as_slice()))?;
    Ok(head.incarnation)
}

/// The lives of the journal, the present one last.
pub(super) fn lives(connection: &Connection) -> Result<Vec<Life>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT ordinal, incarnation, seq, hash, branch_seq, parted, clone_seq, clone_hash FROM incarnation
         ORDER BY ordinal",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, Vec<u8>>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Vec<u8>>(3)?,
            row.get::<_, i64>(4)?,
            row.get::<_, bool>(5)?,
            row.get::<_, Option<i64>>(6)?.zip(row.get::<_, Option<Vec<u8>>>(7)?),
        ))
    })?;
    rows.map(|row| {
        let (ordinal, incarnation, seq, hash, branch_seq, parted, clone) = row?;
        let incarnation = Incarnation::from_slice(&incarnation).ok_or(BAD)?;
        let head = |seq: i64, hash: &[u8]| {
            let hash = ChainHash::from_slice(hash).ok_or(BAD)?;
            Ok::<_, StoreError>(Head { incarnation, seq: seq.unsigned_abs(), hash })
        };
        let clone = clone.map(|(seq, hash)| head(seq, &hash)).transpose()?;
        Ok(Life { ordinal, head: head(seq, &hash)?, branch_seq: branch_seq.unsigned_abs(), parted, clone })
    })
    .collect()
}

const BAD: StoreError = StoreError::Internal("a journal row is not what was written");

fn set_head(connection: &Connection, ordinal: i64, head: &Head) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE incarnation SET seq = ?2, hash = ?3 WHERE ordinal = ?1")?.execute((
        ordinal,
        sql(head.seq),
        head.hash.0.as_slice(),
    ))?;
    Ok(())
}

/// The head of a life after one of its places; none where it has no such place.
pub(super) fn head_at(
    connection: &Connection,
    device: DeviceId,
    life: &Life,
    seq: u64,
) -> Result<Option<Head>, StoreError> {
    if seq == 0 {
        return Ok(Some(Head::empty(device, life.head.incarnation)));
    }
    let mut statement = connection.prepare_cached("SELECT hash FROM journal WHERE incarnation = ?1 AND seq = ?2")?;
    let hash: Option<Vec<u8>> = statement.query_row((life.ordinal, sql(seq)), |row| row.get(0)).optional()?;
    let Some(hash) = hash else { return Ok(None) };
    let hash = ChainHash::from_slice(&hash).ok_or(BAD)?;
    Ok(Some(Head { incarnation: life.head.incarnation, seq, hash }))
}

/// The branch is known to have a life up to a place. What follows it and was acknowledged before is pending again:
/// the branch was restored. Answers the turns whose patches lie on top again.
pub(super) fn branch_has(connection: &Connection, life: &Life, seq: u64) -> Result<Vec<i64>, StoreError> {
    connection
        .prepare_cached("UPDATE incarnation SET branch_seq = ?2, parted = 0, clone_seq = NULL WHERE ordinal = ?1")?
        .execute((life.ordinal, sql(seq)))?;
    let mut statement = connection.prepare_cached(
        "UPDATE journal SET state = 0, acknowledged_ms = NULL
         WHERE incarnation = ?1 AND seq > ?2 AND state <> 0 AND body IS NOT NULL RETURNING turn",
    )?;
    let turns: Vec<i64> = statement.query_map((life.ordinal, sql(seq)), |row| row.get(0))?.collect::<Result<_, _>>()?;
    lie_on_top(connection, &turns)?;
    Ok(turns)
}

/// Verdicts learnt before hold again for what was offered anew and has arrived: the branch, for which it is a replay,
/// does not announce them twice, and the answer that repeated them may have been lost. Answers the records to rebase.
pub(super) fn recall_verdicts(
    connection: &Connection,
    life: &Life,
    seq: u64,
    server_ms: i64,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT change, verdict FROM journal
         WHERE incarnation = ?1 AND seq <= ?2 AND state = 0 AND verdict IS NOT NULL ORDER BY seq",
    )?;
    let known: Vec<(Vec<u8>, Vec<u8>)> = statement
        .query_map((life.ordinal, sql(seq)), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for (change, verdict) in known {
        let change = ChangeId::from_slice(&change).ok_or(BAD)?;
        records.extend(judge(connection, change, &decode_verdict(&verdict)?, server_ms)?.touched);
    }
    Ok(records)
}

/// The branch's chain and ours part somewhere in this life: the next request asks where.
pub(super) fn parts(connection: &Connection, life: &Life) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE incarnation SET parted = 1 WHERE ordinal = ?1")?.execute([life.ordinal])?;
    Ok(())
}

/// All of a life of ours is below the branch's head of it, which somebody else has put there.
pub(super) fn goes_on_elsewhere(connection: &Connection, life: &Life, branch: &Head) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incarnation SET branch_seq = seq, parted = 0, clone_seq = ?2, clone_hash = ?3 WHERE ordinal = ?1",
        )?
        .execute((life.ordinal, sql(branch.seq), branch.hash.0.as_slice()))?;
    Ok(())
}

/// Moves everything after a place that both sides share to a new life, acknowledged or not: what the branch knows by
/// id is a replay.
pub(super) fn fork(
    connection: &Connection,
    device: DeviceId,
    ids: &dyn IdSource,
    life: &Life,
    shared: Head,
    branch: &Head,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT turn, change, body IS NOT NULL FROM journal WHERE incarnation = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let moved: Vec<(i64, Vec<u8>, bool)> = statement
        .query_map((life.ordinal, sql(shared.seq)), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    set_head(connection, life.ordinal, &shared)?;
    goes_on_elsewhere(connection, life, branch)?;
    begin(connection, device, ids)?;
    let fresh = lives(connection)?.pop().ok_or(StoreError::Internal("the journal has no incarnation"))?;
    let mut head = fresh.head;
    let mut turns = Vec::new();
    for (turn, change, has_body) in moved {
        if !has_body {
            // Forgotten because the branch has it in a backup: it has no place in a life that the branch must learn.
            connection
                .prepare_cached("UPDATE journal SET incarnation = -turn, seq = 0 WHERE turn = ?1")?
                .execute([turn])?;
            continue;
        }
        head = head.append(ChangeId::from_slice(&change).ok_or(BAD)?);
        connection
            .prepare_cached(
                "UPDATE journal SET incarnation = ?2, seq = ?3, hash = ?4, state = 0, acknowledged_ms = NULL
                 WHERE turn = ?1",
            )?
            .execute(params![turn, fresh.ordinal, sql(head.seq), head.hash.0.as_slice()])?;
        turns.push(turn);
    }
    set_head(connection, fresh.ordinal, &head)?;
    lie_on_top(connection, &turns)?;
    Ok(turns)
}

fn lie_on_top(connection: &Connection, turns: &[i64]) -> Result<(), StoreError> {
    for turn in turns {
        if let Some(change) = body(connection, *turn)? {
            for patch in &change.patches {
                touch(connection, patch, *turn)?;
            }
        }
    }
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

/// What noting a verdict did.
#[derive(Default)]
pub(super) struct Judged {
    /// Whether the journal did not know it yet. A verdict comes with the answer and again in the agent's stream, and
    /// the stream also tells of the agent's other devices.
    pub(super) is_news: bool,
    /// The records to rebase.
    pub(super) touched: Vec<(String, RecordId)>,
}

/// Notes a verdict; nothing is done where the change is not this journal's.
pub(super) fn judge(
    connection: &Connection,
    change: ChangeId,
    verdict: &Verdict,
    server_ms: i64,
) -> Result<Judged, StoreError> {
    let mut statement = connection.prepare_cached("SELECT turn, state, verdict FROM journal WHERE change = ?1")?;
    let found: Option<(i64, i64, Option<Vec<u8>>)> =
        statement.query_row([change.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((turn, before, known)) = found else { return Ok(Judged::default()) };
    let verdict_bytes = rmp_serde::to_vec_named(verdict).expect("a verdict holds nothing that MessagePack cannot");
    let is_news = known.as_deref() != Some(verdict_bytes.as_slice());
    let before = JournalState::of(before)?;
    let after = match verdict {
        Verdict::Held { .. } => JournalState::Held,
        Verdict::Rejected { .. } => JournalState::Rejected,
        _ if before == JournalState::Settled => JournalState::Settled,
        _ => JournalState::Acknowledged,
    };
    connection
        .prepare_cached(
            "UPDATE journal SET state = ?2, verdict = ?3, word = ?5, acknowledged_ms = coalesce(acknowledged_ms, ?4)
             WHERE turn = ?1",
        )?
        .execute(params![turn, after.number(), verdict_bytes, server_ms, word_number(verdict)])?;
    let touched = match (before.lies_on_top(), after.lies_on_top()) {
        (true, true) | (false, false) => Vec::new(),
        (false, true) => {
            lie_on_top(connection, &[turn])?;
            touched(connection, turn)?
        }
        (true, false) => leave(connection, turn)?,
    };
    Ok(Judged { is_news, touched })
}

/// Everything acknowledged is read: its patches stop lying on top. Answers the records to rebase.
pub(super) fn settle(connection: &Connection) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached("UPDATE journal SET state = 2 WHERE state = 1 RETURNING turn")?;
    let turns: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for turn in turns {
        records.extend(leave(connection, turn)?);
    }
    Ok(records)
}

fn leave(connection: &Connection, turn: i64) -> Result<Vec<(String, RecordId)>, StoreError> {
    let records = touched(connection, turn)?;
    connection.prepare_cached("DELETE FROM touched WHERE turn = ?1")?.execute([turn])?;
    Ok(records)
}

pub(super) fn touched(connection: &Connection, turn: i64) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind, record FROM touched WHERE turn = ?1")?;
    let rows = statement.query_map([turn], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| {
        let (kind, record) = row?;
        Ok((kind, RecordId::from_slice(&record).ok_or(BAD)?))
    })
    .collect()
}

/// The patches that lie on top of a record, in order of capture.
pub(super) fn pending_patches(
    connection: &Connection,
    kind: &str,
    record: RecordId,
) -> Result<Vec<PendingPatch>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT journal.change, journal.body, journal.captured_ms FROM touched JOIN journal USING (turn)
         WHERE touched.record = ?1 ORDER BY turn",
    )?;
    let rows = statement.query_map([record.as_bytes().as_slice()], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, i64>(2)?))
    })?;
    let mut pending = Vec::new();
    for row in rows {
        let (change, body, captured_ms) = row?;
        let Some(body) = body else { continue };
        let id = ChangeId::from_slice(&change).ok_or(BAD)?;
        let change = decode(&body)?;
        let author = change.author.clone();
        for patch in change.patches {
            if patch.kind == kind && patch.record == record {
                pending.push(PendingPatch { change: id, author: author.clone(), captured_ms, patch });
            }
        }
    }
    Ok(pending)
}

/// Whether any patch lies on top of a record.
pub fn has_pending(connection: &Connection, record: RecordId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM touched WHERE record = ?1")?;
    Ok(statement.exists([record.as_bytes().as_slice()])?)
}

/// How many changes the branch has not acknowledged.
pub fn pending_count(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT (SELECT count(*) FROM journal WHERE state = 0) + (SELECT count(*) FROM salvaged)")?;
    Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// How many changes were ever captured or saved from a damaged store; it never falls.
pub(super) fn captured(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT coalesce((SELECT max(turn) FROM journal), 0) + (SELECT count(*) FROM salvaged)")?;
    Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// How many changes stand where. What was saved from a damaged store and waits for an enrolment is pending, too.
pub fn totals(connection: &Connection) -> Result<JournalTotals, StoreError> {
    let mut totals = JournalTotals::default();
    let mut statement = connection.prepare_cached("SELECT word, changes FROM tally")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let counted = match row.get::<_, i64>(0)? {
            1 => &mut totals.applied,
            2 => &mut totals.merged,
            3 => &mut totals.contested,
            4 => &mut totals.held,
            5 => &mut totals.rejected,
            _ => return Err(BAD),
        };
        *counted = row.get::<_, i64>(1)?.unsigned_abs();
    }
    // Not the sum of the others: that they agree is for whoever looks to see.
    totals.captured = captured(connection)?;
    totals.pending = pending_count(connection)?;
    Ok(totals)
}

/// The number of a verdict's word, as indexes and counts of the schema have it.
const fn word_number(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Applied => 1,
        Verdict::Merged { .. } => 2,
        Verdict::Contested { .. } => 3,
        Verdict::Held { .. } => 4,
        Verdict::Rejected { .. } => 5,
    }
}

/// Writes down the word of verdicts that were learnt before the schema had a place for it.
pub(super) fn tell_words(connection: &Connection) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare("SELECT turn, verdict FROM journal WHERE word = 0 AND verdict IS NOT NULL")?;
    let untold: Vec<(i64, Vec<u8>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (turn, verdict) in untold {
        connection
            .prepare_cached("UPDATE journal SET word = ?2 WHERE turn = ?1")?
            .execute((turn, word_number(&decode_verdict(&verdict)?)))?;
    }
    Ok(())
}

fn decode_verdict(bytes: &[u8]) -> Result<Verdict, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|_| BAD)
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

/// The changes not settled that lie on top of a record, each with where it stands.
pub fn states_of(connection: &Connection, record: RecordId) -> Result<Vec<(ChangeId, JournalState)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT journal.change, journal.state FROM touched JOIN journal USING (turn) WHERE touched.record = ?1",
    )?;
    let rows = statement
        .query_map([record.as_bytes().as_slice()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (change, state) = row?;
        Ok((ChangeId::from_slice(&change).ok_or(BAD)?, JournalState::of(state)?))
    })
    .collect()
}

/// One entry of the journal.
pub fn entry(connection: &Connection, change: ChangeId) -> Result<Option<Entry>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT turn, change, state, verdict, captured_ms, body FROM journal WHERE change = ?1")?;
    let mut rows = statement.query([change.0.as_slice()])?;
    rows.next()?.map(read_entry).transpose()
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

/// Marks what a backup newly covers. What it covers of a life is always a prefix, so that the last place marked before
/// tells where to begin: an idle exchange walks over no more than that one.
pub(super) const COVER_BY_BACKUP: &str = "UPDATE journal SET in_backup = 1
     WHERE incarnation = ?1 AND seq <= ?2 AND in_backup = 0 AND seq > coalesce((
         SELECT covered.seq FROM journal AS covered
         WHERE covered.incarnation = ?1 AND covered.seq <= ?2 AND covered.in_backup = 1
         ORDER BY covered.seq DESC LIMIT 1), 0)";

/// Notes up to where the branch has a life in a backup, and forgets bodies that are there and old enough.
pub(super) fn in_backup(connection: &Connection, life: &Life, seq: u64, kept_since_ms: i64) -> Result<(), StoreError> {
    connection.prepare_cached(COVER_BY_BACKUP)?.execute((life.ordinal, sql(seq)))?;
    connection
        .prepare_cached(
            "UPDATE journal SET body = NULL
             WHERE state = 2 AND in_backup = 1 AND acknowledged_ms < ?1 AND body IS NOT NULL",
        )?
        .execute([kept_since_ms])?;
    Ok(())
}

/// Places and instants are far below what an SQLite integer holds.
fn sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
