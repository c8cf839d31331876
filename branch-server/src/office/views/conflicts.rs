//! What people disagree about: values, months paid twice, and workers who may be one person.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus, Worker};
use perisai_core::domain::record::Record;
use perisai_core::domain::{RecordId, Value};
use perisai_core::merge::is_waiting;
use serde::Serialize;

use super::{instant, text};
use crate::branch::Branch;
use crate::desk::Desk;
use crate::error::Result;
use crate::office::acts::choices;

/// A value that can be chosen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// The number to choose it by; 0 is what stands.
    pub n: usize,
    /// The value.
    pub value: Value,
    /// The change that set it.
    pub change: String,
    /// Who set it.
    pub agent: String,
    /// On which device; none for the branch.
    pub device: Option<String>,
    /// When it was captured.
    pub captured_at: String,
    /// When the branch received it.
    pub received_at: String,
}

/// A conflict.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ConflictView {
    /// Its id.
    pub conflict: String,
    /// `field`, `duplicate` or `receipt`.
    pub kind: String,
    /// `open` or `resolved`.
    pub status: String,
    /// The kind of the records.
    pub record_kind: String,
    /// The records.
    pub records: Vec<String>,
    /// The worker concerned, or both of a duplicate.
    pub workers: Vec<String>,
    /// The field, or the contribution month.
    pub field: Option<String>,
    /// Why two workers may be one person.
    pub reasons: Vec<String>,
    /// What can be chosen.
    pub choices: Vec<ChoiceView>,
    /// Who decided, and why.
    pub decided_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

perisai_core::prints_name_only!(ChoiceView, ConflictView);

impl Branch {
    /// The conflicts between values: those that are open, or all.
    pub fn conflicts(&self, resolved_too: bool) -> Result<Vec<ConflictView>> {
        self.conflicts_of(resolved_too, |kind| kind != ConflictKind::Duplicate)
    }

    /// The suspicions that two workers are one person: those that are open, or all.
    pub fn duplicates(&self, resolved_too: bool) -> Result<Vec<ConflictView>> {
        self.conflicts_of(resolved_too, |kind| kind == ConflictKind::Duplicate)
    }

    fn conflicts_of(&self, resolved_too: bool, of: impl Fn(ConflictKind) -> bool) -> Result<Vec<ConflictView>> {
        self.read(|desk| {
            let mut views = Vec::new();
            let records = desk.every(Conflict::KIND, Ok)?;
            for record in records {
                let conflict = Conflict::from_document(&record.fields)?;
                if of(conflict.kind) && (resolved_too || conflict.status == ConflictStatus::Open) {
                    views.push(desk.conflict_view(record.record, conflict)?);
                }
            }
            Ok(views)
        })
    }
}

impl Desk<'_> {
    fn conflict_view(&self, id: RecordId, conflict: Conflict) -> Result<ConflictView> {
        let shown: Vec<&Candidate> = match conflict.kind {
            ConflictKind::Duplicate => conflict.candidates.iter().filter(|one| is_waiting(&conflict, one)).collect(),
            ConflictKind::Field | ConflictKind::Receipt => choices(&conflict),
        };
        let first = usize::from(conflict.kind == ConflictKind::Duplicate);
        let choices = shown
            .into_iter()
            .enumerate()
            .map(|(n, candidate)| ChoiceView {
                n: n + first,
                value: candidate.value.clone(),
                change: candidate.change.to_string(),
                agent: candidate.author.to_string(),
                device: candidate.device.map(|device| device.to_string()),
                captured_at: instant(candidate.captured_ms),
                received_at: instant(candidate.received_ms),
            })
            .collect();
        let mut workers = BTreeSet::new();
        for record in &conflict.records {
            if conflict.record_kind == Worker::KIND.name {
                workers.insert(record.to_string());
            } else if let Some(record) = self.tx.record(self.kind(&conflict.record_kind)?, *record)? {
                workers.insert(text(&record, "worker"));
            }
        }
        Ok(ConflictView {
            conflict: id.to_string(),
            kind: conflict.kind.to_string(),
            status: conflict.status.to_string(),
            record_kind: conflict.record_kind,
            records: conflict.records.iter().map(ToString::to_string).collect(),
            workers: workers.into_iter().collect(),
            field: conflict.field,
            reasons: conflict.reasons,
            choices,
            decided_by: conflict.resolution.as_ref().map(|resolution| resolution.by.to_string()),
            reason: conflict.resolution.map(|resolution| resolution.reason),
        })
    }
}
