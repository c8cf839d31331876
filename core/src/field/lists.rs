//! Lists, searches and totals. Everything works offline.

use rusqlite::Connection;

use super::capture::record_id;
use super::standing::Standings;
use super::views::{
    DayTotals, LikelySame, PendingItem, RecordLine, RecordStatus, ScreenHead, VillageLine, WorkerLine, WorkerPage,
    plain,
};
use super::{Field, FieldLine, today};
use crate::domain::calendar::CivilDate;
use crate::domain::kinds::{Agent, Membership, MembershipStatus, Receipt, Reference, Registration, Worker};
use crate::domain::lapse_rules::LapseRules;
use crate::domain::likeness::{BlockingKey, Likeable, blocking_keys, likeness};
use crate::domain::occupations::Occupations;
use crate::domain::record::read_field;
use crate::domain::reference::{self, InForce, ReferenceList};
use crate::domain::regions::Regions;
use crate::domain::{Document, KindSpec, Record, Registry, Value, VillageCode, Zone, name};
use crate::error::FieldError;
use crate::insight::due;
use crate::store::records::{self, Row};
use crate::store::{JournalTotals, Store, journal, meta, queries, search, streams};

/// The most rows in one page.
const PAGE_ROWS_MAX: u32 = 200;
/// The most hits of one search.
const HITS_MAX: u32 = 50;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

impl Field {
    /// What stands at the head of every screen.
    pub fn head(&self) -> Result<ScreenHead, FieldError> {
        self.read(|store| {
            let connection = store.connection();
            let badge = [("badge".to_owned(), Value::from(self.agent.as_str()))].into_iter().collect();
            let own = match Agent::KIND.derived_id(&badge) {
                Some(record) => records::shown(connection, Agent::KIND, record)?,
                None => None,
            };
            Ok(ScreenHead {
                agent_name: own.and_then(|own| own.document.get("name").map(plain)),
                branch: meta::text(connection, "branch")?,
                villages: village_lines(connection)?,
                synced_ms: meta::number(connection, "synced_ms")?,
                pending: journal::pending_count(connection)?,
            })
        })
    }

    /// Workers in order of their records, from after `from`; `rows` at most 200.
    pub fn workers(&self, from: Option<&str>, rows: u32) -> Result<WorkerPage, FieldError> {
        let after = from.map(record_id).transpose()?;
        self.read(|store| {
            let rows = rows.clamp(1, PAGE_ROWS_MAX);
            let found = queries::workers(store.connection(), after, rows)?;
            let next = (found.len() as u64 == u64::from(rows)).then(|| found.last().map(|row| row.record.to_string()));
            let today = self.lapse_today(store.connection())?;
            let standings = self.standings(store);
            let lines = found.iter().map(|row| worker_line(store, row, &today, &standings));
            let workers = lines.collect::<Result<_, _>>()?;
            Ok(WorkerPage { workers, next: next.flatten() })
        })
    }

    /// Workers whose name fits, by beginnings of words with one typo forgiven, or whose NIK begins so.
    pub fn search(&self, typed: &str) -> Result<Vec<WorkerLine>, FieldError> {
        self.read(|store| {
            let today = self.lapse_today(store.connection())?;
            let standings = self.standings(store);
            let found = found(store.connection(), typed)?;
            found.iter().map(|row| worker_line(store, row, &today, &standings)).collect()
        })
    }

    /// One record, field by field.
    pub fn record(&self, kind: &str, record: &str) -> Result<RecordLine, FieldError> {
        let record = record_id(record)?;
        self.read(|store| {
            let kind = store.registry().kind(kind).ok_or(FieldError::NotFound)?;
            let row = records::shown(store.connection(), kind, record)?.ok_or(FieldError::NotFound)?;
            record_line(store, kind, &row, &self.standings(store))
        })
    }

    /// Records of a kind in order, from after `from`; `rows` at most 200.
    pub fn records(&self, kind: &str, from: Option<&str>, rows: u32) -> Result<Vec<RecordLine>, FieldError> {
        let after = from.map(record_id).transpose()?;
        self.read(|store| {
            let kind = store.registry().kind(kind).ok_or(FieldError::NotFound)?;
            let found = queries::page(store.connection(), kind, after, rows.clamp(1, PAGE_ROWS_MAX))?;
            let standings = self.standings(store);
            found.iter().map(|row| record_line(store, kind, row, &standings)).collect()
        })
    }

