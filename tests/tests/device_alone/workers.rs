//! One worker's screen: the head, the story, what can be done, and the forms that lead from there.

use std::sync::Mutex;

use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{ConsentMethod, ReceiptStatus, RegistrationStatus};
use perisai_core::domain::words::{ConsentPurpose, Language, Segment};
use perisai_core::field::{
    ConsentWithdrawal, FieldEdit, FieldInput, NoProgress, RecordStatus, ShownValue, StoryLine, WorkerAction, WorkerView,
};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::{Field, FieldError};
use tempfile::TempDir;

use crate::support::{consent_for, enrolled, enrolled_with_hand, met, siti, talk};

const DAY_MS: i64 = 86_400_000;

fn edit(field: &str, value: Option<&str>) -> FieldEdit {
    FieldEdit { field: field.to_owned(), value: value.map(str::to_owned) }
}

fn line<'v>(view: &'v WorkerView, kind: &str) -> &'v StoryLine {
    view.story.iter().find(|line| line.kind == kind).unwrap_or_else(|| panic!("no {kind}"))
}

fn withdrawal(worker: &str, purpose: ConsentPurpose) -> ConsentWithdrawal {
    ConsentWithdrawal {
        worker: worker.to_owned(),
        purposes: vec![purpose],
        method: ConsentMethod::Voice,
        language: None,
        witness: None,
        text_version: None,
    }
}

#[test]
fn a_registered_workers_screen_tells_who_it_is_and_what_was_captured_with_the_money_that_is_held() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let view = field.worker_view(&worker).unwrap();
    assert_eq!((view.name.as_str(), view.nik_masked.as_deref()), ("Siti Aminah", Some("•••••• •••••• 0001")));
    assert_eq!(field.nik(&worker).unwrap().as_deref(), Some("337405 500190 0001"));
    assert_eq!((view.phone.as_deref(), view.cover.is_none()), (Some("+6281234567890"), true));
    assert_eq!(view.occupation.as_deref(), Some("Nelayan"));
    assert_eq!(view.agrees_to, [ConsentPurpose::Enrol]);
    let kinds: Vec<&str> = view.story.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["worker", "consent", "registration", "receipt"]);
    assert!(view.story.iter().all(|line| line.status == RecordStatus::Pending && line.who.is_own));
    let registration = line(&view, "registration");
    assert!(
        registration
            .facts
            .iter()
            .any(|fact| fact.field == "quote" && fact.value == ShownValue::Money { rupiah: 34_200 })
    );
    assert!(registration.said.iter().any(|fact| fact.field == "status"));
    let held = view.actions.iter().find_map(|can| match can {
        WorkerAction::MoveReceipt { held, to } => Some((held, to)),
        _ => None,
    });
    let (held, to) = held.expect("money that is held");
    assert_eq!(*to, [ReceiptStatus::HandedOver, ReceiptStatus::Returned, ReceiptStatus::Disputed]);
    assert_eq!((held.rupiah, held.in_months.len(), held.is_overdue), (34_200, 1, false));
    assert!(!view.actions.contains(&WorkerAction::Register), "a second one would be a duplicate");
    assert!(view.actions.contains(&WorkerAction::ReceiveMoney));

    field.move_receipt(&held.receipt, ReceiptStatus::HandedOver).unwrap();
    let moved = field.worker_view(&worker).unwrap();
    assert!(!moved.actions.iter().any(|can| matches!(can, WorkerAction::MoveReceipt { .. })));
    let record = field.record_view("worker", &worker).unwrap();
    let nik = record.facts.iter().find(|fact| fact.field == "nik").map(|fact| &fact.value);
    assert!(matches!(nik, Some(ShownValue::Digits { masked, .. }) if masked.ends_with("0001")));
    assert!(!record.is_receipt_to_share, "only a receipt is one");
}

