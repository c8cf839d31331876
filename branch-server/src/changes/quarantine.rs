//! The journal of a revoked device: taken whole, shown to nobody's phone, until a supervisor decides.

use perisai_core::domain::{Change, ChangeId, DeviceId, Verdict};

use crate::changes::ingest::Arrival;
use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::exchange::heads::Offered;
use crate::exchange::timing::{Measured, corrected};
use crate::ledger::{DeviceRow, QuarantineRow};
use perisai_core::domain::AgentId;

impl Desk<'_> {
    /// Takes one change of a revoked device into quarantine.
    pub(crate) fn set_aside(
        &mut self,
        device: &DeviceRow,
        offered: &Offered,
        change: &Change,
        measured: &Measured,
    ) -> Result<()> {
        let known = self.tx.verdict(offered.change)?.is_some() || self.tx.quarantined(offered.change)?.is_some();
        if known {
            return Ok(());
        }
        self.tx.put_quarantine(&QuarantineRow {
            id: offered.change,
            body: change.clone(),
            device: device.id,
            timing: corrected(&change.captured_at, measured),
            received_ms: measured.branch_ms,
            refused: None,
        })
    }

    /// Lets changes out of quarantine: they are taken in as if they had just arrived.
    pub(crate) fn release(&mut self, which: &Quarantined, by: &AgentId) -> Result<Vec<(ChangeId, Verdict)>> {
        let mut released = Vec::new();
        for row in self.in_quarantine(which)? {
            self.tx.drop_quarantine(row.id)?;
            let QuarantineRow { id, body, device, timing, received_ms, .. } = row;
            released.push((id, self.take_in(&Arrival { id, body, device: Some(device), timing, received_ms })?));
        }
        let changes = released.iter().map(|(change, _)| *change).collect();
        self.enter_by(Some(by), &Act::Released { changes })?;
        Ok(released)
    }

    /// Refuses changes in quarantine: they can still be read, with the reason.
    pub(crate) fn refuse(&mut self, which: &Quarantined, by: &AgentId, reason: &str) -> Result<Vec<ChangeId>> {
        let mut changes = Vec::new();
        for row in self.in_quarantine(which)? {
            changes.push(row.id);
            self.tx.put_quarantine(&QuarantineRow { refused: Some(reason.to_owned()), ..row })?;
        }
        self.enter_by(Some(by), &Act::Refused { changes: changes.clone() })?;
        Ok(changes)
    }

    fn in_quarantine(&self, which: &Quarantined) -> Result<Vec<QuarantineRow>> {
        let rows: Vec<QuarantineRow> = match which {
            Quarantined::Change(id) => self.tx.quarantined(*id)?.into_iter().collect(),
            Quarantined::Device(device) => {
                self.tx.quarantine()?.into_iter().filter(|row| row.device == *device && row.refused.is_none()).collect()
            }
        };
        if rows.is_empty() {
            let id = match which {
                Quarantined::Change(id) => id.to_string(),
                Quarantined::Device(device) => device.to_string(),
            };
            return Err(BranchError::not_found("change in quarantine", id));
        }
        Ok(rows)
    }
}

/// What a supervisor decides about: one change, or all of a device that nobody has decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantined {
    /// One change.
    Change(ChangeId),
    /// A device's.
    Device(DeviceId),
}
