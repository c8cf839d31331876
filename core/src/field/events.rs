//! The events on this phone: which there are, when one can begin, and joining one that another phone planned.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::Field;
use super::capture::{Draft, invalid, record_id, refers_to_all, village};
use super::forms::FormKind;
use super::lists::{own_zone, village_lines};
use super::moment::Moment;
use super::outreach::saved;
use super::partners_view::{PartnerChoice, partner_choices};
use super::standing::Standings;
use super::views::{RecordStatus, Saved, VillageLine};
use crate::domain::event_code::{event_code, event_of_code};
use crate::domain::kinds::{Attendance, Event, EventKind};
use crate::domain::limits::HELD_DAYS_MAX;
use crate::domain::regions::Regions;
use crate::domain::{CivilDate, Document, Instant, Record, RecordId, Rule, Value, VillageCode, Zone};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{StoreError, forms, meta, queries};

/// The most events that a list shows.
const EVENTS_MAX: u32 = 200;
/// The days that are offered for an event, from today: one that was held is still recorded, one that comes is planned.
const DAYS: std::ops::RangeInclusive<i64> = -2..=14;
/// The hours that are offered: from the market's morning until the evening's gatherings.
const HOURS: std::ops::RangeInclusive<u32> = 7..=21;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Where the store keeps which events were joined by their code.
const JOINED: &str = "joined_events";

/// When an event is, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EventTime {
    /// Today, where it is held.
    Today,
    /// On a day to come.
    Planned,
    /// On a day that is over.
    Past,
}

/// An event in a list.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventLine {
    /// The event.
    pub event: String,
    /// What kind of event.
    pub kind: EventKind,
    /// When it starts, as clocks show it where it is held.
    pub starts: Moment,
    /// Whether that is today, to come or past.
    pub time: EventTime,
    /// Where, as told.
    pub place: Option<String>,
    /// The village's name; empty where none is known.
    pub village_name: String,
    /// How many attendances are on record.
    pub attending: u64,
    /// Heads counted without names.
    pub headcount: Option<u32>,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// An event that was joined by its code and has not reached this phone.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct JoinedLine {
    /// The event.
    pub event: String,
    /// The code by which it was joined.
    pub code: String,
    /// When it was joined.
    pub joined: Moment,
    /// How many attendances are on record on this phone.
    pub attending: u64,
}

/// The events on this phone.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventsView {
    /// Today's, then those to come, the next one first, then those past, the last one first; 200 at most.
    pub events: Vec<EventLine>,
    /// Those that were joined and have not reached this phone, the last one first.
    pub joined: Vec<JoinedLine>,
    /// Whether something that was typed into a new event is kept.
    pub is_begun: bool,
}

/// An event as planned, or as it was come upon.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventPlan {
    /// What kind of event.
    pub kind: EventKind,
    /// The day, `2026-06-03`.
    pub day: String,
    /// The time of day where it is held: `19:00`, `19.00` or `1900`.
    pub time: String,
    /// Where, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<String>,
    /// The village code.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// Partners who take part.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub partners: Vec<String>,
}

/// A day near today, to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NearDay {
    /// The day, `2026-06-03`.
    pub day: String,
    /// How far it is from today; negative before.
    pub days_ahead: i64,
}

/// What a screen offers where an event is planned, changed, or recorded as it happens.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventForm {
    /// The plan as it stands; of a new event a forum that begins now.
    pub plan: EventPlan,
    /// The days to choose from.
    pub days: Vec<NearDay>,
    /// The times of day to choose from.
    pub times: Vec<String>,
    /// What the clock shows now.
    pub now: Moment,
    /// The agent's villages.
    pub villages: Vec<VillageLine>,
    /// The partners who may take part, those of the whole branch first.
    pub partners: Vec<PartnerChoice>,
}

prints_name_only!(EventLine, JoinedLine, EventsView, EventPlan, EventForm);

