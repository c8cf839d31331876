//! Lists that are tables: what a branch keeps in a spreadsheet, read row by row into the document of the list.

use super::record::KindSpec;
use super::value::{Document, Value};

/// How a list is written as a table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The columns, declared as the fields of a record. No record of it is ever kept.
    pub row: &'static KindSpec,
    /// The list's document, of rows that have passed the declaration. Whether the list takes it is for its `parse`.
    pub document: fn(&NewTable, &[Document]) -> Result<Value, BadRow>,
}

/// What a table does not say about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTable {
    /// The version that the list gets.
    pub version: String,
    /// Where it comes from.
    pub source: String,
}

/// A row that cannot stand in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its place among the rows, from 0.
    pub row: usize,
    /// The column.
    pub column: &'static str,
    /// What is wrong there.
    pub problem: &'static str,
}

impl BadRow {
    /// Names a place and what is wrong there.
    pub(crate) fn new(row: usize, column: &'static str, problem: &'static str) -> Self {
        Self { row, column, problem }
    }
}
