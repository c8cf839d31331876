//! Months paid twice, also by two workers who turn out to be one.

use crate::support::{GENUK, Phone, World, id, met, receipt, worker};
use perisai_branch::{By, ConflictView};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{ChangeId, Patch, RecordId, Rule, Verdict};

/// Two agents of one village, and two workers whom nobody takes for one.
fn two_of_each() -> (World, Phone, Phone, [RecordId; 2]) {
    let world = World::new();
    world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
    world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
    let (mut one, mut two) = (world.phone("A01"), world.phone("A02"));
    let workers = [one.new_id(&world), one.new_id(&world)];
    one.capture(&world, vec![Patch::create("worker", workers[0], worker("Slamet", 1, GENUK))]);
    one.capture(&world, vec![Patch::create("worker", workers[1], met("Slamat", GENUK))]);
    one.sync(&world);
    two.sync(&world);
    (world, one, two, workers)
}

/// Writes a receipt and hands it in.
fn pay(phone: &mut Phone, world: &World, worker: RecordId, number: &str, months: &[&str]) -> (RecordId, ChangeId) {
    world.wait(60_000);
    let (id, holder) = (phone.new_id(world), phone.agent.to_string());
    let change = phone.capture(world, vec![Patch::create("receipt", id, receipt(worker, &holder, number, months))]);
    phone.sync(world);
    (id, change)
}

fn open_months(world: &World) -> Vec<String> {
    let mut open: Vec<String> =
        world.branch.conflicts(false).unwrap().into_iter().filter_map(|view| view.field).collect();
    open.sort();
    open
}

fn only_conflict(world: &World) -> ConflictView {
    let mut conflicts = world.branch.conflicts(true).unwrap();
    assert_eq!(conflicts.len(), 1);
    conflicts.remove(0)
}

fn is_sound(world: &World) -> bool {
    world.branch.verify().unwrap().problems.is_empty()
}

#[test]
fn two_receipts_for_one_month_are_a_conflict_that_a_supervisor_decides() {
    let (world, mut one, mut two, [worker, _]) = two_of_each();
    let (_, kept) = pay(&mut one, &world, worker, "A-1", &["2026-07"]);
    let (_, doubtful) = pay(&mut two, &world, worker, "B-1", &["2026-07"]);
    assert!(matches!(two.verdicts[&doubtful], Verdict::Contested { .. }));
    assert_eq!(open_months(&world), ["2026-07"]);
    let conflict: RecordId = only_conflict(&world).conflict.parse().unwrap();
    let agent = By { agent: id("A01"), reason: "mine".to_owned() };
    assert!(world.branch.resolve(&agent, conflict, 1).is_err());
    world.branch.resolve(&world.admin(), conflict, 1).unwrap();
    one.sync(&world);
    two.sync(&world);
    assert_eq!(two.verdicts[&doubtful], Verdict::Applied);
    assert!(matches!(one.verdicts[&kept], Verdict::Merged { .. }));
}

#[test]
fn a_month_that_two_workers_paid_is_paid_twice_once_they_are_one_and_no_more_when_they_are_two_again() {
    let (world, mut one, mut two, [survivor, absorbed]) = two_of_each();
    let (_, first) = pay(&mut one, &world, survivor, "A-1", &["2026-07", "2026-08"]);
    let (second_receipt, second) = pay(&mut two, &world, absorbed, "B-1", &["2026-08", "2026-09"]);
    assert!(open_months(&world).is_empty());

    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    one.sync(&world);
    two.sync(&world);
    assert_eq!(open_months(&world), ["2026-08"]);
    assert_eq!(one.verdicts[&first], Verdict::Applied);
    assert!(matches!(two.verdicts[&second], Verdict::Contested { .. }));
    let conflict: RecordId = only_conflict(&world).conflict.parse().unwrap();
    assert!(one.record(conflict).is_some() && two.record(conflict).is_some(), "both who hold the money see it");
    assert!(is_sound(&world));

    world.branch.unmerge(&world.admin(), absorbed).unwrap();
    one.sync(&world);
    two.sync(&world);
    assert!(open_months(&world).is_empty());
    assert_eq!(two.verdicts[&second], Verdict::Applied);
    assert_eq!(two.field(second_receipt, "worker"), Some(absorbed.to_string().into()));
    assert!(two.record(conflict).is_none(), "it is no longer about this agent's receipt");
    assert!(is_sound(&world));

    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    assert_eq!(open_months(&world), ["2026-08"], "and twice again");
    assert!(is_sound(&world));
}

