//! When a registration moved from status to status: kept with it, so that phones and the branch count the same days.

use perisai_core::domain::kinds::{Registration, RegistrationStatus, StatusMove};
use perisai_core::domain::record::{FieldValue, read_field};
use perisai_core::domain::{Document, Instant, KindSpec, Record};

use crate::changes::ingest::Arrival;

/// Adds the move that a change made, where it made one. Moves stand in the order of their time.
pub(crate) fn note_move(arrival: &Arrival, kind: &KindSpec, before: Option<&Document>, after: &mut Document) {
    if kind.name != Registration::KIND.name {
        return;
    }
    let was = before.and_then(|before| before.get("status"));
    let status = after.get("status").filter(|status| Some(*status) != was);
    let Some(status) = status.and_then(|status| RegistrationStatus::from_value(status).ok()) else { return };
    let cause = if arrival.by_branch() { read_field(after, "cause").ok().flatten() } else { None };
    let at = Instant(if arrival.by_branch() { arrival.received_ms } else { arrival.timing.captured_ms });
    let mut moves: Vec<StatusMove> = read_field(after, "moves").unwrap_or_default();
    moves.push(StatusMove { status, at, cause });
    moves.sort_by_key(|made| made.at);
    after.insert("moves".to_owned(), moves.into_value());
}
