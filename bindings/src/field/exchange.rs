//! The exchange with the branch.

use std::sync::Arc;

use perisai_core::FieldError;
use perisai_core::field::{NextSync, NoProgress, SyncOutcome, SyncReport, SyncView};

use super::Field;
use crate::ports::{Shell, SyncProgress, Transport};

#[uniffi::export]
impl Field {
    /// Everything that *Sinkron* shows. May be asked during a sync, from another thread.
    pub fn sync_view(&self) -> Result<SyncView, FieldError> {
        self.core.sync_view()
    }

    /// When to try the next exchange, on any network that there is; none where it would not help until a person has done
    /// something, or while one is under way. Ask again after each capture and after each attempt.
    pub fn next_sync(&self) -> Result<Option<NextSync>, FieldError> {
        self.core.next_sync()
    }

    /// How the sync under way goes, whoever began it; none while there is none. Does not block.
    pub fn sync_under_way(&self) -> Option<SyncReport> {
        self.core.sync_under_way()
    }

    /// Exchanges with the branch until both sides agree. A call during a sync waits for that one and answers the
    /// same. Blocks for as long as the network takes; captures go on meanwhile.
    ///
    /// # Errors
    /// `Network`: what was exchanged before stays exchanged, and trying again is safe. `Refused`: the branch does not
    /// serve this device; nothing is lost. `Cancelled`: what was exchanged before stays exchanged.
    #[uniffi::method(default(progress = None))]
    pub fn sync(
        &self,
        transport: Arc<dyn Transport>,
        progress: Option<Arc<dyn SyncProgress>>,
    ) -> Result<SyncOutcome, FieldError> {
        match progress {
            Some(progress) => self.core.sync(&Shell(transport), &Shell(progress)),
            None => self.core.sync(&Shell(transport), &NoProgress),
        }
    }

    /// Ends the sync under way after its present request.
    pub fn cancel_sync(&self) {
        self.core.cancel_sync();
    }
}
