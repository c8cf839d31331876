//! What a device lacks of the streams it follows.

use std::collections::HashSet;

use perisai_core::domain::limits::PAGE_BYTES_MAX;
use perisai_core::domain::{AgentId, ChainHash, DeviceId, RecordId};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::{Cursor, Cursors, Entry, Page, Stream, cursors_hash};

use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::is_erased;
use crate::store::planted::last_not_newer;

/// The most entries in one page: small entries cost more to apply than to carry.
const PAGE_ENTRIES_MAX: usize = 10_000;
/// What an answer without room for a page still carries, in bytes, so that every exchange gets further.
const PAGES_BYTES_MIN: usize = 4 * 1024;

/// The pages of one answer.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) pages: Vec<Page>,
    /// Where the device stands after them, in every stream that it follows.
    pub(crate) cursors: Vec<Cursor>,
    /// Whether anything remains.
    pub(crate) more: bool,
}

impl Desk<'_> {
    /// The cursors that a device names; none where it names a set that the branch does not know.
    pub(crate) fn cursors_of(&self, device: DeviceId, named: &Cursors) -> Result<Option<Vec<Cursor>>> {
        match named {
            Cursors::Listed(cursors) => Ok(Some(cursors.clone())),
            Cursors::Known(hash) => self.tx.cursor_set(device, *hash),
        }
    }

    /// Reads every stream that an agent follows from where the device stands, up to so many bytes.
    pub(crate) fn read_streams(&self, agent: &AgentId, cursors: &[Cursor], bytes_wanted: u64) -> Result<Reading> {
        let wanted = usize::try_from(bytes_wanted).unwrap_or(usize::MAX);
        let mut room = wanted.clamp(PAGES_BYTES_MIN, PAGE_BYTES_MAX);
        let mut reading = Reading::default();
        for stream in self.followed(agent)? {
            let head = self.tx.stream_head(&stream)?;
            let at = cursors.iter().find(|cursor| cursor.stream == stream);
            let at = at.cloned().unwrap_or_else(|| start(&stream));
            if at.position == head.position && at.hash == head.hash {
                reading.cursors.push(at);
                continue;
            }
            let at = if is_planted(Planted::CursorByTime) { last_not_newer(self.tx, at, &head)? } else { at };
            let restarts = !self.is_known(&at)?;
            let from = if restarts { start(&stream) } else { at };
            if room == 0 {
                // The device is told of the restart when its turn comes.
                reading.cursors.extend((!restarts).then_some(from));
                reading.more = true;
                continue;
            }
            let (page, bytes) = self.read_page(from, restarts, &head, room)?;
            room = room.saturating_sub(bytes);
            reading.more |= !page.complete;
            reading.cursors.push(page.cursor.clone());
            reading.pages.push(page);
        }
        Ok(reading)
    }

    /// Whether the branch gave that cursor.
    fn is_known(&self, cursor: &Cursor) -> Result<bool> {
        if cursor.position == 0 {
            return Ok(cursor.hash == ChainHash::default());
        }
        Ok(self.tx.entry_hash(&cursor.stream, cursor.position)? == Some(cursor.hash))
    }

    fn read_page(&self, from: Cursor, restarts: bool, head: &Cursor, room: usize) -> Result<(Page, usize)> {
        let rows = self.tx.entries(&from.stream, from.position, PAGE_ENTRIES_MAX, room)?;
        let cursor = rows.last().map_or(from, |(at, _)| at.clone());
        let bytes = rows.iter().map(|(_, content)| content.len()).sum();
        // What was erased is said anew, or left, further on.
        let entries = rows
            .iter()
            .filter(|(_, content)| !is_erased(content))
            .map(|(at, content)| {
                let damaged = |_| BranchError::Ledger(format!("{} {} is not an entry", at.stream, at.position));
                rmp_serde::from_slice(content).map_err(damaged)
            })
            .collect::<Result<Vec<Entry>>>()?;
        let complete = cursor.position == head.position;
        Ok((Page { restarts, cursor, entries: without_superseded(entries), complete }, bytes))
    }
}

/// Under which hash a set of cursors is remembered.
pub(crate) fn hash_of(cursors: &[Cursor]) -> ChainHash {
    cursors_hash(cursors)
}

/// Leaves out what a later entry of the same page says anew about the same record.
fn without_superseded(entries: Vec<Entry>) -> Vec<Entry> {
    let mut said: HashSet<RecordId> = HashSet::new();
    let mut kept: Vec<Entry> = entries
        .into_iter()
        .rev()
        .filter(|entry| match entry {
            Entry::Revision(revision) => said.insert(revision.record),
            Entry::Moved { record, .. } => said.insert(*record),
            Entry::Verdict(_) | Entry::AppliedRun(_) => true,
        })
        .collect();
    kept.reverse();
    kept
}

fn start(stream: &Stream) -> Cursor {
    Cursor { stream: stream.clone(), position: 0, hash: ChainHash::default() }
}
