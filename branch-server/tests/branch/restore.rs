//! Journals that part, and a branch that was put back from a backup.

use std::sync::Arc;

use crate::support::{
    BANGETAYU, GENUK, Phone, World, edit, field_conflict, id, met, receipt, refusal, resolution, worker,
};
use perisai_branch::Branch;
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{Incarnation, Patch, RecordId, Registry, Verdict};
use perisai_core::sync::wire::{Head, RefusalCode, Run};

fn add(phone: &mut Phone, world: &World, name: &str) -> RecordId {
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("worker", id, met(name, GENUK))]);
    id
}

/// The same world, its branch put back to a copy.
fn restored(world: &World, ledger: perisai_branch::store::SqliteLedger) -> World {
    let ledger = Arc::new(ledger);
    let branch = Branch::open(ledger.clone(), world.clock.clone(), world.ids.clone(), Registry::standard());
    branch.note_restore(&world.admin()).unwrap();
    World { branch, ledger, clock: world.clock.clone(), ids: world.ids.clone() }
}

fn again(phone: &mut Phone, world: &World) {
    let answer = world.branch.handle(&phone.sign(&phone.message(world)));
    let refused = refusal(&answer);
    assert_eq!(refused.code, RefusalCode::StaleNonce);
    phone.nonce = refused.nonce.unwrap();
}

