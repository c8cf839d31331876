//! One phone and the branch: the order of an exchange.

use crate::support::{GENUK, World, met, open, refusal, worker};
use perisai_core::domain::Verdict;
use perisai_core::sync::wire::RefusalCode;

#[test]
fn a_registration_is_applied_and_comes_back_with_its_verdict_in_one_exchange() {
    let (world, mut phone) = World::with_phone();
    phone.sync(&world);
    let (id, registration, patches) = phone.registration(&world, worker("Slamet", 1, GENUK));
    let change = phone.capture(&world, patches);
    let answer = phone.exchange(&world);
    assert_eq!(answer.verdicts[0].verdict, Verdict::Applied);
    assert!(!answer.more);
    assert_eq!(answer.heads, [phone.head]);
    assert_eq!(phone.field(id, "name"), Some("Slamet".into()));
    assert_eq!(phone.field(registration, "status"), Some("submitted".into()));
    assert_eq!(phone.verdicts[&change], Verdict::Applied);
}

#[test]
fn an_idle_check_is_one_small_request_with_an_empty_answer() {
    let (world, mut phone) = World::with_phone();
    phone.sync(&world);
    let request = phone.sign(&phone.message(&world));
    assert!(request.body.len() <= 200, "{} bytes", request.body.len());
    let answer = open(&world.branch.handle(&request));
    assert!(answer.pages.is_empty() && !answer.more);
    assert_eq!(answer.cursors, phone.known);
}

#[test]
fn a_request_sent_twice_has_one_effect_and_the_same_verdicts() {
    let (world, mut phone) = World::with_phone();
    let id = phone.new_id(&world);
    phone.capture(&world, vec![perisai_core::domain::Patch::create("worker", id, met("Slamet", GENUK))]);
    let request = phone.sign(&phone.message(&world));
    let first = open(&world.branch.handle(&request));
    let second = open(&world.branch.handle(&request));
    assert_eq!(first.verdicts, second.verdicts);
    assert_eq!(first.nonce, second.nonce, "the pending nonce stays until it is used");
    phone.take_in(&second);
    phone.sync(&world);
    assert_eq!(phone.record(id).unwrap().revision, 1);
}

#[test]
fn a_stale_nonce_is_told_the_pending_one_and_an_old_request_in_between_locks_nobody_out() {
    let (world, mut phone) = World::with_phone();
    let old = phone.sign(&phone.message(&world));
    phone.exchange(&world);
    phone.exchange(&world);
    phone.exchange(&world);
    let restored = {
        let mut phone = phone.clone();
        phone.nonce = "forgotten".to_owned();
        phone
    };
    let answer = world.branch.handle(&restored.sign(&restored.message(&world)));
    let told = refusal(&answer);
    assert_eq!((answer.status, told.code), (401, RefusalCode::StaleNonce));
    assert_eq!(refusal(&world.branch.handle(&old)).code, RefusalCode::StaleNonce);
    phone.nonce = told.nonce.unwrap();
    assert!(!phone.exchange(&world).more);
}
