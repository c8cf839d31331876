//! The day: each row becomes what its agent does on the phone, offline, in order of time.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use perisai_core::domain::calendar::parse_instant;
use perisai_core::domain::kinds::ConsentMethod;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Segment};
use perisai_core::domain::{Rule, VillageCode};
use perisai_core::field::{
    AttendanceInput, ConsentInput, EncounterInput, EventInput, FieldEdit, PersonInput, RegisterInput,
};
use perisai_core::{Field, FieldError};

use super::{Capture, CaptureKind, Refusal, Row};
use crate::hand::HandClock;

/// Labels and the records they stand for.
#[derive(Debug, Default)]
pub struct Labels {
    /// What the branch knows in the morning.
    pub known: BTreeMap<String, String>,
    /// Workers by the agent who captured them first.
    pub workers: BTreeMap<(String, String), String>,
    /// Events, everybody's.
    pub events: BTreeMap<String, String>,
    /// The workers that each agent captured something about.
    pub touched: BTreeMap<String, BTreeSet<String>>,
}

impl Labels {
    /// The worker that an agent means.
    fn worker(&self, agent: &str, label: &str) -> Option<&String> {
        self.known.get(label).or_else(|| self.workers.get(&(agent.to_owned(), label.to_owned())))
    }

    /// How a record is called in `day.json`: a known worker's label, or the agent's and the label.
    pub fn name_of(&self, record: &str) -> String {
        if let Some((label, _)) = self.known.iter().find(|(_, known)| *known == record) {
            return label.clone();
        }
        match self.workers.iter().find(|(_, captured)| *captured == record) {
            Some(((agent, label), _)) => format!("{agent}/{label}"),
            None => record.to_owned(),
        }
    }
}

/// One agent's phone, and what it has made.
#[derive(Debug)]
pub struct Phone<'a> {
    /// The agent.
    pub agent: &'a str,
    /// The device's core.
    pub field: &'a Field,
    /// Its clock.
    pub clock: &'a HandClock,
}

/// Why a row did not become a capture.
#[derive(Debug)]
pub enum Stop {
    /// The row is refused; the day goes on.
    Refused(Refusal),
    /// The device failed; the day is over.
    Failed(FieldError),
}

/// Plans an event.
pub fn plan_event(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let input = EventInput {
        kind: word(row, "kind")?,
        starts_at_ms: parse_instant(required(row, "starts_at")?).map_err(|rule| refuse(row, "starts_at", rule))?,
        place: text(row, "place"),
        village: text(row, "village"),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    };
    let saved = phone.field.record_event(&input).map_err(|error| stop(row, error))?;
    labels.events.insert(required(row, "event")?.to_owned(), saved.record);
    Ok(())
}

/// Captures a row on its agent's phone at its instant.
pub fn capture(phone: &Phone<'_>, capture: &Capture, labels: &mut Labels) -> Result<(), Stop> {
    phone.clock.reach(capture.captured_at_ms);
    let row = &capture.row;
    match capture.kind {
        CaptureKind::Worker => meet(phone, row, labels),
        CaptureKind::Registration => register(phone, row, labels),
        CaptureKind::Encounter => talk(phone, row, labels),
        CaptureKind::Attendance => attend(phone, row, labels),
        CaptureKind::Edit => edit(phone, row, labels),
    }?;
    let worker = row.get("worker").and_then(|label| labels.worker(phone.agent, label)).cloned();
    labels.touched.entry(phone.agent.to_owned()).or_default().extend(worker);
    Ok(())
}

fn meet(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let label = required(row, "worker")?;
    if labels.worker(phone.agent, label).is_some() {
        return Err(refuse(row, "worker", Rule::LabelUnknown));
    }
    let person = person(row)?;
    let consent = consent(row, ConsentPurpose::Measure)?;
    let saved = phone.field.record_worker(&person, consent.as_ref(), None).map_err(|error| stop(row, error))?;
    labels.workers.insert((phone.agent.to_owned(), label.to_owned()), saved.record);
    Ok(())
}

fn register(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let label = required(row, "worker")?;
    let worker = labels.worker(phone.agent, label).cloned();
    let event = row.get("event").map(|event| event_of(row, event, labels)).transpose()?;
    let income = required(row, "declared_income")?;
    let mut person = person(row)?;
    person.declared_income = Some(income.parse().map_err(|_| refuse(row, "declared_income", Rule::Number))?);
    let input = RegisterInput {
        worker: worker.clone(),
        person,
        event,
        programmes: word(row, "programmes")?,
        period_months: required(row, "period_months")?
            .parse()
            .map_err(|_| refuse(row, "period_months", Rule::Number))?,
        start_month: required(row, "start_month")?.to_owned(),
        payer: optional_word(row, "payer")?.unwrap_or(Payer::Worker),
        support: None,
        cash: number(row, "cash")?,
        consent: consent(row, ConsentPurpose::Enrol)?,
        attestation: None,
        acknowledge: text(row, "acknowledge"),
    };
    let saved = phone.field.register(&input).map_err(|error| stop(row, error))?;
    if worker.is_none() {
        labels.workers.insert((phone.agent.to_owned(), label.to_owned()), saved.worker);
    }
    Ok(())
}

