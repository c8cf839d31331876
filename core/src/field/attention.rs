//! What a person must look at: conflicts, rejections, what is held, what was lost, what a restored branch forgot.

use rusqlite::Connection;

use super::Field;
use super::capture::record_id;
use super::lists::{field_lines, list_on, own_zone};
use super::today::made;
use super::views::{AttentionItem, AttentionKind, CandidateView, ConflictView, ForgottenView, plain};
use crate::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus, Receipt, Reference, SegmentProfile};
use crate::domain::lists::expired_on;
use crate::domain::reference::InForce;
use crate::domain::{CashPolicy, Change, Record, Verdict};
use crate::error::FieldError;
use crate::insight::due;
use crate::merge;
use crate::store::records::{self, Row};
use crate::store::{Entry, Store, journal, queries, streams};
use crate::sync::wire::Revision;

impl Field {
    /// Everything that needs a look, most pressing kind first, then oldest first.
    pub fn attention(&self) -> Result<Vec<AttentionItem>, FieldError> {
        self.read(|store| attention_items(store, self.agent.as_str(), self.ports.clock.now().wall_ms))
    }

    /// What a restored branch no longer knows of a record, or knows otherwise, as this phone had it; an item of
    /// [`AttentionKind::UnknownToBranch`] names the record. Empty where the branch knows it all.
    pub fn forgotten(&self, record: &str) -> Result<Vec<ForgottenView>, FieldError> {
        let record = record_id(record)?;
        self.read(|store| {
            let set_aside = streams::set_aside_revisions(store.connection())?;
            let view = |(revision, _, since_ms): (Revision, _, i64)| ForgottenView {
                fields: field_lines(store.registry(), &revision.kind, &revision.fields),
                kind: revision.kind,
                record: revision.record.to_string(),
                author: revision.author.to_string(),
                created_ms: revision.created_ms,
                since_ms,
            };
            Ok(set_aside.into_iter().filter(|(revision, ..)| revision.record == record).map(view).collect())
        })
    }

    /// One conflict with its values, who set them and when.
    pub fn conflict(&self, conflict: &str) -> Result<ConflictView, FieldError> {
        let record = record_id(conflict)?;
        self.read(|store| {
            let row = records::shown(store.connection(), Conflict::KIND, record)?.ok_or(FieldError::NotFound)?;
            view(&row)
        })
    }
}

/// Everything that needs a look, most pressing kind first, then oldest first.
pub(super) fn attention_items(store: &Store, own: &str, now_ms: i64) -> Result<Vec<AttentionItem>, FieldError> {
    let mut items = conflicts(store)?;
    items.extend(journal_items(store)?);
    for (revision, _, since_ms) in streams::set_aside_revisions(store.connection())? {
        items.push(AttentionItem {
            kind: AttentionKind::UnknownToBranch,
            about: revision.record.to_string(),
            records: vec![revision.record.to_string()],
            field: None,
            rule: None,
            at_ms: since_ms,
        });
    }
    items.extend(withdrawals(store, own)?);
    items.extend(out_of_date(store, now_ms)?);
    items.sort_by_key(|item| (item.kind, item.at_ms));
    Ok(items)
}

fn conflicts(store: &Store) -> Result<Vec<AttentionItem>, FieldError> {
    let rows = queries::open_conflicts(store.connection())?;
    let mut items = Vec::new();
    for row in rows {
        // What was decided here asks for nothing more; the branch learns of it with the next exchange.
        if journal::has_pending(store.connection(), row.record)? {
            continue;
        }
        let conflict: Conflict = row.read()?;
        items.push(AttentionItem {
            kind: match conflict.kind {
                ConflictKind::Field => AttentionKind::Conflict,
                ConflictKind::Duplicate => AttentionKind::Duplicate,
                ConflictKind::Receipt => AttentionKind::PaidTwice,
            },
            about: row.record.to_string(),
            records: conflict.records.iter().map(ToString::to_string).collect(),
            field: conflict.field,
            rule: None,
            at_ms: row.created_ms,
        });
    }
    Ok(items)
}

fn journal_items(store: &Store) -> Result<Vec<AttentionItem>, FieldError> {
    let entries = journal::entries_to_look_at(store.connection())?;
    Ok(entries.into_iter().filter_map(journal_item).collect())
}

