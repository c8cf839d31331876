//! *Sinkron*: what will be sent, how it goes, what the branch said, and what it asks.

use rusqlite::Connection;

use super::home::{ClockLooks, LastSync, clock_looks, last_sync};
use super::lists::own_zone;
use super::next_sync::NextSync;
use super::sync::attempt;
use super::views::{AttentionKind, RecordStatus, plain};
use super::{Field, Moment, SyncReport};
use crate::domain::kinds::{Event, Figure, Registration, Worker};
use crate::domain::words::words;
use crate::domain::{Change, FieldPatch, Record, RecordId, Zone};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::{Entry, JournalTotals, Store, journal, queries, records};
use crate::sync::schedule::{Attempt, AttemptEnd};

/// The most changes that are listed; how many more there are is told.
const LISTED_MAX: u32 = 200;

words! {
    /// What a change is, in the agent's words.
    pub enum CapturedAs {
        /// A registration.
        Registration => "registration",
        /// A conversation.
        Conversation => "conversation",
        /// What happened at an event: who came, how many, what was shown.
        Forum => "forum",
        /// An event that was planned.
        Event => "event",
        /// Whom a worker named.
        Nomination => "nomination",
        /// How the relationship with a figure stands.
        Relationship => "relationship",
        /// A figure.
        Figure => "figure",
        /// A card.
        Card => "card",
        /// Money that was received or handed over.
        Money => "money",
        /// A consent, or its withdrawal.
        Consent => "consent",
        /// A task, or what came of it.
        Task => "task",
        /// A decision between values.
        Decision => "decision",
        /// A worker.
        Worker => "worker",
        /// Something else.
        Other => "other",
    }

    /// What the branch asks of the agent.
    pub enum BranchAsk {
        /// Captures that it refused, to be corrected.
        Correct => "correct",
        /// Registrations that came back, to be corrected.
        CorrectRegistration => "correct_registration",
        /// Values between which a person must decide.
        Decide => "decide",
        /// Money to hand over.
        HandOver => "hand_over",
        /// Lists without an answer for today: sync, or ask the branch.
        RenewLists => "renew_lists",
        /// What it keeps until something else arrives.
        Wait => "wait",
        /// What should be known: something lost, forgotten or withdrawn.
        Know => "know",
    }
}

/// A change that waits for the branch, in words.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct WaitingLine {
    /// The change.
    pub change: String,
    /// What it is.
    pub what: CapturedAs,
    /// Whom or what it is about, by name; none where there is no name.
    pub about: Option<String>,
    /// When it was captured.
    pub captured: Moment,
    /// Pending, or sending.
    pub status: RecordStatus,
}

/// How the last attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LastAttempt {
    /// When, by the phone's clock.
    pub at: Moment,
    /// How.
    pub end: AttemptEnd,
    /// How many in a row have failed.
    pub failures: u32,
}

impl LastAttempt {
    fn shown(attempt: &Attempt, zone: Zone) -> Self {
        Self { at: Moment::of(attempt.at_ms, zone), end: attempt.end, failures: attempt.failures }
    }
}

/// The last attempt, where it showed that the branch does not serve this phone until a person has done something.
pub(super) fn shut_out(store: &Store, zone: Zone) -> Result<Option<LastAttempt>, FieldError> {
    let attempt = attempt(store)?.filter(|attempt| attempt.end.is_shut_out());
    Ok(attempt.map(|attempt| LastAttempt::shown(&attempt, zone)))
}

/// How many changes stand where. `captured` is counted by itself; it is the sum of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncTotals {
    /// Everything captured on this phone.
    pub captured: u64,
    /// Taken in as it was.
    pub applied: u64,
    /// Taken in, with something lost to another edit.
    pub merged: u64,
    /// A person must decide.
    pub contested: u64,
    /// Kept until a record that it refers to arrives.
    pub held: u64,
    /// Refused.
    pub rejected: u64,
    /// In the quarantine of a branch that has revoked this phone.
    pub quarantined: u64,
    /// Saved on this phone, not with the branch.
    pub pending: u64,
}

/// Something that the branch asks, and of how many things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AskLine {
    /// What.
    pub ask: BranchAsk,
    /// Of how many.
    pub count: u64,
}

/// The screen *Sinkron*.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct SyncView {
    /// The branch's name; none before enrolment.
    pub branch: Option<String>,
    /// The changes that wait, oldest first.
    pub waiting: Vec<WaitingLine>,
    /// How many more wait than are listed.
    pub waiting_more: u64,
    /// How many changes stand where.
    pub totals: SyncTotals,
    /// The last good sync; none before the first.
    pub synced: Option<LastSync>,
    /// The last attempt; none before the first.
    pub attempt: Option<LastAttempt>,
    /// When the next one follows by itself; none where it would not help, or while one is under way.
    pub next: Option<NextSync>,
    /// What the branch asks, most pressing first.
    pub asks: Vec<AskLine>,
    /// How the sync under way goes; none while there is none.
    pub under_way: Option<SyncReport>,
    /// How the phone's clock looks.
    pub clock: ClockLooks,
}

prints_name_only!(WaitingLine, SyncView);

