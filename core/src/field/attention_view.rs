//! Everything that needs a look, ready to be drawn: who and what, both values, what the branch says, who decides.

use super::attention::attention_items;
use super::capture::record_id;
use super::decision_view::{PersonView, ValueBy, choices, people};
use super::lists::own_zone;
use super::names::{Names, Who};
use super::shown_value::{Fact, ShownValue, shown_value};
use super::story::told;
use super::sync_view::{LastAttempt, shut_out};
use super::views::{AttentionItem, AttentionKind, plain};
use super::worker_view::{MoneyHeld, money_held};
use super::{Field, Moment};
use crate::domain::change::FieldPatch;
use crate::domain::kinds::{Conflict, Consent, Receipt, SegmentProfile, Worker};
use crate::domain::likeness::LikenessReason;
use crate::domain::lists::expired_on;
use crate::domain::record::FieldSpec;
use crate::domain::words::{ConsentPurpose, Segment};
use crate::domain::{Change, ChangeId, Document, KindSpec, LostField, Patch, Record, RecordId, Rule, Value, Verdict};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{Entry, Store, journal, queries, streams};

/// The screen of what needs a look.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttentionView {
    /// What there is, by kind, most pressing first.
    pub groups: Vec<AttentionGroup>,
    /// How many there are in all.
    pub count: u32,
    /// The last attempt to exchange, where it showed that the branch does not serve this phone until a person has done
    /// something: it is revoked or unknown, or its app too old. Nothing that was saved is lost by it.
    pub shut_out: Option<LastAttempt>,
}

/// What needs a look for one reason.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttentionGroup {
    /// The reason.
    pub kind: AttentionKind,
    /// How many there are.
    pub count: u32,
    /// Each, oldest first.
    pub lines: Vec<AttentionLine>,
}

/// One thing that needs a look.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttentionLine {
    /// The conflict, change or record to open.
    pub about: String,
    /// The worker concerned, where that is one on this device.
    pub worker: Option<String>,
    /// What the worker, or else the record, is called; empty where it has no name.
    pub name: String,
    /// The worker's village; empty where none is known.
    pub village_name: String,
    /// Since when.
    pub at: Moment,
    /// What there is to see.
    pub matter: Matter,
}

/// What there is to see of a thing that needs a look.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Display))]
pub enum Matter {
    /// Values of one field: any agent of the village chooses.
    Contested {
        /// The record's kind.
        record_kind: String,
        /// The field.
        field: String,
        /// The values; the one that stands meanwhile comes first.
        values: Vec<ValueBy>,
    },
    /// Two workers may be one person: the branch decides.
    SamePerson {
        /// The workers.
        people: Vec<PersonView>,
        /// Why.
        reasons: Vec<LikenessReason>,
    },
    /// A contribution month was paid twice: the branch decides.
    SameMonth {
        /// The month, `2026-06`.
        month: String,
        /// Who took the money, and when; the one that counts meanwhile comes first.
        values: Vec<ValueBy>,
    },
    /// The branch refused a capture.
    Refused {
        /// The kind of the record in which the reason lies.
        record_kind: String,
        /// The field.
        field: String,
        /// The rule that it broke.
        rule: Rule,
        /// What was captured, by kind.
        kinds: Vec<String>,
    },
    /// A capture waits at the branch for records that have not arrived.
    Waits {
        /// What was captured, by kind.
        kinds: Vec<String>,
        /// What it waits for.
        waits_for: Vec<Awaited>,
    },
    /// Values of a capture that gave way to others.
    GaveWay {
        /// Each with the value that stands.
        values: Vec<LostValue>,
    },
    /// A restored branch no longer knows a record, or knows it otherwise.
    Forgotten {
        /// The record's kind.
        record_kind: String,
        /// What matters of it, as this phone had it.
        facts: Vec<Fact>,
        /// Who made it.
        who: Who,
    },
    /// Consents were taken back.
    TakenBack {
        /// What for.
        purposes: Vec<ConsentPurpose>,
        /// Who recorded it.
        who: Who,
    },
    /// Money was held longer than it may be.
    Overdue {
        /// The money.
        held: MoneyHeld,
        /// Who holds it.
        who: Who,
    },
    /// A list has no answers for today any more.
    ListOver {
        /// The list's name.
        list: String,
        /// The first day without an answer.
        ended: String,
    },
    /// What is known of a segment is too old to go by.
    ProfileOver {
        /// The segment.
        segment: Segment,
        /// The last day on which it could be gone by.
        valid_to: String,
    },
}

/// A record that a capture waits for.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Awaited {
    /// Its kind; empty where the capture does not tell.
    pub kind: String,
    /// What it is called, where this phone knows.
    pub name: Option<String>,
}

