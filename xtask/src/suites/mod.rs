//! What `ci` and `test` run, in order. Every part runs, whatever became of the ones before it.

mod kotlin;
mod python;
mod rust;

pub(crate) use rust::missing_for_compilation;

use crate::arguments::Suite;
use crate::house::House;
use crate::tally::{Count, Outcome, Tally};

/// Everything that must be green before a change lands.
pub(crate) fn ci(house: &House) -> Tally {
    let mut tally = Tally::default();
    announce("formatting");
    tally.add("formatting", rust::formatting(house));
    announce("clippy");
    tally.add("clippy", rust::clippy(house));
    announce("compiled once");
    tally.add("compiled once", rust::compiled_once(house));
    announce("documentation");
    tally.add("documentation", rust::documentation(house));
    add_tests(&mut tally, house, &[]);
    tally
}

/// Every test, but for the suites that the caller leaves out.
pub(crate) fn test(house: &House, skip: &[Suite]) -> Tally {
    let mut tally = Tally::default();
    add_tests(&mut tally, house, skip);
    tally
}

fn add_tests(tally: &mut Tally, house: &House, skip: &[Suite]) {
    announce("building");
    let built = rust::build(house);
    announce("Rust");
    tally.add("Rust", if built.tests { rust::tests(house) } else { rust::did_not_compile() });
    if built.tests {
        announce("planted bugs");
        tally.add("planted bugs", rust::planted_bugs(house));
    }
    if house.existing(kotlin::FOLDER).is_some() {
        let skip = skip.contains(&Suite::Kotlin).then_some("--skip kotlin");
        add_suite(tally, "Kotlin", built.programs, skip, || kotlin::tests(house));
        add_suite(tally, "Kotlin library, packed", built.programs, skip, || kotlin::packed(house));
        add_suite(tally, "app, packed", built.programs, skip, || kotlin::app_packed(house));
    }
    for name in python::FOLDERS {
        if let Some(folder) = house.existing(name) {
            let run = || python::tests(house, &folder);
            add_suite(tally, name, built.programs, skip.contains(&Suite::Python).then_some("--skip python"), run);
        }
    }
}

fn add_suite(tally: &mut Tally, name: &'static str, built: bool, skip: Option<&str>, run: impl FnOnce() -> Outcome) {
    announce(name);
    let outcome = match skip {
        Some(option) => Outcome { count: Count::SKIPPED, complaints: vec![format!("left out by {option}")] },
        None if built => run(),
        None => Outcome::failed("not run: the programs and the library that it drives did not compile"),
    };
    tally.add(name, outcome);
}

fn announce(part: &str) {
    println!("\n==> {part}");
}
