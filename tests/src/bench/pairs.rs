//! Timing two things in turns, with a probe of the disk beside them.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::BenchError;
use super::options::Size;

/// How often the probe writes and syncs each time.
const PROBES: usize = 31;
/// What the probe writes, in bytes: a page.
const PROBE_BYTES: usize = 4096;

/// Times what a durable write costs on this disk now.
#[derive(Debug)]
pub(super) struct Probe {
    file: File,
}

impl Probe {
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: File::create(folder.join("probe"))? })
    }

    /// The median of a few page writes with their fsyncs, in microseconds.
    fn median_us(&mut self) -> io::Result<f64> {
        let page = [7; PROBE_BYTES];
        let times = (0..PROBES).map(|_| {
            let begun = Instant::now();
            self.file.rewind()?;
            self.file.write_all(&page)?;
            self.file.sync_data()?;
            Ok(micros(begun.elapsed()))
        });
        Ok(median(times.collect::<io::Result<_>>()?))
    }
}

/// What the probe said beside a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeSpan {
    /// Its least median, microseconds.
    pub least_us: f64,
    /// Its greatest.
    pub most_us: f64,
}

impl ProbeSpan {
    /// What it said beside either of two measures.
    pub(super) fn and(self, other: Self) -> Self {
        Self { least_us: self.least_us.min(other.least_us), most_us: self.most_us.max(other.most_us) }
    }

    /// Whether the disk's own speed moved by more than two times.
    pub fn is_void(self) -> bool {
        self.most_us > 2.0 * self.least_us
    }
}

/// One figure of a pair, ours and the other's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) ours: f64,
    pub(super) raw: f64,
}

/// The medians over all pairs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Medians {
    /// Of ours divided by the other's, pair by pair.
    pub(super) ratio: f64,
    pub(super) ours: f64,
    pub(super) raw: f64,
}

/// Takes pairs of `N` figures each, the probe before each pair.
pub(super) fn take<const N: usize>(
    size: Size,
    probe: &mut Probe,
    mut pair: impl FnMut(usize) -> Result<[Pair; N], BenchError>,
) -> Result<([Medians; N], ProbeSpan), BenchError> {
    let mut pairs = Vec::new();
    let mut probes = Vec::new();
    for number in 0..size.of(2, 7) {
        probes.push(probe.median_us()?);
        pairs.push(pair(number)?);
    }
    probes.push(probe.median_us()?);
    let of = |at: usize, read: fn(&Pair) -> f64| median(pairs.iter().map(|pair| read(&pair[at])).collect());
    let medians = std::array::from_fn(|at| Medians {
        ratio: of(at, |pair| pair.ours / pair.raw),
        ours: of(at, |pair| pair.ours),
        raw: of(at, |pair| pair.raw),
    });
    let least_us = probes.iter().copied().fold(f64::INFINITY, f64::min);
    let most_us = probes.iter().copied().fold(0.0, f64::max);
    Ok((medians, ProbeSpan { least_us, most_us }))
}

/// How long work took, with what came of it.
pub(super) fn timed<T>(work: impl FnOnce() -> Result<T, BenchError>) -> Result<(T, f64), BenchError> {
    let begun = Instant::now();
    let done = work()?;
    Ok((done, micros(begun.elapsed())))
}

/// As microseconds.
pub(super) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

pub(super) fn median(figures: Vec<f64>) -> f64 {
    percentile(figures, 0.5)
}

/// The least figure that so large a share of all does not exceed.
pub(super) fn percentile(mut figures: Vec<f64>, share: f64) -> f64 {
    figures.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let place = (figures.len() as f64 * share).ceil() as usize;
    figures.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_least_figure_that_the_share_does_not_exceed() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(hundred.clone(), 0.99), 99.0);
        assert_eq!(median(hundred), 50.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(percentile(vec![5.0], 0.99), 5.0);
    }
}
