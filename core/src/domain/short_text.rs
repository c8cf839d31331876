//! A short text: one that fits on a line of a phone, such as a quote.

use std::fmt;
use std::str::FromStr;

use super::rule::Rule;
use crate::text_fields;

/// Longest short text, in characters.
pub const SHORT_TEXT_CHARS_MAX: usize = 140;

/// At most [`SHORT_TEXT_CHARS_MAX`] characters, without the blanks around them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortText(String);

impl ShortText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShortText {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Rule::Required),
            count if count > SHORT_TEXT_CHARS_MAX => Err(Rule::TextLength),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

/// The type alone: people write about people.
impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortText")
    }
}

text_fields!(ShortText => as_str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_has_at_most_140_characters_however_many_bytes_those_are() {
        let read = |count: usize| "é".repeat(count).parse::<ShortText>();
        assert!(read(SHORT_TEXT_CHARS_MAX).is_ok());
        assert_eq!(read(SHORT_TEXT_CHARS_MAX + 1), Err(Rule::TextLength));
        assert_eq!("  ".parse::<ShortText>(), Err(Rule::Required));
        assert_eq!(" a word ".parse::<ShortText>().unwrap().as_str(), "a word");
    }
}
