//! Forms being filled in: kept as they are, and gone with the capture that they become.

use std::collections::HashMap;

use perisai_core::FieldError;
use perisai_core::domain::Rule;
use perisai_core::domain::kinds::PartnerKind;
use perisai_core::domain::limits::{FORM_BYTES_MAX, FORMS_MAX};
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{
    BegunForm, BegunWith, ConsentWithdrawal, EventInput, FormKind, PartnerInput, PersonInput, ReceiptInput,
};
use tempfile::TempDir;

use crate::support::{consent_for, enrolled, forum, open, siti};

fn typed(name: &str) -> HashMap<String, String> {
    HashMap::from([("name".to_owned(), name.to_owned())])
}

#[test]
fn what_was_typed_is_there_after_the_app_was_killed() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    field.keep_form(FormKind::Registration, None, &typed("Siti A")).unwrap();
    field.keep_form(FormKind::Registration, None, &typed("Siti Am")).unwrap();
    // Nothing is closed: the process is gone.
    std::mem::forget(field);
    let field = open(&folder);
    assert_eq!(field.kept_form(FormKind::Registration, None).unwrap(), Some(typed("Siti Am")));
    assert_eq!(field.kept_form(FormKind::Registration, Some("another")).unwrap(), None);
    assert_eq!(field.kept_form(FormKind::Worker, None).unwrap(), None);
}

#[test]
fn a_form_goes_with_the_capture_that_it_becomes_and_not_with_one_that_is_refused() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let kept = || field.kept_forms().unwrap().into_iter().map(|form| (form.kind, form.about)).collect::<Vec<_>>();
    field.keep_form(FormKind::Registration, None, &typed("Siti")).unwrap();
    field.keep_form(FormKind::Meeting, None, &typed("Slamet")).unwrap();

    let mut without_consent = siti();
    without_consent.consent = None;
    assert!(matches!(field.register(&without_consent), Err(FieldError::ConsentMissing { .. })));
    assert_eq!(kept(), [(FormKind::Meeting, None), (FormKind::Registration, None)]);

    let worker = field.register(&siti()).unwrap().worker;
    assert_eq!(kept(), [(FormKind::Meeting, None)]);
    let slamet = PersonInput { name: Some("Slamet".into()), village: siti().person.village, ..PersonInput::default() };
    field.record_worker(&slamet, None, None).unwrap();
    assert_eq!(kept(), []);

    // A form about somebody is somebody's: another's capture leaves it.
    field.keep_form(FormKind::Worker, Some(&worker), &typed("Siti Aminah binti Ali")).unwrap();
    field.record_worker(&PersonInput { name: Some("Budi".into()), ..slamet }, None, None).unwrap();
    assert_eq!(kept(), [(FormKind::Worker, Some(worker.clone()))]);
    field.drop_form(FormKind::Worker, Some(&worker)).unwrap();
    assert_eq!(kept(), []);
}

#[test]
fn what_was_begun_stands_on_the_first_screen_with_what_it_is_about_until_it_is_saved_or_given_up() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let begun = || {
        let told = |form: BegunForm| (form.kind, form.with, form.name);
        field.home().unwrap().begun.into_iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(begun(), []);
    let worker = field.register(&siti()).unwrap().worker;
    let event = EventInput { place: Some("Balai desa".to_owned()), ..forum() };
    let event = field.record_event(&event).unwrap().record;
    for (kind, about) in [
        (FormKind::Registration, None),
        (FormKind::Registration, Some(worker.as_str())),
        (FormKind::Registration, Some(event.as_str())),
        (FormKind::Correction, Some("01910000-0000-7000-8000-000000000000")),
    ] {
        field.keep_form(kind, about, &typed("x")).unwrap();
    }
    let new = (FormKind::Registration, BegunWith::Nothing, None);
    let of_worker = (FormKind::Registration, BegunWith::Worker, Some("Siti Aminah".to_owned()));
    let at_event = (FormKind::Registration, BegunWith::Event, Some("Balai desa".to_owned()));
    let correction = (FormKind::Correction, BegunWith::Capture, None);
    let mut told = begun();
    told.sort();
    assert_eq!(told, [new.clone(), of_worker, at_event.clone(), correction]);

    let mut at_the_event = siti();
    at_the_event.person.name = Some("Slamet Riyadi".to_owned());
    at_the_event.person.nik = None;
    at_the_event.event = Some(event);
    field.draft_registration(&at_the_event).unwrap();
    assert!(!begun().contains(&at_event), "the capture that it becomes drops it");
    assert!(begun().contains(&new), "and no other");
    field.drop_form(FormKind::Registration, None).unwrap();
    assert!(!begun().contains(&new));
}

#[test]
fn a_form_is_no_capture_and_has_limits() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let limit = |field: &str| FieldError::Invalid { field: field.to_owned(), rule: Rule::Limit };
    let long = typed(&"x".repeat(FORM_BYTES_MAX));
    assert_eq!(field.keep_form(FormKind::Forum, None, &long), Err(limit("fields")));
    for number in 0..FORMS_MAX {
        field.keep_form(FormKind::Forum, Some(&number.to_string()), &typed("x")).unwrap();
    }
    assert_eq!(field.keep_form(FormKind::Forum, Some("one more"), &typed("x")), Err(limit("form")));
    field.keep_form(FormKind::Forum, Some("0"), &typed("y")).unwrap();
    assert_eq!(field.pending_count().unwrap(), 0);
}

#[test]
fn what_is_typed_of_a_partner_of_money_and_of_consents_goes_with_its_capture_alone() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let kept = |kind, about| field.kept_form(kind, about).unwrap().is_some();
    let others = [FormKind::Money, FormKind::Consent, FormKind::Withdrawal].map(|kind| (kind, Some(worker.as_str())));
    let all = [&others[..], &[(FormKind::Partner, None)]].concat();
    for (kind, about) in &all {
        field.keep_form(*kind, *about, &typed("half a")).unwrap();
    }
    let is_open = || all.iter().map(|(kind, about)| kept(*kind, *about)).collect::<Vec<_>>();

    let mut money = ReceiptInput {
        worker: worker.clone(),
        registration: None,
        rupiah: 0,
        contribution_months: vec!["2026-09".to_owned()],
    };
    assert!(field.receive_money(&money).is_err());
    assert_eq!(is_open(), [true, true, true, true], "what is refused is typed still");
    money.rupiah = 16_800;
    field.receive_money(&money).unwrap();
    assert_eq!(is_open(), [false, true, true, true]);

    let reminded = consent_for(&[ConsentPurpose::Remind]);
    field.give_consent(&worker, &reminded).unwrap();
    assert_eq!(is_open(), [false, false, true, true]);
    let back = |purposes: &[ConsentPurpose]| ConsentWithdrawal {
        worker: worker.clone(),
        purposes: purposes.to_vec(),
        method: reminded.method,
        text_version: None,
        language: None,
        witness: None,
    };
    assert!(field.withdraw_consent(&back(&[])).is_err());
    assert_eq!(is_open(), [false, false, true, true]);
    field.withdraw_consent(&back(&[ConsentPurpose::Remind])).unwrap();
    assert_eq!(is_open(), [false, false, false, true]);

    let mut partner =
        PartnerInput { name: " ".to_owned(), kind: PartnerKind::Campus, contacts: Vec::new(), village: None };
    assert!(field.record_partner(&partner).is_err());
    assert_eq!(is_open(), [false, false, false, true]);
    partner.name = "Undip".to_owned();
    field.record_partner(&partner).unwrap();
    assert_eq!(is_open(), [false, false, false, false]);
}
