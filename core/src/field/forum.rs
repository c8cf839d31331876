//! A forum as it went: who came, known and new, and what was shown, as one change, or as few as hold it.

use std::collections::BTreeSet;

use super::Field;
use super::capture::{Draft, invalid, record_id, refers_to_all};
use super::forms::FormKind;
use super::forum_view::on_device_or_joined;
use super::inputs::{AttendanceInput, ConsentInput, PersonInput};
use super::lists;
use super::register::{attend, give, meet, require};
use super::views::LikelySame;
use crate::domain::kinds::{Event, Worker, WorkerId};
use crate::domain::limits::{CHANGE_BYTES_MAX, CHANGE_PATCHES_MAX};
use crate::domain::words::Segment;
use crate::domain::{Document, Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::Row;

/// What happened at an event.
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
    /// Notes for evaluation; none leaves what is on record, blank ones clear it.
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
    /// The change; the first, where more people came than one holds.
    pub change: String,
    /// All changes, in order.
    pub changes: Vec<String>,
    /// The event.
    pub event: String,
    /// The new people, in the order told.
    pub workers: Vec<String>,
    /// Workers on this device who may be one of the new people.
    pub likely_same: Vec<LikelySame>,
}

prints_name_only!(ForumInput, NewAttendeeInput, ForumSaved);

impl Field {
    /// Writes down what happened at an event: who came, known workers and new ones by name, the headcount, the messages
    /// shown and the figures engaged before. Who is on record already is left as is. It is one change; where more people
    /// came than a change holds (some sixty new ones with their consents), it is several, and all of them are saved or
    /// none. Blocks for one durable write.
    ///
    /// The event may be one that was joined by its code and has not reached this device: then who attends is all that can
    /// be told, and of somebody new also where they are from.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for an event that is neither on this device nor joined, or a worker that is not on this
    /// device; [`FieldError::Invalid`]: `event` with `fixed` where nothing is new, `event` with `expired` where of an
    /// event that has not arrived more is told than who attends, or the field of a new person that cannot be read.
    /// Nothing was written.
    pub fn run_forum(&self, event: &str, input: &ForumInput) -> Result<ForumSaved, FieldError> {
        let id = record_id(event)?;
        let (parts, mut left, mut patches) = (parts(input), 0, 0);
        left += parts.len();
        let written = self.capture_each(&parts, |draft, part| {
            let row = on_device_or_joined(draft.connection, id)?;
            draft.completes(FormKind::Forum, Some(event))?;
            let done = run_part(draft, event, row.as_ref(), part)?;
            (left, patches) = (left - 1, patches + draft.len());
            if left == 0 && patches == 0 { Err(invalid("event", Rule::Fixed)) } else { Ok(done) }
        })?;
        let mut saved = ForumSaved {
            change: String::new(),
            changes: Vec::new(),
            event: id.to_string(),
            workers: Vec::new(),
            likely_same: Vec::new(),
        };
        for ((workers, likely_same), change) in written {
            saved.changes.extend(change.map(|change| change.to_string()));
            saved.workers.extend(workers);
            saved.likely_same.extend(likely_same);
        }
        saved.change = saved.changes.first().cloned().unwrap_or_default();
        Ok(saved)
    }
}

/// What happened, in parts that a change holds each. What is known of the event itself is in the first.
fn parts(input: &ForumInput) -> Vec<ForumInput> {
    const OF_EVENT: usize = 1;
    let texts = |texts: [Option<&String>; 3]| texts.into_iter().flatten().map(String::len).sum::<usize>();
    let mut parts = vec![ForumInput { known: Vec::new(), new: Vec::new(), ..input.clone() }];
    let mut room = Room { patches: OF_EVENT, bytes: input.notes.as_ref().map_or(0, String::len) };
    let mut told = BTreeSet::new();
    for known in input.known.iter().filter(|known| told.insert(known.worker.clone())) {
        if !room.takes(1, texts([known.role.as_ref(), None, None])) {
            parts.push(ForumInput::default());
        }
        parts.last_mut().expect("there is a first part").known.push(known.clone());
    }
    for new in &input.new {
        let consent = new.consent.as_ref();
        let bytes = texts([Some(&new.name), new.role.as_ref(), consent.and_then(|consent| consent.witness.as_ref())]);
        if !room.takes(2 + usize::from(consent.is_some()), bytes) {
            parts.push(ForumInput::default());
        }
        parts.last_mut().expect("there is a first part").new.push(new.clone());
    }
    parts
}

/// How much of a change is taken.
struct Room {
    patches: usize,
    bytes: usize,
}

impl Room {
    /// Takes so many patches with so much text; where they do not fit any more, of a change of their own.
    fn takes(&mut self, patches: usize, text: usize) -> bool {
        /// What a patch takes beside what was told: ids, names of fields, the words chosen.
        const PATCH_BYTES_MAX: usize = 700;
        let bytes = text + patches * PATCH_BYTES_MAX;
        let fits = self.patches + patches <= CHANGE_PATCHES_MAX && self.bytes + bytes <= CHANGE_BYTES_MAX;
        let taken = if fits { (self.patches, self.bytes) } else { (0, 0) };
        (self.patches, self.bytes) = (taken.0 + patches, taken.1 + bytes);
        fits
    }
}

/// Writes one part. Answers the new people, and who may be one of them.
fn run_part(
    draft: &mut Draft<'_>,
    event: &str,
    row: Option<&Row>,
    part: &ForumInput,
) -> Result<(Vec<String>, Vec<LikelySame>), FieldError> {
    match row {
        Some(row) => tell_event(draft, row, part)?,
        None if tells_of_event(part) => return Err(invalid("event", Rule::Expired)),
        None => {}
    }
    for known in &part.known {
        let worker = WorkerId(record_id(&known.worker)?);
        draft.shown::<Worker>(worker.0)?;
        attend(draft, event, worker, known.role.clone())?;
    }
    let village = row.map(Row::read::<Event>).transpose()?.and_then(|event| event.village);
    let village = village.map(|village| village.as_str().to_owned());
    let (mut workers, mut likely_same) = (Vec::new(), Vec::new());
    for new in &part.new {
        let (worker, same) = come(draft, event, village.as_ref(), new)?;
        workers.push(worker.to_string());
        likely_same.extend(same);
    }
    Ok((workers, likely_same))
}

/// Whether more is told than who attends.
fn tells_of_event(part: &ForumInput) -> bool {
    let ForumInput { known: _, new: _, anonymous_headcount, messages_shown, figures_engaged_before, notes } = part;
    anonymous_headcount.is_some() || !messages_shown.is_empty() || !figures_engaged_before.is_empty() || notes.is_some()
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
        let notes = notes.trim();
        fields.insert("notes".to_owned(), if notes.is_empty() { Value::Null } else { Value::from(notes) });
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
