//! The machines of a test, and what people were promised on them.

use std::sync::{Mutex, PoisonError};

use super::disk::Image;
use super::machine::{Machine, OpClock};

/// A few machines whose operations are numbered in one order.
#[derive(Debug)]
pub struct Site {
    clock: OpClock,
    machines: Vec<Machine>,
}

impl Site {
    /// Machines with empty disks.
    pub fn new(names: &[&str]) -> Site {
        let clock = OpClock::default();
        let machines = names.iter().map(|name| Machine::new(name, &clock)).collect();
        Site { clock, machines }
    }

    /// The machine of that name.
    ///
    /// # Panics
    /// When the site has none.
    pub fn machine(&self, name: &str) -> &Machine {
        self.machines.iter().find(|machine| machine.name() == name).expect("a machine of this site")
    }

    /// All of them, in the order they were named.
    pub fn machines(&self) -> &[Machine] {
        &self.machines
    }

    /// The clock that numbers their operations.
    pub fn clock(&self) -> &OpClock {
        &self.clock
    }

    /// Starts every machine with its image, in the machines' order; operations count from 1 again.
    pub fn mount(&self, images: &[Image]) {
        assert_eq!(images.len(), self.machines.len(), "one image per machine");
        self.clock.restart();
        self.machines.iter().zip(images).for_each(|(machine, image)| machine.mount(image));
    }

    /// Starts every machine again; returns what the disks hold. Operations count from 1 again.
    pub fn reboot(&self) -> Vec<Image> {
        self.clock.restart();
        self.machines.iter().map(Machine::reboot).collect()
    }

    /// Starts every machine again with everything durable, and keeps each operation from now on.
    pub fn start_recording(&self) -> Vec<Image> {
        self.clock.restart();
        self.machines.iter().map(Machine::start_recording).collect()
    }
}

/// Promises, each with the operation after which it was made. They are kept outside every disk.
#[derive(Debug)]
pub struct Acknowledged<A> {
    clock: OpClock,
    made: Mutex<Vec<(u64, A)>>,
}

impl<A: Clone> Acknowledged<A> {
    /// None yet, on that site.
    pub fn none(site: &Site) -> Acknowledged<A> {
        Acknowledged::before(site, Vec::new())
    }

    /// Those that were made before the site was started.
    pub(super) fn before(site: &Site, promises: Vec<A>) -> Acknowledged<A> {
        let made = promises.into_iter().map(|promise| (0, promise)).collect();
        Acknowledged { clock: site.clock().clone(), made: Mutex::new(made) }
    }

    /// Somebody was promised this now. Call it where the caller of the core learns of success, not earlier.
    pub fn promise(&self, promise: A) {
        self.promise_as_of(self.clock.now(), promise);
    }

    /// [`Acknowledged::promise`], as if it had been made when so many operations had begun (see [`Site::clock`]): what a
    /// core does that answers before it has committed.
    pub fn promise_as_of(&self, ops_begun: u64, promise: A) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push((ops_begun, promise));
    }

    /// Every promise so far, in order.
    pub fn all(&self) -> Vec<A> {
        self.stamped().into_iter().map(|(_, promise)| promise).collect()
    }

    /// With the number of the last operation begun before each.
    pub(super) fn stamped(&self) -> Vec<(u64, A)> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
