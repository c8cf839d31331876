//! The project's one toolbox. `cargo xtask --help` says what it can do.
//!
//! It depends on nothing but the standard library, so that it compiles in seconds and whatever follows, a
//! compilation of minutes included, shows its progress at once.

#![expect(clippy::print_stdout, reason = "a command line program talks on its standard output")]

mod arguments;
mod bindings;
mod count;
mod elf;
mod house;
mod java;
mod kdoc;
mod package;
mod process;
mod programs;
mod python;
mod shell;
mod suites;
mod tally;
mod version;

use std::process::ExitCode;

use arguments::Verb;
use house::House;
use tally::Tally;

fn main() -> ExitCode {
    let verb = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(verb) => verb,
        Err(complaint) => {
            eprintln!("xtask: {complaint}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    if matches!(verb, Verb::Help) {
        print!("{}", arguments::HELP);
        return ExitCode::SUCCESS;
    }
    let house = match House::find() {
        Ok(house) => house,
        Err(complaint) => {
            eprintln!("xtask: {complaint}");
            return ExitCode::FAILURE;
        }
    };
    match verb {
        Verb::Help => unreachable!("answered above"),
        Verb::Ci => report(&suites::ci(&house)),
        Verb::Test { skip } => report(&suites::test(&house, &skip)),
        Verb::Package => programs::package(&house),
        Verb::Apk => programs::apk(&house),
        Verb::Pictures => programs::pictures(&house),
        Verb::FieldDay { arguments } => programs::field_day(&house, &arguments),
        Verb::Bench { arguments } => programs::bench(&house, &arguments),
    }
}

fn report(tally: &Tally) -> ExitCode {
    println!("\n{tally}");
    if tally.has_failures() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
