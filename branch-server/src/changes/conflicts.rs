//! Conflicts: values that wait beside the one that stands, kept as records until a person decides.

use std::collections::BTreeMap;

use perisai_core::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus};
use perisai_core::domain::record::Record;
use perisai_core::domain::{ChangeId, KindSpec, LostField, Policy, RecordId, Value, Writers};
use perisai_core::merge::{Contest, Contested, Decided, Lost, await_decision, is_waiting};
use perisai_core::sync::wire::Revision;

use crate::changes::draft::{Became, Draft, Stop};
use crate::changes::ingest::Arrival;
use crate::desk::{Desk, damaged};
use crate::error::Result;

/// The id of the conflict about one field: the same again after a restore.
pub(crate) fn field_conflict(record: RecordId, field: &str) -> RecordId {
    RecordId::derived("conflict", &[&record.to_string(), field])
}

impl Desk<'_> {
    /// A conflict as the draft would leave it.
    pub(crate) fn conflict(&self, draft: &Draft, id: RecordId) -> Result<Option<(Revision, Conflict)>> {
        let Some(revision) = self.drafted(draft, Conflict::KIND, id)? else { return Ok(None) };
        let conflict = Conflict::from_document(&revision.fields).map_err(|_| damaged(Conflict::KIND, id))?;
        Ok(Some((revision, conflict)))
    }

    /// What the merge asks about a field's conflict.
    pub(crate) fn contest_of(&self, draft: &Draft, record: RecordId, field: &str) -> Result<Option<Contest>> {
        let Some((revision, conflict)) = self.conflict(draft, field_conflict(record, field))? else { return Ok(None) };
        let waiting: BTreeMap<_, _> = conflict
            .candidates
            .iter()
            .filter(|candidate| is_waiting(&conflict, candidate))
            .map(|candidate| (candidate.change, candidate.author.clone()))
            .collect();
        Ok(Some(Contest { waiting, decided: decided(&revision, &conflict) }))
    }

    /// Puts a value beside the one that stands.
    pub(crate) fn plan_contest(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        kind: &KindSpec,
        record: RecordId,
        contested: &Contested,
    ) -> Result<(), Stop> {
        let id = field_conflict(record, &contested.field);
        let place = LostField { record, field: contested.field.clone() };
        let (before, mut conflict) = match self.conflict(draft, id)? {
            Some((before, conflict)) => (Some(before), conflict),
            None => (None, new_conflict(ConflictKind::Field, kind, vec![record], Some(contested.field.clone()))),
        };
        if let Some(replaced) = contested.replaces {
            conflict.candidates.retain(|candidate| candidate.change != replaced);
            draft.became.push((replaced, place.clone(), Became::Lost));
        }
        await_decision(&mut conflict, arrival.candidate(contested.value.clone()));
        conflict.standing = self.standing(draft, arrival, kind, record, &contested.field)?;
        draft.became.push((arrival.id, place, Became::Waits(id)));
        draft.about.push((record, id));
        draft.put_conflict(arrival, id, before, conflict);
        Ok(())
    }

    /// Keeps what lost a decided conflict after the decision among its candidates: another decision, made without
    /// seeing the first, may choose it.
    pub(crate) fn plan_late_losers(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        kind: &KindSpec,
        record: RecordId,
        lost: &[Lost],
    ) -> Result<(), Stop> {
        for lost in lost {
            let id = field_conflict(record, &lost.field);
            if kind.field(&lost.field).is_none_or(|spec| spec.policy != Policy::Contested) {
                continue;
            }
            let Some((before, mut conflict)) = self.conflict(draft, id)? else { continue };
            let judged = decided(&before, &conflict).map(|decided| decided.judged).unwrap_or_default();
            let Some(change) = lost.of.iter().find(|change| judged.contains(change)) else { continue };
            if conflict.candidates.iter().any(|candidate| candidate.change == *change) {
                continue;
            }
            conflict.candidates.extend(self.candidate(arrival, *change, lost.value.clone())?);
            draft.put_conflict(arrival, id, Some(before), conflict);
        }
        Ok(())
    }

    /// Keeps what the open conflicts, and those whose choice arrives only now, say of the standing value true.
    pub(crate) fn plan_standing(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        kind: &KindSpec,
        record: RecordId,
        stands: &[String],
    ) -> Result<(), Stop> {
        for field in stands {
            let contested = kind.field(field).is_some_and(|spec| spec.policy == Policy::Contested);
            let created = draft.get(record).is_some_and(|drafted| drafted.before.is_none());
            if !contested || created {
                continue;
            }
            let id = field_conflict(record, field);
            let Some((before, mut conflict)) = self.conflict(draft, id)? else { continue };
            let standing = self.standing(draft, arrival, kind, record, field)?;
            let chosen = conflict.resolution.as_ref().is_some_and(|made| made.choice == Some(arrival.id));
            if (chosen || conflict.status == ConflictStatus::Open) && conflict.standing != standing {
                conflict.standing = standing;
                draft.put_conflict(arrival, id, Some(before), conflict);
            }
        }
        Ok(())
    }

    /// The value that stands in a field, with who, when and where.
    fn standing(
        &self,
        draft: &Draft,
        arrival: &Arrival,
        kind: &KindSpec,
        record: RecordId,
        field: &str,
    ) -> Result<Option<Candidate>> {
        let Some(record) = self.drafted(draft, kind, record)? else { return Ok(None) };
        let Some(writer) = record.writers.of_field(field).last() else { return Ok(None) };
        let value = record.fields.get(field).cloned().unwrap_or_default();
        self.candidate(arrival, *writer, value)
    }

    /// A value of a change, with who, when and where.
    pub(crate) fn candidate(&self, arrival: &Arrival, change: ChangeId, value: Value) -> Result<Option<Candidate>> {
        if change == arrival.id {
            return Ok(Some(arrival.candidate(value)));
        }
        Ok(self.tx.change(change)?.map(|row| Candidate {
            change,
            value,
            author: row.body.author,
            device: row.device,
            captured_ms: row.timing.captured_ms,
            received_ms: row.received_ms,
        }))
    }
}

