//! The branch of a simulated day: its handlers over a ledger in memory that can be put back to an earlier state.

use std::sync::Arc;

use perisai_branch::ledger;
use perisai_branch::store::SqliteLedger;
use perisai_branch::{Branch, By, NewAgent, Quarantined};
use perisai_core::domain::kinds::{AgentRole, Registration, RegistrationStatus};
use perisai_core::domain::{
    AgentId, ChangeId, DeviceId, KindSpec, Record, RecordId, Registry, Value, Verdict, VillageCode,
};
use perisai_core::sync::wire::Revision;

use crate::hand::{HandClock, SeededIds};

/// A branch with its clock, its backups and its hand.
pub struct SimBranch {
    /// The handlers.
    pub branch: Branch,
    /// The branch's clock.
    pub clock: Arc<HandClock>,
    ledger: Arc<SqliteLedger>,
    ids: Arc<SeededIds>,
    registry: Registry,
    backups: Vec<SqliteLedger>,
}

impl std::fmt::Debug for SimBranch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SimBranch with {} backups", self.backups.len())
    }
}

/// Who acts for the branch in a simulated day.
fn by() -> By {
    By { agent: admin(), reason: "simulated".to_owned() }
}

fn admin() -> AgentId {
    "admin".parse().expect("a badge")
}

impl SimBranch {
    /// A new branch.
    pub fn new(seed: u64, now_ms: i64, registry: Registry) -> Self {
        let ledger = SqliteLedger::in_memory(registry.clone()).expect("a ledger in memory");
        Self::over(ledger, seed, now_ms, registry)
    }

    /// A new branch over a ledger that holds nothing yet.
    pub fn over(ledger: SqliteLedger, seed: u64, now_ms: i64, registry: Registry) -> Self {
        let ledger = Arc::new(ledger);
        let clock = Arc::new(HandClock::at(now_ms));
        let ids = Arc::new(SeededIds::new(seed, "branch"));
        let branch = Branch::open(ledger.clone(), clock.clone(), ids.clone(), registry.clone());
        branch.init("Semarang Majapahit", &admin()).expect("a new branch");
        Self { branch, clock, ledger, ids, registry, backups: Vec::new() }
    }

    /// Adds an agent with villages.
    pub fn add_agent(&self, badge: &AgentId, role: AgentRole, villages: &[VillageCode]) {
        let agent =
            NewAgent { badge: badge.clone(), name: badge.to_string(), role, wadah: None, villages: villages.to_vec() };
        self.branch.add_agent(&by(), &agent).expect("a new agent");
    }

    /// A code for one device of an agent.
    pub fn enrol_code(&self, agent: &AgentId) -> String {
        self.branch.enrol_code(&by(), agent).expect("a code")
    }

    /// Gives an agent a village, or takes it.
    pub fn set_village(&self, agent: &AgentId, village: VillageCode, given: bool) {
        let changed = if given {
            self.branch.assign(&by(), agent, &[village])
        } else {
            self.branch.unassign(&by(), agent, &[village])
        };
        changed.expect("a known agent");
    }

    /// Keeps a copy of the ledger as it is now.
    pub fn back_up(&mut self) {
        self.backups.push(self.ledger.snapshot().expect("a copy in memory"));
    }

    /// What the branch's clock shows, UTC milliseconds.
    pub fn clock_ms(&self) -> i64 {
        perisai_core::ports::Clock::now(self.clock.as_ref()).wall_ms
    }

    /// How many copies there are.
    pub fn backups(&self) -> usize {
        self.backups.len()
    }

    /// Puts the ledger back to a copy.
    pub fn restore(&mut self, backup: usize) {
        let ledger = self.backups[backup].snapshot().expect("a copy in memory");
        self.ledger = Arc::new(ledger);
        self.restart();
    }

    /// Starts the branch's process anew on the ledger as it is.
    pub fn restart(&mut self) {
        self.branch = Branch::open(self.ledger.clone(), self.clock.clone(), self.ids.clone(), self.registry.clone());
    }

