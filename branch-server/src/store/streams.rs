//! Streams, their entries, and how far each device has read.

use perisai_core::domain::{ChainHash, DeviceId};
use perisai_core::sync::wire::{Cursor, Stream};
use rusqlite::params;

use super::columns::{Kept, get, packed, unpacked};
use super::{SqliteTx, failed};
use crate::error::Result;
use crate::ledger::Streams;

/// How many of the cursor sets answered last are kept per device: the last, and the one before it, because an
/// answer may be lost.
const CURSOR_SETS_KEPT: i64 = 2;

impl Streams for SqliteTx<'_> {
    fn stream_head(&self, stream: &Stream) -> Result<Cursor> {
        let head = self.one("SELECT position, hash FROM stream_head WHERE stream = ?1", [Kept(stream)], |row| {
            Ok((get(row, 0)?, get(row, 1)?))
        })?;
        let (position, hash) = head.unwrap_or_default();
        Ok(Cursor { stream: stream.clone(), position, hash })
    }

    fn put_entry(&self, at: &Cursor, content: &[u8]) -> Result<()> {
        self.execute(
            "INSERT INTO stream_entry (stream, position, hash, content) VALUES (?1, ?2, ?3, ?4)",
            params![Kept(&at.stream), Kept(at.position), Kept(at.hash), content],
        )?;
        self.execute(
            "INSERT OR REPLACE INTO stream_head (stream, position, hash) VALUES (?1, ?2, ?3)",
            params![Kept(&at.stream), Kept(at.position), Kept(at.hash)],
        )
    }

    fn replace_entry(&self, stream: &Stream, position: u64, content: &[u8]) -> Result<()> {
        self.execute(
            "UPDATE stream_entry SET content = ?3 WHERE stream = ?1 AND position = ?2",
            params![Kept(stream), Kept(position), content],
        )
    }

    fn entry_hash(&self, stream: &Stream, position: u64) -> Result<Option<ChainHash>> {
        self.one(
            "SELECT hash FROM stream_entry WHERE stream = ?1 AND position = ?2",
            params![Kept(stream), Kept(position)],
            |row| get(row, 0),
        )
    }

    fn entries(&self, stream: &Stream, after: u64, limit: usize, bytes: usize) -> Result<Vec<(Cursor, Vec<u8>)>> {
        let sql = "SELECT position, hash, content FROM stream_entry WHERE stream = ?1 AND position > ?2
                   ORDER BY position LIMIT ?3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params![Kept(stream), Kept(after), limit]).map_err(failed)?;
        let (mut entries, mut room) = (Vec::new(), bytes);
        while let Some(row) = rows.next().map_err(failed)? {
            let content: Vec<u8> = row.get(2).map_err(failed)?;
            if content.len() > room && !entries.is_empty() {
                break;
            }
            room = room.saturating_sub(content.len());
            let (position, hash) = (get(row, 0).map_err(failed)?, get(row, 1).map_err(failed)?);
            entries.push((Cursor { stream: stream.clone(), position, hash }, content));
        }
        Ok(entries)
    }

    fn stream_heads(&self) -> Result<Vec<Cursor>> {
        self.list("SELECT stream, position, hash FROM stream_head ORDER BY stream", [], |row| {
            Ok(Cursor { stream: get(row, 0)?, position: get(row, 1)?, hash: get(row, 2)? })
        })
    }

    fn cursor_set(&self, device: DeviceId, hash: ChainHash) -> Result<Option<Vec<Cursor>>> {
        let cursors: Option<Vec<u8>> = self.one(
            "SELECT cursors FROM cursor_set WHERE device = ?1 AND hash = ?2",
            params![Kept(device), Kept(hash)],
            |row| row.get(0),
        )?;
        cursors.map(|cursors| unpacked(&cursors)).transpose()
    }

    fn cursor_sets(&self, device: DeviceId) -> Result<Vec<Vec<Cursor>>> {
        let sql = "SELECT cursors FROM cursor_set WHERE device = ?1 ORDER BY answered";
        let sets: Vec<Vec<u8>> = self.list(sql, [Kept(device)], |row| row.get(0))?;
        sets.iter().map(|cursors| unpacked(cursors)).collect()
    }

    fn put_cursor_set(&self, device: DeviceId, hash: ChainHash, cursors: &[Cursor]) -> Result<()> {
        self.execute("DELETE FROM cursor_set WHERE device = ?1 AND hash = ?2", params![Kept(device), Kept(hash)])?;
        self.execute(
            "INSERT INTO cursor_set (device, hash, cursors) VALUES (?1, ?2, ?3)",
            params![Kept(device), Kept(hash), packed(&cursors)],
        )?;
        self.execute(
            "DELETE FROM cursor_set WHERE device = ?1 AND answered NOT IN
             (SELECT answered FROM cursor_set WHERE device = ?1 ORDER BY answered DESC LIMIT ?2)",
            params![Kept(device), CURSOR_SETS_KEPT],
        )
    }
}
