//! The scenarios that broke earlier drafts of the exchange, each as the page tells it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_branch::{By, NewReference};
use perisai_core::FieldError;
use perisai_core::domain::kinds::{EventKind, ReceiptStatus};
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{Rule, Value, Verdict};
use perisai_core::field::{AttentionKind, EventInput, FieldEdit, Saved};
use perisai_tests::sim::{Fault, Scene};

const A1: usize = 0;
const A2: usize = 1;
const A3: usize = 2;
const S1: usize = 3;

fn is_told(verdict: Option<Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Merged { .. } | Verdict::Contested { .. }))
}

fn fields<const N: usize>(fields: [(&str, &str); N]) -> Vec<FieldEdit> {
    fields
        .into_iter()
        .map(|(field, value)| FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) })
        .collect()
}

fn id(saved: &perisai_core::field::Registered) -> perisai_core::domain::ChangeId {
    saved.change.parse().unwrap()
}

fn event(scene: &mut Scene, phone: usize) -> Saved {
    let input = EventInput {
        kind: EventKind::Forum,
        starts_at_ms: 1_780_275_600_000,
        place: None,
        village: Some("3374051002".to_owned()),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    };
    let saved = scene.phones[phone].field.record_event(&input).unwrap();
    scene.saved(phone, Ok(saved.clone()));
    saved
}

#[test]
fn what_was_captured_before_a_phone_was_cloned_counts_once() {
    let mut scene = Scene::new();
    let first = scene.register(A1, 0);
    let clone = scene.clone_phone(A1);
    scene.sync(A1);
    let second = scene.register(clone, 0);
    scene.sync(clone);
    assert_eq!(scene.registrations(), 2);
    for change in [&first, &second] {
        assert!(scene.verdict(id(change)).unwrap().is_taken_in());
    }
    assert_eq!(scene.phones[clone].field.totals().unwrap().pending, 0);
}

#[test]
fn a_lost_answer_and_a_smaller_batch_afterwards_renumber_nothing() {
    let mut scene = Scene::new();
    for _ in 0..60 {
        scene.register(A1, 0);
    }
    scene.sync_meeting(A1, Fault::AnswerLost);
    for _ in 0..4 {
        scene.sync_meeting(A1, Fault::RequestDropped);
    }
    let outcome = scene.sync(A1);
    assert!(outcome.report.sent < 60, "the batch was not smaller");
    assert_eq!(scene.registrations(), 60);
    let device = scene.phones[A1].field.device().unwrap().unwrap();
    assert_eq!(scene.branch().incarnations(device), 1);
}

#[test]
fn a_value_that_a_restored_phone_never_saw_is_a_conflict_or_a_readable_loser() {
    for (field, first, second) in [("birth_date", "1971-02-03", "1972-03-04"), ("name", "Satu", "Dua")] {
        let mut scene = Scene::new();
        let worker = scene.register(A1, 0).worker;
        scene.sync(A1);
        let before = scene.phones[A1].save();
        let unseen = scene.edit(A1, &worker, field, first);
        scene.sync_meeting(A1, Fault::AnswerLost);
        scene.restore_phone(A1, &before);
        let again = scene.edit(A1, &worker, field, second);
        scene.sync(A1);
        assert!(is_told(scene.verdict(unseen)) || is_told(scene.verdict(again)), "{field}");
    }
}

#[test]
fn an_acknowledged_change_is_offered_again_where_a_clone_took_its_place_at_a_restored_branch() {
    let mut scene = Scene::new();
    let backup = scene.back_up();
    let clone = scene.clone_phone(A1);
    let first = scene.register(A1, 0);
    scene.sync(A1);
    scene.restore_branch(backup);
    let second = scene.register(clone, 0);
    scene.sync(clone);
    assert_eq!(scene.verdict(id(&first)), None);
    scene.sync(A1);
    assert!(scene.verdict(id(&first)).is_some() && scene.verdict(id(&second)).is_some());
    assert_eq!(scene.registrations(), 2);
}

