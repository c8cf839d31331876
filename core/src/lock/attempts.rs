//! How often a PIN may be tried, and how long is waited then.

use crate::ports::ClockReading;
use crate::store::{Folder, StoreError};

use super::noted;

/// How many wrong PINs are free, before the first wait.
pub const ATTEMPTS_FREE: u32 = 5;
/// The first wait, in milliseconds; each wrong PIN after it doubles the next.
pub const WAIT_FIRST_MS: u64 = 30 * 1_000;
/// The longest wait, in milliseconds: whoever remembers the PIN again loses an hour. A stranger has 24 guesses a day.
pub const WAIT_MAX_MS: u64 = 60 * 60 * 1_000;

/// The file that counts them.
pub(super) const ATTEMPTS: &str = "keys-attempts";
const FORM: &[u8] = b"PFA1";

/// The attempts since the right PIN was given last. One is counted before it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attempts {
    pub(super) begun: u32,
    /// In which boot of the device, and when in it, the wait after them is counted from.
    boot_id: u64,
    monotonic_ms: i64,
}

/// What the attempts so far allow at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// So many attempts, before the next wait.
    Attempts(u32),
    /// None for so long, in milliseconds.
    After(u64),
    /// None: the wait begins again, because the device was started anew and nobody knows how long it was off.
    WaitsAgain,
}

impl Attempts {
    pub(super) const NONE: Self = Self { begun: 0, boot_id: 0, monotonic_ms: 0 };

    /// As they are after one more, at a moment.
    pub(super) const fn another(self, now: &ClockReading) -> Self {
        Self { begun: self.begun.saturating_add(1), boot_id: now.boot_id, monotonic_ms: now.monotonic_ms }
    }

    /// The same ones, with their wait counted from a moment.
    pub(super) const fn waiting_from(self, now: &ClockReading) -> Self {
        Self { boot_id: now.boot_id, monotonic_ms: now.monotonic_ms, ..self }
    }

    /// The wait after them, in milliseconds.
    pub(super) fn wait_ms(self) -> u64 {
        match self.begun.checked_sub(ATTEMPTS_FREE) {
            None => 0,
            Some(doublings) => 2_u64.saturating_pow(doublings).saturating_mul(WAIT_FIRST_MS).min(WAIT_MAX_MS),
        }
    }

    /// How many there may be before the next wait: after the first wait one at a time.
    pub(super) const fn left(self) -> u32 {
        let left = ATTEMPTS_FREE.saturating_sub(self.begun);
        if left == 0 { 1 } else { left }
    }

    /// What they allow. The wall clock is not asked: anybody can turn it.
    pub(super) fn allow(self, now: &ClockReading) -> Allowed {
        let wait = self.wait_ms();
        if wait == 0 {
            return Allowed::Attempts(self.left());
        }
        let passed = now.monotonic_ms.checked_sub(self.monotonic_ms).and_then(|passed| u64::try_from(passed).ok());
        match passed.filter(|_| now.boot_id == self.boot_id) {
            None => Allowed::WaitsAgain,
            Some(passed) if passed < wait => Allowed::After(wait - passed),
            Some(_) => Allowed::Attempts(self.left()),
        }
    }

    /// The folder's count. One that is missing or not what was written counts as used up: the wait begins.
    pub(super) fn read(folder: &dyn Folder) -> Result<Self, StoreError> {
        let used_up = Self { begun: ATTEMPTS_FREE, boot_id: 0, monotonic_ms: i64::MAX };
        Ok(folder.read(ATTEMPTS)?.and_then(|bytes| Self::decode(&bytes)).unwrap_or(used_up))
    }

    /// Durable when this returns.
    pub(super) fn write(self, folder: &dyn Folder) -> Result<(), StoreError> {
        let said =
            [FORM, &self.begun.to_be_bytes(), &self.boot_id.to_be_bytes(), &self.monotonic_ms.to_be_bytes()].concat();
        Ok(folder.write(ATTEMPTS, &noted::with_digest(said))?)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (begun, rest) = noted::checked(bytes)?.strip_prefix(FORM)?.split_first_chunk()?;
        let (boot_id, monotonic_ms) = rest.split_first_chunk()?;
        Some(Self {
            begun: u32::from_be_bytes(*begun),
            boot_id: u64::from_be_bytes(*boot_id),
            monotonic_ms: i64::from_be_bytes(monotonic_ms.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(boot_id: u64, monotonic_ms: i64) -> ClockReading {
        ClockReading { wall_ms: 0, boot_id, monotonic_ms }
    }

    fn after(wrong: u32, now: &ClockReading) -> Attempts {
        (0..wrong).fold(Attempts::NONE, |attempts, _| attempts.another(now))
    }

    #[test]
    fn the_fifth_wrong_pin_costs_half_a_minute_and_each_further_one_twice_as_much_up_to_an_hour() {
        let waits: Vec<u64> = (0..14).map(|wrong| after(wrong, &at(1, 0)).wait_ms() / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(after(500, &at(1, 0)).wait_ms(), WAIT_MAX_MS);
    }

    #[test]
    fn attempts_before_a_wait_are_counted_down_and_after_one_there_is_one_at_a_time() {
        let allowed: Vec<Allowed> = (0..6).map(|wrong| after(wrong, &at(1, 0)).allow(&at(1, 30_000))).collect();
        let expected = [5, 4, 3, 2, 1, 1].map(Allowed::Attempts);
        assert_eq!(allowed, expected);
        assert_eq!(after(6, &at(1, 0)).allow(&at(1, 30_000)), Allowed::After(30_000));
    }

    #[test]
    fn a_wait_ends_by_the_clock_that_nobody_can_set() {
        let attempts = after(5, &at(7, 1_000));
        assert_eq!(attempts.allow(&at(7, 1_000)), Allowed::After(30_000));
        assert_eq!(attempts.allow(&at(7, 30_999)), Allowed::After(1));
        assert_eq!(attempts.allow(&at(7, 31_000)), Allowed::Attempts(1));
        let turned = ClockReading { wall_ms: i64::MAX, ..at(7, 2_000) };
        assert_eq!(attempts.allow(&turned), Allowed::After(29_000));
    }

    #[test]
    fn a_device_started_anew_waits_again_also_where_it_does_not_tell_its_boots_apart() {
        let attempts = after(5, &at(7, 500_000));
        assert_eq!(attempts.allow(&at(8, 900_000)), Allowed::WaitsAgain);
        assert_eq!(attempts.allow(&at(7, 499_999)), Allowed::WaitsAgain);
        assert_eq!(attempts.waiting_from(&at(8, 10)).allow(&at(8, 10)), Allowed::After(30_000));
        // Without a wait there is nothing to begin again.
        assert_eq!(after(4, &at(7, 500_000)).allow(&at(8, 0)), Allowed::Attempts(1));
    }
}
