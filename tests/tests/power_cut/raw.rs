//! A raw SQLCipher store on a simulated machine.

use std::fmt;

use perisai_tests::power::{Dice, Machine};
use rusqlite::{Connection, OpenFlags, params};

/// How a store is kept durable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Durability {
    /// `PRAGMA journal_mode`
    pub(crate) journal_mode: &'static str,
    /// `PRAGMA synchronous`
    pub(crate) synchronous: &'static str,
    /// `PRAGMA wal_autocheckpoint`: few, so that a short day has checkpoints.
    pub(crate) checkpoint_pages: u32,
}

impl Durability {
    /// What a device uses, but for the early checkpoints.
    pub(crate) const DEVICE: Durability = Durability { journal_mode: "WAL", synchronous: "FULL", checkpoint_pages: 24 };
}

/// A promise that was not kept, or a store that is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// SQLite's own words, of a call that should have succeeded.
    Sqlite(String),
    /// The integrity check's first words.
    Corrupt(String),
    /// A promised row is nowhere.
    Lost(i64),
    /// A row is there this often.
    Repeated(i64, i64),
    /// A row is there in part, or with other content, or without what was written with it.
    Mangled(i64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Broken {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Broken::Corrupt(error.to_string())
            }
            _ => Broken::Sqlite(error.to_string()),
        }
    }
}

/// Opens the store, making it if there is none.
pub(crate) fn open(machine: &Machine, durability: Durability) -> Result<Connection, Broken> {
    let connection = Connection::open_with_flags_and_vfs("/data/store.db", OpenFlags::default(), machine.vfs_name())?;
    connection.execute_batch(&format!(
        "PRAGMA cipher_log = off; PRAGMA cipher_log_level = NONE;
         PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\";
         PRAGMA journal_mode = {};
         PRAGMA synchronous = {};
         PRAGMA wal_autocheckpoint = {};
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         BEGIN IMMEDIATE;
         CREATE TABLE IF NOT EXISTS row (place INTEGER PRIMARY KEY, id INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
         CREATE INDEX IF NOT EXISTS row_body ON row (body);
         CREATE TABLE IF NOT EXISTS entry (place INTEGER PRIMARY KEY, id INTEGER NOT NULL, row INTEGER NOT NULL
             REFERENCES row (place), sent INTEGER NOT NULL) STRICT;
         COMMIT;",
        durability.journal_mode, durability.synchronous, durability.checkpoint_pages
    ))?;
    Ok(connection)
}

/// What the row `id` says: between a few bytes and two pages.
pub(crate) fn body(id: i64) -> Vec<u8> {
    let mut dice = Dice::of(&[5, id.unsigned_abs()]);
    let len = if dice.chance(1, 5) { 9000 } else { 40 + dice.below(600) };
    (0..len).map(|_| dice.next().to_le_bytes()[0]).collect()
}

/// Writes the row and its journal entry in one transaction.
pub(crate) fn capture(connection: &mut Connection, id: i64) -> Result<(), Broken> {
    let transaction = connection.transaction()?;
    transaction.execute("INSERT INTO row (id, body) VALUES (?1, ?2)", params![id, body(id)])?;
    let place = transaction.last_insert_rowid();
    transaction.execute("INSERT INTO entry (id, row, sent) VALUES (?1, ?2, 0)", params![id, place])?;
    Ok(transaction.commit()?)
}

/// Every row is whole, there once, and has its entry; returns their ids.
pub(crate) fn whole_rows(connection: &Connection) -> Result<Vec<i64>, Broken> {
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Broken::Corrupt(verdict));
    }
    let mut ids = Vec::new();
    let mut statement = connection.prepare(
        "SELECT row.id, row.body, (SELECT count(*) FROM entry WHERE entry.id = row.id AND entry.row = row.place),
             (SELECT count(*) FROM row AS other WHERE other.id = row.id) FROM row ORDER BY place",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, times): (i64, i64) = (row.get(0)?, row.get(3)?);
        if times != 1 {
            return Err(Broken::Repeated(id, times));
        }
        if row.get::<_, Vec<u8>>(1)? != body(id) || row.get::<_, i64>(2)? != 1 {
            return Err(Broken::Mangled(id));
        }
        ids.push(id);
    }
    let entries: i64 = connection.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
    match ids.last() {
        Some(last) if i64::try_from(ids.len()) != Ok(entries) => Err(Broken::Mangled(*last)),
        _ => Ok(ids),
    }
}
