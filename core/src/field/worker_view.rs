//! One worker on one screen: who it is, what the branch says of the cover, the story, and what can be done now.

use rusqlite::Connection;

use super::capture::record_id;
use super::consent_text::{PurposeReading, readings};
use super::consents_given::agreed_to;
use super::lists::{list_on, worker_line};
use super::month_run::{MonthRun, month_runs};
use super::names::{Names, Who};
use super::shown_value::ShownValue;
use super::story::{Refused, StoryLine, refused};
use super::views::RecordStatus;
use super::worker_actions::{Situation, WorkerAction, actions};
use super::{Field, Moment};
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{
    Conflict, ConflictKind, Consent, ConsentAction, ConsentMethod, Encounter, Membership, MembershipStatus, Receipt,
    ReceiptStatus, Registration, Worker,
};
use crate::domain::words::{ConsentPurpose, Segment};
use crate::domain::{CashPolicy, Record, RecordId};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{Store, journal, queries};

/// A worker's screen.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct WorkerView {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// The village's name.
    pub village_name: String,
    /// Dusun or RW, as told.
    pub hamlet: Option<String>,
    /// The occupation's name in Bahasa Indonesia.
    pub occupation: Option<String>,
    /// The communities.
    pub segments: Vec<Segment>,
    /// The NIK with its last digits only; [`Field::nik`] answers all of it. None where none is known.
    pub nik_masked: Option<String>,
    /// The number to call, E.164; none where none is known, or where no contact is wished.
    pub phone: Option<String>,
    /// What the branch says of the cover; none where there is no membership.
    pub cover: Option<CoverView>,
    /// Whether the membership is over, so that only a new registration brings the worker back, and there is none yet.
    pub needs_new_registration: bool,
    /// Whether no contact is wished.
    pub do_not_contact: bool,
    /// The worker that this one turned out to be.
    pub merged_into: Option<NamedWorker>,
    /// What the worker agrees to now.
    pub agrees_to: Vec<ConsentPurpose>,
    /// Where the worker's own record stands.
    pub status: RecordStatus,
    /// What can be done now, what matters most first.
    pub actions: Vec<WorkerAction>,
    /// Everything on this device about the worker, in order of time.
    pub story: Vec<StoryLine>,
}

/// What the branch says of a worker's cover.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CoverView {
    /// Where it stands.
    pub status: MembershipStatus,
    /// The first day.
    pub covered_from: String,
    /// The last day.
    pub covered_to: String,
    /// How many days it lasts from today, negative after its last day; none where the clock is beyond the calendar.
    pub days_left: Option<i64>,
}

/// A worker by name.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NamedWorker {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
}

/// What a worker agrees to, purpose by purpose.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConsentsView {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// Every purpose.
    pub purposes: Vec<PurposeLine>,
    /// What is read aloud for each of them before it is given.
    pub readings: Vec<PurposeReading>,
}

/// One purpose, and what the worker said of it last.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PurposeLine {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Whether the consent stands.
    pub stands: bool,
    /// The last word on it; none where nobody asked.
    pub last: Option<ConsentSaid>,
}

/// A consent given or taken back.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConsentSaid {
    /// Given or taken back.
    pub action: ConsentAction,
    /// How.
    pub method: ConsentMethod,
    /// Who recorded it.
    pub who: Who,
    /// When.
    pub at: Moment,
}

/// Entrusted money that this agent holds.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MoneyHeld {
    /// The receipt.
    pub receipt: String,
    /// Its number.
    pub number: String,
    /// How much, whole rupiah.
    pub rupiah: i64,
    /// The months that it pays.
    pub in_months: Vec<MonthRun>,
    /// When it was entrusted.
    pub at: Moment,
    /// For how many days it has been held.
    pub days_held: i64,
    /// For how many days it may be held.
    pub days_held_max: u32,
    /// Whether it should have been handed over before today.
    pub is_overdue: bool,
}

prints_name_only!(WorkerView, NamedWorker, ConsentsView, PurposeLine, ConsentSaid, MoneyHeld);

impl Field {
    /// One worker's screen: who it is, what the branch says, the story and what can be done now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn worker_view(&self, worker: &str) -> Result<WorkerView, FieldError> {
        let worker = record_id(worker)?;
        self.read(|store| {
            let names = self.names(store)?;
            let row = records::shown(store.connection(), Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
            self.view_of_worker(store, &names, &row)
        })
    }

