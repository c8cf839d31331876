//! What the office reads: agents, devices, registrations, receipts, conflicts, totals. Instants are ISO 8601
//! in UTC.

mod agents;
mod conflicts;
mod devices;
mod registrations;
mod totals;

pub use agents::AgentView;
pub use conflicts::{ChoiceView, ConflictView};
pub use devices::{DeviceView, LostView, PersonView, QuarantineView};
pub use registrations::{ReceiptView, RegistrationView};
pub use totals::Totals;

use perisai_core::domain::calendar::format_instant;
use perisai_core::domain::{KindSpec, Value};
use perisai_core::sync::wire::Revision;

use crate::desk::Desk;
use crate::error::Result;

/// How many rows are read at a time.
const ROWS_AT_ONCE: usize = 1_000;

impl Desk<'_> {
    /// Every record of a kind that stands for itself, in order of id.
    pub(crate) fn every<T>(&self, kind: &KindSpec, mut read: impl FnMut(Revision) -> Result<T>) -> Result<Vec<T>> {
        let retired = self.retired(kind)?;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.tx.page(kind, after, ROWS_AT_ONCE)?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(last.record);
            for record in page {
                if !retired.contains(&record.record) {
                    all.push(read(record)?);
                }
            }
        }
    }
}

/// An instant as people and other programs read it: ISO 8601, UTC.
pub(crate) fn instant(utc_ms: i64) -> String {
    format_instant(utc_ms, 0).unwrap_or_else(|| format!("{utc_ms} ms"))
}

fn text(record: &Revision, field: &str) -> String {
    record.fields.get(field).and_then(Value::as_text).unwrap_or_default().to_owned()
}
