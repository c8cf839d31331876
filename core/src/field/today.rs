//! What is to be done today, and why.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::Field;
use super::capture::invalid;
use super::consents_given::agreed_to;
use super::lists::{list_on, own_zone};
use crate::domain::kinds::{
    Encounter, Figure, FigureId, FollowUp, FollowUpKind, Membership, Receipt, Registration, Worker, WorkerId,
};
use crate::domain::lapse_rules::LapseRules;
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::record::read_field;
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::words::ConsentPurpose;
use crate::domain::{AgentId, CashPolicy, CivilDate, KindSpec, Record, RecordId, Value, VillageCode, Zone};
use crate::error::FieldError;
use crate::insight::due::{DueItem, DueRules, Known, Made, Reachable, Reason, Subject, due_items, is_over};
use crate::prints_name_only;
use crate::store::queries;
use crate::store::records::{self, Row};

/// How many days ahead a task is shown: a week to plan by.
const DAYS_AHEAD: i64 = 7;

/// Something to be done, and why.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct TodayLine {
    /// The worker it is about; with the next four fields what a result is noted under.
    pub worker: Option<String>,
    /// The figure it is about.
    pub figure: Option<String>,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// The day it is due.
    pub due: String,
    /// What was promised, or which record waits.
    pub about: Option<String>,
    /// What the worker or figure is called.
    pub name: String,
    /// The village's name; empty where none is known.
    pub village_name: String,
    /// The day that counts: the one it was put off to, or the one it is due.
    pub day: String,
    /// How many days it is over; negative before its day.
    pub days_over: i64,
    /// Who is to do it; none for whoever comes by.
    pub owner: Option<String>,
    /// Why, as a word: `cover_ends`, `cover_ended`, `month_unpaid`, `membership_over`, `day_named`, `question_waits`,
    /// `registration_came_back`, `money_held`, `planned`.
    pub reason: String,
    /// The day that the reason speaks of: the last of cover, or that of the question, the money, the registration.
    pub reason_day: Option<String>,
    /// The number that the reason speaks of: the unpaid month, counted from the end of cover, or the rupiah held.
    pub reason_number: Option<i64>,
    /// Why, in words, in Bahasa Indonesia.
    pub sentence: String,
}

prints_name_only!(TodayLine);

impl Field {
    /// What is due on a day, `2026-06-10`, and in the week after it: what is overdue longest comes first. Tasks that
    /// somebody else is to do are left out, and so is whoever wishes no contact; who has not agreed to be reminded is
    /// not reminded of contributions.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `on` with `date`.
    pub fn today(&self, on: &str) -> Result<Vec<TodayLine>, FieldError> {
        let on: CivilDate = on.parse().map_err(|rule| invalid("on", rule))?;
        self.read(|store| {
            let connection = store.connection();
            let lapse: InForce<LapseRules> = list_on(connection, on)?;
            let (known, called) = known(connection, on, &lapse, None)?;
            let cash: InForce<CashPolicy> = list_on(connection, on)?;
            let holidays: InForce<PublicHolidays> = list_on(connection, on)?;
            let rules = DueRules { lapse: &lapse, cash: &cash, holidays: &holidays, days_ahead: DAYS_AHEAD };
            let items = due_items(&known, on, &rules);
            let claimed = claimed_by_others(&known, &self.agent);
            let own = items.into_iter().filter(|item| is_own(item, &claimed, &self.agent));
            own.map(|item| line(connection, &item, on, &called)).collect()
        })
    }
}

/// What is open with a worker on a day, and in as many days after it, whoever is to do it; who wishes no contact has
/// nothing open.
pub(super) fn lines_of_worker(
    connection: &Connection,
    worker: RecordId,
    on: CivilDate,
    days_ahead: i64,
) -> Result<Vec<TodayLine>, FieldError> {
    let lapse: InForce<LapseRules> = list_on(connection, on)?;
    let (known, called) = known(connection, on, &lapse, Some(worker))?;
    let cash: InForce<CashPolicy> = list_on(connection, on)?;
    let holidays: InForce<PublicHolidays> = list_on(connection, on)?;
    let rules = DueRules { lapse: &lapse, cash: &cash, holidays: &holidays, days_ahead };
    let is_of_worker = |item: &DueItem| item.subject == Subject::Worker(WorkerId(worker));
    due_items(&known, on, &rules)
        .iter()
        .filter(|item| is_of_worker(item))
        .map(|item| line(connection, item, on, &called))
        .collect()
}

/// What tells one task from another.
type Task<'k> = (Subject, FollowUpKind, CivilDate, Option<&'k str>);

/// The stored tasks that somebody else took over, by the branch's word.
fn claimed_by_others<'k>(known: &'k Known, agent: &AgentId) -> BTreeSet<Task<'k>> {
    let is_other = |task: &&FollowUp| task.claimed_by.as_ref().is_some_and(|named| named != agent);
    let key = |task: &'k FollowUp| {
        let subject = task.worker.map(Subject::Worker).or(task.figure.map(Subject::Figure))?;
        Some((subject, task.kind, task.due, task.about.as_deref()))
    };
    known.follow_ups.iter().filter(is_other).filter_map(key).collect()
}

