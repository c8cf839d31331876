//! One change, from its arrival to its verdict.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::kinds::{AgentRole, Worker};
use perisai_core::domain::record::Record;
use perisai_core::domain::{
    AgentId, Change, ChangeId, DeviceId, Document, FieldPatch, Invalid, KindSpec, Patch, Policy, RecordId, Rule,
    Verdict, Writers,
};
use perisai_core::merge::{Incoming, Merged, Standing, Timing, plan_patch};
use perisai_core::sync::wire::Revision;

use crate::changes::draft::{Became, Draft, Stop, rejected};
use crate::changes::merges::Landing;
use crate::changes::moves::note_move;
use crate::changes::references::{check_patch, is_resolution};
use crate::changes::verdicts::verdict_of;
use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::{ChangeRow, Outcome};

/// A change that has arrived, or that the branch itself makes.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) id: ChangeId,
    pub(crate) body: Change,
    /// None where the branch makes it.
    pub(crate) device: Option<DeviceId>,
    pub(crate) timing: Timing,
    pub(crate) received_ms: i64,
}

impl Arrival {
    pub(crate) fn by_branch(&self) -> bool {
        self.device.is_none()
    }

    fn of(row: ChangeRow) -> Self {
        let ChangeRow { id, body, device, timing, received_ms, .. } = row;
        Self { id, body, device, timing, received_ms }
    }
}

