//! A registration form asks for what the branch requires, as soon as the phone has heard of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_branch::{By, NewReference};
use perisai_core::FieldError;
use perisai_core::domain::Rule;
use perisai_core::domain::kinds::ConsentMethod;
use perisai_core::domain::required_fields::RequiredFields;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::field::{AddressInput, ConsentInput, PersonInput, RegisterInput};
use perisai_tests::sim::Scene;

const A1: usize = 0;

/// Where the worker lives is required too, and the occupation no longer is.
fn otherwise_required() -> NewReference {
    let document =
        RequiredFields::shipped_text().replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-02\"").replace(
            "\"village\", \"occupation\", \"economic_class\"",
            "\"village\", \"home_address\", \"economic_class\"",
        );
    let (name, source) = (RequiredFields::NAME.to_owned(), "a decision of the branch".to_owned());
    NewReference { name, document, valid_from: "2026-06-01".parse().unwrap(), valid_to: None, source }
}

fn siti() -> RegisterInput {
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some("Siti Aminah".to_owned()),
            nik: Some("3374055001900001".to_owned()),
            birth_date: Some("10-01-1990".to_owned()),
            sex: Some(Sex::Female),
            village: Some("33.74.05.1002".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 3,
        start_month: "2026-06".to_owned(),
        payer: Payer::Worker,
        support: None,
        quoted_rupiah: None,
        cash: None,
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Javanese,
            witness: None,
            text_version: None,
        }),
        attestation: None,
        acknowledge: None,
    }
}

#[test]
fn the_form_asks_for_what_the_branch_requires_and_no_longer_for_what_it_does_not() {
    let mut scene = Scene::new();
    let told = |scene: &Scene| {
        let field = &scene.phones[A1].field;
        let form = field.registration_form(None, None, None).unwrap();
        (form.asked_too, field.preview_registration(&siti()).unwrap().missing)
    };
    assert_eq!(told(&scene), (Vec::new(), vec!["occupation".to_owned()]));

    let by = By { agent: "admin".parse().unwrap(), reason: "the branch asks for more".to_owned() };
    scene.branch().branch.publish(&by, &otherwise_required()).unwrap();
    scene.sync(A1);
    assert_eq!(told(&scene), (vec!["home_address".to_owned()], vec!["home_address".to_owned()]));

    let field = &scene.phones[A1].field;
    let refused = field.register(&siti()).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "home_address".to_owned(), rule: Rule::Required });
    let mut at_home = siti();
    at_home.person.home_address = Some(AddressInput { text: "Gang Mawar 3".to_owned(), village: None });
    assert!(field.preview_registration(&at_home).unwrap().can_register);
    field.register(&at_home).unwrap();
}