#[test]
fn changes_of_an_incarnation_that_is_over_are_offered_again_to_a_restored_branch() {
    let mut scene = Scene::new();
    let backup = scene.back_up();
    let first = scene.register(A1, 0);
    scene.sync(A1);
    let before = scene.phones[A1].save();
    scene.register(A1, 0);
    scene.sync(A1);
    scene.restore_phone(A1, &before);
    scene.sync(A1);
    scene.restore_branch(backup);
    assert_eq!(scene.verdict(id(&first)), None);
    scene.sync(A1);
    assert_eq!(scene.verdict(id(&first)), Some(Verdict::Applied));
}

#[test]
fn a_phone_shows_what_a_restored_branch_has_and_hides_nothing_that_it_has() {
    let mut scene = Scene::new();
    let registered = scene.register(A1, 0);
    scene.sync(A1);
    let (before, backup) = (scene.phones[A1].save(), scene.back_up());
    scene.edit(A1, &registered.worker, "name", "Nama Baru");
    scene.sync(A1);
    scene.sync(S1);
    assert_eq!(scene.shown(S1, "worker", &registered.worker, "name").as_deref(), Some("Nama Baru"));
    scene.restore_phone(A1, &before);
    scene.restore_branch(backup);
    scene.sync(S1);
    let expected = scene.at_branch(&registered.worker, "name");
    assert_eq!(scene.shown(S1, "worker", &registered.worker, "name").map(Value::from), expected);
    assert_ne!(expected, Some(Value::from("Nama Baru")));
}

#[test]
fn the_older_revision_reaches_a_phone_whose_page_ended_before_the_newer_that_the_branch_has_lost() {
    let mut scene = Scene::new();
    let (worker, other) = (scene.register(A1, 0).worker, scene.register(A1, 0).worker);
    scene.sync(A1);
    for at in 0..300 {
        scene.edit(A1, &other, "hamlet", &format!("{at} {}", "x".repeat(4_000)));
    }
    scene.sync(A1);
    let (before, backup) = (scene.phones[A1].save(), scene.back_up());
    scene.edit(A1, &worker, "name", "Nama Baru");
    scene.sync(A1);
    scene.sync_once(S1);
    scene.restore_phone(A1, &before);
    scene.restore_branch(backup);
    scene.sync(S1);
    let expected = scene.at_branch(&worker, "name");
    assert_ne!(expected, Some(Value::from("Nama Baru")));
    assert_eq!(scene.shown(S1, "worker", &worker, "name").map(Value::from), expected);
}

#[test]
fn a_place_given_out_twice_makes_nobody_believe_to_have_seen_the_other_change() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 0).worker;
    scene.sync(A1);
    let (before, backup) = (scene.phones[A1].save(), scene.back_up());
    scene.edit(A1, &worker, "birth_date", "1971-02-03");
    scene.sync(A1);
    scene.sync(S1);
    scene.restore_branch(backup);
    scene.restore_phone(A1, &before);
    let other = scene.edit(A1, &worker, "birth_date", "1972-03-04");
    scene.sync(A1);
    let unaware = scene.edit(S1, &worker, "birth_date", "1973-04-05");
    scene.sync(S1);
    assert_eq!(scene.verdict(other), Some(Verdict::Applied));
    assert!(matches!(scene.verdict(unaware), Some(Verdict::Contested { .. })));
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from("1972-03-04")));
}

#[test]
fn a_worker_who_moves_stays_in_view_in_whatever_order_the_streams_are_read() {
    for (from, to) in [(0, 1), (1, 0)] {
        let mut scene = Scene::new();
        let worker = scene.register(A1, from).worker;
        scene.sync(A1);
        scene.sync(S1);
        let village = ["3374051001", "3374051002"][to];
        scene.edit(A1, &worker, "village", village);
        scene.sync(A1);
        scene.sync(S1);
        for phone in [A1, S1] {
            assert_eq!(scene.shown(phone, "worker", &worker, "village").as_deref(), Some(village));
        }
    }
}

#[test]
fn what_the_agent_stream_holds_stays_when_a_village_is_gained_and_lost() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 2).worker;
    scene.sync(A1);
    for given in [true, false] {
        scene.set_village(A1, 2, given);
        scene.sync(A1);
        assert!(scene.shown(A1, "worker", &worker, "name").is_some(), "given: {given}");
    }
}

