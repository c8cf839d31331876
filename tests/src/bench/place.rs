//! Devices and branches to measure, and the line between them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use perisai_branch::Branch;
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{AgentId, Registry};
use perisai_core::field::{NoProgress, SyncOutcome};
use perisai_core::lock::PinLock;
use perisai_core::ports::{Clock, Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::store::Folder;
use perisai_core::{Field, Ports};

use super::people::VILLAGES;
use super::{Bench, BenchError, pairs};
use crate::hand::Hand;
use crate::power::{Machine, MachineFolder};
use crate::sim::SimBranch;

/// 1 June 2026, 08:00 in Semarang.
pub(super) const MORNING_MS: i64 = 1_780_275_600_000;
/// What ids and keys follow from.
const SEED: u64 = 1;

impl Bench<'_> {
    /// An empty folder for a measure; what an earlier run left there goes.
    pub(super) fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.options.folder.join(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(&folder)?,
        }
        Ok(folder)
    }
}

/// A branch with agents, each with villages by their place in the list.
pub(super) fn branch(agents: &[(&str, &[usize])]) -> Result<SimBranch, BenchError> {
    with_agents(SqliteLedger::in_memory(Registry::standard())?, agents)
}

/// The same, with its ledger in a file.
pub(super) fn branch_in(file: &Path, agents: &[(&str, &[usize])]) -> Result<SimBranch, BenchError> {
    with_agents(SqliteLedger::open(file, Registry::standard(), Durability::Full)?, agents)
}

fn with_agents(ledger: SqliteLedger, agents: &[(&str, &[usize])]) -> Result<SimBranch, BenchError> {
    let branch = SimBranch::over(ledger, SEED, MORNING_MS, Registry::standard());
    for (badge, villages) in agents {
        let villages: Vec<_> = villages.iter().map(|at| VILLAGES[*at].parse().expect("a village")).collect();
        branch.add_agent(&badge_of(badge), AgentRole::PerisaiAgent, &villages);
    }
    Ok(branch)
}

fn badge_of(badge: &str) -> AgentId {
    badge.parse().expect("a badge")
}

/// An agent's device.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) field: Field,
    hand: Hand,
}

impl Device {
    /// With its store in a folder of this disk.
    pub(super) fn in_folder(folder: &Path, badge: &str) -> Result<Self, BenchError> {
        let hand = Hand::new(SEED, badge, MORNING_MS);
        let field = Field::open(folder, &hand.vault, badge_of(badge), hand.ports.clone())?;
        Ok(Self { field, hand })
    }

    /// With its store on a disk in memory, where nothing waits. The machine must outlive it.
    pub(super) fn on(machine: &Machine, badge: &str) -> Result<Self, BenchError> {
        let hand = Hand::new(SEED, badge, MORNING_MS);
        let folder: Box<dyn Folder> = Box::new(MachineFolder::on(machine, "/data"));
        let ports = hand.ports.clone();
        let field = Field::open_in(folder, &hand.vault, badge_of(badge), ports, Registry::standard(), &|_| {})?;
        Ok(Self { field, hand })
    }

    /// As the app has it: the store opened by the keys of a lock beside it, of which no PIN was set. What the hardware wraps
    /// is [`Device::key_of`] the agent.
    pub(super) fn behind_lock(folder: &Path, badge: &str) -> Result<(Self, PinLock), BenchError> {
        let hand = Hand::new(SEED, badge, MORNING_MS);
        let (clock, ids) = (hand.clock.clone(), hand.ports.ids.clone());
        let lock = PinLock::open(&folder.join("keys"), Arc::new(hand.vault), clock.clone(), ids.clone())?;
        if lock.is_shut()? {
            return Err(BenchError::NotAsPlanned("a phone that asks for a PIN"));
        }
        let keys = lock.unlock_without_pin()?;
        let field =
            Field::open(&folder.join("store"), keys.as_ref(), badge_of(badge), Ports::of_keys(&keys, clock, ids))?;
        Ok((Self { field, hand }, lock))
    }

    /// Enrolls with the branch and reads what it has.
    pub(super) fn enrol(&self, branch: &SimBranch) -> Result<(), BenchError> {
        self.field.enrol(&branch.enrol_code(self.field.agent()), &Meter::to(&branch.branch))?;
        self.sync(branch, &Meter::to(&branch.branch)).map(|_| ())
    }

    /// A second passes. Answers the new time, UTC milliseconds.
    pub(super) fn pass(&self) -> i64 {
        let now_ms = self.hand.clock.now().wall_ms + 1_000;
        self.hand.clock.reach(now_ms);
        now_ms
    }

    /// Exchanges until both sides agree.
    pub(super) fn sync(&self, branch: &SimBranch, line: &dyn Transport) -> Result<SyncOutcome, BenchError> {
        branch.clock.reach(self.hand.clock.now().wall_ms.max(branch.clock_ms()));
        let outcome = self.field.sync(line, &NoProgress)?;
        if outcome.complete { Ok(outcome) } else { Err(BenchError::NotAsPlanned("a sync did not come to its end")) }
    }

    /// The key of its store.
    pub(super) const fn key(&self) -> [u8; 32] {
        self.hand.vault.0
    }

    /// The key of the store of an agent's device.
    pub(super) fn key_of(badge: &str) -> [u8; 32] {
        Hand::new(SEED, badge, MORNING_MS).vault.0
    }
}

/// One request and its answer, as they were carried.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) request: TransportRequest,
    pub(super) answer: TransportResponse,
    /// How long the branch took, microseconds.
    pub(super) branch_us: f64,
    /// How long it took when the same request arrived once more; none where it did not.
    pub(super) again_us: Option<f64>,
    /// How long the device waited in all, microseconds.
    pub(super) away_us: f64,
}

/// The line to a branch in this process, which keeps what it carries.
pub(super) struct Meter<'a> {
    branch: &'a Branch,
    repeats: bool,
    carried: Mutex<Vec<Carried>>,
}

impl<'a> Meter<'a> {
    pub(super) const fn to(branch: &'a Branch) -> Self {
        Self { branch, repeats: false, carried: Mutex::new(Vec::new()) }
    }

    /// One on which every request arrives twice; the second answer is thrown away.
    pub(super) const fn repeating(branch: &'a Branch) -> Self {
        Self { branch, repeats: true, carried: Mutex::new(Vec::new()) }
    }

    /// What was carried, in order.
    pub(super) fn into_carried(self) -> Vec<Carried> {
        self.carried.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Meter<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let begun = Instant::now();
        let answer = self.branch.handle(request);
        let branch_us = pairs::micros(begun.elapsed());
        let again_us = self.repeats.then(|| {
            let begun = Instant::now();
            let again = self.branch.handle(request);
            let took = pairs::micros(begun.elapsed());
            (again.status == 200).then_some(took)
        });
        let (request, kept) = (request.clone(), answer.clone());
        let mut carried = self.carried.lock().unwrap_or_else(PoisonError::into_inner);
        let again_us = again_us.flatten();
        let away_us = pairs::micros(begun.elapsed());
        carried.push(Carried { request, answer: kept, branch_us, again_us, away_us });
        Ok(answer)
    }
}