impl Field {
    /// Everything that *Sinkron* shows. May be asked during a sync, from another thread.
    pub fn sync_view(&self) -> Result<SyncView, FieldError> {
        let attention = self.attention()?;
        let under_way = self.sync_under_way();
        let now = self.ports.clock.now();
        self.read(|store| {
            let connection = store.connection();
            let zone = own_zone(connection)?;
            let listed = journal::pending(connection, LISTED_MAX)?;
            let totals = journal::totals(connection)?;
            let attempt = attempt(store)?;
            let quarantined = attempt.as_ref().map_or(0, |attempt| attempt.quarantined).min(totals.pending);
            let waiting_more = totals.pending.saturating_sub(listed.len() as u64);
            let waiting = listed.into_iter().map(|entry| self.waiting_line(connection, entry, zone));
            let back = queries::in_status(connection, Registration::KIND, "needs_correction")?.len() as u64;
            Ok(SyncView {
                branch: crate::store::meta::text(connection, "branch")?,
                waiting: waiting.collect::<Result<_, _>>()?,
                waiting_more,
                totals: sync_totals(&totals, quarantined),
                synced: last_sync(store, zone, now.wall_ms)?,
                next: if under_way.is_some() { None } else { self.planned(store)? },
                asks: asks(attention.iter().map(|item| item.kind), back),
                clock: clock_looks(store, now)?,
                attempt: attempt.map(|attempt| LastAttempt::shown(&attempt, zone)),
                under_way,
            })
        })
    }

    fn waiting_line(&self, connection: &Connection, entry: Entry, zone: Zone) -> Result<WaitingLine, FieldError> {
        let (what, about) = match &entry.body {
            Some(change) => (captured_as(change), about(connection, change)?),
            None => (CapturedAs::Other, None),
        };
        Ok(WaitingLine {
            change: entry.change.to_string(),
            what,
            about,
            captured: Moment::of(entry.captured_ms, zone),
            status: if self.is_sending(entry.change) { RecordStatus::Sending } else { RecordStatus::Pending },
        })
    }
}

const fn sync_totals(journal: &JournalTotals, quarantined: u64) -> SyncTotals {
    SyncTotals {
        captured: journal.captured,
        applied: journal.applied,
        merged: journal.merged,
        contested: journal.contested,
        held: journal.held,
        rejected: journal.rejected,
        quarantined,
        pending: journal.pending - quarantined,
    }
}

/// What the branch asks, by what is to be looked at.
fn asks(attention: impl Iterator<Item = AttentionKind>, registrations_back: u64) -> Vec<AskLine> {
    let mut counts = [0_u64; BranchAsk::ALL.len()];
    counts[BranchAsk::CorrectRegistration as usize] = registrations_back;
    for kind in attention {
        let ask = match kind {
            AttentionKind::Rejected => BranchAsk::Correct,
            AttentionKind::Conflict | AttentionKind::Duplicate | AttentionKind::PaidTwice => BranchAsk::Decide,
            AttentionKind::MoneyOverdue => BranchAsk::HandOver,
            AttentionKind::ListExpired | AttentionKind::ProfileExpired => BranchAsk::RenewLists,
            AttentionKind::Held => BranchAsk::Wait,
            AttentionKind::Merged | AttentionKind::UnknownToBranch | AttentionKind::ConsentWithdrawn => BranchAsk::Know,
        };
        counts[ask as usize] += 1;
    }
    let lines = BranchAsk::ALL.iter().zip(counts).map(|(ask, count)| AskLine { ask: *ask, count });
    lines.filter(|line| line.count > 0).collect()
}

/// What a change is: the greatest of what it touches.
fn captured_as(change: &Change) -> CapturedAs {
    const BY_KIND: [(&str, CapturedAs); 15] = [
        ("registration", CapturedAs::Registration),
        ("encounter", CapturedAs::Conversation),
        ("attendance", CapturedAs::Forum),
        ("nomination", CapturedAs::Nomination),
        ("relationship_note", CapturedAs::Relationship),
        ("event", CapturedAs::Event),
        ("figure", CapturedAs::Figure),
        ("measurement", CapturedAs::Card),
        ("objection", CapturedAs::Conversation),
        ("receipt", CapturedAs::Money),
        ("conflict", CapturedAs::Decision),
        ("worker", CapturedAs::Worker),
        ("consent", CapturedAs::Consent),
        ("follow_up", CapturedAs::Task),
        ("panel_view", CapturedAs::Card),
    ];
    let touches = |kind: &str| change.patches.iter().any(|patch| patch.kind == kind);
    // An event that is edited has happened: it was planned when it was made.
    let is_made = |kind: &str| change.patches.iter().any(|patch| patch.kind == kind && patch.creates);
    match BY_KIND.into_iter().find(|(kind, _)| touches(kind)) {
        Some((_, CapturedAs::Event)) if !is_made(Event::KIND.name) => CapturedAs::Forum,
        Some((_, what)) => what,
        None => CapturedAs::Other,
    }
}

/// Whom or what a change is about, by name: the event where there is one, else the worker, else the figure.
fn about(connection: &Connection, change: &Change) -> Result<Option<String>, FieldError> {
    for (kind, field, name) in [
        (Event::KIND, "event", "place"),
        (Worker::KIND, "worker", "name"),
        (Worker::KIND, "respondent", "name"),
        (Figure::KIND, "figure", "name"),
    ] {
        for record in concerned(change, kind.name, field) {
            let row = records::shown(connection, kind, record)?;
            let called = row.and_then(|row| row.document.get(name).map(plain)).filter(|name| !name.is_empty());
            if called.is_some() {
                return Ok(called);
            }
        }
    }
    Ok(None)
}

/// The records of a kind that a change touches, or refers to by a field.
fn concerned(change: &Change, kind: &str, field: &str) -> Vec<RecordId> {
    let referred = |patch: &crate::domain::Patch| match patch.fields.get(field)? {
        FieldPatch::Set { value, .. } => value.as_text()?.parse().ok(),
        _ => None,
    };
    let touched = change.patches.iter().filter(|patch| patch.kind == kind).map(|patch| patch.record);
    touched.chain(change.patches.iter().filter_map(referred)).collect()
}
