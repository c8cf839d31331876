//! What can go wrong with the store, by what the caller can do about it.

use rusqlite::ErrorCode;

/// Why the store did not do what was asked. Nothing that was acknowledged before is lost by any of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The phone has no room left.
    #[error("the storage is full")]
    StorageFull,
    /// The storage could not be read or written.
    #[error("the storage does not answer (code {code})")]
    Io {
        /// SQLite's extended result code, or 0 where the file system itself refused.
        code: i32,
    },
    /// The file is not what was written, under the right key.
    #[error("the store is damaged")]
    Damaged,
    /// The store was found damaged and set aside before.
    #[error("the store is damaged, copied to {to}")]
    Quarantined {
        /// The beginning of the copies' names, in the store's folder.
        to: String,
    },
    /// The store was not set aside under that name.
    #[error("no such quarantined store")]
    NoSuchQuarantine,
    /// The key is not the store's. Nothing was touched.
    #[error("not the store's key")]
    WrongKey,
    /// A newer app has written the store.
    #[error("the store has schema {found}, this app knows {supported}")]
    NewerSchema {
        /// The store's.
        found: u32,
        /// The newest that this app knows.
        supported: u32,
    },
    /// Too many changes wait for the branch.
    #[error("too many changes wait for the branch")]
    TooManyPending,
    /// A defect: SQLite refused a statement, or a row is not what this code wrote.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Self::StorageFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory => Self::Io { code: failure.extended_code },
                _ => Self::Internal("SQLite refused a statement"),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Internal("a row is not what was written"),
            _ => Self::Internal("a statement does not fit its use"),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::Io { code: 0 },
        }
    }
}
