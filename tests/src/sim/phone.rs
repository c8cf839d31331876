//! A phone of a simulated day: a real core on a disk in memory, which can crash, be restored, be cloned.

use std::collections::BTreeSet;
use std::sync::Arc;

use perisai_core::domain::{AgentId, ChangeId, Registry};
use perisai_core::{Field, FieldError};

use crate::hand::{Hand, SeededIds};
use crate::power::{Image, Machine, MachineFolder, OpClock};

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
        let machine = Machine::new(agent.as_str(), &OpClock::default());
        let field = open(&machine, &hand, agent, registry).expect("a new store");
        let (agent, registry) = (agent.clone(), registry.clone());
        Self { agent, field, hand, journal: BTreeSet::new(), skew_ms: 0, machine, registry, lives: 0, seed }
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
        let machine = Machine::new(&format!("{}-clone-{number}", self.agent), &OpClock::default());
        machine.mount(&saved.image);
        let field = open(&machine, &hand, &self.agent, &self.registry).expect("a readable store");
        Self {
            agent: self.agent.clone(),
            field,
            hand,
            journal: saved.journal,
            skew_ms: self.skew_ms,
            machine,
            registry: self.registry.clone(),
            lives: number * 1_000,
            seed: self.seed,
        }
    }

    fn start_from(&mut self, image: &Image) {
        self.field.shutdown();
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