/// A value that gave way to a concurrent edit.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct LostValue {
    /// The record's kind.
    pub record_kind: String,
    /// The field.
    pub field: String,
    /// What gave way.
    pub lost: ShownValue,
    /// What stands.
    pub stands: ShownValue,
    /// Whose value stands, where this phone can tell.
    pub by: Option<Who>,
}

prints_name_only!(AttentionView, AttentionGroup, AttentionLine, Matter, Awaited, LostValue);

impl Field {
    /// Everything that needs a look, ready to be drawn, most pressing kind first.
    pub fn attention_view(&self) -> Result<AttentionView, FieldError> {
        self.read(|store| {
            let names = self.names(store)?;
            let items = attention_items(store, self.agent.as_str(), self.ports.clock.now().wall_ms)?;
            let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let mut groups: Vec<AttentionGroup> = Vec::new();
            for item in items {
                let Some(line) = line(store, &names, &item)? else { continue };
                match groups.last_mut() {
                    Some(group) if group.kind == item.kind => {
                        group.lines.push(line);
                        group.count += 1;
                    }
                    _ => groups.push(AttentionGroup { kind: item.kind, count: 1, lines: vec![line] }),
                }
            }
            Ok(AttentionView { groups, count, shut_out: shut_out(store, own_zone(store.connection())?)? })
        })
    }
}

/// One line; none where what it is about went meanwhile.
fn line(store: &Store, names: &Names<'_>, item: &AttentionItem) -> Result<Option<AttentionLine>, FieldError> {
    let (subject, matter) = match item.kind {
        AttentionKind::Conflict | AttentionKind::Duplicate | AttentionKind::PaidTwice => of_conflict(names, item)?,
        AttentionKind::Rejected | AttentionKind::Held | AttentionKind::Merged => of_change(names, item)?,
        AttentionKind::UnknownToBranch => of_forgotten(store, names, item)?,
        AttentionKind::ConsentWithdrawn => of_withdrawal(names, item)?,
        AttentionKind::MoneyOverdue => of_money(names, item)?,
        AttentionKind::ListExpired => of_list(names, item)?,
        AttentionKind::ProfileExpired => of_profile(names, item)?,
    }
    .unzip();
    let (Some(subject), Some(matter)) = (subject, matter) else { return Ok(None) };
    Ok(Some(AttentionLine {
        about: item.about.clone(),
        worker: subject.worker,
        name: subject.name,
        village_name: subject.village_name,
        at: names.moment(item.at_ms),
        matter,
    }))
}

type Told = Option<(Subject, Matter)>;

/// Whom or what a line is about.
#[derive(Default)]
pub(super) struct Subject {
    pub(super) worker: Option<String>,
    pub(super) name: String,
    pub(super) village_name: String,
}

impl Subject {
    /// Whom a record is about: the worker that it is, or refers to; else what the record is called.
    pub(super) fn of(
        names: &Names<'_>,
        kind: &KindSpec,
        record: RecordId,
        fields: &Document,
    ) -> Result<Self, FieldError> {
        let worker = match kind.name {
            "worker" => Some(record.to_string()),
            _ => fields.get("worker").and_then(Value::as_text).map(str::to_owned),
        };
        let row = match worker.as_deref().and_then(|worker| worker.parse().ok()) {
            Some(worker) => records::shown(names.connection, Worker::KIND, worker)?,
            None => None,
        };
        let is_worker = kind.name == "worker";
        // A worker whose very capture was refused is in no table: what was told is told.
        let told = row.as_ref().map(|row| &row.document).or(is_worker.then_some(fields));
        let name = match told {
            Some(told) => told.get("name").map(plain).unwrap_or_default(),
            None => ["name", "title", "place"].iter().find_map(|name| fields.get(*name)).map(plain).unwrap_or_default(),
        };
        let village = told.unwrap_or(fields).get("village").and_then(Value::as_text);
        Ok(Self {
            worker: row.as_ref().map(|row| row.record.to_string()),
            name,
            village_name: village.and_then(|code| names.village(code)).unwrap_or_default(),
        })
    }

    /// Whom a change is about: the first worker in it, else its first record.
    pub(super) fn of_change(names: &Names<'_>, change: &Change) -> Result<Self, FieldError> {
        let mut first = None;
        for patch in &change.patches {
            let Some(kind) = names.registry.kind(&patch.kind) else { continue };
            let fields = standing(names, kind, patch)?;
            let subject = Self::of(names, kind, patch.record, &fields)?;
            if subject.worker.is_some() || kind.name == "worker" {
                return Ok(subject);
            }
            first.get_or_insert(subject);
        }
        Ok(first.unwrap_or_default())
    }
}

/// A record's fields as they are shown, or as the patch that was to make it told them.
fn standing(names: &Names<'_>, kind: &'static KindSpec, patch: &Patch) -> Result<Document, FieldError> {
    let row = records::shown(names.connection, kind, patch.record)?;
    Ok(row.map_or_else(|| patch.document(), |row| row.document))
}