#[test]
fn a_restored_branch_says_how_far_it_is_and_takes_the_lost_changes_again() {
    let (world, mut phone) = World::with_phone();
    let mut other = world.phone("A01");
    let first = add(&mut phone, &world, "Slamet");
    phone.sync(&world);
    let copy = world.ledger.snapshot().unwrap();
    let at_copy = phone.acknowledged;
    let second = add(&mut phone, &world, "Siti");
    phone.sync(&world);
    let world = restored(&world, copy);
    again(&mut other, &world);
    add(&mut other, &world, "Budi");
    other.sync(&world);
    again(&mut phone, &world);
    let answer = phone.exchange(&world);
    assert_eq!(answer.heads, [at_copy]);
    assert!(answer.cursors.is_none() && answer.more, "the branch no longer knows what it answered");
    // The phone offers what the branch lacks, and lists where it stands.
    let answer = phone.exchange(&world);
    assert_eq!(answer.verdicts.len(), 1);
    assert!(answer.pages.iter().any(|page| page.restarts), "a stream that moved on is read again from its start");
    phone.sync(&world);
    assert!(phone.record(first).is_some() && phone.record(second).is_some());
    assert_eq!(phone.acknowledged, phone.head);
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn a_version_of_villages_is_never_given_out_twice_with_another_meaning() {
    let (world, _) = World::with_phone();
    let copy = world.ledger.snapshot().unwrap();
    let assign = |world: &World, village: &str| {
        let villages = [village.parse().unwrap()];
        world.branch.assign(&world.admin(), &id("A01"), &villages).unwrap().version
    };
    let before = assign(&world, BANGETAYU);
    let world = restored(&world, copy);
    assert_ne!(assign(&world, "3374051001"), before);
}

#[test]
fn of_a_run_that_parts_from_the_journal_nothing_is_taken_and_the_shared_place_is_named() {
    let (world, mut phone) = World::with_phone();
    add(&mut phone, &world, "Slamet");
    phone.sync(&world);
    let shared = phone.head;
    let mut clone = phone.clone();
    add(&mut phone, &world, "Siti");
    phone.sync(&world);
    clone.new_id(&world);
    add(&mut clone, &world, "Budi");
    clone.nonce = phone.nonce.clone();
    let mut message = clone.message(&world);
    message.shared = vec![clone.head, shared];
    let answer = crate::support::open(&world.branch.handle(&clone.sign(&message)));
    assert_eq!(answer.heads, [phone.head]);
    assert_eq!(answer.shared, Some(shared));
    assert!(answer.verdicts.is_empty());
    assert_eq!(world.branch.totals().unwrap().captured, 2);

    // The clone goes on in a life of its own, and offers everything after the shared place anew.
    let life = Incarnation([9; 8]);
    clone.nonce = answer.nonce;
    clone.acknowledged = Head::empty(clone.device, life);
    clone.head = clone.acknowledged.append(clone.pending[0].id());
    clone.journal = clone.pending.clone();
    clone.known = None;
    clone.exchange(&world);
    assert_eq!(world.branch.totals().unwrap().captured, 3);
    phone.nonce = clone.nonce.clone();
    world.wait(1_000);
    add(&mut phone, &world, "Wati");
    phone.known = None;
    phone.sync(&world);
    let devices = world.branch.devices().unwrap();
    assert!(devices[0].cloned, "two lives that both grow are shown");
}

#[test]
fn the_same_change_at_another_place_is_a_replay() {
    let (world, mut phone) = World::with_phone();
    let id = add(&mut phone, &world, "Slamet");
    let change = phone.pending[0].clone();
    phone.sync(&world);
    let edit = phone.set(id, "hamlet", "RW 1");
    phone.capture(&world, vec![edit]);
    phone.sync(&world);
    let life = Incarnation([9; 8]);
    let mut message = phone.message(&world);
    message.run = Some(Run { after: Head::empty(phone.device, life), changes: vec![change.clone()] });
    message.heads = vec![Head::empty(phone.device, life)];
    let answer = crate::support::open(&world.branch.handle(&phone.sign(&message)));
    assert_eq!(answer.verdicts[0].verdict, Verdict::Applied);
    assert_eq!(answer.heads[0].seq, 1);
    assert_eq!(world.branch.totals().unwrap().captured, 2);
    assert_eq!(phone.field(id, "hamlet"), Some("RW 1".into()));
}

#[test]
fn a_backup_tells_phones_what_it_holds() {
    let (world, mut phone) = World::with_phone();
    add(&mut phone, &world, "Slamet");
    assert!(phone.exchange(&world).in_backup.is_empty());
    let folder = std::env::temp_dir().join(format!("perisai-backup-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("copy.db");
    world.branch.backup(&world.admin(), &file).unwrap();
    assert_eq!(phone.exchange(&world).in_backup, [phone.head]);
    assert!(world.branch.backup(&world.admin(), &file).is_err(), "a backup is never overwritten");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_phone_that_a_restored_branch_forgot_goes_on_under_its_id_and_key() {
    let world = World::new();
    let copy = world.ledger.snapshot().unwrap();
    world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
    let mut phone = world.phone("A01");
    let worker = add(&mut phone, &world, "Slamet");
    phone.sync(&world);
    let world = restored(&world, copy);
    let unknown = world.branch.handle(&phone.sign(&phone.message(&world)));
    assert_eq!(refusal(&unknown).code, RefusalCode::Unauthorized);
    world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
    let code = world.branch.enrol_code(&world.admin(), &id("A01")).unwrap();
    let answer = crate::support::enrol(&world.branch, &phone.signer, &code, Some(phone.device));
    let answer: perisai_core::sync::wire::EnrolResponse = perisai_core::sync::wire::unpack(&answer.body).unwrap();
    assert_eq!(answer.device, phone.device);
    phone.nonce = answer.nonce;
    phone.acknowledged = Head::empty(phone.device, phone.head.incarnation);
    phone.pending = phone.journal.clone();
    phone.known = None;
    phone.sync(&world);
    assert!(phone.record(worker).is_some());
}

/// Two agents and a supervisor of one village, who all show one worker.
fn three_phones() -> (World, [Phone; 3], RecordId) {
    let world = World::new();
    let roles = [("A01", AgentRole::PerisaiAgent), ("A02", AgentRole::PerisaiAgent), ("S01", AgentRole::Supervisor)];
    let mut phones = roles.map(|(badge, role)| {
        world.agent(badge, role, &[GENUK]);
        world.phone(badge)
    });
    let person = phones[0].new_id(&world);
    phones[0].capture(&world, vec![Patch::create("worker", person, worker("Slamet", 1, GENUK))]);
    for phone in &mut phones {
        phone.sync(&world);
    }
    (world, phones, person)
}

#[test]
fn a_value_that_lost_before_it_arrived_can_still_be_chosen_by_a_higher_role_who_decided_unseen() {
    let (world, [mut one, mut two, mut supervisor], person) = three_phones();
    let first = edit(&mut one, &world, person, "birth_date", "1990-01-06");
    one.sync(&world);
    let second = edit(&mut two, &world, person, "birth_date", "1990-01-07");
    two.sync(&world);
    let copy = world.ledger.snapshot().unwrap();
    let third = edit(&mut supervisor, &world, person, "birth_date", "1990-01-08");
    supervisor.sync(&world);
    one.sync(&world);
    let conflict = field_conflict(person, "birth_date");
    let low = resolution(&one, conflict, second, &[first, second, third]);
    one.capture(&world, vec![low]);
    let high = resolution(&supervisor, conflict, third, &[first, second, third]);
    let high = supervisor.capture(&world, vec![high]);

    let world = restored(&world, copy);
    again(&mut one, &world);
    one.sync(&world);
    assert_eq!(one.field(person, "birth_date"), Some("1990-01-07".into()));
    again(&mut supervisor, &world);
    supervisor.sync(&world);
    one.sync(&world);
    assert_eq!(one.field(person, "birth_date"), Some("1990-01-08".into()));
    assert_eq!((&supervisor.verdicts[&third], &supervisor.verdicts[&high]), (&Verdict::Applied, &Verdict::Applied));
    assert_eq!(one.field(conflict, "status"), Some("resolved".into()));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn of_a_month_paid_twice_the_receipt_that_was_chosen_stands_when_it_arrives_after_the_decision() {
    for chosen in [1, 2] {
        let (world, [mut one, mut two, mut supervisor], person) = three_phones();
        let pay = |phone: &mut Phone, number: &str| {
            let (id, holder) = (phone.new_id(&world), phone.agent.to_string());
            let paid = receipt(person, &holder, number, &["2026-07"]);
            let change = phone.capture(&world, vec![Patch::create("receipt", id, paid)]);
            phone.sync(&world);
            change
        };
        let earlier = [pay(&mut one, "A-1"), pay(&mut supervisor, "S-1")];
        let copy = world.ledger.snapshot().unwrap();
        let late = pay(&mut two, "B-1");
        let all = [earlier[0], earlier[1], late];
        let conflict: RecordId = world.branch.conflicts(false).unwrap()[0].conflict.parse().unwrap();
        supervisor.sync(&world);
        let decision = resolution(&supervisor, conflict, all[chosen], &all);
        supervisor.capture(&world, vec![decision]);

        let world = restored(&world, copy);
        again(&mut supervisor, &world);
        supervisor.sync(&world);
        again(&mut two, &world);
        two.sync(&world);
        let view = &world.branch.conflicts(true).unwrap()[0];
        assert_eq!((view.status.as_str(), view.choices.len()), ("resolved", 1), "{chosen}");
        assert_eq!(view.choices[0].change, all[chosen].to_string(), "{chosen}");
        assert_eq!(two.verdicts[&late] == Verdict::Applied, all[chosen] == late, "{chosen}");
        assert!(world.branch.verify().unwrap().problems.is_empty());
    }
}
