//! What came back, open for correction: a capture that the branch refused, or a registration that needs correction.

use super::Field;
use super::Moment;
use super::attention_view::{Subject, kinds_of, refused_patch};
use super::capture::{invalid, record_id};
use super::correct::REASON;
use super::edit::read;
use super::form_field::{FieldInput, FormField, form_field};
use super::forms::FormKind;
use super::inputs::FieldEdit;
use super::names::Names;
use super::outreach::saved;
use super::register::{acknowledge_nik, check_handing_in, need};
use super::shown_value::ShownValue;
use super::views::Saved;
use crate::domain::change::FieldPatch;
use crate::domain::kinds::{FailureCause, Registration, RegistrationStatus, Worker};
use crate::domain::words::ConsentPurpose;
use crate::domain::{Change, ChangeId, Document, KindSpec, Policy, Record, Rule, Value, Verdict};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;
use crate::store::{JournalState, journal};

/// The fields of a worker that a registration may have come back for.
const OF_WORKER: [&str; 6] = ["name", "nik", "birth_date", "sex", "phone", "occupation"];
/// The fields of the registration itself that can be corrected.
const OF_REGISTRATION: [&str; 5] = ["programmes", "start_month", "period_months", "declared_income", "payer"];

/// What came back, open for correction.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct CorrectionView {
    /// The change, or the registration.
    pub about: String,
    /// When it was captured.
    pub captured: Moment,
    /// The worker concerned, where that is one on this device.
    pub worker: Option<String>,
    /// What the worker, or else the record, is called; empty where it has no name.
    pub name: String,
    /// What was captured, by kind.
    pub kinds: Vec<String>,
    /// The kind of the record in which the reason lies; empty where it lies in none.
    pub record_kind: String,
    /// The field that was refused; empty for a registration.
    pub field: String,
    /// The rule that it broke; none for a registration.
    pub rule: Option<Rule>,
    /// Why a registration came back, in one of the branch's words.
    pub cause: Option<FailureCause>,
    /// What the branch wrote about it.
    pub said: Option<String>,
    /// What can be done about it.
    pub remedy: Remedy,
    /// Its fields: the refused one first, then those that can be corrected, then those that are only read.
    pub fields: Vec<FormField>,
}

/// What can be done about what came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Remedy {
    /// Correct the field and send it again.
    CorrectField,
    /// Say why a warning is acknowledged, and send it again.
    GiveReason,
    /// Ask the worker for the consent, then send it again.
    AskConsent,
    /// Send it again as it is: what it refers to may have arrived.
    SendAgain,
    /// Let it go: no correction makes it count.
    LetGo,
}

prints_name_only!(CorrectionView);

impl Field {
    /// A refused capture, open for correction; `change` as an item of what needs a look names it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] where it was not refused, or has been dealt with.
    pub fn correction_view(&self, change: &str) -> Result<CorrectionView, FieldError> {
        let id: ChangeId = change.parse().map_err(|_| FieldError::NotFound)?;
        self.read(|store| {
            let names = self.names(store)?;
            let entry = journal::entry(store.connection(), id)?.ok_or(FieldError::NotFound)?;
            let (JournalState::Rejected, Some(Verdict::Rejected { record, field, rule }), Some(body)) =
                (entry.state, entry.verdict, entry.body)
            else {
                return Err(FieldError::NotFound);
            };
            let subject = Subject::of_change(&names, &body)?;
            let refused = refused_patch(&names, &body, record, &field);
            let place = refused.map(|patch| patch.record);
            let mut fields = captured(&names, &body)?;
            if rule == Rule::WarningUnacknowledged {
                fields.insert(0, reason(body.reason.as_deref()));
            }
            let at = body.patches.iter().position(|patch| Some(patch.record) == place);
            let refused_place = at.map(|at| format!("{}.{field}", at + 1));
            if let (Some(at), Some(place)) = (at, &refused_place)
                && !fields.iter().any(|known| known.place == *place)
            {
                fields.extend(left_out(&names, &body, at, &field)?);
            }
            for known in &mut fields {
                known.is_refused = Some(&known.place) == refused_place.as_ref() || known.field == REASON;
            }
            let mut fields: Vec<FormField> =
                fields.into_iter().filter_map(|field| worth_showing(&names, field)).collect();
            fields.sort_by_key(|field| (!field.is_refused, field.input == FieldInput::ReadOnly));
            Ok(CorrectionView {
                about: change.to_owned(),
                captured: names.moment(entry.captured_ms),
                worker: subject.worker,
                name: subject.name,
                kinds: kinds_of(&body),
                record_kind: refused.map(|patch| patch.kind.clone()).unwrap_or_default(),
                remedy: remedy(rule, &fields),
                field,
                rule: Some(rule),
                cause: None,
                said: None,
                fields,
            })
        })
    }

