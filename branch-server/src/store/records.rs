//! Records and where they live.

use perisai_core::domain::{Document, KindSpec, RecordId, Value};
use perisai_core::store::ddl::{self, Cell};
use perisai_core::sync::wire::{Revision, Stream};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Params, Row, ToSql, params};

use super::columns::{Kept, get, optional, packed, unpacked};
use super::schema::LEADING;
use super::{SqliteTx, failed};
use crate::error::{BranchError, Result};
use crate::ledger::{Placement, Records};

impl Records for SqliteTx<'_> {
    fn record(&self, kind: &KindSpec, id: RecordId) -> Result<Option<Revision>> {
        Ok(self.select(kind, "WHERE id = ?1", params![Kept(id)])?.pop())
    }

    fn put_record(&self, kind: &KindSpec, record: &Revision) -> Result<()> {
        let places: Vec<String> = (1..=LEADING.len() + kind.fields.len() + 1).map(|n| format!("?{n}")).collect();
        let sql = format!(
            "INSERT OR REPLACE INTO \"{}\" (id, revision, author, created_ms, writers, {}) VALUES ({})",
            kind.name,
            ddl::column_names(kind),
            places.join(", ")
        );
        let (id, revision) = (Kept(record.record), Kept(record.revision));
        let (author, writers) = (Kept(&record.author), packed(&record.writers));
        let cells: Vec<Bound> = ddl::cells(kind, &record.fields).into_iter().map(Bound).collect();
        let mut values: Vec<&dyn ToSql> = vec![&id, &revision, &author, &record.created_ms, &writers];
        values.extend(cells.iter().map(|cell| cell as &dyn ToSql));
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.execute(&values[..]))
            .map(|_| ())
            .map_err(failed)
    }

    fn drop_record(&self, kind: &KindSpec, id: RecordId) -> Result<()> {
        self.execute(&format!("DELETE FROM \"{}\" WHERE id = ?1", kind.name), [Kept(id)])
    }

    fn find(&self, kind: &KindSpec, field: &str, value: &Value) -> Result<Vec<Revision>> {
        self.find_after(kind, field, value, None, usize::MAX)
    }

    fn find_after(
        &self,
        kind: &KindSpec,
        field: &str,
        value: &Value,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Revision>> {
        let place = kind.fields.iter().position(|spec| spec.name == field);
        let place = place.ok_or_else(|| BranchError::Ledger(format!("{kind} has no field {field}")))?;
        let document: Document = [(field.to_owned(), value.clone())].into();
        let cell = ddl::cells(kind, &document).swap_remove(place);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        // Nothing sorts before the empty blob.
        let after = after.map(|after| after.as_bytes().to_vec()).unwrap_or_default();
        let condition = format!("WHERE \"{field}\" = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
        self.select(kind, &condition, params![Bound(cell), after, limit])
    }

    fn page(&self, kind: &KindSpec, after: Option<RecordId>, limit: usize) -> Result<Vec<Revision>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        match after {
            None => self.select(kind, "ORDER BY id LIMIT ?1", params![limit]),
            Some(after) => self.select(kind, "WHERE id > ?1 ORDER BY id LIMIT ?2", params![Kept(after), limit]),
        }
    }

    fn kind_of(&self, id: RecordId) -> Result<Option<String>> {
        let sql = "SELECT kind FROM placement WHERE record = ?1 LIMIT 1";
        optional(
            self.connection.prepare_cached(sql).and_then(|mut query| query.query_row([Kept(id)], |row| row.get(0))),
        )
    }

    fn placements(&self, id: RecordId) -> Result<Vec<Placement>> {
        self.list(
            "SELECT stream, expires_ms, has_left FROM placement WHERE record = ?1 ORDER BY stream",
            [Kept(id)],
            |row| Ok(Placement { stream: get(row, 0)?, expires_ms: row.get(1)?, left: row.get(2)? }),
        )
    }

    fn put_placement(&self, kind: &str, id: RecordId, placement: &Placement) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO placement (record, stream, kind, expires_ms, has_left) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![Kept(id), Kept(&placement.stream), kind, placement.expires_ms, placement.left],
        )
    }

    fn expired(&self, stream: &Stream, now_ms: i64) -> Result<Vec<(String, RecordId)>> {
        self.list(
            "SELECT kind, record FROM placement WHERE stream = ?1 AND expires_ms <= ?2 AND has_left = 0 ORDER BY record",
            params![Kept(stream), now_ms],
            |row| Ok((row.get(0)?, get(row, 1)?)),
        )
    }

    fn living_in(&self, stream: &Stream) -> Result<Vec<(String, RecordId)>> {
        self.list(
            "SELECT kind, record FROM placement WHERE stream = ?1 AND has_left = 0 ORDER BY kind, record",
            params![Kept(stream)],
            |row| Ok((row.get(0)?, get(row, 1)?)),
        )
    }

    fn put_about(&self, record: RecordId, conflict: RecordId) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO about (record, conflict) VALUES (?1, ?2)", [Kept(record), Kept(conflict)])
    }

    fn about(&self, record: RecordId) -> Result<Vec<RecordId>> {
        self.list("SELECT conflict FROM about WHERE record = ?1 ORDER BY conflict", [Kept(record)], |row| get(row, 0))
    }

    fn beside(&self, record: RecordId, status: &str, limit: usize) -> Result<Vec<RecordId>> {
        // CROSS JOIN: in this order, however many conflicts have that status.
        self.list(
            "SELECT DISTINCT other.record FROM about AS own
             CROSS JOIN conflict ON conflict.id = own.conflict
             CROSS JOIN about AS other ON other.conflict = own.conflict
             WHERE own.record = ?1 AND conflict.status = ?2 AND other.record <> ?1 ORDER BY other.record LIMIT ?3",
            params![Kept(record), status, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| get(row, 0),
        )
    }
}

