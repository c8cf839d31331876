//! A phone of a simulated day: a real core on a disk in memory, which can crash, be restored, be cloned.

use std::collections::BTreeSet;
use std::sync::Arc;

use perisai_core::domain::{AgentId, ChangeId, Registry};
use perisai_core::{Field, FieldError};

use super::states::State;
use crate::hand::{Hand, SeededIds};
use crate::power::{Fault, FaultKind, Image, Lasts, Loss, Machine, MachineFolder, OpClock};

/// A phone with its agent.
#[derive(Debug)]
pub struct SimPhone {
    /// Whose it is.
    pub agent: AgentId,
    /// The core.
    pub field: Field,
    /// Clock, keys and randomness.
    pub hand: Hand,
    /// The changes of the journal, as the test counts them.
    pub journal: BTreeSet<ChangeId>,
    /// How wrong the wall clock is, milliseconds.
    pub skew_ms: i64,
    /// What it has gone through since it last synced to the end.
    pub(super) since_sync: BTreeSet<State>,
    /// Whether another phone has its disk and its keys.
    pub(super) is_cloned: bool,
    has_full_disk: bool,
    clock: OpClock,
    machine: Machine,
    registry: Registry,
    lives: u64,
    seed: u64,
}

/// A phone's disk at one moment, with what the test knew of its journal.
#[derive(Debug, Clone)]
pub struct Saved {
    image: Image,
    journal: BTreeSet<ChangeId>,
}

impl SimPhone {
    /// A new phone, not enrolled.
    pub fn new(seed: u64, agent: &AgentId, now_ms: i64, registry: &Registry) -> Self {
        let hand = Hand::new(seed, agent.as_str(), now_ms);
        let clock = OpClock::default();
        let machine = Machine::new(agent.as_str(), &clock);
        let field = open(&machine, &hand, agent, registry).expect("a new store");
        Self {
            agent: agent.clone(),
            field,
            hand,
            journal: BTreeSet::new(),
            skew_ms: 0,
            since_sync: BTreeSet::new(),
            is_cloned: false,
            has_full_disk: false,
            clock,
            machine,
            registry: registry.clone(),
            lives: 0,
            seed,
        }
    }

    /// Sets the clock to the world's time, as wrong as this phone's is.
    pub fn at(&self, now_ms: i64) {
        self.hand.clock.reach(now_ms + self.skew_ms);
    }

    /// Somebody sets the phone's clock wrong by so much.
    pub fn set_skew(&mut self, skew_ms: i64, now_ms: i64) {
        self.skew_ms = skew_ms;
        self.hand.clock.set_wall(now_ms + skew_ms);
    }

    /// The app is killed and started again.
    pub fn restart(&mut self) {
        let image = self.machine.visible();
        self.start_from(&image);
    }

    /// The storage has no room any more, from the n-th operation on.
    pub fn fill_disk(&mut self, nth: u64) {
        let fault = Fault { from: self.clock.now() + nth, kind: FaultKind::Full, lasts: Lasts::UntilLifted };
        self.machine.plan_fault(fault);
        self.has_full_disk = true;
    }

    /// Somebody makes room.
    pub fn make_room(&mut self) {
        self.machine.lift_fault();
        self.has_full_disk = false;
    }

    /// Whether the storage may have no room.
    pub fn has_full_disk(&self) -> bool {
        self.has_full_disk
    }

    /// What would be left of the disk if the power went now.
    pub fn after_power_cut(&self, loss: Loss) -> Saved {
        Saved { image: self.machine.survivors(loss), journal: self.journal.clone() }
    }

    /// The phone starts again from what a power cut left.
    pub fn start_again(&mut self, left: &Saved) {
        self.start_from(&left.image);
    }

    /// The disk as it is now.
    pub fn save(&self) -> Saved {
        Saved { image: self.machine.visible(), journal: self.journal.clone() }
    }

    /// The phone is put back to an earlier disk.
    pub fn restore(&mut self, saved: &Saved) {
        self.journal = saved.journal.clone();
        self.start_from(&saved.image);
    }

    /// A second phone with the same disk and the same keys.
    pub fn clone_phone(&self, number: u64) -> Self {
        let saved = self.save();
        let mut hand = Hand::new(self.seed, self.agent.as_str(), 0);
        hand.clock.set_wall(perisai_core::ports::Clock::now(self.hand.clock.as_ref()).wall_ms);
        hand.ports.ids = Arc::new(SeededIds::new(self.seed, &format!("{}/clone/{number}", self.agent)));
        let clock = OpClock::default();
        let machine = Machine::new(&format!("{}-clone-{number}", self.agent), &clock);
        machine.mount(&saved.image);
        let field = open(&machine, &hand, &self.agent, &self.registry).expect("a readable store");
        Self {
            agent: self.agent.clone(),
            field,
            hand,
            journal: saved.journal,
            skew_ms: self.skew_ms,
            since_sync: self.since_sync.clone(),
            is_cloned: true,
            has_full_disk: false,
            clock,
            machine,
            registry: self.registry.clone(),
            lives: number * 1_000,
            seed: self.seed,
        }
    }

    fn start_from(&mut self, image: &Image) {
        self.field.shutdown();
        self.make_room();
        self.machine.mount(image);
        self.lives += 1;
        // A phone that starts anew draws other random numbers, also after it was put back to an earlier disk.
        self.hand.ports.ids = Arc::new(SeededIds::new(self.seed, &format!("{}/{}", self.agent, self.lives)));
        self.hand.clock.reboot();
        self.field = open(&self.machine, &self.hand, &self.agent, &self.registry).expect("a readable store");
    }
}

fn open(machine: &Machine, hand: &Hand, agent: &AgentId, registry: &Registry) -> Result<Field, FieldError> {
    let folder = Box::new(MachineFolder::on(machine, "/data"));
    Field::open_in(folder, &hand.vault, agent.clone(), hand.ports.clone(), registry.clone(), &|_| {})
}
