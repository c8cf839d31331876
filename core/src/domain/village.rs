//! The code of a village (Kepmendagri: 2.2.2.4 digits).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rule::Rule;
use super::zone::Zone;

/// Where the province, the regency, the district and the village end in the digits.
const ENDS: [usize; 4] = [2, 4, 6, 10];

/// Ten digits that name a village: stored and sent plain, shown and exported dotted (`33.74.05.1003`). That the area
/// list holds it is another question: [`Regions::village_name`](super::Regions::village_name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VillageCode([u8; 10]);

impl VillageCode {
    /// The ten digits, as stored.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only digits are kept")
    }

    /// The two digits of its province.
    pub fn province(&self) -> &str {
        &self.as_str()[..ENDS[0]]
    }

    /// The four digits of its regency or city.
    pub fn regency(&self) -> &str {
        &self.as_str()[..ENDS[1]]
    }

    /// The six digits of its district.
    pub fn district(&self) -> &str {
        &self.as_str()[..ENDS[2]]
    }

    /// The zone whose days count there; `None` where the province is not known.
    pub fn zone(&self) -> Option<Zone> {
        Zone::of_province(self.province())
    }

    pub(super) fn of_digits(digits: &str) -> Option<Self> {
        let digits: [u8; 10] = digits.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    fn of_dotted(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut start = 0;
        for end in ENDS {
            if parts.next()?.len() != end - start {
                return None;
            }
            start = end;
        }
        if parts.next().is_some() { None } else { Self::of_digits(&text.replace('.', "")) }
    }
}

impl FromStr for VillageCode {
    type Err = Rule;

    /// Reads ten digits, plain or dotted `2.2.2.4`.
    fn from_str(text: &str) -> Result<Self, Rule> {
        Self::of_digits(text).or_else(|| Self::of_dotted(text)).ok_or(Rule::VillageUnknown)
    }
}

impl fmt::Display for VillageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.as_str();
        write!(
            f,
            "{}.{}.{}.{}",
            &digits[..ENDS[0]],
            &digits[ENDS[0]..ENDS[1]],
            &digits[ENDS[1]..ENDS[2]],
            &digits[ENDS[2]..]
        )
    }
}

impl Serialize for VillageCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for VillageCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected a village code of ten digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_and_plain_are_one_code() {
        let code: VillageCode = "33.74.05.1003".parse().unwrap();
        assert_eq!("3374051003".parse(), Ok(code));
        assert_eq!(code.to_string(), "33.74.05.1003");
        assert_eq!((code.province(), code.regency(), code.district()), ("33", "3374", "337405"));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"3374051003\"");
        assert_eq!(serde_json::from_str::<VillageCode>("\"33.74.05.1003\"").unwrap(), code);
        assert_eq!(code.zone(), Some(Zone::Wib));
    }

    #[test]
    fn another_grouping_is_no_code() {
        for text in [
            "",
            "33.74.05",
            "337.4.05.1003",
            "33.74.05.1003.1",
            "33.74.051003",
            "33-74-05-1003",
            "33740510O3",
            "33.74.05.100é",
        ] {
            assert_eq!(text.parse::<VillageCode>(), Err(Rule::VillageUnknown), "{text}");
        }
    }
}
