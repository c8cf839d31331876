//! A few phones and a branch without dice: for days that are told step by step.

use std::sync::Mutex;

use perisai_core::FieldError;
use perisai_core::domain::kinds::{AgentRole, Registration, Worker};
use perisai_core::domain::{AgentId, ChangeId, Record, RecordId, Registry, Value, Verdict, VillageCode};
use perisai_core::field::{
    AttendanceInput, FieldEdit, NoProgress, RegisterInput, Registered, Saved as SavedCapture, SyncOutcome, SyncProgress,
};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};

use super::network::Fault;
use super::phone::Saved;
use super::world::{DAY_MS, MORNING_MS, VILLAGES};
use super::{SimBranch, SimPhone};
use crate::people::registration;

/// The agents with their villages, by place in the list of villages.
const AGENTS: [(&str, AgentRole, &[usize]); 4] = [
    ("a1", AgentRole::PerisaiAgent, &[0, 1]),
    ("a2", AgentRole::PerisaiAgent, &[1, 2]),
    ("a3", AgentRole::PerisaiAgent, &[1]),
    ("s1", AgentRole::Supervisor, &[0, 1, 2]),
];

/// A branch, and the phones of three agents and a supervisor: 0 has the villages 0 and 1, 1 has 1 and 2, 2 has 1, 3 has
/// all three.
#[derive(Debug)]
pub struct Scene {
    /// The phones, clones behind.
    pub phones: Vec<SimPhone>,
    branch: Mutex<SimBranch>,
    now_ms: i64,
    people: u64,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// A morning: every phone is enrolled, nothing is captured.
    pub fn new() -> Self {
        Self::with(Registry::standard())
    }

    /// Such a morning with other record kinds.
    pub fn with(registry: Registry) -> Self {
        let branch = SimBranch::new(1, MORNING_MS, registry.clone());
        let mut phones = Vec::new();
        for (badge, role, villages) in AGENTS {
            let agent: AgentId = badge.parse().expect("a badge");
            branch.add_agent(&agent, role, &villages.iter().map(|at| village(*at)).collect::<Vec<_>>());
            phones.push(SimPhone::new(1, &agent, MORNING_MS, &registry));
        }
        let scene = Self { phones, branch: Mutex::new(branch), now_ms: MORNING_MS, people: 0 };
        for phone in &scene.phones {
            let code = scene.branch.lock().expect("no panic holds it").enrol_code(&phone.agent);
            phone.field.enrol(&code, &Line::to(&scene.branch)).expect("an enrolment");
        }
        scene
    }

    /// A minute later, on every clock.
    pub fn pass(&mut self, ms: i64) {
        self.now_ms += ms;
        self.branch().clock.reach(self.now_ms);
        for phone in &self.phones {
            phone.at(self.now_ms);
        }
    }

    /// So many days later.
    pub fn pass_days(&mut self, days: i64) {
        self.pass(days * DAY_MS);
    }

