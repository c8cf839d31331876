//! One conflict to decide: the values with who and when, or the people side by side, and who may decide.

use super::attention_view::subject_of_conflict;
use super::capture::record_id;
use super::names::{Names, Who};
use super::shown_value::{ShownValue, shown_value};
use super::{Field, Moment};
use crate::domain::kinds::{
    Candidate, Conflict, ConflictKind, ConflictStatus, Receipt, Registration, RegistrationStatus, Worker,
};
use crate::domain::likeness::LikenessReason;
use crate::domain::{Record, Value};
use crate::error::FieldError;
use crate::merge;
use crate::prints_name_only;
use crate::store::records;
use crate::store::{journal, queries};

/// A conflict's screen.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct DecisionView {
    /// The conflict.
    pub conflict: String,
    /// What it is about.
    pub kind: ConflictKind,
    /// The worker concerned, where that is one on this device.
    pub worker: Option<String>,
    /// What the worker, or else the record, is called.
    pub name: String,
    /// The worker's village; empty where none is known.
    pub village_name: String,
    /// The kind of the records.
    pub record_kind: String,
    /// The field, or the contribution month.
    pub field: String,
    /// The values to choose from; the one that stands meanwhile comes first.
    pub values: Vec<ValueBy>,
    /// Of a suspected duplicate: the two side by side.
    pub people: Vec<PersonView>,
    /// Why two workers may be one person.
    pub reasons: Vec<LikenessReason>,
    /// Whether the branch alone decides.
    pub is_for_branch: bool,
    /// What was decided; the branch may not know yet.
    pub decided: Option<Decided>,
}

/// A value with who set it and when.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ValueBy {
    /// The change to choose.
    pub change: String,
    /// The value; nothing where the field was cleared.
    pub value: ShownValue,
    /// Who set it.
    pub who: Who,
    /// When it was captured.
    pub captured: Moment,
    /// When the branch received it.
    pub received: Moment,
    /// Whether it stands meanwhile.
    pub stands: bool,
}

/// One of two who may be the same person.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PersonView {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// The village's name.
    pub village_name: String,
    /// The NIK.
    pub nik: ShownValue,
    /// The date of birth.
    pub birth_date: ShownValue,
    /// The phone number.
    pub phone: ShownValue,
    /// Where the latest registration stands.
    pub registration: Option<RegistrationStatus>,
    /// Who met the worker first.
    pub who: Who,
    /// When.
    pub at: Moment,
}

/// What somebody decided.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Decided {
    /// The change whose value was chosen; none where two turned out to be two.
    pub choice: Option<String>,
    /// Who.
    pub who: Who,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
    /// Whether the branch has taken it in.
    pub is_with_branch: bool,
}

prints_name_only!(DecisionView, ValueBy, PersonView, Decided);

impl Field {
    /// One conflict to decide, ready to be drawn.
    ///
    /// # Errors
    /// [`FieldError::NotFound`].
    pub fn decision_view(&self, conflict: &str) -> Result<DecisionView, FieldError> {
        let record = record_id(conflict)?;
        self.read(|store| {
            let names = self.names(store)?;
            let row = records::shown(store.connection(), Conflict::KIND, record)?.ok_or(FieldError::NotFound)?;
            let conflict: Conflict = row.read()?;
            let subject = subject_of_conflict(&names, &conflict)?;
            let is_pending = journal::has_pending(store.connection(), row.record)?;
            let decided =
                conflict.resolution.as_ref().filter(|_| is_pending || conflict.status != ConflictStatus::Open);
            let is_decided = decided.is_some();
            let decided = decided.map(|made| {
                Ok::<_, FieldError>(Decided {
                    choice: made.choice.map(|change| change.to_string()),
                    who: names.who(&made.by)?,
                    at: names.moment(made.at_ms),
                    reason: made.reason.clone(),
                    is_with_branch: !is_pending,
                })
            });
            Ok(DecisionView {
                conflict: row.record.to_string(),
                kind: conflict.kind,
                worker: subject.worker,
                name: subject.name,
                village_name: subject.village_name,
                values: choices(&names, &conflict, is_decided)?,
                people: people(&names, &conflict)?,
                reasons: conflict.reasons.iter().filter_map(|reason| reason.parse().ok()).collect(),
                is_for_branch: conflict.kind != ConflictKind::Field,
                decided: decided.transpose()?,
                field: conflict.field.unwrap_or_default(),
                record_kind: conflict.record_kind,
            })
        })
    }
}

