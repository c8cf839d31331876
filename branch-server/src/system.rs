//! The machine's clock and randomness.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use perisai_core::ports::{Clock, ClockReading, IdSource};

/// The machine's clock, or a rehearsal's: the same, moved by a constant offset.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    offset_ms: AtomicI64,
}

impl SystemClock {
    /// The machine's clock.
    pub fn new() -> Self {
        Self { started: Instant::now(), offset_ms: AtomicI64::new(0) }
    }

    /// The machine's clock, UTC milliseconds.
    pub(crate) fn machine_now_ms() -> i64 {
        machine_ms()
    }

    /// Moves the clock, milliseconds.
    pub fn move_by(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
    }

    /// What has to be added to the machine's clock so that it shows an instant now, milliseconds.
    pub fn offset_to(instant_ms: i64) -> i64 {
        instant_ms.saturating_sub(machine_ms())
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> ClockReading {
        ClockReading {
            wall_ms: machine_ms().saturating_add(self.offset_ms.load(Ordering::Relaxed)),
            boot_id: 0,
            monotonic_ms: i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one home of the branch's clock")]
fn machine_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("a machine without randomness cannot make keys or ids");
    }
}
