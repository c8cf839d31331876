//! An instant as the agent's day shows it.

use crate::domain::Zone;

/// An instant by the civil day and the time of day where the agent works.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Moment {
    /// UTC milliseconds.
    pub ms: i64,
    /// The civil day, `2026-06-03`; empty for an instant beyond the calendar.
    pub day: String,
    /// The time of day, `17:42`.
    pub time: String,
}

impl Moment {
    /// The moment that a zone's clocks show at an instant.
    pub(super) fn of(ms: i64, zone: Zone) -> Self {
        const MINUTE_MS: i64 = 60_000;
        const DAY_MINUTES: i64 = 24 * 60;
        let minutes = (ms.div_euclid(MINUTE_MS) + i64::from(zone.utc_offset_minutes())).rem_euclid(DAY_MINUTES);
        Self {
            ms,
            day: zone.date_of(ms).map(|day| day.to_string()).unwrap_or_default(),
            time: format!("{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_instant;

    #[test]
    fn one_instant_is_two_moments_in_java_and_papua() {
        let evening = parse_instant("2026-06-03T22:05:59+07:00").expect("an instant");
        let shown = |zone| {
            let Moment { day, time, .. } = Moment::of(evening, zone);
            (day, time)
        };
        assert_eq!(shown(Zone::Wib), ("2026-06-03".to_owned(), "22:05".to_owned()));
        assert_eq!(shown(Zone::Wit), ("2026-06-04".to_owned(), "00:05".to_owned()));
    }

    #[test]
    fn before_1970_and_beyond_the_calendar_there_is_still_a_moment() {
        assert_eq!(Moment::of(-1, Zone::Wib).time, "06:59");
        assert_eq!(Moment::of(i64::MAX, Zone::Wib).day, "");
    }
}
