//! What an agent reads aloud before a consent.

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

impl ConsentReading {
    /// What is read aloud for a purpose.
    pub(super) fn of(texts: &ConsentTexts, purpose: ConsentPurpose, language: Language) -> Self {
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
        self.read(|store| {
            let connection = store.connection();
            let texts: InForce<ConsentTexts> = match own_zone(connection)?.date_of(now_ms) {
                Some(today) => list_on(connection, today)?,
                None => InForce::Shipped(ConsentTexts::shipped()),
            };
            Ok(ConsentReading::of(&texts, purpose, language))
        })
    }
}
