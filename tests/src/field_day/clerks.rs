//! What the branch's clerks do with the files of the folder `branch`, through the commands that they have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use perisai_core::domain::kinds::{FailureCause, GapCause, RegistrationStatus};
use perisai_core::domain::{CivilDate, Rule};
use serde_json::Value;

use super::input::OfficeRows;
use super::labels::Labels;
use super::office::{Office, OfficeError};
use super::office_files::OfficeFile;
use super::{Input, Refusal, Row};

/// Where the lists come from that an input publishes.
const SOURCE: &str = "field day input";

/// Semarang is seven hours east of UTC.
const WIB_MINUTES: i32 = 420;

/// The office at work on an input.
#[derive(Debug)]
pub struct Clerks<'a> {
    /// The branch.
    office: &'a Office,
    /// The input.
    input: &'a Input,
    /// A folder for the tables as the branch takes them: records by their ids.
    tables: PathBuf,
    /// The day from which published lists hold.
    first_day: String,
}

/// Why the clerks could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ClerksError {
    /// The branch refused.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A table could not be written.
    #[error("{}: {error}", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

type Refused<'a> = &'a mut Vec<Refusal>;

impl<'a> Clerks<'a> {
    /// The clerks of a branch whose first day this is, UTC milliseconds.
    pub fn of(office: &'a Office, input: &'a Input, tables: &Path, morning_ms: i64) -> Self {
        let first_day = CivilDate::of_instant(morning_ms, WIB_MINUTES).map(|day| day.to_string()).unwrap_or_default();
        Self { office, input, tables: tables.to_owned(), first_day }
    }
}

impl Clerks<'_> {
    /// What phones get in the morning: messages, targets, lists.
    pub fn open(&self, labels: &mut Labels, refused: Refused<'_>) -> Result<(), ClerksError> {
        self.publish_messages(false, labels, refused)?;
        self.write_table(
            OfficeFile::Targets,
            self.rows(OfficeFile::Targets),
            &["publish", "targets"],
            labels,
            refused,
        )?;
        let version = ["--valid-from", &self.first_day, "--source", SOURCE];
        for (file, list) in
            [(OfficeFile::SegmentPopulations, "segment_populations"), (OfficeFile::PublicHolidays, "public_holidays")]
        {
            let words: Vec<&str> = ["publish", list].into_iter().chain(version).collect();
            self.write_table(file, self.rows(file), &words, labels, refused)?;
        }
        Ok(())
    }

    /// What follows from what the phones brought by an office day.
    pub fn sit(&self, rows: &OfficeRows, labels: &Labels, refused: Refused<'_>) -> Result<(), ClerksError> {
        let of = |file: OfficeFile| rows.get(&file).map_or(&[][..], Vec::as_slice);
        self.each(of(OfficeFile::Statuses), refused, |row| self.set_status(row, labels))?;
        self.write_table(OfficeFile::Memberships, of(OfficeFile::Memberships), &["memberships"], labels, refused)?;
        self.each(of(OfficeFile::Decisions), refused, |row| self.decide(row, labels))?;
        self.each(of(OfficeFile::Certificates), refused, |row| self.certify(row, labels))
    }

    /// What is left for the evening. Answers whether the office had anything to do in all these days.
    pub fn close(&self, labels: &mut Labels, refused: Refused<'_>) -> Result<bool, ClerksError> {
        self.sit(&self.input.office, labels, refused)?;
        self.publish_messages(true, labels, refused)?;
        if self.input.office.is_empty() && self.input.office_days.is_empty() {
            return Ok(false);
        }
        self.office.act(&["publish-profiles"])?;
        Ok(true)
    }

    fn rows(&self, file: OfficeFile) -> &[Row] {
        self.input.office.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether messages have a teller decides when they are published: a testimony needs its teller's consent.
    fn publish_messages(&self, told: bool, labels: &mut Labels, refused: Refused<'_>) -> Result<(), ClerksError> {
        let wanted = self.rows(OfficeFile::Messages).iter().filter(|row| row.get("teller").is_some() == told);
        let written = self.write_table(OfficeFile::Messages, wanted, &["publish", "messages"], labels, refused)?;
        for (row, record) in written {
            labels.define("", "message", row.get("code").unwrap_or_default(), record);
        }
        Ok(())
    }

    /// Hands a table to a command, records by their ids; answers the rows that it holds with the records they became.
    fn write_table<'r>(
        &self,
        file: OfficeFile,
        wanted: impl IntoIterator<Item = &'r Row>,
        words: &[&str],
        labels: &Labels,
        refused: Refused<'_>,
    ) -> Result<Vec<(&'r Row, String)>, ClerksError> {
        let mut rows = Vec::new();
        for row in wanted {
            match cells(file, row, labels) {
                Ok(cells) => rows.push((row, cells)),
                Err(refusal) => refused.push(refusal),
            }
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let path = self.tables.join(Path::new(file.name()).file_name().unwrap_or_default());
        write(&path, file, &rows).map_err(|error| ClerksError::Table { path: path.clone(), error })?;
        let name = path.display().to_string();
        let mut all = words.to_vec();
        // A list is one document: only records are answered row by row.
        let is_list = words.contains(&"--source");
        all.insert(if words[0] == "publish" { 2 } else { 1 }, &name);
        if !is_list {
            all.push("--json");
        }
        let said = self.office.act(&all)?;
        if is_list {
            return Ok(Vec::new());
        }
        let unexpected = || OfficeError::Unexpected { command: words.join(" ") };
        let answer: Value = serde_json::from_str(&said).map_err(|_| unexpected())?;
        let records: Vec<String> = answer
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["record"].as_str().map(str::to_owned))
            .collect();
        if records.len() != rows.len() {
            return Err(unexpected().into());
        }
        Ok(rows.into_iter().map(|(row, _)| row).zip(records).collect())
    }

    fn each(
        &self,
        rows: &[Row],
        refused: Refused<'_>,
        work: impl Fn(&Row) -> Result<Vec<String>, Refusal>,
    ) -> Result<(), ClerksError> {
        for row in rows {
            match work(row) {
                Ok(words) => drop(self.office.act(&words.iter().map(String::as_str).collect::<Vec<_>>())?),
                Err(refusal) => refused.push(refusal),
            }
        }
        Ok(())
    }

    fn set_status(&self, row: &Row, labels: &Labels) -> Result<Vec<String>, Refusal> {
        let status: RegistrationStatus = read(row, "status")?;
        let mut words = vec!["set-status".to_owned(), record(row, "registration", labels)?, status.to_string()];
        if row.get("cause").is_some() {
            words.extend(["--cause".to_owned(), read::<FailureCause>(row, "cause")?.to_string()]);
        }
        for (column, option) in [("covered_from", "--covered-from"), ("covered_to", "--covered-to")] {
            if row.get(column).is_some() {
                words.extend([option.to_owned(), read::<CivilDate>(row, column)?.to_string()]);
            }
        }
        Ok(words)
    }

    fn decide(&self, row: &Row, labels: &Labels) -> Result<Vec<String>, Refusal> {
        let mut words = vec!["decide".to_owned(), record(row, "evaluation", labels)?];
        words.extend(["--decision".to_owned(), required(row, "decision")?.to_owned()]);
        words.extend(["--owner".to_owned(), required(row, "owner")?.to_owned()]);
        words.extend(["--deadline".to_owned(), read::<CivilDate>(row, "deadline")?.to_string()]);
        for cause in row.list("causes") {
            let cause: GapCause = cause.parse().map_err(|rule| row.refuse("causes", rule))?;
            words.extend(["--cause".to_owned(), cause.to_string()]);
        }
        for message in row.list("changed_messages") {
            let found = labels.find_at_office("message", message);
            let found = found.ok_or_else(|| row.refuse("changed_messages", Rule::LabelUnknown))?;
            words.extend(["--changed-message".to_owned(), found.clone()]);
        }
        Ok(words)
    }

    fn certify(&self, row: &Row, labels: &Labels) -> Result<Vec<String>, Refusal> {
        let mut words = vec!["training-certificate".to_owned(), record(row, "training", labels)?];
        words.extend(["--certificate".to_owned(), required(row, "certificate")?.to_owned()]);
        words.extend(["--valid-to".to_owned(), read::<CivilDate>(row, "valid_to")?.to_string()]);
        Ok(words)
    }
}

