//! Who sees what: villages gained, lost and crossed, workers who move, phones that are revoked.

use crate::support::{BANGETAYU, DAY_MS, GENUK, Phone, World, id, met, refusal, set, worker};
use perisai_branch::{By, Quarantined};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{Patch, RecordId, Verdict};
use perisai_core::sync::wire::{Directive, RefusalCode, Stream};

fn add(phone: &mut Phone, world: &World, name: &str, village: &str) -> RecordId {
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("worker", id, met(name, village))]);
    phone.sync(world);
    id
}

fn neighbours() -> (World, Phone, Phone) {
    let world = World::new();
    world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
    world.agent("A02", AgentRole::PerisaiAgent, &[BANGETAYU]);
    let phones = (world.phone("A01"), world.phone("A02"));
    (world, phones.0, phones.1)
}

#[test]
fn a_record_outside_an_agents_villages_answers_as_one_that_does_not_exist() {
    let (world, mut one, mut two) = neighbours();
    let there = add(&mut one, &world, "Slamet", GENUK);
    let nowhere = two.new_id(&world);
    let outside = two.capture(&world, vec![set("worker", there, "hamlet", "RW 1", vec![])]);
    let missing = two.capture(&world, vec![set("worker", nowhere, "hamlet", "RW 1", vec![])]);
    two.sync(&world);
    assert_eq!(two.verdicts[&outside], Verdict::Held { waits_for: vec![there] });
    assert_eq!(two.verdicts[&missing], Verdict::Held { waits_for: vec![nowhere] });
    assert!(two.record(there).is_none());
    world.branch.assign(&world.admin(), &id("A02"), &[GENUK.parse().unwrap()]).unwrap();
    two.sync(&world);
    assert!(two.record(there).is_some());
    assert!(two.verdicts[&outside].is_taken_in());
}

