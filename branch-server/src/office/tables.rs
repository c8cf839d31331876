//! Records of a kind that the branch writes from a table: a row is a record, the columns are its fields. A table of the
//! same records again edits them.

use std::collections::BTreeMap;

use perisai_core::domain::kinds::{
    AgentRole, Membership, Message, PanelView, Partner, SegmentProfile, Support, Target, Worker,
};
use perisai_core::domain::record::{FieldSpec, Identity, Record, read_field};
use perisai_core::domain::{
    Document, Invalid, KindSpec, Nik, Patch, RecordId, Regions, Retained, RetentionPeriods, Rule, Value,
};
use perisai_core::insight::{self, Facts};
use perisai_core::sync::wire::Revision;
use serde::Serialize;

use crate::branch::Branch;
use crate::changes::ingest::set_fields;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::office::acts::By;

/// Records written in one change: ten with every text as long as a field allows still fit.
const RECORDS_OF_A_CHANGE: usize = 10;

/// A kind that the branch writes from tables.
#[derive(Debug, Clone, Copy)]
pub struct TableKind {
    /// Its word in the plural, as a clerk names it.
    pub name: &'static str,
    /// The kind.
    pub kind: &'static KindSpec,
    /// The least role that may write it.
    pub least: AgentRole,
    /// Fields that are the branch's own and no columns.
    reckoned: &'static [&'static str],
}

/// The kinds that the branch writes from tables.
pub(crate) const TABLES: &[TableKind] = &[
    TableKind { name: "messages", kind: Message::KIND, least: AgentRole::Supervisor, reckoned: &["version"] },
    TableKind { name: "targets", kind: Target::KIND, least: AgentRole::Supervisor, reckoned: &[] },
    TableKind { name: "partners", kind: Partner::KIND, least: AgentRole::AccountRepresentative, reckoned: &[] },
    TableKind { name: "supports", kind: Support::KIND, least: AgentRole::AccountRepresentative, reckoned: &[] },
    TableKind { name: "memberships", kind: Membership::KIND, least: AgentRole::AccountRepresentative, reckoned: &[] },
];

/// Profiles and views are computed, and not typed by anybody.
const PROFILES: TableKind =
    TableKind { name: "segment_profiles", kind: SegmentProfile::KIND, least: AgentRole::Supervisor, reckoned: &[] };
const VIEWS: TableKind =
    TableKind { name: "panel_views", kind: PanelView::KIND, least: AgentRole::Supervisor, reckoned: &[] };

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file that it came from.
    pub file: String,
    /// The rows in order.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// The physical line; the header is 1.
    pub line: u64,
    /// The cells by column; null where one is empty.
    pub cells: BTreeMap<String, Value>,
    /// Whether somebody typed the cells as text; otherwise they are values of JSON.
    pub is_typed: bool,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenRow {
    /// The physical line.
    pub line: u64,
    /// Its record.
    pub record: String,
    /// `new`, `changed`, or `same` where nothing had to be written.
    pub became: &'static str,
}

impl TableKind {
    /// The kind of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// The columns that a table of it may have: its fields, and the label where records have no name of their own.
    pub fn columns(&self) -> Vec<&'static str> {
        let fields = self.kind.fields.iter().map(|field| field.name).filter(|name| !self.reckoned.contains(name));
        self.label().into_iter().chain(fields).collect()
    }

    /// The columns that say which record a row is about.
    pub fn naming_columns(&self) -> Vec<&'static str> {
        match self.kind.identity {
            Identity::Created => vec![self.kind.name],
            Identity::Derived(fields) => {
                let is_required = |name: &&&str| self.kind.field(name).is_some_and(|field| field.required);
                fields.iter().filter(is_required).copied().collect()
            }
        }
    }

    fn label(&self) -> Option<&'static str> {
        (self.kind.identity == Identity::Created).then_some(self.kind.name)
    }
}

