//! The benchmarks: the core and the branch through their own doors, held against raw SQLite on the same disk.
//!
//! They report; no test asserts a time. "Raw" is what somebody would write who keeps the same rows in the same tables with
//! the same indexes, key and pragmas, and promises nothing else: no journal, no search, no history, no merge.

mod apply;
mod capture;
mod cold_open;
mod crowd;
mod day_end;
mod ingest;
mod kotlin;
pub mod options;
mod pairs;
mod people;
mod place;
mod raw;
pub mod report;
mod reports;
mod screens;
mod search;
mod syncs;

use std::fs;
use std::io;

use options::{MEASURES, Options, Size};
use pairs::Probe;
pub use pairs::ProbeSpan;
use perisai_branch::BranchError;
use perisai_core::FieldError;
use report::{Report, Row};

/// Why something could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A device failed.
    #[error("the device: {0}")]
    Device(#[from] FieldError),
    /// The branch failed.
    #[error("the branch: {0}")]
    Branch(#[from] BranchError),
    /// Raw SQLite failed.
    #[error("raw SQLite: {0}")]
    Raw(#[from] rusqlite::Error),
    /// A file failed.
    #[error("a file: {0}")]
    File(#[from] io::Error),
    /// What was to be measured did not happen.
    #[error("{0}")]
    NotAsPlanned(&'static str),
}

/// What every measure needs.
struct Bench<'a> {
    options: &'a Options,
    probe: Probe,
}

impl Bench<'_> {
    const fn size(&self) -> Size {
        self.options.size
    }
}

/// Takes one measure.
type Take = fn(&mut Bench<'_>) -> Result<Vec<Row>, BenchError>;

/// Takes every measure. `say` is told what is going on. Blocks for minutes.
pub fn run(options: &Options, say: &dyn Fn(&str)) -> Result<Report, BenchError> {
    fs::create_dir_all(&options.folder)?;
    let mut bench = Bench { options, probe: Probe::in_folder(&options.folder)? };
    let measures: [(&str, Take); MEASURES.len()] = [
        ("Captures, each durable when its call returns.", capture::measure),
        ("Records pulled from the branch.", apply::measure),
        ("A branch that takes batches in.", ingest::measure),
        ("A large store, opened and searched.", crowd::measure),
        ("What screens ask of a phone that holds many workers.", screens::measure),
        ("Syncs of a capture.", syncs::measure),
        ("A day's end on the wire.", day_end::measure),
        ("A day's end on a line that is cut.", day_end::measure_cuts),
        ("All sixteen reports.", reports::measure),
        ("The shell's side, on Java.", kotlin::measure),
    ];
    let mut rows = Vec::new();
    for (name, (about, measure)) in MEASURES.iter().zip(measures).filter(|(name, _)| options.wants(name)) {
        if *name == "kotlin" && options.only.is_empty() && !kotlin::is_there() {
            say("kotlin: left out, for `cargo xtask bench` found no JDK with Maven.");
            continue;
        }
        say(&format!("{name}: {about}"));
        rows.extend(measure(&mut bench)?);
    }
    Ok(Report { size: options.size, rows })
}
