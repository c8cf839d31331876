//! A forum as it went: who came, known and new, and what was shown, as one change.

use super::Field;
use super::capture::{Draft, invalid, record_id, refers_to_all};
use super::forms::FormKind;
use super::inputs::{AttendanceInput, ConsentInput, PersonInput};
use super::lists;
use super::register::{attend, give, meet, require};
use super::views::LikelySame;
use crate::domain::kinds::{Event, Worker, WorkerId};
use crate::domain::words::Segment;
use crate::domain::{Document, Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::Row;

/// What happened at an event. A change holds some sixty new people with their consents; call again for more.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ForumInput {
    /// Who came and is on this device.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub known: Vec<AttendanceInput>,
    /// Who came and is new.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub new: Vec<NewAttendeeInput>,
    /// Heads counted without names; none leaves what is on record.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub anonymous_headcount: Option<u32>,
    /// The messages shown; they are added.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub messages_shown: Vec<String>,
    /// The figures engaged before; they are added.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub figures_engaged_before: Vec<String>,
    /// Notes for evaluation; none leaves what is on record.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub notes: Option<String>,
}

/// Somebody met for the first time at an event.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NewAttendeeInput {
    /// The name.
    pub name: String,
    /// The village code; none for the event's.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// The community.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub segment: Option<Segment>,
    /// What the worker did there, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub role: Option<String>,
    /// The consent given there.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub consent: Option<ConsentInput>,
}

/// A forum that was saved.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ForumSaved {
    /// The change.
    pub change: String,
    /// The event.
    pub event: String,
    /// The new people, in the order told.
    pub workers: Vec<String>,
    /// Workers on this device who may be one of the new people.
    pub likely_same: Vec<LikelySame>,
}

prints_name_only!(ForumInput, NewAttendeeInput, ForumSaved);

impl Field {
    /// Writes down what happened at an event on this device as one change: who came, known workers and new ones by name,
    /// the headcount, the messages shown and the figures engaged before. Who is on record already is left as is. Blocks
    /// for one durable write.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for an event or a worker that is not on this device; [`FieldError::Invalid`]: `patches`
    /// with `limit` for more people than a change holds, `event` with `fixed` where nothing is new, or the field of a new
    /// person that cannot be read. Nothing was written.
    pub fn run_forum(&self, event: &str, input: &ForumInput) -> Result<ForumSaved, FieldError> {
        let (done, change) = self.capture(|draft| {
            let (row, typed) = draft.shown::<Event>(record_id(event)?)?;
            draft.completes(FormKind::Forum, Some(event))?;
            tell_event(draft, &row, input)?;
            for known in &input.known {
                let worker = WorkerId(record_id(&known.worker)?);
                draft.shown::<Worker>(worker.0)?;
                attend(draft, event, worker, known.role.clone())?;
            }
            let mut done = ForumSaved {
                change: String::new(),
                event: row.record.to_string(),
                workers: Vec::new(),
                likely_same: Vec::new(),
            };
            let village = typed.village.map(|village| village.as_str().to_owned());
            for new in &input.new {
                let (worker, likely_same) = come(draft, event, village.as_ref(), new)?;
                done.workers.push(worker.to_string());
                done.likely_same.extend(likely_same);
            }
            if draft.len() == 0 { Err(invalid("event", Rule::Fixed)) } else { Ok(done) }
        })?;
        Ok(ForumSaved { change: change.to_string(), ..done })
    }
}

/// Writes what is known of the event itself now; sets are added to.
fn tell_event(draft: &mut Draft<'_>, row: &Row, input: &ForumInput) -> Result<(), FieldError> {
    let mut fields = Document::new();
    let sets = [("messages_shown", &input.messages_shown), ("figures_engaged_before", &input.figures_engaged_before)];
    for (field, told) in sets {
        let mut all = refers_to_all::<RecordId>(field, told)?;
        let known = row.document.get(field).map(Value::elements).unwrap_or_default();
        all.extend(known.iter().filter_map(Value::as_text).filter_map(|id| id.parse::<RecordId>().ok()));
        if !told.is_empty() {
            fields.insert(field.to_owned(), Value::List(all.iter().map(|id| Value::from(id.to_string())).collect()));
        }
    }
    if let Some(heads) = input.anonymous_headcount {
        fields.insert("anonymous_headcount".to_owned(), Value::Int(heads.into()));
    }
    if let Some(notes) = &input.notes {
        fields.insert("notes".to_owned(), Value::from(notes.as_str()));
    }
    draft.edit(Event::KIND, row, fields);
    Ok(())
}

/// Records somebody new, as attending.
fn come(
    draft: &mut Draft<'_>,
    event: &str,
    village: Option<&String>,
    new: &NewAttendeeInput,
) -> Result<(RecordId, Vec<LikelySame>), FieldError> {
    let person = PersonInput {
        name: Some(new.name.clone()),
        village: new.village.clone().or_else(|| village.cloned()),
        segments: new.segment.into_iter().collect(),
        ..PersonInput::default()
    };
    let met = meet(draft, None, &person, None)?;
    require(draft, "worker", &met.document, &Document::new())?;
    let likely_same = lists::likely_same(draft.connection, &met.document, None)?;
    let worker = met.write(draft);
    if let Some(consent) = &new.consent {
        give(draft, WorkerId(worker), consent)?;
    }
    attend(draft, event, WorkerId(worker), new.role.clone())?;
    Ok((worker, likely_same))
}
