//! Reports on the phone, over what it holds.

use rusqlite::Connection;

use super::Field;
use super::capture::{invalid, village};
use super::views::VillageLine;
use crate::domain::kinds::{AgentStatus, Measurement, Worker};
use crate::domain::regions::Regions;
use crate::domain::words::Segment;
use crate::domain::{AgentId, CivilDate, KindSpec, Month, Record, Rule, VillageCode};
use crate::error::FieldError;
use crate::insight::{
    self, DueLine, Facts, Filter, Finding, LeftOut, Line, Raw, Report, ReportName, Source, WhyLeftOut,
};
use crate::prints_name_only;
use crate::store::records::Row;
use crate::store::{StoreError, queries, streams};

/// What a report is asked about; everything on the phone where nothing is set.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReportFilter {
    /// The first month, `2026-01`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub from: Option<String>,
    /// The last month.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub to: Option<String>,
    /// The village's code, dotted or not.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// The segment.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub segment: Option<Segment>,
    /// The badge of who captured.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub agent: Option<String>,
    /// The record of a message.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub message: Option<String>,
}

/// A report over what this phone holds.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReportView {
    /// Which report.
    pub report: ReportName,
    /// The day for which it is computed, `2026-06-03`.
    pub as_of: String,
    /// The villages that the phone holds: it tells of nowhere else.
    pub villages: Vec<VillageLine>,
    /// The figures.
    pub lines: Vec<Line>,
    /// What can be said in words.
    pub findings: Vec<Finding>,
    /// What is due, in the report of that.
    pub due: Vec<DueLine>,
    /// What was left out, and why.
    pub left_out: Vec<LeftOut>,
}

prints_name_only!(ReportFilter, ReportView);

impl Field {
    /// Computes one of the sixteen reports for a day (`2026-06-03`) over what this phone holds: its villages, and what
    /// its agent captured elsewhere. Of a past day: what was captured since does not count, what the branch wrote of earlier
    /// records stands as it does now. Blocks as [`Field::reports`] does.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the condition, or `as_of`, that cannot be read.
    pub fn report(&self, name: ReportName, filter: &ReportFilter, as_of: &str) -> Result<ReportView, FieldError> {
        let report = self.reports(&[name], filter, as_of)?.pop();
        report.ok_or_else(|| FieldError::Internal { incident: "a report was not computed".to_owned() })
    }

    /// [`Field::report`] of several, in the order asked for. Blocks: reads every record once, however many reports are
    /// asked for, which takes a part of a second where there are tens of thousands; captures go on while it computes.
    pub fn reports(
        &self,
        names: &[ReportName],
        filter: &ReportFilter,
        as_of: &str,
    ) -> Result<Vec<ReportView>, FieldError> {
        let filter = read(filter)?;
        let as_of: CivilDate = as_of.parse().map_err(|rule| invalid("as_of", rule))?;
        let (facts, villages) = self.read(|store| {
            let connection = store.connection();
            let villages = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
            Ok((facts(connection)?, villages))
        })?;
        Ok(names.iter().map(|name| self.view(*name, &facts, &villages, &filter, as_of)).collect())
    }

    fn view(
        &self,
        name: ReportName,
        facts: &Facts,
        villages: &[VillageCode],
        filter: &Filter,
        as_of: CivilDate,
    ) -> ReportView {
        let report = self.held_report(name, facts, villages, filter, as_of);
        let line = |village: &VillageCode| VillageLine {
            village: village.as_str().to_owned(),
            name: Regions::shipped().village_name(*village).unwrap_or_default().to_owned(),
        };
        ReportView {
            report: name,
            as_of: as_of.to_string(),
            villages: villages.iter().map(line).collect(),
            lines: report.lines,
            findings: report.findings,
            due: report.due,
            left_out: report.left_out,
        }
    }

