//! The secrets of a phone, and its PIN: none of them in the clear in a file, an error or a message, whatever is done with
//! them.

use std::fs;
use std::sync::{Arc, Mutex};

use perisai_branch::store::SqliteLedger;
use perisai_branch::{Branch, By, NewAgent};
use perisai_core::domain::Registry;
use perisai_core::domain::kinds::AgentRole;
use perisai_core::field::NoProgress;
use perisai_core::lock::PinLock;
use perisai_core::ports::{IdSource, KeyVault, Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::recovery::{DeviceSecrets, RecoveryRequest};
use perisai_core::{Field, Ports};
use perisai_tests::hand::{HandClock, OpenVault, SeededIds};
use tempfile::TempDir;

use super::watch::files_below;

const PIN: &str = "592046183750";
const NEXT: &str = "318604927115";
const HARDWARE: [u8; 32] = *b"what the hardware of a phone has";

/// The branch, and everything that is sent to it.
struct Overheard(Branch, Mutex<Vec<u8>>);

impl Transport for Overheard {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let answer = self.0.handle(request);
        let mut heard = self.1.lock().unwrap();
        heard.extend(request.body.iter().chain(&answer.body));
        heard.extend(format!("{:?}", request.headers).into_bytes());
        Ok(answer)
    }
}

/// What of the secrets stands in the bytes: as they are, in hexadecimal, or as digits.
fn sightings(secrets: &DeviceSecrets, bytes: &[u8]) -> Vec<&'static str> {
    let holds = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let key = |bytes: &[u8; 32]| holds(bytes) || holds(hex::encode(bytes).as_bytes());
    let marks = [
        ("the store's key", key(&secrets.data_key)),
        ("the signing seed", key(&secrets.signing_seed)),
        ("the hardware's bytes", key(&HARDWARE)),
        ("the PIN", holds(PIN.as_bytes()) || holds(NEXT.as_bytes())),
    ];
    marks.into_iter().filter(|(_, seen)| *seen).map(|(what, _)| what).collect()
}

#[test]
fn the_keys_of_a_phone_and_its_pin_stand_nowhere_in_the_clear() {
    let place = TempDir::new().unwrap();
    let clock = Arc::new(HandClock::at(1_780_275_600_000));
    let ledger = SqliteLedger::in_memory(Registry::standard()).unwrap();
    let ids = Arc::new(SeededIds::new(1, "branch"));
    let branch = Branch::open(Arc::new(ledger), clock.clone(), ids, Registry::standard());
    let by = By { agent: "admin".parse().unwrap(), reason: "test".to_owned() };
    branch.init("Semarang", &by.agent).unwrap();
    branch.begin_recovery_key().unwrap();
    let rini = NewAgent {
        badge: "A07".parse().unwrap(),
        name: "Rini".to_owned(),
        role: AgentRole::PerisaiAgent,
        wadah: None,
        villages: Vec::new(),
    };
    branch.add_agent(&by, &rini).unwrap();
    let code = branch.enrol_code(&by, &rini.badge).unwrap();
    let network = Overheard(branch, Mutex::default());

    // The secrets follow from the seed, so that they are known here.
    let secrets = DeviceSecrets::draw(&SeededIds::new(1, "phone"));
    let ids: Arc<dyn IdSource> = Arc::new(SeededIds::new(1, "phone"));
    let lock = PinLock::open(place.path(), Arc::new(OpenVault(HARDWARE)), clock.clone(), ids.clone()).unwrap();
    let keys = lock.unlock_without_pin().unwrap();
    assert_eq!(keys.data_key(), Ok(secrets.data_key));
    let field =
        Field::open(place.path(), keys.as_ref(), rini.badge.clone(), Ports::of_keys(&keys, clock, ids)).unwrap();
    field.enrol(&code, &network).unwrap();
    field.sync(&network, &NoProgress).unwrap();

    let mut said = Vec::new();
    lock.set_pin(PIN).unwrap();
    said.push(format!("{:?}", lock.set_pin(NEXT).unwrap_err()));
    said.push(format!("{:?} {0}", lock.unlock(NEXT).unwrap_err()));
    said.push(format!("{:?} {0}", lock.change_pin(NEXT, PIN).unwrap_err()));
    said.push(format!("{:?} {0}", lock.unlock(&format!("{PIN}0")).unwrap_err()));
    lock.change_pin(PIN, NEXT).unwrap();
    let request = lock.recovery_request().unwrap();
    let answer = network.0.unlock_phone(&by, &request, false).unwrap();
    said.push(format!("{:?} {0}", lock.recover(&answer[1..], PIN).unwrap_err()));
    let keys = lock.recover(&answer, PIN).unwrap();
    said.push(format!("{keys:?} {lock:?} {:?} {field:?}", RecoveryRequest::from_text(&request)));
    said.extend([request, answer]);
    field.sync(&network, &NoProgress).unwrap();
    field.shutdown();

    assert_eq!(sightings(&secrets, said.join("\n").as_bytes()), Vec::<&str>::new(), "{said:?}");
    assert_eq!(sightings(&secrets, &network.1.lock().unwrap()), Vec::<&str>::new());
    let files = files_below(place.path());
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        assert_eq!(sightings(&secrets, &fs::read(&file).unwrap()), Vec::<&str>::new(), "{}", file.display());
    }
}

#[test]
fn a_key_that_leaks_would_be_seen() {
    let secrets = DeviceSecrets { data_key: [1; 32], signing_seed: [2; 32] };
    let leaks = [vec![b'x', 1], [1; 40].to_vec(), hex::encode([2; 32]).into_bytes(), format!("pin={PIN}").into_bytes()];
    let seen: Vec<usize> = leaks.iter().map(|leak| sightings(&secrets, leak).len()).collect();
    assert_eq!(seen, [0, 1, 1, 1]);
}
