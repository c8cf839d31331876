//! A real `perisai-branch` process killed while phones talk to it: after its commit and before its answer, and in the
//! middle of its writing. It is started again, the same phones sync again, and nothing is lost or counted twice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use perisai_branch::ledger;
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_core::FieldError;
use perisai_core::domain::kinds::Registration;
use perisai_core::domain::{AgentId, ChangeId, Record, Registry, Verdict};
use perisai_core::field::{FieldEdit, NoProgress};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_tests::field_day::equal::{Scope, differences, export_all, shown_by};
use perisai_tests::field_day::office::{Office, Serving};
use perisai_tests::people::registration;
use perisai_tests::power::Dice;
use perisai_tests::sim::SimPhone;
use tempfile::TempDir;

/// How often the server is killed in one run. `PERISAI_KILLS` asks for more.
const KILLS: u64 = 120;
/// A kill in the middle of writing comes after at most so many writes of the server since the request went out.
const WRITES_MAX: u64 = 60;
/// How often a phone may have to sync when nobody kills any more.
const SYNCS_MAX: u32 = 20;
/// 1 June 2026, 08:00 in Semarang, for phones and for the server.
const MORNING_MS: i64 = 1_780_275_600_000;
const MORNING: &str = "2026-06-01T08:00:00+07:00";
const VILLAGES: [&str; 2] = ["33.74.05.1001", "33.74.05.1002"];
const AGENTS: [(&str, &str); 3] = [("a1", "perisai_agent"), ("a2", "perisai_agent"), ("s1", "supervisor")];

/// When the server dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Death {
    /// When the first byte of its answer is there, which nobody reads.
    Answering,
    /// So many writes of its own after the request went out: before, during and after its commit.
    Writing(u64),
}