/// Whether this agent is to do it: nobody else was named, by the agents or by the branch.
fn is_own(item: &DueItem, claimed: &BTreeSet<Task<'_>>, agent: &AgentId) -> bool {
    let is_others = item.owner.as_ref().is_some_and(|named| named != agent);
    !is_others && !claimed.contains(&(item.subject, item.kind, item.due, item.about.as_deref()))
}

/// What workers are called, and where they live.
type Called = BTreeMap<WorkerId, (String, VillageCode)>;

/// The records on this device that tasks follow from, and what the workers are called whom they concern; of one worker
/// alone, where one is named.
fn known(
    connection: &Connection,
    on: CivilDate,
    lapse: &LapseRules,
    of: Option<RecordId>,
) -> Result<(Known, Called), FieldError> {
    let zone = own_zone(connection)?;
    let by = on.add_days(DAYS_AHEAD * 2).unwrap_or(on);
    let own = |kind: &KindSpec| of.map(|worker| queries::referring(connection, kind, "worker", worker)).transpose();
    let follow_ups: Vec<FollowUp> = match own(FollowUp::KIND)? {
        Some(rows) => typed(&rows)?,
        None => typed(&queries::every(connection, FollowUp::KIND)?)?,
    };
    let mut ending: Vec<Membership> = match own(Membership::KIND)? {
        Some(rows) => typed(&rows)?,
        None => typed(&queries::memberships_ending_by(connection, &by.to_string())?)?,
    };
    ending.retain(|membership| membership.covered_to <= by);
    let mut memberships: BTreeMap<WorkerId, Membership> =
        ending.into_iter().map(|membership| (membership.worker, membership)).collect();
    // Cover that lasts still may have overtaken what was planned.
    for worker in follow_ups.iter().filter_map(|task| task.worker) {
        if !memberships.contains_key(&worker)
            && let Some(row) = queries::referring(connection, Membership::KIND, "worker", worker.0)?.first()
        {
            memberships.insert(worker, row.read()?);
        }
    }
    let encounters = match own(Encounter::KIND)? {
        Some(rows) => rows,
        None => queries::encounters_with_sequel(connection)?,
    };
    let mut known = Known {
        encounters: made(zone, &encounters)?,
        receipts: made(zone, &in_status::<Receipt>(connection, of, "entrusted")?)?,
        memberships: memberships.into_values().collect(),
        follow_ups,
        ..Known::default()
    };
    let over = known.memberships.iter().filter(|membership| is_over(membership, on, lapse));
    let over: BTreeSet<WorkerId> = over.map(|membership| membership.worker).collect();
    known.registrations = registrations(connection, zone, of, over, &known.encounters)?;
    add_what_waited(connection, zone, &mut known)?;
    let mut called = Called::new();
    for worker in concerned(&known) {
        if let Some(row) = records::shown(connection, Worker::KIND, worker.0)? {
            // Of hundreds of members not every field is read.
            let (name, village) = (read_field(&row.document, "name")?, read_field(&row.document, "village")?);
            known.workers.insert(worker, reachable(connection, &row)?);
            called.insert(worker, (name, village));
        }
    }
    Ok((known, called))
}

/// The registrations that came back, and those of the workers whose next step a registration is: their membership is over,
/// or they named the day.
fn registrations(
    connection: &Connection,
    zone: Zone,
    of: Option<RecordId>,
    mut workers: BTreeSet<WorkerId>,
    encounters: &[Made<Encounter>],
) -> Result<Vec<Made<Registration>>, FieldError> {
    let mut rows = in_status::<Registration>(connection, of, "needs_correction")?;
    let named = encounters.iter().filter(|encounter| encounter.typed.intent_day.is_some());
    workers.extend(named.map(|encounter| encounter.typed.worker));
    for worker in workers {
        let of_worker = queries::referring(connection, Registration::KIND, "worker", worker.0)?;
        rows.extend(
            of_worker
                .into_iter()
                .filter(|row| row.document.get("status").and_then(Value::as_text) != Some("needs_correction")),
        );
    }
    made(zone, &rows)
}

/// Records in a state of their lifecycle; of one worker alone, where one is named.
fn in_status<T: Record>(connection: &Connection, of: Option<RecordId>, status: &str) -> Result<Vec<Row>, FieldError> {
    let Some(worker) = of else { return Ok(queries::in_status(connection, T::KIND, status)?) };
    let mut rows = queries::referring(connection, T::KIND, "worker", worker)?;
    rows.retain(|row| row.document.get("status").and_then(Value::as_text) == Some(status));
    Ok(rows)
}

