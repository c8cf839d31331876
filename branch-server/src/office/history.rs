//! Every value that a record's fields ever had: who, when, and what became of it.

use perisai_core::domain::kinds::{Conflict, Resolution};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::{FieldPatch, RecordId, Value, Verdict};
use serde::Serialize;

use crate::branch::Branch;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::{ChangeRow, Outcome};
use crate::office::views::instant;

/// One value of one field.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct HistoryView {
    /// The field.
    pub field: String,
    /// The value; of a set, what was added and removed.
    pub value: Value,
    /// `stood`, `lost`, `contested`, `held`, `rejected`, `decided` where a person chose it in a conflict, or
    /// `followed` where the record moved with another.
    pub outcome: String,
    /// Of a rejection: the rule that was broken.
    pub rule: Option<String>,
    /// The change.
    pub change: String,
    /// Who made it.
    pub agent: String,
    /// On which device; none for the branch.
    pub device: Option<String>,
    /// When it was captured, corrected.
    pub captured_at: String,
    /// Whether the device's clock could not be believed.
    pub clock_suspect: bool,
    /// When the branch received it.
    pub received_at: String,
    /// Why, where the author said.
    pub reason: Option<String>,
}

perisai_core::prints_name_only!(HistoryView);

impl Branch {
    /// Every value that a record's fields ever had, in order of arrival.
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryView>> {
        self.read(|desk| {
            let changes = desk.tx.touching(record)?;
            if changes.is_empty() {
                return Err(BranchError::not_found("record", record));
            }
            let mut views = Vec::new();
            for change in changes {
                let Some(row) = desk.tx.change(change)? else { continue };
                let outcomes = desk.tx.outcomes(change)?;
                views.extend(desk.values(record, &row, &outcomes)?);
            }
            Ok(views)
        })
    }
}

impl Desk<'_> {
    /// What one change did to a record.
    fn values(&self, record: RecordId, row: &ChangeRow, outcomes: &[Outcome]) -> Result<Vec<HistoryView>> {
        let kind = self.tx.kind_of(record)?;
        let mut views = Vec::new();
        for patch in &row.body.patches {
            let lands = kind.as_deref() == Some(patch.kind.as_str()) && patch.record != record;
            let spec = self.registry.kind(&patch.kind);
            for (field, field_patch) in &patch.fields {
                if spec.and_then(|spec| spec.field(field)).is_some_and(|field| field.hidden) {
                    continue;
                }
                let value = match field_patch {
                    FieldPatch::Set { value, .. } => value.clone(),
                    FieldPatch::Gather { add, remove } => {
                        let list = |elements: Vec<&String>| {
                            Value::List(elements.into_iter().map(|element| Value::from(element.clone())).collect())
                        };
                        let parts = [("added", list(add.iter().collect())), ("removed", list(remove.keys().collect()))];
                        Value::Map(parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect())
                    }
                };
                if patch.record == record || (lands && !patch.creates) {
                    views.push(view(row, field, value, outcome(record, field, row, outcomes)));
                } else if patch.kind == Conflict::KIND.name && field == "resolution" {
                    views.extend(self.decided(record, row, patch.record, &value)?);
                }
            }
        }
        if views.is_empty() {
            views.push(view(row, "", Value::Null, "followed"));
        }
        Ok(views)
    }

    /// The value that a resolution chose for a field of this record.
    fn decided(
        &self,
        record: RecordId,
        row: &ChangeRow,
        conflict: RecordId,
        value: &Value,
    ) -> Result<Option<HistoryView>> {
        let Some(conflict) = self.load::<Conflict>(conflict)? else { return Ok(None) };
        let (true, Some(field)) = (conflict.records.contains(&record), &conflict.field) else { return Ok(None) };
        let choice = Resolution::from_value(value).ok().and_then(|resolution| resolution.choice);
        let mut offered = conflict.candidates.iter().chain(&conflict.standing);
        let chosen =
            offered.find(|candidate| Some(candidate.change) == choice).map(|candidate| candidate.value.clone());
        Ok(Some(view(row, field, chosen.unwrap_or_default(), "decided")))
    }
}

fn outcome(record: RecordId, field: &str, row: &ChangeRow, outcomes: &[Outcome]) -> &'static str {
    let element = format!("{field}=");
    let of_field = |outcome: &&Outcome| {
        outcome.place.record == record && (outcome.place.field == field || outcome.place.field.starts_with(&element))
    };
    match (&row.verdict, outcomes.iter().find(of_field)) {
        (Verdict::Held { .. } | Verdict::Rejected { .. }, _) => row.verdict.word(),
        (_, Some(Outcome { conflict: Some(_), .. })) => "contested",
        (_, Some(_)) => "lost",
        (_, None) => "stood",
    }
}

fn view(row: &ChangeRow, field: &str, value: Value, outcome: &str) -> HistoryView {
    let rule = match &row.verdict {
        Verdict::Rejected { rule, .. } => Some(rule.to_string()),
        _ => None,
    };
    HistoryView {
        field: field.to_owned(),
        value,
        outcome: outcome.to_owned(),
        rule,
        change: row.id.to_string(),
        agent: row.body.author.to_string(),
        device: row.device.map(|device| device.to_string()),
        captured_at: instant(row.timing.captured_ms),
        clock_suspect: !row.timing.trusted,
        received_at: instant(row.received_ms),
        reason: row.body.reason.clone(),
    }
}