    /// A worker's NIK in groups of four, for whoever asked to see it; none where none is known.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn nik(&self, worker: &str) -> Result<Option<String>, FieldError> {
        let worker = record_id(worker)?;
        self.read(|store| {
            let row = records::shown(store.connection(), Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
            Ok(row.read::<Worker>()?.nik.map(|nik| match ShownValue::nik(&nik) {
                ShownValue::Digits { whole, .. } => whole,
                _ => String::new(),
            }))
        })
    }

    /// What a worker agrees to, purpose by purpose, with what is read aloud to ask for it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn consents_view(&self, worker: &str) -> Result<ConsentsView, FieldError> {
        let worker = record_id(worker)?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let names = self.names(store)?;
            let row = records::shown(store.connection(), Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
            let rows = queries::referring(store.connection(), Consent::KIND, "worker", worker)?;
            let consents = typed::<Consent>(&rows)?;
            let standing = standing_purposes(&consents);
            let line = |purpose: ConsentPurpose| {
                let last = rows.iter().zip(&consents).rev().find(|(_, (_, said))| said.purposes.contains(&purpose));
                let said = |(row, (_, said)): (&Row, &(RecordId, Consent))| {
                    Ok::<_, FieldError>(ConsentSaid {
                        action: said.action,
                        method: said.method,
                        who: names.who(&row.author)?,
                        at: names.moment(row.created_ms),
                    })
                };
                Ok(PurposeLine { purpose, stands: standing.contains(&purpose), last: last.map(said).transpose()? })
            };
            Ok(ConsentsView {
                worker: worker.to_string(),
                name: row.read::<Worker>()?.name,
                purposes: ConsentPurpose::ALL
                    .iter()
                    .map(|purpose| line(*purpose))
                    .collect::<Result<_, FieldError>>()?,
                readings: readings(store.connection(), now_ms, ConsentPurpose::ALL)?,
            })
        })
    }

    fn view_of_worker(&self, store: &Store, names: &Names<'_>, row: &Row) -> Result<WorkerView, FieldError> {
        let connection = store.connection();
        let worker: Worker = row.read()?;
        let line = worker_line(store, row, &self.lapse_today(connection)?, &self.standings(store))?;
        let refused = refused(store)?;
        let membership = queries::referring(connection, Membership::KIND, "worker", row.record)?;
        let membership = membership.first().map(Row::read::<Membership>).transpose()?;
        let agrees_to = agreed_to(connection, row.record)?;
        let situation = Situation {
            is_merged: worker.merged_into.is_some(),
            do_not_contact: worker.do_not_contact,
            needs_new_registration: line.needs_new_registration,
            membership: membership.as_ref().map(|membership| membership.status),
            registrations: registrations(connection, row)?,
            questions: questions(connection, names, row)?,
            held: self.held(store, names, row.record)?,
            conflicts: conflicts(connection, row.record)?,
            refused: about(&refused, row.record),
            agrees_to: agrees_to.clone(),
        };
        let merged_into = match worker.merged_into {
            Some(survivor) => {
                let id = survivor.to_string();
                names.record("worker", &id)?.map(|name| NamedWorker { worker: id, name })
            }
            None => None,
        };
        let cover = membership.map(|membership| CoverView {
            status: membership.status,
            days_left: names.today.map(|today| membership.covered_to.days_since(today)),
            covered_from: membership.covered_from.to_string(),
            covered_to: membership.covered_to.to_string(),
        });
        Ok(WorkerView {
            worker: line.worker,
            name: line.name,
            village_name: line.village_name,
            hamlet: worker.hamlet,
            occupation: line.occupation,
            segments: line.segments,
            nik_masked: worker.nik.as_ref().and_then(|nik| match ShownValue::nik(nik) {
                ShownValue::Digits { masked, .. } => Some(masked),
                _ => None,
            }),
            phone: worker.phone.filter(|_| !worker.do_not_contact).map(|phone| phone.as_str().to_owned()),
            cover,
            needs_new_registration: line.needs_new_registration,
            do_not_contact: worker.do_not_contact,
            merged_into,
            agrees_to: agrees_to.into_iter().collect(),
            status: line.status,
            actions: actions(&situation),
            story: self.story_lines(store, names, row, &refused)?,
        })
    }

    /// The money of a worker that this agent holds, oldest first.
    pub(super) fn held(
        &self,
        store: &Store,
        names: &Names<'_>,
        worker: RecordId,
    ) -> Result<Vec<MoneyHeld>, FieldError> {
        let connection = store.connection();
        let mut held = Vec::new();
        for row in queries::referring(connection, Receipt::KIND, "worker", worker)? {
            let receipt: Receipt = row.read()?;
            if receipt.status != ReceiptStatus::Entrusted || receipt.holder != self.agent {
                continue;
            }
            held.push(money_held(names, &row, &receipt)?);
        }
        Ok(held)
    }
}

