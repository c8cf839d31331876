//! Pulled records, decoded and stored, against raw bulk inserts of the same rows; and how large the files become.

use std::path::Path;

use perisai_core::sync::wire::{self, Entry, ExchangeResponse};
use rusqlite::Connection;

use super::pairs::{self, Pair};
use super::people::Person;
use super::place::{self, Carried, Device, Meter};
use super::raw::{self, Raw, RawRow};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};
use crate::sim::SimBranch;

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let (size, folder) = (bench.size(), bench.folder("apply")?);
    let registrations = size.of(30, 2_000);
    let badges: Vec<String> = (0..=size.of(2, 7)).map(|number| format!("reader-{number}")).collect();
    let mut agents: Vec<(&str, &[usize])> = badges.iter().map(|badge| (badge.as_str(), &[0][..])).collect();
    agents.push(("author", &[0]));
    let branch = place::branch(&agents)?;
    let pending_bytes = author_a_village(&branch, &folder, registrations)?;

    let model = Device::in_folder(&folder.join("model"), &badges[0])?;
    let carried = pull(&model, &branch)?;
    let source = raw::connect(&folder.join("model/field.db"), Some(model.key()))?;
    let batches: Vec<Vec<RawRow>> =
        carried.iter().map(|carried| rows_of(carried, &source)).collect::<Result<_, _>>()?;
    let rows: usize = batches.iter().map(Vec::len).sum();

    let (medians, probe) = pairs::take(size, &mut bench.probe, |pair| {
        let badge = &badges[pair + 1];
        let device = Device::in_folder(&folder.join(badge), badge)?;
        let (carried, all_us) = pairs::timed(|| pull(&device, &branch))?;
        let away_us: f64 = carried.iter().map(|carried| carried.away_us).sum();
        let mut raw = Raw::like(&source, &folder.join(format!("raw-{pair}.db")), Some(device.key()))?;
        let ((), raw_us) = pairs::timed(|| batches.iter().try_for_each(|batch| raw.insert(batch)))?;
        let rate = |us: f64| rows as f64 / us * 1e6;
        Ok([Pair { ours: rate(all_us - away_us), raw: rate(raw_us) }])
    })?;
    let [medians] = medians;

    let ours_bytes = raw::bytes_of(&folder.join("model/field.db"), model.key())?;
    let raw_bytes = raw::bytes_of(&folder.join("raw-0.db"), Device::key_of(&badges[1]))?;
    let size_row = |name: &str, measure: &str, bytes: f64| Row {
        name: name.to_owned(),
        measure: measure.to_owned(),
        against: "a file with the same rows in raw tables with the same indexes",
        goal: Goal::AtMost(1.20),
        figure: bytes / raw_bytes,
        unit: MeasureUnit::Ratio,
        detail: format!("{:.0} KiB, raw {:.0} KiB, {rows} records", bytes / 1024.0, raw_bytes / 1024.0),
        probe: None,
    };
    Ok(vec![
        Row {
            name: "apply_pulled".to_owned(),
            measure: "apply of pulled records, decode included".to_owned(),
            against: "a raw bulk insert of the same rows, as many per transaction, nothing decoded",
            goal: Goal::AtLeast(0.80),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} records/s, raw {:.0} records/s", medians.ours, medians.raw),
            probe: Some(probe),
        },
        size_row("database_size", "database size, all pulled", ours_bytes),
        size_row("database_size_pending", "database size, all captured here and pending", pending_bytes),
    ])
}

/// One agent registers a village and syncs. Answers how large the author's file was before the sync, in bytes.
fn author_a_village(branch: &SimBranch, folder: &Path, registrations: usize) -> Result<f64, BenchError> {
    let author = Device::in_folder(&folder.join("author"), "author")?;
    author.enrol(branch)?;
    for number in 0..registrations {
        author.pass();
        author.field.register(&Person::of(number as u64, 0).registering())?;
    }
    let bytes = raw::bytes_of(&folder.join("author/field.db"), author.key())?;
    author.sync(branch, &Meter::to(&branch.branch))?;
    Ok(bytes)
}

/// Enrols a device and reads everything that the branch has for it.
fn pull(device: &Device, branch: &SimBranch) -> Result<Vec<Carried>, BenchError> {
    let line = Meter::to(&branch.branch);
    device.field.enrol(&branch.enrol_code(device.field.agent()), &line)?;
    device.sync(branch, &line)?;
    Ok(line.into_carried())
}

/// The rows that an answer brought, in its order.
fn rows_of(carried: &Carried, source: &Connection) -> Result<Vec<RawRow>, BenchError> {
    let Ok(answer) = wire::unpack::<ExchangeResponse>(&carried.answer.body) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for entry in answer.pages.iter().flat_map(|page| &page.entries) {
        if let Entry::Revision(revision) = entry {
            let kind = raw::kind_named(&revision.kind)?;
            rows.extend(raw::rows(source, kind, "record", &revision.record.as_bytes().as_slice())?);
        }
    }
    Ok(rows)
}
