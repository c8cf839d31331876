//! Deciding a conflict.

use super::Field;
use super::capture::{invalid, record_id};
use super::forms::FormKind;
use super::outreach::saved;
use super::views::Saved;
use crate::domain::kinds::{Conflict, ConflictKind, Resolution};
use crate::domain::{ChangeId, Record, Rule, Value};
use crate::error::FieldError;

impl Field {
    /// Decides a contested field: `choice` is the change of the candidate whose value stands from now on, or of the
    /// standing value. Names every candidate in view; one that nobody had seen yet stays open.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `required` without a reason, `enum` for a choice that is no candidate, `role` for a
    /// duplicate or a month paid twice, which the branch decides.
    pub fn resolve_field(&self, conflict: &str, choice: &str, reason: &str) -> Result<Saved, FieldError> {
        if reason.trim().is_empty() {
            return Err(invalid("reason", Rule::Required));
        }
        let choice: ChangeId = choice.parse().map_err(|_| invalid("choice", Rule::Enum))?;
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Correction, Some(conflict))?;
            let (row, conflict) = draft.shown::<Conflict>(record_id(conflict)?)?;
            if conflict.kind != ConflictKind::Field {
                return Err(invalid("kind", Rule::Role));
            }
            let mut candidates: Vec<ChangeId> = conflict.candidates.iter().map(|candidate| candidate.change).collect();
            candidates.extend(conflict.standing.iter().map(|standing| standing.change));
            if !candidates.contains(&choice) {
                return Err(invalid("choice", Rule::Enum));
            }
            let resolution = Resolution {
                choice: Some(choice),
                survivor: None,
                candidates,
                by: draft.author().clone(),
                at_ms: draft.captured_ms(),
                reason: reason.to_owned(),
            };
            let value = Value::from_serialize(&resolution).ok_or_else(|| invalid("resolution", Rule::Type))?;
            draft.edit(Conflict::KIND, &row, [("resolution".to_owned(), value)]);
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }
}