/// Money that somebody holds, against the cash policy of today.
pub(super) fn money_held(names: &Names<'_>, row: &Row, receipt: &Receipt) -> Result<MoneyHeld, FieldError> {
    let policy = names.today.map(|today| list_on::<CashPolicy>(names.connection, today)).transpose()?;
    let entrusted = names.zone.date_of(row.created_ms);
    let days = names.today.zip(entrusted);
    Ok(MoneyHeld {
        receipt: row.record.to_string(),
        number: receipt.number.clone(),
        rupiah: receipt.rupiah.0,
        in_months: month_runs(&receipt.contribution_months),
        at: names.moment(row.created_ms),
        days_held: days.map_or(0, |(today, entrusted)| today.days_since(entrusted)),
        days_held_max: policy.as_ref().map_or(0, |policy| policy.days_held_max),
        is_overdue: days.zip(policy.as_ref()).is_some_and(|((today, on), policy)| policy.is_overdue(on, today)),
    })
}

pub(super) fn typed<T: Record>(rows: &[Row]) -> Result<Vec<(RecordId, T)>, FieldError> {
    rows.iter().map(|row| Ok((row.record, row.read()?))).collect()
}

fn registrations(
    connection: &Connection,
    worker: &Row,
) -> Result<Vec<(RecordId, crate::domain::kinds::RegistrationStatus)>, FieldError> {
    let rows = queries::referring(connection, Registration::KIND, "worker", worker.record)?;
    Ok(typed::<Registration>(&rows)?.into_iter().map(|(record, made)| (record, made.status)).collect())
}

/// What the worker asked and nobody has answered, oldest first.
fn questions(connection: &Connection, names: &Names<'_>, worker: &Row) -> Result<Vec<(RecordId, Moment)>, FieldError> {
    use crate::domain::kinds::Direction;
    let rows = queries::referring(connection, Encounter::KIND, "worker", worker.record)?;
    let talked = typed::<Encounter>(&rows)?;
    let is_answered =
        |asked: RecordId| talked.iter().any(|(_, later)| later.answers.is_some_and(|answered| answered.0 == asked));
    Ok(rows
        .iter()
        .zip(&talked)
        .filter(|(row, (_, said))| said.direction == Direction::Incoming && !is_answered(row.record))
        .map(|(row, _)| (row.record, names.moment(row.created_ms)))
        .collect())
}

/// The open conflicts about a worker's fields that this phone has not decided.
fn conflicts(connection: &Connection, worker: RecordId) -> Result<Vec<(RecordId, String)>, FieldError> {
    let mut found = Vec::new();
    for row in queries::open_conflicts(connection)? {
        let conflict: Conflict = row.read()?;
        if conflict.kind == ConflictKind::Field
            && conflict.records.contains(&worker)
            && !journal::has_pending(connection, row.record)?
        {
            found.push((row.record, conflict.field.unwrap_or_default()));
        }
    }
    Ok(found)
}

/// The refused captures that touch a worker's record or make one about it.
fn about(refused: &[Refused], worker: RecordId) -> Vec<String> {
    let text = worker.to_string();
    let concerns = |refused: &&Refused| {
        refused.body.patches.iter().any(|patch| {
            patch.record == worker || records::set_value(patch, "worker").and_then(|v| v.as_text()) == Some(&text)
        })
    };
    refused.iter().filter(concerns).map(|refused| refused.capture.change.clone()).collect()
}
