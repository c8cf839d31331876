//! *Hari ini*: what the day asks, and how this phone and the branch stand to each other.

use super::begun::BegunForm;
use super::lists::{list_on, own_zone};
use super::sync::attempt;
use super::sync_view::{LastAttempt, shut_out};
use super::today::TodayLine;
use super::views::{AttentionKind, DayTotals};
use super::{Field, Moment, TaskInput};
use crate::domain::kinds::{FollowUpKind, FollowUpResult};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::reference::InForce;
use crate::domain::words::words;
use crate::domain::{CivilDate, Zone};
use crate::error::FieldError;
use crate::ports::ClockReading;
use crate::prints_name_only;
use crate::store::{Store, meta};

/// Beyond this a phone's clock looks wrong: captures then say another time than the branch's.
const CLOCK_OFF_MS_MAX: i64 = 10 * 60 * 1_000;
/// How many days later a task may be put off to, each moved to the next working day.
const PUT_OFF_DAYS: [i64; 4] = [1, 3, 7, 14];

words! {
    /// How a phone's clock looks beside the branch's.
    pub enum ClockLooks {
        /// Right, or nothing tells otherwise.
        Right => "right",
        /// It shows a later time.
        Ahead => "ahead",
        /// It shows an earlier time.
        Behind => "behind",
    }

    /// What opens when a task is tapped.
    pub enum DueOpens {
        /// The worker.
        Worker => "worker",
        /// The figure.
        Figure => "figure",
        /// The question that a worker asked, to be answered: `record` is the conversation.
        Question => "question",
        /// Registering the worker.
        Register => "register",
        /// The registration that came back: `record`.
        Registration => "registration",
        /// The money that is held: `record` is the receipt.
        Money => "money",
    }
}

/// A task of today with what can be done about it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct HomeLine {
    /// What is due, about whom, and why.
    pub line: TodayLine,
    /// What a result is noted under.
    pub task: TaskInput,
    /// What opens when it is tapped.
    pub opens: DueOpens,
    /// The record that opens, where it is another than the worker or figure.
    pub record: Option<String>,
    /// What may have come of it, the likeliest first; empty where a result does not end it.
    pub results: Vec<FollowUpResult>,
    /// The days that it may be put off to, `2026-06-10`; empty where it may not.
    pub put_off_to: Vec<String>,
}

/// When both sides last had nothing more to tell each other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LastSync {
    /// By the branch's clock.
    pub at: Moment,
    /// How many days ago that is, by the agent's calendar; 0 for today.
    pub days_ago: u32,
}

/// The screen *Hari ini*.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct HomeView {
    /// The agent's badge.
    pub agent: String,
    /// The agent's name; none until the branch has told it.
    pub agent_name: Option<String>,
    /// The branch's name; none before enrolment.
    pub branch: Option<String>,
    /// Now, where the agent works.
    pub now: Moment,
    /// What should have been done before today, the longest overdue first.
    pub overdue: Vec<HomeLine>,
    /// What is due today.
    pub today: Vec<HomeLine>,
    /// What comes in the week after.
    pub this_week: Vec<HomeLine>,
    /// What was begun and is not saved yet.
    pub begun: Vec<BegunForm>,
    /// How many changes wait for the branch.
    pub pending: u64,
    /// Whether they are being sent right now.
    pub is_syncing: bool,
    /// The last good sync; none before the first.
    pub synced: Option<LastSync>,
    /// The last attempt to exchange, where it showed that the branch does not serve this phone until a person has done
    /// something: it is revoked or unknown, or its app too old. Nothing that was saved is lost by it.
    pub shut_out: Option<LastAttempt>,
    /// How many things need a look.
    pub attention: u64,
    /// What the agent did today.
    pub totals: DayTotals,
    /// How the phone's clock looks.
    pub clock: ClockLooks,
    /// The lists of reference data that have no answers for today any more, by name.
    pub expired: Vec<String>,
}

prints_name_only!(HomeLine, HomeView);

impl Field {
    /// Everything that *Hari ini* shows, for the day that it is where the agent works. Tasks are those of
    /// [`Field::today`].
    pub fn home(&self) -> Result<HomeView, FieldError> {
        let now = self.ports.clock.now();
        let (zone, synced, shut_out, clock, begun) = self.read(|store| {
            let zone = own_zone(store.connection())?;
            let synced = last_sync(store, zone, now.wall_ms)?;
            Ok((zone, synced, shut_out(store, zone)?, clock_looks(store, now)?, self.begun_forms(store)?))
        })?;
        let moment = Moment::of(now.wall_ms, zone);
        // A clock beyond the calendar makes nothing due.
        let on = zone.date_of(now.wall_ms);
        let lines = on.map(|on| self.home_lines(on)).transpose()?.unwrap_or_default();
        let (overdue, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|home| home.line.days_over > 0);
        let (today, this_week) = rest.into_iter().partition(|home| home.line.days_over == 0);
        let attention = self.attention()?;
        let expired = attention.iter().filter(|item| item.kind == AttentionKind::ListExpired);
        let expired = expired.map(|item| item.about.clone()).collect();
        let head = self.head()?;
        Ok(HomeView {
            agent: self.agent.to_string(),
            agent_name: head.agent_name,
            branch: head.branch,
            now: moment,
            overdue,
            today,
            this_week,
            begun,
            pending: head.pending,
            is_syncing: self.sync_under_way().is_some(),
            synced,
            shut_out,
            attention: attention.len() as u64,
            totals: self.day_totals(now.wall_ms, zone.utc_offset_minutes())?,
            clock,
            expired,
        })
    }

