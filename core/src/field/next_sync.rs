//! When to exchange without being asked.

use super::lists::own_zone;
use super::sync::attempt;
use super::{Field, Moment, device_of};
use crate::error::FieldError;
use crate::store::{Store, journal};
use crate::sync::schedule::{self, Standing, WhySync};

/// When the next exchange is to be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NextSync {
    /// How long from now, milliseconds: what an alarm is set by.
    pub after_ms: i64,
    /// When that is, by the phone's clock.
    pub at: Moment,
    /// Why.
    pub why: WhySync,
}

impl Field {
    /// When to try the next exchange, on any network that there is; none where it would not help until a person has done
    /// something, or while one is under way. Ask again after each capture and after each attempt.
    pub fn next_sync(&self) -> Result<Option<NextSync>, FieldError> {
        if self.sync_under_way().is_some() {
            return Ok(None);
        }
        self.read(|store| self.planned(store))
    }

    /// [`Field::next_sync`] of a store that is open.
    pub(super) fn planned(&self, store: &Store) -> Result<Option<NextSync>, FieldError> {
        if device_of(store)?.is_none() {
            return Ok(None);
        }
        let (connection, now_ms) = (store.connection(), self.ports.clock.now().wall_ms);
        let (zone, attempt) = (own_zone(connection)?, attempt(store)?);
        let waiting_ms = journal::pending_since(connection)?;
        let standing = Standing { now_ms, zone, app: &self.app, attempt: attempt.as_ref(), waiting_ms };
        let planned = schedule::next_sync(&standing);
        Ok(planned.map(|planned| NextSync {
            after_ms: planned.after_ms,
            at: Moment::of(now_ms.saturating_add(planned.after_ms), zone),
            why: planned.why,
        }))
    }
}
