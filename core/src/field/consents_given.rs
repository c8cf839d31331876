//! What a worker has said of consents, as far as this device sees.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::consents::standing_purposes;
use crate::domain::kinds::Consent;
use crate::domain::words::{ConsentPurpose, Language};
use crate::domain::{Record, RecordId};
use crate::error::FieldError;
use crate::store::queries;

/// Every consent that a worker gave or took back, in order of time.
pub(super) fn consents_of(connection: &Connection, worker: RecordId) -> Result<Vec<(RecordId, Consent)>, FieldError> {
    let rows = queries::referring(connection, Consent::KIND, "worker", worker)?;
    rows.iter().map(|row| Ok((row.record, row.read()?))).collect()
}

/// The purposes that a worker agrees to now.
pub(super) fn agreed_to(connection: &Connection, worker: RecordId) -> Result<BTreeSet<ConsentPurpose>, FieldError> {
    Ok(standing_purposes(&consents_of(connection, worker)?))
}

/// The language in which a worker agreed to something last, or took it back.
pub(super) fn language_agreed_in(consents: &[(RecordId, Consent)]) -> Language {
    consents.last().map_or(Language::Indonesian, |(_, consent)| consent.language)
}