/// The records that stored tasks waited for, whatever has become of them: a task is over when its record has gone on.
fn add_what_waited(connection: &Connection, zone: Zone, known: &mut Known) -> Result<(), FieldError> {
    let about = known.follow_ups.iter().filter_map(|task| Some((task.kind, task.about.as_deref()?.parse().ok()?)));
    for (kind, record) in about.collect::<BTreeSet<(FollowUpKind, RecordId)>>() {
        match kind {
            FollowUpKind::CorrectRegistration => add(connection, zone, record, &mut known.registrations)?,
            FollowUpKind::Other => add(connection, zone, record, &mut known.receipts)?,
            _ => {}
        }
    }
    Ok(())
}

fn add<T: Record>(
    connection: &Connection,
    zone: Zone,
    record: RecordId,
    known: &mut Vec<Made<T>>,
) -> Result<(), FieldError> {
    if known.iter().all(|one| one.record != record)
        && let Some(row) = records::shown(connection, T::KIND, record)?
    {
        known.extend(made(zone, &[row])?);
    }
    Ok(())
}

fn concerned(known: &Known) -> BTreeSet<WorkerId> {
    let mut workers: BTreeSet<WorkerId> = known.memberships.iter().map(|membership| membership.worker).collect();
    workers.extend(known.encounters.iter().map(|encounter| encounter.typed.worker));
    workers.extend(known.registrations.iter().map(|registration| registration.typed.worker));
    workers.extend(known.receipts.iter().map(|receipt| receipt.typed.worker));
    workers.extend(known.follow_ups.iter().filter_map(|task| task.worker));
    workers
}

fn reachable(connection: &Connection, worker: &Row) -> Result<Reachable, FieldError> {
    Ok(Reachable {
        do_not_contact: read_field(&worker.document, "do_not_contact")?,
        may_remind: agreed_to(connection, worker.record)?.contains(&ConsentPurpose::Remind),
    })
}

fn typed<T: Record>(rows: &[Row]) -> Result<Vec<T>, FieldError> {
    Ok(rows.iter().map(Row::read).collect::<Result<_, _>>()?)
}

/// Records with the civil date on which they were made, where the agent works.
pub(super) fn made<T: Record>(zone: Zone, rows: &[Row]) -> Result<Vec<Made<T>>, FieldError> {
    let made = |row: &Row| {
        // A clock that showed a time beyond the calendar leaves no day to reckon from.
        let Some(on) = zone.date_of(row.created_ms) else { return Ok(None) };
        Ok(Some(Made { record: row.record, at_ms: row.created_ms, on, typed: row.read()? }))
    };
    rows.iter().filter_map(|row| made(row).transpose()).collect()
}

fn line(connection: &Connection, item: &DueItem, on: CivilDate, called: &Called) -> Result<TodayLine, FieldError> {
    let (worker, figure) = match item.subject {
        Subject::Worker(worker) => (Some(worker.to_string()), None),
        Subject::Figure(figure) => (None, Some(figure.to_string())),
    };
    let (name, village) = match item.subject {
        Subject::Worker(worker) => {
            let (name, village) = called.get(&worker).ok_or(FieldError::NotFound)?;
            (name.clone(), Some(*village))
        }
        Subject::Figure(figure) => of_figure(connection, figure)?,
    };
    let village_name = village.and_then(|village| Regions::shipped().village_name(village)).unwrap_or_default();
    let (reason_day, reason_number) = numbers(&item.reason);
    Ok(TodayLine {
        worker,
        figure,
        kind: item.kind,
        due: item.due.to_string(),
        about: item.about.clone(),
        name,
        village_name: village_name.to_owned(),
        day: item.day().to_string(),
        days_over: item.days_over(on),
        owner: item.owner.as_ref().map(ToString::to_string),
        reason: item.reason.word().to_owned(),
        reason_day: reason_day.map(|day| day.to_string()),
        reason_number,
        sentence: item.reason.sentence(),
    })
}

fn of_figure(connection: &Connection, figure: FigureId) -> Result<(String, Option<VillageCode>), FieldError> {
    let Some(row) = records::shown(connection, Figure::KIND, figure.0)? else { return Ok(Default::default()) };
    let figure: Figure = row.read()?;
    Ok((figure.name.unwrap_or_default(), figure.village))
}

fn numbers(reason: &Reason) -> (Option<CivilDate>, Option<i64>) {
    match reason {
        Reason::CoverEnds { covered_to }
        | Reason::CoverEnded { covered_to }
        | Reason::MembershipOver { covered_to } => (Some(*covered_to), None),
        Reason::MonthUnpaid { month, covered_to } => (Some(*covered_to), Some((*month).into())),
        Reason::DayNamed { named_on } => (Some(*named_on), None),
        Reason::QuestionWaits { asked_on } => (Some(*asked_on), None),
        Reason::RegistrationCameBack { captured_on } => (Some(*captured_on), None),
        Reason::MoneyHeld { entrusted_on, rupiah } => (Some(*entrusted_on), Some(rupiah.0)),
        Reason::Planned => (None, None),
    }
}
