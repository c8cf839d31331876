//! An input folder: its agents, what is there in the morning, and the day's captures in the order of time.
//!
//! The format is described in `tests/field-day/README.md`. What a cell means is judged by the core when the row is
//! captured; here it is only found.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;

use perisai_core::domain::Rule;
use perisai_core::domain::calendar::parse_instant;

use super::files::InputFile;
use super::input_error::{FILE_BYTES_MAX, InputError};
use super::office_files::OfficeFile;
use super::record_files::RecordFile;
use super::refused::Refusal;
use super::sheet::{Row, Sheet, read_sheet};

/// Longest agent, in characters; agents name folders.
const AGENT_CHARS_MAX: usize = 40;

/// What the branch writes itself, by file.
pub type OfficeRows = BTreeMap<OfficeFile, Vec<Row>>;

/// What a folder holds. Every row of its files is in exactly one of the lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The agents; `agent` is filled, distinct and fit to name a folder.
    pub agents: Vec<Row>,
    /// What the branch knows in the morning; `worker` is filled and distinct.
    pub known_workers: Vec<Row>,
    /// The events that are planned in the morning; `event` is filled and distinct among all events.
    pub events: Vec<Row>,
    /// The captures by time; at one instant in the order of the files, then of the lines.
    pub captures: Vec<Capture>,
    /// What the branch writes in the morning and in the evening.
    pub office: OfficeRows,
    /// What it writes on the days in between, by the instant, UTC milliseconds.
    pub office_days: BTreeMap<i64, OfficeRows>,
    /// Rows that cannot be taken up at all, in the order of the files.
    pub refused: Vec<Refusal>,
}

/// A row that an agent captures at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// One of the input's agents.
    pub agent: String,
    /// The instant as typed.
    pub captured_at_text: String,
    /// The instant, milliseconds since 1970 UTC.
    pub captured_at_ms: i64,
    /// What is captured.
    pub kind: CaptureKind,
    /// The row.
    pub row: Row,
}

/// What a row captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaptureKind {
    /// Somebody met, not registered.
    Worker,
    /// Somebody registered.
    Registration,
    /// A conversation.
    Encounter,
    /// Somebody at an event.
    Attendance,
    /// An edit of one field of a worker or of a registration.
    Edit,
    /// An event, recorded where it takes place.
    Event,
    /// A record of another kind.
    Record(RecordFile),
}

impl CaptureKind {
    /// What the rows of a file capture; none for those that are no captures.
    pub fn of(file: InputFile) -> Option<Self> {
        match file {
            InputFile::Agents | InputFile::KnownWorkers | InputFile::Office(_) => None,
            InputFile::Events => Some(Self::Event),
            InputFile::Workers => Some(Self::Worker),
            InputFile::Registrations => Some(Self::Registration),
            InputFile::Encounters => Some(Self::Encounter),
            InputFile::Attendance => Some(Self::Attendance),
            InputFile::Edits => Some(Self::Edit),
            InputFile::Records(file) => Some(Self::Record(file)),
        }
    }
}

impl Input {
    /// Reads a folder. Writes nothing.
    ///
    /// # Errors
    /// See [`InputError`]: the input as a whole cannot be understood. A bad cell is no error; it refuses its row.
    pub fn read(folder: &Path) -> Result<Self, InputError> {
        let mut files = BTreeMap::new();
        for file in files_in(folder)? {
            files.insert(file, bytes_of(&folder.join(file.name()), file)?);
        }
        Self::from_files(&files)
    }

