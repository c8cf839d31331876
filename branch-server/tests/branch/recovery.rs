//! A phone's keys, sealed to the branch and given back to it.

use perisai_branch::ledger;
use perisai_branch::{BranchError, By};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{DeviceId, Invalid, RecoveryKeyId, RecoveryPublicKey, Rule};
use perisai_core::ports::Signer;
use perisai_core::sync::recovery::{AnswerKey, DeviceSecrets, RecoveryRequest};
use perisai_core::sync::software_signer::SoftwareSigner;
use perisai_core::sync::wire::{self, EnrolRequest, EnrolResponse, ExchangeResponse, PROTOCOL};

use crate::program::{Folder, acting, begun};
use crate::support::{Phone, World, enrolment_of, id, open};

/// A phone that keeps its own secrets, as the branch sees it.
struct Keeper {
    secrets: DeviceSecrets,
    device: DeviceId,
    sealed_to: RecoveryPublicKey,
}

impl Keeper {
    /// Enrolled, and asking for the branch's key.
    fn enrolled(world: &World, badge: &str) -> Self {
        let secrets = DeviceSecrets::draw(world.ids.as_ref());
        let response = ask_to_enrol(world, badge, &secrets, Some(RecoveryKeyId::default()));
        Self { secrets, device: response.device, sealed_to: response.recovery_key.unwrap() }
    }

    /// Its request, with the key that the answer is read with.
    fn request(&self, world: &World) -> (RecoveryRequest, AnswerKey) {
        let answer_key = AnswerKey::derive(&[9; 32], &[1; 16]);
        let sealed = self.secrets.seal(self.device, &self.sealed_to, world.ids.as_ref()).unwrap();
        let key = self.secrets.request_key();
        (RecoveryRequest::new(self.device, self.sealed_to.id(), sealed, &answer_key, &key), answer_key)
    }

    fn unlocked(&self, world: &World, by: &By, anyway: bool) -> Result<(), BranchError> {
        let (request, answer_key) = self.request(world);
        let answer = world.branch.unlock_phone(by, &request.to_text(), anyway)?;
        let given = answer_key.read(&answer, &request, &self.secrets.request_key()).expect("the phone reads it");
        assert!(given == self.secrets);
        Ok(())
    }
}

fn ask_to_enrol(
    world: &World,
    badge: &str,
    secrets: &DeviceSecrets,
    recovery_key: Option<RecoveryKeyId>,
) -> EnrolResponse {
    let signer = SoftwareSigner::from_seed(&secrets.signing_seed);
    let code = world.branch.enrol_code(&world.admin(), &id(badge)).unwrap();
    let public_key = hex::encode(signer.public_key());
    let message = EnrolRequest { protocol: PROTOCOL, code, public_key, device: None, recovery_key };
    wire::unpack(&world.branch.handle(&enrolment_of(&signer, &message)).body).unwrap()
}

fn exchanged(world: &World, phone: &mut Phone, known: Option<RecoveryKeyId>) -> ExchangeResponse {
    let message = wire::ExchangeRequest { recovery_key: known, ..phone.message(world) };
    let response = open(&world.branch.handle(&phone.sign(&message)));
    phone.nonce.clone_from(&response.nonce);
    response
}

/// A branch that has a recovery key, with an agent.
fn world() -> World {
    let world = World::new();
    world.branch.begin_recovery_key().unwrap();
    world.agent("A01", AgentRole::PerisaiAgent, &[]);
    world
}

fn has_problems(world: &World) -> bool {
    !world.branch.verify().unwrap().problems.is_empty()
}

#[test]
fn a_branch_tells_its_key_to_whoever_asks_and_knows_another_and_to_nobody_else() {
    let world = world();
    let secrets = DeviceSecrets::draw(world.ids.as_ref());
    assert_eq!(ask_to_enrol(&world, "A01", &secrets, None).recovery_key, None, "an older phone does not ask");
    let key = Keeper::enrolled(&world, "A01").sealed_to;
    let mut phone = world.phone("A01");
    assert_eq!(exchanged(&world, &mut phone, None).recovery_key, None);
    assert_eq!(exchanged(&world, &mut phone, Some(key.id())).recovery_key, None);
    assert_eq!(exchanged(&world, &mut phone, Some(RecoveryKeyId::default())).recovery_key, Some(key));
    assert_eq!(exchanged(&world, &mut phone, Some(RecoveryKeyId([7; 8]))).recovery_key, Some(key));
    world.branch.begin_recovery_key().unwrap();
    assert_eq!(Keeper::enrolled(&world, "A01").sealed_to, key, "it is made once");
    world.branch.revoke(&world.admin(), phone.device).unwrap();
    assert_eq!(exchanged(&world, &mut phone, Some(RecoveryKeyId::default())).recovery_key, None);
}

#[test]
fn a_branch_of_before_recovery_keys_has_none_to_tell_until_it_is_opened_again() {
    let world = World::new();
    world.agent("A01", AgentRole::PerisaiAgent, &[]);
    let secrets = DeviceSecrets::draw(world.ids.as_ref());
    assert_eq!(ask_to_enrol(&world, "A01", &secrets, Some(RecoveryKeyId::default())).recovery_key, None);
    world.branch.begin_recovery_key().unwrap();
    assert!(ask_to_enrol(&world, "A01", &secrets, Some(RecoveryKeyId::default())).recovery_key.is_some());
}

