//! The command line, read.

use std::ffi::OsString;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
The toolbox of Perisai Field.

Usage: cargo xtask <VERB> [OPTIONS]

Verbs:
  ci           Everything that must be green before a change lands: formatting, lints, whether programs and tests
               have C compiled once, documentation, then all that `test` runs. Needs rustfmt and clippy as well.
  test         Every test: Rust with its documentation examples, then bugs planted on purpose, which the tests
               must find, Kotlin on the JVM, the Kotlin library and the app as packages, Python. Needs a JDK with
               Maven, and Python with venv.
                 --skip kotlin   leave Kotlin out, say on a machine without a JDK; may be repeated
                 --skip python   leave Python out
  field-day    A whole day in the field, end to end. What follows goes to the field day as it is;
               `cargo field-day --help` lists it. Short form: `cargo field-day`.
  bench        Build the benchmarks with the optimiser on and run them. What follows goes to them as it is;
               `cargo xtask bench --help` lists it. What goes through Kotlin needs what `pictures` needs, and is
               left out where there is no JDK with Maven.
  package      Pack the Kotlin library into target/package: for desk machines with its native library in it, and for
               Android. Needs a JDK with Maven. ANDROID_NDK_HOME says where Android's NDK is; with one it also needs
               Rust's Android targets, without one the Android library holds no native code, and says so.
  apk          Pack the app for debugging into target/apk, signed by a throw-away key. Needs what `package` needs, and
               aapt2 or Python with venv. Without ANDROID_NDK_HOME no phone can install it, and its name says so.
  pictures     Draw every screen of the app, by day and by night, into docs/pictures, with the page that lists them.
               Needs a JDK with Maven, and aapt2 or Python with venv.
  help         This text.

Every verb that builds needs Rust, a C compiler, make and perl; the first time also the network.
`ci` and `test` run every part even when one fails. What a machine lacks is named with its remedy and counts
as a failure. Their last line is `N passed, N failed`, with `, N skipped` where parts were left out by --skip.

Exit codes: 0 all well, 1 something failed, 2 a mistake on the command line. `field-day` and `bench` end with
the exit code of the program they run.
";

/// What the caller wants done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Help,
    Ci,
    Test { skip: Vec<Suite> },
    FieldDay { arguments: Vec<OsString> },
    Bench { arguments: Vec<OsString> },
    Package,
    Apk,
    Pictures,
}

/// A part of the tests that a machine may have to go without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suite {
    Kotlin,
    Python,
}

/// Reads the command line, the program's own name left out. The error is one line for the caller.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Verb, String> {
    let mut arguments = arguments.into_iter();
    let Some(verb) = arguments.next() else { return Err("a verb is missing".into()) };
    let arguments: Vec<OsString> = arguments.collect();
    match verb.to_str() {
        Some("help" | "--help" | "-h") => Ok(Verb::Help),
        Some("field-day") => Ok(Verb::FieldDay { arguments }),
        Some("bench") => Ok(Verb::Bench { arguments }),
        Some("ci" | "test" | "package" | "apk" | "pictures")
            if arguments.iter().any(|word| word == "--help" || word == "-h") =>
        {
            Ok(Verb::Help)
        }
        Some("ci") => alone(Verb::Ci, "ci", &arguments),
        Some("package") => alone(Verb::Package, "package", &arguments),
        Some("apk") => alone(Verb::Apk, "apk", &arguments),
        Some("pictures") => alone(Verb::Pictures, "pictures", &arguments),
        Some("test") => Ok(Verb::Test { skip: parse_skips(&arguments)? }),
        _ => Err(format!("there is no verb `{}`", verb.display())),
    }
}

fn alone(verb: Verb, name: &str, arguments: &[OsString]) -> Result<Verb, String> {
    match arguments.first() {
        None => Ok(verb),
        Some(word) => Err(format!("`{name}` takes no options, but was given `{}`", word.display())),
    }
}

fn parse_skips(arguments: &[OsString]) -> Result<Vec<Suite>, String> {
    let mut skips = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let suite = match word.to_str() {
            Some("--skip") => words.next().ok_or("`--skip` lacks its value, kotlin or python")?.to_str(),
            Some(word) => word.strip_prefix("--skip="),
            None => None,
        };
        skips.push(match suite {
            Some("kotlin") => Suite::Kotlin,
            Some("python") => Suite::Python,
            Some(other) => return Err(format!("`--skip` knows kotlin and python, not `{other}`")),
            None => return Err(format!("`test` does not know `{}`", word.display())),
        });
    }
    Ok(skips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Verb, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn each_verb_of_the_help_is_understood() {
        let verbs: Vec<&str> = HELP
            .lines()
            .skip_while(|line| *line != "Verbs:")
            .skip(1)
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(verbs, ["ci", "test", "field-day", "bench", "package", "apk", "pictures", "help"]);
        for verb in verbs {
            assert!(parsed(verb).is_ok(), "{verb}");
        }
    }

    #[test]
    fn skips_are_read_in_both_spellings() {
        let both = Verb::Test { skip: vec![Suite::Kotlin, Suite::Python] };
        assert_eq!(parsed("test --skip kotlin --skip=python"), Ok(both));
        assert_eq!(parsed("test"), Ok(Verb::Test { skip: vec![] }));
    }

    #[test]
    fn a_mistake_is_named() {
        assert_eq!(parsed(""), Err("a verb is missing".into()));
        assert_eq!(parsed("tests"), Err("there is no verb `tests`".into()));
        assert_eq!(parsed("test --skip"), Err("`--skip` lacks its value, kotlin or python".into()));
        assert_eq!(parsed("test --skip rust"), Err("`--skip` knows kotlin and python, not `rust`".into()));
        assert_eq!(parsed("test --quick"), Err("`test` does not know `--quick`".into()));
        assert_eq!(parsed("apk --release"), Err("`apk` takes no options, but was given `--release`".into()));
        assert_eq!(parsed("ci --skip kotlin"), Err("`ci` takes no options, but was given `--skip`".into()));
    }

    #[test]
    fn packing_is_asked_for_by_name_alone() {
        for (line, verb) in [("package", Verb::Package), ("apk", Verb::Apk), ("pictures", Verb::Pictures)] {
            assert_eq!(parsed(line), Ok(verb));
            assert_eq!(parsed(&format!("{line} --help")), Ok(Verb::Help));
        }
    }

    #[test]
    fn a_program_gets_its_words_untouched() {
        let words = ["--input", "a folder", "--help"].map(OsString::from).to_vec();
        let line = [OsString::from("field-day")].into_iter().chain(words.clone());
        assert_eq!(parse(line), Ok(Verb::FieldDay { arguments: words }));
    }
}
