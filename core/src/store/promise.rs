//! How many captures were acknowledged, noted beside the database without waiting for the disk.
//!
//! SQLite takes a write-ahead log to end at the first frame whose checksum is wrong: of a power cut that is the torn
//! end of a commit that nobody was promised, of a flipped bit it is a silent loss. The note tells them apart. It is
//! written after the commit is durable, so that whatever a power cut leaves of it claims too little, never too much.

use rusqlite::Connection;

use super::key_check::digest;
use super::{Durability, Folder, StoreError, journal};

const FORM: &[u8] = b"PFP1";

/// What is known to have been acknowledged of one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Promise {
    note: String,
    captured: u64,
}

impl Promise {
    /// The note beside a database. One that is missing, torn or damaged promises nothing.
    pub(super) fn read(folder: &dyn Folder, database: &str) -> Result<Self, StoreError> {
        let note = format!("{database}-promised");
        let captured = folder.read(&note)?.and_then(|bytes| decode(&bytes)).unwrap_or_default();
        Ok(Self { note, captured })
    }

    /// Refuses a database that lacks captures which were acknowledged. To be asked before anything is written: the
    /// next commit would go where the lost ones still are.
    pub(super) fn check(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.captured == 0 {
            return Ok(());
        }
        match journal::captured(connection) {
            Ok(captured) if captured >= self.captured => Ok(()),
            // Without its journal's table the database is one of before the log that is lost.
            Ok(_) | Err(StoreError::Internal(_)) => Err(StoreError::Damaged),
            Err(error) => Err(error),
        }
    }

    /// Notes what is committed by now. That this fails hides at most a later loss: it is no reason to take back what
    /// is durable.
    pub(super) fn keep_up(&mut self, folder: &dyn Folder, connection: &Connection) {
        if folder.durability() != Durability::Full || !connection.is_autocommit() {
            return;
        }
        let Ok(captured) = journal::captured(connection) else { return };
        if captured > self.captured && folder.note(&self.note, &encode(captured)).is_ok() {
            self.captured = captured;
        }
    }
}

fn encode(captured: u64) -> Vec<u8> {
    let mut bytes = [FORM, &captured.to_be_bytes()].concat();
    bytes.extend(digest(&bytes));
    bytes
}

fn decode(bytes: &[u8]) -> Option<u64> {
    let (said, told) = bytes.split_last_chunk()?;
    if digest(said) != *told {
        return None;
    }
    Some(u64::from_be_bytes(said.strip_prefix(FORM)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_promises_what_was_written_and_nothing_where_it_is_torn_or_a_bit_has_flipped() {
        let bytes = encode(1_234);
        assert_eq!(decode(&bytes), Some(1_234));
        for at in 0..bytes.len() {
            assert_eq!(decode(&bytes[..at]), None, "torn at {at}");
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert_eq!(decode(&flipped), None, "byte {at}");
        }
    }
}
