//! When cover lapses, how long arrears can be paid, and when an agent goes by before and after.

use std::str::FromStr;

use serde::Deserialize;

use super::calendar::{CivilDate, serde_as_text};
use super::kinds::FollowUpKind;
use super::reference::{BadReference, Dated, Validity, check_periods, filled, in_force, last_day, reference_list};
use super::rule::Rule;

/// The rules of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LapseRules {
    version: String,
    rules: Vec<LapseRule>,
}

/// The rule of a time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LapseRule {
    /// The days on which it holds.
    pub valid: Validity,
    /// The regulation, and what is disputed about it.
    pub source: String,
    /// For how many contribution months after the end of cover the arrears can still be paid.
    pub arrears_months_payable: u32,
    ends_when: UnpaidMonths,
    reminders: Vec<When>,
}

/// A number of consecutive unpaid months, written `>3` or `>=3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnpaidMonths {
    MoreThan(u32),
    AtLeast(u32),
}

serde_as_text!(UnpaidMonths, "a number of unpaid months such as >3 or >=3");

impl FromStr for UnpaidMonths {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let months = |digits: &str| digits.parse().map_err(|_| Rule::Number);
        match text.strip_prefix(">=") {
            Some(digits) => months(digits).map(Self::AtLeast),
            None => months(text.strip_prefix('>').ok_or(Rule::Number)?).map(Self::MoreThan),
        }
    }
}

impl std::fmt::Display for UnpaidMonths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::MoreThan(months) => write!(f, ">{months}"),
            Self::AtLeast(months) => write!(f, ">={months}"),
        }
    }
}

/// A reminder's day: so many days from the last day of cover, or the first day of an unpaid month, the first of which
/// follows the last covered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    reminder: FollowUpKind,
    #[serde(default)]
    days_after_end: Option<i64>,
    #[serde(default)]
    unpaid_month: Option<i32>,
}

impl Dated for LapseRule {
    fn validity(&self) -> Validity {
        self.valid
    }
}

reference_list!(LapseRules: "lapse_rules" {
    fn holds_until(&self) -> Option<CivilDate> {
        last_day(&self.rules)
    }
});

impl LapseRules {
    /// The rule of a day.
    pub fn on(&self, day: CivilDate) -> Option<&LapseRule> {
        in_force(&self.rules, day)
    }

    fn check(&self) -> Result<(), BadReference> {
        check_periods(DOCUMENT, "rules", &self.rules)?;
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check(&format!("rules[{index}]"))?;
        }
        Ok(())
    }
}

impl LapseRule {
    /// Whether so many consecutive unpaid months end a membership: a registration after that is a new one. What is due
    /// within the months before is never reckoned here, nor promised.
    pub fn has_ended(&self, unpaid_months: u32) -> bool {
        match self.ends_when {
            UnpaidMonths::MoreThan(months) => unpaid_months > months,
            UnpaidMonths::AtLeast(months) => unpaid_months >= months,
        }
    }

    /// The days on which an agent goes by, for cover that ends on a day, earliest first; without those that no calendar
    /// knows.
    pub fn reminders(&self, covered_to: CivilDate) -> Vec<(FollowUpKind, CivilDate)> {
        let day = |when: &When| match (when.days_after_end, when.unpaid_month) {
            (Some(days), _) => covered_to.add_days(days),
            (None, Some(month)) => covered_to.month().add_months(month).map(|month| month.first_day()),
            (None, None) => None,
        };
        let mut due: Vec<_> = self.reminders.iter().filter_map(|when| Some((when.reminder, day(when)?))).collect();
        due.sort_by_key(|(_, day)| *day);
        due
    }

    fn check(&self, place: &str) -> Result<(), BadReference> {
        let bad = |part: String, problem: &str| Err(BadReference::new(DOCUMENT, format!("{place}.{part}"), problem));
        filled(DOCUMENT, format!("{place}.source"), &self.source)?;
        if !(1..=24).contains(&self.arrears_months_payable) {
            return bad("arrears_months_payable".into(), "is not 1 to 24");
        }
        if self.has_ended(0) {
            return bad("ends_when".into(), "ends a membership of which every month is paid");
        }
        for (index, when) in self.reminders.iter().enumerate() {
            let place = format!("reminders[{index}]");
            match (when.days_after_end, when.unpaid_month) {
                (Some(-366..=366), None) | (None, Some(1..=24)) => {}
                _ => return bad(place, "needs either days_after_end (-366 to 366) or unpaid_month (1 to 24)"),
            }
            if self.reminders[..index].iter().any(|earlier| earlier.reminder == when.reminder) {
                return bad(place, "is there twice");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> &'static LapseRule {
        LapseRules::shipped().on("2026-06-03".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_membership_ends_with_the_fourth_unpaid_month_unless_the_branch_says_the_third() {
        assert_eq!(rule().arrears_months_payable, 3);
        assert_eq!([2, 3, 4].map(|months| rule().has_ended(months)), [false, false, true]);
        let strict = LapseRules::parse(&SHIPPED.replacen("\">3\"", "\">=3\"", 1)).unwrap();
        let strict = strict.on("2026-06-03".parse().unwrap()).unwrap();
        assert_eq!([2, 3, 4].map(|months| strict.has_ended(months)), [false, true, true]);
    }

    #[test]
    fn an_agent_goes_by_before_the_end_after_it_and_in_the_second_and_third_unpaid_month() {
        let due = rule().reminders("2026-06-30".parse().unwrap());
        let due: Vec<_> = due.iter().map(|(reminder, day)| (reminder.as_str(), day.to_string())).collect();
        let expected = [
            ("before_end_7_days", "2026-06-23"),
            ("after_end_3_days", "2026-07-03"),
            ("month_2_visit", "2026-08-01"),
            ("month_3_visit", "2026-09-01"),
        ];
        assert_eq!(due, expected.map(|(reminder, day)| (reminder, day.to_owned())));
    }

    #[test]
    fn rules_that_say_two_things_or_nothing_are_refused() {
        for (from, to, place) in [
            ("\">3\"", "\">=0\"", "rules[0].ends_when"),
            ("\"days_after_end\": 3", "\"unpaid_month\": 0", "rules[0].reminders[1]"),
            ("after_end_3_days", "before_end_7_days", "rules[0].reminders[1]"),
            ("\"arrears_months_payable\": 3", "\"arrears_months_payable\": 0", "rules[0].arrears_months_payable"),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            assert_eq!(LapseRules::parse(&SHIPPED.replacen(from, to, 1)).unwrap_err().place, place, "{from}");
        }
        let error = LapseRules::parse(&SHIPPED.replacen("\">3\"", "\"3\"", 1)).unwrap_err();
        assert!(error.problem.contains("such as >3 or >=3"), "{error}");
    }
}