#[test]
fn a_supervisor_has_a_request_answered_and_the_chain_says_so() {
    let world = world();
    world.agent("S01", AgentRole::Supervisor, &[]);
    let phone = Keeper::enrolled(&world, "A01");
    let decided = || ledger::read(world.ledger.as_ref(), |tx| Ok(tx.last_decision()?.unwrap().0)).unwrap();
    let before = decided();
    let by = By { agent: id("S01"), reason: "called back".to_owned() };
    phone.unlocked(&world, &by, false).unwrap();
    assert_eq!(decided(), before + 1);
    assert!(!has_problems(&world));
    for (agent, reason) in [("A01", "called back"), ("S01", " ")] {
        let by = By { agent: id(agent), reason: reason.to_owned() };
        phone.unlocked(&world, &by, true).unwrap_err();
    }
    assert_eq!(decided(), before + 1, "what is refused is not entered");
}

#[test]
fn a_revoked_phone_and_one_that_the_branch_does_not_know_are_unlocked_only_where_that_is_said() {
    let world = world();
    let revoked = Keeper::enrolled(&world, "A01");
    world.branch.revoke(&world.admin(), revoked.device).unwrap();
    let unknown = Keeper { device: DeviceId(uuid::Uuid::from_u128(5)), ..Keeper::enrolled(&world, "A01") };
    for phone in [revoked, unknown] {
        assert!(matches!(phone.unlocked(&world, &world.admin(), false), Err(BranchError::Refused(_))));
        phone.unlocked(&world, &world.admin(), true).unwrap();
    }
    assert!(!has_problems(&world));
}

#[test]
fn other_secrets_under_a_known_phones_name_are_refused_whatever_is_said() {
    let world = world();
    let known = Keeper::enrolled(&world, "A01");
    let theirs = Keeper { secrets: DeviceSecrets::draw(world.ids.as_ref()), ..known };
    assert!(matches!(theirs.unlocked(&world, &world.admin(), true), Err(BranchError::Refused(_))));
}

#[test]
fn a_request_that_is_not_whole_or_was_changed_or_is_for_another_branch_changes_nothing() {
    let world = world();
    let phone = Keeper::enrolled(&world, "A01");
    let text = phone.request(&world).0.to_text();
    let unreadable = || BranchError::from(Invalid::new("request", Rule::RecoveryText));
    for at in (0..text.len()).step_by(11) {
        assert_eq!(world.branch.unlock_phone(&world.admin(), &text[..at], true), Err(unreadable()));
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let bent = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert!(world.branch.unlock_phone(&world.admin(), &bent, true).is_err(), "letter {at}");
    }
    let elsewhere = World::new();
    ledger::write(elsewhere.ledger.as_ref(), |tx| tx.put_setting("recovery_keys", &"5a".repeat(32))).unwrap();
    let refused = elsewhere.branch.unlock_phone(&elsewhere.admin(), &text, true);
    assert!(matches!(refused, Err(BranchError::Refused(_))));
}

#[test]
fn a_phone_that_sealed_to_a_former_key_is_unlocked_and_told_the_present_one() {
    let world = world();
    let phone = Keeper::enrolled(&world, "A01");
    let former = ledger::read(world.ledger.as_ref(), |tx| tx.setting("recovery_keys")).unwrap().unwrap();
    let both = format!("{};{former}", "5a".repeat(32));
    ledger::write(world.ledger.as_ref(), |tx| tx.put_setting("recovery_keys", &both)).unwrap();
    phone.unlocked(&world, &world.admin(), false).unwrap();
    let mut other = world.phone("A01");
    let told = exchanged(&world, &mut other, Some(phone.sealed_to.id())).recovery_key.unwrap();
    assert_ne!(told, phone.sealed_to);
}

#[test]
fn the_key_is_made_with_the_branch_goes_into_a_backup_and_outlives_the_restore_of_another() {
    fn keys(folder: &Folder) -> String {
        let world = World::in_folder(&folder.0.join("branch"));
        ledger::read(world.ledger.as_ref(), |tx| tx.setting("recovery_keys")).unwrap().unwrap()
    }
    let (here, elsewhere) = (begun("recovery"), begun("recovery-elsewhere"));
    let (ours, theirs) = (keys(&here), keys(&elsewhere));
    assert!(ours.len() == 64 && ours != theirs);
    let backup = |folder: &Folder| folder.0.join("backup.db").to_str().unwrap().to_owned();
    for folder in [&here, &elsewhere] {
        folder.done(&acting(&["backup", &backup(folder)]));
    }
    here.done(&acting(&["restore", &backup(&here)]));
    assert_eq!(keys(&here), ours);
    here.done(&acting(&["restore", &backup(&elsewhere)]));
    assert_eq!(keys(&here), format!("{ours};{theirs}"), "phones are sealed to what stood here");
    assert_eq!(here.json(&["verify"])["problems"], serde_json::json!([]));
}

#[test]
fn a_clerk_who_pastes_something_else_is_told_so_without_seeing_it_again() {
    let folder = begun("recovery-clerk");
    let (code, said) = folder.fails(&acting(&["unlock-phone", "SITIAMINAH"]));
    assert_eq!((code, said.as_str()), (Some(2), "perisai-branch: request: recovery_text\n"));
}
