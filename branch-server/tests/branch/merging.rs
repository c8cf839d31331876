//! Several phones and the branch: what becomes of edits made without seeing each other.

use crate::support::{BANGETAYU, DAY_MS, GENUK, Phone, World, edit, field_conflict, id, met, resolution, set, worker};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{ChangeId, Patch, RecordId, Rule, Value, Verdict};

/// Two agents of one village who both show one worker.
fn two_phones() -> (World, Phone, Phone, RecordId) {
    let world = World::new();
    world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
    world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
    world.agent("S01", AgentRole::Supervisor, &[GENUK]);
    let (mut one, mut two) = (world.phone("A01"), world.phone("A02"));
    let id = one.new_id(&world);
    one.capture(&world, vec![Patch::create("worker", id, worker("Slamet", 1, GENUK))]);
    one.sync(&world);
    two.sync(&world);
    (world, one, two, id)
}

fn created(phone: &Phone, record: RecordId) -> ChangeId {
    phone.record(record).unwrap().writers.created
}

#[test]
fn the_later_of_two_unseen_edits_shows_and_the_author_of_the_other_is_told() {
    let (world, mut one, mut two, worker) = two_phones();
    let first = edit(&mut one, &world, worker, "hamlet", "RW 1");
    world.wait(60_000);
    let second = edit(&mut two, &world, worker, "hamlet", "RW 2");
    two.sync(&world);
    one.sync(&world);
    assert_eq!(one.field(worker, "hamlet"), Some("RW 2".into()));
    assert!(matches!(one.verdicts[&first], Verdict::Merged { .. }));
    two.sync(&world);
    assert_eq!(two.verdicts[&second], Verdict::Applied);
}

#[test]
fn an_edit_that_arrives_late_but_was_captured_later_wins_and_turns_the_earlier_verdict() {
    let (world, mut one, mut two, worker) = two_phones();
    let first = edit(&mut one, &world, worker, "hamlet", "RW 1");
    one.sync(&world);
    assert_eq!(one.verdicts[&first], Verdict::Applied);
    world.wait(60_000);
    edit(&mut two, &world, worker, "hamlet", "RW 2");
    two.sync(&world);
    one.sync(&world);
    assert!(matches!(&one.verdicts[&first], Verdict::Merged { lost } if lost[0].field == "hamlet"));
    let history = world.branch.history(worker).unwrap();
    let hamlets: Vec<_> = history
        .iter()
        .filter(|row| row.field == "hamlet")
        .map(|row| (row.value.clone(), row.outcome.as_str()))
        .collect();
    assert_eq!(hamlets, [("RW 1".into(), "lost"), ("RW 2".into(), "stood")]);
}

