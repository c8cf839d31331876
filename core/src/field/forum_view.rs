//! A forum as its screen shows it: who is on record, who may come, and what can be told of it.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::Field;
use super::capture::record_id;
use super::consent_text::{PurposeReading, readings};
use super::events::{EventLine, event_line, joined_events};
use super::figures_view::{FigureChoice, figure_choices};
use super::lists::{own_zone, village_lines};
use super::messages::offered;
use super::partners_view::{PartnerChoice, partner_choices};
use super::standing::Standings;
use super::views::{RecordStatus, VillageLine};
use super::{MessageQuery, lists};
use crate::domain::event_code::event_code;
use crate::domain::kinds::{Attendance, Event, EventId, Message, MessageKind, Worker, WorkerId};
use crate::domain::regions::Regions;
use crate::domain::words::{ConsentPurpose, Language, Segment};
use crate::domain::{Record, RecordId, VillageCode, name};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{Store, queries};

/// The most people who may come that one answer holds.
const LIKELY_MAX: u32 = 200;

/// Somebody who attends an event, or may.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttendeeLine {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// The village's name; empty where this version's area list does not hold it.
    pub village_name: String,
    /// Dusun or RW, as told: of two of one name it says which.
    pub hamlet: Option<String>,
    /// The communities.
    pub segments: Vec<Segment>,
    /// Whether the attendance is on record.
    pub attends: bool,
    /// Where the record of the attendance stands; of who does not attend, the worker's own.
    pub status: RecordStatus,
}

/// A message that can be shown at an event.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ForumMessage {
    /// The message.
    pub message: String,
    /// Title.
    pub title: String,
    /// What kind of message.
    pub kind: MessageKind,
    /// Its language.
    pub language: Language,
    /// Whether it is on record as shown.
    pub is_shown: bool,
}

/// A forum, with all that its screen offers.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ForumView {
    /// The event.
    pub event: String,
    /// The code by which a second phone joins it.
    pub code: String,
    /// The event as lists show it; none for one that was joined and has not reached this phone: only who attends is
    /// recorded then.
    pub line: Option<EventLine>,
    /// Who is on record, in order of names.
    pub attending: Vec<AttendeeLine>,
    /// How many more attendances are on record, of people whom this phone does not hold.
    pub attending_elsewhere: u64,
    /// Who of the village may come, in order of names, 200 at most: `find_attendees` finds everybody.
    pub likely: Vec<AttendeeLine>,
    /// The figures of the village; `is_chosen` says that the record names one as engaged before.
    pub figures: Vec<FigureChoice>,
    /// The partners who take part, by the record.
    pub partners: Vec<PartnerChoice>,
    /// The messages to show, and those that were shown.
    pub messages: Vec<ForumMessage>,
    /// Heads counted without names.
    pub headcount: Option<u32>,
    /// Notes for evaluation.
    pub notes: Option<String>,
    /// The village code; none where the event has none, or has not reached this phone.
    pub village: Option<String>,
    /// The agent's villages: where somebody new is from, where the event does not say.
    pub villages: Vec<VillageLine>,
    /// What is read aloud to all who are new, for each purpose that they may be asked to agree to.
    pub readings: Vec<PurposeReading>,
}

prints_name_only!(AttendeeLine, ForumMessage, ForumView);

