//! Copies of records: what each stream said, the device's own work, and which copy is shown.

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, ToSql, params_from_iter};

use super::ddl::{self, Cell};
use super::{StoreError, journal, search};
use crate::domain::{AgentId, Document, FieldPatch, KindSpec, Patch, Record, RecordId, Registry, Value, Writers};
use crate::merge;

/// The origin of the copy that carries the device's own work.
pub(super) const OWN: i64 = 0;

/// One copy of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub record: RecordId,
    /// Which stream it is from; 0 with the device's own work on top.
    pub origin: i64,
    /// How many revisions the branch had made of it; 0 for what the branch does not know yet.
    pub revision: u64,
    /// Who made the record.
    pub author: AgentId,
    /// When, UTC milliseconds.
    pub created_ms: i64,
    /// Who wrote its fields last.
    pub writers: Writers,
    /// Its fields.
    pub document: Document,
}

impl Row {
    /// The typed record.
    pub fn read<T: Record>(&self) -> Result<T, StoreError> {
        T::from_document(&self.document).map_err(|_| StoreError::Internal("a record is not of its kind"))
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            Self::Integer(number) => ToSqlOutput::Owned(SqlValue::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

const LEADING: &str = "record, origin, revision, author, created_ms, writers";

/// The copy that is shown; none where the record is unknown or hidden.
pub fn shown(connection: &Connection, kind: &KindSpec, record: RecordId) -> Result<Option<Row>, StoreError> {
    let sql =
        format!("SELECT {LEADING}, {} FROM \"{}\" WHERE record = ?1 AND shown = 1", ddl::column_names(kind), kind.name);
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([record.as_bytes().as_slice()], |row| Ok(read_row(kind, row))).optional()?.transpose()
}

/// Shown copies that fit a condition on the kind's table, with its parameters. The condition is the caller's own
/// text, never a person's.
pub(super) fn select(
    connection: &Connection,
    kind: &KindSpec,
    condition: &str,
    parameters: &[&dyn ToSql],
) -> Result<Vec<Row>, StoreError> {
    select_as(connection, kind, condition, parameters, |row| row)
}

/// What is read of the shown copies that fit a condition, one after the other.
pub(super) fn select_as<T>(
    connection: &Connection,
    kind: &KindSpec,
    condition: &str,
    parameters: &[&dyn ToSql],
    mut read: impl FnMut(Row) -> T,
) -> Result<Vec<T>, StoreError> {
    let sql =
        format!("SELECT {LEADING}, {} FROM \"{}\" WHERE shown = 1 AND {condition}", ddl::column_names(kind), kind.name);
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(parameters, |row| Ok(read_row(kind, row)))?;
    rows.map(|row| Ok(read(row??))).collect()
}

/// How many shown copies fit a condition.
pub(super) fn count(
    connection: &Connection,
    kind: &KindSpec,
    condition: &str,
    parameters: &[&dyn ToSql],
) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM \"{}\" WHERE shown = 1 AND {condition}", kind.name);
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(parameters, |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// The values that a field has, each once. The field is the caller's own word, never a person's.
pub(super) fn values(connection: &Connection, kind: &KindSpec, field: &'static str) -> Result<Vec<Value>, StoreError> {
    let bad = StoreError::Internal("a cell is not what was written");
    let spec = kind.field(field).ok_or(StoreError::Internal("a field that the kind has not"))?;
    let sql = format!("SELECT DISTINCT \"{field}\" FROM \"{}\" WHERE shown = 1", kind.name);
    let mut statement = connection.prepare_cached(&sql)?;
    let cells = statement.query_map([], |row| Ok(cell(row.get_ref(0)?)))?;
    cells.map(|cell| ddl::value(spec, cell?.ok_or(bad.clone())?).ok_or(bad.clone())).collect()
}

/// Every copy of a record, hidden ones too.
pub(super) fn copies(connection: &Connection, kind: &KindSpec, record: RecordId) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {LEADING}, {} FROM \"{}\" WHERE record = ?1", ddl::column_names(kind), kind.name);
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([record.as_bytes().as_slice()], |row| Ok(read_row(kind, row)))?;
    rows.map(|row| row?).collect()
}

/// Writes a copy, replacing the one of the same origin.
pub(super) fn put(connection: &Connection, kind: &KindSpec, row: &Row, is_shown: bool) -> Result<(), StoreError> {
    let columns = kind.fields.len() + 8;
    let marks = vec!["?"; columns].join(", ");
    let sql = format!(
        "INSERT OR REPLACE INTO \"{}\" (record, origin, shown, revision, author, created_ms, writers, {}) VALUES ({marks})",
        kind.name,
        ddl::column_names(kind)
    );
    let mut cells = vec![
        Cell::Blob(row.record.as_bytes().to_vec()),
        Cell::Integer(row.origin),
        Cell::Integer(is_shown.into()),
        Cell::Integer(i64::try_from(row.revision).unwrap_or(i64::MAX)),
        Cell::Text(row.author.as_str().to_owned()),
        Cell::Integer(row.created_ms),
        Cell::Blob(rmp_serde::to_vec_named(&row.writers).expect("writers hold nothing that MessagePack cannot")),
    ];
    cells.extend(ddl::cells(kind, &row.document));
    connection.prepare_cached(&sql)?.execute(params_from_iter(cells.iter()))?;
    Ok(())
}

/// Takes a copy away.
pub(super) fn remove(
    connection: &Connection,
    kind: &KindSpec,
    record: RecordId,
    origin: i64,
) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM \"{}\" WHERE record = ?1 AND origin = ?2", kind.name);
    connection.prepare_cached(&sql)?.execute((record.as_bytes().as_slice(), origin))?;
    Ok(())
}

