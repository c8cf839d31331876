//! Where records stand, one by one or a list of them: what all rows of a list need is read once.

use std::cell::OnceCell;
use std::collections::HashSet;

use rusqlite::Connection;

use super::Field;
use super::views::RecordStatus;
use crate::domain::RecordId;
use crate::error::FieldError;
use crate::store::{JournalState, Store, journal, records};

/// Where records stand, for one answer.
pub(super) struct Standings<'a> {
    field: &'a Field,
    connection: &'a Connection,
    /// The records of captures that the branch refused and nobody has dealt with; read when the first row asks.
    refused: OnceCell<HashSet<RecordId>>,
}

impl Field {
    /// Where records of a store stand.
    pub(super) fn standings<'a>(&'a self, store: &'a Store) -> Standings<'a> {
        Standings { field: self, connection: store.connection(), refused: OnceCell::new() }
    }
}

impl Standings<'_> {
    /// Where a record stands. What waits for a person comes before what waits for the network.
    pub(super) fn of(&self, record: RecordId) -> Result<RecordStatus, FieldError> {
        if records::is_contested(self.connection, record)? {
            return Ok(RecordStatus::Contested);
        }
        let waiting = journal::states_of(self.connection, record)?;
        if waiting.iter().any(|(_, state)| *state == JournalState::Held) {
            return Ok(RecordStatus::Held);
        }
        if self.refused()?.contains(&record) {
            return Ok(RecordStatus::Rejected);
        }
        let pending: Vec<_> = waiting.iter().filter(|(_, state)| *state == JournalState::Pending).collect();
        Ok(match pending.as_slice() {
            [] => RecordStatus::Synced,
            changes if changes.iter().any(|(change, _)| self.field.is_sending(*change)) => RecordStatus::Sending,
            _ => RecordStatus::Pending,
        })
    }

    fn refused(&self) -> Result<&HashSet<RecordId>, FieldError> {
        if let Some(refused) = self.refused.get() {
            return Ok(refused);
        }
        let entries = journal::rejected(self.connection)?;
        let patches = entries.iter().filter_map(|entry| entry.body.as_ref()).flat_map(|change| &change.patches);
        let read: HashSet<RecordId> = patches.map(|patch| patch.record).collect();
        Ok(self.refused.get_or_init(|| read))
    }
}
