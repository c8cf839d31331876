//! The form of a worker's own fields, of a known worker or of somebody who was met.

use super::Field;
use super::capture::record_id;
use super::edit::read;
use super::form_field::{FormField, form_field};
use super::forms::FormKind;
use super::inputs::FieldEdit;
use super::lists::likely_same;
use super::register::{acknowledge_nik, require};
use super::views::{Saved, plain};
use crate::domain::kinds::Worker;
use crate::domain::{Document, Record, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;
use crate::store::streams;

/// The fields of the form, in order.
const FIELDS: [&str; 11] = [
    "name",
    "village",
    "hamlet",
    "phone",
    "occupation",
    "segments",
    "nik",
    "birth_date",
    "sex",
    "declared_income",
    "work_hours",
];

/// The form of a worker's own fields.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct WorkerForm {
    /// The worker; none for somebody who was met.
    pub worker: Option<String>,
    /// What the worker is called; empty for somebody who was met.
    pub name: String,
    /// The fields in order.
    pub fields: Vec<FormField>,
}

prints_name_only!(WorkerForm);

impl Field {
    /// The form of a worker's own fields; without a worker, that of somebody who was met.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn worker_form(&self, worker: Option<&str>) -> Result<WorkerForm, FieldError> {
        let known = worker.map(record_id).transpose()?;
        self.read(|store| {
            let names = self.names(store)?;
            let connection = store.connection();
            let document = match known {
                Some(known) => records::shown(connection, Worker::KIND, known)?.ok_or(FieldError::NotFound)?.document,
                None => proposed(connection)?,
            };
            let fields = FIELDS
                .iter()
                .filter_map(|name| Worker::KIND.field(name))
                .map(|spec| form_field(&names, Worker::KIND, spec, spec.name.to_owned(), document.get(spec.name)));
            Ok(WorkerForm {
                worker: worker.map(str::to_owned),
                name: document.get("name").map(plain).unwrap_or_default(),
                fields: fields.collect::<Result<_, _>>()?,
            })
        })
    }

    /// Records somebody who was met, from the fields of [`Field::worker_form`].
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the field; [`FieldError::WarningUnacknowledged`] where the NIK deserves a second look
    /// and no reason is given.
    pub fn meet_worker(&self, told: &[FieldEdit], acknowledge: Option<String>) -> Result<Saved, FieldError> {
        let ((record, likely_same), change) = self.capture(|draft| {
            draft.completes(FormKind::Worker, None)?;
            let mut document = Document::new();
            for edit in told {
                let value = read(draft, Worker::KIND, edit)?;
                if !value.is_null() {
                    document.insert(edit.field.clone(), value);
                }
            }
            require(draft, "worker", &document, &Document::new())?;
            if !acknowledge_nik(&document, acknowledge.as_deref())?.is_empty() {
                draft.reason(acknowledge);
            }
            let likely_same = likely_same(draft.connection, &document, None)?;
            Ok((draft.create_document(Worker::KIND, document), likely_same))
        })?;
        Ok(Saved { change: change.to_string(), record: record.to_string(), likely_same })
    }
}

/// What is known of somebody whom the agent meets: the village, where the agent has only one.
fn proposed(connection: &rusqlite::Connection) -> Result<Document, FieldError> {
    let villages = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
    Ok(match villages.as_slice() {
        [village] => [("village".to_owned(), Value::from(village.as_str()))].into_iter().collect(),
        _ => Document::new(),
    })
}
