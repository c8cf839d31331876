//! The other side of every ratio: the same rows in the same tables, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use perisai_core::domain::Registry;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter};

use super::BenchError;

/// A row of a kind's table, cell by cell.
#[derive(Debug, Clone)]
pub(super) struct RawRow {
    table: &'static str,
    cells: Vec<Value>,
}

/// Opens a file as the core does, with its key, or as the branch does, without one.
pub(super) fn connect(file: &Path, key: Option<[u8; 32]>) -> Result<Connection, BenchError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    if key.is_some() {
        flags |= OpenFlags::SQLITE_OPEN_NO_MUTEX;
    }
    let connection = Connection::open_with_flags(file, flags)?;
    if let Some(key) = key {
        connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
        connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", hex::encode(key)))?;
        connection.execute_batch("PRAGMA cipher_memory_security = OFF; PRAGMA wal_autocheckpoint = 4000;")?;
    }
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// The rows of a kind whose column holds a value.
pub(super) fn rows(
    source: &Connection,
    kind: &'static str,
    column: &str,
    value: &dyn ToSql,
) -> Result<Vec<RawRow>, BenchError> {
    let mut statement = source.prepare_cached(&format!("SELECT * FROM \"{kind}\" WHERE \"{column}\" = ?1"))?;
    let width = statement.column_count();
    let rows = statement.query_map([value], |row| (0..width).map(|at| row.get(at)).collect())?;
    rows.map(|cells| Ok(RawRow { table: kind, cells: cells? })).collect()
}

/// The rows of every kind by the number in a column.
pub(super) fn rows_by_number(source: &Connection, column: &str) -> Result<BTreeMap<i64, Vec<RawRow>>, BenchError> {
    let mut found: BTreeMap<i64, Vec<RawRow>> = BTreeMap::new();
    for kind in Registry::standard().kinds() {
        let mut statement = source.prepare(&format!("SELECT \"{column}\", * FROM \"{}\"", kind.name))?;
        let width = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells = (1..width).map(|at| row.get(at)).collect::<Result<_, _>>()?;
            found.entry(row.get(0)?).or_default().push(RawRow { table: kind.name, cells });
        }
    }
    Ok(found)
}

/// The table of a kind that a message names.
pub(super) fn kind_named(name: &str) -> Result<&'static str, BenchError> {
    let kind = Registry::standard().kind(name);
    kind.map(|kind| kind.name).ok_or(BenchError::NotAsPlanned("a record of an unknown kind"))
}

/// Reads every cell of a query's rows; answers how many rows there were.
pub(super) fn read(connection: &Connection, sql: &str) -> Result<usize, BenchError> {
    let mut statement = connection.prepare_cached(sql)?;
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect())?;
    Ok(rows.collect::<Result<Vec<Vec<Value>>, _>>()?.len())
}

/// A file with the tables of the record kinds and their indexes.
#[derive(Debug)]
pub(super) struct Raw {
    connection: Connection,
    inserts: BTreeMap<&'static str, String>,
}

impl Raw {
    /// With the tables that another file has.
    pub(super) fn like(source: &Connection, file: &Path, key: Option<[u8; 32]>) -> Result<Self, BenchError> {
        let connection = connect(file, key)?;
        let mut inserts = BTreeMap::new();
        for kind in Registry::standard().kinds() {
            let mut statements = source.prepare_cached(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type = 'index'",
            )?;
            for sql in statements.query_map([kind.name], |row| row.get::<_, String>(0))? {
                connection.execute_batch(&sql?)?;
            }
            let width = connection.prepare(&format!("SELECT * FROM \"{}\"", kind.name))?.column_count();
            let marks = vec!["?"; width].join(", ");
            inserts.insert(kind.name, format!("INSERT INTO \"{}\" VALUES ({marks})", kind.name));
        }
        Ok(Self { connection, inserts })
    }

    /// Writes rows in one transaction; they are durable when this returns.
    pub(super) fn insert<'r>(&mut self, rows: impl IntoIterator<Item = &'r RawRow>) -> Result<(), BenchError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for row in rows {
            let sql = self.inserts.get(row.table).ok_or(BenchError::NotAsPlanned("a row of no kind"))?;
            transaction.prepare_cached(sql)?.execute(params_from_iter(&row.cells))?;
        }
        Ok(transaction.commit()?)
    }
}
