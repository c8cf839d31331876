//! What an agent reads aloud before a consent.

use perisai_core::domain::{ConsentPurpose, ConsentTexts, Language};

/// The text to read aloud when asking for a consent. Consents record its version.
#[uniffi::export]
pub fn consent_text(purpose: ConsentPurpose, language: Language) -> String {
    ConsentTexts::shipped().text(purpose, language).text.clone()
}

/// The worker's rights, to read aloud once after the texts of all purposes asked for.
#[uniffi::export]
pub fn consent_closing(language: Language) -> String {
    ConsentTexts::shipped().closing(language).to_owned()
}
