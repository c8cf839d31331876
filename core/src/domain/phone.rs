//! Indonesian mobile numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rule::Rule;

/// Digits after the 8 that a mobile number begins with.
const REST: std::ops::RangeInclusive<usize> = 8..=11;

/// An Indonesian mobile number in E.164 (`+628123456789`); a family may share one. Personal: `Debug` hides it and
/// there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads `08…`, `62…` or `+62…`, with blanks, dots, dashes or brackets between the digits.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let is_separator = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2014}');
        let joined: String = text.chars().filter(|c| !is_separator(*c)).collect();
        let national = ["+62", "62", "0"].iter().find_map(|prefix| joined.strip_prefix(prefix)).ok_or(Rule::Phone)?;
        let rest = national.strip_prefix('8').ok_or(Rule::Phone)?;
        if !REST.contains(&rest.len()) || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Rule::Phone);
        }
        Ok(Self(format!("+62{national}")))
    }

    /// The number in E.164, to store, to send or to dial. Never into a log or an error.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Self::parse(text)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(hidden)")
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_number_is_one_number() {
        for text in [
            "081234567890",
            "6281234567890",
            "+6281234567890",
            "0812-3456-7890",
            "+62 (812) 3456.7890",
            " 0812 3456 7890 ",
        ] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+6281234567890", "{text}");
        }
    }

    #[test]
    fn a_mobile_number_has_nine_to_twelve_national_digits() {
        assert!(Phone::parse("0812345678").is_ok());
        assert!(Phone::parse("0812345678901").is_ok());
        for text in [
            "",
            "081234567",
            "08123456789012",
            "0241234567",
            "+60123456789",
            "81234567890",
            "0812345678a",
            "08123+45678",
            "++6281234567890",
            "628",
            "0",
        ] {
            assert_eq!(Phone::parse(text), Err(Rule::Phone), "{text}");
        }
    }

    #[test]
    fn the_number_appears_in_no_debug_text_and_no_error() {
        assert_eq!(format!("{:?}", Phone::parse("081234567890").unwrap()), "Phone(hidden)");
        let error = serde_json::from_str::<Phone>("\"0241234567\"").unwrap_err().to_string();
        assert!(!error.contains("024"), "{error}");
    }
}