fn of_conflict(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let Some(row) = records::shown(names.connection, Conflict::KIND, record_id(&item.about)?)? else { return Ok(None) };
    let conflict: Conflict = row.read()?;
    let subject = subject_of_conflict(names, &conflict)?;
    let matter = match item.kind {
        AttentionKind::Duplicate => Matter::SamePerson {
            people: people(names, &conflict)?,
            reasons: conflict.reasons.iter().filter_map(|reason| reason.parse().ok()).collect(),
        },
        AttentionKind::PaidTwice => {
            Matter::SameMonth { values: choices(names, &conflict, false)?, month: conflict.field.unwrap_or_default() }
        }
        _ => Matter::Contested {
            values: choices(names, &conflict, false)?,
            record_kind: conflict.record_kind,
            field: conflict.field.unwrap_or_default(),
        },
    };
    Ok(Some((subject, matter)))
}

/// Whom a conflict is about: the first of its records that this phone has.
pub(super) fn subject_of_conflict(names: &Names<'_>, conflict: &Conflict) -> Result<Subject, FieldError> {
    let Some(kind) = names.registry.kind(&conflict.record_kind) else { return Ok(Subject::default()) };
    for record in &conflict.records {
        if let Some(row) = records::shown(names.connection, kind, *record)? {
            return Subject::of(names, kind, row.record, &row.document);
        }
    }
    Ok(Subject::default())
}

fn of_change(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let change: ChangeId = item.about.parse().map_err(|_| FieldError::NotFound)?;
    let Some(entry) = journal::entry(names.connection, change)? else { return Ok(None) };
    let Entry { verdict: Some(verdict), body, .. } = entry else { return Ok(None) };
    let subject = match &body {
        Some(body) => Subject::of_change(names, body)?,
        None => Subject::default(),
    };
    let kinds = body.as_ref().map(kinds_of).unwrap_or_default();
    let matter = match verdict {
        Verdict::Rejected { record, field, rule } => {
            let at = body.as_ref().and_then(|body| refused_patch(names, body, record, &field));
            Matter::Refused { record_kind: at.map(|patch| patch.kind.clone()).unwrap_or_default(), field, rule, kinds }
        }
        Verdict::Held { waits_for } => {
            let awaited = waits_for.iter().map(|record| awaited(names, body.as_ref(), *record));
            Matter::Waits { kinds, waits_for: awaited.collect::<Result<_, _>>()? }
        }
        Verdict::Merged { lost } => Matter::GaveWay { values: gave_way(names, body.as_ref(), &lost)? },
        Verdict::Applied | Verdict::Contested { .. } => return Ok(None),
    };
    Ok(Some((subject, matter)))
}

/// What a change touches, each kind once.
pub(super) fn kinds_of(change: &Change) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for patch in &change.patches {
        if !kinds.contains(&patch.kind) {
            kinds.push(patch.kind.clone());
        }
    }
    kinds
}

/// The patch in which the reason of a refusal lies: that of the record named, else the first with such a field.
pub(super) fn refused_patch<'c>(
    names: &Names<'_>,
    change: &'c Change,
    record: Option<RecordId>,
    field: &str,
) -> Option<&'c Patch> {
    let knows = |patch: &&Patch| names.registry.kind(&patch.kind).is_some_and(|kind| kind.field(field).is_some());
    let named = |patch: &&Patch| Some(patch.record) == record;
    let sets = |patch: &&Patch| patch.fields.contains_key(field);
    change
        .patches
        .iter()
        .find(named)
        .or_else(|| change.patches.iter().find(sets))
        .or_else(|| change.patches.iter().find(knows))
}

fn awaited(names: &Names<'_>, body: Option<&Change>, record: RecordId) -> Result<Awaited, FieldError> {
    let text = record.to_string();
    let refers = |patch: &Patch| {
        let spec = names.registry.kind(&patch.kind)?;
        patch.fields.iter().find_map(|(name, field)| {
            let FieldPatch::Set { value, .. } = field else { return None };
            let refers =
                value.as_text() == Some(&text) || value.elements().iter().any(|one| one.as_text() == Some(&text));
            spec.field(name).filter(|_| refers).and_then(refers_to)
        })
    };
    let kind = body.and_then(|body| body.patches.iter().find_map(refers)).unwrap_or_default();
    Ok(Awaited { kind: kind.to_owned(), name: names.record(kind, &text)? })
}

fn refers_to(field: &FieldSpec) -> Option<&'static str> {
    use crate::domain::Shape;
    match field.shape {
        Shape::Record(kind) => Some(kind),
        Shape::Several(Shape::Record(kind)) => Some(*kind),
        _ => None,
    }
}