#[test]
fn a_receipt_is_to_be_shared_until_its_money_was_given_back() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let receipt = field.money_view(&worker).unwrap().held.remove(0).receipt;
    let is_to_share = || field.record_view("receipt", &receipt).unwrap().is_receipt_to_share;
    assert!(is_to_share());
    field.move_receipt(&receipt, ReceiptStatus::Returned).unwrap();
    assert!(!is_to_share());
}

#[test]
fn whoever_wishes_no_contact_is_not_called_and_says_so_in_the_list() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    field.edit_worker(&worker, &[edit("do_not_contact", Some("true"))], None).unwrap();
    let view = field.worker_view(&worker).unwrap();
    assert_eq!((view.do_not_contact, view.phone), (true, None));
    assert!(view.actions.contains(&WorkerAction::AllowContact) && !view.actions.contains(&WorkerAction::Converse));
    let listed = &field.workers(None, 10).unwrap().workers[0];
    assert!(listed.do_not_contact && listed.occupation.as_deref() == Some("Nelayan"));
}

#[test]
fn a_consent_is_taken_back_as_easily_as_it_was_given_and_its_story_stays() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Slamet Riyadi");
    hand.clock.reach(crate::support::MORNING_MS + 60_000);
    field.give_consent(&worker, &consent_for(&[ConsentPurpose::Measure, ConsentPurpose::Remind])).unwrap();
    assert!(field.worker_view(&worker).unwrap().actions.contains(&WorkerAction::WithdrawConsent));
    hand.clock.reach(crate::support::MORNING_MS + 120_000);
    field.withdraw_consent(&withdrawal(&worker, ConsentPurpose::Measure)).unwrap();
    let said = field.consents_view(&worker).unwrap();
    let of = |purpose| said.purposes.iter().find(|line| line.purpose == purpose).unwrap();
    assert!(!of(ConsentPurpose::Measure).stands && of(ConsentPurpose::Remind).stands);
    let last = of(ConsentPurpose::Measure).last.as_ref().unwrap();
    assert_eq!((last.method, last.at.time.as_str()), (ConsentMethod::Voice, "08:02"));
    assert!(of(ConsentPurpose::Enrol).last.is_none());
    let aloud = said.readings.iter().find(|reading| reading.purpose == ConsentPurpose::Measure).unwrap();
    assert_eq!(aloud.javanese, field.consent_text(ConsentPurpose::Measure, Language::Javanese).unwrap());
    let view = field.worker_view(&worker).unwrap();
    assert_eq!(view.story.iter().filter(|line| line.kind == "consent").count(), 2);
    assert_eq!(view.agrees_to, [ConsentPurpose::Remind]);
}

#[test]
fn somebody_met_is_told_into_the_form_and_edited_in_the_same_without_the_nik_being_shown() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let form = field.worker_form(None).unwrap();
    let village = form.fields.iter().find(|field| field.field == "village").unwrap();
    assert_eq!(village.typed, "3374051001", "the agent has one village");
    let FieldInput::OneNamed { choices } = &village.input else { panic!("a village is chosen by name") };
    assert!(choices.len() == 1 && !choices[0].name.is_empty());
    let nameless = field.meet_worker(&[edit("village", Some("3374051001"))], None).unwrap_err();
    assert_eq!(nameless, FieldError::Invalid { field: "name".to_owned(), rule: Rule::Required });
    let told = [
        edit("name", Some("Slamet Riyadi")),
        edit("village", Some("3374051001")),
        edit("segments", Some("fisher;farmer")),
        edit("nik", Some("3374051201850002")),
    ];
    let worker = field.meet_worker(&told, None).unwrap().record;
    let again = field.meet_worker(&told, None).unwrap();
    assert_eq!(again.likely_same.len(), 1, "the same NIK");
    let form = field.worker_form(Some(&worker)).unwrap();
    let nik = form.fields.iter().find(|field| field.field == "nik").unwrap();
    assert!(nik.typed.is_empty() && matches!(nik.shown, ShownValue::Digits { .. }));
    let segments = form.fields.iter().find(|field| field.field == "segments").unwrap();
    assert!(segments.typed == "farmer;fisher" && matches!(segments.input, FieldInput::SomeOf { .. }));
    field.edit_worker(&worker, &[edit("segments", None)], None).unwrap();
    assert_eq!(field.worker_view(&worker).unwrap().segments, Vec::<Segment>::new());
}

