//! Days to choose from: what somebody says when asked "when?".

use crate::domain::CivilDate;
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::words::words;

/// Every day of the week that begins today; then how many days after today people still say.
const WEEK: std::ops::RangeInclusive<u32> = 0..=7;
const LATER: [u32; 2] = [14, 30];

words! {
    /// A day of the week.
    pub enum Weekday {
        /// Senin.
        Monday => "monday",
        /// Selasa.
        Tuesday => "tuesday",
        /// Rabu.
        Wednesday => "wednesday",
        /// Kamis.
        Thursday => "thursday",
        /// Jumat.
        Friday => "friday",
        /// Sabtu.
        Saturday => "saturday",
        /// Minggu.
        Sunday => "sunday",
    }
}

/// A day to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DayChoice {
    /// The day, `2026-06-10`.
    pub day: String,
    /// How many days after today: 0 today, 1 tomorrow, 7 in a week.
    pub away: u32,
    /// Which day of the week.
    pub weekday: Weekday,
    /// Whether nobody at the branch works then.
    pub free: bool,
}

/// The days to choose from on a day.
pub(super) fn day_choices(today: CivilDate, holidays: &PublicHolidays) -> Vec<DayChoice> {
    let choice = |away: u32| {
        let day = today.add_days(i64::from(away))?;
        let free = !holidays.is_working_day(day);
        Some(DayChoice { day: day.to_string(), away, weekday: weekday(day), free })
    };
    WEEK.chain(LATER).filter_map(choice).collect()
}

fn weekday(day: CivilDate) -> Weekday {
    let monday = CivilDate::new(2024, 1, 1).expect("the calendar has it");
    let since = usize::try_from(day.days_since(monday).rem_euclid(7)).expect("a remainder by 7 is not negative");
    Weekday::ALL[since]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_days_then_two_weeks_and_a_month_each_with_its_weekday() {
        let today = "2026-06-03".parse().unwrap();
        let choices = day_choices(today, PublicHolidays::shipped());
        let told: Vec<_> = choices.iter().map(|choice| (choice.day.as_str(), choice.away, choice.weekday)).collect();
        assert_eq!(told[0], ("2026-06-03", 0, Weekday::Wednesday));
        assert_eq!(told[1], ("2026-06-04", 1, Weekday::Thursday));
        assert_eq!(told[7], ("2026-06-10", 7, Weekday::Wednesday));
        assert_eq!(told[8..], [("2026-06-17", 14, Weekday::Wednesday), ("2026-07-03", 30, Weekday::Friday)]);
        let free: Vec<_> = choices.iter().filter(|choice| choice.free).map(|choice| choice.weekday).collect();
        assert_eq!(free, [Weekday::Saturday, Weekday::Sunday]);
    }

    #[test]
    fn at_the_end_of_the_calendar_there_are_fewer_days() {
        let last = "2999-12-31".parse().unwrap();
        assert_eq!(day_choices(last, PublicHolidays::shipped()).len(), 1);
    }
}
