//! Civil dates, contribution months and instants.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Weekday};

use super::rule::Rule;

/// Years that a date may lie in. Wider ones are slips of the keyboard, and narrower ones would refuse old people.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2999;

/// Serde as the text form, for types that have `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($name:ident, $expected:literal) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                // The text itself stays out of the error: it may be personal.
                text.parse().map_err(|_| serde::de::Error::custom(concat!("expected ", $expected)))
            }
        }
    };
}
pub(crate) use serde_as_text;

/// A day of the civil calendar, written `1990-01-05`. Which instant it began depends on a [`Zone`](super::Zone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(NaiveDate);

serde_as_text!(CivilDate, "a date such as 1990-01-05");

impl CivilDate {
    /// The day, if the calendar has it and its year is a plausible one.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !YEARS.contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day of an instant, `offset_minutes` east of UTC. `None` for instants outside the years of
    /// [`CivilDate::new`].
    pub fn of_instant(utc_ms: i64, offset_minutes: i32) -> Option<Self> {
        let shifted = utc_ms.checked_add(i64::from(offset_minutes) * 60_000)?;
        let day = DateTime::from_timestamp_millis(shifted)?.date_naive();
        Self::new(day.year(), day.month(), day.day())
    }

    /// When the day begins, `offset_minutes` east of UTC, in milliseconds since 1970 UTC.
    pub fn starts_at_ms(self, offset_minutes: i32) -> i64 {
        self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - i64::from(offset_minutes) * 60_000
    }

    /// Year, such as 1990.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month of the year, 1–12.
    pub fn month_of_year(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1–31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The month that holds the day.
    pub fn month(self) -> Month {
        Month::of(self.year(), self.month_of_year())
    }

    /// The day that many days later (earlier where negative), within the years of [`CivilDate::new`].
    pub fn add_days(self, days: i64) -> Option<Self> {
        let day = self.0.checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
        Self::new(day.year(), day.month(), day.day())
    }

    /// Days from the other day to this one; negative where the other is later.
    pub fn days_since(self, other: Self) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// Whole years lived on that day by someone born on this one; negative before birth. Who was born on
    /// 29 February completes a common year on 1 March.
    pub fn age_on(self, day: Self) -> i32 {
        let birthday_to_come = (day.month_of_year(), day.day()) < (self.month_of_year(), self.day());
        day.year() - self.year() - i32::from(birthday_to_come)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month_of_year(), self.day())
    }
}

impl FromStr for CivilDate {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let (month, day) = text.split_at_checked(7).ok_or(Rule::Date)?;
        let (year, month) = year_and_month(month)?;
        let day = day.strip_prefix('-').ok_or(Rule::Date)?;
        Self::new(year, month, digits(day, 2)?).ok_or(Rule::Date)
    }
}

/// A calendar month, written `2026-06`; contributions are owed for months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    // Months since January of the year 0: plain arithmetic, and ordered like time.
    index: i32,
}

serde_as_text!(Month, "a month such as 2026-06");

impl Month {
    /// The month, if its year is a plausible one and `month` is 1–12.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| Self::of(year, month))
    }

    fn of(year: i32, month: u32) -> Self {
        let month = i32::try_from(month).expect("a month of the year is at most 12");
        Self { index: year * 12 + month - 1 }
    }

    /// Year, such as 2026.
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// Month of the year, 1–12.
    pub fn month_of_year(self) -> u32 {
        u32::try_from(self.index.rem_euclid(12) + 1).expect("a remainder by 12 is not negative")
    }

    /// The month that many months later (earlier where negative), within the years of [`Month::new`].
    pub fn add_months(self, months: i32) -> Option<Self> {
        let moved = Self { index: self.index.checked_add(months)? };
        YEARS.contains(&moved.year()).then_some(moved)
    }

    /// Months from the other month to this one; negative where the other is later.
    pub fn months_since(self, other: Self) -> i32 {
        self.index - other.index
    }

    /// Its first day.
    pub fn first_day(self) -> CivilDate {
        CivilDate::new(self.year(), self.month_of_year(), 1).expect("every month has a first day")
    }

    /// Its last day.
    pub fn last_day(self) -> CivilDate {
        (28..=31)
            .rev()
            .find_map(|day| CivilDate::new(self.year(), self.month_of_year(), day))
            .expect("every month has 28 days")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month_of_year())
    }
}

impl FromStr for Month {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let (year, month) = year_and_month(text)?;
        Self::new(year, month).ok_or(Rule::Date)
    }
}

/// Reads an instant of ISO 8601 with its offset (`2026-06-03T09:15:00+07:00`, `2026-06-03T02:15:00Z`; seconds may be
/// left out) as milliseconds since 1970 UTC. Without an offset it is refused: a local time is no instant.
pub fn parse_instant(text: &str) -> Result<i64, Rule> {
    const FORMS: [&str; 2] = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
    let upright = text.replacen(' ', "T", 1);
    let instant = FORMS.iter().find_map(|form| DateTime::parse_from_str(&upright, form).ok()).ok_or(Rule::Date)?;
    if !YEARS.contains(&instant.year()) {
        return Err(Rule::Date);
    }
    Ok(instant.timestamp_millis())
}

