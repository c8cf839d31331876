//! What is due today, and why; and what time alone has made wrong.

use perisai_core::domain::Rule;
use perisai_core::domain::kinds::{Channel, Direction, FollowUpKind, FollowUpResult, ReceiptStatus};
use perisai_core::field::{AnswerInput, AttentionKind, EncounterInput, FieldEdit, MessageQuery, TaskInput};
use perisai_core::{Field, FieldError};
use tempfile::TempDir;

use crate::support::{MORNING_MS, enrolled, enrolled_with_hand, met, siti, talk};

fn told(field: &Field, on: &str) -> Vec<(String, String, i64)> {
    let lines = field.today(on).unwrap();
    lines.into_iter().map(|line| (line.reason, line.name, line.days_over)).collect()
}

fn line(reason: &str, name: &str, days_over: i64) -> (String, String, i64) {
    (reason.to_owned(), name.to_owned(), days_over)
}

#[test]
fn a_question_is_due_until_it_is_answered_and_a_named_day_until_it_is_put_off_or_noted() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let (siti, budi) = (met(&field, "Siti Aminah"), met(&field, "Budi Santoso"));
    let asked = EncounterInput { direction: Direction::Incoming, channel: Channel::Whatsapp, ..talk(&siti) };
    let asked = field.record_encounter(&asked).unwrap().record;
    let named = EncounterInput { intent: Some(5), intent_day: Some("2026-06-02".to_owned()), ..talk(&budi) };
    field.record_encounter(&named).unwrap();
    // The first of June is a holiday.
    let both = [line("day_named", "Budi Santoso", 1), line("question_waits", "Siti Aminah", 0)];
    assert_eq!(told(&field, "2026-06-03"), both);
    let sentence = &field.today("2026-06-03").unwrap()[1].sentence;
    assert_eq!(sentence, "Bertanya pada 1 Juni 2026 dan belum dijawab.");

    let answer = AnswerInput { channel: Channel::Whatsapp, minutes: Some(3), messages: Vec::new() };
    field.answer_question(&asked, &answer).unwrap();
    assert_eq!(told(&field, "2026-06-03"), [line("day_named", "Budi Santoso", 1)]);
    let due = field.today("2026-06-03").unwrap().remove(0);
    let task = TaskInput { worker: due.worker, figure: due.figure, kind: due.kind, due: due.due, about: due.about };
    field.put_off(&task, "2026-06-08").unwrap();
    assert_eq!(told(&field, "2026-06-03"), [line("day_named", "Budi Santoso", -5)]);
    field.note_result(&task, FollowUpResult::Declined).unwrap();
    assert_eq!(told(&field, "2026-06-09"), []);
    let again = field.note_result(&task, FollowUpResult::Declined).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "result".to_owned(), rule: Rule::Fixed });
}

#[test]
fn what_is_open_with_a_worker_is_what_the_day_says_of_that_worker_among_all() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let workers = ["Siti Aminah", "Budi Santoso", "Slamet Riyadi"].map(|name| met(&field, name));
    for (worker, days) in workers.iter().zip([2, 3, 4]) {
        let named = EncounterInput { intent_day: Some(format!("2026-06-0{days}")), ..talk(worker) };
        field.record_encounter(&named).unwrap();
    }
    let mut with_cash = siti();
    with_cash.cash = Some(16_800);
    let holder = field.register(&with_cash).unwrap().worker;
    let promise = TaskInput {
        worker: Some(workers[1].clone()),
        figure: None,
        kind: FollowUpKind::Promise,
        due: "2026-06-02".to_owned(),
        about: Some("membawa contoh kartu".to_owned()),
    };
    field.record_follow_up(&promise, None).unwrap();
    hand.clock.reach(MORNING_MS + 3 * 24 * 60 * 60 * 1_000);
    let day = field.today("2026-06-04").unwrap();
    assert_eq!(day.len(), 4, "{:?}", told(&field, "2026-06-04"));
    for worker in workers.iter().chain([&holder]) {
        let of_day = day.iter().filter(|line| line.worker.as_ref() == Some(worker));
        let open = field.conversation_form(worker, &[]).unwrap().tasks.into_iter().map(|open| open.task);
        let (open, of_day) = (open.collect::<Vec<_>>(), of_day.cloned().collect::<Vec<_>>());
        assert!(open == of_day, "{} of {}", open.len(), of_day.len());
    }
}

#[test]
fn whoever_wishes_no_contact_is_on_no_list_and_is_picked_no_message() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let named = EncounterInput { intent_day: Some("2026-06-02".to_owned()), ..talk(&worker) };
    field.record_encounter(&named).unwrap();
    assert_eq!(told(&field, "2026-06-02").len(), 1);
    let query = MessageQuery { worker: Some(worker.clone()), ..MessageQuery::default() };
    assert_eq!(field.pick_messages(&query).unwrap().len(), 0);
    let wish = [FieldEdit { field: "do_not_contact".to_owned(), value: Some("true".to_owned()) }];
    field.edit_worker(&worker, &wish, None).unwrap();
    assert_eq!(told(&field, "2026-06-02"), []);
    let refused = field.pick_messages(&query).map(|picks| picks.len());
    assert_eq!(refused, Err(FieldError::Invalid { field: "worker".to_owned(), rule: Rule::NoContact }));
    // What happened is recorded all the same.
    field.record_encounter(&talk(&worker)).unwrap();
}

#[test]
fn a_task_of_somebody_else_is_theirs() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let task = |due: &str| TaskInput {
        worker: Some(worker.clone()),
        figure: None,
        kind: FollowUpKind::Promise,
        due: due.to_owned(),
        about: Some("membawa kartu".to_owned()),
    };
    field.record_follow_up(&task("2026-06-01"), Some("A02")).unwrap();
    field.record_follow_up(&task("2026-06-02"), Some("A01")).unwrap();
    field.record_follow_up(&task("2026-06-03"), None).unwrap();
    let days: Vec<String> = field.today("2026-06-03").unwrap().into_iter().map(|line| line.due).collect();
    assert_eq!(days, ["2026-06-02", "2026-06-03"]);
    let early = field.put_off(&task("2026-06-03"), "2026-06-02").unwrap_err();
    assert_eq!(early, FieldError::Invalid { field: "to".to_owned(), rule: Rule::Order });
}

#[test]
fn money_held_too_long_is_due_and_needs_a_look() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    field.register(&siti()).unwrap();
    let days = |days: i64| hand.clock.reach(MORNING_MS + days * 86_400_000);
    let overdue = || {
        let items = field.attention().unwrap();
        items.into_iter().filter(|item| item.kind == AttentionKind::MoneyOverdue).map(|item| item.about).next()
    };
    days(3);
    assert_eq!(overdue(), None);
    days(4);
    let receipt = overdue().unwrap();
    assert_eq!(told(&field, "2026-06-05"), [line("money_held", "Siti Aminah", 1)]);
    field.move_receipt(&receipt, ReceiptStatus::HandedOver).unwrap();
    assert_eq!((overdue(), told(&field, "2026-06-05").len()), (None, 0));
}

#[test]
fn a_list_that_has_no_answer_for_today_needs_a_look() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let expired = || {
        let items = field.attention().unwrap();
        let lists = items.into_iter().filter(|item| item.kind == AttentionKind::ListExpired);
        lists.map(|item| item.about).collect::<Vec<_>>()
    };
    assert!(!expired().contains(&"public_holidays".to_owned()));
    // Two years later.
    hand.clock.reach(MORNING_MS + 730 * 86_400_000);
    assert!(expired().contains(&"public_holidays".to_owned()));
}