impl Field {
    /// The events on this phone: today's first, then those to come, then those past.
    pub fn events_view(&self) -> Result<EventsView, FieldError> {
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let own = own_zone(connection)?;
            let standings = self.standings(store);
            let mut lines = Vec::new();
            for row in queries::events_near(connection, now_ms, EVENTS_MAX)? {
                lines.push(event_line(connection, &row, own, now_ms, &standings)?);
            }
            lines.sort_by_key(|line| match line.time {
                EventTime::Past => (line.time, -line.starts.ms),
                EventTime::Today | EventTime::Planned => (line.time, line.starts.ms),
            });
            let mut joined = Vec::new();
            for one in joined_events(connection)?.into_iter().rev() {
                if records::shown(connection, Event::KIND, one.event)?.is_none() {
                    joined.push(JoinedLine {
                        event: one.event.to_string(),
                        code: event_code(one.event),
                        joined: Moment::of(one.at_ms, own),
                        attending: queries::count_referring(connection, Attendance::KIND, "event", one.event)?,
                    });
                }
            }
            let is_begun = forms::kept(connection, FormKind::Event.as_str(), "")?.is_some();
            Ok(EventsView { events: lines, joined, is_begun })
        })
    }

    /// What to choose from where an event is planned (`event` is none), or its plan is changed.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for an event that is not on this device.
    pub fn event_form(&self, event: Option<&str>) -> Result<EventForm, FieldError> {
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let own = own_zone(connection)?;
            let villages = village_lines(connection)?;
            let now = Moment::of(now_ms, own);
            let plan = match event {
                Some(event) => {
                    let event = records::shown(connection, Event::KIND, record_id(event)?)?;
                    planned(&event.ok_or(FieldError::NotFound)?.read()?, own)
                }
                None => EventPlan {
                    kind: EventKind::Forum,
                    day: now.day.clone(),
                    time: now.time.clone(),
                    place: None,
                    village: match villages.as_slice() {
                        [only] => Some(only.village.clone()),
                        _ => None,
                    },
                    partners: Vec::new(),
                },
            };
            let today = own.date_of(now_ms);
            let day = |days_ahead: i64| {
                let day = today?.add_days(days_ahead)?;
                Some(NearDay { day: day.to_string(), days_ahead })
            };
            Ok(EventForm {
                plan,
                days: DAYS.filter_map(day).collect(),
                times: HOURS.map(|hour| format!("{hour:02}:00")).collect(),
                now,
                villages,
                partners: partner_choices(connection)?,
            })
        })
    }

    /// Plans an event, records one that was come upon (`event` is none), or changes what was planned of one. Blocks for
    /// one durable write.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `day` or `time` with `date`, `village` with `village_unknown`, `event` with `fixed` where
    /// nothing changes. [`FieldError::NotFound`] for an event that is not on this device.
    pub fn plan_event(&self, event: Option<&str>, plan: &EventPlan) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Event, event)?;
            let village = plan.village.as_deref().map(|code| village("village", code)).transpose()?;
            let starts_at = starts_at(plan, zone_of(village, own_zone(draft.connection)?))?;
            let place = plan.place.as_deref().map(str::trim).filter(|place| !place.is_empty()).map(str::to_owned);
            let told = Event {
                kind: plan.kind,
                starts_at,
                place,
                village,
                partners: refers_to_all("partners", &plan.partners)?,
                figures_engaged_before: [].into(),
                messages_shown: [].into(),
                anonymous_headcount: None,
                notes: None,
            };
            match event {
                None => Ok(draft.create(told)),
                Some(event) => change_plan(draft, record_id(event)?, told),
            }
        })?;
        Ok(saved(change, record))
    }

    /// Joins an event that another phone planned, by the code that it shows. Until the event reaches this phone, who
    /// attends can be recorded on it: the branch holds that until the event arrives there. Answers the event.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `code` with `type` for what is no event's code.
    pub fn join_event(&self, code: &str) -> Result<String, FieldError> {
        let event = event_of_code(code).map_err(|rule| invalid("code", rule))?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.write(|store| {
            let mut joined = joined_events(store.connection())?;
            // What arrived is an event like any other, and what the branch no longer waits for is over.
            let oldest_ms = now_ms.saturating_sub(HELD_DAYS_MAX * DAY_MS);
            let mut kept = Vec::new();
            for one in joined.drain(..).filter(|one| one.event != event && one.at_ms >= oldest_ms) {
                if records::shown(store.connection(), Event::KIND, one.event)?.is_none() {
                    kept.push(one);
                }
            }
            kept.push(Joined { event, at_ms: now_ms });
            let kept = serde_json::to_vec(&kept).map_err(|_| StoreError::Internal("joined events are no list"))?;
            store.write(|transaction, _| meta::set(transaction, JOINED, &kept))?;
            Ok(event.to_string())
        })
    }
}

