//! A phone whose PIN is forgotten, and its branch: nothing that was saved is lost, and peers of before recovery keys are
//! got on with.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use perisai_branch::store::SqliteLedger;
use perisai_branch::{Branch, By, NewAgent, ledger};
use perisai_core::domain::kinds::{AgentRole, IdentifiedBy};
use perisai_core::domain::{AgentId, Registry};
use perisai_core::field::{FigureInput, NoProgress};
use perisai_core::lock::{Cost, Keys, LockState, PinLock, RecoveryState};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::recovery::RecoveryRequest;
use perisai_core::sync::wire::{self, ENROL_PATH, EnrolRequest, ExchangeRequest, Refusal, RefusalCode};
use perisai_core::{Field, FieldError, Ports};
use perisai_tests::hand::{HandClock, OpenVault, SeededIds};
use tempfile::TempDir;

const MORNING_MS: i64 = 1_780_275_600_000;
const VILLAGE: &str = "33.74.05.1003";
const PIN: &str = "281940";
const NEXT: &str = "739510";

/// A branch that may be one of before recovery keys: it refuses a message with a field that it does not know.
struct Office {
    branch: Branch,
    ledger: Arc<SqliteLedger>,
    is_old: AtomicBool,
}

impl Office {
    fn new(clock: &Arc<HandClock>) -> Self {
        let ledger = Arc::new(SqliteLedger::in_memory(Registry::standard()).unwrap());
        let ids = Arc::new(SeededIds::new(1, "branch"));
        let branch = Branch::open(ledger.clone(), clock.clone(), ids, Registry::standard());
        branch.init("Semarang", &"admin".parse().unwrap()).unwrap();
        branch.begin_recovery_key().unwrap();
        let rini = NewAgent {
            badge: badge(),
            name: "Rini".to_owned(),
            role: AgentRole::PerisaiAgent,
            wadah: None,
            villages: vec![VILLAGE.parse().unwrap()],
        };
        branch.add_agent(&by(), &rini).unwrap();
        Self { branch, ledger, is_old: AtomicBool::new(false) }
    }

    fn knows_no_recovery_keys(&self, is_old: bool) {
        self.is_old.store(is_old, Ordering::Relaxed);
    }

    fn has_another_key(&self) {
        ledger::write(self.ledger.as_ref(), |tx| tx.put_setting("recovery_keys", &"5a".repeat(32))).unwrap();
    }

    fn applied(&self) -> u64 {
        self.branch.totals().unwrap().applied
    }
}

impl Transport for Office {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let asks = if request.path == ENROL_PATH {
            wire::unpack::<EnrolRequest>(&request.body).unwrap().recovery_key.is_some()
        } else {
            wire::unpack::<ExchangeRequest>(&request.body).unwrap().recovery_key.is_some()
        };
        if asks && self.is_old.load(Ordering::Relaxed) {
            let refusal = Refusal { code: RefusalCode::Malformed, incident: "0".to_owned(), nonce: None };
            let body = wire::to_json(&refusal).into_bytes();
            return Ok(TransportResponse { status: 400, content_type: "application/json".to_owned(), body });
        }
        Ok(self.branch.handle(request))
    }
}

fn badge() -> AgentId {
    "A07".parse().unwrap()
}

fn by() -> By {
    By { agent: "admin".parse().unwrap(), reason: "called back".to_owned() }
}

/// A phone: its folder and what is in it outlive the app.
struct Phone {
    folder: TempDir,
    clock: Arc<HandClock>,
    ids: Arc<SeededIds>,
}

impl Phone {
    fn new() -> Self {
        let clock = Arc::new(HandClock::at(MORNING_MS));
        Self { folder: TempDir::new().unwrap(), clock, ids: Arc::new(SeededIds::new(1, "phone")) }
    }

