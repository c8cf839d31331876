//! The day: each row becomes what its agent does on the phone, offline, in order of time.

use std::collections::BTreeSet;
use std::str::FromStr;

use perisai_core::domain::calendar::parse_instant;
use perisai_core::domain::kinds::{ConsentMethod, Registration};
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Segment};
use perisai_core::domain::{Record, Rule, VillageCode};
use perisai_core::field::{
    AttendanceInput, ConsentInput, EncounterInput, EventInput, FieldEdit, PersonInput, RegisterInput,
};
use perisai_core::{Field, FieldError};

use super::labels::Labels;
use super::records::{record, resolve};
use super::{Capture, CaptureKind, Refusal, Row};
use crate::hand::HandClock;

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
        CaptureKind::Event => hold_event(phone, row, labels),
        CaptureKind::Record(file) => record(phone, file, row, labels),
    }?;
    let worker = row.get("worker").and_then(|label| labels.find(phone.agent, "worker", label)).cloned();
    labels.touched.entry(phone.agent.to_owned()).or_default().extend(worker);
    Ok(())
}

/// Plans an event, or records one where it takes place.
pub fn hold_event(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let input = EventInput {
        kind: word(row, "kind")?,
        starts_at_ms: parse_instant(required(row, "starts_at")?).map_err(|rule| refuse(row, "starts_at", rule))?,
        place: text(row, "place"),
        village: text(row, "village"),
        partners: labels_of(phone, row, ("partners", "partner"), labels)?,
        figures_engaged_before: labels_of(phone, row, ("figures_engaged_before", "figure"), labels)?,
        messages_shown: labels_of(phone, row, ("messages_shown", "message"), labels)?,
        anonymous_headcount: number(row, "anonymous_headcount")?,
        notes: text(row, "notes"),
    };
    let saved = phone.field.record_event(&input).map_err(|error| stop(row, error))?;
    labels.define(phone.agent, "event", required(row, "event")?, saved.record);
    Ok(())
}

fn meet(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let label = required(row, "worker")?;
    if labels.find(phone.agent, "worker", label).is_some() {
        return Err(refuse(row, "worker", Rule::LabelUnknown));
    }
    let person = PersonInput {
        hamlet: text(row, "hamlet"),
        reached_before: optional_flag(row, "reached_before")?,
        do_not_contact: optional_flag(row, "do_not_contact")?,
        ..person(row)?
    };
    let purposes: Vec<ConsentPurpose> = words(row, "consent_purposes")?;
    let consent = consent(row, if purposes.is_empty() { vec![ConsentPurpose::Measure] } else { purposes })?;
    let saved = phone.field.record_worker(&person, consent.as_ref(), None).map_err(|error| stop(row, error))?;
    labels.define(phone.agent, "worker", label, saved.record);
    Ok(())
}

fn register(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let label = required(row, "worker")?;
    let worker = labels.find(phone.agent, "worker", label).cloned();
    let event = optional_label(phone, row, "event", labels)?;
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
        support: optional_label(phone, row, "support", labels)?,
        quoted_rupiah: None,
        cash: number(row, "cash")?,
        consent: consent(row, vec![ConsentPurpose::Enrol])?,
        attestation: None,
        acknowledge: text(row, "acknowledge"),
    };
    let saved = phone.field.register(&input).map_err(|error| stop(row, error))?;
    if worker.is_none() {
        labels.define(phone.agent, "worker", label, saved.worker);
    }
    if let Some(label) = row.get("registration") {
        labels.define(phone.agent, "registration", label, saved.registration);
    }
    Ok(())
}

fn talk(phone: &Phone<'_>, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let input = EncounterInput {
        worker: label_of(phone, row, "worker", labels)?,
        event: optional_label(phone, row, "event", labels)?,
        channel: word(row, "channel")?,
        direction: word(row, "direction")?,
        minutes: number(row, "minutes")?,
        barriers: words(row, "barriers")?,
        asks_whom: words(row, "asks_whom")?,
        media_used: row.list("media_used").into_iter().map(str::to_owned).collect(),
        teach_back: number(row, "teach_back")?,
        intent: number(row, "intent")?,
        intent_day: text(row, "intent_day"),
        messages: labels_of(phone, row, ("messages", "message"), labels)?,
        figure: optional_label(phone, row, "figure", labels)?,
        answers: row
            .get("answers")
            .map(|label| find(phone, row, ("answers", "encounter"), label, labels))
            .transpose()?,
    };
    let saved = phone.field.record_encounter(&input).map_err(|error| stop(row, error))?;
    if let Some(label) = row.get("encounter") {
        labels.define(phone.agent, "encounter", label, saved.record);
    }
    Ok(())
}

fn attend(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    let event = label_of(phone, row, "event", labels)?;
    let worker = label_of(phone, row, "worker", labels)?;
    phone
        .field
        .record_attendance(&event, &[AttendanceInput { worker, role: None }])
        .map_err(|error| stop(row, error))?;
    Ok(())
}

