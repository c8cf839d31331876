//! How the bytes of one file become rows.

use std::collections::BTreeMap;
use std::fmt;

use perisai_core::domain::Rule;

use super::files::InputFile;
use super::input_error::{FILE_BYTES_MAX, InputError};
use super::refused::Refusal;

/// Longest cell that a row may hold, in bytes; a longer one refuses its row.
pub const CELL_BYTES_MAX: usize = 16 * 1024;
/// Longest unknown name that an error repeats, in characters.
const NAME_CHARS_MAX: usize = 60;

/// A row as typed: the cells that hold something, by column, without the blanks around them.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The file it stands in.
    pub file: InputFile,
    /// The physical line on which it begins; the header is 1 unless blank lines precede it.
    pub line: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// The cell under that column; none where it is empty or the file lacks the column.
    pub fn get(&self, column: &str) -> Option<&str> {
        debug_assert!(InputFile::all().any(|file| file.column(column).is_some()), "no file has {column}");
        self.cells.get(column).map(String::as_str)
    }

    /// The elements of a list, in its order, without empty ones.
    pub fn list(&self, column: &str) -> Vec<&str> {
        split_list(self.get(column).unwrap_or_default())
    }

    /// Every cell that holds something, by column.
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.cells.iter().map(|(column, cell)| (*column, cell.as_str()))
    }

    /// Refuses the row for a field that breaks a rule.
    pub fn refuse(&self, field: &str, rule: Rule) -> Refusal {
        Refusal::new(self.file, self.line, field, rule)
    }
}

/// Says where the row stands and which cells it has, not what they hold: rows are about people.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({}, line {}, {:?})", self.file, self.line, self.cells.keys())
    }
}

/// The elements of a list cell, separated by `;`, without empty ones.
pub fn split_list(cell: &str) -> Vec<&str> {
    cell.split(';').map(str::trim).filter(|element| !element.is_empty()).collect()
}

/// The rows of one file, and those that a cell of theirs refuses already.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// In the order of the file.
    pub refused: Vec<Refusal>,
}

/// Reads the bytes of one file. A byte order mark is passed over, as are rows without any cell filled; lines may end
/// in CR, LF or both.
pub fn read_sheet(file: InputFile, bytes: &[u8]) -> Result<Sheet, InputError> {
    let text = text_of(file, bytes)?;
    let mut records = Records::new(file, text);
    let header = match records.next()? {
        Some((_, record)) => columns_of(file, &record)?,
        None => return Err(header_missing(file)),
    };
    let mut sheet = Sheet::default();
    while let Some((line, record)) = records.next()? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != header.len() {
            return Err(InputError::Ragged { file, line, cells: record.len(), columns: header.len() });
        }
        let filled = header.iter().zip(record.iter()).map(|(column, cell)| (*column, cell.trim()));
        let cells: BTreeMap<_, _> = filled.filter(|(_, cell)| !cell.is_empty()).collect();
        match cells.iter().find(|(_, cell)| cell.len() > CELL_BYTES_MAX) {
            Some((column, _)) => sheet.refused.push(Refusal::new(file, line, column, Rule::TextLength)),
            None => {
                let cells = cells.into_iter().map(|(column, cell)| (column, cell.to_owned())).collect();
                sheet.rows.push(Row { file, line, cells });
            }
        }
    }
    Ok(sheet)
}

fn text_of(file: InputFile, bytes: &[u8]) -> Result<&str, InputError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(InputError::FileTooLong { file });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| InputError::NotUtf8 { file, line: 1 + line_ends(&bytes[..error.valid_up_to()]) })?;
    if let Some(place) = text.find('\0') {
        return Err(InputError::NulByte { file, line: 1 + line_ends(&bytes[..place]) });
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The declared column of every cell of the header.
fn columns_of(file: InputFile, header: &csv::StringRecord) -> Result<Vec<&'static str>, InputError> {
    let found: Vec<_> = header.iter().map(|name| (name.trim(), file.column(name.trim()))).collect();
    // Where no column is known the line is likely a row about a person: name none of its cells.
    if found.iter().all(|(_, column)| column.is_none()) {
        return Err(header_missing(file));
    }
    let mut columns = Vec::new();
    for (name, column) in found {
        let Some(column) = column else {
            return Err(InputError::ColumnUnknown { file, column: name.chars().take(NAME_CHARS_MAX).collect() });
        };
        if columns.contains(&column) {
            return Err(InputError::ColumnTwice { file, column });
        }
        columns.push(column);
    }
    match file.columns().find(|(column, is_required)| *is_required && !columns.contains(column)) {
        Some((column, _)) => Err(InputError::ColumnMissing { file, column }),
        None => Ok(columns),
    }
}

fn header_missing(file: InputFile) -> InputError {
    let (example, _) = file.columns().next().expect("every file has columns");
    InputError::HeaderMissing { file, example }
}

/// The records of a text with the physical lines on which they begin. The reader's own count is not used: it names
/// the blank line before a record, and is one short after CR LF.
struct Records<'a> {
    file: InputFile,
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// How far the lines are counted, in bytes.
    counted: usize,
    line: u64,
}

impl<'a> Records<'a> {
    fn new(file: InputFile, text: &'a str) -> Self {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        Self { file, text, reader, counted: 0, line: 1 }
    }

    fn next(&mut self) -> Result<Option<(u64, csv::StringRecord)>, InputError> {
        let before = self.offset();
        let mut record = csv::StringRecord::new();
        let found = self.reader.read_record(&mut record).expect("text in memory reads as flexible records");
        if !found {
            return Ok(None);
        }
        let blank = self.text[before..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let (start, end) = (before + blank, self.offset());
        self.line += line_ends(&self.text.as_bytes()[self.counted..start]);
        self.counted = start;
        if self.text[start..end].bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            return Err(InputError::QuoteOpen { file: self.file, line: self.line });
        }
        Ok(Some((self.line, record)))
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).expect("an offset into memory fits")
    }
}

/// How many lines end within the bytes; CR LF ends one.
fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let returns = bytes.iter().enumerate().filter(|(at, byte)| **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    u64::try_from(feeds + returns.count()).expect("a count in memory fits")
}
