//! The operating system's clocks and randomness.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use perisai_core::ports::{Clock, ClockReading, IdSource, random_u64};

/// The process's clocks. The monotonic one begins with the process, which therefore counts as a boot of its own:
/// whoever can read the device's boot provides a clock of its own.
#[derive(Debug)]
pub(crate) struct SystemClock {
    boot_id: u64,
    begun: Instant,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self { boot_id: random_u64(&SystemRandomness), begun: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one home of the wall clock on a device")]
    fn now(&self) -> ClockReading {
        let wall = SystemTime::now();
        let wall_ms = match wall.duration_since(UNIX_EPOCH) {
            Ok(since) => milliseconds(since),
            Err(before) => -milliseconds(before.duration()),
        };
        ClockReading { wall_ms, boot_id: self.boot_id, monotonic_ms: milliseconds(self.begun.elapsed()) }
    }
}

fn milliseconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The operating system's randomness, on a phone as on a desk machine.
#[derive(Debug)]
pub(crate) struct SystemRandomness;

impl IdSource for SystemRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("an operating system that runs this has randomness");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_keeps_its_boot_and_never_runs_backwards() {
        let clock = SystemClock::new();
        let (first, second) = (clock.now(), clock.now());
        assert_eq!(first.boot_id, second.boot_id);
        assert!(second.monotonic_ms >= first.monotonic_ms);
        assert_ne!(first.boot_id, SystemClock::new().now().boot_id);
    }

    #[test]
    fn randomness_fills_the_whole_buffer() {
        let mut buffer = [[0_u8; 32]; 2];
        buffer.iter_mut().for_each(|half| SystemRandomness.fill(half));
        assert!(buffer.iter().all(|half| half[16..].iter().any(|byte| *byte != 0)));
        assert_ne!(buffer[0], buffer[1]);
    }
}