    /// A report, with what it cannot tell because it is about what this phone does not hold.
    pub(super) fn held_report(
        &self,
        name: ReportName,
        facts: &Facts,
        villages: &[VillageCode],
        filter: &Filter,
        as_of: CivilDate,
    ) -> Report {
        let mut report = insight::report(name, facts, filter, as_of);
        let village_elsewhere = filter.village.is_some_and(|village| !villages.contains(&village));
        let elsewhere = u64::from(village_elsewhere) + others_records(name, facts, filter, self.agent());
        match report.left_out.iter_mut().find(|left| left.why == WhyLeftOut::Scope) {
            Some(left) => left.count += elsewhere,
            None if elsewhere > 0 => report.left_out.push(LeftOut { why: WhyLeftOut::Scope, count: elsewhere }),
            None => {}
        }
        report
    }
}

/// How many agents a report is about whose own records no other phone holds: what they were trained in, what money they
/// hold, what they think themselves, and what is disputed of all that.
fn others_records(name: ReportName, facts: &Facts, filter: &Filter, own: &AgentId) -> u64 {
    let is_about_one = matches!(name, ReportName::Training | ReportName::Due);
    let is_about_all = matches!(name, ReportName::CoOrientation | ReportName::DataQuality);
    if !is_about_all && !is_about_one {
        return 0;
    }
    let asked = filter.agent.as_ref().filter(|_| is_about_one);
    let others = facts.agents.iter().map(|agent| &agent.record).filter(|agent| {
        agent.status == AgentStatus::Active && agent.badge != *own && asked.is_none_or(|asked| agent.badge == *asked)
    });
    others.count() as u64
}

/// Everything on this phone that reports look at.
pub(super) fn facts(connection: &Connection) -> Result<Facts, FieldError> {
    Ok(Facts::read(&Held(connection))?)
}

/// What a phone holds, as the source of reports.
pub(super) struct Held<'a>(pub(super) &'a Connection);

impl Source for Held<'_> {
    type Error = StoreError;

    fn every<T>(&self, kind: &'static KindSpec, mut read: impl FnMut(Raw) -> T) -> Result<Vec<T>, StoreError> {
        queries::read_every(self.0, kind, |row| {
            read(Raw { record: row.record, author: row.author, at_ms: row.created_ms, document: row.document })
        })
    }
}

/// What the figures' report looks at: of workers those who named somebody, of cards those of figures.
pub(super) fn facts_of_figures(connection: &Connection) -> Result<Facts, FieldError> {
    Ok(Facts::read(&HeldOfFigures(connection))?)
}

/// What a phone holds of figures, as the source of their report; a phone holds many more workers than were asked.
struct HeldOfFigures<'a>(&'a Connection);

impl Source for HeldOfFigures<'_> {
    type Error = StoreError;

    fn every<T>(&self, kind: &'static KindSpec, read: impl FnMut(Raw) -> T) -> Result<Vec<T>, StoreError> {
        let all = Held(self.0);
        match kind.name {
            name if name == Worker::KIND.name => raw(queries::respondents(self.0)?, read),
            name if name == Measurement::KIND.name => raw(queries::cards_of_figures(self.0)?, read),
            "agent" | "event" | "figure" | "nomination" | "relationship_note" | "reference" => all.every(kind, read),
            _ => Ok(Vec::new()),
        }
    }
}

fn raw<T>(rows: Vec<Row>, mut read: impl FnMut(Raw) -> T) -> Result<Vec<T>, StoreError> {
    let one =
        |row: Row| read(Raw { record: row.record, author: row.author, at_ms: row.created_ms, document: row.document });
    Ok(rows.into_iter().map(one).collect())
}

pub(super) fn read(filter: &ReportFilter) -> Result<Filter, FieldError> {
    fn condition<T>(name: &str, text: Option<&String>) -> Result<Option<T>, FieldError>
    where
        T: std::str::FromStr<Err = Rule>,
    {
        text.map(|text| text.parse()).transpose().map_err(|rule| invalid(name, rule))
    }
    Ok(Filter {
        from: condition::<Month>("from", filter.from.as_ref())?,
        to: condition("to", filter.to.as_ref())?,
        village: filter.village.as_deref().map(|code| village("village", code)).transpose()?,
        segment: filter.segment,
        agent: condition("agent", filter.agent.as_ref())?,
        message: condition("message", filter.message.as_ref())?,
    })
}
