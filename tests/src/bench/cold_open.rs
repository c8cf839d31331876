//! Opening a store and reading the first screen, against a raw connection to the same file that reads the same rows.

use super::crowd::Crowd;
use super::pairs::{self, Pair};
use super::place::Device;
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError, raw};

/// A screen of a list.
const SCREEN_ROWS: u32 = 50;
/// What the raw side reads for it.
const SCREEN_SQL: &str =
    "SELECT * FROM worker WHERE shown = 1 AND record > x'' AND merged_into IS NULL ORDER BY record LIMIT 50";

pub(super) fn measure(bench: &mut Bench<'_>, crowds: &[Crowd]) -> Result<Vec<Row>, BenchError> {
    let times = bench.size().of(2, 15);
    // Every size in every pair, so that the sizes can be held against each other too.
    let (medians, probe) = pairs::take_several(bench.size(), &mut bench.probe, |_| {
        let mut figures = vec![(Vec::new(), Vec::new()); crowds.len()];
        for _ in 0..times {
            for (crowd, (ours, others)) in crowds.iter().zip(&mut figures) {
                ours.push(pairs::timed(|| open_and_read(crowd))?.1);
                others.push(pairs::timed(|| open_raw_and_read(crowd))?.1);
            }
        }
        let pair = |(ours, others)| Pair { ours: pairs::median(ours), raw: pairs::median(others) };
        Ok(figures.into_iter().map(pair).collect())
    })?;
    let mut rows: Vec<Row> = crowds
        .iter()
        .zip(&medians)
        .map(|(crowd, medians)| Row {
            name: format!("cold_open_{}", crowd.workers),
            measure: format!("open and first screen, {} workers", crowd.workers),
            against: "a raw connection to the same file, same key, that reads the same rows (the system's cache is warm)",
            goal: Goal::AtMost(2.0),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.2} ms, raw {:.2} ms", medians.ours / 1e3, medians.raw / 1e3),
            probe: Some(probe),
        })
        .collect();
    let least = medians.iter().map(|medians| medians.ours).fold(f64::INFINITY, f64::min);
    let most = medians.iter().map(|medians| medians.ours).fold(0.0, f64::max);
    rows.push(Row {
        name: "cold_open_flat".to_owned(),
        measure: "open and first screen, slowest size".to_owned(),
        against: "the fastest of the sizes above",
        goal: Goal::AtMost(1.2),
        figure: most / least,
        unit: MeasureUnit::Ratio,
        detail: format!("{:.2} ms to {:.2} ms", least / 1e3, most / 1e3),
        probe: Some(probe),
    });
    Ok(rows)
}

fn open_and_read(crowd: &Crowd) -> Result<(), BenchError> {
    let device = Device::in_folder(&crowd.folder, crowd.badge)?;
    let page = device.field.workers(None, SCREEN_ROWS)?;
    if page.workers.is_empty() { Err(BenchError::NotAsPlanned("an empty screen")) } else { Ok(()) }
}

fn open_raw_and_read(crowd: &Crowd) -> Result<(), BenchError> {
    let key = Device::key_of(crowd.badge);
    let connection = raw::connect(&crowd.folder.join("field.db"), Some(key))?;
    if raw::read(&connection, SCREEN_SQL)? == 0 { Err(BenchError::NotAsPlanned("an empty screen")) } else { Ok(()) }
}
