//! Two people or one? Suspicions for a person to decide; nothing here merges anybody.

use super::calendar::CivilDate;
use super::nik::Nik;
use super::phone::Phone;
use super::village::VillageCode;
use super::words::words;

words! {
    /// Why two workers may be one person.
    pub enum LikenessReason {
        /// The same NIK.
        SameNik => "same_nik",
        /// NIKs one digit or one swap apart, with the same birth date.
        NearNik => "near_nik",
        /// The same name key and birth date, in the same village.
        SameNameAndBirthWithVillage => "same_name_and_birth_with_village",
        /// The same name key and birth date, with the same phone.
        SameNameAndBirthWithPhone => "same_name_and_birth_with_phone",
    }
}

/// What likeness is judged by.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Likeable {
    /// NIK.
    pub nik: Option<Nik>,
    /// The name's [`duplicate_key`](super::name::duplicate_key); empty where there is no name.
    pub name_key: String,
    /// Date of birth.
    pub birth_date: Option<CivilDate>,
    /// Village.
    pub village: Option<VillageCode>,
    /// Phone; a family may share one.
    pub phone: Option<Phone>,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// Why they may be one, in the order of declaration; empty where nothing says so.
    pub reasons: Vec<LikenessReason>,
    /// Both have valid NIKs and these differ: only a person may merge the two, whatever else they share.
    pub different_niks: bool,
}

/// A value by which an index finds candidates. Two workers with a reason share at least one key, so that a database
/// compares those alone: `Nik` finds the same NIK, `BirthDate` near ones (compare within it by [`Nik::is_near`]),
/// `NameAndBirth` the others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockingKey {
    /// An exact NIK.
    Nik(Nik),
    /// A birth date, of a worker with a NIK.
    BirthDate(CivilDate),
    /// A name key with a birth date, of a worker with a village or a phone.
    NameAndBirth(String, CivilDate),
}

crate::prints_name_only!(Likeable, BlockingKey);

/// Compares two workers. Symmetric.
pub fn likeness(a: &Likeable, b: &Likeable) -> Likeness {
    let same_birth = shared(a.birth_date.as_ref(), b.birth_date.as_ref());
    let same_name_and_birth = same_birth && !a.name_key.is_empty() && a.name_key == b.name_key;
    let niks = a.nik.as_ref().zip(b.nik.as_ref());
    let judged = [
        (LikenessReason::SameNik, niks.is_some_and(|(a, b)| a == b)),
        (LikenessReason::NearNik, same_birth && niks.is_some_and(|(a, b)| a.is_near(b))),
        (
            LikenessReason::SameNameAndBirthWithVillage,
            same_name_and_birth && shared(a.village.as_ref(), b.village.as_ref()),
        ),
        (LikenessReason::SameNameAndBirthWithPhone, same_name_and_birth && shared(a.phone.as_ref(), b.phone.as_ref())),
    ];
    Likeness {
        reasons: judged.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect(),
        different_niks: niks.is_some_and(|(a, b)| a != b),
    }
}

/// The keys under which an index keeps a worker and looks for others.
pub fn blocking_keys(worker: &Likeable) -> Vec<BlockingKey> {
    let mut keys: Vec<_> = worker.nik.map(BlockingKey::Nik).into_iter().collect();
    if let Some(birth_date) = worker.birth_date {
        if worker.nik.is_some() {
            keys.push(BlockingKey::BirthDate(birth_date));
        }
        if !worker.name_key.is_empty() && (worker.village.is_some() || worker.phone.is_some()) {
            keys.push(BlockingKey::NameAndBirth(worker.name_key.clone(), birth_date));
        }
    }
    keys
}

fn shared<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_some() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::duplicate_key;

    fn worker(nik: &str, name: &str, birth_date: &str, village: &str, phone: &str) -> Likeable {
        fn read<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Option<T> {
            (!text.is_empty()).then(|| text.parse().unwrap())
        }
        Likeable {
            nik: read(nik),
            name_key: duplicate_key(name),
            birth_date: read(birth_date),
            village: read(village),
            phone: read(phone),
        }
    }

    const NIK: &str = "3374054501900001";
    const BORN: &str = "1990-01-05";
    const GENUK: &str = "33.74.05.1003";
    const PHONE: &str = "081234567890";

    #[test]
    fn each_reason_is_found_from_both_sides() {
        use LikenessReason::{NearNik, SameNameAndBirthWithPhone, SameNameAndBirthWithVillage, SameNik};
        let aminah = worker(NIK, "Siti Aminah", BORN, GENUK, PHONE);
        for (other, reasons) in [
            (worker(NIK, "Budi", "1970-02-01", "", ""), &[SameNik][..]),
            (worker("3374054501900010", "Budi", BORN, "", ""), &[NearNik]),
            (worker("3374054501900010", "Budi", "1990-01-06", "", ""), &[]),
            (worker("3374054501900010", "Budi", "", "", ""), &[]),
            (worker("", "Hj. SITI AMINAH", BORN, GENUK, ""), &[SameNameAndBirthWithVillage]),
            (worker("", "Aminah Siti", BORN, "33.74.05.1004", PHONE), &[SameNameAndBirthWithPhone]),
            (worker("", "Siti Aminah", BORN, "33.74.05.1004", ""), &[]),
            (worker("", "Siti Aminah", "", GENUK, PHONE), &[]),
            (worker("", "Siti Maimunah", BORN, GENUK, PHONE), &[]),
            (worker("", "", BORN, GENUK, PHONE), &[]),
            (aminah.clone(), &[SameNik, SameNameAndBirthWithVillage, SameNameAndBirthWithPhone]),
        ] {
            assert_eq!(likeness(&aminah, &other).reasons, reasons, "{other:?}");
            assert_eq!(likeness(&other, &aminah), likeness(&aminah, &other));
        }
    }

    #[test]
    fn two_workers_of_whom_nothing_is_known_are_not_alike() {
        let nobody = Likeable::default();
        assert_eq!(likeness(&nobody, &nobody), Likeness { reasons: vec![], different_niks: false });
    }

    #[test]
    fn twins_with_two_niks_are_suspected_and_marked_different() {
        let one = worker(NIK, "Siti", BORN, GENUK, PHONE);
        let other = worker("3374054501900777", "Siti", BORN, GENUK, PHONE);
        let found = likeness(&one, &other);
        assert!(found.different_niks);
        assert_eq!(found.reasons.len(), 2);
        assert!(!likeness(&one, &Likeable { nik: None, ..other }).different_niks);
    }

    #[test]
    fn whoever_is_alike_shares_a_blocking_key() {
        let mut workers = Vec::new();
        for nik in ["", NIK, "3374054501900010", "3374054501909001"] {
            for birth_date in ["", BORN, "1990-01-06"] {
                for (name, village, phone) in
                    [("Siti Aminah", GENUK, ""), ("Aminah Siti", "", PHONE), ("Budi", GENUK, PHONE), ("", GENUK, PHONE)]
                {
                    workers.push(worker(nik, name, birth_date, village, phone));
                }
            }
        }
        let mut alike = 0;
        for a in &workers {
            for b in &workers {
                if !likeness(a, b).reasons.is_empty() {
                    alike += 1;
                    let keys = blocking_keys(b);
                    assert!(blocking_keys(a).iter().any(|key| keys.contains(key)), "{a:?} {b:?}");
                }
            }
        }
        assert!(alike > workers.len());
    }
}
