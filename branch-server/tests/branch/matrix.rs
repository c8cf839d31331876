//! Who may what: every endpoint, for every role, inside and outside of the villages, for every state of a device.

use std::sync::Arc;

use perisai_core::domain::kinds::{AgentRole, Resolution};
use perisai_core::domain::record::FieldValue;
use perisai_core::domain::{ChangeId, DeviceId, Patch, RecordId, Rule, Verdict};
use perisai_core::ports::{IdSource, TransportResponse};
use perisai_core::sync::software_signer::SoftwareSigner;
use perisai_core::sync::wire::{self, Directive, EnrolResponse, RefusalCode};

use crate::support::{BANGETAYU, DAY_MS, GENUK, Phone, World, enrol, id, open, refusal, set, worker};

/// What the branch knows of a device that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Device {
    Enrolled,
    Unknown,
    Revoked,
    WrongSignature,
    StaleNonce,
}

/// Where the record that is asked about lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Inside,
    Outside,
}

/// What an exchange comes to, that reads, edits a worker, and decides whether two workers are one.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    /// Whether the worker was read, and the verdicts of the edit and of the decision.
    Served { read: bool, edited: Judged, decided: Judged },
    /// Nothing is served; both changes are in quarantine.
    PutAside,
    /// Refused.
    Refused(u16, RefusalCode),
}

#[derive(Debug, PartialEq, Eq)]
enum Judged {
    TakenIn,
    Held,
    Rejected(Rule),
}

use AgentRole::{AccountRepresentative, BranchAdmin, PerisaiAgent, Supervisor};
use Device::{Enrolled, Revoked, StaleNonce, Unknown, WrongSignature};
use Judged::{Held, Rejected, TakenIn};
use Scope::{Inside, Outside};

const ROLES: [AgentRole; 4] = [PerisaiAgent, AccountRepresentative, Supervisor, BranchAdmin];

/// The table. A record outside answers as one that does not exist, whatever the role; a role decides only what needs one;
/// whoever is unknown and whatever is forged look the same.
fn expected(role: AgentRole, scope: Scope, device: Device) -> Came {
    match (device, scope, role) {
        (Enrolled, Inside, PerisaiAgent) => Came::Served { read: true, edited: TakenIn, decided: Rejected(Rule::Role) },
        (Enrolled, Inside, AccountRepresentative) => {
            Came::Served { read: true, edited: TakenIn, decided: Rejected(Rule::Role) }
        }
        (Enrolled, Inside, Supervisor) => Came::Served { read: true, edited: TakenIn, decided: TakenIn },
        (Enrolled, Inside, BranchAdmin) => Came::Served { read: true, edited: TakenIn, decided: TakenIn },
        (Enrolled, Outside, _) => Came::Served { read: false, edited: Held, decided: Held },
        (Revoked, _, _) => Came::PutAside,
        (Unknown | WrongSignature, _, _) => Came::Refused(401, RefusalCode::Unauthorized),
        (StaleNonce, _, _) => Came::Refused(401, RefusalCode::StaleNonce),
    }
}

/// A branch where somebody registered one person twice in a village; the worker, the conflict, and its candidates.
fn world(village: &str) -> (World, RecordId, RecordId, Vec<ChangeId>) {
    let world = World::new();
    world.agent("other", PerisaiAgent, &[village]);
    let mut other = world.phone("other");
    let twins = [other.new_id(&world), other.new_id(&world)];
    let created: Vec<ChangeId> = twins
        .iter()
        .map(|twin| other.capture(&world, vec![Patch::create("worker", *twin, worker("Slamet", 1, village))]))
        .collect();
    other.sync(&world);
    let conflict = world.branch.duplicates(false).unwrap()[0].conflict.parse().unwrap();
    (world, twins[0], conflict, created)
}

fn judged(verdict: Option<&Verdict>) -> Judged {
    match verdict {
        Some(Verdict::Held { .. }) => Held,
        Some(Verdict::Rejected { rule, .. }) => Rejected(*rule),
        Some(verdict) if verdict.is_taken_in() => TakenIn,
        other => panic!("{other:?}"),
    }
}

/// Brings a phone into a state.
fn put(world: &World, phone: &mut Phone, device: Device) {
    match device {
        Enrolled => {}
        Unknown => phone.device = DeviceId(uuid::Uuid::from_bytes([7; 16])),
        Revoked => world.branch.revoke(&world.admin(), phone.device).unwrap(),
        WrongSignature => phone.signer = Arc::new(SoftwareSigner::from_seed(&[9; 32])),
        StaleNonce => phone.nonce = "of-another-day".to_owned(),
    }
}