    /// A registration that came back, open for correction together with the worker's own fields.
    ///
    /// # Errors
    /// [`FieldError::NotFound`]; [`FieldError::Invalid`]: `status` with `lifecycle` where it is with the branch.
    pub fn registration_correction(&self, registration: &str) -> Result<CorrectionView, FieldError> {
        let record = record_id(registration)?;
        self.read(|store| {
            let names = self.names(store)?;
            let connection = store.connection();
            let row = records::shown(connection, Registration::KIND, record)?.ok_or(FieldError::NotFound)?;
            let made: Registration = row.read()?;
            may_correct(made.status)?;
            let worker = records::shown(connection, Worker::KIND, made.worker.0)?.ok_or(FieldError::NotFound)?;
            let subject = Subject::of(&names, Registration::KIND, record, &row.document)?;
            let mut fields = Vec::new();
            for (kind, of, document) in [
                (Worker::KIND, OF_WORKER.as_slice(), &worker.document),
                (Registration::KIND, OF_REGISTRATION.as_slice(), &row.document),
            ] {
                for spec in of.iter().filter_map(|name| kind.field(name)) {
                    let place = format!("{}.{}", kind.name, spec.name);
                    fields.push(form_field(&names, kind, spec, place, document.get(spec.name))?);
                }
            }
            Ok(CorrectionView {
                about: registration.to_owned(),
                captured: names.moment(row.created_ms),
                worker: subject.worker,
                name: subject.name,
                kinds: vec![Registration::KIND.name.to_owned()],
                record_kind: Registration::KIND.name.to_owned(),
                field: String::new(),
                rule: None,
                cause: made.cause,
                said: made.reason,
                remedy: Remedy::CorrectField,
                fields,
            })
        })
    }

    /// Corrects a registration that came back, and hands it in again, as one change: `edits` name a field as
    /// [`Field::registration_correction`] lists it. The quote stays what the worker was told.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] with the field's place; what handing it in refuses. [`FieldError::ConsentMissing`] where the
    /// consent was withdrawn meanwhile. [`FieldError::WarningUnacknowledged`] where the NIK and the rest disagree.
    pub fn correct_registration(
        &self,
        registration: &str,
        edits: &[FieldEdit],
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Correction, Some(registration))?;
            let (row, made) = draft.shown::<Registration>(record_id(registration)?)?;
            may_correct(made.status)?;
            need(draft, made.worker, ConsentPurpose::Enrol)?;
            let (worker_row, _) = draft.shown::<Worker>(made.worker.0)?;
            let mut worker = Edited::of(Worker::KIND, &worker_row.document);
            let mut corrected = Edited::of(Registration::KIND, &row.document);
            for edit in edits {
                let (kind, field) = edit.field.split_once('.').unwrap_or_default();
                let edited = match kind {
                    "worker" => &mut worker,
                    "registration" => &mut corrected,
                    _ => return Err(invalid(&edit.field, Rule::FieldUnknown)),
                };
                let told = FieldEdit { field: field.to_owned(), value: edit.value.clone() };
                let value = read(draft, edited.kind, &told).map_err(|error| at_place(error, &edit.field))?;
                edited.set(field, value);
            }
            if !acknowledge_nik(&worker.document, acknowledge.as_deref())?.is_empty() {
                draft.reason(acknowledge);
            }
            check_handing_in(draft, &worker.document, &corrected.document)?;
            let status = Value::from(RegistrationStatus::Submitted.as_str());
            corrected.told.insert("status".to_owned(), status);
            draft.edit(Worker::KIND, &worker_row, worker.told);
            draft.edit(Registration::KIND, &row, corrected.told);
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }
}

/// A record as a correction leaves it.
struct Edited {
    kind: &'static KindSpec,
    document: Document,
    told: Document,
}

impl Edited {
    fn of(kind: &'static KindSpec, document: &Document) -> Self {
        Self { kind, document: document.clone(), told: Document::new() }
    }

