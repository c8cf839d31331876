//! A device without its branch: what it saves, shows, refuses and remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_core::domain::kinds::ConsentMethod;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::domain::{DeviceId, Rule};
use perisai_core::field::{ConsentInput, FieldEdit, PersonInput, RecordStatus, RegisterInput};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::wire::{self, CONTENT_TYPE, EnrolResponse, Scope};
use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;
use tempfile::TempDir;

/// 1 June 2026, 08:00 in Semarang.
const MORNING_MS: i64 = 1_780_275_600_000;

/// A branch that enrols whoever asks, and no more.
struct Enroller;

impl Transport for Enroller {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        if request.path != wire::ENROL_PATH {
            return Err(TransportError);
        }
        let response = EnrolResponse {
            device: DeviceId(uuid::Uuid::from_u128(7)),
            agent: "A01".parse().unwrap(),
            branch: "Semarang Majapahit".to_owned(),
            scope: Scope { version: 1, villages: vec!["33.74.05.1001".parse().unwrap()] },
            nonce: "n0".to_owned(),
            server_ms: MORNING_MS,
        };
        Ok(TransportResponse { status: 200, content_type: CONTENT_TYPE.to_owned(), body: wire::pack(&response) })
    }
}

fn open(folder: &TempDir) -> Field {
    let hand = Hand::new(1, "A01", MORNING_MS);
    Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports).unwrap()
}

fn enrolled(folder: &TempDir) -> Field {
    let field = open(folder);
    field.enrol("00112233445566778899aabbccddeeff", &Enroller).unwrap();
    field
}

fn siti() -> RegisterInput {
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some("Siti Aminah".to_owned()),
            nik: Some("3374055001900001".to_owned()),
            birth_date: Some("1990-01-10".to_owned()),
            sex: Some(Sex::Female),
            phone: Some("0812-3456-7890".to_owned()),
            village: Some("33.74.05.1001".to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 3,
        start_month: "2026-06".to_owned(),
        payer: Payer::Worker,
        cash: Some(34_200),
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Javanese,
            witness: None,
        }),
        acknowledge: None,
    }
}

#[test]
fn a_registration_is_there_after_the_phone_was_closed_and_opened() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let saved = field.register(&siti()).unwrap();
    assert!(saved.receipt_number.is_some());
    // Base 1,600,000: JKK 16,000 and JKM 6,800 at half price, three months.
    assert_eq!(saved.quote.total.0, 34_200);
    field.shutdown();
    assert_eq!(field.pending_count(), Err(FieldError::Closed));

    let field = open(&folder);
    let story = field.story(&saved.worker).unwrap();
    let kinds: Vec<&str> = story.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    for kind in ["worker", "consent", "registration", "receipt"] {
        assert!(kinds.contains(&kind), "{kind} is missing");
    }
    assert!(story.iter().all(|line| line.status == RecordStatus::Pending));
    assert_eq!(field.totals().unwrap().pending, 1);
    assert_eq!(field.day_totals(MORNING_MS, 420).unwrap().entrusted_rupiah, 34_200);
}

#[test]
fn workers_are_found_by_any_word_of_the_name_with_a_typo_and_by_nik() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    field.register(&siti()).unwrap();
    for typed in ["sit", "amin", "AMINAH", "aminha", "siti am", "33740550"] {
        assert_eq!(field.search(typed).unwrap().len(), 1, "{typed}");
    }
    for typed in ["budi", "33740551", ""] {
        assert!(field.search(typed).unwrap().is_empty(), "{typed}");
    }
}

#[test]
fn what_is_refused_names_the_field_and_the_rule_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let invalid = |field: &str, rule: Rule| FieldError::Invalid { field: field.to_owned(), rule };
    let with = |change: &dyn Fn(&mut RegisterInput)| {
        let mut input = siti();
        change(&mut input);
        field.register(&input).unwrap_err()
    };
    assert_eq!(with(&|input| input.person.nik = Some("12".to_owned())), invalid("nik", Rule::NikLength));
    assert_eq!(with(&|input| input.person.nik = None), invalid("nik", Rule::Required));
    assert_eq!(with(&|input| input.person.phone = Some("5".to_owned())), invalid("phone", Rule::Phone));
    assert_eq!(
        with(&|input| input.person.village = Some("99.99.99.9999".to_owned())),
        invalid("village", Rule::VillageUnknown)
    );
    assert_eq!(with(&|input| input.start_month = "June".to_owned()), invalid("start_month", Rule::Date));
    assert_eq!(with(&|input| input.period_months = 5), invalid("period_months", Rule::Period));
    assert_eq!(with(&|input| input.consent = None), FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });
    assert_eq!(
        with(&|input| input.person.birth_date = Some("1990-01-11".to_owned())),
        FieldError::WarningUnacknowledged { warnings: vec!["nik_birth_date_disagrees".to_owned()] }
    );
    assert_eq!(field.totals().unwrap().captured, 0);
    assert!(field.workers(None, 50).unwrap().workers.is_empty());
}

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
fn a_wrong_key_touches_nothing_and_another_agent_is_turned_away() {
    let folder = TempDir::new().unwrap();
    enrolled(&folder).shutdown();
    let bytes = std::fs::read(folder.path().join("field.db")).unwrap();
    let other = Hand::new(2, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &other.vault, "A01".parse().unwrap(), other.ports).unwrap_err();
    assert_eq!(refused, FieldError::WrongKey);
    assert_eq!(std::fs::read(folder.path().join("field.db")).unwrap(), bytes);
    let hand = Hand::new(1, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &hand.vault, "A02".parse().unwrap(), hand.ports).unwrap_err();
    assert_eq!(refused, FieldError::OtherAgent);
}

#[test]
fn a_damaged_store_is_copied_aside_and_its_journal_goes_on() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let saved = field.register(&siti()).unwrap();
    field.shutdown();
    let path = folder.path().join("field.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..200].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();

    let hand = Hand::new(1, "A01", MORNING_MS);
    let damaged = Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports.clone()).unwrap_err();
    let FieldError::Corrupt { quarantined_to } = damaged else { panic!("{damaged:?}") };
    assert_eq!(std::fs::read(folder.path().join(&quarantined_to)).unwrap(), bytes);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    let _ = saved;
}