impl Desk<'_> {
    /// Takes in a change whose id the branch does not know, and whatever waited for it.
    pub(crate) fn take_in(&mut self, arrival: &Arrival) -> Result<Verdict> {
        let row = ChangeRow {
            id: arrival.id,
            body: arrival.body.clone(),
            device: arrival.device,
            timing: arrival.timing,
            received_ms: arrival.received_ms,
            verdict: Verdict::Applied,
        };
        self.tx.put_change(&row)?;
        if let Some(replaced) = arrival.body.replaces {
            self.tx.put_correction(replaced, arrival.id)?;
        }
        let verdict = self.judge(arrival, None)?;
        self.retry_waiting()?;
        Ok(verdict)
    }

    /// Lets the changes that waited for what has appeared try again, until nothing more appears.
    pub(crate) fn retry_waiting(&mut self) -> Result<()> {
        while let Some(record) = self.appeared.pop() {
            for change in self.tx.waiting_for(record)? {
                self.retry(change)?;
            }
        }
        Ok(())
    }

    /// Lets one held change try again.
    pub(crate) fn retry(&mut self, change: ChangeId) -> Result<()> {
        let Some(row) = self.tx.change(change)? else { return Ok(()) };
        let before = row.verdict.clone();
        if matches!(before, Verdict::Held { .. }) {
            self.judge(&Arrival::of(row), Some(before))?;
        }
        Ok(())
    }

    /// Rejects a held change.
    pub(crate) fn give_back(&mut self, change: ChangeId, field: &str, rule: Rule) -> Result<()> {
        let Some(row) = self.tx.change(change)? else { return Ok(()) };
        self.tx.unhold(change)?;
        self.tx.set_verdict(change, &Verdict::Rejected { record: None, field: field.to_owned(), rule })?;
        self.note_decided(change, &row.body.author);
        Ok(())
    }

    /// Decides about a change and performs the decision. `before` is its verdict where it was held.
    pub(crate) fn judge(&mut self, arrival: &Arrival, before: Option<Verdict>) -> Result<Verdict> {
        let verdict = match self.plan(arrival) {
            Ok(draft) => {
                self.tx.unhold(arrival.id)?;
                self.perform(arrival, draft)?
            }
            Err(Stop::Verdict(verdict)) => {
                // What does not count can still be read where it would have.
                for patch in &arrival.body.patches {
                    self.tx.touch(patch.record, arrival.id)?;
                }
                self.tx.unhold(arrival.id)?;
                if let Verdict::Held { waits_for } = &verdict {
                    let waits_for: BTreeSet<RecordId> = waits_for.iter().copied().collect();
                    self.tx.hold(arrival.id, &arrival.body.author, &waits_for, arrival.received_ms)?;
                }
                verdict
            }
            Err(Stop::Failed(error)) => return Err(error),
        };
        if before.as_ref() != Some(&verdict) {
            self.tx.set_verdict(arrival.id, &verdict)?;
            if !arrival.by_branch() {
                self.note_decided(arrival.id, &arrival.body.author);
            }
        }
        Ok(verdict)
    }

    /// Decides. Writes nothing: a change is taken in whole or not at all.
    fn plan(&self, arrival: &Arrival) -> Result<Draft, Stop> {
        let change = &arrival.body;
        change.check_limits().map_err(|invalid| rejected(None, invalid))?;
        let kinds = change
            .patches
            .iter()
            .map(|patch| {
                let unknown = || rejected(Some(patch.record), Invalid::new("kind", Rule::KindUnknown));
                let kind = self.registry.kind(&patch.kind).ok_or_else(unknown)?;
                check_patch(kind, patch, arrival.by_branch()).map(|()| kind)
            })
            .collect::<Result<Vec<_>, Stop>>()?;
        self.check_corrections(arrival)?;
        if !arrival.by_branch() {
            self.check_references(change)?;
        }
        let role = self.role(&change.author)?.unwrap_or(AgentRole::PerisaiAgent);
        let by = Incoming {
            change: arrival.id,
            author: change.author.clone(),
            role,
            by_branch: arrival.by_branch(),
            timing: arrival.timing,
        };
        let mut draft = Draft::default();
        for (kind, patch) in kinds.into_iter().zip(&change.patches) {
            if is_resolution(kind, patch) {
                self.plan_decision(&mut draft, arrival, &by, patch)?;
                continue;
            }
            for landing in self.land(&draft, arrival, kind, patch)? {
                self.plan_record(&mut draft, arrival, &by, kind, &landing)?;
            }
        }
        self.check_rules(arrival, &draft)?;
        self.plan_suspicions(arrival, &mut draft)?;
        Ok(draft)
    }

    /// Merges one patch into the draft.
    fn plan_record(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        by: &Incoming,
        kind: &'static KindSpec,
        landing: &Landing,
    ) -> Result<(), Stop> {
        let patch = &landing.patch;
        let before = self.drafted(draft, kind, patch.record)?;
        self.check_creation(kind, patch, before.is_some())?;
        let merged = self.merge(draft, by, kind, patch, before.as_ref())?;
        draft.lose(patch.record, &merged);
        let Merged { mut document, writers, stands, contested, lost } = merged;
        note_move(arrival, kind, before.as_ref().map(|before| &before.fields), &mut document);
        let after = match &before {
            Some(before) => Revision { fields: document, writers, ..before.clone() },
            None => Revision {
                kind: kind.name.to_owned(),
                record: patch.record,
                revision: 0,
                author: arrival.body.author.clone(),
                created_ms: arrival.timing.captured_ms,
                writers,
                fields: document,
            },
        };
        draft.note_landing(arrival.id, landing, kind, before.as_ref(), &after);
        draft.put(kind, before, after);
        for contested in &contested {
            self.plan_contest(draft, arrival, kind, patch.record, contested)?;
        }
        self.plan_late_losers(draft, arrival, kind, patch.record, &lost)?;
        self.plan_standing(draft, arrival, kind, patch.record, &stands)
    }

    fn merge(
        &self,
        draft: &Draft,
        by: &Incoming,
        kind: &'static KindSpec,
        patch: &Patch,
        before: Option<&Revision>,
    ) -> Result<Merged, Stop> {
        let refuse = |invalid| rejected(Some(patch.record), invalid);
        let Some(before) = before else { return plan_patch(kind, None, patch, by).map_err(refuse) };
        let mut contests = BTreeMap::new();
        for field in patch.fields.keys() {
            if kind.field(field).is_some_and(|spec| spec.policy == Policy::Contested) {
                contests.extend(self.contest_of(draft, patch.record, field)?.map(|contest| (field.clone(), contest)));
            }
        }
        let failure = RefCell::new(None);
        let timing = |change: ChangeId| {
            if change == by.change {
                return Some(by.timing);
            }
            self.tx.timing(change).unwrap_or_else(|error| {
                failure.replace(Some(error));
                None
            })
        };
        let standing =
            Standing { document: &before.fields, writers: &before.writers, contests: &contests, timing: &timing };
        let merged = plan_patch(kind, Some(&standing), patch, by);
        match failure.into_inner() {
            Some(error) => Err(error.into()),
            None => merged.map_err(refuse),
        }
    }

    /// Writes what was planned, and announces it.
    fn perform(&mut self, arrival: &Arrival, draft: Draft) -> Result<Verdict> {
        for drafted in &draft.records {
            self.tx.put_record(drafted.kind, &drafted.after)?;
            self.tx.touch(drafted.after.record, arrival.id)?;
        }
        for (record, conflict) in &draft.about {
            self.tx.put_about(*record, *conflict)?;
        }
        self.keep_landings(&draft)?;
        self.settle_outcomes(arrival, &draft)?;
        for drafted in &draft.records {
            if self.is_retired(drafted.after.record)? {
                continue;
            }
            let moved = self.publish(drafted.kind, &drafted.after)?;
            if moved && drafted.kind.name == "worker" {
                self.bring_along(drafted.after.record)?;
            }
            if !arrival.by_branch() && (moved || drafted.before.is_none()) {
                let change = &arrival.body;
                self.show_outside(&change.author, change.scope_version, drafted.kind, &drafted.after, moved)?;
            }
        }
        self.reject_corrected(arrival)?;
        self.finish_merges(arrival, &draft)?;
        self.suspect_registrations(arrival, &draft)?;
        self.end_testimonials(arrival, &draft)?;
        Ok(verdict_of(self.tx.outcomes(arrival.id)?))
    }

    fn settle_outcomes(&mut self, arrival: &Arrival, draft: &Draft) -> Result<()> {
        let mut others = BTreeSet::new();
        for (change, place, became) in &draft.became {
            let outcome = |conflict| Outcome { place: place.clone(), conflict };
            match became {
                Became::Stands => self.tx.drop_outcome(*change, place)?,
                Became::Lost => self.tx.put_outcome(*change, &outcome(None))?,
                Became::Waits(conflict) => self.tx.put_outcome(*change, &outcome(Some(*conflict)))?,
            }
            if *change != arrival.id {
                others.insert(*change);
            }
        }
        others.into_iter().try_for_each(|change| self.weigh_anew(change))
    }

    /// Copies what an agent captured outside its villages, so that its verdict and status can be followed.
    pub(crate) fn show_outside(
        &mut self,
        author: &AgentId,
        scope_version: u64,
        kind: &KindSpec,
        record: &Revision,
        moved: bool,
    ) -> Result<()> {
        if !self.is_outside(author, scope_version, record.record)? {
            return Ok(());
        }
        self.copy_to(author, kind, record)?;
        if moved && kind.name == "worker" {
            for (kind, follower) in self.followers(record.record)? {
                self.copy_to(author, kind, &follower)?;
            }
        } else if let Some(worker) = self.worker_of(kind, &record.fields)? {
            // Nobody can follow up a registration without its worker.
            let copied = self.living(worker.record)?.iter().any(|placement| placement.expires_ms.is_some());
            if copied {
                self.copy_to(author, Worker::KIND, &worker)?;
            }
        }
        Ok(())
    }
}

/// A patch that sets fields as one who looks at the present values.
pub(crate) fn set_fields(kind: &KindSpec, record: &Revision, fields: Document) -> Patch {
    let writers: &Writers = &record.writers;
    let fields = fields
        .into_iter()
        .map(|(name, value)| {
            let saw = writers.of_field(&name).to_vec();
            (name, FieldPatch::Set { value, saw })
        })
        .collect();
    Patch { kind: kind.name.to_owned(), record: record.record, creates: false, fields }
}
