//! The encrypted store of a device: the branch's last word, the device's own work on top, and the journal.
//!
//! A row of a kind's table is one *copy* of a record: what one stream said of it (`origin` is the stream's
//! number), or, with `origin` 0, the branch's word with the device's own unacknowledged work on top. Exactly
//! one copy of a visible record is `shown`. A capture touches its records, the journal and nothing else,
//! in one transaction; whatever the branch says later is laid under the pending patches again.

pub mod ddl;
mod error;
mod folder;
pub mod forms;
mod incoming;
pub mod journal;
mod key_check;
mod open;
mod promise;
mod quarantine;
pub mod queries;
pub mod records;
mod salvage;
mod schema;
pub mod search;
pub mod streams;

pub use error::StoreError;
pub use folder::{DiskFolder, Durability, Folder};
pub use incoming::{Applied, Outgoing};
pub use journal::{Entry, JournalState, JournalTotals};
pub use open::{DataKey, OpenProgress, OpenStep};
pub use quarantine::Salvaged;
pub use records::Row;
pub use schema::meta;
pub use search::NameHit;

use rusqlite::{Connection, DropBehavior, Transaction, TransactionBehavior};

use crate::domain::{Incarnation, Registry};
use crate::planted::{Planted, is_planted};

/// An open store. One connection, one writer.
pub struct Store {
    connection: Connection,
    registry: Registry,
    folder: Box<dyn Folder>,
    database: String,
    key: DataKey,
    promise: promise::Promise,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// The record kinds that the store keeps.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Reads with the connection as it stands.
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The present life of the journal; none before enrolment.
    pub fn incarnation(&self) -> Result<Option<Incarnation>, StoreError> {
        Ok(journal::lives(&self.connection)?.last().map(|life| life.head.incarnation))
    }

    /// The folder that the store lives in.
    pub fn folder(&self) -> &dyn Folder {
        self.folder.as_ref()
    }

    /// Closes the store. Everything is durable already; the write-ahead log is emptied, so that the next opening has
    /// nothing to read in it.
    pub fn close(self) {
        let emptied: rusqlite::Result<i64> =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        // A log that stays as it is costs the next opening a moment, no more.
        drop(emptied);
    }

    /// Closes a store in which damage was met, without touching a file: what is left is for [`Store::quarantine`].
    pub fn abandon(self) -> (Box<dyn Folder>, DataKey) {
        (self.folder, self.key)
    }

    /// Whether some page of the file is not what was written. Reads the whole file.
    ///
    /// SQLCipher shows a bad page as empty and makes its connection read-only: damage may first look like a defect, or
    /// like storage that refuses.
    pub fn is_damaged(&self) -> bool {
        // A connection of its own: the present one may have stopped checking.
        let checked = open::connect(self.folder.as_ref(), &self.database, &self.key).and_then(|connection| {
            let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
            Ok(statement.exists([])?)
        });
        matches!(checked, Ok(true) | Err(StoreError::Damaged))
    }

    /// Runs work in one transaction: all of it is durable when this returns, or none of it happened.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &Registry) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let transaction = begin(&mut self.connection)?;
        let done = work(&transaction, &self.registry)?;
        commit(transaction)?;
        self.promise.keep_up(self.folder.as_ref(), &self.connection);
        Ok(done)
    }
}

/// Begins a transaction that writes.
fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    if is_planted(Planted::SavedBeforeCommit) && !connection.is_autocommit() {
        connection.execute_batch("COMMIT")?;
    }
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Ends a transaction; what it did is durable when this returns.
fn commit(mut transaction: Transaction<'_>) -> Result<(), StoreError> {
    if is_planted(Planted::SavedBeforeCommit) {
        transaction.set_drop_behavior(DropBehavior::Ignore);
        return Ok(());
    }
    Ok(transaction.commit()?)
}