fn exchange(role: AgentRole, scope: Scope, device: Device) -> Came {
    let (world, person, conflict, created) = world(if scope == Inside { GENUK } else { BANGETAYU });
    world.agent("A01", role, &[GENUK]);
    let mut phone = world.phone("A01");
    put(&world, &mut phone, device);
    let edited = phone.capture(&world, vec![set("worker", person, "hamlet", "RW 1", vec![created[0]])]);
    let decision = Resolution {
        choice: None,
        survivor: None,
        candidates: created.clone(),
        by: phone.agent.clone(),
        at_ms: world.now(),
        reason: "asked both".to_owned(),
    };
    let decided = phone.capture(&world, vec![set("conflict", conflict, "resolution", decision.into_value(), vec![])]);
    let answer = world.branch.handle(&phone.sign(&phone.message(&world)));
    if answer.status != 200 {
        assert_eq!(world.branch.totals().unwrap().captured, 2, "what was refused left nothing");
        return Came::Refused(answer.status, refusal(&answer).code);
    }
    let answer = open(&answer);
    phone.take_in(&answer);
    if answer.directives == [Directive::Revoked] {
        assert!(answer.pages.is_empty() && answer.verdicts.is_empty() && answer.scope.is_none());
        assert_eq!(world.branch.totals().unwrap().quarantined, 2);
        return Came::PutAside;
    }
    Came::Served {
        read: phone.record(person).is_some(),
        edited: judged(phone.verdicts.get(&edited)),
        decided: judged(phone.verdicts.get(&decided)),
    }
}

#[test]
fn every_cell_of_the_exchange_is_as_the_table_says() {
    for role in ROLES {
        for scope in [Inside, Outside] {
            for device in [Enrolled, Unknown, Revoked, WrongSignature, StaleNonce] {
                let came = exchange(role, scope, device);
                assert_eq!(came, expected(role, scope, device), "{} {scope:?} {device:?}", role.as_str());
            }
        }
    }
}

/// How a code is redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Redeemed {
    /// By a new key.
    Fresh,
    /// Again by the key that used it: its answer was lost.
    Again,
    /// Again by the key that used it, whose device was revoked since.
    AgainRevoked,
    /// By another key than the one that used it.
    UsedByAnother,
    /// Too late.
    Expired,
    /// One that nobody gave out.
    Invented,
    /// In a request signed by another key than it names.
    WrongSignature,
    /// Under the id of somebody else's device.
    AnothersId,
}

#[test]
fn every_cell_of_enrolment_is_as_the_table_says() {
    use Redeemed::{Again, AgainRevoked, AnothersId, Expired, Fresh, Invented, UsedByAnother};
    let refused = |code| Err((if code == RefusalCode::Unauthorized { 401 } else { 403 }, code));
    for role in ROLES {
        for villages in [&[GENUK][..], &[]] {
            for (redeemed, expected) in [
                (Fresh, Ok(villages.len())),
                (Again, Ok(villages.len())),
                (AgainRevoked, refused(RefusalCode::EnrolCode)),
                (UsedByAnother, refused(RefusalCode::EnrolCode)),
                (Expired, refused(RefusalCode::EnrolCode)),
                (Invented, refused(RefusalCode::EnrolCode)),
                (AnothersId, refused(RefusalCode::EnrolCode)),
                (Redeemed::WrongSignature, refused(RefusalCode::Unauthorized)),
            ] {
                let answer = redeem(role, villages, redeemed);
                let came = match answer.status {
                    200 => Ok(wire::unpack::<EnrolResponse>(&answer.body).unwrap().scope.villages.len()),
                    status => Err((status, refusal(&answer).code)),
                };
                assert_eq!(came, expected, "{} {villages:?} {redeemed:?}", role.as_str());
            }
        }
    }
}

fn redeem(role: AgentRole, villages: &[&str], redeemed: Redeemed) -> TransportResponse {
    let world = World::new();
    world.agent("A01", role, villages);
    world.agent("A02", PerisaiAgent, villages);
    let other = world.phone("A02");
    let code = world.branch.enrol_code(&world.admin(), &id("A01")).unwrap();
    let mut seed = [0; 32];
    world.ids.fill(&mut seed);
    let signer = SoftwareSigner::from_seed(&seed);
    let first = |device| enrol(&world.branch, &signer, &code, device);
    match redeemed {
        Redeemed::Fresh => first(None),
        Redeemed::AnothersId => first(Some(other.device)),
        Redeemed::Invented => enrol(&world.branch, &signer, &"0".repeat(32), None),
        Redeemed::Expired => {
            world.wait(DAY_MS);
            first(None)
        }
        Redeemed::UsedByAnother => {
            first(None);
            enrol(&world.branch, &SoftwareSigner::from_seed(&[3; 32]), &code, None)
        }
        Redeemed::Again | Redeemed::AgainRevoked => {
            let enrolled: EnrolResponse = wire::unpack(&first(None).body).unwrap();
            if redeemed == Redeemed::AgainRevoked {
                world.branch.revoke(&world.admin(), enrolled.device).unwrap();
            }
            let again = first(None);
            if redeemed == Redeemed::Again {
                let again: EnrolResponse = wire::unpack(&again.body).unwrap();
                assert_eq!(again.device, enrolled.device, "one code makes one device");
            }
            again
        }
        Redeemed::WrongSignature => {
            let mut request = crate::support::enrolment(&signer, &code, None);
            let forged = crate::support::enrolment(&SoftwareSigner::from_seed(&[3; 32]), &code, None);
            let is_signature = |name: &str| name.eq_ignore_ascii_case("signature");
            let signature = forged.headers.into_iter().find(|(name, _)| is_signature(name)).unwrap();
            *request.headers.iter_mut().find(|(name, _)| is_signature(name)).unwrap() = signature;
            world.branch.handle(&request)
        }
    }
}