    /// Everything on this device about one worker, in order of time.
    pub fn story(&self, worker: &str) -> Result<Vec<RecordLine>, FieldError> {
        let worker = record_id(worker)?;
        self.read(|store| {
            let row = records::shown(store.connection(), Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
            let standings = self.standings(store);
            let mut lines = vec![record_line(store, Worker::KIND, &row, &standings)?];
            let referring: Vec<_> = store.registry().referring_to("worker").collect();
            for (kind, field) in referring {
                // What a hidden field refers to is not shown from the other end either.
                if kind.field(field).is_some_and(|field| field.hidden) {
                    continue;
                }
                for row in queries::referring(store.connection(), kind, field, worker)? {
                    lines.push(record_line(store, kind, &row, &standings)?);
                }
            }
            lines[1..].sort_by_key(|line| line.created_ms);
            Ok(lines)
        })
    }

    /// The changes that wait for the branch, oldest first.
    pub fn pending(&self) -> Result<Vec<PendingItem>, FieldError> {
        self.read(|store| {
            let entries = journal::pending(store.connection(), PAGE_ROWS_MAX)?;
            Ok(entries
                .into_iter()
                .map(|entry| {
                    let mut kinds: Vec<String> = entry
                        .body
                        .map(|change| change.patches.into_iter().map(|patch| patch.kind).collect())
                        .unwrap_or_default();
                    kinds.dedup();
                    let sending = self.is_sending(entry.change);
                    PendingItem {
                        change: entry.change.to_string(),
                        captured_ms: entry.captured_ms,
                        kinds,
                        status: if sending { RecordStatus::Sending } else { RecordStatus::Pending },
                    }
                })
                .collect())
        })
    }

    /// How many changes wait for the branch.
    pub fn pending_count(&self) -> Result<u64, FieldError> {
        self.read(|store| Ok(journal::pending_count(store.connection())?))
    }

    /// How many changes of the journal stand where.
    pub fn totals(&self) -> Result<JournalTotals, FieldError> {
        self.read(|store| Ok(journal::totals(store.connection())?))
    }

    /// What this agent did on the day that holds an instant, in a zone `offset_minutes` east of UTC.
    pub fn day_totals(&self, at_ms: i64, offset_minutes: i32) -> Result<DayTotals, FieldError> {
        let offset = i64::from(offset_minutes) * 60_000;
        // An instant that no calendar knows has an empty day at the end of time.
        let from = at_ms.saturating_add(offset).div_euclid(DAY_MS).saturating_mul(DAY_MS).saturating_sub(offset);
        let until = from.saturating_add(DAY_MS);
        let agent = self.agent.as_str();
        self.read(|store| {
            let connection = store.connection();
            let made = |kind: &str| -> Result<u64, FieldError> {
                let kind = store.registry().kind(kind).ok_or(FieldError::NotFound)?;
                Ok(queries::count_made_between(connection, kind, agent, from, until)?)
            };
            let receipts = queries::made_between(connection, Receipt::KIND, agent, from, until)?;
            let mut entrusted = 0_i64;
            for row in &receipts {
                entrusted = entrusted.saturating_add(row.read::<Receipt>()?.rupiah.0);
            }
            Ok(DayTotals {
                workers: made("worker")?,
                encounters: made("encounter")?,
                registrations: made("registration")?,
                attendances: made("attendance")?,
                receipts: receipts.len() as u64,
                entrusted_rupiah: entrusted,
            })
        })
    }

    /// What memberships are held against today.
    pub(super) fn lapse_today(&self, connection: &Connection) -> Result<LapseToday, FieldError> {
        let zone = own_zone(connection)?;
        let on = zone.date_of(self.ports.clock.now().wall_ms);
        let rules = on.map(|on| Ok::<_, FieldError>((on, list_on(connection, on)?))).transpose()?;
        let occupations = on.map(|on| list_on(connection, on)).transpose()?;
        Ok(LapseToday { zone, rules, occupations })
    }
}

/// A worker as lists show one.
pub(super) fn worker_line(
    store: &Store,
    row: &Row,
    today: &LapseToday,
    standings: &Standings<'_>,
) -> Result<WorkerLine, FieldError> {
    let worker: Worker = row.read()?;
    let connection = store.connection();
    let registrations = queries::referring(connection, Registration::KIND, "worker", row.record)?;
    let status = registrations.last().map(Row::read::<Registration>).transpose()?.map(|made| made.status);
    let membership = queries::referring(connection, Membership::KIND, "worker", row.record)?;
    let membership = membership.first().map(Row::read::<Membership>).transpose()?;
    Ok(WorkerLine {
        worker: row.record.to_string(),
        name: worker.name,
        village: worker.village.as_str().to_owned(),
        village_name: Regions::shipped().village_name(worker.village).unwrap_or_default().to_owned(),
        registration: status,
        covered: membership.as_ref().is_some_and(|membership| membership.status == MembershipStatus::Active),
        needs_new_registration: match &membership {
            Some(membership) => today.is_gone(membership, &registrations)?,
            None => false,
        },
        covered_to: membership.as_ref().map(|membership| membership.covered_to.to_string()),
        membership: membership.map(|membership| membership.status),
        occupation: worker.occupation.map(|word| today.occupation(&word)),
        segments: worker.segments.into_iter().collect(),
        do_not_contact: worker.do_not_contact,
        is_merged: worker.merged_into.is_some(),
        status: standings.of(row.record)?,
    })
}

fn record_line(store: &Store, kind: &KindSpec, row: &Row, standings: &Standings<'_>) -> Result<RecordLine, FieldError> {
    Ok(RecordLine {
        kind: kind.name.to_owned(),
        record: row.record.to_string(),
        author: row.author.to_string(),
        created_ms: row.created_ms,
        fields: field_lines(store.registry(), kind.name, &row.document),
        status: standings.of(row.record)?,
    })
}

/// What memberships are held against on a day.
pub(super) struct LapseToday {
    zone: Zone,
    /// None where the clock shows a time beyond the calendar.
    rules: Option<(CivilDate, InForce<LapseRules>)>,
    /// The occupations by name.
    occupations: Option<InForce<Occupations>>,
}

impl LapseToday {
    /// An occupation's name in Bahasa Indonesia; the word itself where the list does not hold it.
    fn occupation(&self, word: &str) -> String {
        let known = self.occupations.as_ref().and_then(|list| list.find(word));
        known.map_or(word, |occupation| &occupation.id).to_owned()
    }

