//! The shipped area list: names of provinces, regencies and cities, districts and villages by their codes.
//!
//! `core/data/regions/README.md` gives source, licence and form. The index is unpacked at the first look-up, a
//! province's villages when the first of them is looked up.

use std::ops::Range;
use std::sync::OnceLock;

use super::village::VillageCode;

const SHIPPED: &[u8] = include_bytes!("../../data/regions/regions.bin");
const IMPOSSIBLE: &str = "the shipped list is tested whole";

/// An area with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area<'a, Code = &'a str> {
    /// Its code, without dots.
    pub code: Code,
    /// Its name, as the list spells it.
    pub name: &'a str,
}

/// The area list.
#[derive(Debug)]
pub struct Regions {
    version: String,
    provinces: Vec<Province>,
    // Sorted by code, with all levels below the province.
    areas: Vec<(String, String)>,
}

#[derive(Debug)]
struct Province {
    code: String,
    name: String,
    packed: &'static [u8],
    villages: OnceLock<Villages>,
}

/// The villages of one province, sorted by code.
#[derive(Debug)]
struct Villages {
    text: String,
    rows: Vec<(VillageCode, Range<usize>)>,
}

impl Regions {
    /// The list that this build ships.
    pub fn shipped() -> &'static Self {
        static REGIONS: OnceLock<Regions> = OnceLock::new();
        REGIONS.get_or_init(|| Self::read(SHIPPED).expect(IMPOSSIBLE))
    }

    /// The version of the code set; an address keeps the one that its code was chosen from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name of a village; `None` where the list does not hold it.
    pub fn village_name(&self, code: VillageCode) -> Option<&str> {
        let villages = self.province(code.province())?.villages();
        let row = villages.rows.binary_search_by_key(&code, |row| row.0).ok()?;
        Some(villages.name(row))
    }

    /// The name of a province (two digits), a regency or city (four) or a district (six).
    pub fn area_name(&self, code: &str) -> Option<&str> {
        if code.len() == 2 {
            return self.province(code).map(|province| province.name.as_str());
        }
        let row = self.areas.binary_search_by(|area| area.0.as_str().cmp(code)).ok()?;
        Some(&self.areas[row].1)
    }

    /// Whether a district exists by that code (six digits), as in the first digits of a NIK.
    pub fn has_district(&self, code: &str) -> bool {
        code.len() == 6 && self.area_name(code).is_some()
    }

    /// The provinces, by code.
    pub fn provinces(&self) -> impl Iterator<Item = Area<'_>> {
        self.provinces.iter().map(|province| Area { code: province.code.as_str(), name: &province.name })
    }

    /// The regencies and cities of a province (two digits) or the districts of a regency (four), by code. Empty for a
    /// code that the list does not hold.
    pub fn areas_of<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = Area<'a>> {
        let start = self.areas.partition_point(|area| area.0.as_str() < parent);
        self.areas[start..]
            .iter()
            .take_while(move |area| area.0.starts_with(parent))
            .filter(move |area| area.0.len() == parent.len() + 2)
            .map(|area| Area { code: area.0.as_str(), name: &area.1 })
    }

    /// The villages of a district (six digits), by code. Empty for a district that the list does not hold.
    pub fn villages_of<'a>(&'a self, district: &'a str) -> impl Iterator<Item = Area<'a, VillageCode>> {
        let villages = district.get(..2).and_then(|code| self.province(code)).map(Province::villages);
        let in_district = villages.map(|villages| {
            let start = villages.rows.partition_point(|row| row.0.district() < district);
            villages.rows[start..]
                .iter()
                .take_while(move |row| row.0.district() == district)
                .map(|row| Area { code: row.0, name: &villages.text[row.1.clone()] })
        });
        in_district.into_iter().flatten()
    }

    fn province(&self, code: &str) -> Option<&Province> {
        let row = self.provinces.binary_search_by(|province| province.code.as_str().cmp(code)).ok()?;
        Some(&self.provinces[row])
    }

    fn read(packed: &'static [u8]) -> Option<Self> {
        let (length, rest) = packed.split_first_chunk()?;
        let (index, mut blocks) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        let index = unpack(index)?;
        let mut lines = index.lines();
        let mut regions = Self { version: lines.next()?.to_owned(), provinces: Vec::new(), areas: Vec::new() };
        let (mut province, mut regency) = (String::new(), String::new());
        for line in lines {
            let (code, name) = line.get(1..)?.split_once(' ')?;
            match line.as_bytes()[0] {
                b'P' => {
                    let (length, name) = name.split_once(' ')?;
                    let (block, next) = blocks.split_at_checked(length.parse().ok()?)?;
                    blocks = next;
                    province = code.to_owned();
                    regions.provinces.push(Province {
                        code: province.clone(),
                        name: name.to_owned(),
                        packed: block,
                        villages: OnceLock::new(),
                    });
                }
                b'R' => {
                    regency = format!("{province}{code}");
                    regions.areas.push((regency.clone(), name.to_owned()));
                }
                b'D' => regions.areas.push((format!("{regency}{code}"), name.to_owned())),
                _ => return None,
            }
        }
        Some(regions)
    }
}

