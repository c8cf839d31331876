//! Whether an app's screens may show what it holds the keys to.

use crate::ports::ClockReading;

/// How long an app may be out of sight, in milliseconds, before its screens ask for the PIN again: long enough to share a
/// receipt or to take a call on the doorstep, short enough for a phone that is left on a table.
pub const AWAY_MAX_MS: u64 = 2 * 60 * 1_000;

/// What the screens of one process have seen of its lock. Lives in memory: a process that begins anew has seen nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sight {
    /// They ask first, where there is something to ask for.
    #[default]
    Shut,
    /// They show what there is.
    Open,
    /// Nothing of them is seen since a moment of a boot.
    Away { boot_id: u64, monotonic_ms: i64 },
    /// The hardware did not give what it gave before: nobody but the branch opens them.
    Lost,
}

impl Sight {
    /// As it is once nothing of the app is seen any more.
    pub(super) const fn hidden(self, now: &ClockReading) -> Self {
        match self {
            Self::Open => Self::Away { boot_id: now.boot_id, monotonic_ms: now.monotonic_ms },
            stays => stays,
        }
    }

    /// As it is once something of the app is to be seen again. The wall clock is not asked: anybody can turn it.
    pub(super) fn seen_again(self, now: &ClockReading) -> Self {
        let Self::Away { boot_id, monotonic_ms } = self else { return self };
        let away = now.monotonic_ms.checked_sub(monotonic_ms).and_then(|away| u64::try_from(away).ok());
        match away.filter(|_| now.boot_id == boot_id) {
            Some(away) if away <= AWAY_MAX_MS => Self::Open,
            _ => Self::Shut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(boot_id: u64, monotonic_ms: i64) -> ClockReading {
        ClockReading { wall_ms: 0, boot_id, monotonic_ms }
    }

    #[test]
    fn two_minutes_out_of_sight_are_forgiven_and_no_more() {
        let away = Sight::Open.hidden(&at(7, 5_000));
        assert_eq!(away.seen_again(&at(7, 125_000)), Sight::Open);
        assert_eq!(away.seen_again(&at(7, 125_001)), Sight::Shut);
        // Hidden twice, it is counted from the first time.
        assert_eq!(away.hidden(&at(7, 90_000)).seen_again(&at(7, 125_001)), Sight::Shut);
    }

    #[test]
    fn a_turned_clock_does_not_keep_it_open_and_a_clock_that_runs_backwards_shuts_it() {
        let away = Sight::Open.hidden(&at(7, 5_000));
        let turned = ClockReading { wall_ms: i64::MIN, ..at(7, 125_001) };
        assert_eq!(away.seen_again(&turned), Sight::Shut);
        for odd in [at(7, 4_999), at(8, 6_000), at(7, i64::MIN)] {
            assert_eq!(away.seen_again(&odd), Sight::Shut, "{odd:?}");
        }
    }

    #[test]
    fn what_is_shut_or_lost_is_not_opened_by_looking_away() {
        for stays in [Sight::Shut, Sight::Lost] {
            assert_eq!(stays.hidden(&at(7, 0)).seen_again(&at(7, 1)), stays);
        }
    }
}