    /// Whether a membership is over and no registration has followed it.
    fn is_gone(&self, membership: &Membership, registrations: &[Row]) -> Result<bool, FieldError> {
        let has_lapsed = self.rules.as_ref().is_some_and(|(on, rules)| due::has_lapsed(membership, *on, rules));
        if !membership.status.is_over() && !has_lapsed {
            return Ok(false);
        }
        let registrations = today::made(self.zone, registrations)?;
        Ok(!due::came_back(&registrations, membership))
    }
}

/// Workers whose name fits what was typed, best first, or whose NIK begins so.
pub(super) fn found(connection: &Connection, typed: &str) -> Result<Vec<Row>, FieldError> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(queries::workers_by_nik(connection, &digits, HITS_MAX)?);
    }
    let mut found = Vec::new();
    for hit in search::by_name(connection, typed, HITS_MAX as usize)? {
        found.extend(records::shown(connection, Worker::KIND, hit.worker)?);
    }
    Ok(found)
}

/// The agent's villages.
pub(super) fn village_lines(connection: &Connection) -> Result<Vec<VillageLine>, FieldError> {
    let villages = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
    let line = |village: &VillageCode| VillageLine {
        village: village.as_str().to_owned(),
        name: Regions::shipped().village_name(*village).unwrap_or_default().to_owned(),
    };
    Ok(villages.iter().map(line).collect())
}

/// A record's fields as text, but those that nobody is shown.
pub(super) fn field_lines(registry: &Registry, kind: &str, document: &Document) -> Vec<FieldLine> {
    let spec = registry.kind(kind);
    let is_shown = |field: &str| !spec.and_then(|spec| spec.field(field)).is_some_and(|field| field.hidden);
    let line = |(field, value): (&String, &Value)| FieldLine {
        kind: kind.to_owned(),
        field: field.clone(),
        value: plain(value),
    };
    document.iter().filter(|(field, _)| is_shown(field)).map(line).collect()
}

/// Workers on this device who may be the same person as these fields tell of.
pub(super) fn likely_same(
    connection: &Connection,
    worker: &Document,
    known: Option<&str>,
) -> Result<Vec<LikelySame>, FieldError> {
    let told = likeable(worker)?;
    let mut found: Vec<LikelySame> = Vec::new();
    for key in blocking_keys(&told) {
        let rows = match key {
            BlockingKey::Nik(nik) => queries::workers_by_nik(connection, nik.as_str(), HITS_MAX)?,
            BlockingKey::BirthDate(date) | BlockingKey::NameAndBirth(_, date) => {
                queries::workers_by_birth(connection, &date.to_string())?
            }
        };
        for row in rows {
            let id = row.record.to_string();
            if Some(id.as_str()) == known || found.iter().any(|same| same.worker == id) {
                continue;
            }
            let reasons = likeness(&told, &likeable(&row.document)?).reasons;
            if !reasons.is_empty() {
                let name = row.document.get("name").map(plain).unwrap_or_default();
                found.push(LikelySame { worker: id, name, reasons: reasons.iter().map(ToString::to_string).collect() });
            }
        }
    }
    Ok(found)
}

fn likeable(worker: &Document) -> Result<Likeable, FieldError> {
    Ok(Likeable {
        nik: read_field(worker, "nik")?,
        name_key: worker.get("name").and_then(Value::as_text).map(name::duplicate_key).unwrap_or_default(),
        birth_date: read_field(worker, "birth_date")?,
        village: read_field(worker, "village")?,
        phone: read_field(worker, "phone")?,
    })
}

/// The zone that the agent's first village lies in; before a branch has named one, the western.
pub(super) fn own_zone(connection: &Connection) -> Result<Zone, FieldError> {
    let villages = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
    Ok(villages.iter().find_map(|village| village.zone()).unwrap_or(Zone::Wib))
}

/// A list as it holds on a day: what the branch published, or what ships with the app.
pub(super) fn list_on<T: ReferenceList>(connection: &Connection, day: CivilDate) -> Result<InForce<T>, FieldError> {
    Ok(reference::list_on(versions(connection, T::NAME)?, day))
}

/// Every version of a list that the branch has published.
pub(super) fn versions(connection: &Connection, list: &str) -> Result<Vec<Reference>, FieldError> {
    Ok(queries::references(connection, list)?.iter().map(Row::read).collect::<Result<_, _>>()?)
}
