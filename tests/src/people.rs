//! People whom nobody ever met: everything about them follows from their number.

use perisai_core::domain::CivilDate;
use perisai_core::domain::kinds::ConsentMethod;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::field::{ConsentInput, PersonInput, RegisterInput};

/// So many days after 1980 begins, the births begin again.
const BIRTHS: u64 = 9_000;

/// A registration of one of them, with every warning acknowledged.
pub fn registration(person: u64, village: &str) -> RegisterInput {
    let birth_date = birth_of(person);
    let (year, month, day) = (&birth_date[2..4], &birth_date[5..7], &birth_date[8..10]);
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some(name_of(person)),
            nik: Some(format!("337405{day}{month}{year}{:04}", 9_000 + person % 999)),
            birth_date: Some(birth_date.clone()),
            sex: Some(Sex::Male),
            village: Some(village.to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 1,
        start_month: "2026-07".to_owned(),
        payer: Payer::Worker,
        support: None,
        quoted_rupiah: None,
        cash: None,
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Indonesian,
            witness: None,
            text_version: None,
        }),
        attestation: None,
        acknowledge: Some("simulated".to_owned()),
    }
}

/// What somebody is called.
pub fn name_of(person: u64) -> String {
    format!("Orang {}", letters(person))
}

/// When somebody was born.
pub fn birth_of(person: u64) -> String {
    let days = i64::try_from(person % BIRTHS).expect("days");
    CivilDate::new(1980, 1, 1).and_then(|day| day.add_days(days)).expect("a date").to_string()
}

/// Letters for a number: names have no digits to be mistaken by.
pub fn letters(number: u64) -> String {
    let mut text = String::new();
    let mut rest = number;
    loop {
        text.push(char::from(b'a' + u8::try_from(rest % 26).expect("below 26")));
        rest /= 26;
        if rest == 0 {
            return text;
        }
    }
}