    fn set(&mut self, field: &str, value: Value) {
        if value.is_null() {
            self.document.remove(field);
        } else {
            self.document.insert(field.to_owned(), value.clone());
        }
        self.told.insert(field.to_owned(), value);
    }
}

/// A breach named by the place at which the form has its field.
fn at_place(error: FieldError, place: &str) -> FieldError {
    match error {
        FieldError::Invalid { rule, .. } => invalid(place, rule),
        error => error,
    }
}

fn may_correct(status: RegistrationStatus) -> Result<(), FieldError> {
    match status {
        RegistrationStatus::Draft | RegistrationStatus::NeedsCorrection => Ok(()),
        _ => Err(invalid("status", Rule::Lifecycle)),
    }
}

/// Everything that a change told.
fn captured(names: &Names<'_>, change: &Change) -> Result<Vec<FormField>, FieldError> {
    let mut fields = Vec::new();
    for (at, patch) in change.patches.iter().enumerate() {
        let Some(kind) = names.registry.kind(&patch.kind) else { continue };
        for spec in kind.fields.iter().filter(|spec| !spec.hidden) {
            let Some(told) = patch.fields.get(spec.name) else { continue };
            let place = format!("{}.{}", at + 1, spec.name);
            let field = match told {
                FieldPatch::Set { value, .. } => {
                    form_field(names, kind, spec, place, Some(value).filter(|value| !value.is_null()))?
                }
                // What is added to and removed from a set is corrected on the record.
                FieldPatch::Gather { add, .. } => {
                    let added = Value::List(add.iter().map(|word| Value::from(word.as_str())).collect());
                    let field = form_field(names, kind, spec, place, Some(&added))?;
                    FormField { input: FieldInput::ReadOnly, ..field }
                }
            };
            if field.input != FieldInput::ReadOnly || field.shown != ShownValue::Nothing {
                fields.push(field);
            }
        }
    }
    Ok(fields)
}

/// What was not refused is corrected here only where it can be edited later too; the rest is read, where it says something.
fn worth_showing(names: &Names<'_>, mut field: FormField) -> Option<FormField> {
    let spec = names.registry.kind(&field.kind).and_then(|kind| kind.field(&field.field));
    let is_settled =
        spec.is_some_and(|spec| matches!(spec.policy, Policy::Fixed | Policy::Lifecycle(_) | Policy::Branch));
    if is_settled && !field.is_refused {
        field.input = FieldInput::ReadOnly;
    }
    let says_something = !matches!(field.shown, ShownValue::Nothing | ShownValue::Unnamed { .. });
    (field.is_refused || field.input != FieldInput::ReadOnly || says_something).then_some(field)
}

/// A refused field that the capture left out.
fn left_out(names: &Names<'_>, change: &Change, at: usize, field: &str) -> Result<Option<FormField>, FieldError> {
    let Some(patch) = change.patches.get(at) else { return Ok(None) };
    let Some(kind) = names.registry.kind(&patch.kind) else { return Ok(None) };
    let Some(spec) = kind.field(field).filter(|spec| !spec.hidden) else { return Ok(None) };
    form_field(names, kind, spec, format!("{}.{field}", at + 1), None).map(Some)
}

/// Where a warning was not acknowledged: why it is.
fn reason(told: Option<&str>) -> FormField {
    FormField {
        place: REASON.to_owned(),
        kind: "change".to_owned(),
        field: REASON.to_owned(),
        typed: told.unwrap_or_default().to_owned(),
        shown: ShownValue::Nothing,
        input: FieldInput::Words,
        is_required: true,
        is_refused: true,
    }
}

fn remedy(rule: Rule, fields: &[FormField]) -> Remedy {
    let can_correct = fields.iter().any(|field| field.is_refused && field.input != FieldInput::ReadOnly);
    match rule {
        Rule::ConsentMissing => Remedy::AskConsent,
        Rule::WarningUnacknowledged => Remedy::GiveReason,
        Rule::Expired => Remedy::SendAgain,
        Rule::Role
        | Rule::BranchOnly
        | Rule::Fixed
        | Rule::Replaced
        | Rule::Lifecycle
        | Rule::KindUnknown
        | Rule::FieldUnknown
        | Rule::LabelUnknown
        | Rule::NoContact => Remedy::LetGo,
        _ if can_correct => Remedy::CorrectField,
        _ => Remedy::SendAgain,
    }
}