impl SqliteTx<'_> {
    pub(super) fn execute(&self, sql: &str, values: impl Params) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.execute(values).map(|_| ()).map_err(failed)
    }

    pub(super) fn list<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.query_map(values, read).and_then(Iterator::collect).map_err(failed)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        optional(self.connection.prepare_cached(sql).and_then(|mut query| query.query_row(values, read)))
    }

    fn select(&self, kind: &KindSpec, condition: &str, values: impl Params) -> Result<Vec<Revision>> {
        let sql = format!(
            "SELECT id, revision, author, created_ms, writers, {} FROM \"{}\" {condition}",
            ddl::column_names(kind),
            kind.name
        );
        self.list(&sql, values, |row| {
            let cells = (LEADING.len()..=LEADING.len() + kind.fields.len())
                .map(|column| row.get_ref(column).map(to_cell))
                .collect::<rusqlite::Result<Option<Vec<Cell>>>>()?;
            let (record, revision, author, created_ms) = (get(row, 0)?, get(row, 1)?, get(row, 2)?, row.get(3)?);
            let writers = unpacked(row.get_ref(4)?.as_blob()?);
            let damaged = || BranchError::Ledger(format!("{kind} {record} holds what was never written"));
            let fields = cells.and_then(|cells| ddl::document(kind, cells)).ok_or_else(damaged);
            let kind = kind.name.to_owned();
            Ok(writers.and_then(|writers| {
                Ok(Revision { kind, record, revision, author, created_ms, writers, fields: fields? })
            }))
        })?
        .into_iter()
        .collect()
    }
}

/// A cell on its way into a statement.
struct Bound(Cell);

impl ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A cell as it was kept; none where it holds a decimal or text that is not UTF-8, which nobody wrote.
fn to_cell(value: ValueRef<'_>) -> Option<Cell> {
    match value {
        ValueRef::Null => Some(Cell::Null),
        ValueRef::Integer(number) => Some(Cell::Integer(number)),
        ValueRef::Real(_) => None,
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(|text| Cell::Text(text.to_owned())),
        ValueRef::Blob(bytes) => Some(Cell::Blob(bytes.to_vec())),
    }
}