fn journal_item(entry: Entry) -> Option<AttentionItem> {
    let records = entry.body.as_ref().map(records_of).unwrap_or_default();
    let (kind, field, rule) = match entry.verdict? {
        Verdict::Rejected { field, rule, .. } => (AttentionKind::Rejected, Some(field), Some(rule)),
        Verdict::Held { .. } => (AttentionKind::Held, None, None),
        Verdict::Merged { lost } => (AttentionKind::Merged, lost.into_iter().next().map(|lost| lost.field), None),
        Verdict::Applied | Verdict::Contested { .. } => return None,
    };
    Some(AttentionItem { kind, about: entry.change.to_string(), records, field, rule, at_ms: entry.captured_ms })
}

fn records_of(change: &Change) -> Vec<String> {
    change.patches.iter().map(|patch| patch.record.to_string()).collect()
}

/// Withdrawals that the agent did not record: whoever works with the worker must know.
fn withdrawals(store: &Store, own: &str) -> Result<Vec<AttentionItem>, FieldError> {
    let rows = queries::withdrawals(store.connection(), own)?;
    Ok(rows
        .into_iter()
        .map(|row| AttentionItem {
            kind: AttentionKind::ConsentWithdrawn,
            about: row.record.to_string(),
            records: row.document.get("worker").map(plain).into_iter().collect(),
            field: None,
            rule: None,
            at_ms: row.created_ms,
        })
        .collect())
}

/// What time alone made wrong: money held too long, lists without an answer for today, profiles too old to go by.
fn out_of_date(store: &Store, now_ms: i64) -> Result<Vec<AttentionItem>, FieldError> {
    let connection = store.connection();
    let zone = own_zone(connection)?;
    // A clock beyond the calendar makes nothing late.
    let Some(today) = zone.date_of(now_ms) else { return Ok(Vec::new()) };
    let item =
        |kind, about: String, records, at_ms| AttentionItem { kind, about, records, field: None, rule: None, at_ms };
    let mut items = Vec::new();
    let policy: InForce<CashPolicy> = list_on(connection, today)?;
    for receipt in made::<Receipt>(zone, &queries::in_status(connection, Receipt::KIND, "entrusted")?)? {
        if due::is_overdue(&receipt, today, &policy) {
            let records = vec![receipt.record.to_string(), receipt.typed.worker.to_string()];
            items.push(item(AttentionKind::MoneyOverdue, receipt.record.to_string(), records, receipt.at_ms));
        }
    }
    let published = published(connection)?;
    for list in expired_on(&published, today) {
        let since_ms = list.ended.starts_at_ms(zone.utc_offset_minutes());
        items.push(item(AttentionKind::ListExpired, list.name.to_owned(), Vec::new(), since_ms));
    }
    for row in queries::every(connection, SegmentProfile::KIND)? {
        if row.read::<SegmentProfile>()?.valid_to < today {
            let record = row.record.to_string();
            items.push(item(AttentionKind::ProfileExpired, record.clone(), vec![record], row.created_ms));
        }
    }
    Ok(items)
}

/// Every version of every list that the branch has published.
pub(super) fn published(connection: &Connection) -> Result<Vec<Reference>, FieldError> {
    Ok(queries::every(connection, Reference::KIND)?.iter().map(Row::read).collect::<Result<_, _>>()?)
}

fn view(row: &Row) -> Result<ConflictView, FieldError> {
    let conflict: Conflict = row.read()?;
    let waiting: Vec<CandidateView> = conflict
        .candidates
        .iter()
        .filter(|candidate| merge::is_waiting(&conflict, candidate))
        .map(candidate_view)
        .collect();
    Ok(ConflictView {
        conflict: row.record.to_string(),
        kind: conflict.kind.to_string(),
        record_kind: conflict.record_kind,
        records: conflict.records.iter().map(ToString::to_string).collect(),
        field: conflict.field,
        standing: conflict.standing.as_ref().map(candidate_view),
        candidates: waiting,
        reasons: conflict.reasons,
        open: conflict.status == ConflictStatus::Open,
    })
}

fn candidate_view(candidate: &Candidate) -> CandidateView {
    CandidateView {
        change: candidate.change.to_string(),
        value: plain(&candidate.value),
        author: candidate.author.to_string(),
        captured_ms: candidate.captured_ms,
        received_ms: candidate.received_ms,
    }
}