#[test]
fn a_contested_field_keeps_both_values_until_a_person_decides() {
    let (world, mut one, mut two, worker) = two_phones();
    let standing = edit(&mut one, &world, worker, "birth_date", "1990-01-06");
    one.sync(&world);
    let waiting = edit(&mut two, &world, worker, "birth_date", "1990-01-07");
    two.sync(&world);
    let conflict = field_conflict(worker, "birth_date");
    assert_eq!(two.verdicts[&waiting], Verdict::Contested { conflicts: vec![conflict], lost: vec![] });
    assert_eq!(two.field(worker, "birth_date"), Some("1990-01-06".into()));
    one.sync(&world);
    assert_eq!(one.field(conflict, "status"), Some("open".into()));

    let decision = resolution(&one, conflict, waiting, &[standing, waiting]);
    let decided = one.capture(&world, vec![decision]);
    one.sync(&world);
    two.sync(&world);
    assert_eq!(one.verdicts[&decided], Verdict::Applied);
    assert_eq!(two.field(worker, "birth_date"), Some("1990-01-07".into()));
    assert_eq!(two.field(conflict, "status"), Some("resolved".into()));
    assert_eq!(two.verdicts[&waiting], Verdict::Applied);
    one.sync(&world);
    assert!(matches!(one.verdicts[&standing], Verdict::Merged { .. }));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn a_candidate_that_the_decider_had_not_seen_stays_open() {
    let (world, mut one, mut two, worker) = two_phones();
    let mut third = world.phone("S01");
    third.sync(&world);
    let standing = edit(&mut one, &world, worker, "birth_date", "1990-01-06");
    one.sync(&world);
    let waiting = edit(&mut two, &world, worker, "birth_date", "1990-01-07");
    two.sync(&world);
    one.sync(&world);
    let unseen = edit(&mut third, &world, worker, "birth_date", "1990-01-08");
    third.sync(&world);
    let conflict = field_conflict(worker, "birth_date");
    let decision = resolution(&one, conflict, waiting, &[standing, waiting]);
    one.capture(&world, vec![decision]);
    one.sync(&world);
    assert_eq!(one.field(worker, "birth_date"), Some("1990-01-07".into()));
    assert_eq!(one.field(conflict, "status"), Some("open".into()));
    third.sync(&world);
    assert!(matches!(third.verdicts[&unseen], Verdict::Contested { .. }));
}

#[test]
fn of_two_decisions_made_unseen_the_higher_roles_stands_whichever_comes_first() {
    for supervisor_first in [true, false] {
        let (world, mut one, mut two, worker) = two_phones();
        let mut supervisor = world.phone("S01");
        let standing = edit(&mut one, &world, worker, "birth_date", "1990-01-06");
        one.sync(&world);
        let waiting = edit(&mut two, &world, worker, "birth_date", "1990-01-07");
        two.sync(&world);
        one.sync(&world);
        supervisor.sync(&world);
        let conflict = field_conflict(worker, "birth_date");
        let high = resolution(&supervisor, conflict, standing, &[standing, waiting]);
        let high = supervisor.capture(&world, vec![high]);
        let low = resolution(&one, conflict, waiting, &[standing, waiting]);
        let low = one.capture(&world, vec![low]);
        if supervisor_first {
            supervisor.sync(&world);
        }
        one.sync(&world);
        supervisor.sync(&world);
        one.sync(&world);
        let shown = (one.field(worker, "birth_date"), one.field(conflict, "status"));
        assert_eq!(shown, (Some("1990-01-06".into()), Some("resolved".into())), "{supervisor_first}");
        assert_eq!(supervisor.verdicts[&high], Verdict::Applied);
        assert!(matches!(one.verdicts[&low], Verdict::Merged { .. }));
    }
}

#[test]
fn what_refers_to_a_record_that_has_not_arrived_is_held_and_applied_when_it_does() {
    let (world, mut one, mut two, worker) = two_phones();
    let event = one.new_id(&world);
    let attendance = RecordId::derived("attendance", &[&event.to_string(), &worker.to_string()]);
    let fields = [("event".to_owned(), event.to_string().into()), ("worker".to_owned(), worker.to_string().into())];
    let held = two.capture(&world, vec![Patch::create("attendance", attendance, fields.into())]);
    two.sync(&world);
    assert_eq!(two.verdicts[&held], Verdict::Held { waits_for: vec![event] });
    let forum = [
        ("kind".to_owned(), Value::from("forum")),
        ("starts_at".to_owned(), Value::Int(world.now())),
        ("village".to_owned(), GENUK.into()),
    ];
    one.capture(&world, vec![Patch::create("event", event, forum.into())]);
    one.sync(&world);
    two.sync(&world);
    assert_eq!(two.verdicts[&held], Verdict::Applied);
    assert!(two.record(attendance).is_some());
}

#[test]
fn what_stays_held_for_thirty_days_goes_back_to_its_author() {
    let (world, mut one, mut two, _) = two_phones();
    let nowhere = one.new_id(&world);
    let held = two.capture(&world, vec![set("worker", nowhere, "hamlet", "RW 1", vec![])]);
    two.sync(&world);
    world.wait(31 * DAY_MS);
    one.sync(&world);
    two.sync(&world);
    assert!(matches!(two.verdicts[&held], Verdict::Rejected { rule: Rule::Expired, .. }));
}

#[test]
fn of_a_rejected_change_and_its_corrections_only_one_counts() {
    let (world, mut one, _, worker) = two_phones();
    let (_, mut patches) = one.register(&world, worker);
    let consent = patches.remove(0);
    let rejected = one.capture(&world, patches.clone());
    one.sync(&world);
    assert!(matches!(one.verdicts[&rejected], Verdict::Rejected { rule: Rule::ConsentMissing, .. }));
    patches.insert(0, consent);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut correction = one.change(&world, patches.clone());
        correction.replaces = Some(rejected);
        ids.push(one.keep(correction));
    }
    one.sync(&world);
    assert_eq!(one.verdicts[&ids[0]], Verdict::Applied);
    assert!(matches!(one.verdicts[&ids[1]], Verdict::Rejected { rule: Rule::Replaced, .. }));
    assert_eq!(world.branch.registrations().unwrap().len(), 1);
}

#[test]
fn one_bad_change_blocks_no_other_of_its_run() {
    let (world, mut one, _, worker) = two_phones();
    let bad = one.capture(&world, vec![set("worker", worker, "nik", "not a nik", vec![])]);
    let unknown = one.capture(&world, vec![set("astrology", worker, "sign", "crab", vec![])]);
    let good = edit(&mut one, &world, worker, "hamlet", "RW 1");
    one.sync(&world);
    assert!(matches!(one.verdicts[&bad], Verdict::Rejected { rule: Rule::NikLength, .. }));
    assert!(matches!(one.verdicts[&unknown], Verdict::Rejected { rule: Rule::KindUnknown, .. }));
    assert_eq!(one.verdicts[&good], Verdict::Applied);
}