impl Province {
    fn villages(&self) -> &Villages {
        self.villages.get_or_init(|| Villages::read(&self.code, self.packed).expect(IMPOSSIBLE))
    }
}

impl Villages {
    fn name(&self, row: usize) -> &str {
        &self.text[self.rows[row].1.clone()]
    }

    fn read(province: &str, packed: &[u8]) -> Option<Self> {
        let text = unpack(packed)?;
        let (mut rows, mut district, mut number, mut start) = (Vec::new(), "", 0_u32, 0);
        for line in text.split_terminator('\n') {
            let end = start + line.len();
            if let Some(code) = line.strip_prefix('>') {
                district = code;
            } else {
                let skipped = if line.starts_with('+') {
                    number += 1;
                    1
                } else {
                    number = line.get(..4)?.parse().ok()?;
                    4
                };
                let code = VillageCode::of_digits(&format!("{province}{district}{number:04}"))?;
                rows.push((code, start + skipped..end));
            }
            start = end + 1;
        }
        Some(Self { text, rows })
    }
}

fn unpack(frame: &[u8]) -> Option<String> {
    String::from_utf8(zstd::decode_all(frame).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn village(code: &str) -> Option<&'static str> {
        Regions::shipped().village_name(code.parse().unwrap())
    }

    #[test]
    fn the_whole_list_reads_in_order_and_hangs_together() {
        let regions = Regions::shipped();
        let mut count = 0;
        assert!(regions.provinces.is_sorted_by(|a, b| a.code < b.code));
        assert!(regions.areas.is_sorted_by(|a, b| a.0 < b.0));
        for province in &regions.provinces {
            let rows = &province.villages().rows;
            assert!(rows.is_sorted_by(|a, b| a.0 < b.0), "{}", province.code);
            for (code, name) in rows {
                assert!(regions.has_district(code.district()), "{code}");
                assert!(!name.is_empty(), "{code}");
                assert!(regions.area_name(code.regency()).is_some(), "{code}");
            }
            count += rows.len();
            assert!(crate::domain::Zone::of_province(&province.code).is_some(), "{} has no zone", province.code);
        }
        assert_eq!((regions.provinces.len(), count), (38, 83_763));
        assert_eq!(regions.areas.iter().filter(|area| area.0.len() == 6).count(), 7_277);
        assert_eq!(regions.areas.iter().filter(|area| area.0.len() == 4).count(), 514);
    }

    #[test]
    fn kota_semarang_has_its_sixteen_districts() {
        let regions = Regions::shipped();
        let districts: Vec<_> = regions.areas_of("3374").map(|area| area.name).collect();
        assert_eq!(
            districts,
            [
                "Semarang Tengah",
                "Semarang Utara",
                "Semarang Timur",
                "Gayamsari",
                "Genuk",
                "Pedurungan",
                "Semarang Selatan",
                "Candisari",
                "Gajahmungkur",
                "Tembalang",
                "Banyumanik",
                "Gunungpati",
                "Semarang Barat",
                "Mijen",
                "Ngaliyan",
                "Tugu",
            ]
        );
        assert_eq!(regions.area_name("3374"), Some("KOTA SEMARANG"));
        assert_eq!(regions.area_name("33"), Some("JAWA TENGAH"));
        assert_eq!(regions.area_name("337405"), Some("Genuk"));
    }

    #[test]
    fn a_village_is_found_by_its_code_or_not_at_all() {
        assert!(village("3374051003").is_some());
        assert_eq!(village("96.71.10.1004"), Some("Tanjung Kasuari"));
        assert_eq!(village("11.01.01.2001"), Some("Keude Bakongan"));
        for unknown in ["3374059999", "3374991001", "9901011001", "0000000000"] {
            assert_eq!(village(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_district_lists_its_villages_and_no_others() {
        let regions = Regions::shipped();
        let villages: Vec<_> = regions.villages_of("337405").collect();
        assert!(villages.iter().all(|area| area.code.district() == "337405"));
        assert_eq!(villages.len(), 13);
        assert_eq!(
            villages.iter().map(|area| village(area.code.as_str())).collect::<Option<Vec<_>>>().unwrap().len(),
            13
        );
        assert_eq!(regions.villages_of("337499").count(), 0);
        assert_eq!(regions.villages_of("").count(), 0);
        assert_eq!(regions.areas_of("99").count(), 0);
    }

    #[test]
    fn a_code_of_another_length_is_no_area() {
        let regions = Regions::shipped();
        for code in ["", "3", "337", "33740", "3374051003", "é"] {
            assert_eq!(regions.area_name(code), None, "{code}");
        }
        assert!(!regions.has_district("3374"));
    }
}
