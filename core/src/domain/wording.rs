//! A text as agents say or show it, in both languages.

use serde::Deserialize;

use super::reference::{BadReference, filled};
use super::words::Language;

/// A text in Bahasa Indonesia and in Javanese.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// In Bahasa Indonesia.
    pub id: String,
    /// In Javanese.
    pub jv: String,
}

impl Wording {
    /// The text in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::Javanese => &self.jv,
        }
    }

    /// Refuses a text that is missing in one of the languages.
    pub(crate) fn check(&self, document: &'static str, place: &str) -> Result<(), BadReference> {
        for language in Language::ALL {
            filled(document, format!("{place}.{language}"), self.in_language(*language))?;
        }
        Ok(())
    }
}