#[test]
fn the_same_person_registered_by_two_agents_is_one_suspicion_and_the_second_registration_is_marked() {
    let (world, mut one, mut two, _) = two_phones();
    let (first, kept, patches) = one.registration(&world, worker("Siti Aminah", 7, GENUK));
    one.capture(&world, patches);
    let (second, suspected, patches) = two.registration(&world, worker("Siti Aminah", 7, GENUK));
    two.capture(&world, patches);
    one.sync(&world);
    two.sync(&world);
    one.sync(&world);
    assert_eq!(one.field(kept, "status"), Some("submitted".into()));
    assert_eq!(one.field(suspected, "status"), Some("duplicate_suspected".into()));
    let duplicates = world.branch.duplicates(false).unwrap();
    assert_eq!(duplicates.len(), 1);
    let mut workers = [first.to_string(), second.to_string()];
    workers.sort();
    assert_eq!(duplicates[0].workers, workers);
    assert!(duplicates[0].reasons.contains(&"same_nik".to_owned()));
    assert_eq!(duplicates[0].choices.len(), 2);
}

#[test]
fn a_merge_gives_the_children_to_the_survivor_and_its_undoing_gives_them_back_with_what_came_between() {
    let (world, mut one, mut two, survivor) = two_phones();
    world.branch.assign(&world.admin(), &id("A02"), &[BANGETAYU.parse().unwrap()]).unwrap();
    two.sync(&world);
    let (absorbed, registration, patches) = two.registration(&world, worker("Slamet", 2, BANGETAYU));
    two.capture(&world, patches);
    two.sync(&world);
    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    // Two has not heard of it.
    world.wait(60_000);
    let late = two.new_id(&world);
    let encounter = [
        ("worker".to_owned(), Value::from(absorbed.to_string())),
        ("channel".to_owned(), "phone".into()),
        ("direction".to_owned(), "outgoing".into()),
    ];
    two.capture(&world, vec![Patch::create("encounter", late, encounter.into())]);
    let edited = two.set(absorbed, "hamlet", "RW 9");
    two.capture(&world, vec![edited]);
    two.sync(&world);
    one.sync(&world);
    for child in [registration, late] {
        assert_eq!(one.field(child, "worker"), Some(survivor.to_string().into()));
    }
    assert_eq!(one.field(survivor, "hamlet"), Some("RW 9".into()));
    assert_eq!(two.field(absorbed, "merged_into"), Some(survivor.to_string().into()));
    assert!(world.branch.verify().unwrap().problems.is_empty(), "{:?}", world.branch.verify());

    world.branch.unmerge(&world.admin(), absorbed).unwrap();
    one.sync(&world);
    two.sync(&world);
    for child in [registration, late] {
        assert_eq!(one.record(child), None, "it lives in another village again");
        assert_eq!(two.field(child, "worker"), Some(absorbed.to_string().into()));
    }
    assert_eq!(one.field(survivor, "hamlet"), None);
    assert_eq!(two.field(absorbed, "hamlet"), Some("RW 9".into()));
    assert_eq!(two.field(absorbed, "merged_into"), None);
    assert!(world.branch.verify().unwrap().problems.is_empty(), "{:?}", world.branch.verify());
}

#[test]
fn attendances_of_one_person_at_one_event_become_one_row_and_two_again() {
    let (world, mut one, mut two, survivor) = two_phones();
    let absorbed = two.new_id(&world);
    two.capture(&world, vec![Patch::create("worker", absorbed, met("Slamat", GENUK))]);
    two.sync(&world);
    one.sync(&world);
    let event = one.new_id(&world);
    let forum = [("kind".to_owned(), Value::from("forum")), ("starts_at".to_owned(), Value::Int(world.now()))];
    one.capture(&world, vec![Patch::create("event", event, forum.into())]);
    let attend = |worker: RecordId| {
        let id = RecordId::derived("attendance", &[&event.to_string(), &worker.to_string()]);
        let fields = [("event".to_owned(), event.to_string().into()), ("worker".to_owned(), worker.to_string().into())];
        (id, Patch::create("attendance", id, fields.into()))
    };
    let (of_absorbed, patch) = attend(absorbed);
    one.capture(&world, vec![patch]);
    one.sync(&world);
    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    one.sync(&world);
    let (of_survivor, _) = attend(survivor);
    assert!(one.record(of_survivor).is_some() && one.record(of_absorbed).is_none());
    // A phone that had not heard of it sets the role of the row it knows.
    two.sync(&world);
    let role = set("attendance", of_absorbed, "role", "helper", vec![created(&one, of_survivor)]);
    two.capture(&world, vec![role]);
    two.sync(&world);
    assert_eq!(two.field(of_survivor, "role"), Some("helper".into()));
    world.branch.unmerge(&world.admin(), absorbed).unwrap();
    one.sync(&world);
    assert!(one.record(of_survivor).is_none());
    assert_eq!(one.field(of_absorbed, "role"), Some("helper".into()));
    assert!(world.branch.verify().unwrap().problems.is_empty(), "{:?}", world.branch.verify());
}
