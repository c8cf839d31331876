//! What people and records are called: screens show names, records keep badges and ids.

use rusqlite::Connection;

use super::Moment;
use super::lists::{list_on, own_zone};
use super::views::plain;
use crate::domain::kinds::Agent;
use crate::domain::occupations::Occupations;
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::{AgentId, CivilDate, Record, RecordId, Registry, Value, VillageCode, Zone};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::Store;
use crate::store::records;

/// Somebody who captures, decides or holds money.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Who {
    /// The name; the badge where the branch has not told a name.
    pub name: String,
    /// Whether it is the agent whose phone this is.
    pub is_own: bool,
}

prints_name_only!(Who);

/// Looks names up.
pub(super) struct Names<'a> {
    pub(super) connection: &'a Connection,
    pub(super) registry: &'a Registry,
    pub(super) own: &'a AgentId,
    pub(super) zone: Zone,
    /// Today where the agent works; none where the clock shows a time beyond the calendar.
    pub(super) today: Option<CivilDate>,
    occupations: Option<InForce<Occupations>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(store: &'a Store, own: &'a AgentId, now_ms: i64) -> Result<Self, FieldError> {
        let connection = store.connection();
        let zone = own_zone(connection)?;
        let today = zone.date_of(now_ms);
        let occupations = today.map(|today| list_on(connection, today)).transpose()?;
        Ok(Self { connection, registry: store.registry(), own, zone, today, occupations })
    }

    /// Who bears a badge.
    pub(super) fn who(&self, badge: &AgentId) -> Result<Who, FieldError> {
        let row = records::shown(self.connection, Agent::KIND, badge.record())?;
        let name = row.and_then(|row| row.document.get("name").map(plain));
        Ok(Who { name: name.unwrap_or_else(|| badge.to_string()), is_own: badge == self.own })
    }

    /// An instant as the agent's day shows it.
    pub(super) fn moment(&self, ms: i64) -> Moment {
        Moment::of(ms, self.zone)
    }

    /// What a record is called; none where it has no name or is not on this device.
    pub(super) fn record(&self, kind: &str, record: &str) -> Result<Option<String>, FieldError> {
        let (Some(spec), Ok(record)) = (self.registry.kind(kind), record.parse::<RecordId>()) else { return Ok(None) };
        let Some(row) = records::shown(self.connection, spec, record)? else { return Ok(None) };
        let field = match kind {
            "message" => "title",
            "event" => "place",
            "receipt" => "number",
            _ => "name",
        };
        let name = row.document.get(field).filter(|_| spec.field(field).is_some()).map(plain);
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// A village's name; its code where this version's area list does not hold it.
    pub(super) fn village(&self, code: &str) -> Option<String> {
        let village: VillageCode = code.parse().ok()?;
        Some(Regions::shipped().village_name(village).unwrap_or(code).to_owned())
    }

    /// An occupation's name in Bahasa Indonesia; what was told where the list does not hold it.
    pub(super) fn occupation(&self, stored: &Value) -> Option<String> {
        let word = stored.as_text()?;
        let known = self.occupations.as_ref().and_then(|list| list.find(word));
        Some(known.map_or(word, |occupation| &occupation.id).to_owned())
    }

    /// The occupations that a form offers, by stored word and name.
    pub(super) fn all_occupations(&self) -> Vec<(String, String)> {
        let all = self.occupations.as_ref().map(|list| list.all()).unwrap_or_default();
        all.iter().map(|occupation| (occupation.code.clone(), occupation.id.clone())).collect()
    }
}
