//! A capture against a raw transaction that writes the same rows.

use perisai_core::FieldError;

use super::pairs::{self, Pair};
use super::people::Person;
use super::place::{self, Device};
use super::raw::{self, Raw, RawRow};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};

/// One way to capture.
struct Way {
    name: &'static str,
    measure: &'static str,
    capture: fn(&Device, &Person) -> Result<(), FieldError>,
}

const WAYS: [Way; 2] = [
    Way {
        name: "capture",
        measure: "durable capture of a worker",
        capture: |device, person| device.field.record_worker(&person.met(), None, None).map(|_| ()),
    },
    Way {
        name: "capture_registration",
        measure: "durable capture of a registration (3 records)",
        capture: |device, person| device.field.register(&person.registering()).map(|_| ()),
    },
];

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let ways = WAYS.iter().map(|way| measure_way(bench, way));
    Ok(ways.collect::<Result<Vec<_>, _>>()?.concat())
}

fn measure_way(bench: &mut Bench<'_>, way: &Way) -> Result<Vec<Row>, BenchError> {
    let (size, folder) = (bench.size(), bench.folder(way.name)?);
    let branch = place::branch(&[("model", &[0]), ("ours", &[0])])?;
    let per_pair = size.of(10, 500);

    // What a capture leaves in the tables of the kinds is what the raw side writes.
    let model = Device::in_folder(&folder.join("model"), "model")?;
    model.enrol(&branch)?;
    let mut captured_ms = Vec::new();
    for number in 0..size.of(2, 7) * per_pair {
        captured_ms.push(model.pass());
        (way.capture)(&model, &Person::of(number as u64, 0))?;
    }
    let source = raw::connect(&folder.join("model/field.db"), Some(model.key()))?;
    let mut rows_by_instant = raw::rows_by_number(&source, "created_ms")?;
    let written: Vec<Vec<RawRow>> =
        captured_ms.iter().map(|captured| rows_by_instant.remove(captured).unwrap_or_default()).collect();
    if written.iter().any(Vec::is_empty) {
        return Err(BenchError::NotAsPlanned("a capture left no row"));
    }

    let ours = Device::in_folder(&folder.join("ours"), "ours")?;
    ours.enrol(&branch)?;
    let mut raw = Raw::like(&source, &folder.join("raw.db"), Some(ours.key()))?;
    let (medians, probe) = pairs::take(size, &mut bench.probe, |pair| {
        let (mut our_times, mut raw_times) = (Vec::new(), Vec::new());
        for (number, rows) in written.iter().enumerate().skip(pair * per_pair).take(per_pair) {
            let person = Person::of(number as u64, 0);
            ours.pass();
            our_times.push(pairs::timed(|| Ok((way.capture)(&ours, &person)?))?.1);
            raw_times.push(pairs::timed(|| raw.insert(rows))?.1);
        }
        Ok([0.5, 0.99].map(|share| Pair {
            ours: pairs::percentile(our_times.clone(), share),
            raw: pairs::percentile(raw_times.clone(), share),
        }))
    })?;
    let shares = [("p50", 1.10), ("p99", 1.25)];
    Ok(shares
        .into_iter()
        .zip(medians)
        .map(|((share, goal), medians)| Row {
            name: format!("{}_{share}", way.name),
            measure: format!("{}, {share}", way.measure),
            against: "a raw transaction of the same rows: same columns and indexes, same key, same pragmas",
            goal: Goal::AtMost(goal),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} µs, raw {:.0} µs", medians.ours, medians.raw),
            probe: Some(probe),
        })
        .collect())
}
