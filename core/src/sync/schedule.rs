//! When the next exchange is to be tried without being asked for. A decision of what happened before, the time, and a
//! number drawn once per attempt: the shell only sets its alarm by it.

use serde::{Deserialize, Serialize};

use crate::domain::Zone;
use crate::domain::words::words;
use crate::error::{FieldError, WhyRefused};
use crate::ports::ClockReading;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What is captured one after the other goes together: so long after the last capture it is sent.
pub const QUIET_MS: i64 = 2 * MINUTE_MS;
/// Whoever captures without a pause is not waited for longer than this.
pub const WAITS_MS_MAX: i64 = 15 * MINUTE_MS;
/// After the first failure; it doubles with each further one.
pub const RETRY_MS_MIN: i64 = MINUTE_MS;
/// The longest from one failure to the next attempt, before the draw.
pub const RETRY_MS_MAX: i64 = 4 * HOUR_MS;
/// Whoever cancels is left alone for so long.
pub const AFTER_CANCEL_MS: i64 = HOUR_MS;
/// The evening's exchange begins at 17:00 where the agent works, ...
pub const EVENING_FROM_MS: i64 = 17 * HOUR_MS;
/// ... within two hours, so that a branch's phones do not all come at once.
pub const EVENING_MS: i64 = 2 * HOUR_MS;
/// A draw is below this.
pub const DRAW_BOUND: u64 = 1_000;

words! {
    /// How an attempt to exchange ended, by what follows from it.
    pub enum AttemptEnd {
        /// Both sides have nothing more to tell.
        Complete => "complete",
        /// It stopped at the most requests of one sync; there is more.
        Incomplete => "incomplete",
        /// A person ended it.
        Cancelled => "cancelled",
        /// There was no way to the branch, or no whole answer.
        NoNetwork => "no_network",
        /// The branch could not read what this app sends.
        Unreadable => "unreadable",
        /// The branch does not serve this version.
        Version => "version",
        /// The branch does not know this phone.
        UnknownDevice => "unknown_device",
        /// The branch has revoked this phone.
        Revoked => "revoked",
        /// The phone could not sign.
        SigningKey => "signing_key",
        /// The phone is full.
        StorageFull => "storage_full",
        /// The phone's storage did not answer, or something else went wrong on the phone.
        Phone => "phone",
        /// The store cannot be used: another key, damage, an older app, or no agent yet.
        Store => "store",
    }

    /// Why the next exchange is due.
    pub enum WhySync {
        /// Captures wait.
        Waiting => "waiting",
        /// The last attempt failed, and may succeed now.
        Retry => "retry",
        /// The working day is over: the branch may have something to tell.
        Evening => "evening",
    }
}

impl AttemptEnd {
    /// What an error of an exchange means for the next one.
    pub const fn of(error: &FieldError) -> Self {
        match error {
            FieldError::Cancelled => Self::Cancelled,
            FieldError::Network { retryable: true } => Self::NoNetwork,
            FieldError::Network { retryable: false } => Self::Unreadable,
            FieldError::Refused { why } => match why {
                WhyRefused::Version => Self::Version,
                WhyRefused::Revoked => Self::Revoked,
                WhyRefused::UnknownDevice | WhyRefused::EnrolCode => Self::UnknownDevice,
                WhyRefused::SigningKey => Self::SigningKey,
            },
            FieldError::StorageFull => Self::StorageFull,
            FieldError::WrongKey
            | FieldError::Corrupt { .. }
            | FieldError::NewerSchema { .. }
            | FieldError::Closed
            | FieldError::NotEnrolled
            | FieldError::OtherAgent
            | FieldError::PinWrong { .. }
            | FieldError::PinWait { .. } => Self::Store,
            FieldError::Storage { .. }
            | FieldError::Internal { .. }
            | FieldError::Invalid { .. }
            | FieldError::WarningUnacknowledged { .. }
            | FieldError::ConsentMissing { .. }
            | FieldError::NotFound
            | FieldError::TooManyPending => Self::Phone,
        }
    }

    /// Whether the branch does not serve this phone, or this app, until a person has done something.
    pub const fn is_shut_out(self) -> bool {
        matches!(self, Self::Unreadable | Self::Version | Self::UnknownDevice | Self::Revoked | Self::SigningKey)
    }

    /// Whether trying again by itself can help at all.
    const fn may_pass(self) -> bool {
        match self {
            Self::Complete | Self::Incomplete | Self::Cancelled | Self::NoNetwork | Self::StorageFull | Self::Phone => {
                true
            }
            // Another version of the app may do better.
            Self::Unreadable | Self::Version => false,
            // A person has to do something first.
            Self::UnknownDevice | Self::Revoked | Self::SigningKey | Self::Store => false,
        }
    }
}

/// The last attempt, as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it ended, by the phone's clock in UTC milliseconds.
    pub at_ms: i64,
    /// How.
    pub end: AttemptEnd,
    /// How many attempts in a row have failed.
    pub failures: u32,
    /// What was drawn for the time after it, below [`DRAW_BOUND`].
    pub draw: u64,
    /// The app that tried.
    pub app: String,
    /// Of what was sent, how many changes a branch that has revoked this phone took into quarantine.
    #[serde(default)]
    pub quarantined: u64,
    /// How far the phone's clock was ahead of the branch's; none until both were seen.
    #[serde(default)]
    pub clock: Option<ClockSeen>,
}