    /// The branch.
    pub fn branch(&self) -> std::sync::MutexGuard<'_, SimBranch> {
        self.branch.lock().expect("no panic holds it")
    }

    /// Registers somebody not met before.
    pub fn register(&mut self, phone: usize, village: usize) -> Registered {
        self.register_for(phone, village, 1).expect("a registration")
    }

    /// Registers somebody not met before for so many months, where the phone allows it.
    pub fn register_for(&mut self, phone: usize, village: usize, months: u32) -> Result<Registered, FieldError> {
        self.pass(60_000);
        self.people += 1;
        let input = RegisterInput { period_months: months, ..registration(self.people, VILLAGES[village]) };
        let registered = self.phones[phone].field.register(&input)?;
        self.keep(phone, &registered.change);
        Ok(registered)
    }

    /// Edits a field of a worker as the phone shows it.
    pub fn edit(&mut self, phone: usize, worker: &str, field: &str, value: &str) -> ChangeId {
        self.pass(60_000);
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }];
        let edited = self.phones[phone].field.edit_worker(worker, &edits, Some("told".to_owned()));
        let change = edited.expect("an edit").change;
        self.keep(phone, &change)
    }

    /// Records one worker as attending, or in another role.
    pub fn attend(&mut self, phone: usize, event: &str, worker: &str, role: Option<&str>) -> ChangeId {
        self.pass(60_000);
        let attending = [AttendanceInput { worker: worker.to_owned(), role: role.map(str::to_owned) }];
        let saved = self.phones[phone].field.record_attendance(event, &attending).expect("an attendance");
        self.keep(phone, &saved.change.expect("a change"))
    }

    /// Notes what a phone saved.
    pub fn saved(&mut self, phone: usize, saved: Result<SavedCapture, FieldError>) -> ChangeId {
        let change = saved.expect("a capture").change;
        self.keep(phone, &change)
    }

    fn keep(&mut self, phone: usize, change: &str) -> ChangeId {
        let change: ChangeId = change.parse().expect("a change's id");
        self.phones[phone].journal.insert(change);
        change
    }

    /// A phone syncs until both sides agree.
    pub fn sync(&mut self, phone: usize) -> SyncOutcome {
        self.pass(60_000);
        let outcome = self.phones[phone].field.sync(&Line::to(&self.branch), &NoProgress).expect("a sync");
        assert!(outcome.complete, "phone {phone} is not done");
        outcome
    }

    /// A phone begins to sync and meets a fault in its first exchange.
    pub fn sync_meeting(&mut self, phone: usize, fault: Fault) {
        self.pass(60_000);
        let line = Line { fault: Some(fault), ..Line::to(&self.branch) };
        let ended = self.phones[phone].field.sync(&line, &NoProgress);
        assert_eq!(ended, Err(FieldError::Network { retryable: true }));
    }

    /// A phone syncs and stops after its first exchange.
    pub fn sync_once(&mut self, phone: usize) {
        struct Once;
        impl SyncProgress for Once {
            fn exchanged(&self, _: &perisai_core::field::SyncReport) -> bool {
                false
            }
        }
        self.pass(60_000);
        let ended = self.phones[phone].field.sync(&Line::to(&self.branch), &Once);
        assert_eq!(ended, Err(FieldError::Cancelled));
    }

    /// A phone syncs; whenever the branch names another nonce, a request that it answered before arrives once more.
    /// Answers how often that was.
    pub fn sync_with_replays(&mut self, phone: usize, old: &TransportRequest) -> usize {
        self.pass(60_000);
        let line = Line { replays: Some(old), ..Line::to(&self.branch) };
        let outcome = self.phones[phone].field.sync(&line, &NoProgress).expect("a sync");
        assert!(outcome.complete, "phone {phone} is not done");
        line.replayed.into_inner().expect("no panic holds it")
    }

    /// A phone syncs; answers the first request that it sent.
    pub fn sync_overheard(&mut self, phone: usize) -> TransportRequest {
        self.pass(60_000);
        let line = Line::to(&self.branch);
        self.phones[phone].field.sync(&line, &NoProgress).expect("a sync");
        line.first.into_inner().expect("no panic holds it").expect("a request")
    }

    /// A second phone with the disk and the keys of one; answers its place.
    pub fn clone_phone(&mut self, phone: usize) -> usize {
        let clone = self.phones[phone].clone_phone(self.phones.len() as u64);
        self.phones.push(clone);
        self.phones.len() - 1
    }

    /// Puts a phone back to an earlier disk.
    pub fn restore_phone(&mut self, phone: usize, saved: &Saved) {
        self.phones[phone].restore(saved);
        self.phones[phone].at(self.now_ms);
    }

    /// Keeps a copy of the branch; answers its number.
    pub fn back_up(&self) -> usize {
        let mut branch = self.branch();
        branch.back_up();
        branch.backups() - 1
    }

    /// Puts the branch back to a copy.
    pub fn restore_branch(&self, backup: usize) {
        self.branch().restore(backup);
    }

    /// Gives an agent a village, or takes it.
    pub fn set_village(&self, phone: usize, at: usize, given: bool) {
        self.branch().set_village(&self.phones[phone].agent, village(at), given);
    }

    /// What the branch says of a change.
    pub fn verdict(&self, change: ChangeId) -> Option<Verdict> {
        self.branch().verdict(change)
    }

    /// A field of a worker as the branch has it.
    pub fn at_branch(&self, worker: &str, field: &str) -> Option<Value> {
        let record: RecordId = worker.parse().expect("a record's id");
        self.branch().record(Worker::KIND, record).and_then(|record| record.fields.get(field).cloned())
    }

    /// How many registrations the branch has.
    pub fn registrations(&self) -> usize {
        self.branch().records(Registration::KIND).len()
    }

    /// A field of a record as a phone shows it; none where it shows no such record or field.
    pub fn shown(&self, phone: usize, kind: &str, record: &str, field: &str) -> Option<String> {
        let line = self.phones[phone].field.record(kind, record).ok()?;
        line.fields.into_iter().find(|line| line.field == field).map(|line| line.value)
    }
}

fn village(at: usize) -> VillageCode {
    VILLAGES[at].parse().expect("a village")
}

/// The way to the branch, with at most one thing that goes wrong.
struct Line<'a> {
    branch: &'a Mutex<SimBranch>,
    fault: Option<Fault>,
    replays: Option<&'a TransportRequest>,
    replayed: Mutex<usize>,
    first: Mutex<Option<TransportRequest>>,
}

impl<'a> Line<'a> {
    fn to(branch: &'a Mutex<SimBranch>) -> Self {
        Self { branch, fault: None, replays: None, replayed: Mutex::new(0), first: Mutex::new(None) }
    }
}

impl Transport for Line<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let branch = self.branch.lock().expect("no panic holds it");
        self.first.lock().expect("no panic holds it").get_or_insert_with(|| request.clone());
        match self.fault {
            None => {}
            Some(Fault::AnswerLost) => {
                drop(branch.branch.handle(request));
                return Err(TransportError);
            }
            Some(_) => return Err(TransportError),
        }
        let answer = branch.branch.handle(request);
        if let Some(old) = self.replays.filter(|_| answer.status == 401) {
            drop(branch.branch.handle(old));
            *self.replayed.lock().expect("no panic holds it") += 1;
        }
        Ok(answer)
    }
}
