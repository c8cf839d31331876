//! Morning, day and evening, with real parts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use perisai_core::domain::calendar::format_instant;
use perisai_core::domain::{AgentId, Rule};
use perisai_core::field::NoProgress;
use perisai_core::{Field, FieldError};
use serde_json::{Value, json};

use super::checks::{check_devices, check_totals, conflicts, duplicates, totals_of};
use super::clerks::{Clerks, ClerksError};
use super::day::{self, Phone, Stop};
use super::labels::Labels;
use super::office::{Office, OfficeError, Serving};
use super::options::Options;
use super::syncing::{self, SyncingError, Traffic};
use super::{Capture, Input, InputError, Refusal, write_refused};
use crate::hand::Hand;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
/// Semarang is seven hours east of UTC.
const WIB_MINUTES: i32 = 420;

/// Why a field day did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The input cannot be read; nothing was written.
    #[error(transparent)]
    Input(#[from] InputError),
    /// An agent or a worker of the morning is not one.
    #[error("{file} line {line}: {field}: {rule}")]
    Row {
        /// The file.
        file: &'static str,
        /// The line, the header is 1.
        line: u64,
        /// The field.
        field: String,
        /// The rule.
        rule: Rule,
    },
    /// The branch failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A device failed.
    #[error("the device of {agent}: {error}")]
    Device {
        /// Whose.
        agent: String,
        /// How.
        error: FieldError,
    },
    /// The branch's own work failed.
    #[error(transparent)]
    Clerks(#[from] ClerksError),
    /// Not everybody could sync.
    #[error(transparent)]
    Syncing(#[from] SyncingError),
    /// A file could not be written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl RunError {
    /// Whether the input or the words were unreadable.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Input(_) | Self::Row { .. })
    }
}

/// What a day came to.
#[derive(Debug)]
pub struct Outcome {
    /// What `day.json` says.
    pub day: Value,
    /// The checks that did not hold.
    pub failures: Vec<String>,
    /// The branch, which still serves.
    pub serving: Serving,
}

/// One agent's device.
pub(super) struct Device {
    pub(super) agent: AgentId,
    pub(super) villages: BTreeSet<String>,
    hand: Hand,
    pub(super) field: Field,
}

/// Runs a day. `say` is told what happens.
pub fn run(options: &Options, input_folder: &Path, say: &dyn Fn(&str)) -> Result<Outcome, RunError> {
    let input = Input::read(input_folder)?;
    prepare_folder(&options.out)?;
    let instants = || {
        let captured = input.captures.iter().map(|capture| capture.captured_at_ms);
        captured.chain(input.office_days.keys().copied())
    };
    let first_ms = instants().min().unwrap_or(0);
    let last_ms = instants().max().unwrap_or(first_ms);
    let offset = i64::from(WIB_MINUTES) * 60_000;
    let morning_ms = (first_ms + offset).div_euclid(DAY_MS) * DAY_MS - offset;
    let evening_ms = last_ms.max(morning_ms) + HOUR_MS;

    say("Morning: the branch opens, agents enrol and sync.");
    let office = Office::at(&options.out.join("branch"))?;
    let mut labels = Labels::default();
    open_branch(&office, input_folder, &input, morning_ms, &mut labels)?;
    let mut refused = input.refused.clone();
    let clerks = Clerks::of(&office, &input, &options.out.join("tables"), morning_ms);
    clerks.open(&mut labels, &mut refused)?;
    let serving = office.serve(&instant(morning_ms))?;
    let devices = enrol_all(&office, &serving, &input, options, morning_ms)?;
    plan_events(&devices, &input, &mut labels, &mut refused)?;
    sync_quietly(&devices, &serving)?;
    let events = captured(&devices)?;
    drop(serving);

    say(&match input.office_days.len() {
        0 => format!("Day: {} rows are captured offline.", input.captures.len()),
        days => format!(
            "Days: {} rows are captured offline; on {days} office days everybody syncs, and sees what the office did.",
            input.captures.len()
        ),
    });
    let traffic = live_through(&office, &clerks, &devices, &input, options, &mut labels, &mut refused)?;
    let captures = captured(&devices)?;
    say(&format!(
        "     {} changes are saved on {} phones, {} rows are refused.",
        captures,
        devices.len(),
        refused.len()
    ));

    say("Evening: everybody syncs.");
    let serving = office.serve(&instant(evening_ms))?;
    let fields = everybody(&devices, evening_ms);
    let traffic = syncing::sync_all(&fields, serving.branch, options.seed, options.cuts_per_cent, traffic)?;
    say(&format!("     {} exchanges so far, {} of them cut.", traffic.exchanges, traffic.cuts.values().sum::<u64>()));

    if clerks.close(&mut labels, &mut refused)? {
        say("     The office decides, and everybody syncs once more.");
        sync_quietly(&devices, &serving)?;
    }
    write_refused_to(&options.out.join("refused.csv"), &refused)?;
    office.run(&["report", "all", "--out", &options.out.join("report").display().to_string()])?;

    say("Checks: every device equals the branch within its scope, and totals agree.");
    let mut failures = Vec::new();
    let equal = check_devices(&office, &devices, &labels, &mut failures)?;
    let totals = check_totals(&office, &devices, &mut failures)?;
    debug_assert!(captures >= events);
    let day = json!({
        "captured": totals["captured"], "refused": refused.len(),
        "applied": totals["applied"], "merged": totals["merged"], "contested": totals["contested"],
        "held": totals["held"], "rejected": totals["rejected"], "quarantined": totals["quarantined"],
        "pending": pending(&devices)?,
        "exchanges": traffic.exchanges, "cuts": cuts(&traffic),
        "bytes_up": traffic.bytes_up, "bytes_down": traffic.bytes_down,
        "devices_equal": equal,
        "conflicts": conflicts(&office, &labels)?, "duplicates": duplicates(&office, &labels)?,
    });
    write_day(&options.out.join("day.json"), &day)?;
    for device in &devices {
        device.field.shutdown();
    }
    Ok(Outcome { day, failures, serving })
}

/// The days between morning and evening: rows are captured offline, and on office days everybody syncs, the office writes
/// its rows, and everybody syncs again.
fn live_through(
    office: &Office,
    clerks: &Clerks<'_>,
    devices: &[Device],
    input: &Input,
    options: &Options,
    labels: &mut Labels,
    refused: &mut Vec<Refusal>,
) -> Result<Traffic, RunError> {
    let mut traffic = Traffic::default();
    let mut left = &input.captures[..];
    for (at_ms, rows) in &input.office_days {
        let (before, after) = left.split_at(left.partition_point(|capture| capture.captured_at_ms <= *at_ms));
        capture_all(devices, before, labels, refused)?;
        left = after;
        let serving = office.serve(&instant(*at_ms))?;
        let fields = everybody(devices, *at_ms);
        let round =
            |traffic| syncing::sync_round(&fields, serving.branch, options.seed, options.cuts_per_cent, traffic);
        traffic = round(traffic)?;
        clerks.sit(rows, labels, refused)?;
        traffic = round(traffic)?;
    }
    capture_all(devices, left, labels, refused)?;
    Ok(traffic)
}

/// Every phone, its clock at an instant.
fn everybody(devices: &[Device], at_ms: i64) -> Vec<&Field> {
    let at_that_instant = |device: &Device| device.hand.clock.reach(at_ms);
    devices.iter().inspect(|device| at_that_instant(device)).map(|device| &device.field).collect()
}

fn capture_all(
    devices: &[Device],
    captures: &[Capture],
    labels: &mut Labels,
    refused: &mut Vec<Refusal>,
) -> Result<(), RunError> {
    for capture in captures {
        let Some(device) = devices.iter().find(|device| device.agent.as_str() == capture.agent) else { continue };
        let phone = Phone { agent: &capture.agent, field: &device.field, clock: &device.hand.clock };
        note(day::capture(&phone, capture, labels), &capture.agent, refused)?;
    }
    Ok(())
}

/// An earlier run's outcome is replaced, anything else in the folder is left alone.
fn prepare_folder(out: &Path) -> Result<(), RunError> {
    for part in ["branch", "devices", "report", "tables"] {
        let path = out.join(part);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(RunError::File { path, error }),
            _ => {}
        }
    }
    fs::create_dir_all(out).map_err(|error| RunError::File { path: out.to_owned(), error })
}

