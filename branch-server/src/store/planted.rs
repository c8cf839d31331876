//! What the branch does with a planted bug; see [`perisai_core::planted`].

use perisai_core::domain::ChainHash;
use perisai_core::sync::wire::Cursor;
use rusqlite::Connection;

use super::{SqliteTx, failed};
use crate::error::Result;
use crate::ledger::LedgerTx;

/// So many writes make one commit.
const WRITES_OF_A_COMMIT: i64 = 4;

/// A position with the moment of its writing in the place of its hash.
pub(crate) fn by_time(mut at: Cursor, now_ms: i64) -> Cursor {
    at.hash = ChainHash::default();
    at.hash.0[..8].copy_from_slice(&now_ms.to_be_bytes());
    at
}

/// The last position of a stream that is not newer than what was read last.
pub(crate) fn last_not_newer(tx: &dyn LedgerTx, at: Cursor, head: &Cursor) -> Result<Cursor> {
    for position in (1..=head.position).rev() {
        if let Some(hash) = tx.entry_hash(&at.stream, position)?.filter(|hash| *hash <= at.hash) {
            return Ok(Cursor { position, hash, ..at });
        }
    }
    Ok(Cursor { position: 0, hash: ChainHash::default(), ..at })
}

/// Of commits that wait for one another: does one write of a group; the last of the group commits them all.
pub(super) fn write(connection: &Connection, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
    let sql = |sql: &str| connection.execute_batch(sql).map_err(failed);
    if connection.is_autocommit() {
        sql("BEGIN IMMEDIATE; CREATE TEMP TABLE IF NOT EXISTS waiting (write); DELETE FROM waiting")?;
    }
    sql("SAVEPOINT one")?;
    if let Err(error) = work(&SqliteTx { connection }) {
        sql("ROLLBACK TO one; RELEASE one")?;
        return Err(error);
    }
    sql("INSERT INTO waiting VALUES (1); RELEASE one")?;
    let count = "SELECT count(*) FROM waiting";
    let waiting: i64 = connection.query_row(count, [], |row| row.get(0)).map_err(failed)?;
    if waiting >= WRITES_OF_A_COMMIT { sql("COMMIT") } else { Ok(()) }
}

/// Reads what was written, committed or not.
pub(super) fn read(connection: &Connection, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
    work(&SqliteTx { connection })
}