#[test]
fn money_is_asked_for_the_months_that_nobody_has_paid_at_the_price_of_now() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let view = field.money_view(&worker).unwrap();
    assert_eq!(view.offers[0].months, ["2026-09"], "three months are paid");
    assert_eq!(view.offers[1].months, ["2026-09", "2026-10"]);
    let (one, two) = (view.offers[0].rupiah.unwrap(), view.offers[1].rupiah.unwrap());
    assert!(one > 0 && two == 2 * one);
    let held = view.held.iter().map(|held| held.rupiah).collect::<Vec<_>>();
    assert_eq!(held, [34_200]);
    hand.clock.reach(crate::support::MORNING_MS + 40 * DAY_MS);
    let late = field.money_view(&worker).unwrap();
    assert!(late.held[0].is_overdue && late.held[0].days_held == 40);
    assert!(met(&field, "Slamet Riyadi").parse::<perisai_core::domain::RecordId>().is_ok());
}

#[test]
fn a_draft_is_corrected_and_handed_in_as_one_change_and_the_question_of_a_worker_waits_for_an_answer() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut input = siti();
    input.person.birth_date = None;
    let draft = field.draft_registration(&input).unwrap();
    let asked = perisai_core::field::EncounterInput {
        direction: perisai_core::domain::kinds::Direction::Incoming,
        ..talk(&draft.worker)
    };
    let question = field.record_encounter(&asked).unwrap().record;
    let view = field.worker_view(&draft.worker).unwrap();
    assert!(matches!(&view.actions[0], WorkerAction::HandIn { registration } if *registration == draft.registration));
    assert!(
        view.actions.iter().any(|can| matches!(can, WorkerAction::Answer { encounter, .. } if *encounter == question))
    );

    let correction = field.registration_correction(&draft.registration).unwrap();
    assert!(correction.fields.iter().any(|field| field.place == "worker.birth_date"));
    let refused = field.correct_registration(&draft.registration, &[edit("worker.birth_date", Some("soon"))], None);
    assert_eq!(refused.err(), Some(FieldError::Invalid { field: "worker.birth_date".to_owned(), rule: Rule::Date }));
    let before = field.totals().unwrap().captured;
    let edits = [edit("worker.birth_date", Some("1990-01-10")), edit("registration.period_months", Some("6"))];
    field.correct_registration(&draft.registration, &edits, None).unwrap();
    assert_eq!(field.totals().unwrap().captured, before + 1);
    let line = field.workers(None, 10).unwrap().workers.remove(0);
    assert_eq!(line.registration, Some(RegistrationStatus::Submitted));
    let again = field.correct_registration(&draft.registration, &edits, None).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "status".to_owned(), rule: Rule::Lifecycle });
}

/// Looks at a worker's screen while a request is under way, then cuts it.
struct Looking<'f> {
    field: &'f Field,
    worker: String,
    seen: Mutex<Option<RecordStatus>>,
}

impl Transport for Looking<'_> {
    fn send(&self, _: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let view = self.field.worker_view(&self.worker).map_err(|_| TransportError)?;
        *self.seen.lock().unwrap() = Some(view.status);
        Err(TransportError)
    }
}

#[test]
fn what_is_in_the_request_under_way_is_being_sent_and_waits_again_after_a_cut() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Slamet Riyadi");
    let looking = Looking { field: &field, worker: worker.clone(), seen: Mutex::default() };
    assert_eq!(field.sync(&looking, &NoProgress), Err(FieldError::Network { retryable: true }));
    assert_eq!(*looking.seen.lock().unwrap(), Some(RecordStatus::Sending));
    assert_eq!(field.worker_view(&worker).unwrap().status, RecordStatus::Pending);
}
