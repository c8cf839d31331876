//! Forms being filled in: kept as they are, and gone with the capture that they become.

use std::collections::HashMap;

use perisai_core::FieldError;
use perisai_core::domain::Rule;
use perisai_core::domain::limits::{FORM_BYTES_MAX, FORMS_MAX};
use perisai_core::field::{FormKind, PersonInput};
use tempfile::TempDir;

use crate::support::{enrolled, open, siti};

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
    field.keep_form(FormKind::Worker, None, &typed("Slamet")).unwrap();

    let mut without_consent = siti();
    without_consent.consent = None;
    assert!(matches!(field.register(&without_consent), Err(FieldError::ConsentMissing { .. })));
    assert_eq!(kept(), [(FormKind::Registration, None), (FormKind::Worker, None)]);

    let worker = field.register(&siti()).unwrap().worker;
    assert_eq!(kept(), [(FormKind::Worker, None)]);
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