/// An event as lists show it.
pub(super) fn event_line(
    connection: &Connection,
    row: &Row,
    own: Zone,
    now_ms: i64,
    standings: &Standings<'_>,
) -> Result<EventLine, FieldError> {
    let event: Event = row.read()?;
    let zone = zone_of(event.village, own);
    let starts = Moment::of(event.starts_at.0, zone);
    let today = Moment::of(now_ms, zone).day;
    let time = match starts.day.cmp(&today) {
        std::cmp::Ordering::Less => EventTime::Past,
        std::cmp::Ordering::Equal => EventTime::Today,
        std::cmp::Ordering::Greater => EventTime::Planned,
    };
    let village_name = event.village.and_then(|village| Regions::shipped().village_name(village));
    Ok(EventLine {
        event: row.record.to_string(),
        kind: event.kind,
        starts,
        time,
        place: event.place,
        village_name: village_name.unwrap_or_default().to_owned(),
        attending: queries::count_referring(connection, Attendance::KIND, "event", row.record)?,
        headcount: event.anonymous_headcount,
        status: standings.of(row.record)?,
    })
}

/// An event that was joined by its code.
#[derive(Serialize, Deserialize)]
pub(super) struct Joined {
    pub(super) event: RecordId,
    at_ms: i64,
}

/// The events that were joined by their codes, the first one first.
pub(super) fn joined_events(connection: &Connection) -> Result<Vec<Joined>, FieldError> {
    let Some(kept) = meta::get(connection, JOINED)? else { return Ok(Vec::new()) };
    Ok(serde_json::from_slice(&kept).map_err(|_| StoreError::Internal("joined events are no list"))?)
}

/// The zone of an event's village; the agent's own where it has none.
pub(super) fn zone_of(village: Option<VillageCode>, own: Zone) -> Zone {
    village.and_then(|village| village.zone()).unwrap_or(own)
}

fn planned(event: &Event, own: Zone) -> EventPlan {
    let starts = Moment::of(event.starts_at.0, zone_of(event.village, own));
    EventPlan {
        kind: event.kind,
        day: starts.day,
        time: starts.time,
        place: event.place.clone(),
        village: event.village.map(|village| village.as_str().to_owned()),
        partners: event.partners.iter().map(ToString::to_string).collect(),
    }
}

/// Sets what differs from the plan as it stands; what a forum adds to an event stays.
fn change_plan(draft: &mut Draft<'_>, event: RecordId, told: Event) -> Result<RecordId, FieldError> {
    const PLANNED: [&str; 5] = ["kind", "starts_at", "place", "village", "partners"];
    let (row, _) = draft.shown::<Event>(event)?;
    let mut told = told.into_document();
    // A minute is as near as a plan comes: within it the event begins when it began.
    if is_same_minute(&told, &row.document) {
        told.remove("starts_at");
        told.extend(row.document.get("starts_at").map(|at| ("starts_at".to_owned(), at.clone())));
    }
    let fields = PLANNED.map(|field| (field.to_owned(), told.remove(field).unwrap_or(Value::Null)));
    if draft.edit(Event::KIND, &row, fields) == 0 { Err(invalid("event", Rule::Fixed)) } else { Ok(event) }
}

fn is_same_minute(one: &Document, other: &Document) -> bool {
    let minute = |document: &Document| match document.get("starts_at") {
        Some(Value::Int(ms)) => Some(ms.div_euclid(60_000)),
        _ => None,
    };
    minute(one) == minute(other)
}

fn starts_at(plan: &EventPlan, zone: Zone) -> Result<Instant, FieldError> {
    let day: CivilDate = plan.day.trim().parse().map_err(|rule| invalid("day", rule))?;
    let minutes = minutes_of(&plan.time).ok_or_else(|| invalid("time", Rule::Date))?;
    Ok(Instant(day.starts_at_ms(zone.utc_offset_minutes()) + i64::from(minutes) * 60_000))
}

/// The minutes since midnight of a time as typed: `19:00`, `19.00`, `1900`, `9.30`, `19`.
fn minutes_of(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    let (hour, minute) = match typed.split_once([':', '.']) {
        Some(parts) => parts,
        None if typed.len() > 2 => typed.split_at_checked(typed.len() - 2)?,
        None => (typed, "00"),
    };
    let digits = |part: &str, most: usize| {
        ((1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let (hour, minute): (u32, u32) = (digits(hour, 2)?, digits(minute, 2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (typed, minutes) in
            [("19:00", 1140), ("19.30", 1170), ("1900", 1140), ("930", 570), ("7", 420), (" 07:05 ", 425), ("0:00", 0)]
        {
            assert_eq!(minutes_of(typed), Some(minutes), "{typed}");
        }
    }

    #[test]
    fn what_no_clock_shows_is_no_time() {
        for typed in ["", "24:00", "19:60", "19:00:00", "pagi", "-1:00", "+1", "19:", ":30", "12345", "１９:00", "é9"]
        {
            assert_eq!(minutes_of(typed), None, "{typed}");
        }
    }
}
