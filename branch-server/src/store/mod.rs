//! The branch's ledger in SQLite: one file, its write-ahead log beside it.

mod acts;
mod changes;
mod columns;
mod devices;
pub(crate) mod planted;
mod records;
mod schema;
mod streams;

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use perisai_core::domain::{DeviceId, Registry};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::Head;
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{BranchError, Result};
use crate::ledger::{Ledger, LedgerTx};

/// How long a transaction waits for another process to finish with the file.
const BUSY_WAIT: Duration = Duration::from_secs(10);
/// The most connections that are kept open for reading.
const READERS_MAX: usize = 4;
/// Marks the file as a branch's ledger (`PRAGMA application_id`).
const APPLICATION_ID: i32 = 0x5045_5242;

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The disk. The only one for data that anybody needs.
    #[default]
    Full,
    /// Nothing: a simulator's ledger, gone with the machine.
    None,
}

/// A ledger in one SQLite file, or in memory.
pub struct SqliteLedger {
    registry: Registry,
    place: Place,
    /// Fair: whoever has waited longest is next.
    writer: tokio::sync::Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

enum Place {
    File(LedgerFile),
    Memory,
}

/// A ledger's file, and how it is opened.
#[derive(Debug, Clone)]
struct LedgerFile {
    path: PathBuf,
    /// SQLite's name of the file system; none for the operating system's.
    vfs: Option<String>,
    durability: Durability,
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteLedger")
    }
}

impl SqliteLedger {
    /// Opens the ledger in a file, making it where there is none, and whatever table or column it lacks.
    pub fn open(file: &Path, registry: Registry, durability: Durability) -> Result<Self> {
        Self::open_file(LedgerFile { path: file.to_owned(), vfs: None, durability }, registry)
    }

    /// [`SqliteLedger::open`] on a file system that was registered with SQLite under a name, such as a simulated disk.
    pub fn open_on(vfs: &str, file: &Path, registry: Registry, durability: Durability) -> Result<Self> {
        Self::open_file(LedgerFile { path: file.to_owned(), vfs: Some(vfs.to_owned()), durability }, registry)
    }

    fn open_file(file: LedgerFile, registry: Registry) -> Result<Self> {
        let writer = connect(&file, false)?;
        Self::prepare(writer, registry, Place::File(file))
    }

    /// A ledger that lives as long as this value, for tests and simulators.
    pub fn in_memory(registry: Registry) -> Result<Self> {
        // The one place that opens a store, with its settings.
        #[expect(clippy::disallowed_methods, reason = "this is the one place where the branch opens its store")]
        let writer = Connection::open(":memory:").map_err(failed)?;
        keep_statements(&writer)?;
        Self::prepare(writer, registry, Place::Memory)
    }

    /// Another ledger in memory that holds the same now: what a restored copy would hold.
    pub fn snapshot(&self) -> Result<Self> {
        let copy = Self::in_memory(self.registry.clone())?;
        copy_pages(&self.writer.blocking_lock(), &mut copy.writer.blocking_lock())?;
        Ok(copy)
    }

    fn prepare(writer: Connection, registry: Registry, place: Place) -> Result<Self> {
        writer.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        schema::prepare(&writer, &registry).map_err(failed)?;
        Ok(Self { registry, place, writer: tokio::sync::Mutex::new(writer), readers: Mutex::default() })
    }

    fn reader(&self) -> Result<Option<Connection>> {
        match &self.place {
            Place::Memory => Ok(None),
            Place::File(file) => {
                let kept = lock(&self.readers).pop();
                kept.map_or_else(|| connect(file, true), Ok).map(Some)
            }
        }
    }
}

impl Ledger for SqliteLedger {
    fn write(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
        let mut writer = self.writer.blocking_lock();
        if is_planted(Planted::AnsweredBeforeCommit) {
            return planted::write(&writer, work);
        }
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        run(&transaction, work)?;
        transaction.commit().map_err(failed)
    }

    fn read(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
        if is_planted(Planted::AnsweredBeforeCommit) {
            return planted::read(&self.writer.blocking_lock(), work);
        }
        let Some(mut reader) = self.reader()? else {
            let mut writer = self.writer.blocking_lock();
            return run(&writer.transaction().map_err(failed)?, work);
        };
        let outcome = run(&reader.transaction().map_err(failed)?, work);
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_MAX {
            readers.push(reader);
        }
        outcome
    }

