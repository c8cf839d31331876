//! What a day's end costs on the wire: requests, bytes, and what cuts add.

use std::sync::{Mutex, PoisonError};

use perisai_branch::Branch;
use perisai_core::FieldError;
use perisai_core::domain::Change;
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::wire::{self, ExchangeRequest};

use super::people::Person;
use super::place::{self, Carried, Device, Meter};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};
use crate::hand::{SeededIds, below};
use crate::power::{Machine, OpClock};
use crate::sim::SimBranch;

/// How hard the JSON is packed that our bytes are held against.
const ZSTD_LEVEL: i32 = 19;
/// How many of a hundred exchanges are cut.
const CUTS_PER_CENT: u64 = 20;
/// How often one day's end may be tried.
const TRIES_MAX: usize = 1_000;

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let registrations = bench.size().of(20, 200);
    let branch = place::branch(&[("many", &[0]), ("one", &[1])])?;
    let machine = Machine::new("day-end", &OpClock::default());
    let device = captured(&machine, &branch, "many", registrations)?;
    let day = synced(&device, &branch)?;
    let idle = synced(&device, &branch)?;
    let machine = Machine::new("one", &OpClock::default());
    let one = synced(&captured(&machine, &branch, "one", 1)?, &branch)?;

    let (up, down) = bytes_of(&day);
    let (idle_up, idle_down) = bytes_of(&idle);
    Ok(vec![
        Row {
            name: "requests_day_end".to_owned(),
            measure: format!("requests for a day's end of {registrations} registrations"),
            against: "the protocol of PouchDB and CouchDB: 12",
            goal: Goal::AtMost(1.0),
            figure: day.len() as f64,
            unit: MeasureUnit::Count,
            detail: format!("{up} B of body up, {down} B down"),
            probe: None,
        },
        Row {
            name: "idle_requests".to_owned(),
            measure: "idle check, requests".to_owned(),
            against: "PouchDB: 4",
            goal: Goal::AtMost(1.0),
            figure: idle.len() as f64,
            unit: MeasureUnit::Count,
            detail: "nothing was captured and nothing is new".to_owned(),
            probe: None,
        },
        Row {
            name: "idle_bytes".to_owned(),
            measure: "idle check, bytes of body both ways".to_owned(),
            against: "PouchDB: 2.6 kB",
            goal: Goal::AtMost(200.0),
            figure: (idle_up + idle_down) as f64,
            unit: MeasureUnit::Bytes,
            detail: format!("{idle_up} B up, {idle_down} B down"),
            probe: None,
        },
        on_the_wire("wire_200", format!("wire, {registrations} registrations"), 0.55, &day)?,
        on_the_wire("wire_one", "wire, one registration".to_owned(), 0.30, &one)?,
    ])
}

pub(super) fn measure_cuts(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let (days, registrations) = (bench.size().of(2, 40), bench.size().of(20, 200));
    let (mut whole, mut torn, mut cuts) = (0, 0, 0);
    for day in 0..days {
        let branch = place::branch(&[("a", &[0])])?;
        let machine = Machine::new("whole", &OpClock::default());
        let (up, down) = bytes_of(&synced(&captured(&machine, &branch, "a", registrations)?, &branch)?);
        whole += up + down;

        let branch = place::branch(&[("a", &[0])])?;
        let machine = Machine::new("torn", &OpClock::default());
        let device = captured(&machine, &branch, "a", registrations)?;
        let line =
            TearingLine { branch: &branch.branch, dice: SeededIds::new(day as u64, "cuts"), told: Mutex::default() };
        sync_to_the_end(&device, &line)?;
        let told = line.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        torn += told.bytes;
        cuts += told.cuts;
    }
    Ok(vec![Row {
        name: "bytes_with_cuts".to_owned(),
        measure: format!("bytes with {CUTS_PER_CENT} % of exchanges cut at random offsets"),
        against: "the same days' ends uninterrupted; what travelled before a cut counts",
        goal: Goal::AtMost(1.15),
        figure: torn as f64 / whole as f64,
        unit: MeasureUnit::Ratio,
        detail: format!(
            "{torn} B, uninterrupted {whole} B, {cuts} cuts in {days} days of {registrations} registrations"
        ),
        probe: None,
    }])
}

fn captured(machine: &Machine, branch: &SimBranch, badge: &str, registrations: usize) -> Result<Device, BenchError> {
    let device = Device::on(machine, badge)?;
    device.enrol(branch)?;
    for number in 0..registrations {
        device.pass();
        device.field.register(&Person::of(number as u64, usize::from(badge == "one")).registering())?;
    }
    Ok(device)
}

fn synced(device: &Device, branch: &SimBranch) -> Result<Vec<Carried>, BenchError> {
    let line = Meter::to(&branch.branch);
    device.sync(branch, &line)?;
    Ok(line.into_carried())
}

/// Bytes of body, up and down.
fn bytes_of(carried: &[Carried]) -> (usize, usize) {
    carried.iter().fold((0, 0), |(up, down), one| (up + one.request.body.len(), down + one.answer.body.len()))
}

/// Requests that carried captures against the captures alone, as JSON.
fn on_the_wire(name: &str, measure: String, goal: f64, carried: &[Carried]) -> Result<Row, BenchError> {
    let (mut body_bytes, mut changes) = (0, Vec::<Change>::new());
    for carried in carried {
        let request: ExchangeRequest =
            wire::unpack(&carried.request.body).map_err(|_| BenchError::NotAsPlanned("an unreadable request"))?;
        if let Some(run) = request.run {
            body_bytes += carried.request.body.len();
            changes.extend(run.changes);
        }
    }
    let json = serde_json::to_vec(&changes).map_err(|_| BenchError::NotAsPlanned("changes that are not JSON"))?;
    let packed = zstd::bulk::compress(&json, ZSTD_LEVEL)?.len();
    Ok(Row {
        name: name.to_owned(),
        measure,
        against: "the same changes as JSON in zstd-19",
        goal: Goal::AtMost(goal),
        figure: body_bytes as f64 / packed as f64,
        unit: MeasureUnit::Ratio,
        detail: format!(
            "{body_bytes} B of bodies with heads, cursors and ids; JSON {} B, packed {packed} B",
            json.len()
        ),
        probe: None,
    })
}

/// A line that tears at a random byte of what travels over it.
struct TearingLine<'a> {
    branch: &'a Branch,
    dice: SeededIds,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    bytes: usize,
    cuts: usize,
}

impl Transport for TearingLine<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let up = request.body.len();
        let is_cut = below(&self.dice, 100) < CUTS_PER_CENT;
        if is_cut && below(&self.dice, 2) == 0 {
            // The branch hears half a request, and nothing of it counts.
            told.bytes += usize::try_from(below(&self.dice, up as u64)).unwrap_or(up);
            told.cuts += 1;
            return Err(TransportError);
        }
        let answer = self.branch.handle(request);
        let down = answer.body.len();
        if is_cut {
            told.bytes += up + usize::try_from(below(&self.dice, down as u64)).unwrap_or(down);
            told.cuts += 1;
            return Err(TransportError);
        }
        told.bytes += up + down;
        Ok(answer)
    }
}

fn sync_to_the_end(device: &Device, line: &TearingLine<'_>) -> Result<(), BenchError> {
    for _ in 0..TRIES_MAX {
        match device.field.sync(line, &perisai_core::field::NoProgress) {
            Ok(outcome) if outcome.complete => return Ok(()),
            Ok(_) | Err(FieldError::Network { retryable: true }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(BenchError::NotAsPlanned("a sync that never ends"))
}
