//! What befalls phones and the branch in a simulated day.

use super::check::Violation;
use super::states::State;
use super::world::{AGENTS, DAY_MS, VILLAGES, World, village};
use crate::power::Loss;

impl World {
    pub(super) fn restart(&mut self, phone: usize) -> Result<(), Violation> {
        self.befalls(phone, "phone restarted")?;
        if self.full {
            let loss = self.loss();
            let left = self.phones[phone].after_power_cut(loss);
            self.phones[phone].start_again(&left);
        } else {
            self.phones[phone].restart();
        }
        self.trace.say(|| format!("phone {phone} restarts"));
        Ok(())
    }

    pub(super) fn save(&mut self, phone: usize) -> Result<(), Violation> {
        let saved = self.phones[phone].save();
        self.trace.say(|| format!("phone {phone} is saved as {}", self.saved.len()));
        self.saved.push((phone, saved));
        Ok(())
    }

    /// Puts a phone back to an earlier disk; answers which.
    pub(super) fn restore_phone(&mut self) -> Result<Option<usize>, Violation> {
        if self.saved.is_empty() {
            return Ok(None);
        }
        let at = self.draw(self.saved.len());
        let (phone, saved) = self.saved[at].clone();
        self.befalls(phone, "phone restored")?;
        self.phones[phone].restore(&saved);
        self.phones[phone].since_sync.insert(State::PutBack);
        self.phones[phone].at(self.now_ms);
        self.trace.say(|| format!("phone {phone} is put back to {at}"));
        Ok(Some(phone))
    }

    /// The same, and often that phone syncs next.
    pub(super) fn restore_phone_and_sync(&mut self) -> Result<(), Violation> {
        match self.restore_phone()? {
            Some(phone) if self.dice.chance(2, 3) => self.sync(phone),
            _ => Ok(()),
        }
    }

    pub(super) fn clone_phone(&mut self, phone: usize) -> Result<(), Violation> {
        if self.phones.len() < AGENTS.len() + if self.rough { 3 } else { 2 } {
            self.befalls(phone, "phone cloned")?;
            let number = self.phones.len() as u64;
            let clone = self.phones[phone].clone_phone(number);
            self.phones[phone].is_cloned = true;
            self.phones.push(clone);
            self.trace.say(|| format!("phone {phone} is cloned as {number}"));
        }
        Ok(())
    }

    pub(super) fn back_up(&mut self) -> Result<(), Violation> {
        self.branch.lock().expect("no panic holds it").back_up();
        self.trace.say(|| "branch is backed up".to_owned());
        Ok(())
    }

    pub(super) fn restore_branch(&mut self) -> Result<(), Violation> {
        let backups = self.branch.lock().expect("no panic holds it").backups();
        let backup = self.draw(backups);
        self.branch.lock().expect("no panic holds it").restore(backup);
        self.trace.say(|| format!("branch is put back to {backup}"));
        self.count("branch restored");
        for phone in 0..self.phones.len() {
            for state in self.states(phone)? {
                self.count(&state.met_by("branch restored"));
            }
            self.phones[phone].since_sync.insert(State::BranchPutBack);
        }
        Ok(())
    }

    pub(super) fn turn_clock(&mut self, phone: usize) -> Result<(), Violation> {
        self.befalls(phone, "clock turned")?;
        let days = i64::try_from(self.dice.below(801)).expect("days") - 400;
        self.phones[phone].set_skew(days * DAY_MS, self.now_ms);
        self.trace.say(|| format!("phone {phone} clock off by {days} days"));
        Ok(())
    }

    pub(super) fn move_scope(&mut self, phone: usize) -> Result<(), Violation> {
        let agent = self.phones[phone].agent.clone();
        let at = self.draw(VILLAGES.len());
        let given = if self.rough { self.dice.chance(1, 2) } else { self.dice.chance(2, 3) };
        self.branch.lock().expect("no panic holds it").set_village(&agent, village(at), given);
        self.trace.say(|| format!("{agent} village {at} given {given}"));
        self.befalls(phone, if given { "village gained" } else { "village lost" })?;
        self.phones[phone].since_sync.insert(State::ScopeChanged);
        Ok(())
    }

    /// A phone's storage runs full, at once or in the middle of what it does next.
    pub(super) fn fill_disk(&mut self, phone: usize) -> Result<(), Violation> {
        self.befalls(phone, "disk full")?;
        let nth = self.dice.below(150);
        self.phones[phone].fill_disk(nth);
        self.trace.say(|| format!("phone {phone} is full after {nth} operations"));
        Ok(())
    }

    /// Now and then somebody makes room.
    pub(super) fn make_room(&mut self, phone: usize) {
        if self.phones[phone].has_full_disk() && self.dice.chance(1, 8) {
            self.phones[phone].make_room();
            self.trace.say(|| format!("phone {phone} has room again"));
        }
    }

    /// A request that was held back arrives now.
    pub(super) fn deliver_late(&mut self) -> Result<(), Violation> {
        self.network.deliver_late(&self.branch.lock().expect("no panic holds it"));
        self.count("late request delivered");
        Ok(())
    }

    /// What a power cut takes.
    fn loss(&mut self) -> Loss {
        let modes = Loss::modes(self.dice.below(u64::MAX));
        modes[self.draw(modes.len())]
    }
}