    /// Reads an input from the bytes of its files.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub fn from_files(files: &BTreeMap<InputFile, Vec<u8>>) -> Result<Self, InputError> {
        if let Some(file) = InputFile::all().find(|file| file.is_required() && !files.contains_key(file)) {
            return Err(InputError::FileMissing { file });
        }
        let mut input = Self::default();
        for (file, bytes) in files {
            let Sheet { rows, refused } = read_sheet(*file, bytes)?;
            input.refused.extend(refused);
            match file {
                InputFile::Agents => input.agents = input.distinct(rows, "agent", is_agent)?,
                InputFile::KnownWorkers => input.known_workers = input.distinct(rows, "worker", |_| true)?,
                InputFile::Events => {
                    let rows = input.distinct(rows, "event", |_| true)?;
                    let (found, planned) = rows.into_iter().partition(|row| row.get("captured_at").is_some());
                    input.events = planned;
                    input.take_captures(*file, found);
                }
                InputFile::Workers
                | InputFile::Registrations
                | InputFile::Encounters
                | InputFile::Attendance
                | InputFile::Edits
                | InputFile::Records(_) => input.take_captures(*file, rows),
                InputFile::Office(file) => input.take_office(*file, rows),
            }
        }
        input.captures.sort_by_key(|capture| capture.captured_at_ms);
        input.refused.sort();
        Ok(input)
    }

    /// The rows that define a label; those without a usable one are refused.
    fn distinct(
        &mut self,
        rows: Vec<Row>,
        column: &'static str,
        is_usable: fn(&str) -> bool,
    ) -> Result<Vec<Row>, InputError> {
        let mut lines = BTreeMap::new();
        let mut kept = Vec::new();
        for row in rows {
            match row.get(column) {
                None => self.refused.push(row.refuse(column, Rule::Required)),
                Some(label) if !is_usable(label) => self.refused.push(row.refuse(column, Rule::Enum)),
                Some(label) => {
                    let (file, line) = (row.file, row.line);
                    if let Some(first) = lines.insert(label.to_owned(), line) {
                        return Err(InputError::LabelTwice { file, line, first, column });
                    }
                    kept.push(row);
                }
            }
        }
        Ok(kept)
    }

    fn take_office(&mut self, file: OfficeFile, rows: Vec<Row>) {
        for row in rows {
            let of_when = match row.get("at").map(parse_instant).transpose() {
                Ok(None) => &mut self.office,
                Ok(Some(at_ms)) => self.office_days.entry(at_ms).or_default(),
                Err(rule) => {
                    self.refused.push(row.refuse("at", rule));
                    continue;
                }
            };
            of_when.entry(file).or_default().push(row);
        }
    }

    fn take_captures(&mut self, file: InputFile, rows: Vec<Row>) {
        let Some(kind) = CaptureKind::of(file) else { return };
        let agents: BTreeSet<_> = self.agents.iter().filter_map(|row| row.get("agent")).collect();
        for row in rows {
            match agent_and_instant(&row, &agents) {
                Ok((agent, captured_at_text, captured_at_ms)) => {
                    self.captures.push(Capture { agent, captured_at_text, captured_at_ms, kind, row });
                }
                Err(refusal) => self.refused.push(refusal),
            }
        }
    }
}

/// Who captures the row, and when.
fn agent_and_instant(row: &Row, agents: &BTreeSet<&str>) -> Result<(String, String, i64), Refusal> {
    let filled = |column| row.get(column).ok_or_else(|| row.refuse(column, Rule::Required));
    let (agent, text) = (filled("agent")?, filled("captured_at")?);
    if !agents.contains(agent) {
        return Err(row.refuse("agent", Rule::LabelUnknown));
    }
    let instant = parse_instant(text).map_err(|rule| row.refuse("captured_at", rule))?;
    Ok((agent.to_owned(), text.to_owned(), instant))
}

fn is_agent(label: &str) -> bool {
    label.len() <= AGENT_CHARS_MAX && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The folder of what the branch writes itself.
const OFFICE: &str = "branch";

/// The files of the folder and of the one in it, which hold nothing else.
fn files_in(folder: &Path) -> Result<BTreeSet<InputFile>, InputError> {
    let unreadable = |error: std::io::Error| InputError::Folder(error.kind());
    let names_in = |folder: &Path| -> Result<BTreeSet<OsString>, InputError> {
        let entries = std::fs::read_dir(folder).map_err(unreadable)?;
        entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(unreadable)).collect()
    };
    let mut names: Vec<String> = Vec::new();
    for name in names_in(folder)? {
        let inner = folder.join(&name);
        if name == OFFICE && inner.is_dir() {
            names.extend(names_in(&inner)?.iter().map(|name| format!("{OFFICE}/{}", name.to_string_lossy())));
        } else {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    let file = |name: &String| {
        InputFile::named(name).ok_or_else(|| InputError::FileUnknown { name: name.escape_debug().to_string() })
    };
    names.iter().map(file).collect()
}

/// The bytes of a file, at most one more than may be read.
fn bytes_of(path: &Path, file: InputFile) -> Result<Vec<u8>, InputError> {
    let unreadable = |error: std::io::Error| InputError::FileUnreadable { file, kind: error.kind() };
    let limit = u64::try_from(FILE_BYTES_MAX).expect("the limit fits") + 1;
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(unreadable)?.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod shipped;
#[cfg(test)]
mod tests;
