//! A day is done once and recorded; what a cut at any point of it leaves follows from the recording alone. So thousands of
//! cuts cost one day and thousands of recoveries, not thousands of days.

use super::dice::Dice;
use super::disk::{Disk, Image, Loss};
use super::machine::Recorded;
use super::site::{Acknowledged, Site};

/// A recorded run.
#[derive(Debug)]
pub(super) struct Recording<A> {
    starts: Vec<Image>,
    /// The machine's place, and what it did; the operation numbered n at index n - 1.
    tape: Vec<(usize, Recorded)>,
    promises: Vec<(u64, A)>,
}

/// Which machines lose their power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Victims {
    /// One, by its place in the site; the others keep everything.
    One(usize),
    /// All of them.
    Every,
}

impl<A: Clone> Recording<A> {
    /// Collects what the site's machines did since they began to record.
    pub(super) fn finish(site: &Site, starts: Vec<Image>, acknowledged: &Acknowledged<A>) -> Recording<A> {
        let mut tape = Vec::new();
        for (place, machine) in site.machines().iter().enumerate() {
            tape.extend(machine.take_recording().into_iter().map(|recorded| (place, recorded)));
        }
        tape.sort_by_key(|(_, recorded)| recorded.number);
        assert!(
            tape.iter().zip(1..).all(|((_, recorded), number)| recorded.number == number),
            "every operation of an undisturbed run is recorded"
        );
        Recording { starts, tape, promises: acknowledged.stamped() }
    }

    /// How many operations there were. A cut can fall on each, or after the last: that is one point more.
    pub(super) fn ops(&self) -> u64 {
        self.tape.len() as u64
    }

    /// What was promised before the operation `op` began.
    pub(super) fn promises_before(&self, op: u64) -> Vec<A> {
        self.promises.iter().filter(|(after, _)| *after < op).map(|(_, promise)| promise.clone()).collect()
    }

    /// From the beginning.
    pub(super) fn play(&self) -> Playback<'_, A> {
        Playback { recording: self, disks: self.starts.iter().map(Disk::holding).collect(), next: 1 }
    }
}

/// The disks, just before an operation.
#[derive(Debug)]
pub(super) struct Playback<'a, A> {
    recording: &'a Recording<A>,
    disks: Vec<Disk>,
    next: u64,
}

impl<'a, A: Clone> Playback<'a, A> {
    /// Goes on to just before operation `op`, which is not behind.
    pub(super) fn go_to(&mut self, op: u64) {
        assert!(self.next <= op, "a recording is not played backwards");
        while self.next < op {
            let (place, recorded) = self.under_way().expect("a point of the recording");
            self.disks[place].perform(&recorded.op);
            self.next += 1;
        }
    }

    /// The machine and the operation on which a cut would fall now; none after the end.
    pub(super) fn under_way(&self) -> Option<(usize, &'a Recorded)> {
        let index = usize::try_from(self.next - 1).expect("a tape in memory");
        self.recording.tape.get(index).map(|(place, recorded)| (*place, recorded))
    }

    /// Whom a cut can hit now, so that each possibility differs from the others: the machine at work (after the end, each
    /// of them); and everybody, where another one has something to lose.
    pub(super) fn victims(&self) -> Vec<Victims> {
        let mut victims = match self.under_way() {
            Some((place, _)) => vec![Victims::One(place)],
            None => (0..self.disks.len()).map(Victims::One).collect(),
        };
        let busy = |place: usize| victims != [Victims::One(place)] && self.disks[place].unsynced() > 0;
        if self.disks.len() > 1 && (0..self.disks.len()).any(busy) {
            victims.push(Victims::Every);
        }
        victims
    }

    /// What each machine finds on its disk after a cut now.
    pub(super) fn cut(&self, victims: Victims, loss: Loss) -> Vec<Image> {
        let under_way = self.under_way();
        let left = |(place, disk): (usize, &Disk)| {
            if victims != Victims::Every && victims != Victims::One(place) {
                return disk.visible();
            }
            let in_flight = under_way.filter(|(at, _)| *at == place).map(|(_, recorded)| &recorded.op);
            disk.survivors(apart(loss, place), in_flight)
        };
        self.disks.iter().enumerate().map(left).collect()
    }
}

/// Machines that fail together lose independently of each other.
fn apart(loss: Loss, place: usize) -> Loss {
    let of = |seed| Dice::of(&[seed, place as u64]).next();
    match loss {
        Loss::None => Loss::None,
        Loss::All => Loss::All,
        Loss::Subset(seed) => Loss::Subset(of(seed)),
        Loss::Torn(seed) => Loss::Torn(of(seed)),
    }
}
