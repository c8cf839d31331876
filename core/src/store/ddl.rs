//! Tables from the declared list of fields: the device's and the branch's come from the same place.
//!
//! Pure: it makes statements and converts documents to cells; who runs them is somebody else.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::domain::record::{Column, FieldSpec};
use crate::domain::{Document, KindSpec, RecordId, Value};

/// What a cell of a table holds.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

crate::prints_name_only!(Cell);

/// The columns before a kind's own, with their types.
pub type Leading = &'static [(&'static str, &'static str)];

/// The statements that make a kind's table and its indexes where they are missing. `key` lists the
/// leading columns of the primary key; `only` narrows the indexes to rows that fit.
pub fn create_table(kind: &KindSpec, leading: Leading, key: &str, only: Option<&str>) -> Vec<String> {
    let mut table = format!("CREATE TABLE IF NOT EXISTS \"{}\" (", kind.name);
    for (name, column_type) in leading {
        let _infallible = write!(table, "\"{name}\" {column_type} NOT NULL, ");
    }
    for field in kind.fields {
        let _infallible = write!(table, "{}, ", column(field));
    }
    let _infallible = write!(table, "\"extra\" TEXT, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID");
    let mut statements = vec![table];
    statements.extend(create_indexes(kind, only));
    statements
}

/// The statements that add the columns that an older table lacks.
pub fn add_columns(kind: &KindSpec, existing: &[String]) -> Vec<String> {
    kind.fields
        .iter()
        .filter(|field| !existing.iter().any(|name| name == field.name))
        .map(|field| format!("ALTER TABLE \"{}\" ADD COLUMN {}", kind.name, column(field)))
        .collect()
}

/// The statements that make a kind's indexes where they are missing.
pub fn create_indexes(kind: &KindSpec, only: Option<&str>) -> Vec<String> {
    let only = only.map(|only| format!(" WHERE {only}")).unwrap_or_default();
    kind.fields
        .iter()
        .filter(|field| field.indexed)
        .map(|field| {
            let (kind, name) = (kind.name, field.name);
            format!("CREATE INDEX IF NOT EXISTS \"{kind}_by_{name}\" ON \"{kind}\" (\"{name}\"){only}")
        })
        .collect()
}

/// The kind's own columns and `extra`, quoted and separated by commas, in the order of [`cells`].
pub fn column_names(kind: &KindSpec) -> String {
    let mut names: Vec<String> = kind.fields.iter().map(|field| format!("\"{}\"", field.name)).collect();
    names.push("\"extra\"".to_owned());
    names.join(", ")
}

fn column(field: &FieldSpec) -> String {
    let column_type = match field.column {
        Column::Integer | Column::Flag => "INTEGER",
        Column::Text | Column::Json => "TEXT",
        Column::Id => "BLOB",
    };
    format!("\"{}\" {column_type}", field.name)
}

/// A document as cells: one per declared field, then `extra` with what no column can hold.
pub fn cells(kind: &KindSpec, document: &Document) -> Vec<Cell> {
    let mut extra: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut cells: Vec<Cell> = kind
        .fields
        .iter()
        .map(|field| {
            let Some(value) = document.get(field.name) else { return Cell::Null };
            to_cell(field.column, value).unwrap_or_else(|| {
                extra.insert(field.name, value);
                Cell::Null
            })
        })
        .collect();
    extra.extend(
        document.iter().filter(|(name, _)| kind.field(name).is_none()).map(|(name, value)| (name.as_str(), value)),
    );
    cells.push(if extra.is_empty() { Cell::Null } else { Cell::Text(json(&extra)) });
    cells
}

/// The document of a row's cells, in the order of [`cells`]. None where a cell is not what was written.
pub fn document(kind: &KindSpec, cells: Vec<Cell>) -> Option<Document> {
    let mut cells = cells.into_iter();
    let mut document = Document::new();
    for field in kind.fields {
        match cells.next()? {
            Cell::Null => {}
            cell => {
                document.insert(field.name.to_owned(), from_cell(field.column, cell)?);
            }
        }
    }
    match cells.next()? {
        Cell::Null => {}
        Cell::Text(extra) => document.extend(serde_json::from_str::<Document>(&extra).ok()?),
        Cell::Integer(_) | Cell::Blob(_) => return None,
    }
    Some(document)
}

/// The value of one field's cell; none where it is not what was written.
pub fn value(field: &FieldSpec, cell: Cell) -> Option<Value> {
    match cell {
        Cell::Null => Some(Value::Null),
        cell => from_cell(field.column, cell),
    }
}

fn to_cell(column: Column, value: &Value) -> Option<Cell> {
    match (column, value) {
        (Column::Integer, Value::Int(number)) => Some(Cell::Integer(*number)),
        (Column::Flag, Value::Bool(flag)) => Some(Cell::Integer((*flag).into())),
        (Column::Text, Value::Text(text)) => Some(Cell::Text(text.clone())),
        (Column::Id, Value::Text(text)) => {
            let id: RecordId = text.parse().ok()?;
            // Only the usual spelling comes back the same from sixteen bytes.
            (id.to_string() == *text).then(|| Cell::Blob(id.as_bytes().to_vec()))
        }
        (Column::Json, value) => Some(Cell::Text(json(value))),
        _ => None,
    }
}

fn from_cell(column: Column, cell: Cell) -> Option<Value> {
    match (column, cell) {
        (Column::Integer, Cell::Integer(number)) => Some(Value::Int(number)),
        (Column::Flag, Cell::Integer(number)) => Some(Value::Bool(number != 0)),
        (Column::Text, Cell::Text(text)) => Some(Value::Text(text)),
        (Column::Id, Cell::Blob(bytes)) => RecordId::from_slice(&bytes).map(|id| Value::Text(id.to_string())),
        (Column::Json, Cell::Text(text)) => serde_json::from_str(&text).ok(),
        _ => None,
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("values hold nothing that JSON cannot")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Record;
    use crate::domain::kinds::{Attendance, Worker};

    #[test]
    fn a_document_comes_back_from_its_cells_with_what_no_column_holds() {
        let event = RecordId::created(1, 2, 3).to_string();
        let document: Document = [
            ("event".to_owned(), Value::from(event)),
            ("worker".to_owned(), Value::from("not an id")),
            ("role".to_owned(), Value::from("host")),
            ("from_a_newer_peer".to_owned(), Value::List(vec![Value::Int(1), Value::Null])),
        ]
        .into();
        let row = cells(Attendance::KIND, &document);
        assert_eq!(super::document(Attendance::KIND, row), Some(document));
    }

    #[test]
    fn an_older_table_gains_the_columns_it_lacks() {
        let existing: Vec<String> =
            Worker::KIND.fields.iter().map(|field| field.name.to_owned()).filter(|name| name != "hamlet").collect();
        assert_eq!(add_columns(Worker::KIND, &existing), [r#"ALTER TABLE "worker" ADD COLUMN "hamlet" TEXT"#]);
    }
}
