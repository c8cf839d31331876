//! What the caller asked of the benchmarks.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// How the program is used.
pub const USAGE: &str = "\
cargo xtask bench [--quick | --large] [--only MEASURE] [--out FILE] [--folder DIR]

Measures the core and the branch against raw SQLite and prints a table. What is timed against something else is
timed in turns with it, in at least five pairs; beside each pair a probe times an fsync.

  --quick        a few rounds of everything, to see that it runs: its figures say nothing
  --large        cold open also with a million records
  --only MEASURE only that: capture, apply, ingest, crowd, screens, syncs, day_end, cuts, reports
                 or kotlin; may be repeated
  --out FILE     where the figures are written (default: target/bench.json)
  --folder DIR   where the files lie that are measured (default: target/bench); what an earlier run left is replaced

Exit code: 0 when everything was measured, whether or not a goal was met and also where the probe moved so far that a
figure is void: the table and the file say so. 1 when something could not be measured, 2 for words that are not understood.";

/// The words of the command line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How much is measured.
    pub size: Size,
    /// Which measures are taken; all where none is named.
    pub only: BTreeSet<String>,
    /// Where the figures are written.
    pub out: PathBuf,
    /// Where the files lie that are measured.
    pub folder: PathBuf,
}

/// The measures that `--only` knows.
pub(super) const MEASURES: [&str; 10] =
    ["capture", "apply", "ingest", "crowd", "screens", "syncs", "day_end", "cuts", "reports", "kotlin"];

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// To see that everything runs.
    Quick,
    /// Enough for figures.
    Full,
    /// With a million records.
    Large,
}

impl Size {
    /// The word for it in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Full => "full",
            Self::Large => "large",
        }
    }

    /// Few for a quick run, enough otherwise.
    pub(super) const fn of(self, quick: usize, full: usize) -> usize {
        match self {
            Self::Quick => quick,
            Self::Full | Self::Large => full,
        }
    }
}

impl Options {
    /// Whether a measure is to be taken.
    pub(super) fn wants(&self, measure: &str) -> bool {
        self.only.is_empty() || self.only.contains(measure)
    }

    /// Reads the words after the program's name. `Ok(None)` asks for the usage.
    pub fn read(words: impl IntoIterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            size: Size::Full,
            only: BTreeSet::new(),
            out: PathBuf::from("target/bench.json"),
            folder: PathBuf::from("target/bench"),
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--quick" | "--large" if options.size != Size::Full => {
                    return Err("--quick and --large exclude each other and are said once".to_owned());
                }
                "--quick" => options.size = Size::Quick,
                "--large" => options.size = Size::Large,
                "--only" => {
                    let measure = words.next().ok_or("--only needs a value")?;
                    if !MEASURES.contains(&measure.as_str()) {
                        return Err(format!("--only knows no measure {measure}"));
                    }
                    options.only.insert(measure);
                }
                "--out" => options.out = words.next().ok_or("--out needs a value")?.into(),
                "--folder" => options.folder = words.next().ok_or("--folder needs a value")?.into(),
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown word {word}")),
            }
        }
        Ok(Some(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Option<Options>, String> {
        Options::read(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_are_read() {
        let options = read("--quick --out a.json --folder b --only cuts").unwrap().unwrap();
        let only = BTreeSet::from(["cuts".to_owned()]);
        assert_eq!(options, Options { size: Size::Quick, only, out: "a.json".into(), folder: "b".into() });
        assert_eq!(read("--help"), Ok(None));
    }

    #[test]
    fn a_word_that_is_not_understood_is_named() {
        for (words, named) in
            [("--fast", "--fast"), ("--out", "--out"), ("--only x", "measure x"), ("--quick --large", "--large")]
        {
            assert!(read(words).unwrap_err().contains(named), "{words}");
        }
    }
}