#[test]
fn the_role_that_one_phone_gave_an_attendance_is_not_silently_replaced_by_the_same_attendance_of_another() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 1).worker;
    let forum = event(&mut scene, A1).record;
    for phone in [A1, A2] {
        scene.sync(phone);
    }
    scene.attend(A1, &forum, &worker, None);
    let host = scene.attend(A1, &forum, &worker, Some("host"));
    let guest = scene.attend(A2, &forum, &worker, Some("guest"));
    scene.sync(A1);
    scene.sync(A2);
    assert!(is_told(scene.verdict(host)) || is_told(scene.verdict(guest)));
}

#[test]
fn two_moves_of_one_receipt_that_did_not_see_each_other_are_not_walked_through_the_table_in_silence() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 0).worker;
    let receipt = fields([
        ("worker", &worker),
        ("rupiah", "16800"),
        ("contribution_months", "2026-07"),
        ("number", "a1-1"),
        ("holder", "a1"),
        ("status", "entrusted"),
    ]);
    let receipt = scene.phones[A1].field.record_kind("receipt", &receipt).unwrap();
    scene.saved(A1, Ok(receipt.clone()));
    scene.sync(A1);
    let clone = scene.clone_phone(A1);
    let first = scene.phones[A1].field.move_receipt(&receipt.record, ReceiptStatus::HandedOver);
    let first = scene.saved(A1, first);
    let second = scene.phones[clone].field.move_receipt(&receipt.record, ReceiptStatus::Disputed);
    let second = scene.saved(clone, second);
    scene.sync(A1);
    scene.sync(clone);
    assert_eq!(scene.verdict(first), Some(Verdict::Applied));
    assert!(matches!(scene.verdict(second), Some(Verdict::Merged { .. })));
    assert_eq!(scene.shown(clone, "receipt", &receipt.record, "status").as_deref(), Some("handed_over"));
}

#[test]
fn a_candidate_that_the_one_who_decided_had_not_seen_stays_open() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 1).worker;
    for phone in [A1, A2, A3, S1] {
        scene.sync(phone);
    }
    scene.edit(A1, &worker, "birth_date", "1971-02-03");
    let second = scene.edit(A2, &worker, "birth_date", "1972-03-04");
    let third = scene.edit(A3, &worker, "birth_date", "1973-04-05");
    for phone in [A1, A2, S1] {
        scene.sync(phone);
    }
    let items = scene.phones[S1].field.attention().unwrap();
    let conflict = items.into_iter().find(|item| item.kind == AttentionKind::Conflict).unwrap().about;
    let decided = scene.phones[S1].field.resolve_field(&conflict, &second.to_string(), "asked the worker");
    scene.saved(S1, decided);
    scene.sync(A3);
    scene.sync(S1);
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from("1972-03-04")));
    assert!(matches!(scene.verdict(third), Some(Verdict::Contested { .. })));
    assert_eq!(scene.shown(S1, "conflict", &conflict, "status").as_deref(), Some("open"));
}

#[test]
fn a_tag_stands_where_the_one_who_removed_it_had_seen_only_another_phones() {
    for order in [[A2, A3], [A3, A2]] {
        let mut scene = Scene::new();
        let worker = scene.register(A1, 1).worker;
        for phone in [A1, A2, A3] {
            scene.sync(phone);
        }
        scene.edit(A1, &worker, "segments", "fisher");
        scene.sync(A1);
        scene.sync(A3);
        scene.edit(A2, &worker, "segments", "fisher");
        scene.edit(A3, &worker, "segments", "");
        for phone in order {
            scene.sync(phone);
        }
        let expected = Some(Value::List(vec![Value::from("fisher")]));
        assert_eq!(scene.at_branch(&worker, "segments"), expected, "{order:?}");
    }
}