/// The values of a conflict, the one that stands first; those that somebody has judged only once all of it is decided.
pub(super) fn choices(names: &Names<'_>, conflict: &Conflict, is_decided: bool) -> Result<Vec<ValueBy>, FieldError> {
    let stands = |candidate: &&Candidate| conflict.standing.as_ref().is_some_and(|one| one.change == candidate.change);
    let waiting = conflict
        .candidates
        .iter()
        .filter(|candidate| !stands(candidate) && (is_decided || merge::is_waiting(conflict, candidate)));
    let all =
        conflict.standing.iter().map(|standing| (standing, true)).chain(waiting.map(|candidate| (candidate, false)));
    all.map(|(candidate, stands)| {
        Ok(ValueBy {
            change: candidate.change.to_string(),
            value: value(names, conflict, candidate)?,
            who: names.who(&candidate.author)?,
            captured: names.moment(candidate.captured_ms),
            received: names.moment(candidate.received_ms),
            stands,
        })
    })
    .collect()
}

/// A candidate's value; of a month paid twice the money, where the receipt is on this phone.
fn value(names: &Names<'_>, conflict: &Conflict, candidate: &Candidate) -> Result<ShownValue, FieldError> {
    match conflict.kind {
        ConflictKind::Field => {
            let kind = names.registry.kind(&conflict.record_kind);
            let spec = kind.and_then(|kind| kind.field(conflict.field.as_deref().unwrap_or_default()));
            spec.map_or(Ok(ShownValue::Nothing), |spec| shown_value(names, spec, &candidate.value))
        }
        ConflictKind::Receipt => {
            let receipt = candidate.value.as_text().and_then(|text| text.parse().ok());
            let row = match receipt {
                Some(receipt) => records::shown(names.connection, Receipt::KIND, receipt)?,
                None => None,
            };
            Ok(match row {
                Some(row) => ShownValue::Money { rupiah: row.read::<Receipt>()?.rupiah.0 },
                None => ShownValue::Nothing,
            })
        }
        ConflictKind::Duplicate => Ok(ShownValue::Nothing),
    }
}

/// The two of a suspected duplicate, as far as this phone has them.
pub(super) fn people(names: &Names<'_>, conflict: &Conflict) -> Result<Vec<PersonView>, FieldError> {
    if conflict.kind != ConflictKind::Duplicate {
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    for record in &conflict.records {
        let Some(row) = records::shown(names.connection, Worker::KIND, *record)? else { continue };
        let worker: Worker = row.read()?;
        let registrations = queries::referring(names.connection, Registration::KIND, "worker", row.record)?;
        let shown = |field: &str| match (Worker::KIND.field(field), row.document.get(field)) {
            (Some(spec), Some(value)) => shown_value(names, spec, value),
            _ => Ok(ShownValue::Nothing),
        };
        people.push(PersonView {
            worker: row.record.to_string(),
            name: worker.name,
            village_name: names.village(worker.village.as_str()).unwrap_or_default(),
            nik: shown("nik")?,
            birth_date: shown("birth_date")?,
            phone: shown("phone")?,
            registration: registrations
                .last()
                .and_then(|row| row.document.get("status").and_then(Value::as_text))
                .and_then(|status| status.parse().ok()),
            who: names.who(&row.author)?,
            at: names.moment(row.created_ms),
        });
    }
    Ok(people)
}
