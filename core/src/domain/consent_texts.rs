//! What is read to a worker before they consent, per purpose and language.

use serde::Deserialize;

use super::reference::{BadReference, reference_list};
use super::words::{ConsentPurpose, Language};

/// The consent texts of one version: explicit, each purpose apart, in plain language (UU 27/2022 arts 22–24). A
/// consent records version and language, which together prove what was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentTexts {
    version: String,
    #[serde(rename = "source")]
    _source: String,
    closing: Vec<Closing>,
    texts: Vec<ConsentText>,
}

/// What one purpose asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    /// The purpose.
    pub purpose: ConsentPurpose,
    /// The language.
    pub language: Language,
    /// A heading.
    pub title: String,
    /// What is recorded, what for, who sees it, how long, and what a refusal means.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Closing {
    language: Language,
    text: String,
}

reference_list!(ConsentTexts: "consent_texts");

impl ConsentTexts {
    /// The text of a purpose.
    pub fn text(&self, purpose: ConsentPurpose, language: Language) -> &ConsentText {
        let of = |text: &&ConsentText| text.purpose == purpose && text.language == language;
        self.texts.iter().find(of).expect("parse refuses a set with a gap")
    }

    /// The worker's rights, read once after the texts of all purposes asked for.
    pub fn closing(&self, language: Language) -> &str {
        &self.closing.iter().find(|closing| closing.language == language).expect("parse refuses a set with a gap").text
    }

    /// Refuses a set in which a purpose lacks a language or has it twice.
    fn check(&self) -> Result<(), BadReference> {
        let check = |place: &str, what: String, count: usize| match count {
            1 => Ok(()),
            _ => Err(BadReference::new(DOCUMENT, place, format!("{what} is there {count} times"))),
        };
        for language in Language::ALL {
            let closings = self.closing.iter().filter(|c| c.language == *language && !c.text.is_empty());
            check("closing", language.to_string(), closings.count())?;
            for purpose in ConsentPurpose::ALL {
                let of = |text: &&ConsentText| text.purpose == *purpose && text.language == *language;
                let written = self.texts.iter().filter(of).filter(|text| !text.text.is_empty());
                check("texts", format!("{purpose} in {language}"), written.count())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_is_written_in_every_language() {
        let texts = ConsentTexts::shipped();
        for purpose in ConsentPurpose::ALL {
            let [indonesian, javanese] = Language::ALL else { panic!("a language came without its texts") };
            let (a, b) = (texts.text(*purpose, *indonesian), texts.text(*purpose, *javanese));
            assert_ne!(a.text, b.text, "{purpose}");
            assert!(a.text.starts_with("Kami minta izin") && b.text.starts_with("Kula nyuwun idin"), "{purpose}");
        }
    }

    #[test]
    fn the_closing_says_how_to_withdraw_and_how_fast() {
        for language in Language::ALL {
            let closing = ConsentTexts::shipped().closing(*language);
            assert!(closing.contains("3 x 24 jam") && closing.contains("175"), "{language}");
        }
    }

    #[test]
    fn a_gap_and_a_repetition_are_refused() {
        let gap = SHIPPED.replacen("\"purpose\": \"remind\"", "\"purpose\": \"measure\"", 1);
        assert_eq!(ConsentTexts::parse(&gap).unwrap_err().problem, "measure in id is there 2 times");
        let without_closing = SHIPPED.replacen("\"language\": \"jv\"", "\"language\": \"id\"", 1);
        assert_eq!(ConsentTexts::parse(&without_closing).unwrap_err().place, "closing");
    }
}