impl Branch {
    /// Writes a table's records, all in one transaction or none. An empty cell clears its field; a column that is not
    /// there leaves it. References are named by id, by label or code, and workers by NIK too.
    ///
    /// # Errors
    /// [`BranchError::Row`] with the line and the column of what is wrong; nothing is written.
    pub fn write_table(&self, by: &By, table: &TableKind, rows: &Table) -> Result<Vec<WrittenRow>> {
        self.act(by, table.least, |desk| desk.write_table(by, table, rows))
    }
}

impl Branch {
    /// Computes from everything that the branch holds what phones cannot know of others' records, and publishes it to
    /// every phone: a profile of each segment, which holds until its time is over, and the own view of the branch's staff
    /// in each quarter in which eight of them answered.
    ///
    /// # Errors
    /// [`BranchError::Refused`] for who may not; [`BranchError::Ledger`].
    pub fn publish_profiles(&self, by: &By) -> Result<Vec<WrittenRow>> {
        self.act(by, PROFILES.least, |desk| {
            let facts = Facts::read(desk)?;
            let today = facts.home.date_of(desk.now_ms).ok_or(BranchError::Refused("the clock tells of no day"))?;
            let days = desk.list_on::<RetentionPeriods>(today)?.days(Retained::SegmentProfile);
            let profiles = insight::profiles(&facts, today, days.into()).into_iter().map(Record::into_document);
            let views = insight::panel_views(&facts, today).into_iter().map(Record::into_document);
            let mut written = desk.write_table(by, &PROFILES, &computed(&PROFILES, profiles))?;
            written.extend(desk.write_table(by, &VIEWS, &computed(&VIEWS, views))?);
            Ok(written)
        })
    }
}

/// What was computed, as if it had been a table.
fn computed(table: &TableKind, documents: impl Iterator<Item = Document>) -> Table {
    let row = |(line, cells): (u64, Document)| TableRow { line, cells, is_typed: false };
    Table { file: table.name.to_owned(), rows: (1..).zip(documents).map(row).collect() }
}

/// A cell as its field spells it.
pub(crate) fn read_cell(field: &FieldSpec, cell: &Value, is_typed: bool) -> Result<Value, Rule> {
    let value = match cell.as_text().filter(|_| is_typed) {
        Some(typed) => field.parse(typed)?,
        None => (field.canonical)(cell)?,
    };
    let village = value.as_text().filter(|_| field.name == "village").and_then(|code| code.parse().ok());
    match village.is_some_and(|village| Regions::shipped().village_name(village).is_none()) {
        true => Err(Rule::VillageUnknown),
        false => Ok(value),
    }
}

/// The record of a kind without names of its own that a branch's table calls by a label.
pub(crate) fn labelled(kind: &KindSpec, label: &str) -> RecordId {
    RecordId::derived(&format!("known_{}", kind.name), &[label])
}

