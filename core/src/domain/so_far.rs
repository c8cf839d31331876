//! What has been typed so far: nobody is told that something is wrong while it is merely unfinished.

use super::calendar::CivilDate;
use super::nik::{DAYS_MAX, FEMALE_DAY, Nik, NikFacts};
use super::phone::Phone;
use super::rule::Rule;

/// Digits of a NIK.
const NIK_DIGITS: usize = 16;
/// How many digits each part of a NIK has: the district, the birth date, the serial.
pub const NIK_PARTS: [u32; 3] = [6, 6, 4];
/// Digits of a date: day, month, year.
const DATE_DIGITS: usize = 8;

/// Something that has a form, as far as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoFar<T> {
    /// Nothing is typed.
    Nothing,
    /// It can become one.
    Unfinished,
    /// It is one.
    Whole(T),
    /// Whatever follows, it is none.
    Broken(Rule),
}

impl<T> SoFar<T> {
    /// The value of what is whole.
    pub fn whole(self) -> Option<T> {
        match self {
            Self::Whole(value) => Some(value),
            _ => None,
        }
    }

    /// The rule that is broken already.
    pub const fn broken(&self) -> Option<Rule> {
        match self {
            Self::Broken(rule) => Some(*rule),
            _ => None,
        }
    }
}

/// A NIK with the blanks, dots and dashes between its digits left out.
pub fn nik_digits(typed: &str) -> String {
    typed.chars().filter(|c| !is_gap(*c)).collect()
}

/// A NIK as far as it is typed. A birth date that no NIK can hold is told with the digit that makes it so.
pub fn nik(typed: &str) -> SoFar<Nik> {
    let typed = nik_digits(typed);
    if typed.is_empty() {
        return SoFar::Nothing;
    }
    match Nik::parse(&typed) {
        Ok(nik) => SoFar::Whole(nik),
        Err(_) if !typed.bytes().all(|byte| byte.is_ascii_digit()) => SoFar::Broken(Rule::NikDigits),
        Err(Rule::NikLength) if typed.len() < NIK_DIGITS && may_become_date(typed.get(6..).unwrap_or_default()) => {
            SoFar::Unfinished
        }
        Err(Rule::NikLength) if typed.len() < NIK_DIGITS => SoFar::Broken(Rule::NikDate),
        Err(rule) => SoFar::Broken(rule),
    }
}

/// How many digits a NIK lacks yet.
pub fn nik_missing(typed: &str) -> usize {
    NIK_DIGITS.saturating_sub(nik_digits(typed).chars().count())
}

/// A NIK as people read it to each other, in its parts: `337405 500190 0001`.
pub fn nik_grouped(typed: &str) -> String {
    nik_parted(&nik_digits(typed))
}