fn open_branch(
    office: &Office,
    folder: &Path,
    input: &Input,
    morning_ms: i64,
    labels: &mut Labels,
) -> Result<(), RunError> {
    office.run(&["init", "--name", "Field day", "--clock-start", &instant(morning_ms)])?;
    for row in &input.agents {
        let text = |column: &str| row.get(column).unwrap_or_default();
        let villages = row.list("villages").join(";");
        let mut words = vec!["agent", "add", text("agent"), "--name", text("name"), "--role", text("role")];
        if !villages.is_empty() {
            words.extend(["--villages", &villages]);
        }
        if let Some(wadah) = row.get("wadah") {
            words.extend(["--wadah", wadah]);
        }
        office.act(&words)?;
    }
    if input.known_workers.is_empty() {
        return Ok(());
    }
    let file = folder.join("known_workers.csv");
    let imported = office.run(&[
        "import-workers",
        &file.display().to_string(),
        "--json",
        "--by",
        "admin",
        "--reason",
        "field day",
    ])?;
    let imported: Value = serde_json::from_str(&imported)
        .map_err(|_| OfficeError::Unexpected { command: "import-workers".to_owned() })?;
    for row in imported.as_array().into_iter().flatten() {
        if let (Some(label), Some(id)) = (row["worker"].as_str(), row["id"].as_str()) {
            labels.known.insert(label.to_owned(), id.to_owned());
        }
    }
    Ok(())
}

