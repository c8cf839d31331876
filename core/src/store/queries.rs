//! The look-ups that lists and rules need, each by name.

use std::ops::ControlFlow;

use rusqlite::Connection;

use super::StoreError;
use super::records::{self, Row, count, select, select_as};
use crate::domain::kinds::{Conflict, Consent, Encounter, Event, Measurement, Membership, Reference, Worker};
use crate::domain::{KindSpec, Record, RecordId, Value};

/// Records of a kind in the order of their ids, from after one of them.
pub fn page(
    connection: &Connection,
    kind: &KindSpec,
    after: Option<RecordId>,
    rows: u32,
) -> Result<Vec<Row>, StoreError> {
    let after = after.map_or_else(Vec::new, |record| record.as_bytes().to_vec());
    select(connection, kind, "record > ?1 ORDER BY record LIMIT ?2", &[&after, &rows])
}

/// Every record of a kind.
pub fn every(connection: &Connection, kind: &KindSpec) -> Result<Vec<Row>, StoreError> {
    read_every(connection, kind, |row| row)
}

/// What is read of every record of a kind, one after the other.
pub fn read_every<T>(
    connection: &Connection,
    kind: &KindSpec,
    read: impl FnMut(Row) -> T,
) -> Result<Vec<T>, StoreError> {
    select_as(connection, kind, "1", &[], read)
}

/// The values that a field of a kind has, each once, without reading the records.
pub fn values(connection: &Connection, kind: &KindSpec, field: &'static str) -> Result<Vec<Value>, StoreError> {
    records::values(connection, kind, field)
}

/// Workers that were not merged into another, in the order of their ids, from after one of them.
pub fn workers(connection: &Connection, after: Option<RecordId>, rows: u32) -> Result<Vec<Row>, StoreError> {
    let after = after.map_or_else(Vec::new, |record| record.as_bytes().to_vec());
    let condition = "record > ?1 AND merged_into IS NULL ORDER BY record LIMIT ?2";
    select(connection, Worker::KIND, condition, &[&after, &rows])
}

/// Workers whose NIK begins with these digits.
pub fn workers_by_nik(connection: &Connection, digits: &str, rows: u32) -> Result<Vec<Row>, StoreError> {
    // The colon follows the digit nine.
    let end = format!("{digits}:");
    select(connection, Worker::KIND, "nik >= ?1 AND nik < ?2 ORDER BY nik LIMIT ?3", &[&digits, &end, &rows])
}

/// Workers born on a day, `1990-01-05`.
pub fn workers_by_birth(connection: &Connection, birth_date: &str) -> Result<Vec<Row>, StoreError> {
    select(connection, Worker::KIND, "birth_date = ?1", &[&birth_date])
}

/// Records of a kind whose field refers to a record, oldest first.
pub fn referring(
    connection: &Connection,
    kind: &KindSpec,
    field: &'static str,
    record: RecordId,
) -> Result<Vec<Row>, StoreError> {
    let condition = format!("\"{field}\" = ?1 ORDER BY created_ms, record");
    select(connection, kind, &condition, &[&record.as_bytes().as_slice()])
}

/// Records of a kind that an author made from one instant until another.
pub fn made_between(
    connection: &Connection,
    kind: &KindSpec,
    author: &str,
    from_ms: i64,
    until_ms: i64,
) -> Result<Vec<Row>, StoreError> {
    select(connection, kind, "author = ?1 AND created_ms >= ?2 AND created_ms < ?3", &[&author, &from_ms, &until_ms])
}

/// How many those are.
pub fn count_made_between(
    connection: &Connection,
    kind: &KindSpec,
    author: &str,
    from_ms: i64,
    until_ms: i64,
) -> Result<u64, StoreError> {
    count(connection, kind, "author = ?1 AND created_ms >= ?2 AND created_ms < ?3", &[&author, &from_ms, &until_ms])
}

/// The published versions of a list.
pub fn references(connection: &Connection, name: &str) -> Result<Vec<Row>, StoreError> {
    select(connection, Reference::KIND, "name = ?1", &[&name])
}

/// Conflicts that wait for a decision.
pub fn open_conflicts(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    select(connection, Conflict::KIND, "status = 'open'", &[])
}

/// Withdrawals of consent that somebody else recorded and the branch told of.
pub fn withdrawals(connection: &Connection, own: &str) -> Result<Vec<Row>, StoreError> {
    select(connection, Consent::KIND, "action = 'withdraw' AND origin <> 0 AND author <> ?1", &[&own])
}

/// Memberships whose cover ends on a day or before.
pub fn memberships_ending_by(connection: &Connection, day: &str) -> Result<Vec<Row>, StoreError> {
    select(connection, Membership::KIND, "covered_to <= ?1", &[&day])
}

