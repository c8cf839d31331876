//! People who do not exist, a million of them: with names as frequent as in a village's list, so that a search has as much
//! to do, and nobody suspected to be somebody else. Everything about a person follows from the person's number.

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::words::Sex;
use perisai_core::domain::{CivilDate, Document, Record, Value};
use perisai_core::field::{PersonInput, RegisterInput};
use sha2::{Digest, Sha256};

use crate::people::registration;

/// Villages of Kota Semarang.
pub(super) const VILLAGES: [&str; 4] = ["3374051001", "3374051002", "3374061001", "3374061004"];

/// The parts that words of names are put together from.
const SYLLABLES: [&str; 40] = [
    "sla", "met", "su", "tris", "no", "wah", "yu", "di", "mul", "yo", "bam", "bang", "ra", "ha", "yu", "les", "ta",
    "ri", "han", "da", "ya", "ni", "as", "tu", "ti", "ku", "su", "ma", "fit", "ri", "kha", "sa", "nah", "pus", "pi",
    "ta", "u", "ta", "mi", "dar",
];
/// How many words names are made of; the first ones are the frequent ones.
const WORDS: u64 = 6_000;
/// The days of birth: from 1966 to 2004, so that everybody may register.
const BIRTH_DAYS: u64 = 14_000;

/// Everything about one person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) nik: String,
    birth_date: String,
    sex: Sex,
    phone: String,
    village: &'static str,
}

impl Person {
    /// The person of that number, who lives in a village. No two have one NIK, or NIKs that are near.
    pub(super) fn of(number: u64, village: usize) -> Self {
        let dice = Dice::of(number);
        let born = CivilDate::new(1966, 1, 1)
            .and_then(|day| day.add_days((number % BIRTH_DAYS).cast_signed()))
            .expect("a day of this calendar");
        let sex = if dice.at(0).is_multiple_of(2) { Sex::Female } else { Sex::Male };
        let day = born.day() + if sex == Sex::Female { 40 } else { 0 };
        let (month, year) = (born.month_of_year(), born.year().rem_euclid(100));
        // Above what a district hands out for one day of birth; steps of 37 keep NIKs of one day apart.
        let serial = 5_000 + number / BIRTH_DAYS * 37;
        Self {
            name: dice.name(),
            nik: format!("337405{day:02}{month:02}{year:02}{serial:04}"),
            birth_date: born.to_string(),
            sex,
            // 0844 is nobody's prefix.
            phone: format!("0844{:08}", number + 10_000_000),
            village: VILLAGES[village],
        }
    }

    /// As an agent types it.
    pub(super) fn met(&self) -> PersonInput {
        PersonInput {
            name: Some(self.name.clone()),
            nik: Some(self.nik.clone()),
            birth_date: Some(self.birth_date.clone()),
            sex: Some(self.sex),
            phone: Some(self.phone.clone()),
            village: Some(self.village.to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        }
    }

    /// The same, word by word: name, NIK, date of birth, sex, phone and village.
    pub(super) fn typed(&self) -> [String; 6] {
        let sex = self.sex.as_str().to_uppercase();
        [&self.name, &self.nik, &self.birth_date, &sex, &self.phone, self.village].map(str::to_owned)
    }

    /// As an agent registers: worker, consent and registration in one change.
    pub(super) fn registering(&self) -> RegisterInput {
        RegisterInput { person: self.met(), acknowledge: None, ..registration(0, self.village) }
    }

    /// As the branch imports from its list.
    pub(super) fn known(&self) -> Document {
        let cells = [
            ("name", self.name.as_str()),
            ("nik", &self.nik),
            ("birth_date", &self.birth_date),
            ("sex", self.sex.as_str()),
            ("phone", &self.phone),
            ("village", self.village),
            ("occupation", "nelayan"),
        ];
        cells
            .into_iter()
            .map(|(field, cell)| {
                let spec = Worker::KIND.field(field).expect("a field of a worker");
                (field.to_owned(), spec.parse(cell).expect("a cell as it is typed"))
            })
            .chain([("declared_income".to_owned(), Value::Int(1_500_000))])
            .collect()
    }
}

/// Chance that follows from a number.
struct Dice([u8; 32]);

impl Dice {
    fn of(number: u64) -> Self {
        Self(Sha256::digest(number.to_be_bytes()).into())
    }

    fn at(&self, place: usize) -> u32 {
        u32::from_be_bytes([self.0[place], self.0[place + 1], self.0[place + 2], self.0[place + 3]])
    }

    /// One to three words, the frequent ones as frequent as in a list of names: the n-th about 1/n as often as the
    /// first.
    fn name(&self) -> String {
        let words = match self.at(4) % 10 {
            0 => 1,
            1..=7 => 2,
            _ => 3,
        };
        let ranks = (0..words).map(|word| {
            let chance = f64::from(self.at(8 + 4 * word)) / f64::from(u32::MAX);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 1 to the number of words"
            )]
            let rank = (WORDS as f64).powf(chance) as u64;
            capitalised(&word_of(rank))
        });
        ranks.collect::<Vec<_>>().join(" ")
    }
}

/// The word of a rank: two parts for the frequent ones, three for the others.
fn word_of(rank: u64) -> String {
    let many = SYLLABLES.len() as u64;
    let part = |number: u64| SYLLABLES[usize::try_from(number % many).expect("below forty")];
    let mut word = format!("{}{}", part(rank * 7), part(rank / many + 1));
    if rank >= many {
        word.push_str(part(rank / 3));
    }
    word
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn people_are_the_same_each_time_and_each_has_a_nik_of_their_own() {
        let niks: BTreeSet<String> = (0..50_000).map(|number| Person::of(number, 0).nik).collect();
        assert_eq!(niks.len(), 50_000);
        assert_eq!(Person::of(7, 1).name, Person::of(7, 1).name);
        let names: BTreeSet<String> = (0..1_000).map(|number| Person::of(number, 0).name).collect();
        assert!(names.len() > 800, "{} names", names.len());
    }
}
