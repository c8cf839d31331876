//! A device's journal beside the branch's copy of it: what of a run is new, a replay, or a fork.

use perisai_core::domain::{ChangeId, DeviceId};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::{Head, Run};

use crate::desk::Desk;
use crate::error::Result;

/// One change of a run, with the place that it has in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) change: ChangeId,
    pub(crate) place: Head,
    /// Whether the branch has this place already.
    pub(crate) is_replay: bool,
}

impl Desk<'_> {
    /// The branch's head of an incarnation.
    pub(crate) fn head(&self, device: DeviceId, of: &Head) -> Result<Head> {
        Ok(self.tx.journal_head(device, of.incarnation)?.unwrap_or_else(|| Head::empty(device, of.incarnation)))
    }

    /// Whether the branch has that very place.
    pub(crate) fn has_place(&self, device: DeviceId, head: &Head) -> Result<bool> {
        if head.seq == 0 {
            return Ok(*head == Head::empty(device, head.incarnation));
        }
        let place = self.tx.journal(device, head.incarnation, head.seq)?;
        Ok(place.is_some_and(|(hash, _)| hash == head.hash || is_planted(Planted::HashNotChecked)))
    }

    /// The latest of some places that the branch has too.
    pub(crate) fn shared(&self, device: DeviceId, asked: &[Head]) -> Result<Option<Head>> {
        for head in asked {
            if self.has_place(device, head)? {
                return Ok(Some(*head));
            }
        }
        Ok(None)
    }

    /// Lays a run along the branch's copy. None where it does not follow from it: the branch was restored to
    /// before, or the two have parted. Then nothing of it is taken, and the heads show why.
    pub(crate) fn fit(&self, device: DeviceId, run: &Run) -> Result<Option<Vec<Offered>>> {
        if !self.has_place(device, &run.after)? {
            return Ok(None);
        }
        let known = self.head(device, &run.after)?;
        let mut offered = Vec::with_capacity(run.changes.len());
        let mut place = run.after;
        for change in &run.changes {
            let change = change.id();
            place = place.append(change);
            let is_replay = place.seq <= known.seq;
            if is_replay && !self.has_place(device, &place)? {
                return Ok(None);
            }
            offered.push(Offered { change, place, is_replay });
        }
        Ok(Some(offered))
    }
}
