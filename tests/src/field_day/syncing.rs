//! Everybody syncs: every agent's sync overlaps with the others', one exchange admitted at a time, in an order that the
//! seed draws, and some of the exchanges cut.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, PoisonError};

use perisai_core::field::NoProgress;
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::{Field, FieldError};

use crate::hand::{SeededIds, below};
use crate::loopback::{Cut, Loopback};

/// How often one agent tries in a round before it counts as failed. With nine of ten exchanges cut, a run of this many
/// cuts in a row does not happen by chance.
const TRIES_MAX: u32 = 2_000;

/// What went over the wire, in all rounds so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Rounds in which everybody synced.
    pub rounds: u64,
    /// Exchanges begun, cut ones included.
    pub exchanges: u64,
    /// Exchanges cut, by kind.
    pub cuts: BTreeMap<Cut, u64>,
    /// Bytes of bodies sent.
    pub bytes_up: u64,
    /// Bytes of bodies received.
    pub bytes_down: u64,
}

/// Admits one exchange at a time. Nobody is admitted before everyone who still syncs is waiting, so that the order
/// depends on the seed and not on the machine.
struct Turnstile {
    state: Mutex<Waiting>,
    moved: Condvar,
    dice: SeededIds,
    cuts_per_cent: u64,
    branch: Loopback,
}

struct Waiting {
    syncing: BTreeSet<usize>,
    waiting: BTreeSet<usize>,
    admitted: Option<usize>,
    traffic: Traffic,
}

impl Turnstile {
    fn admit(&self, agent: usize) -> Option<Cut> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.insert(agent);
        self.choose(&mut state);
        while state.admitted != Some(agent) {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.traffic.exchanges += 1;
        let cut = self.draw_cut(&state.traffic);
        if let Some(cut) = cut {
            *state.traffic.cuts.entry(cut).or_default() += 1;
        }
        cut
    }

    /// A cut by chance; the kinds take turns, so that each occurs.
    fn draw_cut(&self, traffic: &Traffic) -> Option<Cut> {
        if below(&self.dice, 100) >= self.cuts_per_cent {
            return None;
        }
        let made: u64 = traffic.cuts.values().sum();
        Some(Cut::ALL[usize::try_from(made % 3).unwrap_or(0)])
    }

    fn pass(&self, up: usize, down: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.traffic.bytes_up += up as u64;
        state.traffic.bytes_down += down as u64;
        state.admitted = None;
        self.choose(&mut state);
    }

    fn leave(&self, agent: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.syncing.remove(&agent);
        self.choose(&mut state);
    }

    fn choose(&self, state: &mut Waiting) {
        if state.admitted.is_some() || state.waiting.len() < state.syncing.len() || state.waiting.is_empty() {
            return;
        }
        let at = usize::try_from(below(&self.dice, state.waiting.len() as u64)).unwrap_or(0);
        let chosen = *state.waiting.iter().nth(at).expect("one of those who wait");
        state.waiting.remove(&chosen);
        state.admitted = Some(chosen);
        self.moved.notify_all();
    }
}

struct Gate<'a> {
    turnstile: &'a Turnstile,
    agent: usize,
}

impl Transport for Gate<'_> {
    fn send(&self, request: &TransportRequest, bytes_max: usize) -> Result<TransportResponse, TransportError> {
        let cut = self.turnstile.admit(self.agent);
        let answer = self.turnstile.branch.carry(request, cut, bytes_max);
        self.turnstile.pass(request.body.len(), answer.as_ref().map_or(0, |answer| answer.body.len()));
        answer
    }
}

/// Why a round failed.
#[derive(Debug, thiserror::Error)]
pub enum SyncingError {
    /// An agent's sync ended with an error that trying again cannot mend.
    #[error("agent {agent}: {error}")]
    Refused {
        /// The agent's place in the list.
        agent: usize,
        /// The error.
        error: FieldError,
    },
    /// An agent did not come to an end.
    #[error("agent {agent} did not finish in {TRIES_MAX} tries")]
    Endless {
        /// The agent's place in the list.
        agent: usize,
    },
}

/// Syncs all, then all once more, so that everyone sees the outcome.
pub fn sync_all(
    fields: &[&Field],
    branch: Loopback,
    seed: u64,
    cuts_per_cent: u64,
    mut traffic: Traffic,
) -> Result<Traffic, SyncingError> {
    for _ in 0..2 {
        traffic = sync_round(fields, branch, seed, cuts_per_cent, traffic)?;
    }
    // A short day may have had too few exchanges for every kind of cut: force what is missing, one more round each.
    while cuts_per_cent > 0 && traffic.cuts.len() < Cut::ALL.len() {
        traffic = sync_round(fields, branch, seed, 90, traffic)?;
    }
    Ok(traffic)
}

/// Syncs all once.
pub fn sync_round(
    fields: &[&Field],
    branch: Loopback,
    seed: u64,
    cuts_per_cent: u64,
    mut traffic: Traffic,
) -> Result<Traffic, SyncingError> {
    let dice = SeededIds::new(seed, &format!("round/{}", traffic.rounds));
    traffic.rounds += 1;
    let state = Waiting { syncing: (0..fields.len()).collect(), waiting: BTreeSet::new(), admitted: None, traffic };
    let turnstile = Turnstile { state: Mutex::new(state), moved: Condvar::new(), dice, cuts_per_cent, branch };
    let results: Vec<Result<(), SyncingError>> = std::thread::scope(|scope| {
        let threads: Vec<_> = fields
            .iter()
            .enumerate()
            .map(|(agent, field)| {
                let turnstile = &turnstile;
                scope.spawn(move || {
                    let result = sync_one(field, turnstile, agent);
                    turnstile.leave(agent);
                    result
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a sync does not panic")).collect()
    });
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    let state = turnstile.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(state.traffic)
}

fn sync_one(field: &Field, turnstile: &Turnstile, agent: usize) -> Result<(), SyncingError> {
    for _ in 0..TRIES_MAX {
        match field.sync(&Gate { turnstile, agent }, &NoProgress) {
            Ok(outcome) if outcome.complete => return Ok(()),
            Ok(_) | Err(FieldError::Network { retryable: true }) => {}
            Err(error) => return Err(SyncingError::Refused { agent, error }),
        }
    }
    Err(SyncingError::Endless { agent })
}
