//! `import-workers`: the workers whom the branch knows, from a spreadsheet.

use std::path::Path;

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::record::Record;
use perisai_core::domain::{Document, Rule, Value};
use serde_json::json;

use super::sheet::{self, Columns};
use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::office::acts::By;
use crate::office::tables::{TableRow, read_cell};

/// The columns; `worker` is the label.
const COLUMNS: [&str; 8] = ["worker", "name", "nik", "birth_date", "sex", "phone", "village", "occupation"];

/// Reads the whole file before anything is written: one bad cell, and nothing is.
pub(super) fn import_workers(branch: &Branch, by: &By, file: &Path) -> Result<Vec<serde_json::Value>> {
    let columns = Columns { known: COLUMNS.to_vec(), required: vec!["worker", "name", "village"] };
    let table = sheet::read(file, &columns)?;
    let workers = table.rows.iter().map(|row| worker(&table.file, row)).collect::<Result<Vec<_>>>()?;
    let mut imported = Vec::new();
    for (label, worker) in workers {
        let (id, is_new) = branch.import_worker(by, &label, worker)?;
        imported.push(json!({ "worker": label, "id": id.to_string(), "new": is_new }));
    }
    Ok(imported)
}

/// A row's label and the worker.
fn worker(file: &str, row: &TableRow) -> Result<(String, Document)> {
    let bad = |field: &str, rule| BranchError::Row { file: file.to_owned(), line: row.line, field: field.into(), rule };
    let mut worker = Document::new();
    for (column, cell) in row.cells.iter().filter(|(column, cell)| *column != "worker" && !cell.is_null()) {
        let field = Worker::KIND.field(column).ok_or_else(|| bad(column, Rule::FieldUnknown))?;
        worker.insert(column.clone(), read_cell(field, cell, row.is_typed).map_err(|rule| bad(column, rule))?);
    }
    let label = row.cells.get("worker").and_then(Value::as_text).ok_or_else(|| bad("worker", Rule::Required))?;
    Worker::KIND.check(&worker).map_err(|invalid| bad(&invalid.field, invalid.rule))?;
    Ok((label.to_owned(), worker))
}