impl Field {
    /// A forum as its screen shows it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for an event that is neither on this device nor joined.
    pub fn forum(&self, event: &str) -> Result<ForumView, FieldError> {
        let event = record_id(event)?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let row = on_device_or_joined(connection, event)?;
            let typed = row.as_ref().map(Row::read::<Event>).transpose()?;
            let villages = village_lines(connection)?;
            let village = typed.as_ref().and_then(|event| event.village);
            let recorded = queries::referring(connection, Attendance::KIND, "event", event)?;
            let standings = self.standings(store);
            let mut attending = Vec::new();
            let mut elsewhere = 0;
            for row in &recorded {
                let worker = row.read::<Attendance>()?.worker.0;
                match records::shown(connection, Worker::KIND, worker)? {
                    Some(worker) => attending.push(attendee(&worker, Some(row.record), &standings)?),
                    None => elsewhere += 1,
                }
            }
            attending.sort_by_cached_key(|line| (name::fold(&line.name), line.worker.clone()));
            let only_village = || match villages.as_slice() {
                [only] => only.village.parse().ok(),
                _ => None,
            };
            let likely = match village.or_else(only_village) {
                Some(village) => likely(connection, event, village, &standings)?,
                None => Vec::new(),
            };
            let chosen = typed.as_ref().map(|event| event.figures_engaged_before.clone()).unwrap_or_default();
            let taking_part = typed.as_ref().map(|event| event.partners.clone()).unwrap_or_default();
            let mut partners = partner_choices(connection)?;
            partners.retain(|partner| taking_part.iter().any(|part| part.to_string() == partner.partner));
            let line = match &row {
                Some(row) => Some(event_line(connection, row, own_zone(connection)?, now_ms, &standings)?),
                None => None,
            };
            Ok(ForumView {
                event: event.to_string(),
                code: event_code(event),
                line,
                attending,
                attending_elsewhere: elsewhere,
                likely,
                figures: if typed.is_some() { figure_choices(connection, village, &chosen)? } else { Vec::new() },
                partners,
                messages: typed.as_ref().map_or_else(|| Ok(Vec::new()), |typed| messages(store, event, typed))?,
                headcount: typed.as_ref().and_then(|event| event.anonymous_headcount),
                notes: typed.as_ref().and_then(|event| event.notes.clone()),
                village: village.map(|village| village.as_str().to_owned()),
                villages,
                readings: readings(connection, now_ms, ConsentPurpose::ALL)?,
            })
        })
    }

    /// Workers whose name fits, or whose NIK begins so, as [`Field::search`] finds them, each with whether the attendance
    /// at an event is on record.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for an event that is neither on this device nor joined.
    pub fn find_attendees(&self, event: &str, typed: &str) -> Result<Vec<AttendeeLine>, FieldError> {
        let event = record_id(event)?;
        self.read(|store| {
            on_device_or_joined(store.connection(), event)?;
            let found = lists::found(store.connection(), typed)?;
            let standings = self.standings(store);
            found.iter().map(|worker| may_attend(store.connection(), event, worker, &standings)).collect()
        })
    }
}

/// Who of a village may come: those who are not on record, and wish contact.
fn likely(
    connection: &Connection,
    event: RecordId,
    village: VillageCode,
    standings: &Standings<'_>,
) -> Result<Vec<AttendeeLine>, FieldError> {
    let found = queries::not_attending(connection, event, village.as_str(), LIKELY_MAX)?;
    found.iter().map(|worker| attendee(worker, None, standings)).collect()
}

fn may_attend(
    connection: &Connection,
    event: RecordId,
    worker: &Row,
    standings: &Standings<'_>,
) -> Result<AttendeeLine, FieldError> {
    let recorded = match attendance_of(event, worker.record) {
        Some(id) => records::shown(connection, Attendance::KIND, id)?.map(|row| row.record),
        None => None,
    };
    attendee(worker, recorded, standings)
}

fn attendee(row: &Row, attendance: Option<RecordId>, standings: &Standings<'_>) -> Result<AttendeeLine, FieldError> {
    let worker: Worker = row.read()?;
    Ok(AttendeeLine {
        worker: row.record.to_string(),
        name: worker.name,
        village_name: Regions::shipped().village_name(worker.village).unwrap_or_default().to_owned(),
        hamlet: worker.hamlet,
        segments: worker.segments.into_iter().collect(),
        attends: attendance.is_some(),
        status: standings.of(attendance.unwrap_or(row.record))?,
    })
}

/// An event's row; none for one that was joined and is not here.
pub(super) fn on_device_or_joined(connection: &Connection, event: RecordId) -> Result<Option<Row>, FieldError> {
    let row = records::shown(connection, Event::KIND, event)?;
    if row.is_none() && joined_events(connection)?.iter().all(|joined| joined.event != event) {
        return Err(FieldError::NotFound);
    }
    Ok(row)
}

/// The one record that a worker's attendance at an event has.
fn attendance_of(event: RecordId, worker: RecordId) -> Option<RecordId> {
    let attendance = Attendance { event: EventId(event), worker: WorkerId(worker), role: None };
    Attendance::KIND.derived_id(&attendance.into_document())
}

/// What can be shown there, and what was, whether or not it is still in use.
fn messages(store: &Store, event: RecordId, typed: &Event) -> Result<Vec<ForumMessage>, FieldError> {
    // An experiment draws its variant by the group that hears it together.
    let query = MessageQuery { group: Some(event.to_string()), ..MessageQuery::default() };
    let offered = offered(store, &query)?;
    let mut messages: Vec<ForumMessage> = Vec::new();
    let shown: BTreeSet<String> = typed.messages_shown.iter().map(ToString::to_string).collect();
    for message in &typed.messages_shown {
        let Some(row) = records::shown(store.connection(), Message::KIND, message.0)? else { continue };
        let Message { title, kind, language, .. } = row.read()?;
        messages.push(ForumMessage { message: message.to_string(), title, kind, language, is_shown: true });
    }
    let open = offered.into_iter().filter(|pick| !shown.contains(&pick.message));
    messages.extend(open.map(|pick| ForumMessage {
        message: pick.message,
        title: pick.title,
        kind: pick.kind,
        language: pick.language,
        is_shown: false,
    }));
    Ok(messages)
}
