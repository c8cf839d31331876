//! A damaged store: copied aside first, the journal saved next, and nothing deleted or begun anew unasked.

use rusqlite::{Connection, OptionalExtension, params};

use super::open::{DATABASE, KEY_CHECK, connect};
use super::schema::meta;
use super::{DataKey, Folder, Store, StoreError, journal};
use crate::domain::{Change, Registry};
use crate::ports::IdSource;

/// What was saved from a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// The beginning of the copies' names, in the store's folder.
    pub quarantined_to: String,
    /// How many changes of the journal could be read whole.
    pub changes: u64,
    /// Whether some rows of the journal could not be read.
    pub incomplete: bool,
}

const PARTS: [&str; 3] = ["", "-wal", "-shm"];
/// Single values that a new store must know to go on as the same device.
const KEPT: [&str; 8] =
    ["device", "agent", "branch", "villages", "scope_version", "nonce", "server_ms", "receipt_sequence"];

pub(super) fn copy_aside(folder: &dyn Folder, key: &DataKey) -> Result<Salvaged, StoreError> {
    let name = free_name(folder)?;
    for part in PARTS {
        folder.copy(&format!("{DATABASE}{part}"), &format!("{name}{part}"))?;
    }
    folder.copy(KEY_CHECK, &format!("{name}.key"))?;
    let (changes, incomplete) = salvage(folder, key, &name)?;
    Ok(Salvaged { quarantined_to: name, changes, incomplete })
}

fn free_name(folder: &dyn Folder) -> Result<String, StoreError> {
    for number in 1..10_000 {
        let name = format!("quarantine-{number}.db");
        if !folder.exists(&name)? && !folder.exists(&salvage_name(&name))? {
            return Ok(name);
        }
    }
    Err(StoreError::Internal("too many quarantined stores"))
}

fn salvage_name(quarantined: &str) -> String {
    format!("{quarantined}.journal.db")
}

/// Reads what can be read of a copy's journal into a small encrypted store beside it.
fn salvage(folder: &dyn Folder, key: &DataKey, name: &str) -> Result<(u64, bool), StoreError> {
    let target = connect(folder, &salvage_name(name), key)?;
    target.execute_batch(
        "CREATE TABLE IF NOT EXISTS salvaged (turn INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    )?;
    let Ok(source) = connect(folder, name, key) else { return Ok((0, true)) };
    let mut incomplete = false;
    for value in KEPT {
        match meta::get(&source, value) {
            Ok(Some(bytes)) => meta::set(&target, value, &bytes)?,
            Ok(None) => {}
            Err(_) => incomplete = true,
        }
    }
    let turns: Option<i64> = source.query_row("SELECT max(turn) FROM journal", [], |row| row.get(0)).ok().flatten();
    incomplete |= turns.is_none();
    let mut saved = 0;
    // Row by row from both ends of the key, so that one bad page costs what lies on it and no more.
    for turn in 1..=turns.unwrap_or(0) {
        match read_body(&source, turn) {
            Ok(Some(body)) => {
                target.execute("INSERT OR REPLACE INTO salvaged VALUES (?1, ?2)", params![turn, body])?;
                saved += 1;
            }
            Ok(None) => {}
            Err(_) => incomplete = true,
        }
    }
    Ok((saved, incomplete))
}

/// A body, where the row is readable and the bytes are still the change that they name.
fn read_body(source: &Connection, turn: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = source.prepare_cached("SELECT change, body FROM journal WHERE turn = ?1")?;
    let row: Option<(Vec<u8>, Option<Vec<u8>>)> =
        statement.query_row([turn], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match row {
        Some((id, Some(body))) if Change::id_of(&body).0.as_slice() == id => Ok(Some(body)),
        Some((_, Some(_))) => Err(StoreError::Damaged),
        _ => Ok(None),
    }
}

pub(super) fn begin_again(
    folder: Box<dyn Folder>,
    key: &DataKey,
    registry: Registry,
    ids: &dyn IdSource,
    quarantined_to: &str,
) -> Result<Store, StoreError> {
    if !folder.exists(&salvage_name(quarantined_to))? {
        return Err(StoreError::Internal("no such quarantined store"));
    }
    // The damaged files keep existing under their copies' names; the originals make room by changing theirs.
    for part in PARTS {
        let original = format!("{DATABASE}{part}");
        if folder.exists(&original)? {
            folder.rename(&original, &format!("{}.original{part}", quarantined_to))?;
        }
    }
    if folder.exists(KEY_CHECK)? {
        folder.rename(KEY_CHECK, &format!("{}.original.key", quarantined_to))?;
    }
    let source = connect(folder.as_ref(), &salvage_name(quarantined_to), key)?;
    let mut store = Store::open(folder, key, registry, ids, &|_| {})?;
    store.write(|transaction, registry| {
        for value in KEPT {
            if let Some(bytes) = meta::get(&source, value)? {
                meta::set(transaction, value, &bytes)?;
            }
        }
        if let Some(device) = meta::text(transaction, "device")?.and_then(|text| text.parse().ok()) {
            journal::begin(transaction, device, ids)?;
            let mut statement = source.prepare("SELECT body FROM salvaged ORDER BY turn")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let body: Vec<u8> = row.get(0)?;
                let change =
                    rmp_serde::from_slice(&body).map_err(|_| StoreError::Internal("a change cannot be read"))?;
                journal::append(transaction, registry, &change)?;
            }
        }
        Ok(())
    })?;
    Ok(store)
}
