//! A device's journal beside the branch's copy of it: what of a run is new, a replay, or a fork.

use perisai_core::domain::{Change, ChangeId, DeviceId};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::{Head, Run};

use crate::desk::Desk;
use crate::error::Result;

/// One change of a run, with the place that it has in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) change: ChangeId,
    pub(crate) place: Head,
}

/// The places of a run's changes.
pub(crate) fn places(run: &Run) -> Vec<Offered> {
    let place = |place: &mut Head, change: &Change| {
        let change = change.id();
        *place = place.append(change);
        Some(Offered { change, place: *place })
    };
    run.changes.iter().scan(run.after, place).collect()
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

    /// Lays a part of a run, which follows a place, along the branch's copy; answers how many of its changes the branch
    /// has at that very place. None where it does not follow from the copy: the branch was restored to before, or the
    /// two have parted. Then nothing of it is taken, and the heads show why.
    pub(crate) fn fit(&self, device: DeviceId, after: &Head, part: &[Offered]) -> Result<Option<usize>> {
        if !self.has_place(device, after)? {
            return Ok(None);
        }
        let known = self.head(device, after)?;
        let replayed = part.iter().take_while(|offered| offered.place.seq <= known.seq).count();
        for offered in &part[..replayed] {
            if !self.has_place(device, &offered.place)? {
                return Ok(None);
            }
        }
        Ok(Some(replayed))
    }
}
