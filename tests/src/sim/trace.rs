//! A day told step by step, as ids and counts: nothing of what people are called. `PERISAI_SIM_TRACE=1` prints it; its
//! hash tells whether a seed gave the same day again.

use std::cell::Cell;
use std::collections::BTreeMap;

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::{ChangeId, Record, RecordId, Verdict};

use sha2::{Digest, Sha256};

use super::world::World;

/// What was last told of the branch.
#[derive(Debug, Default)]
pub(super) struct Trace {
    is_on: bool,
    told: Cell<[u8; 32]>,
    steps: u32,
    verdicts: BTreeMap<ChangeId, Verdict>,
    writers: BTreeMap<(RecordId, &'static str), Vec<ChangeId>>,
}

impl Trace {
    /// A trace, silent unless it is asked for.
    pub(super) fn new() -> Self {
        Self { is_on: std::env::var_os("PERISAI_SIM_TRACE").is_some(), ..Self::default() }
    }

    /// Tells something.
    pub(super) fn say(&self, what: impl FnOnce() -> String) {
        let what = what();
        if self.is_on {
            eprintln!("{:>3} {what}", self.steps);
        }
        let next = Sha256::new().chain_update(self.told.get()).chain_update(what).finalize();
        self.told.set(next.into());
    }

    /// The hash of all that was told.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.told.get()
    }
}

impl World {
    /// Tells what a step changed at the branch.
    pub(super) fn trace_step(&mut self) {
        self.trace.steps += 1;
        if !self.trace.is_on {
            return;
        }
        let branch = self.branch.lock().expect("no panic holds it");
        for change in &self.truth.saved {
            let verdict = branch.verdict(*change);
            if verdict.as_ref() == self.trace.verdicts.get(change) {
                continue;
            }
            let told = verdict.as_ref().map_or_else(|| "unknown again".to_owned(), |verdict| format!("{verdict:?}"));
            eprintln!("    branch: change {change} {told}");
            match verdict {
                Some(verdict) => self.trace.verdicts.insert(*change, verdict),
                None => self.trace.verdicts.remove(change),
            };
        }
        for worker in branch.records(Worker::KIND) {
            for field in ["name", "birth_date", "village"] {
                let writers = worker.writers.of_field(field).to_vec();
                let told = self.trace.writers.get(&(worker.record, field));
                if told != Some(&writers) {
                    eprintln!("    branch: {field} of {} is written by {writers:?}", worker.record);
                    self.trace.writers.insert((worker.record, field), writers);
                }
            }
        }
    }
}
