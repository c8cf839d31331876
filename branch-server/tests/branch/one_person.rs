//! One person captured many times over: the branch says so with few words, and everything stays linked until a person
//! has decided.

use std::collections::{BTreeMap, BTreeSet};

use perisai_branch::ConflictView;
use perisai_core::domain::{Document, Patch, RecordId, Value};

use crate::support::{GENUK, Phone, World, worker};

/// Registers one person so many times over, in one run.
fn register(phone: &mut Phone, world: &World, times: usize) {
    for _ in 0..times {
        world.wait(1_000);
        let (_, _, patches) = phone.registration(world, worker("Slamet", 1, GENUK));
        phone.capture(world, patches);
    }
    phone.sync(world);
}

/// Captures one worker.
fn capture(phone: &mut Phone, world: &World, fields: Document) -> RecordId {
    world.wait(1_000);
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("worker", id, fields)]);
    phone.sync(world);
    id
}

/// The open suspicions, each as the two workers.
fn suspicions(world: &World) -> Vec<[String; 2]> {
    let pair = |view: ConflictView| <[String; 2]>::try_from(view.workers).unwrap();
    world.branch.duplicates(false).unwrap().into_iter().map(pair).collect()
}

/// Whom open suspicions link to a worker, over any number of steps, and the worker.
fn linked(world: &World, worker: RecordId) -> BTreeSet<String> {
    let mut linked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for [one, other] in suspicions(world) {
        linked.entry(one.clone()).or_default().push(other.clone());
        linked.entry(other).or_default().push(one);
    }
    let (mut reached, mut next) = (BTreeSet::new(), vec![worker.to_string()]);
    while let Some(worker) = next.pop() {
        if reached.insert(worker.clone()) {
            next.extend(linked.get(&worker).into_iter().flatten().cloned());
        }
    }
    reached
}

fn ids(workers: &[RecordId]) -> BTreeSet<String> {
    workers.iter().map(ToString::to_string).collect()
}

/// Decides that two workers are two.
fn tell_apart(world: &World, one: RecordId, other: RecordId) {
    let pair = ids(&[one, other]);
    let open = world.branch.duplicates(false).unwrap();
    let view = open.into_iter().find(|view| view.workers.iter().cloned().collect::<BTreeSet<_>>() == pair).unwrap();
    world.branch.resolve(&world.admin(), view.conflict.parse().unwrap(), 0).unwrap();
}

#[test]
fn what_the_branch_writes_of_one_more_capture_of_a_person_does_not_grow_with_how_many_there_are() {
    let (world, mut phone) = World::with_phone();
    let mut entries = vec![0];
    for _ in 0..4 {
        register(&mut phone, &world, 40);
        entries.push(world.branch.verify().unwrap().entries);
    }
    let steps: Vec<u64> = entries.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // Per capture a worker, a consent, a registration twice, a suspicion; the first is no second.
    assert!(steps.iter().all(|step| *step <= 40 * 5 + 8), "{steps:?}");
    assert_eq!(suspicions(&world).len(), 159);
    let suspected = world.branch.registrations().unwrap();
    let suspected = suspected.iter().filter(|view| view.status == "duplicate_suspected").count();
    assert_eq!(suspected, 159);
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn who_is_found_to_be_another_leaves_the_rest_linked() {
    let (world, mut phone) = World::with_phone();
    let same = || worker("Slamet", 1, GENUK);
    let all: Vec<RecordId> = (0..5).map(|_| capture(&mut phone, &world, same())).collect();
    assert_eq!(linked(&world, all[4]), ids(&all));
    for other in &all[1..] {
        // The earliest is told apart from one after the other; the others are still to be told apart.
        tell_apart(&world, all[0], *other);
        assert!(linked(&world, *other).is_superset(&ids(&all[1..])));
    }
    assert_eq!(linked(&world, all[0]), ids(&all[..1]));
    // Whoever comes after is linked to both.
    let late = capture(&mut phone, &world, same());
    assert_eq!(linked(&world, late).len(), 6);
}

#[test]
fn a_merge_links_the_survivor_to_those_whom_the_absorbed_one_was_linked_to() {
    let (world, mut phone) = World::with_phone();
    let all: Vec<RecordId> = (0..5).map(|_| capture(&mut phone, &world, worker("Slamet", 1, GENUK))).collect();
    let [first, second, rest @ ..] = all.as_slice() else { panic!("five were captured") };
    world.branch.merge(&world.admin(), *second, *first).unwrap();
    let between_the_living = |world: &World| {
        suspicions(world).into_iter().filter(|pair| !pair.contains(&first.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(between_the_living(&world).len(), 3, "the survivor with each of the others");
    assert!(rest.iter().all(|other| linked(&world, *other).contains(&second.to_string())));
    let late = capture(&mut phone, &world, worker("Slamet", 1, GENUK));
    assert!(linked(&world, late).contains(&second.to_string()));
    assert_eq!(between_the_living(&world).len(), 4);
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn who_is_like_two_that_are_not_alike_is_linked_to_both_also_past_many_of_the_first() {
    let (world, mut phone) = World::with_phone();
    for _ in 0..40 {
        capture(&mut phone, &world, worker("Slamet", 1, GENUK));
    }
    let with = |field: &str, value: &str, mut fields: Document| {
        fields.insert(field.to_owned(), Value::from(value));
        fields
    };
    let namesake = capture(&mut phone, &world, worker("Siti Aminah", 7, GENUK));
    assert_eq!(linked(&world, namesake).len(), 1);
    let both = capture(&mut phone, &world, with("name", "Siti Aminah", worker("Slamet", 1, GENUK)));
    assert_eq!(linked(&world, both).len(), 42);
    assert!(linked(&world, both).contains(&namesake.to_string()));
    assert_eq!(suspicions(&world).iter().filter(|pair| pair.contains(&both.to_string())).count(), 2);
}