/// Lays a captured patch on top of what is shown: the author sees what was captured.
pub(super) fn capture(
    connection: &Connection,
    registry: &Registry,
    patch: &Patch,
    by: &Captured<'_>,
) -> Result<(), StoreError> {
    let kind = registry.kind(&patch.kind).ok_or(StoreError::Internal("a capture of an unknown kind"))?;
    let before = shown(connection, kind, patch.record)?;
    if before.is_some() {
        hide(connection, kind, patch.record)?;
    }
    let after = on_top(kind, before, patch, by);
    put(connection, kind, &after, true)?;
    noticed(connection, kind, patch.record, Some(&after.document))
}

/// Who captures, for the copies that a capture makes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Captured<'a> {
    pub(super) change: crate::domain::ChangeId,
    pub(super) author: &'a AgentId,
    pub(super) at_ms: i64,
}

fn on_top(kind: &KindSpec, before: Option<Row>, patch: &Patch, by: &Captured<'_>) -> Row {
    let (revision, author, created_ms) = match &before {
        Some(row) => (row.revision, row.author.clone(), row.created_ms),
        None => (0, by.author.clone(), by.at_ms),
    };
    let standing = before.map(|row| (row.document, row.writers));
    let (document, writers) = merge::overlay(kind, standing, patch, by.change);
    Row { record: patch.record, origin: OWN, revision, author, created_ms, writers, document }
}

/// Lays a record's pending patches on the branch's word again, and decides which copy is shown.
///
/// Shown is the device's own work on top of the best copy of a followed stream; a village's copy comes before the
/// agent stream's. A record that no followed stream holds is hidden, unless the device itself made it and the branch
/// has not taken it in.
pub(super) fn rebase(
    connection: &Connection,
    streams: &Streams,
    kind: &'static KindSpec,
    record: RecordId,
) -> Result<(), StoreError> {
    let copies = copies(connection, kind, record)?;
    let pending = journal::pending_patches(connection, kind.name, record)?;
    let best = copies.iter().filter(|row| row.origin != OWN).max_by_key(|row| streams.rank(row.origin));
    let followed = best.is_none_or(|row| streams.is_followed(row.origin));

    hide(connection, kind, record)?;
    let shown = if pending.is_empty() {
        remove(connection, kind, record, OWN)?;
        match best {
            Some(best) if followed => {
                put(connection, kind, best, true)?;
                Some(best.document.clone())
            }
            _ => None,
        }
    } else {
        let mut top = best.cloned();
        for pending in &pending {
            let by = Captured { change: pending.change, author: &pending.author, at_ms: pending.captured_ms };
            if top.is_some() || pending.patch.creates {
                top = Some(on_top(kind, top, &pending.patch, &by));
            }
        }
        match top {
            Some(top) if followed => {
                put(connection, kind, &top, true)?;
                Some(top.document)
            }
            _ => {
                remove(connection, kind, record, OWN)?;
                None
            }
        }
    };
    drop_unfollowed(connection, kind, &copies, streams, pending.is_empty())?;
    noticed(connection, kind, record, shown.as_ref())
}

/// A village that was lost keeps only what pending work still lies on.
fn drop_unfollowed(
    connection: &Connection,
    kind: &KindSpec,
    copies: &[Row],
    streams: &Streams,
    settled: bool,
) -> Result<(), StoreError> {
    if !settled {
        return Ok(());
    }
    for copy in copies.iter().filter(|copy| copy.origin != OWN && !streams.is_followed(copy.origin)) {
        remove(connection, kind, copy.record, copy.origin)?;
    }
    Ok(())
}

