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

/// The longest name of an unknown column that an error repeats, in characters.
const COLUMN_CHARS_MAX: usize = 60;

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
    let bytes = std::fs::read(file).map_err(|error| unreadable(&name, &error.kind().to_string()))?;
    let text = text_of(&name, &bytes)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut columns: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let from = offset(&reader);
        // Text in memory reads as flexible records.
        if !reader.read_record(&mut record).map_err(|_| unreadable(&name, "cannot be read"))? {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let quotes = text.as_bytes()[from..offset(&reader)].iter().filter(|byte| **byte == b'"').count();
        if quotes % 2 == 1 {
            return Err(unreadable(&name, &format!("line {line}: a quotation mark is left open")));
        }
        match &columns {
            None => columns = Some(columns_of(&name, &record)?),
            Some(columns) => rows.extend(row(&name, line, columns, &record)?),
        }
    }
    if columns.is_none() {
        return Err(unreadable(&name, "has no header row"));
    }
    Ok(rows)
}

fn unreadable(file: &str, problem: &str) -> BranchError {
    BranchError::File { file: file.to_owned(), problem: problem.to_owned() }
}

/// Without the byte order mark that spreadsheets write.
fn text_of<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str> {
    let line = |upto: usize| 1 + bytes[..upto].iter().filter(|byte| **byte == b'\n').count();
    let text = std::str::from_utf8(bytes).map_err(|error| {
        unreadable(file, &format!("line {}: not UTF-8; save it as CSV UTF-8", line(error.valid_up_to())))
    })?;
    match text.find('\0') {
        Some(at) => Err(unreadable(file, &format!("line {}: a NUL byte; this is not a CSV file", line(at)))),
        None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
}

fn columns_of(file: &str, header: &csv::StringRecord) -> Result<Vec<String>> {
    let names: Vec<&str> = header.iter().map(str::trim).collect();
    // Where no column is known the line is likely a row about a person: none of its cells is repeated.
    if !names.iter().any(|name| COLUMNS.contains(name)) {
        return Err(unreadable(
            file,
            "the first line is not a header; it names columns, such as worker, name, village",
        ));
    }
    for (at, name) in names.iter().enumerate() {
        if !COLUMNS.contains(name) {
            let shown: String = name.chars().take(COLUMN_CHARS_MAX).collect();
            return Err(unreadable(file, &format!("has an unknown column {shown:?}")));
        }
        if names[..at].contains(name) {
            return Err(unreadable(file, &format!("has the column {name} twice")));
        }
    }
    match ["worker", "name", "village"].into_iter().find(|column| !names.contains(column)) {
        Some(column) => Err(unreadable(file, &format!("lacks the column {column}"))),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}

/// A row that is good; none where no cell of it is filled.
fn row(file: &str, line: u64, columns: &[String], record: &csv::StringRecord) -> Result<Option<Row>> {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(None);
    }
    if record.len() != columns.len() {
        let problem = format!("line {line}: {} cells under {} columns", record.len(), columns.len());
        return Err(unreadable(file, &problem));
    }
    let bad = |field: &str, rule| BranchError::Row { file: file.to_owned(), line, field: field.to_owned(), rule };
    let (mut label, mut worker) = (String::new(), Document::new());
    for (column, cell) in columns.iter().zip(record) {
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
    Ok(Some(Row { label, worker }))
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).expect("an offset into memory fits")
}
