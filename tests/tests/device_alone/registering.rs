//! Registering, and what is refused.

use perisai_core::FieldError;
use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{ConsentMethod, RegistrationStatus};
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{AttestationInput, ConsentWithdrawal, EventInput, FieldEdit, RecordStatus, RegisterInput};
use tempfile::TempDir;

use crate::support::{MORNING_MS, enrolled, forum, open, siti};

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
        language: None,
        witness: None,
        text_version: None,
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
fn a_text_that_no_field_can_hold_is_refused_before_it_is_saved() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let long = "a".repeat(4_097);
    let mut input = siti();
    input.person.hamlet = Some(long.clone());
    let refused = field.register(&input).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "hamlet".to_owned(), rule: Rule::TextLength });
    let event = EventInput { place: Some(long), ..forum() };
    let refused = field.record_event(&event).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "place".to_owned(), rule: Rule::TextLength });
    assert_eq!(field.totals().unwrap().captured, 0);
}
