//! The NIK: what makes one impossible, what makes one doubtful, and what it proposes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::calendar::CivilDate;
use super::regions::Regions;
use super::rule::Rule;
use super::words::{Sex, words};

/// Days that a month has at most, January first; the century of a NIK is unknown, so February has 29.
pub(super) const DAYS_MAX: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/// Women's day of birth is written with this added.
pub(super) const FEMALE_DAY: u32 = 40;

/// A national identity number that could exist: 6 digits region of first registration, DDMMYY (women: day + 40),
/// serial. It has no check digit. Personal: `Debug` hides it and there is no `Display`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik([u8; 16]);

/// What a NIK says of the person; a proposal for the form, not a fact, as a NIK keeps an error of its first day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NikFacts {
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub day: u32,
    /// Month of birth.
    pub month: u32,
    /// Year of birth without its century, 0–99.
    pub year_of_century: u32,
}

crate::prints_name_only!(NikFacts);

words! {
    /// A doubt about a NIK: the author acknowledges it with a reason, nobody is refused for it.
    pub enum NikWarning {
        /// The region is not in the area list, which holds today's codes; those from before a split are real too.
        RegionUnknown => "nik_region_unknown",
        /// The birth date is another one.
        BirthDateDisagrees => "nik_birth_date_disagrees",
        /// The sex is the other one.
        SexDisagrees => "nik_sex_disagrees",
    }
}

impl Nik {
    /// Judges text as typed. The first breach counts, in this order: length (of what is left without blanks around
    /// it), digits, date, serial. So a letter among sixteen is named as such, and one digit too few is never called
    /// a wrong date.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = text.trim();
        if text.chars().count() != 16 {
            return Err(Rule::NikLength);
        }
        let digits: [u8; 16] = text.as_bytes().try_into().map_err(|_| Rule::NikDigits)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(Rule::NikDigits);
        }
        let nik = Self(digits);
        let NikFacts { day, month, .. } = nik.facts();
        let days_max = month.checked_sub(1).and_then(|index| DAYS_MAX.get(usize::try_from(index).ok()?));
        if !days_max.is_some_and(|max| (1..=*max).contains(&day)) {
            return Err(Rule::NikDate);
        }
        if nik.number(12, 16) == 0 {
            return Err(Rule::NikSerial);
        }
        Ok(nik)
    }

    /// The digits, to store or to send. Never into a log or an error.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only digits are kept")
    }

    /// The six digits of the district of first registration.
    pub fn region(&self) -> &str {
        &self.as_str()[..6]
    }

    /// What it proposes.
    pub fn facts(&self) -> NikFacts {
        let day = self.number(6, 8);
        let (sex, day) = if day > FEMALE_DAY { (Sex::Female, day - FEMALE_DAY) } else { (Sex::Male, day) };
        NikFacts { sex, day, month: self.number(8, 10), year_of_century: self.number(10, 12) }
    }

    /// The doubts that the area list and what else is known of the person raise, each at most once.
    pub fn warnings(&self, regions: &Regions, birth_date: Option<CivilDate>, sex: Option<Sex>) -> Vec<NikWarning> {
        let facts = self.facts();
        let born = |date: CivilDate| (date.day(), date.month_of_year(), date.year().rem_euclid(100));
        let stated = (facts.day, facts.month, facts.year_of_century.cast_signed());
        let doubts = [
            (NikWarning::RegionUnknown, !regions.has_district(self.region())),
            (NikWarning::BirthDateDisagrees, birth_date.is_some_and(|date| born(date) != stated)),
            (NikWarning::SexDisagrees, sex.is_some_and(|sex| sex != facts.sex)),
        ];
        doubts.into_iter().filter_map(|(warning, raised)| raised.then_some(warning)).collect()
    }

    /// Whether the other NIK is one wrong digit or one swap of neighbouring digits away. Equal ones are not near.
    pub fn is_near(&self, other: &Self) -> bool {
        let differing: Vec<_> = (0..16).filter(|&place| self.0[place] != other.0[place]).collect();
        match differing[..] {
            [_] => true,
            [a, b] => b == a + 1 && self.0[a] == other.0[b] && self.0[b] == other.0[a],
            _ => false,
        }
    }

    fn number(&self, from: usize, to: usize) -> u32 {
        self.0[from..to].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

impl FromStr for Nik {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Self::parse(text)
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(hidden)")
    }
}