/// Writes an instant as ISO 8601, with milliseconds, `offset_minutes` east of UTC (`2026-06-03T09:15:00.000+07:00`).
/// `None` for instants that the calendar does not reach.
pub fn format_instant(utc_ms: i64, offset_minutes: i32) -> Option<String> {
    let offset = chrono::FixedOffset::east_opt(offset_minutes.checked_mul(60)?)?;
    let instant = DateTime::from_timestamp_millis(utc_ms)?.with_timezone(&offset);
    YEARS.contains(&instant.year()).then(|| instant.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
}

fn year_and_month(text: &str) -> Result<(i32, u32), Rule> {
    let (year, month) = text.split_once('-').ok_or(Rule::Date)?;
    let year = i32::try_from(digits(year, 4)?).map_err(|_| Rule::Date)?;
    Ok((year, digits(month, 2)?))
}

fn digits(text: &str, length: usize) -> Result<u32, Rule> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::Date);
    }
    text.parse().map_err(|_| Rule::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_reads_and_writes_one_form_only() {
        assert_eq!(date("1990-01-05").to_string(), "1990-01-05");
        for text in [
            "1990-1-5",
            "1990-02-30",
            "05-01-1990",
            "1990/01/05",
            "1990-01-05 ",
            "",
            "19900105",
            "+990-01-05",
            "0090-01-05",
            "١٩٩٠-٠١-٠٥",
        ] {
            assert_eq!(text.parse::<CivilDate>(), Err(Rule::Date), "{text}");
        }
        assert_eq!(serde_json::to_string(&date("1990-01-05")).unwrap(), "\"1990-01-05\"");
        assert_eq!(serde_json::from_str::<CivilDate>("\"1990-01-05\"").unwrap(), date("1990-01-05"));
    }

    #[test]
    fn a_refused_date_is_not_repeated_in_the_error() {
        let error = serde_json::from_str::<CivilDate>("\"1990-02-30\"").unwrap_err().to_string();
        assert!(!error.contains("1990-02"), "{error}");
    }

    #[test]
    fn months_add_across_years_and_sort_like_time() {
        assert_eq!(month("2026-11").add_months(3), Some(month("2027-02")));
        assert_eq!(month("2026-01").add_months(-1), Some(month("2025-12")));
        assert_eq!(month("2027-02").months_since(month("2026-11")), 3);
        assert!(month("2025-12") < month("2026-01"));
        assert_eq!(month("2999-12").add_months(1), None);
        for text in ["2026-13", "2026-00", "2026-6", "2026", "2026-06-01"] {
            assert_eq!(text.parse::<Month>(), Err(Rule::Date), "{text}");
        }
    }

    #[test]
    fn a_month_knows_its_first_and_last_day() {
        assert_eq!(month("2028-02").first_day(), date("2028-02-01"));
        assert_eq!(month("2028-02").last_day(), date("2028-02-29"));
        assert_eq!(month("2026-02").last_day(), date("2026-02-28"));
        assert_eq!(date("2026-06-30").month(), month("2026-06"));
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let born = date("1961-06-15");
        assert_eq!(born.age_on(date("2026-06-14")), 64);
        assert_eq!(born.age_on(date("2026-06-15")), 65);
        assert_eq!(date("2000-02-29").age_on(date("2026-02-28")), 25);
        assert_eq!(date("2000-02-29").age_on(date("2026-03-01")), 26);
        assert_eq!(born.age_on(date("1961-06-14")), -1);
    }

    #[test]
    fn an_instant_needs_its_offset() {
        assert_eq!(parse_instant("1970-01-01T07:00:00+07:00"), Ok(0));
        assert_eq!(parse_instant("1970-01-01T00:00:00.250Z"), Ok(250));
        assert_eq!(parse_instant("1970-01-01T07:01+07:00"), Ok(60_000));
        assert_eq!(parse_instant("1970-01-01 07:00:00+0700"), Ok(0));
        for text in ["2026-06-03T09:15:00", "2026-06-03", "2026-06-31T09:15:00Z", "", "09:15", "2026-06-03T25:00:00Z"] {
            assert_eq!(parse_instant(text), Err(Rule::Date), "{text}");
        }
    }

    #[test]
    fn an_instant_written_reads_back_the_same() {
        let written = format_instant(1_780_000_000_123, 420).unwrap();
        assert_eq!(parse_instant(&written), Ok(1_780_000_000_123));
        assert!(written.ends_with(".123+07:00"), "{written}");
        assert_eq!(format_instant(i64::MAX, 420), None);
    }

    #[test]
    fn the_day_of_an_instant_depends_on_the_offset() {
        let late = parse_instant("2026-06-03T23:30:00+07:00").unwrap();
        assert_eq!(CivilDate::of_instant(late, 420), Some(date("2026-06-03")));
        assert_eq!(CivilDate::of_instant(late, 480), Some(date("2026-06-04")));
        assert_eq!(CivilDate::of_instant(i64::MAX, 420), None);
        assert_eq!(CivilDate::of_instant(-1, 0), Some(date("1969-12-31")));
    }
}
