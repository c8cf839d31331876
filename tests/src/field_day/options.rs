//! What the caller asked of a field day.

use std::path::PathBuf;

/// The words of the command line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The folder of CSV files; none for the shipped day.
    pub input: Option<PathBuf>,
    /// Where everything is written.
    pub out: PathBuf,
    /// What the order of syncing, the cuts and the ids follow from.
    pub seed: u64,
    /// How many of a hundred exchanges are cut, 0 to 90.
    pub cuts_per_cent: u64,
    /// Whether the branch goes on serving afterwards.
    pub keep_serving: bool,
}

/// How the command is used.
pub const USAGE: &str = "\
cargo field-day [--input DIR] [--out DIR] [--seed N] [--cuts PER_CENT] [--keep-serving]

Runs a whole day with real parts: phones that capture offline, a branch, exchanges that are cut.

  --input DIR       CSV files as tests/field-day/README.md says (default: the shipped day)
  --out DIR         where summary, devices and branch are written (default: target/field-day)
  --seed N          draws ids, the order of syncing and the cuts (default: 1)
  --cuts PER_CENT   how many of a hundred exchanges are cut, 0 to 90 (default: 20)
  --keep-serving    leave the branch serving until Ctrl-C

Exit code: 0 when every check holds, 1 when not, 2 for input or words that cannot be read.";

impl Options {
    /// Reads the words after the program's name. `Ok(None)` asks for the usage.
    pub fn read(words: impl IntoIterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            input: None,
            out: PathBuf::from("target/field-day"),
            seed: 1,
            cuts_per_cent: 20,
            keep_serving: false,
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let (name, mut attached) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            let mut value = || attached.take().or_else(|| words.next()).ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                "--input" => options.input = Some(PathBuf::from(value()?)),
                "--out" => options.out = PathBuf::from(value()?),
                "--seed" => options.seed = value()?.parse().map_err(|_| "--seed is a whole number".to_owned())?,
                "--cuts" => {
                    let cuts = value()?.parse().ok().filter(|cuts| *cuts <= 90);
                    options.cuts_per_cent = cuts.ok_or("--cuts is a whole number from 0 to 90")?;
                }
                "--keep-serving" => options.keep_serving = true,
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown word {name}")),
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
    fn words_are_read_with_and_without_an_equals_sign() {
        let options = read("--input a --out=b --seed 7 --cuts 0 --keep-serving").unwrap().unwrap();
        assert_eq!((options.input, options.out), (Some("a".into()), "b".into()));
        assert_eq!((options.seed, options.cuts_per_cent, options.keep_serving), (7, 0, true));
        assert_eq!(read("--help"), Ok(None));
    }

    #[test]
    fn a_word_that_is_not_understood_is_named() {
        for (words, named) in
            [("--sed 1", "--sed"), ("--cuts 91", "--cuts"), ("--seed x", "--seed"), ("--out", "--out")]
        {
            assert!(read(words).unwrap_err().contains(named), "{words}");
        }
    }
}