    fn home_lines(&self, on: CivilDate) -> Result<Vec<HomeLine>, FieldError> {
        let lines = self.today(&on.to_string())?;
        let holidays: InForce<PublicHolidays> = self.read(|store| list_on(store.connection(), on))?;
        Ok(lines.into_iter().map(|line| home_line(line, on, &holidays)).collect())
    }
}

fn home_line(line: TodayLine, on: CivilDate, holidays: &PublicHolidays) -> HomeLine {
    let (opens, record) = opens(&line);
    let results = results(&line);
    HomeLine {
        task: TaskInput {
            worker: line.worker.clone(),
            figure: line.figure.clone(),
            kind: line.kind,
            due: line.due.clone(),
            about: line.about.clone(),
        },
        opens,
        record,
        // What no result ends is not put off either: money is handed over.
        put_off_to: if results.is_empty() { Vec::new() } else { later_days(&line, on, holidays) },
        results,
        line,
    }
}

fn opens(line: &TodayLine) -> (DueOpens, Option<String>) {
    let about = line.about.clone();
    match line.reason.as_str() {
        _ if line.figure.is_some() => (DueOpens::Figure, None),
        "question_waits" => (DueOpens::Question, about),
        "registration_came_back" => (DueOpens::Registration, about),
        "money_held" => (DueOpens::Money, about),
        "day_named" | "membership_over" => (DueOpens::Register, None),
        _ => (DueOpens::Worker, None),
    }
}

/// What may have come of a task, the likeliest first.
fn results(line: &TodayLine) -> Vec<FollowUpResult> {
    use FollowUpResult::{Declined, Died, Done, MovedAway, NotMet, Paid, WageEmployment, WillPay};
    match line.kind {
        // Handing the money over ends it, and nothing else.
        FollowUpKind::Other if line.reason == "money_held" => Vec::new(),
        _ if line.figure.is_some() => vec![Done, NotMet],
        // An answer or a correction ends these; that nobody was met is worth noting.
        FollowUpKind::Answer | FollowUpKind::CorrectRegistration => vec![NotMet, Done],
        FollowUpKind::Promise => vec![Done, NotMet, Declined, MovedAway, Died, WageEmployment],
        FollowUpKind::BeforeEnd7Days
        | FollowUpKind::AfterEnd3Days
        | FollowUpKind::Month2Visit
        | FollowUpKind::Month3Visit
        | FollowUpKind::Arrears => vec![WillPay, Paid, NotMet, Declined, MovedAway, Died, WageEmployment],
        FollowUpKind::Other => vec![Done, NotMet, Declined, MovedAway, Died, WageEmployment],
    }
}

/// Working days after today, and after the day that counts now.
fn later_days(line: &TodayLine, on: CivilDate, holidays: &PublicHolidays) -> Vec<String> {
    let from = line.day.parse().map_or(on, |day: CivilDate| day.max(on));
    let mut days: Vec<CivilDate> = Vec::new();
    for later in PUT_OFF_DAYS {
        let day = from.add_days(later).and_then(|day| next_working_day(day, holidays));
        days.extend(day.filter(|day| !days.contains(day)));
    }
    days.iter().map(ToString::to_string).collect()
}

fn next_working_day(day: CivilDate, holidays: &PublicHolidays) -> Option<CivilDate> {
    const FREE_DAYS_MAX: i64 = 14;
    (0..FREE_DAYS_MAX).filter_map(|later| day.add_days(later)).find(|day| holidays.is_working_day(*day))
}

/// The last good sync, and how many days ago.
pub(super) fn last_sync(store: &Store, zone: Zone, now_ms: i64) -> Result<Option<LastSync>, FieldError> {
    let synced_ms = meta::number(store.connection(), "synced_ms")?;
    Ok(synced_ms.map(|synced_ms| {
        let days = zone.date_of(now_ms).zip(zone.date_of(synced_ms)).map_or(0, |(now, then)| now.days_since(then));
        // A clock that was turned back has not seen the future.
        LastSync { at: Moment::of(synced_ms, zone), days_ago: u32::try_from(days).unwrap_or(0) }
    }))
}

/// How the clock looks beside the branch's, seen last time, or told by the branch since.
pub(super) fn clock_looks(store: &Store, now: ClockReading) -> Result<ClockLooks, FieldError> {
    let told_ms = meta::number(store.connection(), "server_ms")?;
    if told_ms.is_some_and(|told_ms| now.wall_ms < told_ms.saturating_sub(CLOCK_OFF_MS_MAX)) {
        return Ok(ClockLooks::Behind);
    }
    let ahead_ms = attempt(store)?.and_then(|attempt| attempt.clock).map_or(0, |seen| seen.ahead_ms(now));
    Ok(match ahead_ms {
        ahead_ms if ahead_ms > CLOCK_OFF_MS_MAX => ClockLooks::Ahead,
        ahead_ms if ahead_ms < -CLOCK_OFF_MS_MAX => ClockLooks::Behind,
        _ => ClockLooks::Right,
    })
}