#[test]
fn an_old_request_that_arrives_between_a_refusal_and_the_retry_locks_nobody_out() {
    let mut scene = Scene::new();
    let before = scene.phones[A1].save();
    let old = scene.sync_overheard(A1);
    scene.register(A1, 0);
    scene.sync(A1);
    scene.restore_phone(A1, &before);
    let after = scene.register(A1, 0);
    let replayed = scene.sync_with_replays(A1, &old);
    assert!(replayed > 0, "the branch never named another nonce");
    assert_eq!(scene.verdict(id(&after)), Some(Verdict::Applied));
}

#[test]
fn a_phone_learns_that_what_was_applied_is_held_by_a_restored_branch() {
    let mut scene = Scene::new();
    let (before, backup) = (scene.phones[A1].save(), scene.back_up());
    let worker = scene.register(A1, 1).worker;
    scene.sync(A1);
    scene.sync(A2);
    let edited = scene.edit(A2, &worker, "name", "Nama Baru");
    scene.sync(A2);
    assert_eq!(scene.verdict(edited), Some(Verdict::Applied));
    scene.restore_phone(A1, &before);
    scene.restore_branch(backup);
    scene.sync(A2);
    assert!(matches!(scene.verdict(edited), Some(Verdict::Held { .. })));
    let totals = scene.phones[A2].field.totals().unwrap();
    assert_eq!((totals.applied, totals.held), (0, 1));
}

#[test]
fn the_last_copy_of_a_lost_revision_is_set_aside_and_not_overwritten() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 0).worker;
    scene.sync(A1);
    let (before, backup) = (scene.phones[A1].save(), scene.back_up());
    scene.edit(A1, &worker, "name", "Nama Baru");
    scene.sync(A1);
    scene.sync(S1);
    scene.restore_phone(A1, &before);
    scene.restore_branch(backup);
    scene.register(A1, 0);
    scene.sync(A1);
    scene.sync(S1);
    let items = scene.phones[S1].field.attention().unwrap();
    let aside = items.iter().find(|item| item.kind == AttentionKind::UnknownToBranch && item.about == worker);
    assert!(aside.is_some());
}

#[test]
fn one_counts_of_a_rejected_capture_and_its_correction_where_a_restored_branch_would_accept_both() {
    let mut scene = Scene::new();
    let worker = scene.register(A2, 1).worker;
    scene.sync(A2);
    let backup = scene.back_up();
    let forum = event(&mut scene, A1).record;
    let attendance = fields([("event", &forum), ("worker", &worker), ("role", "guest")]);
    let first = scene.phones[A2].field.record_kind("attendance", &attendance);
    let first = scene.saved(A2, first);
    scene.sync(A2);
    assert!(matches!(scene.verdict(first), Some(Verdict::Held { .. })));
    scene.pass_days(31);
    scene.sync(A2);
    assert!(matches!(scene.verdict(first), Some(Verdict::Rejected { rule: Rule::Expired, .. })));
    scene.sync(A1);
    let second = scene.phones[A2].field.correct(&first.to_string(), &[]);
    let second = scene.saved(A2, second);
    scene.sync(A2);
    assert_eq!(scene.verdict(second), Some(Verdict::Applied));
    scene.restore_branch(backup);
    scene.sync(A1);
    scene.sync(A2);
    let taken_in = [first, second].into_iter().filter(|change| scene.verdict(*change).unwrap().is_taken_in());
    assert_eq!(taken_in.count(), 1);
}

#[test]
fn an_edit_of_a_record_whose_village_was_lost_comes_back_and_blocks_no_later_work() {
    let mut scene = Scene::new();
    let worker = scene.register(A2, 2).worker;
    scene.sync(A2);
    let backup = scene.back_up();
    scene.set_village(A1, 2, true);
    scene.sync(A1);
    let edited = scene.edit(A1, &worker, "name", "Nama Baru");
    scene.restore_branch(backup);
    let later = scene.register(A1, 0);
    scene.sync(A1);
    assert!(matches!(scene.verdict(edited), Some(Verdict::Held { .. })));
    assert_eq!(scene.verdict(id(&later)), Some(Verdict::Applied));
    scene.pass_days(31);
    scene.sync(A1);
    let items = scene.phones[A1].field.attention().unwrap();
    assert!(items.iter().any(|item| item.kind == AttentionKind::Rejected && item.about == edited.to_string()));
}