#[test]
fn what_is_captured_outside_the_villages_is_shown_to_its_author_for_ninety_days() {
    let (world, mut one, mut two) = neighbours();
    let (guest, registration, patches) = one.registration(&world, worker("Tamu", 3, BANGETAYU));
    let change = one.capture(&world, patches);
    one.sync(&world);
    two.sync(&world);
    assert_eq!(one.verdicts[&change], Verdict::Applied);
    assert!(two.record(guest).is_some() && one.record(guest).is_some());
    let status = perisai_core::domain::kinds::RegistrationStatus::Verified;
    world.branch.set_status(&world.admin(), registration, status, None, None).unwrap();
    one.sync(&world);
    assert_eq!(one.field(registration, "status"), Some("verified".into()));
    world.wait(91 * DAY_MS);
    one.sync(&world);
    assert!(one.record(guest).is_none() && one.record(registration).is_none());
    two.sync(&world);
    assert!(two.record(guest).is_some());
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn a_worker_who_moves_takes_everything_along_and_an_edit_made_under_the_old_village_follows() {
    let (world, mut one, mut two) = neighbours();
    let (moved, registration, patches) = one.registration(&world, worker("Slamet", 4, GENUK));
    one.capture(&world, patches);
    one.sync(&world);
    let mut other = world.phone("A01");
    other.sync(&world);
    let patch = one.set(moved, "village", BANGETAYU);
    one.capture(&world, vec![patch]);
    one.sync(&world);
    two.sync(&world);
    assert!(two.record(moved).is_some() && two.record(registration).is_some());
    let in_genuk = |phone: &Phone| {
        let genuk = Stream::Region(GENUK.parse().unwrap()).name();
        phone.shown.keys().any(|(stream, record)| *stream == genuk && *record == moved)
    };
    assert!(!in_genuk(&one));
    let late = other.set(moved, "hamlet", "RW 5");
    let late = other.capture(&world, vec![late]);
    other.sync(&world);
    two.sync(&world);
    assert_eq!(other.verdicts[&late], Verdict::Applied);
    assert_eq!(two.field(moved, "hamlet"), Some("RW 5".into()));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn work_captured_under_a_village_that_was_lost_since_is_accepted() {
    let (world, mut one, _) = neighbours();
    let known = add(&mut one, &world, "Slamet", GENUK);
    let edit = one.set(known, "hamlet", "RW 1");
    let edit = one.capture(&world, vec![edit]);
    world.branch.unassign(&world.admin(), &id("A01"), &[GENUK.parse().unwrap()]).unwrap();
    one.sync(&world);
    assert_eq!(one.verdicts[&edit], Verdict::Applied);
    let late = one.set(known, "hamlet", "RW 2");
    let late = one.capture(&world, vec![late]);
    one.sync(&world);
    // An own record may still be edited: its author cannot be told that it does not exist.
    assert_eq!(one.verdicts[&late], Verdict::Applied);
}

#[test]
fn a_revoked_phone_is_served_nothing_and_its_journal_waits_for_a_supervisor() {
    let (world, mut one, mut two) = neighbours();
    one.sync(&world);
    let worker = one.new_id(&world);
    let refused = one.new_id(&world);
    let by = By { agent: id("admin"), reason: "lost".to_owned() };
    world.branch.revoke(&by, one.device).unwrap();
    let kept = one.capture(&world, vec![Patch::create("worker", worker, met("Slamet", BANGETAYU))]);
    let invented = one.capture(&world, vec![Patch::create("worker", refused, met("Nobody", BANGETAYU))]);
    let answer = one.exchange(&world);
    assert_eq!(answer.directives, [Directive::Revoked]);
    assert!(answer.pages.is_empty() && answer.verdicts.is_empty() && answer.scope.is_none() && !answer.more);
    assert_eq!(answer.heads, [one.head]);
    assert_eq!(world.branch.totals().unwrap().quarantined, 2);
    world.branch.refuse(&by, Quarantined::Change(invented)).unwrap();
    world.branch.release(&by, Quarantined::Device(one.device)).unwrap();
    two.sync(&world);
    assert!(two.record(worker).is_some() && two.record(refused).is_none());
    let quarantine = world.branch.quarantine().unwrap();
    assert_eq!((quarantine.len(), quarantine[0].refused.as_deref()), (1, Some("lost")));
    let totals = world.branch.totals().unwrap();
    assert_eq!((totals.captured, totals.applied, totals.quarantined), (2, 1, 1));
    assert!(world.branch.history(worker).unwrap().iter().any(|row| row.change == kept.to_string()));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn a_stranger_and_a_forged_signature_get_the_same_refusal() {
    let (world, one, two) = neighbours();
    let mut stranger = one.clone();
    stranger.device = perisai_core::domain::DeviceId(uuid_of(7));
    let mut forged = one.clone();
    forged.signer = two.signer.clone();
    for phone in [stranger, forged] {
        let answer = world.branch.handle(&phone.sign(&phone.message(&world)));
        assert_eq!((answer.status, refusal(&answer).code), (401, RefusalCode::Unauthorized));
    }
}

fn uuid_of(number: u8) -> uuid::Uuid {
    uuid::Uuid::from_bytes([number; 16])
}

#[test]
fn the_persons_on_a_lost_phone_are_those_it_had_read_and_those_it_captured() {
    let (world, mut one, mut two) = neighbours();
    let read = add(&mut one, &world, "Slamet", GENUK);
    let captured = add(&mut one, &world, "Tamu", BANGETAYU);
    let other = add(&mut two, &world, "Siti", BANGETAYU);
    let mut persons: Vec<_> =
        world.branch.persons(None, one.device).unwrap().into_iter().map(|person| person.worker).collect();
    persons.sort();
    let mut expected = [read.to_string(), captured.to_string()];
    expected.sort();
    assert_eq!(persons, expected);
    assert!(!persons.contains(&other.to_string()));
}

#[test]
fn what_a_merge_or_its_undoing_brings_outside_its_authors_villages_is_shown_to_the_author_for_ninety_days() {
    let (world, mut one, mut two) = neighbours();
    let guest = add(&mut one, &world, "Tamu", BANGETAYU);
    let survivor = add(&mut one, &world, "Slamet", GENUK);
    let (of_two, registration, patches) = two.registration(&world, worker("Siti", 5, BANGETAYU));
    two.capture(&world, patches);
    two.sync(&world);
    for absorbed in [guest, of_two] {
        world.branch.merge(&world.admin(), survivor, absorbed).unwrap();
    }
    // One has not heard of it, and writes inside of its village: the guest is the survivor.
    let talk = one.new_id(&world);
    let encounter = [
        ("worker".to_owned(), perisai_core::domain::Value::from(guest.to_string())),
        ("channel".to_owned(), "phone".into()),
        ("direction".to_owned(), "outgoing".into()),
    ];
    one.capture(&world, vec![Patch::create("encounter", talk, encounter.into())]);
    one.sync(&world);
    two.sync(&world);
    let copied = |phone: &Phone, record| phone.shown.contains_key(&(Stream::Agent(phone.agent.clone()).name(), record));
    assert!(!copied(&one, talk) && one.record(talk).is_some());
    assert!(copied(&two, registration), "it went to the survivor's village");

    world.branch.unmerge(&world.admin(), guest).unwrap();
    one.sync(&world);
    assert!(copied(&one, talk) && copied(&one, guest), "it went to the guest's village");
    assert_eq!(one.field(talk, "worker"), Some(guest.to_string().into()));
    world.wait(91 * DAY_MS);
    one.sync(&world);
    assert!(one.record(talk).is_none());
    assert!(world.branch.verify().unwrap().problems.is_empty());
}