impl Serialize for Nik {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Nik {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nik(text: &str) -> Nik {
        Nik::parse(text).unwrap()
    }

    #[test]
    fn each_impossible_nik_is_refused_by_its_own_rule() {
        for (text, rule) in [
            ("", Rule::NikLength),
            ("337405050190000", Rule::NikLength),
            ("33740505019000011", Rule::NikLength),
            ("33740505019000O1", Rule::NikDigits),
            ("3374 50501900001", Rule::NikDigits),
            ("３374050501900001", Rule::NikDigits),
            ("3374050001900001", Rule::NikDate),
            ("3374053201900001", Rule::NikDate),
            ("3374054001900001", Rule::NikDate),
            ("3374057201900001", Rule::NikDate),
            ("3374050500900001", Rule::NikDate),
            ("3374050513900001", Rule::NikDate),
            ("3374053004900000", Rule::NikSerial),
            ("3374053104900001", Rule::NikDate),
            ("3374057104900001", Rule::NikDate),
            ("3374053002900001", Rule::NikDate),
            ("3374050501900000", Rule::NikSerial),
        ] {
            assert_eq!(Nik::parse(text), Err(rule), "{text}");
        }
    }

    #[test]
    fn the_twenty_ninth_of_february_may_be() {
        assert!(Nik::parse("3374052902900001").is_ok());
        assert!(Nik::parse("3374056902010001").is_ok());
        assert_eq!(Nik::parse("3374057002000001"), Err(Rule::NikDate));
    }

    #[test]
    fn a_womans_day_is_written_with_forty_added() {
        assert_eq!(
            nik(" 3374054501900001 ").facts(),
            NikFacts { sex: Sex::Female, day: 5, month: 1, year_of_century: 90 }
        );
        assert_eq!(
            nik("3374053112050001").facts(),
            NikFacts { sex: Sex::Male, day: 31, month: 12, year_of_century: 5 }
        );
    }

    #[test]
    fn doubts_are_named_one_by_one() {
        let regions = Regions::shipped();
        let birth_date = |text: &str| Some(text.parse().unwrap());
        let sound = nik("3374054501900001");
        assert_eq!(sound.warnings(regions, birth_date("1990-01-05"), Some(Sex::Female)), []);
        assert_eq!(sound.warnings(regions, birth_date("1890-01-05"), None), []);
        assert_eq!(sound.warnings(regions, None, None), []);
        assert_eq!(sound.warnings(regions, birth_date("1990-01-06"), None), [NikWarning::BirthDateDisagrees]);
        assert_eq!(sound.warnings(regions, birth_date("1991-01-05"), None), [NikWarning::BirthDateDisagrees]);
        assert_eq!(
            nik("3374994501900001").warnings(regions, birth_date("1990-02-05"), Some(Sex::Male)),
            NikWarning::ALL
        );
    }

    #[test]
    fn near_is_one_digit_or_one_swap() {
        let one = nik("3374054501900001");
        assert!(one.is_near(&nik("3374054501900002")));
        assert!(one.is_near(&nik("3374054501909001")));
        assert!(one.is_near(&nik("3374054501900010")));
        assert!(nik("3374054501900012").is_near(&nik("3374054501900021")));
        assert!(!one.is_near(&one));
        assert!(!one.is_near(&nik("3374054501900100")));
        assert!(!nik("3374054501900012").is_near(&nik("3374054501900023")));
    }

    #[test]
    fn the_digits_appear_in_no_debug_text_and_no_error() {
        let digits = "3374054501900001";
        assert!(!format!("{:?}", nik(digits)).contains(&digits[..4]));
        let error = serde_json::from_str::<Nik>("\"3374054501900000\"").unwrap_err().to_string();
        assert!(error.contains("nik_serial") && !error.contains("3374"), "{error}");
        assert_eq!(serde_json::to_value(nik(digits)).unwrap(), digits);
    }
}
