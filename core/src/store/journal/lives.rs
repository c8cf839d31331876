//! The lives of a journal: how far the branch has each of them, and what happens where the two chains part.

use rusqlite::{Connection, OptionalExtension, params};

use super::on_top::lie_on_top;
use super::{BAD, StoreError, sql};
use crate::domain::{ChainHash, ChangeId, DeviceId, Incarnation};
use crate::ports::IdSource;
use crate::sync::wire::Head;

/// One life of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Life {
    pub(in crate::store) ordinal: i64,
    pub(in crate::store) head: Head,
    pub(in crate::store) branch_seq: u64,
    pub(in crate::store) parted: bool,
    /// The branch's head, where this life went on elsewhere and all of ours is known to be below it.
    pub(in crate::store) clone: Option<Head>,
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
pub(in crate::store) fn lives(connection: &Connection) -> Result<Vec<Life>, StoreError> {
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

/// The head of a life after one of its places; none where it has no such place.
pub(in crate::store) fn head_at(
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

pub(super) fn set_head(connection: &Connection, ordinal: i64, head: &Head) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE incarnation SET seq = ?2, hash = ?3 WHERE ordinal = ?1")?.execute((
        ordinal,
        sql(head.seq),
        head.hash.0.as_slice(),
    ))?;
    Ok(())
}

/// The branch is known to have a life up to a place. What follows it and was acknowledged before is pending again:
/// the branch was restored. Answers the turns whose patches lie on top again.
pub(in crate::store) fn branch_has(connection: &Connection, life: &Life, seq: u64) -> Result<Vec<i64>, StoreError> {
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

/// The branch's chain and ours part somewhere in this life: the next request asks where.
pub(in crate::store) fn parts(connection: &Connection, life: &Life) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE incarnation SET parted = 1 WHERE ordinal = ?1")?.execute([life.ordinal])?;
    Ok(())
}

/// All of a life of ours is below the branch's head of it, which somebody else has put there.
pub(in crate::store) fn goes_on_elsewhere(
    connection: &Connection,
    life: &Life,
    branch: &Head,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incarnation SET branch_seq = seq, parted = 0, clone_seq = ?2, clone_hash = ?3 WHERE ordinal = ?1",
        )?
        .execute((life.ordinal, sql(branch.seq), branch.hash.0.as_slice()))?;
    Ok(())
}

/// Moves everything after a place that both sides share to a new life, acknowledged or not: what the branch knows by
/// id is a replay.
pub(in crate::store) fn fork(
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

/// Marks what a backup newly covers. What it covers of a life is always a prefix, so that the last place marked before
/// tells where to begin: an idle exchange walks over no more than that one.
pub(in crate::store) const COVER_BY_BACKUP: &str = "UPDATE journal SET in_backup = 1
     WHERE incarnation = ?1 AND seq <= ?2 AND in_backup = 0 AND seq > coalesce((
         SELECT covered.seq FROM journal AS covered
         WHERE covered.incarnation = ?1 AND covered.seq <= ?2 AND covered.in_backup = 1
         ORDER BY covered.seq DESC LIMIT 1), 0)";

/// Notes up to where the branch has a life in a backup, and forgets bodies that are there and old enough.
pub(in crate::store) fn in_backup(
    connection: &Connection,
    life: &Life,
    seq: u64,
    kept_since_ms: i64,
) -> Result<(), StoreError> {
    connection.prepare_cached(COVER_BY_BACKUP)?.execute((life.ordinal, sql(seq)))?;
    connection
        .prepare_cached(
            "UPDATE journal SET body = NULL
             WHERE state = 2 AND in_backup = 1 AND acknowledged_ms < ?1 AND body IS NOT NULL",
        )?
        .execute([kept_since_ms])?;
    Ok(())
}
