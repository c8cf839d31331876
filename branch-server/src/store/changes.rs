//! Changes, what became of them, and the journals they came in.

use std::collections::BTreeSet;

use perisai_core::domain::{AgentId, ChainHash, Change, ChangeId, DeviceId, Incarnation, LostField, RecordId, Verdict};
use perisai_core::merge::Timing;
use perisai_core::sync::wire::Head;
use rusqlite::{Row, params};

use super::SqliteTx;
use super::columns::{Kept, get, get_optional, packed, unpacked};
use crate::error::Result;
use crate::ledger::{ChangeRow, Changes, JournalRow, Outcome, VerdictCount};

impl Changes for SqliteTx<'_> {
    fn change(&self, id: ChangeId) -> Result<Option<ChangeRow>> {
        let row = self.one(
            "SELECT body, device, captured_ms, trusted, received_ms, verdict FROM change WHERE id = ?1",
            [Kept(id)],
            |row| {
                let timing = Timing { captured_ms: row.get(2)?, trusted: row.get(3)? };
                let (body, verdict): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(5)?);
                Ok((body, get_optional(row, 1)?, timing, row.get(4)?, verdict))
            },
        )?;
        row.map(|(body, device, timing, received_ms, verdict)| {
            let (body, verdict) = (unpacked(&body)?, unpacked(&verdict)?);
            Ok(ChangeRow { id, body, device, timing, received_ms, verdict })
        })
        .transpose()
    }

    fn verdict(&self, id: ChangeId) -> Result<Option<Verdict>> {
        let verdict: Option<Vec<u8>> =
            self.one("SELECT verdict FROM change WHERE id = ?1", [Kept(id)], |row| row.get(0))?;
        verdict.map(|verdict| unpacked(&verdict)).transpose()
    }

    fn timing(&self, id: ChangeId) -> Result<Option<Timing>> {
        self.one("SELECT captured_ms, trusted FROM change WHERE id = ?1", [Kept(id)], |row| {
            Ok(Timing { captured_ms: row.get(0)?, trusted: row.get(1)? })
        })
    }

    fn put_change(&self, row: &ChangeRow) -> Result<()> {
        self.execute(
            "INSERT INTO change (id, body, author, device, captured_ms, trusted, received_ms, word, verdict)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                Kept(row.id),
                row.body.encode(),
                Kept(&row.body.author),
                row.device.map(Kept),
                row.timing.captured_ms,
                row.timing.trusted,
                row.received_ms,
                row.verdict.word(),
                packed(&row.verdict)
            ],
        )
    }

    fn replace_body(&self, id: ChangeId, body: &Change) -> Result<()> {
        self.execute("UPDATE change SET body = ?2 WHERE id = ?1", params![Kept(id), body.encode()])
    }

    fn set_verdict(&self, id: ChangeId, verdict: &Verdict) -> Result<()> {
        self.execute(
            "UPDATE change SET word = ?2, verdict = ?3 WHERE id = ?1",
            params![Kept(id), verdict.word(), packed(verdict)],
        )
    }

    fn verdict_counts(&self) -> Result<Vec<VerdictCount>> {
        self.list(
            "SELECT author, word, count(*) FROM change WHERE device IS NOT NULL GROUP BY author, word ORDER BY author, word",
            [],
            |row| Ok(VerdictCount { agent: get(row, 0)?, word: row.get(1)?, changes: get(row, 2)? }),
        )
    }

    fn change_ids(&self, after: u64, limit: usize) -> Result<Vec<(u64, ChangeId)>> {
        self.list(
            "SELECT arrival, id FROM change WHERE arrival > ?1 ORDER BY arrival LIMIT ?2",
            params![Kept(after), i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok((get(row, 0)?, get(row, 1)?)),
        )
    }

    fn changes_of(&self, device: DeviceId) -> Result<Vec<ChangeId>> {
        self.list("SELECT id FROM change WHERE device = ?1 ORDER BY arrival", [Kept(device)], first)
    }

    fn without_place(&self) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT id FROM change WHERE device IS NOT NULL AND id NOT IN (SELECT change FROM journal)
             UNION ALL SELECT id FROM quarantine WHERE id NOT IN (SELECT change FROM journal)",
            [],
            first,
        )
    }

    fn touch(&self, record: RecordId, change: ChangeId) -> Result<()> {
        self.execute(
            "INSERT OR IGNORE INTO touched (record, arrival) SELECT ?1, arrival FROM change WHERE id = ?2",
            params![Kept(record), Kept(change)],
        )
    }

    fn touching(&self, record: RecordId) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT change.id FROM touched JOIN change USING (arrival) WHERE touched.record = ?1 ORDER BY arrival",
            [Kept(record)],
            first,
        )
    }

    fn outcomes(&self, change: ChangeId) -> Result<Vec<Outcome>> {
        self.list(
            "SELECT record, field, conflict FROM outcome WHERE change = ?1 ORDER BY record, field",
            [Kept(change)],
            |row| {
                let place = LostField { record: get(row, 0)?, field: row.get(1)? };
                Ok(Outcome { place, conflict: get_optional(row, 2)? })
            },
        )
    }

    fn put_outcome(&self, change: ChangeId, outcome: &Outcome) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO outcome (change, record, field, conflict) VALUES (?1, ?2, ?3, ?4)",
            params![Kept(change), Kept(outcome.place.record), outcome.place.field, outcome.conflict.map(Kept)],
        )
    }

    fn drop_outcome(&self, change: ChangeId, place: &LostField) -> Result<()> {
        self.execute(
            "DELETE FROM outcome WHERE change = ?1 AND record = ?2 AND field = ?3",
            params![Kept(change), Kept(place.record), place.field],
        )
    }

    fn hold(&self, change: ChangeId, author: &AgentId, waits_for: &BTreeSet<RecordId>, since_ms: i64) -> Result<()> {
        for record in waits_for {
            self.execute(
                "INSERT OR REPLACE INTO held (change, waits_for, author, since_ms) VALUES (?1, ?2, ?3, ?4)",
                params![Kept(change), Kept(*record), Kept(author), since_ms],
            )?;
        }
        Ok(())
    }

    fn unhold(&self, change: ChangeId) -> Result<()> {
        self.execute("DELETE FROM held WHERE change = ?1", [Kept(change)])
    }

    fn waiting_for(&self, record: RecordId) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT change.id FROM held JOIN change ON change.id = held.change WHERE waits_for = ?1 ORDER BY arrival",
            [Kept(record)],
            first,
        )
    }

    fn waiting_of(&self, agent: &AgentId) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT DISTINCT change.id FROM held JOIN change ON change.id = held.change WHERE held.author = ?1
             ORDER BY arrival",
            [Kept(agent)],
            first,
        )
    }

    fn waiting_since(&self, before_ms: i64) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT DISTINCT change.id FROM held JOIN change ON change.id = held.change WHERE since_ms <= ?1
             ORDER BY arrival",
            [before_ms],
            first,
        )
    }

    fn put_correction(&self, replaced: ChangeId, by: ChangeId) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO correction (replaced, by) VALUES (?1, ?2)", [Kept(replaced), Kept(by)])
    }

    fn corrections(&self, change: ChangeId) -> Result<Vec<ChangeId>> {
        self.list(
            "SELECT by FROM correction WHERE replaced = ?1 UNION SELECT replaced FROM correction WHERE by = ?1",
            [Kept(change)],
            first,
        )
    }

    fn journal(&self, device: DeviceId, incarnation: Incarnation, seq: u64) -> Result<Option<(ChainHash, ChangeId)>> {
        self.one(
            "SELECT hash, change FROM journal WHERE device = ?1 AND incarnation = ?2 AND seq = ?3",
            params![Kept(device), Kept(incarnation), Kept(seq)],
            |row| Ok((get(row, 0)?, get(row, 1)?)),
        )
    }

    fn journal_after(&self, device: DeviceId, after: &Head, limit: usize) -> Result<Vec<(Head, ChangeId)>> {
        let incarnation = after.incarnation;
        self.list(
            "SELECT seq, hash, change FROM journal WHERE device = ?1 AND incarnation = ?2 AND seq > ?3
             ORDER BY seq LIMIT ?4",
            params![Kept(device), Kept(incarnation), Kept(after.seq), i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok((Head { incarnation, seq: get(row, 0)?, hash: get(row, 1)? }, get(row, 2)?)),
        )
    }

    fn journal_head(&self, device: DeviceId, incarnation: Incarnation) -> Result<Option<Head>> {
        self.one(
            "SELECT seq, hash FROM journal WHERE device = ?1 AND incarnation = ?2 ORDER BY seq DESC LIMIT 1",
            params![Kept(device), Kept(incarnation)],
            |row| Ok(Head { incarnation, seq: get(row, 0)?, hash: get(row, 1)? }),
        )
    }

    fn put_journal(&self, device: DeviceId, place: &Head, change: ChangeId, at_ms: i64) -> Result<()> {
        self.execute(
            "INSERT INTO journal (device, incarnation, seq, hash, change, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![Kept(device), Kept(place.incarnation), Kept(place.seq), Kept(place.hash), Kept(change), at_ms],
        )
    }

    fn journals(&self) -> Result<Vec<JournalRow>> {
        self.list(
            "SELECT last.device, last.incarnation, last.seq, last.hash, first.at_ms, last.at_ms FROM journal AS last
             JOIN journal AS first ON first.device = last.device AND first.incarnation = last.incarnation AND first.seq = 1
             WHERE last.seq = (SELECT max(seq) FROM journal
                               WHERE device = last.device AND incarnation = last.incarnation)
             ORDER BY first.at_ms, last.incarnation",
            [],
            |row| {
                let head = Head { incarnation: get(row, 1)?, seq: get(row, 2)?, hash: get(row, 3)? };
                Ok(JournalRow { device: get(row, 0)?, head, began_ms: row.get(4)?, grew_ms: row.get(5)? })
            },
        )
    }
}

fn first(row: &Row<'_>) -> rusqlite::Result<ChangeId> {
    get(row, 0)
}