/// The cells of a row as the branch takes them, each held against its field first.
fn cells(file: OfficeFile, row: &Row, labels: &Labels) -> Result<Vec<(&'static str, String)>, Refusal> {
    let mut cells = Vec::new();
    for field in file.fields() {
        let Some(cell) = row.get(field.name) else {
            if field.required {
                return Err(row.refuse(field.name, Rule::Required));
            }
            continue;
        };
        let cell = match field.refers_to {
            Some(kind) => {
                labels.find_at_office(kind, cell).cloned().ok_or_else(|| row.refuse(field.name, Rule::LabelUnknown))?
            }
            None => {
                field.parse(cell).map_err(|rule| row.refuse(field.name, rule))?;
                cell.to_owned()
            }
        };
        cells.push((field.name, cell));
    }
    Ok(cells)
}

fn write(path: &Path, file: OfficeFile, rows: &[(&Row, Vec<(&str, String)>)]) -> std::io::Result<()> {
    // An empty cell would clear what an earlier row set: a column that no row fills is left out.
    let filled: BTreeSet<&str> = rows.iter().flat_map(|(_, cells)| cells.iter().map(|(column, _)| *column)).collect();
    let columns: Vec<&str> = file.fields().map(|field| field.name).filter(|column| filled.contains(column)).collect();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(&columns)?;
    for (_, cells) in rows {
        let cell = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
        writer.write_record(columns.iter().map(cell))?;
    }
    writer.flush()
}

fn record(row: &Row, kind: &str, labels: &Labels) -> Result<String, Refusal> {
    let found = labels.find_at_office(kind, required(row, kind)?);
    found.cloned().ok_or_else(|| row.refuse(kind, Rule::LabelUnknown))
}

fn required<'a>(row: &'a Row, column: &str) -> Result<&'a str, Refusal> {
    row.get(column).ok_or_else(|| row.refuse(column, Rule::Required))
}

fn read<T: FromStr<Err = Rule>>(row: &Row, column: &str) -> Result<T, Refusal> {
    required(row, column)?.parse().map_err(|rule| row.refuse(column, rule))
}
