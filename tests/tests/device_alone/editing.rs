//! What is told later.

use perisai_core::FieldError;
use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{Channel, Direction};
use perisai_core::field::{AddressInput, EncounterInput, FieldEdit, OccupationInput, PersonInput, ReceiptInput};
use tempfile::TempDir;

use crate::support::{enrolled, forum, shown, siti};

#[test]
fn an_edit_is_shown_at_once_and_the_same_value_again_is_no_change() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let edit = [FieldEdit { field: "segments".to_owned(), value: Some("fisher;farmer".to_owned()) }];
    field.edit_worker(&worker, &edit, None).unwrap();
    let line = field.record("worker", &worker).unwrap();
    assert!(line.fields.iter().any(|field| field.field == "segments" && field.value == "farmer;fisher"));
    let again = field.edit_worker(&worker, &edit, None).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "segments".to_owned(), rule: Rule::Fixed });
    assert_eq!(field.totals().unwrap().captured, 2);
}

#[test]
fn what_is_known_after_an_event_is_written_into_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let input = forum();
    let event = field.record_event(&input).unwrap().record;
    let edit = |name: &str, value: &str| FieldEdit { field: name.to_owned(), value: Some(value.to_owned()) };
    field.edit_event(&event, &[edit("anonymous_headcount", "43"), edit("notes", "asked about claims")]).unwrap();
    let line = field.record("event", &event).unwrap();
    assert!(line.fields.iter().any(|field| field.field == "anonymous_headcount" && field.value == "43"));
    for (name, value, rule) in [
        ("anonymous_headcount", "many", Rule::Number),
        ("village", "99.99.99.9999", Rule::VillageUnknown),
        ("colour", "red", Rule::FieldUnknown),
    ] {
        let refused = field.edit_event(&event, &[edit(name, value)]).unwrap_err();
        assert_eq!(refused, FieldError::Invalid { field: name.to_owned(), rule });
    }
}

#[test]
fn a_worker_tells_more_later_and_what_is_shown_can_be_typed_again() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let told = PersonInput {
        home_address: Some(AddressInput { text: "Jl. Kaligawe; gang 7".to_owned(), village: None }),
        second_occupation: vec![
            OccupationInput { occupation: "petani".to_owned(), since: Some("2020-01-05".to_owned()) },
            OccupationInput { occupation: "nelayan".to_owned(), since: None },
        ],
        ..PersonInput::default()
    };
    field.update_worker(&worker, &told, None).unwrap();
    let again = field.update_worker(&worker, &told, None).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "person".to_owned(), rule: Rule::Fixed });
    assert_eq!(shown(&field, "worker", &worker, "name").as_deref(), Some("Siti Aminah"));

    let edit = |name: &str, value: Option<String>| {
        field.edit_worker(&worker, &[FieldEdit { field: name.to_owned(), value }], None)
    };
    for name in ["home_address", "second_occupation"] {
        let value = shown(&field, "worker", &worker, name);
        edit(name, None).unwrap();
        assert_eq!(shown(&field, "worker", &worker, name), None);
        edit(name, value.clone()).unwrap();
        assert_eq!(shown(&field, "worker", &worker, name), value);
    }
    edit("workplace", Some("dermaga".to_owned())).unwrap();
    assert_eq!(shown(&field, "worker", &worker, "workplace").as_deref(), Some(r#"{"text":"dermaga"}"#));
    for (name, value, rule) in [
        ("second_occupation", "astronaut", Rule::Enum),
        ("workplace", r#"{"text":"","village":"3374051001"}"#, Rule::Required),
        ("workplace", r#"{"text":"dermaga","village":"9999999999"}"#, Rule::VillageUnknown),
    ] {
        let refused = edit(name, Some(value.to_owned())).unwrap_err();
        assert_eq!(refused, FieldError::Invalid { field: name.to_owned(), rule });
    }
}

#[test]
fn a_receipt_or_an_answer_about_another_worker_is_refused() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let siti = field.register(&siti()).unwrap();
    let other = PersonInput {
        name: Some("Slamet Riyadi".to_owned()),
        village: Some("33.74.05.1001".to_owned()),
        ..PersonInput::default()
    };
    let other = field.record_worker(&other, None, None).unwrap().record;
    let money = |registration: Option<&str>, rupiah: i64, months: &[&str]| {
        let contribution_months = months.iter().map(|month| (*month).to_owned()).collect();
        let registration = registration.map(str::to_owned);
        let input = ReceiptInput { worker: other.clone(), registration, rupiah, contribution_months };
        field.receive_money(&input).map(|given| given.number)
    };
    let invalid = |field: &str, rule: Rule| Err(FieldError::Invalid { field: field.to_owned(), rule });
    assert_eq!(money(Some(&siti.registration), 16_800, &["2026-09"]), invalid("registration", Rule::Enum));
    assert_eq!(money(None, 0, &["2026-09"]), invalid("rupiah", Rule::Number));
    assert_eq!(money(None, 16_800, &[]), invalid("contribution_months", Rule::Required));
    assert_eq!(money(None, 16_800, &["September"]), invalid("contribution_months", Rule::Date));
    assert_ne!(money(None, 16_800, &["2026-09"]).ok(), siti.receipt_number);

    let mut asked = EncounterInput::new(siti.worker, Channel::Whatsapp, Direction::Incoming);
    let incoming = field.record_encounter(&asked).unwrap().record;
    (asked.worker, asked.answers) = (other, Some(incoming));
    let answered = field.record_encounter(&asked).map(|saved| saved.record);
    assert_eq!(answered, invalid("answers", Rule::Enum));
}
