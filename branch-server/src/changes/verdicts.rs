//! Verdicts: what a change's outcomes come to, and how its author learns of them.

use perisai_core::domain::{AgentId, ChangeId, LostField, RecordId, Verdict};
use perisai_core::sync::wire::{ChangeVerdict, Entry, Stream};

use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::Outcome;

/// The verdict of a change that was taken in.
pub(crate) fn verdict_of(outcomes: Vec<Outcome>) -> Verdict {
    let mut conflicts: Vec<RecordId> = Vec::new();
    let mut lost: Vec<LostField> = Vec::new();
    for outcome in outcomes {
        match outcome.conflict {
            Some(conflict) => conflicts.push(conflict),
            None => lost.push(outcome.place),
        }
    }
    conflicts.sort();
    conflicts.dedup();
    match (conflicts.is_empty(), lost.is_empty()) {
        (true, true) => Verdict::Applied,
        (true, false) => Verdict::Merged { lost },
        (false, _) => Verdict::Contested { conflicts, lost },
    }
}

impl Desk<'_> {
    /// Makes the verdict of a change say what its outcomes say now.
    pub(crate) fn weigh_anew(&mut self, change: ChangeId) -> Result<()> {
        let Some(row) = self.tx.change(change)? else { return Ok(()) };
        if row.verdict.is_taken_in() {
            let verdict = verdict_of(self.tx.outcomes(change)?);
            if verdict != row.verdict {
                self.tx.set_verdict(change, &verdict)?;
                if row.device.is_some() {
                    self.note_decided(change, &row.body.author);
                }
            }
        }
        Ok(())
    }

    /// A device's change has a verdict, or another one: it is announced at the end.
    pub(crate) fn note_decided(&mut self, change: ChangeId, author: &AgentId) {
        if self.is_decided.insert(change) {
            self.decided.push((author.clone(), change));
        }
    }

    /// Tells each author, in the author's own stream, what this transaction decided: runs of `applied` as
    /// one entry. Enters it in the chain of decisions.
    pub(crate) fn announce(&mut self) -> Result<()> {
        let decided = std::mem::take(&mut self.decided);
        self.is_decided.clear();
        let mut verdicts = Vec::new();
        let mut authors: Vec<AgentId> = Vec::new();
        for (author, change) in decided {
            let Some(verdict) = self.tx.verdict(change)? else { continue };
            if !authors.contains(&author) {
                authors.push(author.clone());
            }
            verdicts.push((author, ChangeVerdict { change, verdict }));
        }
        for author in authors {
            let stream = Stream::Agent(author.clone());
            let mut applied = Vec::new();
            for (_, verdict) in verdicts.iter().filter(|(of, _)| *of == author) {
                if verdict.verdict == Verdict::Applied {
                    applied.push(verdict.change);
                    continue;
                }
                self.append_applied(&stream, &mut applied)?;
                self.append(&stream, &Entry::Verdict(verdict.clone()))?;
            }
            self.append_applied(&stream, &mut applied)?;
        }
        if !verdicts.is_empty() {
            let verdicts = verdicts.into_iter().map(|(_, of)| (of.change, of.verdict.word().to_owned())).collect();
            self.enter(&Act::Verdicts { verdicts })?;
        }
        Ok(())
    }

    fn append_applied(&self, stream: &Stream, applied: &mut Vec<ChangeId>) -> Result<()> {
        if applied.is_empty() {
            return Ok(());
        }
        self.append(stream, &Entry::AppliedRun(std::mem::take(applied)))
    }
}
