//! Records written out for spreadsheets and other programs: `id`, then the kind's fields but those that nobody is shown.

use perisai_core::domain::record::FieldSpec;
use perisai_core::domain::{KindSpec, Value};
use perisai_core::sync::wire::Revision;

use crate::branch::Branch;
use crate::decisions::Act;
use crate::error::{BranchError, Result};
use crate::office::acts::By;

/// How records are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A header row, then a row per record; lists separated by `;`.
    Csv,
    /// A JSON object per line.
    Jsonl,
}

impl Branch {
    /// Writes out every record of a kind in order of id. Villages are dotted. That it was done is entered in
    /// the chain of decisions.
    pub fn export(&self, by: Option<&By>, kind: &str, format: ExportFormat) -> Result<String> {
        let kind = self.registry.kind(kind).ok_or(BranchError::Refused(
            "no such kind of record; a kind is one word in the singular, such as worker, registration or receipt",
        ))?;
        self.write(|desk| {
            let records = desk.every(kind, Ok)?;
            let written = match format {
                ExportFormat::Csv => as_csv(kind, &records)?,
                ExportFormat::Jsonl => records.iter().map(|record| as_json(kind, record) + "\n").collect(),
            };
            let act = Act::Exported { kind: kind.name.to_owned(), records: records.len() as u64 };
            desk.enter_by(by.map(|by| &by.agent), &act)?;
            Ok(written)
        })
    }
}

fn as_csv(kind: &KindSpec, records: &[Revision]) -> Result<String> {
    let failed = |_| BranchError::Ledger("rows cannot be written out".to_owned());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let shown = || kind.fields.iter().filter(|field| !field.hidden);
    let header = std::iter::once("id").chain(shown().map(|field| field.name));
    writer.write_record(header).map_err(failed)?;
    for record in records {
        let cells = shown().map(|field| record.fields.get(field.name).map(|value| cell(field, value)));
        let row = std::iter::once(record.record.to_string()).chain(cells.map(Option::unwrap_or_default));
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|_| BranchError::Ledger("rows cannot be written out".to_owned()))?;
    String::from_utf8(bytes).map_err(|_| BranchError::Ledger("rows cannot be written out".to_owned()))
}

fn as_json(kind: &KindSpec, record: &Revision) -> String {
    let mut object = serde_json::Map::new();
    object.insert("id".to_owned(), record.record.to_string().into());
    for (name, value) in &record.fields {
        if kind.field(name).is_some_and(|field| field.hidden) {
            continue;
        }
        let shown = kind.field(name).map_or_else(|| value.clone(), |field| dotted(field, value));
        object.insert(name.clone(), serde_json::to_value(shown).unwrap_or_default());
    }
    serde_json::Value::Object(object).to_string()
}

/// A value as one cell.
fn cell(field: &FieldSpec, value: &Value) -> String {
    match dotted(field, value) {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text,
        Value::List(elements) => elements.iter().map(|element| cell(field, element)).collect::<Vec<_>>().join(";"),
        parts @ Value::Map(_) => serde_json::to_string(&parts).unwrap_or_default(),
    }
}

/// Villages as people write them: `33.74.05.1003`.
fn dotted(field: &FieldSpec, value: &Value) -> Value {
    let Some(village) = value.as_text().and_then(|text| text.parse::<perisai_core::domain::VillageCode>().ok()) else {
        return value.clone();
    };
    let spelled = Value::from(village.to_string());
    // A field of villages is one that reads the dotted form as the plain one.
    if (field.canonical)(&spelled).as_ref() == Ok(value) { spelled } else { value.clone() }
}
