//! What needs a look, on several phones and at their branch: both values by name, what gave way, what came back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_branch::{By, NewReference};
use perisai_core::domain::kinds::{ConsentMethod, EventKind};
use perisai_core::domain::likeness::LikenessReason;
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::domain::{Rule, Verdict};
use perisai_core::field::{
    AttentionKind, AttentionLine, ConsentInput, ConsentWithdrawal, EventInput, FieldEdit, FieldInput, Matter,
    RecordStatus, Remedy, ShownValue,
};
use perisai_tests::sim::Scene;

const A1: usize = 0;
const A2: usize = 1;
/// The village that both work in.
const SHARED: usize = 1;

fn edit(field: &str, value: &str) -> FieldEdit {
    FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }
}

/// The only thing of a kind that a phone shows.
fn only(scene: &Scene, phone: usize, kind: AttentionKind) -> AttentionLine {
    let view = scene.phones[phone].field.attention_view().unwrap();
    let mut lines: Vec<AttentionLine> =
        view.groups.into_iter().filter(|group| group.kind == kind).flat_map(|group| group.lines).collect();
    assert_eq!(lines.len(), 1, "{kind:?}");
    lines.remove(0)
}

fn has(scene: &Scene, phone: usize, kind: AttentionKind) -> bool {
    scene.phones[phone].field.attention_view().unwrap().groups.iter().any(|group| group.kind == kind)
}

fn known_to_both(scene: &mut Scene) -> String {
    let worker = scene.register(A1, SHARED).worker;
    scene.sync(A1);
    scene.sync(A2);
    worker
}

fn status(scene: &Scene, phone: usize, worker: &str) -> RecordStatus {
    scene.phones[phone].field.worker_view(worker).unwrap().status
}

#[test]
fn a_contested_field_shows_both_values_with_who_and_when_until_somebody_decides_with_a_reason() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene);
    let first = scene.edit(A1, &worker, "birth_date", "1970-02-03");
    let second = scene.edit(A2, &worker, "birth_date", "1973-04-05");
    for phone in [A1, A2] {
        scene.sync(phone);
    }
    assert_eq!(status(&scene, A2, &worker), RecordStatus::Contested);
    let line = only(&scene, A2, AttentionKind::Conflict);
    assert_eq!(line.worker.as_deref(), Some(worker.as_str()));
    let Matter::Contested { field, values, .. } = &line.matter else { panic!("a contested field") };
    assert_eq!(field, "birth_date");
    let told: Vec<_> = values.iter().map(|one| (one.who.name.as_str(), one.who.is_own, one.stands)).collect();
    assert_eq!(told, [("a1", false, true), ("a2", true, false)]);
    assert!(values[1].value == ShownValue::OnDay { day: "1973-04-05".to_owned() });
    assert!(values[0].captured < values[0].received);

    let field = &scene.phones[A2].field;
    let view = field.decision_view(&line.about).unwrap();
    assert!(!view.is_for_branch && view.decided.is_none() && view.values.len() == 2);
    assert!(view.values[0].change == first.to_string() && view.values[1].change == second.to_string());
    let decided = field.resolve_field(&line.about, &second.to_string(), "read from the card");
    scene.saved(A2, decided);
    assert!(!has(&scene, A2, AttentionKind::Conflict), "it is decided here");
    let mine = scene.phones[A2].field.decision_view(&line.about).unwrap().decided.unwrap();
    assert!(mine.who.is_own && !mine.is_with_branch && mine.reason == "read from the card");
    assert_eq!(scene.phones[A2].field.decision_view(&line.about).unwrap().values.len(), 2, "both can still be read");
    for phone in [A2, A1] {
        scene.sync(phone);
        assert!(!has(&scene, phone, AttentionKind::Conflict));
        assert_eq!(status(&scene, phone, &worker), RecordStatus::Synced);
        let decided = scene.phones[phone].field.decision_view(&line.about).unwrap().decided.unwrap();
        assert!(decided.is_with_branch && decided.choice == Some(second.to_string()));
    }
}

