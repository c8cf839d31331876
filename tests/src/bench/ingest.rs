//! A branch that takes in batches of captures, against raw bulk loads of the same rows; and the same batch again.

use perisai_core::sync::wire::{self, ExchangeRequest};
use rusqlite::Connection;

use super::pairs::{self, Pair};
use super::people::Person;
use super::place::{self, Carried, Device, Meter};
use super::raw::{self, Raw, RawRow};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};
use crate::power::{Machine, OpClock};
use crate::sim::SimBranch;

/// Each pair's device.
const BADGES: [&str; 7] = ["a0", "a1", "a2", "a3", "a4", "a5", "a6"];

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let (size, folder) = (bench.size(), bench.folder("ingest")?);
    let batch = size.of(10, 200);
    let branch = place::branch_in(&folder.join("ledger.db"), &BADGES.map(|badge| (badge, &[0][..])))?;
    let source = raw::connect(&folder.join("ledger.db"), None)?;
    let mut raw = Raw::like(&source, &folder.join("raw.db"), None)?;

    let ([first, again], probe) = pairs::take(size, &mut bench.probe, |pair| {
        let carried = day_of(&branch, pair, batch)?;
        let (mut first_us, mut again_us, mut rows) = (0.0, 0.0, Vec::new());
        for carried in &carried {
            let written = rows_of(carried, &source)?;
            if !written.is_empty() {
                first_us += carried.branch_us;
                again_us += carried.again_us.ok_or(BenchError::NotAsPlanned("a replay was refused"))?;
                rows.push(written);
            }
        }
        let ((), raw_us) = pairs::timed(|| rows.iter().try_for_each(|rows| raw.insert(rows)))?;
        let rate = |us: f64| batch as f64 / us * 1e6;
        Ok([Pair { ours: rate(first_us), raw: rate(raw_us) }, Pair { ours: rate(again_us), raw: rate(first_us) }])
    })?;
    Ok(vec![
        Row {
            name: "server_batches".to_owned(),
            measure: format!("server, batches of {batch} registrations, committed, idempotent, merged"),
            against: "a raw bulk load of the same rows with the same indexes, same SQLite settings, a transaction per batch \
                      (there is no COPY here)",
            goal: Goal::AtLeast(0.50),
            figure: first.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} registrations/s, raw {:.0} registrations/s", first.ours, first.raw),
            probe: Some(probe),
        },
        Row {
            name: "server_replay".to_owned(),
            measure: format!("server, the same {batch} registrations once more"),
            against: "their first application",
            goal: Goal::AtLeast(1.0),
            figure: again.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} registrations/s, first {:.0} registrations/s", again.ours, again.raw),
            probe: Some(probe),
        },
    ])
}

/// A device captures a day and syncs; every request arrives twice.
fn day_of(branch: &SimBranch, pair: usize, registrations: usize) -> Result<Vec<Carried>, BenchError> {
    let machine = Machine::new("ingest", &OpClock::default());
    let device = Device::on(&machine, BADGES[pair])?;
    device.enrol(branch)?;
    for number in 0..registrations {
        device.pass();
        device.field.register(&Person::of((pair * registrations + number) as u64, 0).registering())?;
    }
    let line = Meter::repeating(&branch.branch);
    device.sync(branch, &line)?;
    Ok(line.into_carried())
}

/// The rows that the changes of a request became.
fn rows_of(carried: &Carried, ledger: &Connection) -> Result<Vec<RawRow>, BenchError> {
    let request: ExchangeRequest =
        wire::unpack(&carried.request.body).map_err(|_| BenchError::NotAsPlanned("a request that cannot be read"))?;
    let mut rows = Vec::new();
    for patch in request.run.iter().flat_map(|run| &run.changes).flat_map(|change| &change.patches) {
        let kind = raw::kind_named(&patch.kind)?;
        rows.extend(raw::rows(ledger, kind, "id", &patch.record.as_bytes().as_slice())?);
    }
    Ok(rows)
}
