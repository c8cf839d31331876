//! How long data about people is kept.

use serde::Deserialize;

use super::calendar::CivilDate;
use super::reference::{BadReference, filled, once, reference_list};
use super::words::words;

words! {
    /// What is kept for a time only.
    pub enum Retained {
        /// Somebody whom others named and to whom nobody has spoken yet: erased.
        UncontactedNominee => "uncontacted_nominee",
        /// What is reckoned about a segment: stale, not shown any more.
        SegmentProfile => "segment_profile",
    }
}

/// The periods of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionPeriods {
    version: String,
    periods: Vec<Period>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    of: Retained,
    days: u32,
    source: String,
}

reference_list!(RetentionPeriods: "retention_periods");

impl RetentionPeriods {
    /// For how many days it is kept.
    pub fn days(&self, of: Retained) -> u32 {
        self.periods.iter().find(|period| period.of == of).expect("parse refuses a list with a gap").days
    }

    /// Whether the time of what was made on a day is over: on the day after the last.
    pub fn is_over(&self, of: Retained, made: CivilDate, today: CivilDate) -> bool {
        today.days_since(made) > i64::from(self.days(of))
    }

    fn check(&self) -> Result<(), BadReference> {
        once(DOCUMENT, "periods", self.periods.iter().map(|period| period.of))?;
        for (index, period) in self.periods.iter().enumerate() {
            filled(DOCUMENT, format!("periods[{index}].source"), &period.source)?;
            if !(1..=3650).contains(&period.days) {
                return Err(BadReference::new(DOCUMENT, format!("periods[{index}].days"), "is not 1 to 3650"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nominees_are_kept_ninety_days_and_profiles_twice_as_long() {
        let periods = RetentionPeriods::shipped();
        let over = |of, today: &str| periods.is_over(of, "2026-01-01".parse().unwrap(), today.parse().unwrap());
        assert_eq!(Retained::ALL.iter().map(|of| periods.days(*of)).collect::<Vec<_>>(), [90, 180]);
        assert!(!over(Retained::UncontactedNominee, "2026-04-01"), "the ninetieth day after");
        assert!(over(Retained::UncontactedNominee, "2026-04-02"));
    }

    #[test]
    fn a_gap_and_a_period_of_no_days_are_refused() {
        let place = |from: &str, to: &str| RetentionPeriods::parse(&SHIPPED.replacen(from, to, 1)).unwrap_err().place;
        assert_eq!(place("segment_profile", "uncontacted_nominee"), "periods");
        assert_eq!(place("90", "0"), "periods[0].days");
    }
}
