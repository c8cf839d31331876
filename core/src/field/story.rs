//! One worker's story: every record in order of time, each with the few fields that matter, who made it, what the branch
//! said of it and where it stands.

use super::capture::record_id;
use super::names::{Names, Who};
use super::shown_value::{Fact, ShownValue, shown_value};
use super::standing::Standings;
use super::views::RecordStatus;
use super::{Field, Moment};
use crate::domain::kinds::{Receipt, ReceiptStatus, Worker};
use crate::domain::{Change, Document, KindSpec, Record, RecordId, Rule, Verdict};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{Store, journal, queries};

/// The most facts of one line.
const FACTS_MAX: usize = 4;

/// One record in a worker's story.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct StoryLine {
    /// The kind.
    pub kind: String,
    /// The record.
    pub record: String,
    /// Who made it.
    pub who: Who,
    /// When.
    pub at: Moment,
    /// What matters of it, most telling first.
    pub facts: Vec<Fact>,
    /// What the branch said of it.
    pub said: Vec<Fact>,
    /// Where it stands.
    pub status: RecordStatus,
    /// What the branch refused, of a refused one.
    pub refused: Option<RefusedCapture>,
}

/// A capture that the branch refused.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RefusedCapture {
    /// The change to correct.
    pub change: String,
    /// The field.
    pub field: String,
    /// The rule that it broke.
    pub rule: Rule,
}

/// One record with all that there is to see of it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RecordView {
    /// The kind.
    pub kind: String,
    /// The record.
    pub record: String,
    /// Who made it.
    pub who: Who,
    /// When.
    pub at: Moment,
    /// Every field that is set, in the order of its kind.
    pub facts: Vec<Fact>,
    /// Where it stands.
    pub status: RecordStatus,
    /// Whether it is a receipt that proves something, to be shared by [`Field::receipt_text`]: money that was given back is
    /// entrusted no more.
    pub is_receipt_to_share: bool,
}

prints_name_only!(StoryLine, RefusedCapture, RecordView);

/// The fields that tell a record, most telling first.
fn telling(kind: &KindSpec) -> Vec<&'static str> {
    match kind.name {
        "worker" => vec!["village", "occupation", "segments"],
        "consent" => vec!["action", "purposes", "method", "witness"],
        "attendance" => vec!["event", "role"],
        "encounter" => vec!["channel", "direction", "barriers", "intent", "intent_day", "teach_back"],
        "objection" => vec!["code", "outcome", "quote", "agreed_meaning"],
        "measurement" => vec!["wave", "side"],
        "registration" => vec!["programmes", "start_month", "period_months", "quote"],
        "receipt" => vec!["rupiah", "contribution_months", "number"],
        "membership" => vec!["covered_from", "covered_to", "months_paid"],
        "follow_up" => vec!["kind", "due", "put_off_to", "results"],
        "figure" => vec!["name", "roles"],
        "message" => vec!["title", "kind"],
        _ => kind.fields.iter().filter(|field| field.name != "worker").map(|field| field.name).collect(),
    }
}

/// The fields in which the branch answers.
fn answering(kind: &KindSpec) -> &'static [&'static str] {
    match kind.name {
        "registration" => &["status", "cause", "reason"],
        "receipt" => &["status", "reason"],
        "membership" => &["status"],
        "follow_up" => &["claimed_by"],
        _ => &[],
    }
}

/// A refused capture, with where it was refused.
pub(super) struct Refused {
    pub(super) capture: RefusedCapture,
    pub(super) captured_ms: i64,
    pub(super) body: Change,
}

/// The captures that the branch refused and nobody has dealt with.
pub(super) fn refused(store: &Store) -> Result<Vec<Refused>, FieldError> {
    let entries = journal::rejected(store.connection())?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| match (entry.verdict, entry.body) {
            (Some(Verdict::Rejected { field, rule, .. }), Some(body)) => Some(Refused {
                capture: RefusedCapture { change: entry.change.to_string(), field, rule },
                captured_ms: entry.captured_ms,
                body,
            }),
            _ => None,
        })
        .collect())
}

impl Field {
    /// One record with every field that is set, ready to be shown.
    ///
    /// # Errors
    /// [`FieldError::NotFound`].
    pub fn record_view(&self, kind: &str, record: &str) -> Result<RecordView, FieldError> {
        let record = record_id(record)?;
        self.read(|store| {
            let names = self.names(store)?;
            let kind = store.registry().kind(kind).ok_or(FieldError::NotFound)?;
            let row = records::shown(store.connection(), kind, record)?.ok_or(FieldError::NotFound)?;
            let fields: Vec<&'static str> = kind.fields.iter().map(|field| field.name).collect();
            Ok(RecordView {
                kind: kind.name.to_owned(),
                record: record.to_string(),
                who: names.who(&row.author)?,
                at: names.moment(row.created_ms),
                facts: facts(&names, kind, &row.document, &fields)?,
                status: self.standings(store).of(record)?,
                is_receipt_to_share: kind.name == Receipt::KIND.name
                    && row.read::<Receipt>()?.status != ReceiptStatus::Returned,
            })
        })
    }

