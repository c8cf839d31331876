//! A device without its branch: what it saves, shows, refuses and remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_core::domain::kinds::{ConsentMethod, EventKind, RegistrationStatus};
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::domain::{DeviceId, Rule};
use perisai_core::field::{
    AttestationInput, ConsentInput, ConsentWithdrawal, EventInput, FieldEdit, PersonInput, RecordStatus, RegisterInput,
};
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
        attestation: None,
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
fn a_draft_waits_for_its_papers_and_is_handed_in_by_the_rules_of_any_registration() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut papers_at_home = siti();
    papers_at_home.person.nik = None;
    papers_at_home.person.birth_date = None;
    let without_consent = RegisterInput { consent: None, ..papers_at_home.clone() };
    let refused = field.draft_registration(&without_consent).unwrap_err();
    assert_eq!(refused, FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });

    let drafted = field.draft_registration(&papers_at_home).unwrap();
    assert_eq!(drafted.quote.total.0, 34_200);
    let shown = |name: &str| {
        let line = field.record("registration", &drafted.registration).unwrap();
        line.fields.into_iter().find(|field| field.field == name).map(|field| field.value)
    };
    assert_eq!(shown("status").as_deref(), Some("draft"));

    let invalid = |field: &str, rule: Rule| FieldError::Invalid { field: field.to_owned(), rule };
    let hand_in = || field.move_registration(&drafted.registration, RegistrationStatus::Submitted);
    assert_eq!(hand_in().unwrap_err(), invalid("nik", Rule::Required));
    let edit = |name: &str, value: &str| [FieldEdit { field: name.to_owned(), value: Some(value.to_owned()) }];
    field.edit_worker(&drafted.worker, &edit("nik", "3374055001500001"), None).unwrap();
    field.edit_worker(&drafted.worker, &edit("birth_date", "1950-01-10"), None).unwrap();
    assert_eq!(hand_in().unwrap_err(), invalid("birth_date", Rule::AgeMax));
    field.edit_worker(&drafted.worker, &edit("birth_date", "1990-01-10"), Some("as on the card".to_owned())).unwrap();
    field.edit_registration(&drafted.registration, &edit("period_months", "5")).unwrap();
    assert_eq!(hand_in().unwrap_err(), invalid("period_months", Rule::Period));
    field.edit_registration(&drafted.registration, &edit("period_months", "6")).unwrap();
    hand_in().unwrap();
    assert_eq!(shown("status").as_deref(), Some("submitted"));

    // It is the branch's now.
    let late = field.edit_registration(&drafted.registration, &edit("period_months", "3")).unwrap_err();
    assert_eq!(late, invalid("status", Rule::Lifecycle));
    assert_eq!(hand_in().unwrap_err(), invalid("status", Rule::Lifecycle));
}

#[test]
fn a_draft_whose_consent_was_withdrawn_can_only_be_cancelled() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let drafted = field.draft_registration(&siti()).unwrap();
    let withdrawal = ConsentWithdrawal {
        worker: drafted.worker.clone(),
        purposes: vec![ConsentPurpose::Enrol],
        method: ConsentMethod::Voice,
    };
    field.withdraw_consent(&withdrawal).unwrap();
    let refused = field.move_registration(&drafted.registration, RegistrationStatus::Submitted).unwrap_err();
    assert_eq!(refused, FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });
    field.move_registration(&drafted.registration, RegistrationStatus::Cancelled).unwrap();
    // Whoever recorded the withdrawal knows of it.
    assert!(field.attention().unwrap().is_empty());
}

#[test]
fn an_attestation_is_kept_with_who_heard_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let at_his_boat = AttestationInput { verified_how: Some("seen at the boat".to_owned()) };
    let attested = |registration: &str| {
        let line = field.record("registration", registration).unwrap();
        line.fields.into_iter().find(|field| field.field == "attestations").map(|field| field.value)
    };
    let registered =
        field.register(&RegisterInput { attestation: Some(at_his_boat.clone()), ..siti() }).unwrap().registration;
    let kept = attested(&registered).unwrap();
    for part in [r#""working":true"#, r#""not_ill":true"#, r#""verified_by":"A01""#, "seen at the boat"] {
        assert!(kept.contains(part), "{part} is missing");
    }
    let other = RegisterInput { start_month: "2026-10".to_owned(), cash: None, ..siti() };
    let later = field.register(&other).unwrap().registration;
    assert_eq!(attested(&later), None);
    field.attest(&later, &at_his_boat).unwrap();
    assert_eq!(attested(&later), Some(kept));
    let again = field.attest(&later, &at_his_boat).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "attestations".to_owned(), rule: Rule::Fixed });
}

#[test]
fn what_is_known_after_an_event_is_written_into_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let input = EventInput { kind: EventKind::Forum, starts_at_ms: MORNING_MS, place: None, village: None };
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
fn no_instant_is_too_far_for_the_days_totals() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    for at_ms in [i64::MIN, i64::MAX] {
        for offset in [i32::MIN, 0, i32::MAX] {
            assert_eq!(field.day_totals(at_ms, offset).unwrap().registrations, 0);
        }
    }
}

#[test]
fn a_text_that_no_field_can_hold_is_refused_before_it_is_saved() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let long = "a".repeat(4_097);
    let mut input = siti();
    input.person.hamlet = Some(long.clone());
    let refused = field.register(&input).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "hamlet".to_owned(), rule: Rule::TextLength });
    let event = EventInput { kind: EventKind::Forum, starts_at_ms: MORNING_MS, place: Some(long), village: None };
    let refused = field.record_event(&event).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "place".to_owned(), rule: Rule::TextLength });
    assert_eq!(field.totals().unwrap().captured, 0);
}
