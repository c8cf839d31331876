//! Devices, codes, villages, quarantine, and what backups hold.

use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{AgentId, ChangeId, DeviceId};
use perisai_core::merge::Timing;
use perisai_core::sync::wire::{Head, UnknownRevision};
use rusqlite::{Row, params};

use super::columns::{Kept, get, get_optional, unpacked};
use super::{SqliteTx, failed};
use crate::error::{BranchError, Result};
use crate::ledger::{CodeRow, DeviceRow, Devices, QuarantineRow};

const DEVICE: &str = "SELECT id, agent, key, enrolled_ms, seen_ms, revoked, nonce_pending, nonce_previous FROM device";
const QUARANTINE: &str = "SELECT id, body, device, captured_ms, trusted, received_ms, refused FROM quarantine";

impl Devices for SqliteTx<'_> {
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        self.one(&format!("{DEVICE} WHERE id = ?1"), [Kept(id)], read_device)
    }

    fn devices(&self) -> Result<Vec<DeviceRow>> {
        self.list(&format!("{DEVICE} ORDER BY enrolled"), [], read_device)
    }

    fn put_device(&self, row: &DeviceRow) -> Result<()> {
        self.execute(
            "INSERT INTO device (id, agent, key, enrolled_ms, seen_ms, revoked, nonce_pending, nonce_previous)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET agent = ?2, key = ?3, enrolled_ms = ?4, seen_ms = ?5, revoked = ?6,
                 nonce_pending = ?7, nonce_previous = ?8",
            params![
                Kept(row.id),
                Kept(&row.agent),
                row.key,
                row.enrolled_ms,
                row.seen_ms,
                row.revoked,
                row.nonce_pending,
                row.nonce_previous
            ],
        )
    }

    fn code(&self, digest: &[u8; 32]) -> Result<Option<CodeRow>> {
        self.one("SELECT agent, expires_ms, used_by FROM enrol_code WHERE digest = ?1", [digest], |row| {
            let (agent, used_by) = (get(row, 0)?, get_optional(row, 2)?);
            Ok(CodeRow { digest: *digest, agent, expires_ms: row.get(1)?, used_by })
        })
    }

    fn put_code(&self, row: &CodeRow) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO enrol_code (digest, agent, expires_ms, used_by) VALUES (?1, ?2, ?3, ?4)",
            params![row.digest, Kept(&row.agent), row.expires_ms, row.used_by.map(Kept)],
        )
    }

    fn scope_version(&self, agent: &AgentId) -> Result<u64> {
        let version =
            self.one("SELECT max(version) FROM scope WHERE agent = ?1", [Kept(agent)], |row| get_optional(row, 0))?;
        Ok(version.flatten().unwrap_or(0))
    }

    fn scope(&self, agent: &AgentId, version: u64) -> Result<Option<Vec<VillageCode>>> {
        let villages: Option<String> = self.one(
            "SELECT villages FROM scope WHERE agent = ?1 AND version = ?2",
            params![Kept(agent), Kept(version)],
            |row| row.get(0),
        )?;
        let damaged = |_| BranchError::Ledger("a scope holds what was never written".to_owned());
        villages
            .map(|villages| villages.split_terminator(';').map(|code| code.parse().map_err(damaged)).collect())
            .transpose()
    }

    fn put_scope(&self, agent: &AgentId, version: u64, villages: &[VillageCode]) -> Result<()> {
        let villages: Vec<&str> = villages.iter().map(VillageCode::as_str).collect();
        self.execute(
            "INSERT INTO scope (agent, version, villages) VALUES (?1, ?2, ?3)",
            params![Kept(agent), Kept(version), villages.join(";")],
        )
    }

    fn quarantined(&self, id: ChangeId) -> Result<Option<QuarantineRow>> {
        self.one(&format!("{QUARANTINE} WHERE id = ?1"), [Kept(id)], read_quarantined)?.map(finish).transpose()
    }

    fn quarantine(&self) -> Result<Vec<QuarantineRow>> {
        self.list(&format!("{QUARANTINE} ORDER BY arrival"), [], read_quarantined)?.into_iter().map(finish).collect()
    }

    fn put_quarantine(&self, row: &QuarantineRow) -> Result<()> {
        self.execute(
            "INSERT INTO quarantine (id, body, device, captured_ms, trusted, received_ms, refused)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET body = ?2, refused = ?7",
            params![
                Kept(row.id),
                row.body.encode(),
                Kept(row.device),
                row.timing.captured_ms,
                row.timing.trusted,
                row.received_ms,
                row.refused
            ],
        )
    }

    fn drop_quarantine(&self, id: ChangeId) -> Result<()> {
        self.execute("DELETE FROM quarantine WHERE id = ?1", [Kept(id)])
    }

    fn backed_up(&self, device: DeviceId) -> Result<Vec<Head>> {
        self.list(
            "SELECT incarnation, seq, hash FROM backed_up WHERE device = ?1 ORDER BY incarnation",
            [Kept(device)],
            |row| Ok(Head { incarnation: get(row, 0)?, seq: get(row, 1)?, hash: get(row, 2)? }),
        )
    }

    fn put_backed_up(&self, heads: &[(DeviceId, Head)]) -> Result<()> {
        self.connection.execute("DELETE FROM backed_up", []).map_err(failed)?;
        for (device, head) in heads {
            self.execute(
                "INSERT INTO backed_up (device, incarnation, seq, hash) VALUES (?1, ?2, ?3, ?4)",
                params![Kept(*device), Kept(head.incarnation), Kept(head.seq), Kept(head.hash)],
            )?;
        }
        Ok(())
    }

    fn put_lost_revision(&self, device: DeviceId, lost: &UnknownRevision, at_ms: i64) -> Result<()> {
        self.execute(
            "INSERT OR IGNORE INTO lost_revision (device, record, stream, kind, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![Kept(device), Kept(lost.record), Kept(&lost.stream), lost.kind, at_ms],
        )
    }

    fn lost_revisions(&self) -> Result<Vec<(DeviceId, UnknownRevision)>> {
        self.list("SELECT device, kind, record, stream FROM lost_revision ORDER BY device, record", [], |row| {
            let lost = UnknownRevision { kind: row.get(1)?, record: get(row, 2)?, stream: get(row, 3)? };
            Ok((get(row, 0)?, lost))
        })
    }
}

fn read_device(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    Ok(DeviceRow {
        id: get(row, 0)?,
        agent: get(row, 1)?,
        key: row.get(2)?,
        enrolled_ms: row.get(3)?,
        seen_ms: row.get(4)?,
        revoked: row.get(5)?,
        nonce_pending: row.get(6)?,
        nonce_previous: row.get(7)?,
    })
}

type Quarantined = (ChangeId, Vec<u8>, DeviceId, Timing, i64, Option<String>);

fn read_quarantined(row: &Row<'_>) -> rusqlite::Result<Quarantined> {
    let timing = Timing { captured_ms: row.get(3)?, trusted: row.get(4)? };
    Ok((get(row, 0)?, row.get(1)?, get(row, 2)?, timing, row.get(5)?, row.get(6)?))
}

fn finish((id, body, device, timing, received_ms, refused): Quarantined) -> Result<QuarantineRow> {
    Ok(QuarantineRow { id, body: unpacked(&body)?, device, timing, received_ms, refused })
}