/// The resolution that stands in a conflict.
pub(crate) fn decided(revision: &Revision, conflict: &Conflict) -> Option<Decided> {
    let by = revision.writers.of_field("resolution").last();
    conflict.resolution.as_ref().zip(by).map(|(resolution, by)| Decided::of(resolution, *by))
}

impl Arrival {
    /// A value of this change, with who, when and where.
    pub(crate) fn candidate(&self, value: Value) -> Candidate {
        Candidate {
            change: self.id,
            value,
            author: self.body.author.clone(),
            device: self.device,
            captured_ms: self.timing.captured_ms,
            received_ms: self.received_ms,
        }
    }
}

impl Draft {
    /// Sets what a conflict would be.
    pub(crate) fn put_conflict(
        &mut self,
        arrival: &Arrival,
        id: RecordId,
        before: Option<Revision>,
        conflict: Conflict,
    ) {
        let fields = conflict.into_document();
        let after = match &before {
            Some(before) => Revision { fields, ..before.clone() },
            None => Revision {
                kind: Conflict::KIND.name.to_owned(),
                record: id,
                revision: 0,
                author: arrival.body.author.clone(),
                created_ms: arrival.timing.captured_ms,
                writers: Writers::of_creation(arrival.id),
                fields,
            },
        };
        self.put(Conflict::KIND, before, after);
    }
}

/// A conflict in which nothing waits yet.
pub(crate) fn new_conflict(
    kind: ConflictKind,
    of: &KindSpec,
    records: Vec<RecordId>,
    field: Option<String>,
) -> Conflict {
    Conflict {
        kind,
        record_kind: of.name.to_owned(),
        records,
        field,
        candidates: Vec::new(),
        standing: None,
        reasons: Vec::new(),
        status: ConflictStatus::Open,
        resolution: None,
    }
}