#[test]
fn the_value_that_a_person_chose_stands_at_a_restored_branch_that_gets_it_after_the_decision() {
    let mut scene = Scene::new();
    let worker = scene.register(A1, 1).worker;
    for phone in [A1, A2, A3, S1] {
        scene.sync(phone);
    }
    let first = scene.edit(A1, &worker, "birth_date", "1971-02-03");
    scene.edit(A2, &worker, "birth_date", "1972-03-04");
    let chosen = scene.edit(A3, &worker, "birth_date", "1973-04-05");
    scene.sync(A1);
    scene.sync(A2);
    let backup = scene.back_up();
    scene.sync(A3);
    scene.sync(S1);
    let items = scene.phones[S1].field.attention().unwrap();
    let conflict = items.into_iter().find(|item| item.kind == AttentionKind::Conflict).unwrap().about;
    let decided = scene.phones[S1].field.resolve_field(&conflict, &chosen.to_string(), "asked the worker");
    let decided = scene.saved(S1, decided);
    scene.sync(S1);
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from("1973-04-05")));

    scene.restore_branch(backup);
    scene.sync(S1);
    assert_eq!(scene.verdict(decided), Some(Verdict::Applied));
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from("1971-02-03")), "the choice is not here yet");
    scene.sync(A3);
    assert_eq!(scene.at_branch(&worker, "birth_date"), Some(Value::from("1973-04-05")));
    assert_eq!(scene.verdict(chosen), Some(Verdict::Applied));
    assert!(matches!(scene.verdict(first), Some(Verdict::Merged { .. })));
    for phone in [A1, S1] {
        scene.sync(phone);
        assert_eq!(scene.shown(phone, "worker", &worker, "birth_date").as_deref(), Some("1973-04-05"));
        assert_eq!(scene.shown(phone, "conflict", &conflict, "status").as_deref(), Some("resolved"));
    }
}

/// A tariff that costs more and is no longer paid for one month.
fn dearer_tariff(valid_from: &str) -> NewReference {
    let document = TariffBook::shipped_text()
        .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-02\"")
        .replace("\"rupiah\": 6800", "\"rupiah\": 7000")
        .replace("[1, 3, 6, 12]", "[3, 6, 12]");
    let (name, source) = (TariffBook::NAME.to_owned(), "a decision of the ministry".to_owned());
    NewReference { name, document, valid_from: valid_from.parse().unwrap(), valid_to: None, source }
}

#[test]
fn a_phone_quotes_by_the_tariff_that_was_published_for_the_day_and_the_branch_judges_by_the_same() {
    let mut scene = Scene::new();
    let by = By { agent: "admin".parse().unwrap(), reason: "the new regulation".to_owned() };
    scene.branch().branch.publish(&by, &dearer_tariff("2026-06-02")).unwrap();
    scene.sync(A1);
    let one_month = scene.register(A1, 0);
    assert_eq!(
        (one_month.quote.tariff_version.as_str(), one_month.quote.lines[1].full_amount.0),
        ("2026-01-01", 6_800)
    );
    scene.pass_days(1);
    let refused = FieldError::Invalid { field: "period_months".to_owned(), rule: Rule::Period };
    assert_eq!(scene.register_for(A1, 0, 1).err(), Some(refused));
    let three_months = scene.register_for(A1, 0, 3).unwrap();
    let quoted = &three_months.quote;
    assert_eq!((quoted.tariff_version.as_str(), quoted.lines[1].full_amount.0), ("2026-06-02", 7_000));
    // The other phone has not heard of it.
    let unaware = scene.register(A2, 1);
    for phone in [A1, A2] {
        scene.sync(phone);
    }
    assert_eq!(scene.verdict(id(&one_month)), Some(Verdict::Applied), "captured while it was allowed");
    assert_eq!(scene.verdict(id(&three_months)), Some(Verdict::Applied));
    assert!(matches!(scene.verdict(id(&unaware)), Some(Verdict::Rejected { rule: Rule::Period, .. })));
    assert!(scene.register_for(A2, 1, 3).is_ok());
}
