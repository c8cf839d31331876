//! The chain of decisions, the branch's settings, and what merges of workers moved.

use perisai_core::domain::{ChainHash, KindSpec, RecordId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::columns::{Kept, get, packed, unpacked};
use crate::error::Result;
use crate::ledger::{Acts, Alias, Decision, Landed, Reparented};

const ALIAS: &str = "SELECT kind, record, lands_on, absorbed, made FROM alias";

impl Acts for SqliteTx<'_> {
    fn last_decision(&self) -> Result<Option<(u64, ChainHash)>> {
        self.one("SELECT position, hash FROM decision ORDER BY position DESC LIMIT 1", [], |row| {
            Ok((get(row, 0)?, get(row, 1)?))
        })
    }

    fn put_decision(&self, decision: &Decision) -> Result<()> {
        self.execute(
            "INSERT INTO decision (position, hash, content) VALUES (?1, ?2, ?3)",
            params![Kept(decision.position), Kept(decision.hash), decision.content],
        )
    }

    fn decisions(&self, after: u64, limit: usize) -> Result<Vec<Decision>> {
        self.list(
            "SELECT position, hash, content FROM decision WHERE position > ?1 ORDER BY position LIMIT ?2",
            params![Kept(after), i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok(Decision { position: get(row, 0)?, hash: get(row, 1)?, content: row.get(2)? }),
        )
    }

    fn setting(&self, name: &str) -> Result<Option<String>> {
        self.one("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
    }

    fn put_setting(&self, name: &str, value: &str) -> Result<()> {
        self.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", [name, value])
    }

    fn alias(&self, record: RecordId) -> Result<Option<Alias>> {
        self.one(&format!("{ALIAS} WHERE record = ?1"), [Kept(record)], read_alias)
    }

    fn aliases(&self, kind: &KindSpec) -> Result<Vec<Alias>> {
        self.list(&format!("{ALIAS} WHERE kind = ?1"), [kind.name], read_alias)
    }

    fn aliases_of(&self, absorbed: RecordId) -> Result<Vec<Alias>> {
        self.list(&format!("{ALIAS} WHERE absorbed = ?1 ORDER BY record"), [Kept(absorbed)], read_alias)
    }

    fn put_alias(&self, alias: &Alias) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO alias (kind, record, lands_on, absorbed, made) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![alias.kind, Kept(alias.record), Kept(alias.lands_on), Kept(alias.absorbed), alias.made],
        )
    }

    fn drop_alias(&self, record: RecordId) -> Result<()> {
        self.execute("DELETE FROM alias WHERE record = ?1", [Kept(record)])
    }

    fn reparented(&self, absorbed: RecordId) -> Result<Vec<Reparented>> {
        self.list(
            "SELECT kind, record, field FROM reparented WHERE absorbed = ?1 ORDER BY kind, record, field",
            [Kept(absorbed)],
            |row| Ok(Reparented { kind: row.get(0)?, record: get(row, 1)?, field: row.get(2)? }),
        )
    }

    fn put_reparented(&self, absorbed: RecordId, child: &Reparented) -> Result<()> {
        self.execute(
            "INSERT OR IGNORE INTO reparented (absorbed, record, kind, field) VALUES (?1, ?2, ?3, ?4)",
            params![Kept(absorbed), Kept(child.record), child.kind, child.field],
        )
    }

    fn drop_reparented(&self, absorbed: RecordId) -> Result<()> {
        self.execute("DELETE FROM reparented WHERE absorbed = ?1", [Kept(absorbed)])
    }

    fn landed(&self, absorbed: RecordId) -> Result<Vec<Landed>> {
        let rows = self.list(
            "SELECT change, kind, record, field, value_before, writers_before FROM landed WHERE absorbed = ?1
             ORDER BY landing",
            [Kept(absorbed)],
            |row| {
                let (before, writers): (Vec<u8>, Vec<u8>) = (row.get(4)?, row.get(5)?);
                Ok((get(row, 0)?, row.get(1)?, get(row, 2)?, row.get(3)?, before, writers))
            },
        )?;
        rows.into_iter()
            .map(|(change, kind, record, field, before, writers)| {
                let (before, writers_before) = (unpacked(&before)?, unpacked(&writers)?);
                Ok(Landed { change, kind, record, field, before, writers_before })
            })
            .collect()
    }

    fn put_landed(&self, absorbed: RecordId, landed: &Landed) -> Result<()> {
        self.execute(
            "INSERT INTO landed (absorbed, change, kind, record, field, value_before, writers_before)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                Kept(absorbed),
                Kept(landed.change),
                landed.kind,
                Kept(landed.record),
                landed.field,
                packed(&landed.before),
                packed(&landed.writers_before)
            ],
        )
    }

    fn drop_landed(&self, absorbed: RecordId) -> Result<()> {
        self.execute("DELETE FROM landed WHERE absorbed = ?1", [Kept(absorbed)])
    }
}

fn read_alias(row: &Row<'_>) -> rusqlite::Result<Alias> {
    Ok(Alias {
        kind: row.get(0)?,
        record: get(row, 1)?,
        lands_on: get(row, 2)?,
        absorbed: get(row, 3)?,
        made: row.get(4)?,
    })
}
