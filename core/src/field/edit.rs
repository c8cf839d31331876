//! Editing the fields of workers, events and registrations.

use super::Field;
use super::capture::{Draft, invalid, record_id, village};
use super::forms::FormKind;
use super::inputs::{AddressInput, FieldEdit, OccupationInput};
use super::outreach::saved;
use super::person::{address, occupations};
use super::register::acknowledge_nik;
use super::views::Saved;
use crate::domain::kinds::{Address, DatedOccupation, Event, Registration, RegistrationStatus, Worker};
use crate::domain::occupations::Occupations;
use crate::domain::record::Policy;
use crate::domain::{Document, KindSpec, Record, Rule, Value};
use crate::error::FieldError;

/// The fields that a NIK is held against.
const NIK_FIELDS: [&str; 3] = ["nik", "birth_date", "sex"];

impl Field {
    /// Edits fields of a worker as one change; a list replaces the set as seen, none clears.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] with `field_unknown` for no field of a worker, `fixed` where nothing changes;
    /// [`FieldError::WarningUnacknowledged`] where the NIK and the rest then disagree.
    pub fn edit_worker(
        &self,
        worker: &str,
        edits: &[FieldEdit],
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let (row, _) = draft.shown::<Worker>(record_id(worker)?)?;
            let mut document = row.document.clone();
            let mut fields = Document::new();
            for edit in edits {
                let value = read(draft, Worker::KIND, edit)?;
                if value.is_null() {
                    document.remove(&edit.field);
                } else {
                    document.insert(edit.field.clone(), value.clone());
                }
                fields.insert(edit.field.clone(), value);
            }
            Worker::from_document(&document)?;
            if edits.iter().any(|edit| NIK_FIELDS.contains(&edit.field.as_str()))
                && !acknowledge_nik(&document, acknowledge.as_deref())?.is_empty()
            {
                draft.reason(acknowledge);
            }
            if draft.edit(Worker::KIND, &row, fields) == 0 {
                let field = edits.first().map_or("field", |edit| edit.field.as_str());
                return Err(invalid(field, Rule::Fixed));
            }
            draft.completes(FormKind::Worker, Some(worker))?;
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }

    /// Edits fields of an event as one change: what is known after it, such as the headcount and notes.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] as for [`Field::edit_worker`].
    pub fn edit_event(&self, event: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Event>(event, edits, |_| Ok(()))
    }

    /// Edits fields of a registration as one change, while it is a draft or came back for correction. The quote stays
    /// what the worker was told; [`Field::quote`] says what it would be now.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] as for [`Field::edit_worker`]; `lifecycle` where the registration is with the branch.
    pub fn edit_registration(&self, registration: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Registration>(registration, edits, |registration| match registration.status {
            RegistrationStatus::Draft | RegistrationStatus::NeedsCorrection => Ok(()),
            _ => Err(invalid("status", Rule::Lifecycle)),
        })
    }

    /// Edits fields of a record as one change, where `check` has nothing against it.
    pub(super) fn edit_record<T: Record>(
        &self,
        record: &str,
        edits: &[FieldEdit],
        check: impl FnOnce(&T) -> Result<(), FieldError>,
    ) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            // A form about the record itself bears the name of its kind.
            if let Ok(form) = T::KIND.name.parse::<FormKind>() {
                draft.completes(form, Some(record))?;
            }
            let (row, typed) = draft.shown::<T>(record_id(record)?)?;
            check(&typed)?;
            let mut fields = Document::new();
            for edit in edits {
                fields.insert(edit.field.clone(), read(draft, T::KIND, edit)?);
            }
            if draft.edit(T::KIND, &row, fields) == 0 {
                let field = edits.first().map_or("field", |edit| edit.field.as_str());
                return Err(invalid(field, Rule::Fixed));
            }
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }
}

/// Reads an edit of a field that devices may set, as the record spells it; null clears.
pub(super) fn read(draft: &Draft<'_>, kind: &KindSpec, edit: &FieldEdit) -> Result<Value, FieldError> {
    let field = edit.field.as_str();
    let spec = kind.field(field).ok_or_else(|| invalid(field, Rule::FieldUnknown))?;
    match spec.policy {
        Policy::Branch => return Err(invalid(field, Rule::BranchOnly)),
        Policy::Fixed => return Err(invalid(field, Rule::Fixed)),
        Policy::Lifecycle(_) => return Err(invalid(field, Rule::Lifecycle)),
        Policy::Latest | Policy::Contested | Policy::Gather | Policy::Restrict => {}
    }
    let Some(text) = edit.value.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return if spec.required { Err(invalid(field, Rule::Required)) } else { Ok(Value::Null) };
    };
    match field {
        "village" => Ok(Value::from(village(field, text)?.as_str())),
        "occupation" => {
            let list = draft.list::<Occupations>()?;
            let occupation = list.find(text).ok_or_else(|| invalid(field, Rule::Enum))?;
            Ok(Value::from(occupation.code.as_str()))
        }
        "ktp_address" | "home_address" | "workplace" => {
            let told = match spec.parse(text).ok().and_then(|value| value.deserialize_into::<Address>()) {
                Some(Address { text, village, .. }) => {
                    AddressInput { text, village: village.map(|code| code.to_string()) }
                }
                None => AddressInput { text: text.to_owned(), village: None },
            };
            address(field, &told)
        }
        "second_occupation" => {
            let dated = spec.parse(text).ok().and_then(|value| value.deserialize_into::<Vec<DatedOccupation>>());
            let told: Vec<OccupationInput> = match dated {
                Some(dated) => dated
                    .into_iter()
                    .map(|dated| OccupationInput {
                        occupation: dated.occupation,
                        since: dated.since.map(|day| day.to_string()),
                    })
                    .collect(),
                None => text
                    .split(';')
                    .map(|word| OccupationInput { occupation: word.trim().to_owned(), since: None })
                    .collect(),
            };
            occupations(draft, field, &told)
        }
        _ => {
            let mut value = spec.parse(text).map_err(|rule| invalid(field, rule))?;
            if let (Policy::Gather, Value::List(elements)) = (spec.policy, &mut value) {
                elements.sort();
                elements.dedup();
            }
            Ok(value)
        }
    }
}