fn edit(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    if row.get("registration").is_some() {
        return edit_registration(phone, row, labels);
    }
    let worker = label_of(phone, row, "worker", labels)?;
    let field = required(row, "field")?;
    let edits = [FieldEdit { field: field.to_owned(), value: text(row, "value") }];
    phone.field.edit_worker(&worker, &edits, text(row, "acknowledge")).map_err(|error| stop(row, error))?;
    Ok(())
}

/// A registration that came back is edited, and by its status handed in again.
fn edit_registration(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<(), Stop> {
    let registration = label_of(phone, row, "registration", labels)?;
    if let Some(worker) = optional_label(phone, row, "worker", labels)? {
        let made = phone.field.record("registration", &registration).map_err(|error| stop(row, error))?;
        if !made.fields.iter().any(|line| line.field == "worker" && line.value == worker) {
            return Err(refuse(row, "worker", Rule::Subject));
        }
    }
    let field = required(row, "field")?;
    let saved = if field == "status" {
        phone.field.move_registration(&registration, word(row, "value")?)
    } else {
        let value = text(row, "value").map(|cell| match Registration::KIND.field(field) {
            Some(spec) => {
                resolve(phone.agent, spec, &cell, labels).ok_or_else(|| refuse(row, field, Rule::LabelUnknown))
            }
            None => Ok(cell),
        });
        let edits = [FieldEdit { field: field.to_owned(), value: value.transpose()? }];
        phone.field.edit_registration(&registration, &edits)
    };
    saved.map(drop).map_err(|error| stop(row, error))
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

fn consent(row: &Row, purposes: Vec<ConsentPurpose>) -> Result<Option<ConsentInput>, Stop> {
    let method: Option<ConsentMethod> = optional_word(row, "consent_method")?;
    Ok(method.map(|method| ConsentInput {
        purposes,
        method,
        language: Language::Indonesian,
        witness: None,
        text_version: None,
    }))
}

/// The record that a row names in the column that is called like its kind.
pub(super) fn label_of(phone: &Phone<'_>, row: &Row, kind: &str, labels: &Labels) -> Result<String, Stop> {
    find(phone, row, (kind, kind), required(row, kind)?, labels)
}

fn optional_label(phone: &Phone<'_>, row: &Row, kind: &str, labels: &Labels) -> Result<Option<String>, Stop> {
    row.get(kind).map(|label| find(phone, row, (kind, kind), label, labels)).transpose()
}

fn labels_of(phone: &Phone<'_>, row: &Row, (column, kind): (&str, &str), labels: &Labels) -> Result<Vec<String>, Stop> {
    row.list(column).into_iter().map(|label| find(phone, row, (column, kind), label, labels)).collect()
}

fn find(
    phone: &Phone<'_>,
    row: &Row,
    (column, kind): (&str, &str),
    label: &str,
    labels: &Labels,
) -> Result<String, Stop> {
    labels.find(phone.agent, kind, label).cloned().ok_or_else(|| refuse(row, column, Rule::LabelUnknown))
}

pub(super) fn required<'a>(row: &'a Row, column: &str) -> Result<&'a str, Stop> {
    row.get(column).ok_or_else(|| refuse(row, column, Rule::Required))
}

pub(super) fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).map(str::to_owned)
}

pub(super) fn word<T: FromStr<Err = Rule>>(row: &Row, column: &str) -> Result<T, Stop> {
    required(row, column)?.parse().map_err(|rule| refuse(row, column, rule))
}

pub(super) fn optional_word<T: FromStr<Err = Rule>>(row: &Row, column: &str) -> Result<Option<T>, Stop> {
    row.get(column).map(str::parse).transpose().map_err(|rule| refuse(row, column, rule))
}

pub(super) fn words<T: FromStr<Err = Rule> + Ord>(row: &Row, column: &str) -> Result<Vec<T>, Stop> {
    let read: Result<BTreeSet<T>, Rule> = row.list(column).into_iter().map(str::parse).collect();
    read.map(|words| words.into_iter().collect()).map_err(|rule| refuse(row, column, rule))
}

fn optional_flag(row: &Row, column: &str) -> Result<Option<bool>, Stop> {
    row.get(column).map(str::parse).transpose().map_err(|_| refuse(row, column, Rule::Enum))
}

fn number<T: FromStr>(row: &Row, column: &str) -> Result<Option<T>, Stop> {
    row.get(column).map(str::parse).transpose().map_err(|_| refuse(row, column, Rule::Number))
}

pub(super) fn refuse(row: &Row, column: &str, rule: Rule) -> Stop {
    Stop::Refused(row.refuse(column, rule))
}

/// What the core refused, as a refusal of the row.
pub(super) fn stop(row: &Row, error: FieldError) -> Stop {
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
