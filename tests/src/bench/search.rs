//! Finding somebody among many, by name and by NIK.

use super::crowd::Crowd;
use super::people::Person;
use super::place::Device;
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError, pairs};

/// A frame on a screen of 60 Hz, milliseconds.
const FRAME_MS: f64 = 16.0;

pub(super) fn measure(bench: &mut Bench<'_>, crowd: &Crowd) -> Result<Vec<Row>, BenchError> {
    let device = Device::in_folder(&crowd.folder, crowd.badge)?;
    let searches = bench.size().of(10, 400);
    let mut rows = Vec::new();
    for (name, measure, typed) in [
        ("search_name", "search by name", typed_name as fn(&Person, usize) -> String),
        ("search_nik", "search by NIK", typed_nik),
    ] {
        let (mut times, mut hits) = (Vec::new(), 0);
        for round in 0..searches {
            // People spread over all of them.
            let number = (round as u64).wrapping_mul(7_919) % crowd.workers;
            let typed = typed(&Person::of(number, 0), round);
            let (found, us) = pairs::timed(|| Ok(device.field.search(&typed)?))?;
            times.push(us / 1e3);
            hits += found.len();
        }
        for (share, place) in [("p50", 0.5), ("p99", 0.99)] {
            rows.push(Row {
                name: format!("{name}_{share}"),
                measure: format!("{measure} in {} workers, {share}", crowd.workers),
                against: "a frame",
                goal: Goal::AtMost(FRAME_MS),
                figure: pairs::percentile(times.clone(), place),
                unit: MeasureUnit::Ms,
                detail: format!("{searches} searches, {:.1} hits each", hits as f64 / searches as f64),
                probe: None,
            });
        }
    }
    Ok(rows)
}

/// As people type: a beginning, a word and a beginning, a slip of the finger, nobody's name.
fn typed_name(person: &Person, round: usize) -> String {
    let mut words = person.name.split(' ');
    let first = words.next().unwrap_or_default();
    let next: String = words.next().unwrap_or_default().chars().take(2).collect();
    match round % 4 {
        0 => first.chars().take(3).collect(),
        1 => format!("{first} {next}"),
        2 => slipped(first),
        _ => format!("{first}x {next}"),
    }
}

/// Two neighbouring letters in the wrong order.
fn slipped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 2 {
        letters.swap(1, 2);
    }
    letters.into_iter().collect()
}

/// The district alone, as far as the birth date, and all of it.
fn typed_nik(person: &Person, round: usize) -> String {
    person.nik.chars().take([6, 12, 16][round % 3]).collect()
}
