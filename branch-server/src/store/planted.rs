//! A ledger with a planted bug: commits wait for one another; see [`perisai_core::planted`].

use rusqlite::Connection;

use super::{SqliteTx, failed};
use crate::error::Result;
use crate::ledger::LedgerTx;

/// So many writes make one commit.
const WRITES_OF_A_COMMIT: i64 = 4;

/// Does one write of a group; the last of the group commits them all.
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