    /// The branch's verdict on a change; none where it does not know it.
    pub fn verdict(&self, change: ChangeId) -> Option<Verdict> {
        ledger::read(self.ledger.as_ref(), |tx| tx.verdict(change)).expect("a readable ledger")
    }

    /// Whether a change lies in quarantine, or was refused there.
    pub fn is_quarantined(&self, change: ChangeId) -> bool {
        ledger::read(self.ledger.as_ref(), |tx| tx.quarantined(change)).expect("a readable ledger").is_some()
    }

    /// How many captures have which verdict.
    pub fn verdicts(&self) -> Vec<(String, u64)> {
        let counts = ledger::read(self.ledger.as_ref(), |tx| tx.verdict_counts()).expect("a readable ledger");
        counts.into_iter().map(|count| (count.word, count.changes)).collect()
    }

    /// How many captures lie in quarantine, the refused ones included.
    pub fn quarantined(&self) -> u64 {
        ledger::read(self.ledger.as_ref(), |tx| tx.quarantine()).expect("a readable ledger").len() as u64
    }

    /// Whether a device is no longer served.
    pub fn is_revoked(&self, device: DeviceId) -> bool {
        let row = ledger::read(self.ledger.as_ref(), |tx| tx.device(device)).expect("a readable ledger");
        row.is_some_and(|row| row.revoked.is_some())
    }

    /// Stops serving a device; false where it is not served any more.
    pub fn revoke(&self, device: DeviceId) -> bool {
        self.branch.revoke(&by(), device).is_ok()
    }

    /// Lets what lies in quarantine of a device out, or refuses it; false where there is nothing.
    pub fn decide_quarantine(&self, device: DeviceId, released: bool) -> bool {
        let which = Quarantined::Device(device);
        if released { self.branch.release(&by(), which).is_ok() } else { self.branch.refuse(&by(), which).is_ok() }
    }

    /// The registrations that are handed in.
    pub fn submitted(&self) -> Vec<RecordId> {
        let status = |record: &Revision| record.fields.get("status").and_then(Value::as_text) == Some("submitted");
        self.records(Registration::KIND).into_iter().filter(status).map(|record| record.record).collect()
    }

    /// Asks for a correction of a registration.
    pub fn give_back(&self, registration: RecordId) {
        let status = RegistrationStatus::NeedsCorrection;
        self.branch.set_status(&by(), registration, status, None, None).expect("a registration that is handed in");
    }

    /// A record as the branch has it.
    pub fn record(&self, kind: &KindSpec, record: RecordId) -> Option<Revision> {
        ledger::read(self.ledger.as_ref(), |tx| tx.record(kind, record)).expect("a readable ledger")
    }

    /// The records that a change is about.
    pub fn records_of(&self, change: ChangeId) -> Vec<String> {
        let row = ledger::read(self.ledger.as_ref(), |tx| tx.change(change)).expect("a readable ledger");
        row.into_iter().flat_map(|row| row.body.patches).map(|patch| patch.record.to_string()).collect()
    }

    /// Where everything stands, in few words: the same again where nothing was written.
    pub fn state(&self) -> String {
        let state = ledger::read(self.ledger.as_ref(), |tx| {
            let devices: Vec<_> = tx.devices()?.into_iter().map(|device| (device.id, device.nonce_pending)).collect();
            let counts: Vec<_> = tx.verdict_counts()?.into_iter().map(|count| (count.word, count.changes)).collect();
            let quarantined = tx.quarantine()?.len();
            Ok(format!("{:?} {:?} {devices:?} {counts:?} {quarantined}", tx.stream_heads()?, tx.journals()?))
        });
        state.expect("a readable ledger")
    }

    /// How many incarnations of a device's journal the branch has.
    pub fn incarnations(&self, device: DeviceId) -> usize {
        let journals = ledger::read(self.ledger.as_ref(), |tx| tx.journals()).expect("a readable ledger");
        journals.iter().filter(|journal| journal.device == device).count()
    }

    /// Every record of a kind.
    pub fn records(&self, kind: &KindSpec) -> Vec<Revision> {
        ledger::read(self.ledger.as_ref(), |tx| tx.page(kind, None, usize::from(u16::MAX))).expect("a readable ledger")
    }
}