#[test]
fn a_suspected_duplicate_shows_both_workers_and_who_was_absorbed_can_still_be_read() {
    let mut scene = Scene::new();
    let first = scene.register(A1, SHARED).worker;
    scene.sync(A1);
    let nik = scene.phones[A1].field.nik(&first).unwrap().unwrap().replace(' ', "");
    let second = scene.register(A2, SHARED).worker;
    scene.edit(A2, &second, "nik", &nik);
    scene.sync(A2);
    scene.sync(A1);
    let line = only(&scene, A1, AttentionKind::Duplicate);
    let Matter::SamePerson { people, reasons } = &line.matter else { panic!("two who may be one") };
    assert_eq!(reasons, &[LikenessReason::SameNik]);
    assert_eq!(people.len(), 2);
    assert!(people.iter().any(|one| one.worker == first && one.who.name == "a1"));
    assert!(people.iter().any(|one| one.worker == second && one.who.name == "a2" && one.registration.is_some()));
    let view = scene.phones[A1].field.decision_view(&line.about).unwrap();
    assert!(view.is_for_branch && view.people.len() == 2);

    let by = By { agent: "admin".parse().unwrap(), reason: "one card".to_owned() };
    scene.branch().branch.merge(&by, first.parse().unwrap(), second.parse().unwrap()).unwrap();
    scene.sync(A2);
    assert!(!has(&scene, A2, AttentionKind::Duplicate));
    let absorbed = scene.phones[A2].field.worker_view(&second).unwrap();
    assert_eq!(absorbed.merged_into.map(|into| into.worker), Some(first.clone()));
    assert!(absorbed.actions.is_empty());
    let survivor = scene.phones[A2].field.worker_view(&first).unwrap();
    let registrations = survivor.story.iter().filter(|line| line.kind == "registration").count();
    assert_eq!(registrations, 2, "what was captured of the other is the survivor's now");
}

#[test]
fn a_value_that_gave_way_is_shown_beside_the_one_that_stands() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene);
    scene.edit(A2, &worker, "hamlet", "Dusun Krajan");
    scene.edit(A1, &worker, "hamlet", "RW 4");
    for phone in [A1, A2, A1] {
        scene.sync(phone);
    }
    let line = only(&scene, A2, AttentionKind::Merged);
    assert_eq!(line.worker.as_deref(), Some(worker.as_str()));
    let Matter::GaveWay { values } = &line.matter else { panic!("a value that gave way") };
    let [value] = values.as_slice() else { panic!("{} values", values.len()) };
    assert!(value.lost == ShownValue::Text { text: "Dusun Krajan".to_owned() });
    assert!(value.stands == ShownValue::Text { text: "RW 4".to_owned() });
    assert!(!has(&scene, A1, AttentionKind::Merged));
}

/// A tariff by which nobody pays for one month.
fn no_single_months() -> NewReference {
    let document = TariffBook::shipped_text()
        .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-02\"")
        .replace("[1, 3, 6, 12]", "[3, 6, 12]");
    let (name, source) = (TariffBook::NAME.to_owned(), "a decision of the ministry".to_owned());
    NewReference { name, document, valid_from: "2026-06-01".parse().unwrap(), valid_to: None, source }
}

#[test]
fn a_refused_capture_shows_the_refused_field_first_and_counts_once_it_is_corrected() {
    let mut scene = Scene::new();
    let by = By { agent: "admin".parse().unwrap(), reason: "the new regulation".to_owned() };
    scene.branch().branch.publish(&by, &no_single_months()).unwrap();
    let unaware = scene.register(A2, SHARED);
    scene.sync(A2);
    let line = only(&scene, A2, AttentionKind::Rejected);
    assert!(line.worker.is_none() && line.name.starts_with("Orang"), "the worker came back with the capture");
    assert!(
        matches!(&line.matter, Matter::Refused { rule: Rule::Period, record_kind, .. } if record_kind == "registration")
    );
    let view = scene.phones[A2].field.correction_view(&line.about).unwrap();
    assert_eq!((view.field.as_str(), view.remedy), ("period_months", Remedy::CorrectField));
    let refused = &view.fields[0];
    assert!(refused.is_refused && refused.field == "period_months" && refused.typed == "1");
    let place = refused.place.clone();
    let is_typed = |name: &str| view.fields.iter().any(|one| one.field == name && one.input != FieldInput::ReadOnly);
    assert!(is_typed("payer") && is_typed("name"));
    assert!(!is_typed("status") && !is_typed("text_version"), "what nobody edits later is only read");
    let corrected = scene.phones[A2].field.correct(&line.about, &[edit(&place, "3")]);
    let corrected = scene.saved(A2, corrected);
    assert_eq!(status(&scene, A2, &unaware.worker), RecordStatus::Pending);
    scene.sync(A2);
    assert_eq!(scene.verdict(corrected), Some(Verdict::Applied));
    assert!(!has(&scene, A2, AttentionKind::Rejected));
}

