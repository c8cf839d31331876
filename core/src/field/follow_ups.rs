//! Tasks: what is to be done on a day, what came of it, and what was put off.

use super::Field;
use super::capture::{Draft, invalid, record_id};
use super::outreach::saved;
use super::views::Saved;
use crate::domain::kinds::{Figure, FigureId, FollowUp, FollowUpKind, FollowUpResult, Worker, WorkerId};
use crate::domain::{CivilDate, Document, Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;

/// A task by what makes it one: whom it is about, what, for which day. Two phones that say the same speak of one task,
/// whether it was planned or follows from other records.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct TaskInput {
    /// The worker it is about.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub worker: Option<String>,
    /// The figure it is about, where it is not about a worker.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub figure: Option<String>,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// The day it is due, `2026-06-10`.
    pub due: String,
    /// What was promised, or which record waits.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub about: Option<String>,
}

prints_name_only!(TaskInput);

impl Field {
    /// Plans a task, such as a promise made; `owner` is who is to do it, none for whoever comes by.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `required` for a task about nobody, `subject` for one about two, `date`, `fixed` for one
    /// that is planned so already. [`FieldError::NotFound`] for somebody who is not on this device.
    pub fn record_follow_up(&self, task: &TaskInput, owner: Option<&str>) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let record = plan(draft, task, owner)?;
            if draft.len() == 0 { Err(invalid("due", Rule::Fixed)) } else { Ok(record) }
        })?;
        Ok(saved(change, record))
    }

    /// Notes what came of a task, planned or computed. Every result but that nobody was met ends it.
    ///
    /// # Errors
    /// As for [`Field::record_follow_up`]; `result` with `fixed` where it was noted already.
    pub fn note_result(&self, task: &TaskInput, result: FollowUpResult) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| note(draft, task, result))?;
        Ok(saved(change, record))
    }

    /// Puts a task off to a later day.
    ///
    /// # Errors
    /// As for [`Field::record_follow_up`]; `to` with `order` for a day before the task is due.
    pub fn put_off(&self, task: &TaskInput, to: &str) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            set(draft, task, "to", |_| {
                let later: CivilDate = to.parse().map_err(|rule| invalid("to", rule))?;
                let due: CivilDate = task.due.parse().map_err(|rule| invalid("due", rule))?;
                if later < due {
                    return Err(invalid("to", Rule::Order));
                }
                Ok(("put_off_to".to_owned(), Value::from(later.to_string())))
            })
        })?;
        Ok(saved(change, record))
    }
}

/// What can come of a task with somebody whom one has met.
pub(super) const fn results_of(kind: FollowUpKind) -> &'static [FollowUpResult] {
    use FollowUpKind as K;
    use FollowUpResult::{Declined, Done, MovedAway, Paid, WageEmployment, WillPay};
    match kind {
        K::BeforeEnd7Days | K::AfterEnd3Days | K::Month2Visit | K::Month3Visit | K::Arrears => {
            &[WillPay, Paid, Declined, WageEmployment, MovedAway]
        }
        K::Promise | K::Answer | K::CorrectRegistration | K::Other => &[Done, Declined],
    }
}

/// Notes what came of a task.
pub(super) fn note(draft: &mut Draft<'_>, task: &TaskInput, result: FollowUpResult) -> Result<RecordId, FieldError> {
    let word = Value::from(result.as_str());
    set(draft, task, "result", |document| {
        let mut results = document.get("results").map(Value::elements).unwrap_or_default().to_vec();
        results.push(word);
        results.sort();
        results.dedup();
        Ok(("results".to_owned(), Value::List(results)))
    })
}

/// Sets a field of a task, which it makes where nobody has yet.
fn set(
    draft: &mut Draft<'_>,
    task: &TaskInput,
    told: &str,
    set: impl FnOnce(&Document) -> Result<(String, Value), FieldError>,
) -> Result<RecordId, FieldError> {
    let (id, mut document) = read(draft, task)?;
    match records::shown(draft.connection, FollowUp::KIND, id)? {
        Some(row) => {
            if draft.edit(FollowUp::KIND, &row, [set(&row.document)?]) == 0 {
                return Err(invalid(told, Rule::Fixed));
            }
        }
        None => {
            document.extend([set(&document)?]);
            draft.create_document(FollowUp::KIND, document);
        }
    }
    Ok(id)
}

/// Plans a task; where it is planned already, whoever is to do it is noted.
pub(super) fn plan(draft: &mut Draft<'_>, task: &TaskInput, owner: Option<&str>) -> Result<RecordId, FieldError> {
    let (id, mut document) = read(draft, task)?;
    let owner: Option<crate::domain::AgentId> =
        owner.map(str::parse).transpose().map_err(|rule| invalid("owner", rule))?;
    let owner = owner.map(|owner| ("owner".to_owned(), Value::from(owner.as_str())));
    match records::shown(draft.connection, FollowUp::KIND, id)? {
        Some(row) => {
            draft.edit(FollowUp::KIND, &row, owner);
        }
        None => {
            document.extend(owner);
            draft.create_document(FollowUp::KIND, document);
        }
    }
    Ok(id)
}

/// A task's record as its fields make it, and its id.
fn read(draft: &Draft<'_>, task: &TaskInput) -> Result<(RecordId, Document), FieldError> {
    let worker = task.worker.as_deref().map(record_id).transpose()?;
    if let Some(worker) = worker {
        draft.shown::<Worker>(worker)?;
    }
    let figure = task.figure.as_deref().map(record_id).transpose()?;
    let village = figure.map(|figure| draft.shown::<Figure>(figure)).transpose()?.and_then(|(_, known)| known.village);
    let document = FollowUp {
        worker: worker.map(WorkerId),
        figure: figure.map(FigureId),
        village,
        kind: task.kind,
        due: task.due.parse().map_err(|rule| invalid("due", rule))?,
        about: task.about.clone().filter(|about| !about.trim().is_empty()),
        put_off_to: None,
        owner: None,
        claimed_by: None,
        results: [].into(),
    }
    .into_document();
    let id = FollowUp::KIND.derived_id(&document).ok_or(FieldError::NotFound)?;
    Ok((id, document))
}
