//! How many native objects are alive.

use std::sync::atomic::{AtomicU64, Ordering};

static LIVE: AtomicU64 = AtomicU64::new(0);

/// How many objects of this library are alive in the process: a diagnosis of leaks. An object that was released stays
/// alive while a call on it runs.
#[uniffi::export]
pub fn live_objects() -> u64 {
    LIVE.load(Ordering::SeqCst)
}

/// Counts the object that holds it.
#[derive(Debug)]
pub(crate) struct Live;

impl Live {
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::SeqCst);
    }
}
