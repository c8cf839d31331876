//! Corrections: of a change and those that correct it, only one can ever count.

use std::collections::BTreeSet;

use perisai_core::domain::{ChangeId, Invalid, Rule, Verdict};

use crate::changes::draft::{Stop, rejected};
use crate::changes::ingest::Arrival;
use crate::desk::Desk;
use crate::error::Result;

impl Desk<'_> {
    /// Rejects a change where one that it corrects, or one that corrects it, or another correction of the
    /// same, was taken in.
    pub(crate) fn check_corrections(&self, arrival: &Arrival) -> Result<(), Stop> {
        for relative in self.relatives(arrival.id)? {
            if self.tx.verdict(relative)?.is_some_and(|verdict| verdict.is_taken_in()) {
                return Err(rejected(None, Invalid::new("replaces", Rule::Replaced)));
            }
        }
        Ok(())
    }

    /// A change counts: the held ones among its relatives never will.
    pub(crate) fn reject_corrected(&mut self, arrival: &Arrival) -> Result<()> {
        for relative in self.relatives(arrival.id)? {
            if matches!(self.tx.verdict(relative)?, Some(Verdict::Held { .. })) {
                self.give_back(relative, "replaces", Rule::Replaced)?;
            }
        }
        Ok(())
    }

    /// Everything that corrects a change or is corrected by it, over any number of steps.
    fn relatives(&self, change: ChangeId) -> Result<BTreeSet<ChangeId>> {
        let (mut found, mut next) = (BTreeSet::new(), vec![change]);
        while let Some(change) = next.pop() {
            for relative in self.tx.corrections(change)? {
                if found.insert(relative) {
                    next.push(relative);
                }
            }
        }
        found.remove(&change);
        Ok(found)
    }
}