#[test]
fn what_is_held_says_what_it_waits_for_and_what_expired_is_sent_again() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene);
    let input = EventInput {
        kind: EventKind::Forum,
        starts_at_ms: 1_780_275_600_000,
        place: Some("Balai desa".to_owned()),
        village: Some("3374051002".to_owned()),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    };
    let forum = scene.phones[A1].field.record_event(&input).unwrap();
    scene.saved(A1, Ok(forum.clone()));
    let told = [edit("event", &forum.record), edit("worker", &worker), edit("role", "guest")];
    let attendance = scene.phones[A2].field.record_kind("attendance", &told);
    scene.saved(A2, attendance);
    scene.sync(A2);
    let line = only(&scene, A2, AttentionKind::Held);
    let Matter::Waits { kinds, waits_for } = &line.matter else { panic!("something that waits") };
    assert_eq!((kinds.as_slice(), waits_for[0].kind.as_str()), (["attendance".to_owned()].as_slice(), "event"));
    let story = scene.phones[A2].field.worker_view(&worker).unwrap().story;
    let attended = story.iter().find(|line| line.kind == "attendance").unwrap();
    assert_eq!(attended.status, RecordStatus::Held);

    scene.pass_days(31);
    scene.sync(A2);
    let line = only(&scene, A2, AttentionKind::Rejected);
    let view = scene.phones[A2].field.correction_view(&line.about).unwrap();
    assert_eq!((view.rule, view.remedy), (Some(Rule::Expired), Remedy::SendAgain));
    let story = scene.phones[A2].field.worker_view(&worker).unwrap();
    let came_back = story.story.iter().find(|line| line.kind == "attendance").expect("the refused capture");
    assert_eq!(came_back.status, RecordStatus::Rejected);
    assert_eq!(came_back.refused.as_ref().map(|refused| refused.change.as_str()), Some(line.about.as_str()));
    scene.phones[A2].field.dismiss(&line.about).unwrap();
    assert!(!has(&scene, A2, AttentionKind::Rejected));
}

#[test]
fn a_consent_taken_back_elsewhere_is_shown_with_who_recorded_it() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene);
    let given = ConsentInput {
        purposes: vec![ConsentPurpose::Measure],
        method: ConsentMethod::Thumb,
        language: perisai_core::domain::words::Language::Indonesian,
        witness: None,
        text_version: None,
    };
    let given = scene.phones[A1].field.give_consent(&worker, &given);
    scene.saved(A1, given);
    let withdrawal = ConsentWithdrawal {
        worker: worker.clone(),
        purposes: vec![ConsentPurpose::Measure],
        method: ConsentMethod::Voice,
        language: None,
        witness: None,
        text_version: None,
    };
    let withdrawn = scene.phones[A1].field.withdraw_consent(&withdrawal);
    scene.saved(A1, withdrawn);
    for phone in [A1, A2] {
        scene.sync(phone);
    }
    let line = only(&scene, A2, AttentionKind::ConsentWithdrawn);
    let Matter::TakenBack { purposes, who } = &line.matter else { panic!("a consent taken back") };
    assert_eq!((purposes.as_slice(), who.name.as_str()), ([ConsentPurpose::Measure].as_slice(), "a1"));
    assert!(!has(&scene, A1, AttentionKind::ConsentWithdrawn));
}