    /// Names as they are looked up now.
    pub(super) fn names<'a>(&'a self, store: &'a Store) -> Result<Names<'a>, FieldError> {
        Names::new(store, &self.agent, self.ports.clock.now().wall_ms)
    }

    /// The story of a worker, in order of time; refused captures stand in it where they were made.
    pub(super) fn story_lines(
        &self,
        store: &Store,
        names: &Names<'_>,
        worker: &Row,
        refused: &[Refused],
    ) -> Result<Vec<StoryLine>, FieldError> {
        let standings = self.standings(store);
        let mut lines = vec![story_line(names, Worker::KIND, worker, refused, &standings)?];
        for (kind, field) in store.registry().referring_to("worker") {
            // What a hidden field refers to is not shown from the other end either.
            if kind.field(field).is_some_and(|field| field.hidden) || field == "merged_into" {
                continue;
            }
            for row in queries::referring(store.connection(), kind, field, worker.record)? {
                lines.push(story_line(names, kind, &row, refused, &standings)?);
            }
        }
        for refused in refused {
            lines.extend(refused_lines(store, names, worker.record, refused)?);
        }
        // What one change made stays in the order in which it is told: the worker before what concerns it.
        lines.sort_by_key(|line| line.at.ms);
        Ok(lines)
    }
}

fn story_line(
    names: &Names<'_>,
    kind: &'static KindSpec,
    row: &Row,
    refused: &[Refused],
    standings: &Standings<'_>,
) -> Result<StoryLine, FieldError> {
    let refused = refused.iter().find(|refused| touches(refused, row.record));
    Ok(StoryLine {
        kind: kind.name.to_owned(),
        record: row.record.to_string(),
        who: names.who(&row.author)?,
        at: names.moment(row.created_ms),
        facts: told(names, kind, &row.document)?,
        said: facts(names, kind, &row.document, answering(kind))?,
        status: standings.of(row.record)?,
        refused: refused.map(|refused| refused.capture.clone()),
    })
}

fn touches(refused: &Refused, record: RecordId) -> bool {
    refused.body.patches.iter().any(|patch| patch.record == record)
}

/// The records that a refused capture would have made about a worker: they are in no table.
fn refused_lines(
    store: &Store,
    names: &Names<'_>,
    worker: RecordId,
    refused: &Refused,
) -> Result<Vec<StoryLine>, FieldError> {
    let mut lines = Vec::new();
    let about = worker.to_string();
    for patch in refused.body.patches.iter().filter(|patch| patch.creates) {
        let Some(kind) = store.registry().kind(&patch.kind) else { continue };
        let document = patch.document();
        let is_about = kind.fields.iter().any(|field| {
            field.refers_to == Some("worker")
                && !field.hidden
                && document.get(field.name).and_then(|value| value.as_text()) == Some(about.as_str())
        });
        if !is_about || records::shown(store.connection(), kind, patch.record)?.is_some() {
            continue;
        }
        lines.push(StoryLine {
            kind: kind.name.to_owned(),
            record: patch.record.to_string(),
            who: names.who(&refused.body.author)?,
            at: names.moment(refused.captured_ms),
            facts: told(names, kind, &document)?,
            said: Vec::new(),
            status: RecordStatus::Rejected,
            refused: Some(refused.capture.clone()),
        });
    }
    Ok(lines)
}

/// What matters of a record, the first few of what is set.
pub(super) fn told(names: &Names<'_>, kind: &KindSpec, document: &Document) -> Result<Vec<Fact>, FieldError> {
    let mut told = facts(names, kind, document, &telling(kind))?;
    told.truncate(FACTS_MAX);
    Ok(told)
}

/// Those of a record's fields that are set and say something, in the order asked for.
pub(super) fn facts(
    names: &Names<'_>,
    kind: &KindSpec,
    document: &Document,
    fields: &[&'static str],
) -> Result<Vec<Fact>, FieldError> {
    let mut facts = Vec::new();
    for name in fields {
        let (Some(spec), Some(value)) = (kind.field(name), document.get(*name)) else { continue };
        let value = shown_value(names, spec, value)?;
        if value != ShownValue::Nothing {
            facts.push(Fact { field: (*name).to_owned(), value });
        }
    }
    Ok(facts)
}
