//! `import-workers`: the workers whom the branch knows, from a spreadsheet.

use std::path::Path;

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::record::Record;
use perisai_core::domain::{Document, Regions, Rule};
use serde_json::json;

use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::office::acts::By;

/// The columns; `worker` is the label.
const COLUMNS: [&str; 8] = ["worker", "name", "nik", "birth_date", "sex", "phone", "village", "occupation"];

/// A row that was read and found good.
struct Row {
    label: String,
    worker: Document,
}

/// Reads the whole file before anything is written: one bad cell, and nothing is.
pub(super) fn import_workers(branch: &Branch, by: &By, file: &Path) -> Result<Vec<serde_json::Value>> {
    let rows = read(file)?;
    let mut imported = Vec::new();
    for row in rows {
        let (id, is_new) = branch.import_worker(by, &row.label, row.worker)?;
        imported.push(json!({ "worker": row.label, "id": id.to_string(), "new": is_new }));
    }
    Ok(imported)
}

fn read(file: &Path) -> Result<Vec<Row>> {
    let name = file.display().to_string();
    let unreadable = |problem: &str| BranchError::File { file: name.clone(), problem: problem.to_owned() };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error.kind().to_string()))?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(|_| unreadable("has no header row"))?.clone();
    let mut places = Vec::new();
    for column in &header {
        if !COLUMNS.contains(&column) {
            return Err(unreadable(&format!("has an unknown column {column}")));
        }
        places.push(column.to_owned());
    }
    for column in ["worker", "name", "village"] {
        if !places.iter().any(|place| place == column) {
            return Err(unreadable(&format!("lacks the column {column}")));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| unreadable("holds a row that is not like its header"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let bad = |field: &str, rule| BranchError::Row { file: name.clone(), line, field: field.to_owned(), rule };
        let (mut label, mut worker) = (String::new(), Document::new());
        for (column, cell) in places.iter().zip(&record) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            if column == "worker" {
                cell.clone_into(&mut label);
                continue;
            }
            let field = Worker::KIND.field(column).ok_or_else(|| bad(column, Rule::FieldUnknown))?;
            let value = field.parse(cell).map_err(|rule| bad(column, rule))?;
            let village = value.as_text().filter(|_| column == "village").and_then(|code| code.parse().ok());
            if village.is_some_and(|village| Regions::shipped().village_name(village).is_none()) {
                return Err(bad(column, Rule::VillageUnknown));
            }
            worker.insert(column.clone(), value);
        }
        if label.is_empty() {
            return Err(bad("worker", Rule::Required));
        }
        Worker::KIND.check(&worker).map_err(|invalid| bad(&invalid.field, invalid.rule))?;
        rows.push(Row { label, worker });
    }
    Ok(rows)
}
