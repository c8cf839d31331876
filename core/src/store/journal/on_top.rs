//! The patches that lie on top of the branch's word, by record.

use rusqlite::Connection;

use super::{BAD, JournalState, StoreError, body, decode};
use crate::domain::{AgentId, ChangeId, Patch, RecordId};

/// A pending patch of one record.
#[derive(Debug, Clone)]
pub(in crate::store) struct PendingPatch {
    pub(in crate::store) change: ChangeId,
    pub(in crate::store) author: AgentId,
    pub(in crate::store) captured_ms: i64,
    pub(in crate::store) patch: Patch,
}

pub(super) fn touch(connection: &Connection, patch: &Patch, turn: i64) -> Result<(), StoreError> {
    connection.prepare_cached("INSERT OR IGNORE INTO touched (record, turn, kind) VALUES (?1, ?2, ?3)")?.execute((
        patch.record.as_bytes().as_slice(),
        turn,
        &patch.kind,
    ))?;
    Ok(())
}

pub(super) fn lie_on_top(connection: &Connection, turns: &[i64]) -> Result<(), StoreError> {
    for turn in turns {
        if let Some(change) = body(connection, *turn)? {
            for patch in &change.patches {
                touch(connection, patch, *turn)?;
            }
        }
    }
    Ok(())
}

pub(super) fn leave(connection: &Connection, turn: i64) -> Result<Vec<(String, RecordId)>, StoreError> {
    let records = touched(connection, turn)?;
    connection.prepare_cached("DELETE FROM touched WHERE turn = ?1")?.execute([turn])?;
    Ok(records)
}

pub(in crate::store) fn touched(connection: &Connection, turn: i64) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind, record FROM touched WHERE turn = ?1")?;
    let rows = statement.query_map([turn], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| {
        let (kind, record) = row?;
        Ok((kind, RecordId::from_slice(&record).ok_or(BAD)?))
    })
    .collect()
}

/// The patches that lie on top of a record, in order of capture.
pub(in crate::store) fn pending_patches(
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
