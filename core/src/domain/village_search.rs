//! Villages by what people call them: a forum draws workers from beyond the agent's own.

use super::name::{NameMatch, NameQuery, words};
use super::regions::Regions;
use super::village::VillageCode;

/// Letters that are typed before provinces beyond the near ones are looked through.
const LETTERS_EVERYWHERE_MIN: usize = 4;

/// A village that answers a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageFound {
    /// Its code.
    pub code: VillageCode,
    /// Its name.
    pub name: String,
    /// The district and the regency or city that it lies in: `Genuk, Kota Semarang`.
    pub area: String,
}

/// How far a village is from the near ones, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Near,
    District,
    Regency,
    Province,
    Beyond,
}

/// The villages that answer what was typed, the near ones and those around them first; at most `rows`. Each typed word
/// begins a word of the village's, the district's or the regency's name, and one of them the village's, one typo forgiven.
/// A code, ten digits, finds its village.
pub fn villages_called(regions: &Regions, typed: &str, near: &[VillageCode], rows: usize) -> Vec<VillageFound> {
    if let Ok(code) = typed.trim().parse::<VillageCode>() {
        return regions.village_name(code).map(|name| found(regions, code, name)).into_iter().collect();
    }
    let Some(query) = NameQuery::new(typed) else { return Vec::new() };
    let is_near = |province: &str| near.iter().any(|village| village.province() == province);
    let (own, other): (Vec<_>, Vec<_>) = regions.provinces().map(|area| area.code).partition(|code| is_near(code));
    let mut hits = in_provinces(regions, &own, &query, near, |_, _| true);
    if hits.len() < rows && typed.trim().chars().count() >= LETTERS_EVERYWHERE_MIN {
        hits.extend(in_provinces(regions, &other, &query, near, begins_alike));
    }
    hits.sort();
    hits.truncate(rows);
    hits.into_iter().map(|(.., name, code)| found(regions, code, name)).collect()
}

type Hit<'a> = (NameMatch, Distance, &'a str, VillageCode);

fn in_provinces<'a>(
    regions: &'a Regions,
    provinces: &[&'a str],
    query: &NameQuery,
    near: &[VillageCode],
    may_answer: impl Fn(&NameQuery, &str) -> bool,
) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for province in provinces {
        for regency in regions.areas_of(province) {
            for district in regions.areas_of(regency.code) {
                let around = [words(district.name), words(regency.name)].concat();
                for village in regions.villages_of(district.code) {
                    if !may_answer(query, village.name) {
                        continue;
                    }
                    if let Some(answer) = answers(query, village.name, &around) {
                        hits.push((answer, distance(village.code, near), village.name, village.code));
                    }
                }
            }
        }
    }
    hits
}

/// Whether some word typed begins as a part of the name does. Of the tens of thousands of villages far away only those are
/// looked at closely: a typo in the first letters is forgiven near by.
fn begins_alike(query: &NameQuery, name: &str) -> bool {
    let begins = |word: &String| {
        let start = word.char_indices().nth(LETTERS_EVERYWHERE_MIN).map_or(word.as_str(), |(end, _)| &word[..end]);
        name.as_bytes().windows(start.len().max(1)).any(|part| part.eq_ignore_ascii_case(start.as_bytes()))
    };
    query.words().iter().any(begins)
}

/// How a village answers: at least one of the words must be its own.
fn answers(query: &NameQuery, name: &str, around: &[String]) -> Option<NameMatch> {
    let own = words(name);
    let is_own = |searched: &String| own.iter().any(|word| NameQuery::matches_word(searched, word).is_some());
    if !query.words().iter().any(is_own) {
        return None;
    }
    query.matches_words(&[own, around.to_vec()].concat())
}

fn distance(code: VillageCode, near: &[VillageCode]) -> Distance {
    let shares = |part: fn(&VillageCode) -> &str| near.iter().any(|village| part(village) == part(&code));
    if near.contains(&code) {
        Distance::Near
    } else if shares(VillageCode::district) {
        Distance::District
    } else if shares(VillageCode::regency) {
        Distance::Regency
    } else if shares(VillageCode::province) {
        Distance::Province
    } else {
        Distance::Beyond
    }
}

fn found(regions: &Regions, code: VillageCode, name: &str) -> VillageFound {
    VillageFound { code, name: name.to_owned(), area: area(regions, code.district()) }
}

/// The district and the regency of a district's code, `Genuk, Kota Semarang`; empty for a code that the list does not hold.
pub fn area(regions: &Regions, district: &str) -> String {
    let regency = district.get(..4).and_then(|code| regions.area_name(code)).unwrap_or_default();
    let Some(name) = regions.area_name(district) else { return String::new() };
    format!("{name}, {}", capitalised(regency))
}

/// The area list writes regencies in capitals.
fn capitalised(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(letters.flat_map(char::to_lowercase)).collect::<String>()
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(typed: &str) -> Vec<String> {
        let near = ["3374051003".parse().unwrap()];
        let found = villages_called(Regions::shipped(), typed, &near, 5);
        found.into_iter().map(|village| format!("{} ({})", village.name, village.area)).collect()
    }

    #[test]
    fn the_agents_own_village_comes_before_its_namesakes() {
        let own = Regions::shipped().village_name("3374051003".parse().unwrap()).unwrap();
        let first = called(own).remove(0);
        assert_eq!(first, format!("{own} (Genuk, Kota Semarang)"));
        assert_eq!(called(&own[..4]).remove(0), first, "its first letters are enough");
    }

    #[test]
    fn the_district_or_the_regency_tells_namesakes_apart() {
        let all = called("sukorejo");
        assert!(all.len() > 1, "{all:?}");
        let apart = called("sukorejo gunungpati");
        assert_eq!(apart, ["Sukorejo (Gunungpati, Kota Semarang)"]);
        assert_eq!(called("gunungpati kota semarang"), ["Gunungpati (Gunungpati, Kota Semarang)"]);
    }

    #[test]
    fn a_village_of_another_province_is_found_once_enough_is_typed() {
        assert_eq!(called("tanjung kasuari"), ["Tanjung Kasuari (Maladum Mes, Kota Sorong)"]);
        assert_eq!(called("96.71.10.1004"), called("tanjung kasuari"));
        assert_eq!(called(""), Vec::<String>::new());
        assert_eq!(called("qqqqqq"), Vec::<String>::new());
    }
}
