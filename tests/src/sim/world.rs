//! A simulated day: what happens is drawn from the seed, one step after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{AgentId, ChangeId, DeviceId, Registry, VillageCode};
use perisai_core::field::NoProgress;
use perisai_core::{FieldError, WhyRefused};

use super::SimBranch;
use super::check::{self, Violation};
use super::network::{Network, Way};
use super::phone::{Saved, SimPhone};
use super::states::State;
use super::trace::Trace;
use super::truth::Truth;
use crate::power::Dice;

/// 1 June 2026, 08:00 in Semarang.
pub(super) const MORNING_MS: i64 = 1_780_275_600_000;
pub(super) const DAY_MS: i64 = 86_400_000;
pub(super) const VILLAGES: [&str; 3] = ["3374051001", "3374051002", "3374061001"];
pub(super) const AGENTS: [(&str, AgentRole, &[usize]); 3] = [
    ("a1", AgentRole::PerisaiAgent, &[0, 1]),
    ("a2", AgentRole::PerisaiAgent, &[1, 2]),
    ("s1", AgentRole::Supervisor, &[0, 1, 2]),
];
/// How often one phone may sync after the faults have stopped before the day counts as endless.
const HEALING_SYNCS_MAX: u32 = 60;

/// How often a revoked phone, which learns nothing, offers its journal to the quarantine.
const REVOKED_SYNCS: u32 = 8;

/// What a day is made of.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// Everything is drawn from it.
    pub seed: u64,
    /// How many steps.
    pub steps: u32,
    /// Of so many exchanges one meets a fault.
    pub fault_one_in: u64,
    /// Whether it holds what is rarer, too.
    pub full: bool,
}

/// How often a day did what.
pub type Reached = BTreeMap<String, u64>;

/// A day that was lived and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    /// What was done and met.
    pub reached: Reached,
    /// A hash of everything that was told of the day: the same day has the same.
    pub trace: [u8; 32],
}

/// A day under way.
pub struct World {
    /// The phones, clones included.
    pub phones: Vec<SimPhone>,
    /// The branch.
    pub branch: Mutex<SimBranch>,
    /// What really happened.
    pub truth: Truth,
    /// What was done, counted.
    pub reached: Reached,
    pub(super) network: Network,
    pub(super) full: bool,
    /// Every other full day has more mishaps than work.
    pub(super) rough: bool,
    pub(super) dice: Dice,
    pub(super) now_ms: i64,
    pub(super) saved: Vec<(usize, Saved)>,
    pub(super) edits: u32,
    pub(super) people: u64,
    pub(super) papers: u32,
    pub(super) events: Vec<String>,
    pub(super) revoked: BTreeSet<DeviceId>,
    pub(super) trace: Trace,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "World of {} phones", self.phones.len())
    }
}

/// Lives a day and checks it. The error names what does not hold.
pub fn live(day: Day) -> Result<Lived, Violation> {
    let mut world = World::begin(day);
    for _ in 0..day.steps {
        world.step()?;
        world.trace_step();
    }
    world.heal()?;
    world.trace_step();
    check::hold(&world)?;
    world.count_verdicts();
    *world.reached.entry("days of an agent".to_owned()).or_default() += world.phones.len() as u64;
    Ok(Lived { trace: world.trace.digest(), reached: world.reached })
}

pub(super) fn village(at: usize) -> VillageCode {
    VILLAGES[at].parse().expect("a village")
}

impl World {
    fn begin(day: Day) -> Self {
        let registry = Registry::standard();
        let branch = SimBranch::new(day.seed, MORNING_MS, registry.clone());
        let rough = day.full && day.seed % 2 == 1;
        let one_in = if rough { day.fault_one_in.min(2) } else { day.fault_one_in };
        let network = Network::new(day.seed, one_in, day.full);
        let mut phones = Vec::new();
        for (badge, role, villages) in AGENTS {
            let agent: AgentId = badge.parse().expect("a badge");
            let villages: Vec<VillageCode> = villages.iter().map(|at| village(*at)).collect();
            branch.add_agent(&agent, role, &villages);
            phones.push(SimPhone::new(day.seed, &agent, MORNING_MS, &registry));
        }
        let branch = Mutex::new(branch);
        let quiet = Network::quiet();
        for phone in &phones {
            let code = branch.lock().expect("no panic holds it").enrol_code(&phone.agent);
            phone.field.enrol(&code, &Way { network: &quiet, branch: &branch, phone }).expect("an enrolment");
        }
        branch.lock().expect("no panic holds it").back_up();
        Self {
            phones,
            branch,
            truth: Truth::default(),
            reached: Reached::new(),
            network,
            full: day.full,
            rough,
            dice: Dice::of(&[day.seed, 0x7374_6570]),
            now_ms: MORNING_MS,
            saved: Vec::new(),
            edits: 0,
            people: 0,
            papers: 0,
            events: Vec::new(),
            revoked: BTreeSet::new(),
            trace: Trace::new(),
        }
    }

    pub(super) fn draw(&mut self, limit: usize) -> usize {
        usize::try_from(self.dice.below(limit as u64)).expect("below a length")
    }

    pub(super) fn count(&mut self, what: &str) {
        *self.reached.entry(what.to_owned()).or_default() += 1;
    }

