//! The document of a list of reference data, from a file: JSON in the list's own form, or a table.

use std::path::Path;

use perisai_core::domain::lists;
use perisai_core::domain::record::FieldSpec;
use perisai_core::domain::table::{BadRow, NewTable, Table};
use perisai_core::domain::{Document, Invalid, Rule};

use super::sheet::{self, Columns};
use crate::error::{BranchError, Result};
use crate::office::published::NewReference;
use crate::office::tables::read_cell;

/// Reads the document of a list.
pub(super) fn read(list: &str, file: &Path, about: NewTable) -> Result<String> {
    match lists::list(list).and_then(|list| list.table).filter(|_| !sheet::is_json(file)) {
        Some(table) => from_rows(&table, file, &about),
        None => NewReference::read_document(file),
    }
}

fn from_rows(table: &Table, file: &Path, about: &NewTable) -> Result<String> {
    let names = |fields: &[FieldSpec], needed: bool| {
        fields.iter().filter(|field| field.required || !needed).map(|field| field.name).collect()
    };
    let columns = Columns { known: names(table.row.fields, false), required: names(table.row.fields, true) };
    let read = sheet::read(file, &columns)?;
    let mut rows = Vec::new();
    for row in &read.rows {
        let bad = |Invalid { field, rule }| BranchError::Row { file: read.file.clone(), line: row.line, field, rule };
        let mut cells = Document::new();
        for (column, cell) in row.cells.iter().filter(|(_, cell)| !cell.is_null()) {
            let invalid = |rule| bad(Invalid::new(column, rule));
            let field = table.row.field(column).ok_or_else(|| invalid(Rule::FieldUnknown))?;
            cells.insert(column.clone(), read_cell(field, cell, row.is_typed).map_err(invalid)?);
        }
        table.row.check(&cells).map_err(bad)?;
        rows.push(cells);
    }
    let document = (table.document)(about, &rows).map_err(|BadRow { row, column, problem }| {
        // A table without rows has its header only.
        let line = read.rows.get(row).map_or(1, |row| row.line);
        BranchError::File { file: read.file.clone(), problem: format!("line {line}, {column}: {problem}") }
    })?;
    serde_json::to_string(&document).map_err(|_| BranchError::Ledger("a list cannot be written out".to_owned()))
}
