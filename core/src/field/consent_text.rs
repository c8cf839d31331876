//! What an agent reads aloud before a consent.

use rusqlite::Connection;

use super::Field;
use super::lists::{list_on, own_zone};
use crate::domain::consent_texts::ConsentTexts;
use crate::domain::reference::InForce;
use crate::domain::words::{ConsentPurpose, Language};
use crate::error::FieldError;

/// A text to read aloud, with the version that the consent then names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConsentReading {
    /// The version, for `ConsentInput::text_version`.
    pub version: String,
    /// A heading.
    pub title: String,
    /// What is asked for.
    pub text: String,
    /// The worker's rights, to read once after the texts of all purposes.
    pub closing: String,
}

/// What is read aloud for a purpose, in each language in which an agent asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PurposeReading {
    /// What for.
    pub purpose: ConsentPurpose,
    /// In Bahasa Indonesia.
    pub indonesian: ConsentReading,
    /// In Javanese.
    pub javanese: ConsentReading,
}

impl ConsentReading {
    fn of(texts: &ConsentTexts, purpose: ConsentPurpose, language: Language) -> Self {
        let text = texts.text(purpose, language);
        Self {
            version: texts.version().to_owned(),
            title: text.title.clone(),
            text: text.text.clone(),
            closing: texts.closing(language).to_owned(),
        }
    }
}

impl Field {
    /// The text to read aloud when asking for a consent: the branch's, or the one that ships.
    pub fn consent_text(&self, purpose: ConsentPurpose, language: Language) -> Result<ConsentReading, FieldError> {
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| Ok(ConsentReading::of(&*in_force(store.connection(), now_ms)?, purpose, language)))
    }
}

/// What is read aloud for each of these purposes: the branch's texts, or those that ship.
pub(super) fn readings(
    connection: &Connection,
    now_ms: i64,
    purposes: &[ConsentPurpose],
) -> Result<Vec<PurposeReading>, FieldError> {
    let texts = in_force(connection, now_ms)?;
    let reading = |purpose: &ConsentPurpose| PurposeReading {
        purpose: *purpose,
        indonesian: ConsentReading::of(&texts, *purpose, Language::Indonesian),
        javanese: ConsentReading::of(&texts, *purpose, Language::Javanese),
    };
    Ok(purposes.iter().map(reading).collect())
}

fn in_force(connection: &Connection, now_ms: i64) -> Result<InForce<ConsentTexts>, FieldError> {
    Ok(match own_zone(connection)?.date_of(now_ms) {
        Some(today) => list_on(connection, today)?,
        // A clock beyond the calendar names no day on which a text was published.
        None => InForce::Shipped(ConsentTexts::shipped()),
    })
}