impl Desk<'_> {
    fn write_table(&mut self, by: &By, table: &TableKind, rows: &Table) -> Result<Vec<WrittenRow>> {
        let at = |line: u64, Invalid { field, rule }| BranchError::Row { file: rows.file.clone(), line, field, rule };
        let mut lines: BTreeMap<RecordId, u64> = BTreeMap::new();
        let (mut written, mut patches) = (Vec::new(), Vec::new());
        for row in &rows.rows {
            let (record, patch, became) = self.plan_row(table, row).map_err(|error| match error {
                BranchError::Invalid(invalid) => at(row.line, invalid),
                other => other,
            })?;
            if let Some(earlier) = lines.insert(record, row.line) {
                let problem = format!("line {}: names the record of line {earlier} again", row.line);
                return Err(BranchError::File { file: rows.file.clone(), problem });
            }
            patches.extend(patch);
            written.push(WrittenRow { line: row.line, record: record.to_string(), became });
        }
        for patches in patches.chunks(RECORDS_OF_A_CHANGE) {
            self.write_and_enter(by, table.name, patches.to_vec()).map_err(|error| match error {
                BranchError::Rejected { record, field, rule } if lines.contains_key(&record) => {
                    at(lines[&record], Invalid { field, rule })
                }
                other => other,
            })?;
        }
        Ok(written)
    }

    /// What a row comes to: its record, what has to be written, and the word for it.
    fn plan_row(&self, table: &TableKind, row: &TableRow) -> Result<(RecordId, Option<Patch>, &'static str)> {
        let kind = table.kind;
        let mut fields = Document::new();
        for (column, cell) in row.cells.iter().filter(|(column, _)| table.label() != Some(column)) {
            let field = kind.field(column).ok_or_else(|| Invalid::new(column, Rule::FieldUnknown))?;
            let value = match (field.refers_to, cell) {
                (_, Value::Null) => Value::Null,
                (Some(kind), Value::Text(name)) => Value::Text(self.named(kind, field.name, name)?.to_string()),
                _ => read_cell(field, cell, row.is_typed).map_err(|rule| Invalid::new(column, rule))?,
            };
            fields.insert(column.clone(), value);
        }
        let is_set = |name: &&&str| !row.cells.get(**name).is_none_or(Value::is_null);
        if let Some(missing) = table.naming_columns().iter().find(|name| !is_set(name)) {
            return Err(Invalid::new(*missing, Rule::Required).into());
        }
        let label = row.cells.get(kind.name).and_then(Value::as_text).unwrap_or_default();
        let record = kind.derived_id(&fields).unwrap_or_else(|| labelled(kind, label));
        match self.tx.record(kind, record)? {
            None => {
                fields.retain(|_, value| !value.is_null());
                fill_in(kind, &mut fields);
                kind.check(&fields)?;
                Ok((record, Some(Patch::create(kind.name, record, fields)), "new"))
            }
            Some(known) => {
                let stands = |name: &String, value: &Value| known.fields.get(name).unwrap_or(&Value::Null) == value;
                fields.retain(|name, value| !stands(name, value));
                if fields.is_empty() {
                    return Ok((record, None, "same"));
                }
                let cleared = |name: &String| fields.get(name).is_some_and(Value::is_null);
                if let Some(field) = kind.fields.iter().find(|field| field.required && cleared(&field.name.into())) {
                    return Err(Invalid::new(field.name, Rule::Required).into());
                }
                fields.extend(next_version(kind, &known)?);
                Ok((record, Some(set_fields(kind, &known, fields)), "changed"))
            }
        }
    }

    /// The record that a cell names: by its id, by the label or the code that the branch gave it, a worker by NIK too.
    pub(crate) fn named(&self, kind: &str, field: &str, name: &str) -> Result<RecordId> {
        let kind = self.kind(kind)?;
        let mut named: Vec<RecordId> = name.parse().into_iter().collect();
        named.push(match kind.identity {
            Identity::Derived([_]) => RecordId::derived(kind.name, &[name]),
            _ => labelled(kind, name),
        });
        for record in named {
            if self.tx.record(kind, record)?.is_some() {
                return Ok(record);
            }
        }
        let unknown = || Invalid::new(field, Rule::LabelUnknown);
        let nik: Nik = Some(name)
            .filter(|_| kind.name == Worker::KIND.name)
            .and_then(|name| name.parse().ok())
            .ok_or_else(unknown)?;
        let mut workers = self.tx.find(Worker::KIND, "nik", &Value::from(nik.as_str()))?;
        workers.retain(|worker| !worker.fields.contains_key("merged_into"));
        // Of two workers with one NIK nobody knows which is meant until a person has decided.
        match workers.as_slice() {
            [worker] => Ok(worker.record),
            _ => Err(unknown().into()),
        }
    }
}

/// The version that an edited message gets.
fn next_version(kind: &KindSpec, known: &Revision) -> Result<Option<(String, Value)>> {
    if kind.name != Message::KIND.name {
        return Ok(None);
    }
    let version: u32 = read_field(&known.fields, "version")?;
    Ok(Some(("version".to_owned(), Value::Int(i64::from(version) + 1))))
}

/// What a new record has though its row does not say so.
fn fill_in(kind: &KindSpec, fields: &mut Document) {
    if kind.name == Message::KIND.name {
        fields.insert("version".to_owned(), Value::Int(1));
        fields.entry("active".to_owned()).or_insert(Value::Bool(true));
    }
}
