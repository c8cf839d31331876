//! How many changes of a journal stand where.

use rusqlite::{Connection, OptionalExtension};

use super::{BAD, StoreError};

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

/// How many changes were ever captured or saved from a damaged store; it never falls.
pub(in crate::store) fn captured(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT coalesce((SELECT max(turn) FROM journal), 0) + (SELECT count(*) FROM salvaged)")?;
    Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// How many changes the branch has not acknowledged.
pub fn pending_count(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT (SELECT count(*) FROM journal WHERE state = 0) + (SELECT count(*) FROM salvaged)")?;
    Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// When the first and the last of the changes that the branch has not acknowledged were captured, by the device's wall clock
/// in UTC milliseconds; none where nothing waits.
pub fn pending_since(connection: &Connection) -> Result<Option<(i64, i64)>, StoreError> {
    let captured = |which: &str| -> Result<Option<i64>, StoreError> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT captured_ms FROM journal WHERE turn = (SELECT {which}(turn) FROM journal WHERE state = 0)"
        ))?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    };
    Ok(captured("min")?.zip(captured("max")?))
}
