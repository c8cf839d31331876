//! The three time zones, by province: in which zone a village's days begin.

use std::sync::OnceLock;

use serde::Deserialize;

use super::calendar::CivilDate;
use super::reference;
use super::words::words;

words! {
    /// A time zone of Indonesia; none of them has summer time.
    pub enum Zone {
        /// Western (UTC+7).
        Wib => "WIB",
        /// Central (UTC+8).
        Wita => "WITA",
        /// Eastern (UTC+9).
        Wit => "WIT",
    }
}

const SHIPPED: &str = include_str!("../../data/zones.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Zones {
    #[serde(rename = "source")]
    _source: String,
    zones: Vec<ZoneOfProvinces>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneOfProvinces {
    zone: Zone,
    utc_offset_minutes: i32,
    provinces: Vec<String>,
}

fn shipped() -> &'static Zones {
    static ZONES: OnceLock<Zones> = OnceLock::new();
    ZONES.get_or_init(|| reference::parse("zones", SHIPPED).expect("the shipped document is tested"))
}

impl Zone {
    /// The zone of a province by the two digits of its code; `None` for a province that the list does not know.
    pub fn of_province(province: &str) -> Option<Self> {
        let zones = &shipped().zones;
        zones.iter().find(|entry| entry.provinces.iter().any(|code| code == province)).map(|entry| entry.zone)
    }

    /// Minutes east of UTC.
    pub fn utc_offset_minutes(self) -> i32 {
        let zones = &shipped().zones;
        zones.iter().find(|entry| entry.zone == self).expect("every zone is listed").utc_offset_minutes
    }

    /// The civil date of an instant (milliseconds since 1970 UTC) in this zone; `None` for instants beyond the
    /// calendar.
    pub fn date_of(self, utc_ms: i64) -> Option<CivilDate> {
        CivilDate::of_instant(utc_ms, self.utc_offset_minutes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_instant;

    #[test]
    fn one_evening_is_two_dates_in_java_and_papua() {
        let evening = parse_instant("2026-06-03T22:30:00+07:00").unwrap();
        let date_in = |province| Zone::of_province(province).unwrap().date_of(evening).unwrap().to_string();
        assert_eq!(date_in("33"), "2026-06-03");
        assert_eq!(date_in("51"), "2026-06-03");
        assert_eq!(date_in("94"), "2026-06-04");
    }

    #[test]
    fn every_zone_is_listed_and_every_province_once() {
        for zone in Zone::ALL {
            assert_eq!(zone.utc_offset_minutes() % 60, 0);
        }
        let mut provinces: Vec<_> = shipped().zones.iter().flat_map(|entry| &entry.provinces).collect();
        let count = provinces.len();
        provinces.sort();
        provinces.dedup();
        assert_eq!(provinces.len(), count);
        assert_eq!(Zone::of_province("99"), None);
    }
}
