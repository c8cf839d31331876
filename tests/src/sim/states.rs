//! What a phone is going through when something befalls it: a fault that only ever meets a phone at rest proves little.

use super::check::Violation;
use super::world::World;

/// What a phone is going through. Several can hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Everything it has was acknowledged.
    Idle,
    /// Something waits for the branch.
    Pending,
    /// Its last exchange did not end well.
    ExchangeFailed,
    /// It was put back to an earlier disk, and has not synced since.
    PutBack,
    /// Another phone has the same keys.
    Cloned,
    /// The branch was put back to a backup, and this phone has not synced since.
    BranchPutBack,
    /// Its agent was given a village or lost one, and it has not synced since.
    ScopeChanged,
    /// Its clock is wrong.
    ClockWrong,
    /// Its storage is full.
    DiskFull,
    /// The branch does not serve it any more.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Idle,
        Self::Pending,
        Self::ExchangeFailed,
        Self::PutBack,
        Self::Cloned,
        Self::BranchPutBack,
        Self::ScopeChanged,
        Self::ClockWrong,
        Self::DiskFull,
        Self::Revoked,
    ];

    /// How a count names that something befell a phone in this state.
    pub fn met_by(self, what: &str) -> String {
        format!("{what} while {self:?}")
    }
}

impl World {
    /// Counts that something befell a phone, and what it was going through.
    pub(super) fn befalls(&mut self, phone: usize, what: &str) -> Result<(), Violation> {
        let states = self.states(phone)?;
        self.befalls_in(&states, what);
        Ok(())
    }

    /// The same with states noted before.
    pub(super) fn befalls_in(&mut self, states: &[State], what: &str) {
        self.count(what);
        for state in states {
            self.count(&state.met_by(what));
        }
    }

    /// What a phone is going through now.
    pub(super) fn states(&self, phone: usize) -> Result<Vec<State>, Violation> {
        let it = &self.phones[phone];
        let mut states: Vec<State> = it.since_sync.iter().copied().collect();
        let pending = it.field.totals().map_err(Violation::failed)?.pending;
        states.push(if pending == 0 { State::Idle } else { State::Pending });
        let is_so = [
            (State::Cloned, it.is_cloned),
            (State::ClockWrong, it.skew_ms != 0),
            (State::DiskFull, it.has_full_disk()),
            (State::Revoked, self.is_revoked(phone)?),
        ];
        states.extend(is_so.into_iter().filter(|(_, so)| *so).map(|(state, _)| state));
        Ok(states)
    }
}
