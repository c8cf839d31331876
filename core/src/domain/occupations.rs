//! Occupations by the words that people use for them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::name::{NameMatch, NameQuery, fold};
use super::reference::{BadReference, reference_list};
use super::words::{DiscountSector, Segment};

/// The code of the occupation that stands for all that the list does not hold.
const OTHER: &str = "other";

/// One occupation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occupation {
    /// The stored word.
    pub code: String,
    /// Its name in Bahasa Indonesia.
    pub id: String,
    /// Its name in English.
    pub en: String,
    /// The sector that decides its discount.
    pub discount_sector: DiscountSector,
    /// The segments that it typically belongs to; a proposal for the form.
    pub segments: Vec<Segment>,
    /// What people call it, in Bahasa Indonesia and Javanese.
    pub synonyms: Vec<String>,
}

/// The occupations of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Document")]
pub struct Occupations {
    version: String,
    occupations: Vec<Occupation>,
    // Place in the list by folded code, name or synonym; each term names one occupation.
    terms: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: String,
    #[serde(rename = "source")]
    _source: String,
    occupations: Vec<Occupation>,
}

impl From<Document> for Occupations {
    /// Of a term for two occupations the first counts, until the check refuses the list.
    fn from(Document { version, occupations, .. }: Document) -> Self {
        let mut terms = BTreeMap::new();
        for (index, occupation) in occupations.iter().enumerate() {
            for term in occupation.terms() {
                terms.entry(fold(term)).or_insert(index);
            }
        }
        Self { version, occupations, terms }
    }
}

impl Occupation {
    fn terms(&self) -> impl Iterator<Item = &String> {
        [&self.code, &self.id, &self.en].into_iter().chain(&self.synonyms)
    }
}

reference_list!(Occupations: "occupations");

impl Occupations {
    /// All of them, in the list's order.
    pub fn all(&self) -> &[Occupation] {
        &self.occupations
    }

    /// The occupation that a code, a name or an everyday word stands for; case, accents and punctuation do not count.
    /// `None` for words that the list does not hold: nobody's discount is guessed from a likeness.
    pub fn find(&self, word: &str) -> Option<&Occupation> {
        self.terms.get(&fold(word)).map(|&index| &self.occupations[index])
    }

    /// The sector that decides the discount of an occupation; of words that the list does not hold, that of `other`.
    pub fn discount_sector(&self, word: &str) -> DiscountSector {
        let occupation = self.find(word).or_else(|| self.find(OTHER)).expect("parse refuses a list without it");
        occupation.discount_sector
    }

    /// The occupations that answer what was typed, best first: each typed word begins a word of a name or synonym, one
    /// typo forgiven. Terms that say no more than what was typed come before longer ones.
    pub fn search(&self, typed: &str) -> Vec<&Occupation> {
        let Some(query) = NameQuery::new(typed) else { return Vec::new() };
        let searched = query.words().join(" ");
        let mut best: BTreeMap<usize, (NameMatch, bool, usize)> = BTreeMap::new();
        for (term, &index) in &self.terms {
            let Some(answer) = query.matches(term) else { continue };
            let rank = (answer, !term.starts_with(&searched), term.len());
            best.entry(index).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
        }
        let mut found: Vec<_> = best.into_iter().map(|(index, rank)| (rank, index)).collect();
        found.sort();
        found.into_iter().map(|(_, index)| &self.occupations[index]).collect()
    }

    /// Refuses a term that would name two occupations, and a list without `other`.
    fn check(&self) -> Result<(), BadReference> {
        for (index, occupation) in self.occupations.iter().enumerate() {
            let bad = |problem: String| Err(BadReference::new(DOCUMENT, format!("occupations[{index}]"), problem));
            if occupation.segments.is_empty() {
                return bad("has no segment".into());
            }
            for term in occupation.terms() {
                let folded = fold(term);
                if folded.is_empty() {
                    return bad("has an empty name".into());
                }
                if self.terms.get(&folded) != Some(&index) {
                    return bad(format!("`{term}` names another occupation already"));
                }
            }
        }
        if !self.terms.contains_key(OTHER) {
            return Err(BadReference::new(DOCUMENT, "occupations", format!("`{OTHER}` is missing")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(word: &str) -> Option<&'static str> {
        Occupations::shipped().find(word).map(|occupation| occupation.code.as_str())
    }

    #[test]
    fn everyday_words_find_their_occupation() {
        for (word, expected) in [
            ("nelayan", "fisher"),
            ("Wong Miyang", "fisher"),
            ("bakul iwak", "fish_seller"),
            ("OJOL", "ojek_online_driver"),
            ("tukang ojek", "ojek_stand_driver"),
            ("supir angkot", "minibus_driver"),
            ("kuli bangunan", "building_labourer"),
            ("buruh tani", "farm_labourer"),
            ("market_trader", "market_trader"),
            ("jamu-gendong", "herbal_drink_seller"),
        ] {
            assert_eq!(code(word), Some(expected), "{word}");
        }
        assert_eq!(code("astronaut"), None);
        assert_eq!(code(""), None);
    }

    #[test]
    fn who_carries_people_or_goods_is_transport() {
        let sector = |word: &str| Occupations::shipped().discount_sector(word);
        for word in ["ojek", "kurir", "tukang becak", "sopir truk", "kernet"] {
            assert_eq!(sector(word), DiscountSector::Transport, "{word}");
        }
        for word in ["nelayan", "petani", "penjahit", "tukang parkir", "kuli angkut", "astronaut"] {
            assert_eq!(sector(word), DiscountSector::NonTransport, "{word}");
        }
    }

    #[test]
    fn a_search_proposes_the_nearest_first() {
        let first = |typed: &str| Occupations::shipped().search(typed).first().map(|found| found.code.as_str());
        assert_eq!(first("nelay"), Some("fisher"));
        assert_eq!(first("ojek"), Some("ojek_stand_driver"));
        assert_eq!(first("nleayan"), Some("fisher"));
        assert_eq!(first("bakul sayur"), Some("vegetable_seller"));
        assert_eq!(first("qqqq"), None);
        assert_eq!(first(""), None);
    }

    #[test]
    fn every_segment_is_somebodys() {
        let all = Occupations::shipped().all();
        for segment in Segment::ALL {
            assert!(all.iter().any(|occupation| occupation.segments.contains(segment)), "{segment}");
        }
    }

    #[test]
    fn a_word_for_two_occupations_is_refused() {
        let error = Occupations::parse(&SHIPPED.replacen("\"abk\"", "\"Nelayan!\"", 1)).unwrap_err();
        assert!(error.problem.contains("names another occupation"), "{error}");
        assert!(Occupations::parse(&SHIPPED.replacen("\"transport\"", "\"transit\"", 1)).is_err());
        let error = Occupations::parse(&SHIPPED.replace("\"other\", \"id\"", "\"rest\", \"id\"")).unwrap_err();
        assert_eq!(error.problem, "`other` is missing");
    }
}
