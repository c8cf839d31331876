//! Tables from files: CSV as spreadsheets write it, or a JSON list of objects. Read whole before anything is written.

use std::collections::BTreeMap;
use std::path::Path;

use perisai_core::domain::Value;

use crate::error::{BranchError, Result};
use crate::office::tables::{Table, TableRow};

/// The longest name of an unknown column that an error repeats, in characters.
const COLUMN_CHARS_MAX: usize = 60;

/// The columns that a table may have and those that it must.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) known: Vec<&'static str>,
    pub(super) required: Vec<&'static str>,
}

/// Reads a table: JSON where the file is called so, CSV else.
pub(super) fn read(file: &Path, columns: &Columns) -> Result<Table> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| unreadable(&name, &error.kind().to_string()))?;
    let text = text_of(&name, &bytes)?;
    let rows = if is_json(file) { json_rows(&name, text, columns)? } else { csv_rows(&name, text, columns)? };
    Ok(Table { file: name, rows })
}

/// Whether a file is called one of JSON.
pub(super) fn is_json(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn unreadable(file: &str, problem: &str) -> BranchError {
    BranchError::File { file: file.to_owned(), problem: problem.to_owned() }
}

/// Without the byte order mark that spreadsheets write.
fn text_of<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = line_at(bytes, error.valid_up_to());
        unreadable(file, &format!("line {line}: not UTF-8; save it as CSV UTF-8"))
    })?;
    match text.find('\0') {
        Some(at) => Err(unreadable(file, &format!("line {}: a NUL byte; this is not a CSV file", line_at(bytes, at)))),
        None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
}

/// The physical line of a place, from 1.
fn line_at(bytes: &[u8], upto: usize) -> u64 {
    1 + bytes[..upto].iter().filter(|byte| **byte == b'\n').map(|_| 1_u64).sum::<u64>()
}

fn csv_rows(file: &str, text: &str, known: &Columns) -> Result<Vec<TableRow>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut columns: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let from = offset(&reader);
        // Text in memory reads as flexible records.
        if !reader.read_record(&mut record).map_err(|_| unreadable(file, "cannot be read"))? {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let quotes = text.as_bytes()[from..offset(&reader)].iter().filter(|byte| **byte == b'"').count();
        if quotes % 2 == 1 {
            return Err(unreadable(file, &format!("line {line}: a quotation mark is left open")));
        }
        match &columns {
            None => columns = Some(header(file, &record, known)?),
            Some(columns) => rows.extend(row(file, line, columns, &record)?),
        }
    }
    match columns {
        Some(_) => Ok(rows),
        None => Err(unreadable(file, "has no header row")),
    }
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).expect("an offset into memory fits")
}

fn header(file: &str, header: &csv::StringRecord, columns: &Columns) -> Result<Vec<String>> {
    let names: Vec<&str> = header.iter().map(str::trim).collect();
    // Where no column is known the line is likely a row about a person: none of its cells is repeated.
    if !names.iter().any(|name| columns.known.contains(name)) {
        let such_as = columns.required.join(", ");
        let problem = format!("the first line is not a header; it names columns, such as {such_as}");
        return Err(unreadable(file, &problem));
    }
    for (at, name) in names.iter().enumerate() {
        check_column(file, name, columns)?;
        if names[..at].contains(name) {
            return Err(unreadable(file, &format!("has the column {name} twice")));
        }
    }
    match columns.required.iter().find(|column| !names.contains(column)) {
        Some(column) => Err(unreadable(file, &format!("lacks the column {column}"))),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}

fn check_column(file: &str, name: &str, columns: &Columns) -> Result<()> {
    if columns.known.contains(&name) {
        return Ok(());
    }
    let shown: String = name.chars().take(COLUMN_CHARS_MAX).collect();
    Err(unreadable(file, &format!("has an unknown column {shown:?}")))
}

/// A row of CSV; none where no cell of it is filled.
fn row(file: &str, line: u64, columns: &[String], record: &csv::StringRecord) -> Result<Option<TableRow>> {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(None);
    }
    if record.len() != columns.len() {
        let problem = format!("line {line}: {} cells under {} columns", record.len(), columns.len());
        return Err(unreadable(file, &problem));
    }
    let cell = |cell: &str| match cell.trim() {
        "" => Value::Null,
        typed => Value::from(typed),
    };
    let cells = columns.iter().cloned().zip(record.iter().map(cell)).collect();
    Ok(Some(TableRow { line, cells, is_typed: true }))
}

/// The objects of a JSON list, each with the line on which it begins.
fn json_rows(file: &str, text: &str, columns: &Columns) -> Result<Vec<TableRow>> {
    let not = |at: usize, what: &str| unreadable(file, &format!("line {}: {what}", line_at(text.as_bytes(), at)));
    let rest_at = |at: usize| at + text[at..].len() - text[at..].trim_start().len();
    let mut at = rest_at(0);
    if !text[at..].starts_with('[') {
        return Err(not(at, "not a JSON list of objects"));
    }
    at = rest_at(at + 1);
    let mut rows = Vec::new();
    while !text[at..].starts_with(']') {
        let mut objects = serde_json::Deserializer::from_str(&text[at..]).into_iter::<BTreeMap<String, Value>>();
        let Some(Ok(cells)) = objects.next() else { return Err(not(at, "not a JSON object of fields")) };
        for name in cells.keys() {
            check_column(file, name, columns)?;
        }
        if let Some(column) = columns.required.iter().find(|column| !cells.contains_key(**column)) {
            return Err(not(at, &format!("lacks {column}")));
        }
        rows.push(TableRow { line: line_at(text.as_bytes(), at), cells, is_typed: false });
        at = rest_at(at + objects.byte_offset());
        match text[at..].chars().next() {
            Some(',') => at = rest_at(at + 1),
            Some(']') => {}
            _ => return Err(not(at, "neither the next object nor the end of the list")),
        }
    }
    match rest_at(at + 1) {
        end if end == text.len() => Ok(rows),
        end => Err(not(end, "something follows the list")),
    }
}