fn enrol_all(
    office: &Office,
    serving: &Serving,
    input: &Input,
    options: &Options,
    morning_ms: i64,
) -> Result<Vec<Device>, RunError> {
    let mut devices = Vec::new();
    for row in &input.agents {
        let badge = row.get("agent").unwrap_or_default();
        let agent: AgentId = badge.parse().map_err(|rule| RunError::Row {
            file: "agents.csv",
            line: row.line,
            field: "agent".to_owned(),
            rule,
        })?;
        let hand = Hand::new(options.seed, badge, morning_ms);
        let folder = options.out.join("devices").join(badge);
        let failed = |error| RunError::Device { agent: badge.to_owned(), error };
        let field = Field::open(&folder, &hand.vault, agent.clone(), hand.ports.clone()).map_err(failed)?;
        let code = office.act(&["enrol-code", badge])?;
        field.enrol(code.trim(), &serving.branch).map_err(failed)?;
        let villages = row.list("villages").into_iter().map(str::to_owned).collect();
        devices.push(Device { agent, villages, hand, field });
    }
    sync_quietly(&devices, serving)?;
    Ok(devices)
}

fn plan_events(
    devices: &[Device],
    input: &Input,
    labels: &mut Labels,
    refused: &mut Vec<Refusal>,
) -> Result<(), RunError> {
    for row in &input.events {
        let agent = row.get("agent").unwrap_or_default();
        match devices.iter().find(|device| device.agent.as_str() == agent) {
            None => refused.push(row.refuse("agent", Rule::LabelUnknown)),
            Some(device) => {
                let phone = Phone { agent, field: &device.field, clock: &device.hand.clock };
                note(day::hold_event(&phone, row, labels), agent, refused)?;
            }
        }
    }
    Ok(())
}

/// Everybody syncs twice, without faults: the second time brings what the others sent the first time.
fn sync_quietly(devices: &[Device], serving: &Serving) -> Result<(), RunError> {
    for _ in 0..2 {
        for device in devices {
            device
                .field
                .sync(&serving.branch, &NoProgress)
                .map_err(|error| RunError::Device { agent: device.agent.to_string(), error })?;
        }
    }
    Ok(())
}

fn note(done: Result<(), Stop>, agent: &str, refused: &mut Vec<Refusal>) -> Result<(), RunError> {
    match done {
        Ok(()) => Ok(()),
        Err(Stop::Refused(refusal)) => {
            refused.push(refusal);
            Ok(())
        }
        Err(Stop::Failed(error)) => Err(RunError::Device { agent: agent.to_owned(), error }),
    }
}

fn write_day(path: &Path, day: &Value) -> Result<(), RunError> {
    let text = serde_json::to_string_pretty(day).unwrap_or_default() + "\n";
    fs::write(path, text).map_err(|error| RunError::File { path: path.to_owned(), error })
}

fn write_refused_to(path: &Path, refused: &[Refusal]) -> Result<(), RunError> {
    let failed = |error: io::Error| RunError::File { path: path.to_owned(), error };
    let file = fs::File::create(path).map_err(failed)?;
    write_refused(file, refused).map_err(|error| failed(io::Error::other(error)))
}

fn captured(devices: &[Device]) -> Result<u64, RunError> {
    devices.iter().map(|device| totals_of(device).map(|totals| totals.captured)).sum()
}

fn pending(devices: &[Device]) -> Result<u64, RunError> {
    devices.iter().map(|device| totals_of(device).map(|totals| totals.pending)).sum()
}

fn cuts(traffic: &Traffic) -> Value {
    let kinds: BTreeMap<String, u64> =
        traffic.cuts.iter().map(|(cut, times)| (format!("{cut:?}").to_lowercase(), *times)).collect();
    json!(kinds)
}

fn instant(utc_ms: i64) -> String {
    format_instant(utc_ms, WIB_MINUTES).unwrap_or_default()
}
