//! A person's decision about a contested field.

use std::collections::BTreeSet;

use super::{Incoming, Timing};
use crate::domain::kinds::{AgentRole, Candidate, Conflict, ConflictStatus, Resolution};
use crate::domain::{ChangeId, Value};

/// What a resolution comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A resolution that its author had not seen stands; this one is kept in the history.
    Kept,
    /// It stands.
    Stands {
        /// The resolution as it is kept: it judges only what its author could judge.
        resolution: Resolution,
        /// The value that the field has from now on; none where the field stays as it is.
        sets: Option<Value>,
        /// Whether candidates remain that the author had not seen.
        open: bool,
        /// The candidates that it set aside.
        losers: Vec<Candidate>,
    },
}

/// The resolution that stands already, with its author's role and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The change that made it.
    pub change: ChangeId,
    /// Whether the incoming resolution's author had it in view.
    pub seen: bool,
    /// Its author's role.
    pub role: AgentRole,
    /// When it was made.
    pub timing: Timing,
}

/// The resolution that stands in a conflict, as far as what arrives after it is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The change that made it.
    pub by: ChangeId,
    /// The change whose value its author chose; it may not have arrived.
    pub choice: Option<ChangeId>,
    /// Every change that its author judged.
    pub judged: BTreeSet<ChangeId>,
}

/// What becomes of a candidate that arrives after the resolution that judged it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It was chosen, and the resolution's author had what stands in view.
    Stands,
    /// It was chosen, and what stands was written by somebody whose value the resolution's author had not seen.
    Waits,
    /// Another was chosen.
    Lost,
}

impl Decided {
    /// A resolution, and the change that made it.
    pub fn of(resolution: &Resolution, by: ChangeId) -> Self {
        Self { by, choice: resolution.choice, judged: resolution.candidates.iter().copied().collect() }
    }

    /// What becomes of a change that arrives now, beside the writers of what stands; none where nobody has judged it.
    pub fn late(&self, change: ChangeId, writers: &[ChangeId]) -> Option<Late> {
        if !self.judged.contains(&change) {
            return None;
        }
        let saw_standing = writers.iter().any(|writer| *writer == self.by || self.judged.contains(writer));
        Some(match (self.choice == Some(change), saw_standing) {
            (false, _) => Late::Lost,
            (true, true) => Late::Stands,
            (true, false) => Late::Waits,
        })
    }
}

/// Lets a candidate wait for a person, also where one had judged it who did not see what stands now.
pub fn await_decision(conflict: &mut Conflict, candidate: Candidate) {
    if let Some(resolution) = &mut conflict.resolution {
        resolution.candidates.retain(|judged| *judged != candidate.change);
    }
    conflict.candidates.push(candidate);
    conflict.status = ConflictStatus::Open;
}

/// Decides what a resolution comes to. `standing` is the field's present value with its writers.
pub fn plan_resolution(
    conflict: &Conflict,
    standing: (&[ChangeId], &Value),
    earlier: Option<Earlier>,
    resolution: &Resolution,
    by: &Incoming,
) -> Resolved {
    if earlier.is_some_and(|earlier| outranks(&earlier, by)) {
        return Resolved::Kept;
    }
    let names = |change: &ChangeId| resolution.candidates.contains(change);
    // A value that stands by a decision which this one overrules was not written beside it.
    let overruled = earlier.filter(|earlier| !earlier.seen).map(|earlier| earlier.change);
    let saw_standing = standing.0.iter().any(|writer| names(writer) || Some(*writer) == overruled);
    let chosen = resolution.choice.and_then(|choice| conflict.candidates.iter().find(|c| c.change == choice));
    let losers: Vec<Candidate> = conflict
        .candidates
        .iter()
        .filter(|candidate| names(&candidate.change) && Some(candidate.change) != resolution.choice)
        .cloned()
        .collect();
    let unnamed = conflict.candidates.iter().any(|candidate| !names(&candidate.change));
    let mut resolution = resolution.clone();
    let (sets, open) = match chosen {
        // What stands was written meanwhile by somebody whose value the author had not seen: it stays, and
        // the choice waits beside it.
        Some(candidate) if !saw_standing => {
            resolution.candidates.retain(|change| *change != candidate.change);
            (None, true)
        }
        Some(candidate) => (Some(candidate.value.clone()), unnamed),
        None => (None, unnamed),
    };
    Resolved::Stands { resolution, sets, open, losers }
}

/// The change under which a conflict lists the value that was chosen. Of several who set the same value it may list
/// another than the one that its author had in view. `value` is what the chosen change set.
pub fn as_listed(conflict: &Conflict, standing: &[ChangeId], choice: ChangeId, value: Option<&Value>) -> ChangeId {
    let lists = |candidate: &&Candidate| candidate.change == choice;
    if standing.contains(&choice) || conflict.candidates.iter().any(|candidate| lists(&candidate)) {
        return choice;
    }
    let same = conflict.candidates.iter().find(|candidate| Some(&candidate.value) == value);
    same.map_or(choice, |candidate| candidate.change)
}

/// Whether a resolution that the incoming author had not seen stands against the incoming one: the higher
/// role's stands, else the later.
fn outranks(earlier: &Earlier, by: &Incoming) -> bool {
    if earlier.seen {
        return false;
    }
    match earlier.role.cmp(&by.role) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => earlier.timing.captured_ms > by.timing.captured_ms,
    }
}

/// Whether a candidate waits for a decision.
pub fn is_waiting(conflict: &Conflict, candidate: &Candidate) -> bool {
    !conflict.resolution.as_ref().is_some_and(|resolution| resolution.candidates.contains(&candidate.change))
}
