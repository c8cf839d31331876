//! One file of an input: which columns it may have, and how its bytes become rows.

use std::collections::BTreeMap;
use std::fmt;

use perisai_core::domain::Rule;

use super::refused::Refusal;

/// Longest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest cell that a row may hold, in bytes; a longer one refuses its row.
pub const CELL_BYTES_MAX: usize = 16 * 1024;
/// Longest unknown name that an error repeats, in characters.
const NAME_CHARS_MAX: usize = 60;

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident = $name:literal, $presence:ident, [$($need:ident $column:literal),+ $(,)?];)+) => {
        /// A file of an input, in the order in which they are read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum InputFile {
            $($(#[$doc])* $file),+
        }

        impl InputFile {
            /// Every file, in order.
            pub const ALL: &[Self] = &[$(Self::$file),+];

            /// The file's name in the folder.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$file => $name),+ }
            }

            /// Whether an input without it cannot be run.
            pub const fn is_required(self) -> bool {
                matches!(match self { $(Self::$file => Need::$presence),+ }, Need::Required)
            }

            const fn declared(self) -> &'static [(Need, &'static str)] {
                match self { $(Self::$file => &[$((Need::$need, $column)),+]),+ }
            }
        }
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

files! {
    /// The agents of the day.
    Agents = "agents.csv", Required, [
        Required "agent", Required "name", Required "role", Optional "wadah", Required "villages",
    ];
    /// What the branch knows in the morning.
    KnownWorkers = "known_workers.csv", Optional, [
        Required "worker", Required "name", Optional "nik", Optional "birth_date", Optional "sex", Optional "phone",
        Required "village", Optional "occupation",
    ];
    /// Events, created and synced in the morning.
    Events = "events.csv", Optional, [
        Required "event", Required "agent", Required "kind", Required "starts_at", Optional "place", Optional "village",
    ];
    /// Workers met, not registered.
    Workers = "workers.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Required "name", Optional "sex",
        Optional "birth_date", Optional "phone", Required "village", Optional "occupation", Optional "segments",
        Optional "consent_method",
    ];
    /// Workers registered.
    Registrations = "registrations.csv", Required, [
        Required "agent", Required "captured_at", Required "worker", Optional "event", Required "name", Required "nik",
        Required "birth_date", Required "sex", Optional "phone", Required "village", Required "occupation",
        Optional "segments", Optional "economic_class", Optional "discount_sector", Required "declared_income",
        Required "programmes", Required "period_months", Required "start_month", Optional "payer", Optional "cash",
        Optional "consent_method", Optional "acknowledge",
    ];
    /// Conversations.
    Encounters = "encounters.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Optional "event", Required "channel",
        Required "direction", Optional "minutes", Optional "barriers", Optional "asks_whom", Optional "media_used",
        Optional "teach_back", Optional "intent",
    ];
    /// Who was at an event.
    Attendance = "attendance.csv", Optional, [
        Required "agent", Required "captured_at", Required "event", Required "worker",
    ];
    /// Edits of single worker fields.
    Edits = "edits.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Required "field", Required "value",
        Optional "acknowledge",
    ];
}

impl InputFile {
    /// The file of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|file| file.name() == name)
    }

    /// Its columns, with whether the header must name them.
    pub fn columns(self) -> impl Iterator<Item = (&'static str, bool)> {
        self.declared().iter().map(|(need, column)| (*column, *need == Need::Required))
    }

    /// The declared column of that name.
    fn column(self, name: &str) -> Option<&'static str> {
        self.declared().iter().map(|(_, column)| *column).find(|column| *column == name)
    }
}

impl fmt::Display for InputFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An input that cannot be read at all: nothing has been written, and the message names the place. No cell is
/// repeated in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The folder cannot be listed.
    #[error("the input folder cannot be read: {0}")]
    Folder(std::io::ErrorKind),
    /// Something in the folder is no file of an input.
    #[error("{name}: unknown file; an input has {}", InputFile::ALL.iter().map(|file| file.name()).collect::<Vec<_>>().join(", "))]
    FileUnknown {
        /// Its name.
        name: String,
    },
    /// A required file is not there.
    #[error("{file}: missing")]
    FileMissing {
        /// Which.
        file: InputFile,
    },
    /// A file cannot be opened or read.
    #[error("{file}: cannot be read: {kind}")]
    FileUnreadable {
        /// Which.
        file: InputFile,
        /// Why.
        kind: std::io::ErrorKind,
    },
    /// A file is longer than [`FILE_BYTES_MAX`].
    #[error("{file}: longer than {FILE_BYTES_MAX} bytes")]
    FileTooLong {
        /// Which.
        file: InputFile,
    },
    /// Bytes that are no UTF-8.
    #[error("{file}, line {line}: not UTF-8; save it as CSV UTF-8")]
    NotUtf8 {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
    },
    /// A NUL byte, which no spreadsheet writes.
    #[error("{file}, line {line}: a NUL byte; this is not a CSV file")]
    NulByte {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
    },
    /// The first line holds none of the file's columns.
    #[error("{file}: the first line is not a header; it names columns separated by commas, such as {example}")]
    HeaderMissing {
        /// Which.
        file: InputFile,
        /// A column that it could name.
        example: &'static str,
    },
    /// A column that the file does not have.
    #[error("{file}: unknown column {column:?}")]
    ColumnUnknown {
        /// Which.
        file: InputFile,
        /// Its name in the header, cut where it is long.
        column: String,
    },
    /// A required column is not in the header.
    #[error("{file}: missing column {column}")]
    ColumnMissing {
        /// Which.
        file: InputFile,
        /// The column.
        column: &'static str,
    },
    /// A column stands twice in the header.
    #[error("{file}: column {column} stands twice")]
    ColumnTwice {
        /// Which.
        file: InputFile,
        /// The column.
        column: &'static str,
    },
    /// A row has more or fewer cells than the header.
    #[error("{file}, line {line}: {cells} cells under {columns} columns")]
    Ragged {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
        /// How many cells it has.
        cells: usize,
        /// How many columns the header has.
        columns: usize,
    },
    /// A quotation mark without its other half, which would swallow the rows that follow.
    #[error("{file}, line {line}: a quotation mark is left open")]
    QuoteOpen {
        /// Which.
        file: InputFile,
        /// Physical line on which the row begins.
        line: u64,
    },
    /// Two rows define one label.
    #[error("{file}, line {line}: the {column} of line {first} again")]
    LabelTwice {
        /// Which.
        file: InputFile,
        /// Physical line of the second.
        line: u64,
        /// Physical line of the first.
        first: u64,
        /// The column that holds the label.
        column: &'static str,
    },
}

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
        debug_assert!(self.file.column(column).is_some(), "{} has no column {column}", self.file);
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
    let missing = |(need, column): &&(Need, &'static str)| *need == Need::Required && !columns.contains(column);
    match file.declared().iter().find(missing) {
        Some((_, column)) => Err(InputError::ColumnMissing { file, column }),
        None => Ok(columns),
    }
}

fn header_missing(file: InputFile) -> InputError {
    InputError::HeaderMissing { file, example: file.declared()[0].1 }
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