fn kills() -> u64 {
    std::env::var("PERISAI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// How many writes a process has asked its system for; none where the system does not tell.
fn writes_of(process: u32) -> Option<u64> {
    let counts = std::fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    counts.lines().find_map(|line| line.strip_prefix("syscw: ")?.parse().ok())
}

/// The way to a server that dies at the first exchange.
struct Killer {
    serving: Mutex<Option<Serving>>,
    death: Death,
}

impl Killer {
    fn kill(&self) {
        if let Some(serving) = self.serving.lock().unwrap().take() {
            serving.kill().unwrap();
        }
    }

    /// Kills when the server has written so often since now, or when the answer is there.
    fn kill_while_it_writes(&self, process: u32, before: Option<u64>, writes: u64, answered: &AtomicBool) {
        let written = |now: u64| before.is_some_and(|before| now >= before + writes);
        while !answered.load(Ordering::Acquire) && !writes_of(process).is_none_or(written) {
            std::hint::spin_loop();
        }
        self.kill();
    }
}

impl Transport for Killer {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let alive = self.serving.lock().unwrap().as_ref().map(|serving| (serving.branch.address, serving.process()));
        let (address, process) = alive.ok_or(TransportError)?;
        let mut head = format!("POST {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.path);
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
        let mut stream = TcpStream::connect(address).unwrap();
        let before = writes_of(process);
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&request.body).unwrap();
        let answered = AtomicBool::new(false);
        std::thread::scope(|scope| {
            if let Death::Writing(writes) = self.death {
                let answered = &answered;
                scope.spawn(move || self.kill_while_it_writes(process, before, writes, answered));
            }
            // Ends with the first byte, or with the server.
            stream.read_exact(&mut [0]).ok();
            answered.store(true, Ordering::Release);
        });
        self.kill();
        Err(TransportError)
    }
}

/// Phones, and a branch that is killed.
struct World {
    office: Office,
    data: PathBuf,
    phones: Vec<SimPhone>,
    saved: BTreeSet<ChangeId>,
    registered: BTreeSet<ChangeId>,
    dice: Dice,
    people: u64,
    now_ms: i64,
}

impl World {
    fn begin(data: &Path) -> World {
        let office = Office::at(data).unwrap();
        office.run(&["init", "--name", "Killed", "--clock-start", MORNING]).unwrap();
        let registry = Registry::standard();
        let mut phones = Vec::new();
        for (badge, role) in AGENTS {
            let villages = VILLAGES.join(";");
            office.act(&["agent", "add", badge, "--name", badge, "--role", role, "--villages", &villages]).unwrap();
            phones.push(SimPhone::new(1, &badge.parse::<AgentId>().unwrap(), MORNING_MS, &registry));
        }
        let serving = office.serve(MORNING).unwrap();
        for phone in &phones {
            let code = office.act(&["enrol-code", phone.agent.as_str()]).unwrap();
            phone.field.enrol(code.trim(), &serving.branch).unwrap();
            phone.field.sync(&serving.branch, &NoProgress).unwrap();
        }
        drop(serving);
        let (saved, registered) = (BTreeSet::new(), BTreeSet::new());
        let dice = Dice::new(7);
        World { office, data: data.to_owned(), phones, saved, registered, dice, people: 0, now_ms: MORNING_MS }
    }

    fn draw(&mut self, limit: usize) -> usize {
        usize::try_from(self.dice.below(limit as u64)).unwrap()
    }

    /// One to three captures on a phone. Answers the last.
    fn capture(&mut self, phone: usize) -> ChangeId {
        let others = self.draw(3);
        for _ in 0..others {
            self.now_ms += 60_000;
            self.phones[phone].at(self.now_ms);
            let workers = self.phones[phone].field.workers(None, 50).unwrap().workers;
            if let Some(worker) = workers.get(self.draw(workers.len().max(1))) {
                self.edit(phone, &worker.worker);
            }
        }
        self.register(phone)
    }

    fn register(&mut self, phone: usize) -> ChangeId {
        self.now_ms += 60_000;
        self.phones[phone].at(self.now_ms);
        self.people += 1;
        let village = VILLAGES[self.draw(2)];
        let change = self.phones[phone].field.register(&registration(self.people, village)).unwrap().change;
        let change = self.keep(phone, &change);
        self.registered.insert(change);
        change
    }

    /// Edits a worker's name, where the later wins, or birth date, where a person decides.
    fn edit(&mut self, phone: usize, worker: &str) {
        let day = 1 + self.dice.below(28);
        let (field, value) = if self.dice.chance(1, 2) {
            ("name", format!("Orang {}", "q".repeat(1 + self.draw(40))))
        } else {
            ("birth_date", format!("19{}-03-{day:02}", 50 + self.dice.below(40)))
        };
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value) }];
        match self.phones[phone].field.edit_worker(worker, &edits, Some("told".to_owned())) {
            Ok(saved) => {
                self.keep(phone, &saved.change);
            }
            // The same value as before is no edit.
            Err(FieldError::Invalid { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn keep(&mut self, phone: usize, change: &str) -> ChangeId {
        let change: ChangeId = change.parse().unwrap();
        self.saved.insert(change);
        self.phones[phone].journal.insert(change);
        change
    }

    /// What the ledger's file holds, whoever serves.
    fn ledger(&self) -> SqliteLedger {
        SqliteLedger::open(&self.data.join("branch.db"), Registry::standard(), Durability::Full).unwrap()
    }

    fn verdict(&self, change: ChangeId) -> Option<Verdict> {
        ledger::read(&self.ledger(), |tx| tx.verdict(change)).unwrap()
    }

    /// Everything saved is on its phone or at the branch; what a phone no longer offers, the branch has.
    fn nothing_is_lost(&self) {
        let ledger = self.ledger();
        for phone in &self.phones {
            let pending: BTreeSet<String> =
                phone.field.pending().unwrap().into_iter().map(|pending| pending.change).collect();
            let totals = phone.field.totals().unwrap();
            assert_eq!(totals.captured, phone.journal.len() as u64, "{} has lost a capture", phone.agent);
            assert_eq!(totals.pending, pending.len() as u64);
            for change in phone.journal.iter().filter(|change| !pending.contains(&change.to_string())) {
                let verdict = ledger::read(&ledger, |tx| tx.verdict(*change)).unwrap();
                assert!(verdict.is_some(), "{change} was acknowledged and is not at the branch");
            }
        }
    }

    fn sync_all(&mut self, serving: &Serving) {
        for _ in 0..2 {
            for phone in &self.phones {
                phone.at(self.now_ms);
                let mut syncs = 0;
                while !phone.field.sync(&serving.branch, &NoProgress).unwrap().complete {
                    syncs += 1;
                    assert!(syncs < SYNCS_MAX, "{} does not come to an end", phone.agent);
                }
            }
        }
    }

    /// When nobody kills any more: one effect per change, equal devices, totals that agree, whole chains.
    fn everybody_agrees(&self) {
        let ledger = self.ledger();
        let mut registered = 0;
        for change in &self.saved {
            let verdict = ledger::read(&ledger, |tx| tx.verdict(*change)).unwrap();
            let verdict = verdict.unwrap_or_else(|| panic!("{change} is lost"));
            registered += usize::from(self.registered.contains(change) && verdict.is_taken_in());
        }
        let records = ledger::read(&ledger, |tx| tx.page(Registration::KIND, None, usize::from(u16::MAX))).unwrap();
        assert_eq!(records.len(), registered, "a registration counts twice, or not at all");

        let totals = self.office.list(&["totals"]).unwrap();
        let mut sum: BTreeMap<&str, u64> = BTreeMap::new();
        let branch = export_all(&self.office).unwrap();
        for phone in &self.phones {
            let of = phone.field.totals().unwrap();
            for (name, count) in [
                ("captured", of.captured),
                ("applied", of.applied),
                ("merged", of.merged),
                ("contested", of.contested),
                ("held", of.held),
                ("rejected", of.rejected),
                ("pending", of.pending),
            ] {
                *sum.entry(name).or_default() += count;
            }
            let (shown, own) = shown_by(&phone.field).unwrap();
            let villages = VILLAGES.map(str::to_owned).into();
            let touched = BTreeSet::new();
            let agent = phone.agent.as_str();
            let scope = Scope { branch: &branch, own: &own, touched: &touched, agent, villages: &villages };
            assert_eq!(differences(&scope, &shown), [], "{agent} and the branch differ");
        }
        assert_eq!(sum["captured"], self.saved.len() as u64);
        for (name, count) in sum {
            assert_eq!(totals[name].as_u64(), Some(count), "{name}: the devices and the branch count differently");
        }
        self.office.run(&["verify"]).unwrap();
    }
}

/// How the kills fell: by the sort of death, and whether the branch had the last capture that was sent.
#[derive(Debug, Default)]
struct Fallen {
    answering: u64,
    writing_committed: u64,
    writing_not_committed: u64,
}

#[test]
fn whenever_the_server_is_killed_it_has_what_it_acknowledged_and_has_it_once() {
    let folder = TempDir::new().unwrap();
    let mut world = World::begin(&folder.path().join("branch"));
    let mut fallen = Fallen::default();
    let mut serving = world.office.serve(MORNING).unwrap();
    for kill in 0..kills() {
        let phone = world.draw(world.phones.len());
        let last = world.capture(phone);
        let death =
            if world.dice.chance(1, 3) { Death::Answering } else { Death::Writing(world.dice.below(WRITES_MAX)) };
        let killer = Killer { serving: Mutex::new(Some(serving)), death };
        let ended = world.phones[phone].field.sync(&killer, &NoProgress);
        assert_eq!(ended, Err(FieldError::Network { retryable: true }));

        // The next server is the first to open what the killed one left.
        serving = world.office.serve(MORNING).unwrap();
        world.nothing_is_lost();
        let committed = world.verdict(last).is_some();
        match death {
            Death::Answering => {
                assert!(committed, "an answer came before its commit");
                fallen.answering += 1;
            }
            Death::Writing(_) if committed => fallen.writing_committed += 1,
            Death::Writing(_) => fallen.writing_not_committed += 1,
        }
        if kill % 5 == 4 {
            world.sync_all(&serving);
        }
        if kill % 40 == 39 {
            world.everybody_agrees();
        }
    }
    world.sync_all(&serving);
    world.everybody_agrees();
    eprintln!("{} kills, {} changes: {fallen:?}", kills(), world.saved.len());
    assert!(fallen.answering > 0, "no kill fell between commit and answer");
    if writes_of(std::process::id()).is_some() {
        assert!(fallen.writing_not_committed > 0, "no kill fell before a commit");
        assert!(fallen.writing_committed > 0, "no kill while writing fell after a commit");
    }
}