/// Conversations that something may be due after: questions, answers, and those in which a day was named.
pub fn encounters_with_sequel(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    let condition = "direction = 'incoming' OR answers IS NOT NULL OR intent_day IS NOT NULL";
    select(connection, Encounter::KIND, &format!("({condition})"), &[])
}

/// Records of a kind in a state of their lifecycle.
pub fn in_status(connection: &Connection, kind: &KindSpec, status: &str) -> Result<Vec<Row>, StoreError> {
    select(connection, kind, "status = ?1", &[&status])
}

/// How many records of a kind refer to a record in a field.
pub fn count_referring(
    connection: &Connection,
    kind: &KindSpec,
    field: &'static str,
    record: RecordId,
) -> Result<u64, StoreError> {
    count(connection, kind, &format!("\"{field}\" = ?1"), &[&record.as_bytes().as_slice()])
}

/// The events that begin nearest to an instant.
pub fn events_near(connection: &Connection, at_ms: i64, rows: u32) -> Result<Vec<Row>, StoreError> {
    // Halves: the difference of two instants may be more than an instant.
    let condition = "1 ORDER BY abs(starts_at / 2 - ?1 / 2), record LIMIT ?2";
    select(connection, Event::KIND, condition, &[&at_ms, &rows])
}

/// The workers whom an author met from one instant until another, in a conversation or for the first time, the last
/// meeting first: somebody met often comes as often. Ends where `met` answers that it has enough. Records are not read.
pub fn met_last<E: From<StoreError>>(
    connection: &Connection,
    author: &str,
    (from_ms, until_ms): (i64, i64),
    mut met: impl FnMut(RecordId) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    // Each half comes in the order of its index, so that no more is read than is asked for.
    let sql = "SELECT worker AS met, created_ms AS met_ms FROM encounter
               WHERE shown = 1 AND author = ?1 AND created_ms >= ?2 AND created_ms < ?3
               UNION ALL
               SELECT record, created_ms FROM worker
               WHERE shown = 1 AND author = ?1 AND created_ms >= ?2 AND created_ms < ?3
               ORDER BY met_ms DESC, met DESC";
    let mut statement = connection.prepare_cached(sql).map_err(StoreError::from)?;
    let mut rows = statement.query((author, from_ms, until_ms)).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        let worker: Vec<u8> = row.get(0).map_err(StoreError::from)?;
        let worker = RecordId::from_slice(&worker).ok_or(StoreError::Internal("a worker's record is no id"))?;
        if met(worker)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Workers of a village whose attendance at an event is not on record and who wish contact, in order of names.
pub fn not_attending(
    connection: &Connection,
    event: RecordId,
    village: &str,
    rows: u32,
) -> Result<Vec<Row>, StoreError> {
    let condition = "village = ?1 AND merged_into IS NULL AND do_not_contact IS NOT 1
         AND record NOT IN (SELECT worker FROM attendance WHERE shown = 1 AND event = ?2)
         ORDER BY name COLLATE NOCASE, record LIMIT ?3";
    select(connection, Worker::KIND, condition, &[&village, &event.as_bytes().as_slice(), &rows])
}

/// The occupations that most workers have, by their codes, most usual first.
pub fn occupations_by_use(connection: &Connection, rows: usize) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT occupation FROM worker WHERE shown = 1 AND occupation IS NOT NULL AND merged_into IS NULL
               GROUP BY occupation ORDER BY count(*) DESC, occupation LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let codes = statement.query_map([i64::try_from(rows).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(codes.collect::<Result<_, _>>()?)
}

/// The workers who named a figure, and those who turned out to be another or the other.
pub fn respondents(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    let condition = "(record IN (SELECT respondent FROM nomination WHERE shown = 1)
         OR record IN (SELECT record FROM worker WHERE shown = 1 AND merged_into IS NOT NULL)
         OR record IN (SELECT merged_into FROM worker WHERE shown = 1 AND merged_into IS NOT NULL))";
    select(connection, Worker::KIND, condition, &[])
}

/// The cards that figures answered themselves.
pub fn cards_of_figures(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    select(connection, Measurement::KIND, "side = 'figure'", &[])
}

/// Events that start from one instant until another, in order of time.
pub fn events_between(connection: &Connection, from_ms: i64, until_ms: i64) -> Result<Vec<Row>, StoreError> {
    let condition = "starts_at >= ?1 AND starts_at < ?2 ORDER BY starts_at, record";
    select(connection, Event::KIND, condition, &[&from_ms, &until_ms])
}
