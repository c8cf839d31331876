//! Conversations, forums and nominations: one change each, and no capture without its consent.

use perisai_core::FieldError;
use perisai_core::domain::card_rules::CardFlag;
use perisai_core::domain::kinds::{ConsentMethod, FollowUpKind, NominationQuestion};
use perisai_core::domain::words::{ConsentPurpose, Segment};
use perisai_core::domain::{Instrument, Rule};
use perisai_core::field::{
    AttendanceInput, CardInput, ConsentWithdrawal, EventInput, FieldEdit, FigureInput, ForumInput, NewAttendeeInput,
    NextStepInput, NominationInput,
};
use perisai_tests::people::name_of;
use tempfile::TempDir;

use crate::support::{MORNING_MS, consent_for, conversation, enrolled, forum, met, shown};

fn invalid(field: &str, rule: Rule) -> FieldError {
    FieldError::Invalid { field: field.to_owned(), rule }
}

#[test]
fn a_whole_conversation_is_one_change_and_nothing_of_it_is_kept_where_a_part_is_refused() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let missing = FieldError::ConsentMissing { purpose: ConsentPurpose::Measure };
    assert_eq!(field.record_conversation(&conversation(&worker)).unwrap_err(), missing);
    let mut told = conversation(&worker);
    told.consent = Some(consent_for(&[ConsentPurpose::Measure]));
    told.next_step = Some(NextStepInput {
        kind: FollowUpKind::Promise,
        due: "10 June".to_owned(),
        about: Some("membawa kartu".to_owned()),
        owner: None,
    });
    assert_eq!(field.record_conversation(&told).unwrap_err(), invalid("due", Rule::Date));
    assert_eq!(field.totals().unwrap().captured, 1);
    told.next_step.as_mut().unwrap().due = "2026-06-10".to_owned();
    let saved = field.record_conversation(&told).unwrap();
    assert_eq!(field.totals().unwrap().captured, 2);
    assert_eq!((saved.objections.len(), saved.card.is_some(), saved.next_step.is_some()), (1, true, true));
    assert_eq!(saved.flags, []);
}

#[test]
fn a_card_that_breaks_the_order_is_refused_and_a_rushed_one_is_kept_with_its_flags() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    field.give_consent(&worker, &consent_for(&[ConsentPurpose::Measure])).unwrap();
    let with = |change: &dyn Fn(&mut CardInput)| {
        let mut told = conversation(&worker);
        change(told.card.as_mut().unwrap());
        field.record_conversation(&told)
    };
    let order = with(&|card| card.part_seconds = vec![50, 20, 80]).unwrap_err();
    assert_eq!(order, invalid("part_seconds", Rule::Order));
    let seven = with(&|card| card.own[0] = Some(7)).unwrap_err();
    assert_eq!(seven, invalid("own", Rule::Number));
    let three = with(&|card| card.own = vec![Some(1); 3]).unwrap_err();
    assert_eq!(three, invalid("own", Rule::Limit));
    let rushed = |card: &mut CardInput| (card.own, card.part_seconds) = (vec![Some(5); 4], vec![1, 2, 3]);
    assert_eq!(with(&rushed).unwrap().flags, [CardFlag::TooFast, CardFlag::OneAnswer]);
}

#[test]
fn a_form_obeys_the_rules_that_methods_obey() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let typed = |fields: &[(&str, &str)]| {
        let edit =
            |(field, value): &(&str, &str)| FieldEdit { field: (*field).to_owned(), value: Some((*value).to_owned()) };
        fields.iter().map(edit).collect::<Vec<_>>()
    };
    let card = [
        ("side", "worker"),
        ("worker", &worker),
        ("instrument_version", Instrument::shipped().version()),
        ("own", "2;1;;4"),
        ("wave", "after"),
    ];
    let missing = FieldError::ConsentMissing { purpose: ConsentPurpose::Measure };
    assert_eq!(field.record_kind("measurement", &typed(&card)).unwrap_err(), missing);
    field.give_consent(&worker, &consent_for(&[ConsentPurpose::Measure])).unwrap();
    field.record_kind("measurement", &typed(&card)).unwrap();
    let task = [("kind", "promise"), ("due", "2026-06-10")];
    assert_eq!(field.record_kind("follow_up", &typed(&task)).unwrap_err(), invalid("worker", Rule::Required));
}

#[test]
fn a_withdrawal_stops_measuring_and_nominating_at_once() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let both = [ConsentPurpose::Measure, ConsentPurpose::Nominate];
    field.give_consent(&worker, &consent_for(&both)).unwrap();
    let named = || NominationInput {
        question: NominationQuestion::SpreadNews,
        rank: 1,
        figure: None,
        new: Some(FigureInput { name: "Pak Karto".to_owned(), roles: Vec::new(), village: None, worker: None }),
    };
    field.record_conversation(&conversation(&worker)).unwrap();
    field.nominate(&worker, &[named()], None).unwrap();
    let withdrawal = ConsentWithdrawal {
        worker: worker.clone(),
        purposes: both.to_vec(),
        method: ConsentMethod::Voice,
        language: None,
        witness: None,
        text_version: None,
    };
    field.withdraw_consent(&withdrawal).unwrap();
    let missing = |purpose| FieldError::ConsentMissing { purpose };
    let measured = field.record_conversation(&conversation(&worker)).unwrap_err();
    assert_eq!(measured, missing(ConsentPurpose::Measure));
    assert_eq!(field.nominate(&worker, &[named()], None).unwrap_err(), missing(ConsentPurpose::Nominate));
    let again = field.nominate(&worker, &[named()], Some(&consent_for(&[ConsentPurpose::Nominate])));
    assert_eq!(again.unwrap().figures.len(), 1);
}

#[test]
fn a_forum_of_sixty_new_people_with_their_consents_is_one_change() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = EventInput { village: Some("33.74.05.1001".to_owned()), ..forum() };
    let event = field.record_event(&event).unwrap().record;
    let known = met(&field, "Siti Aminah");
    let new = |person: u64| NewAttendeeInput {
        name: name_of(person),
        village: None,
        segment: Some(Segment::Fisher),
        role: None,
        consent: Some(consent_for(&[ConsentPurpose::Remind])),
    };
    let input = ForumInput {
        known: vec![AttendanceInput { worker: known, role: None }],
        new: (0..60).map(new).collect(),
        anonymous_headcount: Some(12),
        notes: Some("ramai".to_owned()),
        ..ForumInput::default()
    };
    let saved = field.run_forum(&event, &input).unwrap();
    assert_eq!(saved.workers.len(), 60);
    assert_eq!(field.totals().unwrap().captured, 3);
    assert_eq!(field.day_totals(MORNING_MS, 420).unwrap().attendances, 61);
    assert_eq!(shown(&field, "event", &event, "anonymous_headcount").as_deref(), Some("12"));
    assert_eq!(shown(&field, "worker", &saved.workers[59], "segments").as_deref(), Some("fisher"));

    let nothing = field.run_forum(&event, &ForumInput::default()).unwrap_err();
    assert_eq!(nothing, invalid("event", Rule::Fixed));
    assert_eq!(field.totals().unwrap().captured, 3);
}