    fn copy_to(&self, file: &Path) -> Result<Vec<(DeviceId, Head)>> {
        if file.exists() {
            return Err(BranchError::File { file: file.display().to_string(), problem: "exists already".to_owned() });
        }
        let reader = self.reader()?;
        let mut copy = connect(&LedgerFile { path: file.to_owned(), vfs: None, durability: Durability::Full }, false)?;
        match reader {
            Some(reader) => copy_pages(&reader, &mut copy)?,
            None => copy_pages(&self.writer.blocking_lock(), &mut copy)?,
        }
        // A copy is one file that can be carried away: without a log beside it.
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(failed)?;
        let heads = heads(&copy)?;
        drop(copy);
        File::open(file).and_then(|file| file.sync_all()).map_err(|error| io_failed(file, &error))?;
        Ok(heads)
    }

    fn leave_no_trace(&self) -> Result<()> {
        let writer = self.writer.blocking_lock();
        // Deleted content is overwritten at once, but moving cells between pages may leave a copy in a page's free space.
        writer.execute_batch("VACUUM").map_err(failed)?;
        lock(&self.readers).clear();
        let busy: i64 = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if busy == 0 { Ok(()) } else { Err(BranchError::Busy) }
    }
}

fn heads(connection: &Connection) -> Result<Vec<(DeviceId, Head)>> {
    let transaction = connection.unchecked_transaction().map_err(failed)?;
    let tx = SqliteTx { connection: &transaction };
    Ok(crate::ledger::Changes::journals(&tx)?.into_iter().map(|journal| (journal.device, journal.head)).collect())
}

/// Whether a file is a whole ledger of a branch.
pub fn check_copy(file: &Path) -> Result<()> {
    let broken = |problem: &str| BranchError::File { file: file.display().to_string(), problem: problem.to_owned() };
    let copy = open_copy(file)?;
    let application: i32 = copy
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|_| broken("is not a branch's backup"))?;
    if application != APPLICATION_ID {
        return Err(broken("is not a branch's backup"));
    }
    let sound: String = copy.pragma_query_value(None, "integrity_check", |row| row.get(0)).map_err(failed)?;
    if sound == "ok" { Ok(()) } else { Err(broken("is damaged")) }
}

/// One transaction.
pub(crate) struct SqliteTx<'a> {
    connection: &'a Connection,
}

impl LedgerTx for SqliteTx<'_> {}

fn run(transaction: &Transaction<'_>, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
    work(&SqliteTx { connection: transaction })
}

fn connect(file: &LedgerFile, reads_only: bool) -> Result<Connection> {
    let flags = OpenFlags::default();
    let connection = match &file.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(&file.path, flags, vfs.as_str()),
        None => Connection::open_with_flags(&file.path, flags),
    };
    let connection = connection.map_err(failed)?;
    connection.busy_timeout(BUSY_WAIT).map_err(failed)?;
    let synchronous = match file.durability {
        Durability::Full => "FULL",
        Durability::None => "OFF",
    };
    for (name, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", synchronous),
        ("foreign_keys", "ON"),
        ("secure_delete", "ON"),
        ("temp_store", "MEMORY"),
    ] {
        connection.pragma_update(None, name, value).map_err(failed)?;
    }
    connection.pragma_update(None, "query_only", reads_only).map_err(failed)?;
    keep_statements(&connection)?;
    Ok(connection)
}

/// The branch asks the same few hundred questions again and again: each is planned once.
fn keep_statements(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(256);
    // Otherwise a cached statement with a range is planned anew for each value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ()).map_err(failed)
}

fn open_copy(file: &Path) -> Result<Connection> {
    if !file.is_file() {
        return Err(BranchError::File { file: file.display().to_string(), problem: "is no file".to_owned() });
    }
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)
}

fn copy_pages(from: &Connection, to: &mut Connection) -> Result<()> {
    let backup = Backup::new(from, to).map_err(failed)?;
    // All pages in one step: one consistent moment.
    backup.run_to_completion(i32::MAX, Duration::from_millis(5), None).map_err(failed)
}

/// A panic elsewhere has rolled its transaction back: the connection is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A failure of SQLite by its code: its text could repeat what was being written.
fn failed(error: rusqlite::Error) -> BranchError {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => BranchError::Busy,
            rusqlite::ErrorCode::DiskFull => BranchError::StorageFull,
            code => BranchError::Ledger(format!("{code:?} ({})", failure.extended_code)),
        },
        rusqlite::Error::SqlInputError { msg, .. } => BranchError::Ledger(msg),
        rusqlite::Error::FromSqlConversionFailure(column, ..) => {
            BranchError::Ledger(format!("column {column} holds what was never written"))
        }
        other => BranchError::Ledger(other.to_string()),
    }
}

fn io_failed(file: &Path, error: &std::io::Error) -> BranchError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => BranchError::StorageFull,
        kind => BranchError::File { file: file.display().to_string(), problem: kind.to_string() },
    }
}