    fn step(&mut self) -> Result<(), Violation> {
        self.now_ms += 1_000 + i64::try_from(self.dice.below(600_000)).expect("minutes");
        self.branch.lock().expect("no panic holds it").clock.reach(self.now_ms);
        let phone = self.draw(self.phones.len());
        self.phones[phone].at(self.now_ms);
        self.make_room(phone);
        if self.full && self.dice.chance(1, 3) {
            return self.rarer(phone);
        }
        if self.rough { self.rough_step(phone) } else { self.busy_step(phone) }
    }

    /// A day of much work. The days that failed once are of this kind: other odds would make other days of their seeds.
    fn busy_step(&mut self, phone: usize) -> Result<(), Violation> {
        match self.dice.below(100) {
            0..=14 => self.register(phone),
            15..=39 => self.edit(phone),
            40..=44 => self.attend(phone),
            45..=48 => self.resolve(phone),
            49..=76 => self.sync(phone),
            77..=79 => self.restart(phone),
            80..=83 => self.save(phone),
            84..=85 => self.restore_phone().map(drop),
            86 => self.clone_phone(phone),
            87..=88 => self.back_up(),
            89..=90 => self.restore_branch(),
            91..=93 => self.turn_clock(phone),
            94..=96 => self.move_scope(phone),
            _ => self.deliver_late(),
        }
    }

    /// A day of many mishaps, so that each meets a phone in each state.
    fn rough_step(&mut self, phone: usize) -> Result<(), Violation> {
        match self.dice.below(100) {
            0..=7 => self.register(phone),
            8..=18 => self.edit(phone),
            19..=21 => self.attend(phone),
            22..=23 => self.resolve(phone),
            24..=50 => self.sync(phone),
            51..=54 => self.restart(phone),
            55..=58 => self.save(phone),
            59..=73 => self.restore_phone_and_sync(),
            74..=77 => self.clone_phone(phone),
            78..=79 => self.back_up(),
            80..=82 => self.restore_branch(),
            83..=85 => self.turn_clock(phone),
            86..=93 => self.move_scope(phone),
            94..=98 => {
                self.fill_disk(phone)?;
                self.sync(phone)
            }
            _ => self.deliver_late(),
        }
    }

    pub(super) fn keep(&mut self, phone: usize, change: &str) -> ChangeId {
        let change: ChangeId = change.parse().expect("a change's id");
        self.trace.say(|| format!("phone {phone} saves {change}"));
        self.truth.saved.insert(change);
        self.phones[phone].journal.insert(change);
        change
    }

    pub(super) fn sync(&mut self, phone: usize) -> Result<(), Violation> {
        let states = self.states(phone)?;
        let way = Way { network: &self.network, branch: &self.branch, phone: &self.phones[phone] };
        let ended = self.phones[phone].field.sync(&way, &NoProgress);
        self.trace.say(|| {
            format!(
                "phone {phone} syncs: {}",
                ended.as_ref().map_or_else(|e| format!("{e}"), |o| format!("complete {}", o.complete))
            )
        });
        self.count("synced");
        for fault in self.network.take_met() {
            self.befalls_in(&states, &fault.met());
        }
        if let Some(left) = self.network.take_left_of_phone() {
            self.phones[phone].start_again(&left);
        }
        let since = &mut self.phones[phone].since_sync;
        match &ended {
            Ok(outcome) if outcome.complete => since.clear(),
            _ => drop(since.insert(State::ExchangeFailed)),
        }
        match ended {
            Ok(_) | Err(FieldError::Network { .. }) => Ok(()),
            // A damaged request is not this device's, as far as the branch can tell.
            Err(FieldError::Refused { why: WhyRefused::UnknownDevice | WhyRefused::Revoked }) => Ok(()),
            Err(FieldError::StorageFull) if self.phones[phone].has_full_disk() => Ok(()),
            Err(error) => Err(Violation::failed(error)),
        }
    }

    /// The faults stop: every phone syncs until it is done, and once more when all are.
    fn heal(&mut self) -> Result<(), Violation> {
        self.network.one_in = 0;
        for round in 0..3 {
            for phone in 0..self.phones.len() {
                self.phones[phone].at(self.now_ms);
                self.phones[phone].make_room();
                let is_revoked = self.is_revoked(phone)?;
                let way = Way { network: &self.network, branch: &self.branch, phone: &self.phones[phone] };
                let mut syncs = 0;
                loop {
                    match self.phones[phone].field.sync(&way, &NoProgress) {
                        Ok(outcome) if outcome.complete => break,
                        Ok(_) => {}
                        Err(FieldError::Refused { why: WhyRefused::Revoked }) if is_revoked => {
                            if syncs >= REVOKED_SYNCS {
                                break;
                            }
                        }
                        Err(error) => return Err(Violation::failed(error)),
                    }
                    syncs += 1;
                    if syncs > HEALING_SYNCS_MAX {
                        return Err(Violation::Endless { phone: self.phones[phone].agent.to_string(), round });
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts what the branch said of the captures, and tells what it came to.
    fn count_verdicts(&mut self) {
        let branch = self.branch.lock().expect("no panic holds it");
        let counts = branch.verdicts();
        for kind in Registry::standard().kinds() {
            self.trace.say(|| format!("{:?}", branch.records(kind)));
        }
        drop(branch);
        for (word, times) in counts {
            *self.reached.entry(format!("verdict {word}")).or_default() += times;
        }
    }
}
