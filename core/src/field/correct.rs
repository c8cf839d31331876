//! Rejected captures: they come back whole, to be corrected and sent again.

use super::Field;
use super::capture::invalid;
use super::forms::FormKind;
use super::inputs::FieldEdit;
use super::views::{FieldLine, RejectedView, Saved};
use crate::domain::change::FieldPatch;
use crate::domain::{Change, ChangeId, Patch, Rule, Value, Verdict};
use crate::error::FieldError;
use crate::store::{JournalState, forms, journal};

/// What a change itself has to correct: why a warning was acknowledged.
pub(super) const REASON: &str = "reason";

impl Field {
    /// The captures that the branch rejected and nobody has dealt with, oldest first.
    pub fn rejected(&self) -> Result<Vec<RejectedView>, FieldError> {
        self.read(|store| {
            let entries = journal::rejected(store.connection())?;
            Ok(entries
                .into_iter()
                .filter_map(|entry| match (entry.verdict, entry.body) {
                    (Some(Verdict::Rejected { field, rule, .. }), Some(change)) => Some(RejectedView {
                        change: entry.change.to_string(),
                        captured_ms: entry.captured_ms,
                        field,
                        rule,
                        fields: lines(&change, rule),
                    }),
                    _ => None,
                })
                .collect())
        })
    }

    /// Corrects a rejected capture and sends it again: `edits` name a field as [`RejectedView`] lists it, `reason`
    /// among them where a warning is to be acknowledged. The new change names the one it replaces, so that only one of
    /// them can ever count, and keeps its records' ids.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for what is no rejected capture; [`FieldError::Invalid`] with the field's place: the
    /// rule that its value breaks, `required` for one that may not be cleared, `field_unknown` for no place of the
    /// capture; [`FieldError::ConsentMissing`] where a consent that it needs does not stand any more.
    pub fn correct(&self, change: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        let rejected: ChangeId = change.parse().map_err(|_| FieldError::NotFound)?;
        let (first, change) = self.capture(|draft| {
            draft.completes(FormKind::Correction, Some(change))?;
            let entry = journal::entry(draft.connection, rejected)?.ok_or(FieldError::NotFound)?;
            let (JournalState::Rejected, Some(mut body)) = (entry.state, entry.body) else {
                return Err(FieldError::NotFound);
            };
            for edit in edits {
                if edit.field == REASON {
                    body.reason.clone_from(&edit.value);
                } else {
                    correct_field(draft, &mut body, edit)?;
                }
            }
            let first = body.patches.first().map(|patch| patch.record).ok_or(FieldError::NotFound)?;
            draft.reason(body.reason);
            draft.replaces(rejected);
            draft.take(body.patches);
            journal::dismiss(draft.connection, rejected)?;
            Ok(first)
        })?;
        Ok(super::outreach::saved(change, first))
    }

    /// Lets a rejected capture go; it stays in the journal and can be read, but asks for nothing any more.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for what is no change.
    pub fn dismiss(&self, change: &str) -> Result<(), FieldError> {
        let form = change;
        let change: ChangeId = change.parse().map_err(|_| FieldError::NotFound)?;
        self.write(|store| {
            store.write(|transaction, _| {
                forms::drop_one(transaction, FormKind::Correction.as_str(), form)?;
                journal::dismiss(transaction, change)
            })?;
            Ok(())
        })
    }
}

/// A capture's fields, each with the patch it stands in: `2.start_month` is a field of the second patch.
/// Where a reason was missing, that is one of them.
fn lines(change: &Change, rule: Rule) -> Vec<FieldLine> {
    let mut lines = Vec::new();
    if rule == Rule::WarningUnacknowledged {
        let value = change.reason.clone().unwrap_or_default();
        lines.push(FieldLine { kind: "change".to_owned(), field: REASON.to_owned(), value });
    }
    for (at, patch) in change.patches.iter().enumerate() {
        for (name, field) in &patch.fields {
            if let FieldPatch::Set { value, .. } = field {
                lines.push(FieldLine {
                    kind: patch.kind.clone(),
                    field: format!("{}.{name}", at + 1),
                    value: super::views::plain(value),
                });
            }
        }
    }
    lines
}

fn correct_field(draft: &super::capture::Draft<'_>, body: &mut Change, edit: &FieldEdit) -> Result<(), FieldError> {
    let unknown = || invalid(&edit.field, Rule::FieldUnknown);
    let (at, name) = edit.field.split_once('.').ok_or_else(unknown)?;
    let at: usize = at.parse().map_err(|_| unknown())?;
    let patch: &mut Patch = at.checked_sub(1).and_then(|at| body.patches.get_mut(at)).ok_or_else(unknown)?;
    let spec = draft.kind(&patch.kind)?.field(name).ok_or_else(unknown)?;
    let corrected = match &edit.value {
        Some(text) => spec.parse(text).map_err(|rule| invalid(&edit.field, rule))?,
        None if spec.required => return Err(invalid(&edit.field, Rule::Required)),
        None => Value::Null,
    };
    let saw = match patch.fields.get(name) {
        Some(FieldPatch::Set { saw, .. }) => saw.clone(),
        Some(FieldPatch::Gather { .. }) => return Err(unknown()),
        None => Vec::new(),
    };
    patch.fields.insert(name.to_owned(), FieldPatch::Set { value: corrected, saw });
    Ok(())
}