/// What stands for the digits of a NIK, in the NIK's parts: `•••••• •••••• 0001`.
pub fn nik_parted(digits: &str) -> String {
    let mut digits = digits.chars();
    let mut parts: Vec<String> =
        NIK_PARTS.iter().map(|length| digits.by_ref().take(*length as usize).collect()).collect();
    parts.push(digits.collect());
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// A mobile number as far as it is typed.
pub fn phone(typed: &str) -> SoFar<Phone> {
    if typed.trim().is_empty() {
        return SoFar::Nothing;
    }
    match Phone::parse(typed) {
        Ok(phone) => SoFar::Whole(phone),
        Err(_) if may_become_phone(typed) => SoFar::Unfinished,
        Err(rule) => SoFar::Broken(rule),
    }
}

/// A date as far as it is typed: as on the identity card, `10-01-1990` with any mark or none between, or `1990-01-10`.
pub fn date(typed: &str) -> SoFar<CivilDate> {
    let typed = typed.trim();
    if typed.is_empty() {
        return SoFar::Nothing;
    }
    if let Ok(date) = typed.parse() {
        return SoFar::Whole(date);
    }
    let is_mark = |c: char| is_gap(c) || c == '/';
    if typed.chars().any(|c| !is_mark(c) && !c.is_ascii_digit()) {
        return SoFar::Broken(Rule::Date);
    }
    match date_parts(typed, is_mark) {
        Some((day, month, year)) => CivilDate::new(year, month, day).map_or(SoFar::Broken(Rule::Date), SoFar::Whole),
        None if typed.chars().filter(char::is_ascii_digit).count() < DATE_DIGITS => SoFar::Unfinished,
        None => SoFar::Broken(Rule::Date),
    }
}

/// A date as the identity card spells it: `10-01-1990`.
pub fn date_as_on_card(date: CivilDate) -> String {
    format!("{:02}-{:02}-{:04}", date.day(), date.month_of_year(), date.year())
}

/// The birth date that a NIK proposes: the latest such day up to today, as hardly anybody who registers is a hundred
/// years old. None where neither century has the day: 29 February of a common year.
pub fn proposed_birth_date(facts: NikFacts, today: CivilDate) -> Option<CivilDate> {
    let century = today.year() - today.year().rem_euclid(100);
    let in_century =
        |century: i32| CivilDate::new(century + facts.year_of_century.cast_signed(), facts.month, facts.day);
    [century, century - 100].into_iter().filter_map(in_century).find(|date| *date <= today)
}

/// Day, month and year; none where they are not all there yet.
fn date_parts(typed: &str, is_mark: impl Fn(char) -> bool) -> Option<(u32, u32, i32)> {
    let parts: Vec<&str> = typed.split(is_mark).filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts.as_slice() {
        [digits] if digits.len() == DATE_DIGITS => (&digits[..2], &digits[2..4], &digits[4..]),
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => (*day, *month, *year),
        _ => return None,
    };
    Some((day.parse().ok()?, month.parse().ok()?, year.parse().ok()?))
}

/// Whether digits can begin the day (women: + 40) and the month of a NIK.
fn may_become_date(digits: &str) -> bool {
    let typed = digits.get(..4).unwrap_or(digits);
    let days = |max: u32| (1..=max).chain(FEMALE_DAY + 1..=FEMALE_DAY + max);
    DAYS_MAX.iter().zip(1..).any(|(max, month)| days(*max).any(|day| format!("{day:02}{month:02}").starts_with(typed)))
}

/// Whether digits can follow that make it a number: tried with what a prefix may lack, and eights.
fn may_become_phone(typed: &str) -> bool {
    const LONGEST: usize = 14;
    ["", "62", "2"].iter().any(|prefix| {
        (1..=LONGEST).any(|digits| Phone::parse(&format!("{typed}{prefix}{}", "8".repeat(digits))).is_ok())
    })
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nik_is_unfinished_until_it_is_whole_or_cannot_become_one() {
        let whole = "3374055001900001";
        for length in 1..whole.len() {
            assert_eq!(nik(&whole[..length]), SoFar::Unfinished, "{length} digits");
            assert_eq!(nik_missing(&whole[..length]), 16 - length);
        }
        assert_eq!(nik(""), SoFar::Nothing);
        assert!(nik(whole).whole().is_some());
        assert!(nik("337405 500190-0001").whole().is_some());
        for (typed, rule) in [
            ("337A", Rule::NikDigits),
            ("3374058", Rule::NikDate),
            ("33740500", Rule::NikDate),
            ("33740540", Rule::NikDate),
            ("337405502", Rule::NikDate),
            ("3374055013", Rule::NikDate),
            ("3374053104", Rule::NikDate),
            ("3374055001900000", Rule::NikSerial),
            ("33740550019000011", Rule::NikLength),
        ] {
            assert_eq!(nik(typed), SoFar::Broken(rule), "{typed}");
        }
        for typed in ["3374057", "33740571", "3374052902", "337405710"] {
            assert_eq!(nik(typed), SoFar::Unfinished, "{typed}");
        }
    }

    #[test]
    fn a_nik_reads_in_its_three_parts() {
        assert_eq!(nik_grouped("337405"), "337405");
        assert_eq!(nik_grouped("3374055"), "337405 5");
        assert_eq!(nik_grouped("3374 0550 0190 0001"), "337405 500190 0001");
        assert_eq!(nik_grouped("33740550019000012"), "337405 500190 0001 2");
    }

    #[test]
    fn the_birth_date_proposed_is_the_latest_that_is_not_to_come() {
        let today: CivilDate = "2026-06-03".parse().unwrap();
        let proposed = |birth: &str| {
            let facts = Nik::parse(&format!("337405{birth}0001")).unwrap().facts();
            proposed_birth_date(facts, today).map(|date| date.to_string())
        };
        assert_eq!(proposed("100190").as_deref(), Some("1990-01-10"));
        assert_eq!(proposed("030626").as_deref(), Some("2026-06-03"), "born today");
        assert_eq!(proposed("040626").as_deref(), Some("1926-06-04"), "not tomorrow");
        assert_eq!(proposed("430611").as_deref(), Some("2011-06-03"));
        assert_eq!(proposed("290200").as_deref(), Some("2000-02-29"));
        assert_eq!(proposed("290228").as_deref(), Some("1928-02-29"), "2028 is to come");
        assert_eq!(proposed("290201"), None, "neither 2001 nor 1901 had the day");
    }

    #[test]
    fn a_phone_is_unfinished_while_digits_can_follow() {
        for typed in ["0", "08", "+", "+6", "6", "62", "+628", "0812 345", "628123456"] {
            assert_eq!(phone(typed), SoFar::Unfinished, "{typed}");
        }
        assert_eq!(phone(" "), SoFar::Nothing);
        assert_eq!(phone("0812-3456-7890").whole().unwrap().as_str(), "+6281234567890");
        for typed in ["5", "81", "024", "+60", "0812a", "08123456789012"] {
            assert_eq!(phone(typed), SoFar::Broken(Rule::Phone), "{typed}");
        }
    }

    #[test]
    fn a_date_is_typed_as_on_the_card_or_as_it_is_stored() {
        let whole = |typed: &str| date(typed).whole().map(|date| date.to_string());
        for typed in ["10-01-1990", "10/1/1990", "10 01 1990", "10.1.1990", "10011990", "1990-01-10", " 10011990 "] {
            assert_eq!(whole(typed).as_deref(), Some("1990-01-10"), "{typed}");
        }
        for typed in ["1", "10-", "10-01-19", "100119", "1990", "1990-01"] {
            assert_eq!(date(typed), SoFar::Unfinished, "{typed}");
        }
        for typed in ["31-02-1990", "31021990", "10-jan", "100119901", "10-01-19901", "29-02-2001"] {
            assert_eq!(date(typed), SoFar::Broken(Rule::Date), "{typed}");
        }
        assert_eq!(date_as_on_card("1990-01-05".parse().unwrap()), "05-01-1990");
    }
}