/// A look at the branch's clock beside the phone's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockSeen {
    /// How far the phone was ahead, milliseconds.
    pub ahead_ms: i64,
    /// The phone's wall clock then.
    pub wall_ms: i64,
    /// Which start of the phone it was.
    pub boot_id: u64,
    /// The time since that start.
    pub monotonic_ms: i64,
}

impl ClockSeen {
    /// What a reading of the phone's clocks shows beside the branch's.
    pub const fn beside(branch_ms: i64, now: ClockReading) -> Self {
        Self {
            ahead_ms: now.wall_ms.saturating_sub(branch_ms),
            wall_ms: now.wall_ms,
            boot_id: now.boot_id,
            monotonic_ms: now.monotonic_ms,
        }
    }

    /// How far the phone is ahead now: somebody may have turned its clock since, which shows as long as it runs on.
    pub const fn ahead_ms(&self, now: ClockReading) -> i64 {
        if now.boot_id != self.boot_id {
            return self.ahead_ms;
        }
        let passed = now.monotonic_ms.saturating_sub(self.monotonic_ms);
        let shown = now.wall_ms.saturating_sub(self.wall_ms);
        self.ahead_ms.saturating_add(shown.saturating_sub(passed))
    }
}

impl Attempt {
    /// The attempt that has just ended, after the one before.
    pub fn after(before: Option<&Self>, end: AttemptEnd, at_ms: i64, draw: u64, app: &str) -> Self {
        let failed_before = before.map_or(0, |before| before.failures);
        let failures = match end {
            AttemptEnd::Complete | AttemptEnd::Incomplete | AttemptEnd::Cancelled => 0,
            _ => failed_before.saturating_add(1),
        };
        let clock = before.and_then(|before| before.clock);
        Self { at_ms, end, failures, draw: draw % DRAW_BOUND, app: app.to_owned(), quarantined: 0, clock }
    }

    /// How long after it the next one may follow: doubling, between half and one and a half of it by the draw.
    fn pause_ms(&self) -> i64 {
        match self.end {
            AttemptEnd::Cancelled => AFTER_CANCEL_MS,
            _ if self.failures == 0 => 0,
            _ => {
                let doublings = (self.failures - 1).min(16);
                let pause = (RETRY_MS_MIN << doublings).min(RETRY_MS_MAX);
                pause / 2 + pause.saturating_mul(self.drawn()) / DRAW_BOUND.cast_signed()
            }
        }
    }

    fn drawn(&self) -> i64 {
        (self.draw % DRAW_BOUND).cast_signed()
    }
}

/// What the decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The phone's clock, UTC milliseconds; it may have been turned.
    pub now_ms: i64,
    /// Where the agent works.
    pub zone: Zone,
    /// This app.
    pub app: &'a str,
    /// The last attempt; none before the first.
    pub attempt: Option<&'a Attempt>,
    /// When the oldest and the newest change that waits were captured; none where nothing waits.
    pub waiting_ms: Option<(i64, i64)>,
}

/// When to try next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// How long from now, milliseconds.
    pub after_ms: i64,
    /// Why.
    pub why: WhySync,
}

/// When to try next, on any network; none where it would not help until a person has done something.
pub fn next_sync(standing: &Standing<'_>) -> Option<Planned> {
    let now = standing.now_ms;
    let planned = |after_ms, why| Some(Planned { after_ms, why });
    if let Some(attempt) = standing.attempt {
        let by_another_app =
            attempt.app != standing.app && matches!(attempt.end, AttemptEnd::Version | AttemptEnd::Unreadable);
        if by_another_app {
            return planned(0, WhySync::Retry);
        }
        if !attempt.end.may_pass() {
            return None;
        }
        if attempt.end == AttemptEnd::Incomplete {
            return planned(0, WhySync::Retry);
        }
        let pause = attempt.pause_ms();
        let left = left(attempt.at_ms, pause, now);
        if attempt.failures > 0 {
            return planned(left, WhySync::Retry);
        }
        if left > 0 && standing.waiting_ms.is_some() {
            return planned(left, WhySync::Waiting);
        }
    }
    if let Some((oldest, newest)) = standing.waiting_ms {
        let quiet = left(newest, QUIET_MS, now);
        return planned(quiet.min(left(oldest, WAITS_MS_MAX, now)), WhySync::Waiting);
    }
    planned(until_evening(standing), WhySync::Evening)
}

/// What is left of a time since an instant; a clock that was turned back makes it no longer.
fn left(since_ms: i64, time_ms: i64, now_ms: i64) -> i64 {
    since_ms.saturating_add(time_ms).saturating_sub(now_ms).clamp(0, time_ms)
}

/// Until this agent's minute of the evening, or of the next where this evening's has been.
fn until_evening(standing: &Standing<'_>) -> i64 {
    let offset = i64::from(standing.zone.utc_offset_minutes()) * MINUTE_MS;
    let draw = standing.attempt.map_or(0, Attempt::drawn);
    let local = standing.now_ms.saturating_add(offset);
    let day = local.div_euclid(DAY_MS).saturating_mul(DAY_MS);
    let begins = day.saturating_add(EVENING_FROM_MS);
    let own = begins.saturating_add(EVENING_MS * draw / DRAW_BOUND.cast_signed());
    let tried = standing.attempt.map(|attempt| attempt.at_ms.saturating_add(offset));
    let has_been = tried.is_some_and(|tried| tried >= begins && tried <= local);
    let next = if has_been { own.saturating_add(DAY_MS) } else { own };
    next.saturating_sub(local).clamp(0, 2 * DAY_MS)
}

#[cfg(test)]
mod tests;
