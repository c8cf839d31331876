//! Freshness: each answer carries the next nonce, the same one until it is used.

use crate::ledger::DeviceRow;

/// What presenting a nonce comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presented {
    /// The pending one: it is used now.
    Pending,
    /// The one presented last: its answer was lost, or somebody repeats it. The pending one stays.
    Last,
    /// Any other: the device signs again with the pending one, which stays. So an old request that is
    /// repeated between this answer and the next request locks nobody out.
    Stale,
}

/// Judges a nonce.
pub(crate) fn present(device: &DeviceRow, nonce: &str) -> Presented {
    if nonce == device.nonce_pending {
        Presented::Pending
    } else if Some(nonce) == device.nonce_previous.as_deref() {
        Presented::Last
    } else {
        Presented::Stale
    }
}

/// Uses the pending nonce up.
pub(crate) fn advance(device: &mut DeviceRow, next: String) {
    device.nonce_previous = Some(std::mem::replace(&mut device.nonce_pending, next));
}