fn talk(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    let input = EncounterInput {
        worker: worker_of(phone, row, labels)?,
        event: row.get("event").map(|event| event_of(row, event, labels)).transpose()?,
        channel: word(row, "channel")?,
        direction: word(row, "direction")?,
        minutes: number(row, "minutes")?,
        barriers: words(row, "barriers")?,
        asks_whom: words(row, "asks_whom")?,
        media_used: row.list("media_used").into_iter().map(str::to_owned).collect(),
        teach_back: number(row, "teach_back")?,
        intent: number(row, "intent")?,
        intent_day: None,
        messages: Vec::new(),
        figure: None,
        answers: None,
    };
    phone.field.record_encounter(&input).map_err(|error| stop(row, error))?;
    Ok(())
}

fn attend(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    let event = event_of(row, required(row, "event")?, labels)?;
    let worker = worker_of(phone, row, labels)?;
    phone
        .field
        .record_attendance(&event, &[AttendanceInput { worker, role: None }])
        .map_err(|error| stop(row, error))?;
    Ok(())
}

fn edit(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    let worker = worker_of(phone, row, labels)?;
    let field = required(row, "field")?;
    let edits = [FieldEdit { field: field.to_owned(), value: text(row, "value") }];
    phone.field.edit_worker(&worker, &edits, text(row, "acknowledge")).map_err(|error| stop(row, error))?;
    Ok(())
}

/// A worker as the row tells of one. The village is read here too, so that its breach is named before any other.
fn person(row: &Row) -> Result<PersonInput, Stop> {
    let village = required(row, "village")?;
    VillageCode::from_str(village).map_err(|rule| refuse(row, "village", rule))?;
    Ok(PersonInput {
        name: text(row, "name"),
        nik: text(row, "nik"),
        birth_date: text(row, "birth_date"),
        sex: optional_word(row, "sex")?,
        phone: text(row, "phone"),
        village: Some(village.to_owned()),
        occupation: text(row, "occupation"),
        segments: words::<Segment>(row, "segments")?,
        economic_class: optional_word(row, "economic_class")?,
        discount_sector: optional_word(row, "discount_sector")?,
        ..PersonInput::default()
    })
}

fn consent(row: &Row, purpose: ConsentPurpose) -> Result<Option<ConsentInput>, Stop> {
    let method: Option<ConsentMethod> = optional_word(row, "consent_method")?;
    Ok(method.map(|method| ConsentInput {
        purposes: vec![purpose],
        method,
        language: Language::Indonesian,
        witness: None,
    }))
}

fn worker_of(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<String, Stop> {
    let label = required(row, "worker")?;
    labels.worker(phone.agent, label).cloned().ok_or_else(|| refuse(row, "worker", Rule::LabelUnknown))
}

fn event_of(row: &Row, label: &str, labels: &Labels) -> Result<String, Stop> {
    labels.events.get(label).cloned().ok_or_else(|| refuse(row, "event", Rule::LabelUnknown))
}

fn required<'a>(row: &'a Row, column: &str) -> Result<&'a str, Stop> {
    row.get(column).ok_or_else(|| refuse(row, column, Rule::Required))
}

fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).map(str::to_owned)
}

fn word<T: FromStr<Err = Rule>>(row: &Row, column: &str) -> Result<T, Stop> {
    required(row, column)?.parse().map_err(|rule| refuse(row, column, rule))
}

fn optional_word<T: FromStr<Err = Rule>>(row: &Row, column: &str) -> Result<Option<T>, Stop> {
    row.get(column).map(str::parse).transpose().map_err(|rule| refuse(row, column, rule))
}

fn words<T: FromStr<Err = Rule> + Ord>(row: &Row, column: &str) -> Result<Vec<T>, Stop> {
    let read: Result<BTreeSet<T>, Rule> = row.list(column).into_iter().map(str::parse).collect();
    read.map(|words| words.into_iter().collect()).map_err(|rule| refuse(row, column, rule))
}

fn number<T: FromStr>(row: &Row, column: &str) -> Result<Option<T>, Stop> {
    row.get(column).map(str::parse).transpose().map_err(|_| refuse(row, column, Rule::Number))
}

fn refuse(row: &Row, column: &str, rule: Rule) -> Stop {
    Stop::Refused(row.refuse(column, rule))
}

/// What the core refused, as a refusal of the row.
fn stop(row: &Row, error: FieldError) -> Stop {
    match error {
        FieldError::Invalid { field, rule } => refuse(row, &field, rule),
        FieldError::ConsentMissing { .. } => refuse(row, "consent_method", Rule::ConsentMissing),
        FieldError::WarningUnacknowledged { .. } => {
            let field = row.get("field").unwrap_or("nik");
            refuse(row, field, Rule::WarningUnacknowledged)
        }
        // A label that means something else on another phone is not on this one.
        FieldError::NotFound => refuse(row, "worker", Rule::LabelUnknown),
        other => Stop::Failed(other),
    }
}