    fn lock(&self) -> PinLock {
        let folder = perisai_core::store::DiskFolder::open(self.folder.path()).unwrap();
        let cheap = Cost { memory_kib: 8, passes: 1, lanes: 1 };
        let hardware = Arc::new(OpenVault([3; 32]));
        PinLock::open_in(Box::new(folder), hardware, self.clock.clone(), self.ids.clone(), cheap)
    }

    fn field(&self, keys: &Arc<Keys>) -> Field {
        let ports = Ports::of_keys(keys, self.clock.clone(), self.ids.clone());
        Field::open(self.folder.path(), keys.as_ref(), badge(), ports).unwrap()
    }

    /// Enrolled, without a PIN.
    fn enrolled(&self, office: &Office) -> Field {
        let field = self.field(&self.lock().unlock_without_pin().unwrap());
        field.enrol(&office.branch.enrol_code(&by(), &badge()).unwrap(), office).unwrap();
        field
    }

    fn recovery(&self) -> RecoveryState {
        self.lock().view().unwrap().recovery
    }
}

fn capture(field: &Field) {
    let (name, village) = ("Bu Lurah".to_owned(), Some(VILLAGE.to_owned()));
    let figure = FigureInput { name, roles: Vec::new(), village, worker: None };
    field.record_figure(&figure, IdentifiedBy::Observation).unwrap();
}

#[test]
fn a_forgotten_pin_costs_nothing_that_was_saved() {
    let phone = Phone::new();
    let office = Office::new(&phone.clock);
    let field = phone.enrolled(&office);
    assert_eq!(phone.recovery(), RecoveryState::Ready);
    phone.lock().set_pin(PIN).unwrap();
    capture(&field);
    field.shutdown();
    let before = office.applied();

    let request = phone.lock().recovery_request().unwrap();
    let answer = office.branch.unlock_phone(&by(), &request, false).unwrap();
    let field = phone.field(&phone.lock().recover(&answer, NEXT).unwrap());
    assert_eq!(field.totals().unwrap().pending, 1);
    assert!(field.sync(&office, &NoProgress).unwrap().complete);
    assert_eq!(office.applied(), before + 1);
    assert!(office.branch.verify().unwrap().problems.is_empty());
    assert_eq!(phone.lock().view().unwrap().state, LockState::Locked { attempts_left: 5, wait_ms: 0 });
}

#[test]
fn a_branch_of_before_recovery_keys_enrols_and_serves_a_phone_and_its_successor_makes_a_pin_possible() {
    let phone = Phone::new();
    let office = Office::new(&phone.clock);
    office.knows_no_recovery_keys(true);
    let field = phone.enrolled(&office);
    capture(&field);
    assert!(field.sync(&office, &NoProgress).unwrap().complete);
    assert_eq!(phone.recovery(), RecoveryState::NotYet);
    assert_eq!(phone.lock().set_pin(PIN), Err(FieldError::NotEnrolled));

    office.knows_no_recovery_keys(false);
    assert!(field.sync(&office, &NoProgress).unwrap().complete);
    assert_eq!(phone.recovery(), RecoveryState::Ready);
    phone.lock().set_pin(PIN).unwrap();
}

#[test]
fn another_key_of_the_branch_is_sealed_to_with_the_next_exchange() {
    let phone = Phone::new();
    let office = Office::new(&phone.clock);
    let field = phone.enrolled(&office);
    let sealed_to = || RecoveryRequest::from_text(&phone.lock().recovery_request().unwrap()).unwrap().sealed_to();
    let first = sealed_to();
    field.sync(&office, &NoProgress).unwrap();
    assert_eq!(sealed_to(), first, "nothing new, nothing written");
    office.has_another_key();
    field.sync(&office, &NoProgress).unwrap();
    assert_ne!(sealed_to(), first);
    let request = phone.lock().recovery_request().unwrap();
    let answer = office.branch.unlock_phone(&by(), &request, false).unwrap();
    phone.lock().recover(&answer, NEXT).unwrap();
}
