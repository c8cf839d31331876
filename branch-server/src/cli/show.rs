//! Lists on the terminal: aligned columns for people, one JSON array for programs.

use serde::Serialize;
use serde_json::Value;

use super::print;
use crate::error::{BranchError, Result};

/// The longest cell shown to people, in characters; programs get all of it.
const CELL_CHARS_MAX: usize = 48;

/// Prints rows: as one JSON array, or the named columns of each.
pub(super) fn list<T: Serialize>(rows: &[T], columns: &[&str], json: bool) -> Result<()> {
    let rows = rows.iter().map(to_json).collect::<Result<Vec<Value>>>()?;
    if json {
        return print(&(Value::Array(rows).to_string() + "\n"));
    }
    let mut table: Vec<Vec<String>> = vec![columns.iter().map(|column| (*column).to_owned()).collect()];
    table.extend(rows.iter().map(|row| columns.iter().map(|column| cell(&row[*column])).collect()));
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or_default())
        .collect();
    let mut text = String::new();
    for row in table {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    print(&text)
}

/// Prints one object: as JSON, or a line per part.
pub(super) fn object<T: Serialize>(object: &T, json: bool) -> Result<()> {
    let object = to_json(object)?;
    if json {
        return print(&(object.to_string() + "\n"));
    }
    let parts = object.as_object().into_iter().flatten();
    print(&parts.map(|(name, part)| format!("{name}: {}\n", cell(part))).collect::<String>())
}

fn to_json<T: Serialize>(row: &T) -> Result<Value> {
    serde_json::to_value(row).map_err(|_| BranchError::Ledger("a row cannot be shown".to_owned()))
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(elements) => elements.iter().map(cell).collect::<Vec<_>>().join(";"),
        Value::Object(parts) => {
            parts.iter().map(|(name, part)| format!("{name}={}", cell(part))).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    // What was typed in the field cannot drive a clerk's terminal.
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    match plain.char_indices().nth(CELL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}