fn gave_way(names: &Names<'_>, body: Option<&Change>, lost: &[LostField]) -> Result<Vec<LostValue>, FieldError> {
    let mut values = Vec::new();
    for place in lost {
        // A set names its element too: `segments.farmer`.
        let field = place.field.split('.').next().unwrap_or_default();
        let patch = body.and_then(|body| body.patches.iter().find(|patch| patch.record == place.record));
        let Some(kind) = patch.and_then(|patch| names.registry.kind(&patch.kind)) else { continue };
        let Some(spec) = kind.field(field) else { continue };
        let told = patch.and_then(|patch| told_value(patch, field)).unwrap_or_default();
        let row = records::shown(names.connection, kind, place.record)?;
        let present = row.as_ref().and_then(|row| row.document.get(field)).cloned().unwrap_or_default();
        values.push(LostValue {
            record_kind: kind.name.to_owned(),
            field: field.to_owned(),
            lost: shown_value(names, spec, &told)?,
            stands: shown_value(names, spec, &present)?,
            by: row.map(|row| writer(names, &row, field)).transpose()?.flatten(),
        });
    }
    Ok(values)
}

/// What a patch told of a field.
fn told_value(patch: &Patch, field: &str) -> Option<Value> {
    match patch.fields.get(field)? {
        FieldPatch::Set { value, .. } => Some(value.clone()),
        FieldPatch::Gather { add, .. } => {
            Some(Value::List(add.iter().map(|word| Value::from(word.as_str())).collect()))
        }
    }
}

/// Who wrote a field last, where this phone can tell: the record's maker, this phone itself, or whoever stands in a
/// conflict about it.
fn writer(names: &Names<'_>, row: &Row, field: &str) -> Result<Option<Who>, FieldError> {
    for change in row.writers.of_field(field) {
        if *change == row.writers.created {
            return names.who(&row.author).map(Some);
        }
        if journal::entry(names.connection, *change)?.is_some() {
            return names.who(names.own).map(Some);
        }
        for row in queries::every(names.connection, Conflict::KIND)? {
            let conflict: Conflict = row.read()?;
            let candidate = conflict.candidates.iter().chain(&conflict.standing).find(|one| one.change == *change);
            if let Some(candidate) = candidate {
                return names.who(&candidate.author).map(Some);
            }
        }
    }
    Ok(None)
}

fn of_forgotten(store: &Store, names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let record = record_id(&item.about)?;
    let set_aside = streams::set_aside_revisions(store.connection())?;
    let Some((revision, ..)) = set_aside.into_iter().find(|(revision, ..)| revision.record == record) else {
        return Ok(None);
    };
    let Some(kind) = names.registry.kind(&revision.kind) else { return Ok(None) };
    let matter = Matter::Forgotten {
        record_kind: revision.kind.clone(),
        facts: told(names, kind, &revision.fields)?,
        who: names.who(&revision.author)?,
    };
    Ok(Some((Subject::of(names, kind, record, &revision.fields)?, matter)))
}

fn of_withdrawal(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let Some(row) = records::shown(names.connection, Consent::KIND, record_id(&item.about)?)? else { return Ok(None) };
    let purposes = row.read::<Consent>()?.purposes.into_iter().collect();
    let matter = Matter::TakenBack { purposes, who: names.who(&row.author)? };
    Ok(Some((Subject::of(names, Consent::KIND, row.record, &row.document)?, matter)))
}

fn of_money(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let Some(row) = records::shown(names.connection, Receipt::KIND, record_id(&item.about)?)? else { return Ok(None) };
    let receipt: Receipt = row.read()?;
    let matter = Matter::Overdue { held: money_held(names, &row, &receipt)?, who: names.who(&receipt.holder)? };
    Ok(Some((Subject::of(names, Receipt::KIND, row.record, &row.document)?, matter)))
}

fn of_list(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let Some(today) = names.today else { return Ok(None) };
    let published = super::attention::published(names.connection)?;
    let over = expired_on(&published, today).into_iter().find(|list| list.name == item.about);
    Ok(over.map(|list| {
        let matter = Matter::ListOver { list: list.name.to_owned(), ended: list.ended.to_string() };
        (Subject::default(), matter)
    }))
}

fn of_profile(names: &Names<'_>, item: &AttentionItem) -> Result<Told, FieldError> {
    let profile = records::shown(names.connection, SegmentProfile::KIND, record_id(&item.about)?)?;
    let Some(profile) = profile.map(|row| row.read::<SegmentProfile>()).transpose()? else { return Ok(None) };
    let village_name = profile.village.and_then(|village| names.village(village.as_str())).unwrap_or_default();
    let matter = Matter::ProfileOver { segment: profile.segment, valid_to: profile.valid_to.to_string() };
    Ok(Some((Subject { village_name, ..Subject::default() }, matter)))
}