/// Whether a conflict about a record waits for a decision.
pub fn is_contested(connection: &Connection, record: RecordId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM contested WHERE record = ?1")?;
    Ok(statement.exists([record.as_bytes().as_slice()])?)
}

fn hide(connection: &Connection, kind: &KindSpec, record: RecordId) -> Result<(), StoreError> {
    let sql = format!("UPDATE \"{}\" SET shown = 0 WHERE record = ?1 AND shown = 1", kind.name);
    connection.prepare_cached(&sql)?.execute([record.as_bytes().as_slice()])?;
    Ok(())
}

/// Keeps what is derived from shown copies: names to search, records that a conflict is open about.
pub(super) fn noticed(
    connection: &Connection,
    kind: &KindSpec,
    record: RecordId,
    shown: Option<&Document>,
) -> Result<(), StoreError> {
    match kind.name {
        "worker" => search::index_name(connection, record, shown),
        "conflict" => index_conflict(connection, record, shown),
        _ => Ok(()),
    }
}

/// Keeps what is derived from all shown copies of a kind, some hundreds at a time.
pub(super) fn notice_all(connection: &Connection, kind: &KindSpec) -> Result<(), StoreError> {
    const ROWS: u32 = 500;
    let mut after = Vec::new();
    loop {
        let rows = select(connection, kind, "record > ?1 ORDER BY record LIMIT ?2", &[&after, &ROWS])?;
        for row in &rows {
            noticed(connection, kind, row.record, Some(&row.document))?;
        }
        match rows.last() {
            Some(last) => after = last.record.as_bytes().to_vec(),
            None => return Ok(()),
        }
    }
}

fn index_conflict(connection: &Connection, conflict: RecordId, shown: Option<&Document>) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM contested WHERE conflict = ?1")?
        .execute([conflict.as_bytes().as_slice()])?;
    let Some(document) = shown else { return Ok(()) };
    if document.get("status").and_then(Value::as_text) != Some("open") {
        return Ok(());
    }
    for record in document.get("records").map(Value::elements).unwrap_or_default() {
        let Some(record) = record.as_text().and_then(|text| text.parse::<RecordId>().ok()) else { continue };
        connection
            .prepare_cached("INSERT OR IGNORE INTO contested VALUES (?1, ?2)")?
            .execute((record.as_bytes().as_slice(), conflict.as_bytes().as_slice()))?;
    }
    Ok(())
}

/// The streams as the rank of copies needs them.
#[derive(Debug, Default, Clone)]
pub(super) struct Streams {
    pub(super) followed: std::collections::BTreeMap<i64, bool>,
    pub(super) agents: std::collections::BTreeSet<i64>,
}

impl Streams {
    pub(super) fn is_followed(&self, origin: i64) -> bool {
        self.followed.get(&origin).copied().unwrap_or(false)
    }

    /// Followed before not, a village's before the agent stream's.
    fn rank(&self, origin: i64) -> (bool, bool, i64) {
        (self.is_followed(origin), !self.agents.contains(&origin), -origin)
    }
}

/// What a patch sets, read as a field of the record; none where it does not.
pub fn set_value<'a>(patch: &'a Patch, field: &str) -> Option<&'a Value> {
    match patch.fields.get(field) {
        Some(FieldPatch::Set { value, .. }) => Some(value),
        _ => None,
    }
}

/// A cell as it was written; none where nobody writes such.
fn cell(value: ValueRef<'_>) -> Option<Cell> {
    Some(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8(text.to_vec()).ok()?),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
        ValueRef::Real(_) => return None,
    })
}

fn read_row(kind: &KindSpec, row: &SqlRow<'_>) -> Result<Row, StoreError> {
    let bad = StoreError::Internal("a row is not what was written");
    let record: Vec<u8> = row.get(0)?;
    let author: String = row.get(3)?;
    let writers: Vec<u8> = row.get(5)?;
    let mut cells = Vec::with_capacity(kind.fields.len() + 1);
    for at in 0..=kind.fields.len() {
        cells.push(cell(row.get_ref(6 + at)?).ok_or(bad.clone())?);
    }
    Ok(Row {
        record: RecordId::from_slice(&record).ok_or(bad.clone())?,
        origin: row.get(1)?,
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        author: author.parse().map_err(|_| bad.clone())?,
        created_ms: row.get(4)?,
        writers: rmp_serde::from_slice(&writers).map_err(|_| bad.clone())?,
        document: ddl::document(kind, cells).ok_or(bad)?,
    })
}
