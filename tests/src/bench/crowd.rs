//! Devices that follow many workers: how fast they open, and how fast they find somebody.

use perisai_branch::By;

use super::options::Size;
use super::people::Person;
use super::place::{self, Device};
use super::report::Row;
use super::{Bench, BenchError, cold_open, search};
use crate::sim::SimBranch;

/// A device that follows so many workers, its folder named by how many.
pub(super) struct Crowd {
    pub(super) workers: u64,
    pub(super) folder: std::path::PathBuf,
    pub(super) badge: &'static str,
}

/// The agents, each of whom follows the villages up to its own.
const READERS: [&str; 4] = ["reader-0", "reader-1", "reader-2", "reader-3"];
/// Whose device is searched.
const SEARCHED: usize = 2;

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let crowds = gather(bench)?;
    let mut rows = cold_open::measure(bench, &crowds)?;
    rows.extend(search::measure(bench, &crowds[SEARCHED])?);
    Ok(rows)
}

/// How many workers the villages have, each with those before it.
const fn sizes(size: Size) -> &'static [u64] {
    match size {
        Size::Quick => &[20, 60, 200],
        Size::Full => &[1_000, 10_000, 100_000],
        Size::Large => &[1_000, 10_000, 100_000, 1_000_000],
    }
}

/// A branch imports its workers; a device per size reads the villages up to there.
fn gather(bench: &Bench<'_>) -> Result<Vec<Crowd>, BenchError> {
    const VILLAGES: [usize; 4] = [0, 1, 2, 3];
    let sizes = sizes(bench.size());
    let agents: Vec<(&str, &[usize])> = (0..sizes.len()).map(|at| (READERS[at], &VILLAGES[..=at])).collect();
    let branch = place::branch(&agents)?;
    import(&branch, sizes)?;
    let folder = bench.folder("crowd")?;
    let mut crowds = Vec::new();
    for (workers, badge) in sizes.iter().zip(READERS) {
        let folder = folder.join(workers.to_string());
        let device = Device::in_folder(&folder, badge)?;
        device.enrol(&branch)?;
        device.field.shutdown();
        crowds.push(Crowd { workers: *workers, folder, badge });
    }
    Ok(crowds)
}

fn import(branch: &SimBranch, sizes: &[u64]) -> Result<(), BenchError> {
    let by = By { agent: "admin".parse().expect("a badge"), reason: "measured".to_owned() };
    let mut number = 0;
    for (village, until) in sizes.iter().enumerate() {
        while number < *until {
            branch.branch.import_worker(&by, &number.to_string(), Person::of(number, village).known())?;
            number += 1;
        }
    }
    Ok(())
}