#[test]
fn what_was_decided_about_a_month_of_two_workers_falls_with_the_merge() {
    let (world, mut one, mut two, [survivor, absorbed]) = two_of_each();
    let (_, first) = pay(&mut one, &world, survivor, "A-1", &["2026-07"]);
    pay(&mut two, &world, absorbed, "B-1", &["2026-07"]);
    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    let conflict: RecordId = only_conflict(&world).conflict.parse().unwrap();
    world.branch.resolve(&world.admin(), conflict, 1).unwrap();
    one.sync(&world);
    assert!(matches!(one.verdicts[&first], Verdict::Merged { .. }), "the other's receipt was chosen");

    world.branch.unmerge(&world.admin(), absorbed).unwrap();
    one.sync(&world);
    assert_eq!(one.verdicts[&first], Verdict::Applied);
    assert!(open_months(&world).is_empty());
    assert!(is_sound(&world));
}

#[test]
fn a_month_that_one_of_them_paid_twice_meanwhile_stays_paid_twice_when_they_are_two_again() {
    let (world, mut one, mut two, [survivor, absorbed]) = two_of_each();
    pay(&mut one, &world, absorbed, "A-1", &["2026-07"]);
    world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    // Two has not heard of the merge.
    let (_, again) = pay(&mut two, &world, absorbed, "B-1", &["2026-07"]);
    assert_eq!(open_months(&world), ["2026-07"]);
    assert!(matches!(two.verdicts[&again], Verdict::Contested { .. }));
    world.branch.unmerge(&world.admin(), absorbed).unwrap();
    two.sync(&world);
    assert_eq!(open_months(&world), ["2026-07"], "now a matter of the absorbed worker alone");
    assert!(matches!(two.verdicts[&again], Verdict::Contested { .. }));
    assert!(is_sound(&world));
}

#[test]
fn where_the_merge_is_turned_round_every_month_paid_by_both_is_paid_twice() {
    let (world, mut one, mut two, [first, second]) = two_of_each();
    pay(&mut one, &world, first, "A-1", &["2026-07"]);
    pay(&mut two, &world, second, "B-1", &["2026-07"]);
    world.branch.merge(&world.admin(), first, second).unwrap();
    world.branch.unmerge(&world.admin(), second).unwrap();
    world.branch.merge(&world.admin(), second, first).unwrap();
    assert_eq!(open_months(&world), ["2026-07"]);
    assert!(is_sound(&world));
}

#[test]
fn one_receipt_too_many_for_a_month_goes_back_to_its_author_and_a_merge_is_still_decided() {
    let (world, mut one, _, [first, second]) = two_of_each();
    for worker in [first, second] {
        for number in 1..=32 {
            let (_, change) = pay(&mut one, &world, worker, &format!("A-{worker}-{number}"), &["2026-07"]);
            assert!(one.verdicts[&change].is_taken_in(), "{number}");
        }
    }
    let (_, late) = pay(&mut one, &world, first, "A-33", &["2026-07"]);
    assert!(matches!(one.verdicts[&late], Verdict::Rejected { rule: Rule::Limit, .. }));
    let (_, other) = pay(&mut one, &world, first, "A-34", &["2026-08"]);
    assert_eq!(one.verdicts[&other], Verdict::Applied);
    world.branch.merge(&world.admin(), first, second).unwrap();
    assert!(is_sound(&world));
}
