//! Formatting, lints, documentation and tests of the Rust code.

use std::collections::BTreeSet;
use std::process::Command;

use crate::count::{self, CargoTest};
use crate::house::House;
use crate::process;
use crate::tally::{Count, Outcome};

pub(super) fn formatting(house: &House) -> Outcome {
    let remedy = "rustfmt is missing: `rustup component add rustfmt`";
    step(house.cargo(&["fmt", "--all", "--check"]), has_component(house, "fmt"), remedy)
}

pub(super) fn clippy(house: &House) -> Outcome {
    let remedy = "clippy is missing: `rustup component add clippy`";
    // The first to compile anything; it also notices a Cargo.lock that was left behind.
    let command = house.cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    step(command, has_component(house, "clippy"), remedy)
}

pub(super) fn documentation(house: &House) -> Outcome {
    let mut command = house.cargo(&["doc", "--no-deps", "--workspace"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    step(command, true, "")
}

/// Holds the programs' features of the crates that compile C against the tests'. Where they differ, a newcomer who
/// tries the field day and then the tests waits for OpenSSL and SQLCipher twice.
pub(super) fn compiled_once(house: &House) -> Outcome {
    let features = |edges| {
        let tree =
            ["tree", "--workspace", "--prefix", "none", "--no-dedupe", "--format", "{p} [{f}]", "--edges", edges];
        process::answer(house.cargo(&tree)).map(|tree| compiling_c(&tree))
    };
    let (Some(programs), Some(tests)) = (features("normal,build"), features("normal,build,dev")) else {
        return Outcome::failed("`cargo tree` does not answer");
    };
    if programs.is_empty() {
        return Outcome::failed("none of the crates that compile C was found: are their names still right?");
    }
    let mut outcome = Outcome::default();
    for (program, test) in differing(&programs, &tests) {
        let remedy = "put the features into [workspace.dependencies]";
        outcome.fail(format!("programs build {program}, but tests {test}: {remedy}"));
    }
    if outcome.count.failed == 0 { Outcome { count: Count::PASSED, ..outcome } } else { outcome }
}

/// What of the workspace could be compiled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Built {
    pub(super) tests: bool,
    pub(super) programs: bool,
}

/// Compiles all that the tests of every language need, in one go: the same packages and targets as `cargo test`,
/// so that nothing is compiled twice.
pub(super) fn build(house: &House) -> Built {
    if process::run_without_input(house.cargo(&["build", "--workspace", "--all-targets"])).is_success() {
        return Built { tests: true, programs: true };
    }
    // A mistake in a Rust test need not hide what Kotlin and Python have to say.
    let programs = process::run_without_input(house.cargo(&["build", "--workspace", "--lib", "--bins"])).is_success();
    Built { tests: false, programs }
}

pub(super) fn tests(house: &House) -> Outcome {
    let mut command = house.cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("CARGO_TERM_COLOR", "never");
    house.tell(&mut command);
    count::run::<CargoTest>(command)
}

/// Switches on bugs in the core and the branch, one after the other, and looks whether the simulated days and the power
/// cuts find them. Three packages are compiled once more for it, with a feature that nothing else asks for; what stands
/// among the products afterwards is built without it again.
pub(super) fn planted_bugs(house: &House) -> Outcome {
    let feature = ["test", "--workspace", "--features", "perisai-tests/planted-bugs", "--no-fail-fast"];
    let mut command = house.cargo(&feature);
    command.args(["--test", "planted", "--test", "power_cut", "planted", "--", "--nocapture"]);
    command.env("CARGO_TERM_COLOR", "never");
    house.tell(&mut command);
    let mut outcome = count::run::<CargoTest>(command);
    if !build(house).programs {
        outcome.fail("the programs could not be built again without planted bugs");
    }
    outcome
}

pub(super) fn did_not_compile() -> Outcome {
    let mut outcome = Outcome::failed("the workspace does not compile: see the error above");
    outcome.complaints.extend(missing_for_compilation());
    outcome
}

/// What OpenSSL and SQLCipher need for compiling and this machine lacks, a line each.
pub(crate) fn missing_for_compilation() -> Vec<String> {
    let has_own_compiler = std::env::var_os("CC").is_some();
    ["cc", "make", "perl"]
        .into_iter()
        .filter(|tool| !(process::exists(tool) || *tool == "cc" && has_own_compiler))
        .map(|tool| format!("`{tool}` is missing: on Debian and its kin, `apt install build-essential perl`"))
        .collect()
}

/// Crates that compile C for minutes, and those whose features decide whether they do it again.
const COMPILING_C: [&str; 6] = ["libsqlite3-sys", "openssl-sys", "openssl-src", "sqlcipher-src", "zstd-sys", "cc"];

/// Name and version, with features, of each crate in the tree that compiles C.
fn compiling_c(tree: &str) -> BTreeSet<String> {
    let is_one = |line: &&str| line.split_once(" v").is_some_and(|(name, _)| COMPILING_C.contains(&name));
    tree.lines().filter(is_one).map(str::to_owned).collect()
}

fn differing<'a>(programs: &'a BTreeSet<String>, tests: &'a BTreeSet<String>) -> Vec<(&'a str, &'a str)> {
    let of_the_same_name = |program: &str| {
        let name = program.split(' ').next().unwrap_or_default();
        tests.iter().find(|test| test.split(' ').next() == Some(name)).map_or("without it", String::as_str)
    };
    programs.difference(tests).map(|program| (program.as_str(), of_the_same_name(program))).collect()
}

fn step(command: Command, is_installed: bool, remedy: &str) -> Outcome {
    if !is_installed {
        return Outcome::failed(remedy);
    }
    let ended = process::run_without_input(command);
    if ended.is_success() {
        Outcome { count: Count::PASSED, complaints: vec![] }
    } else {
        Outcome::failed(format!("cargo {ended}: see above"))
    }
}

fn has_component(house: &House, name: &str) -> bool {
    process::answer(house.cargo(&[name, "--version"])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAMS: &str = "perisai-core v0.1.0 (/home/someone/core) []\n\
        libsqlite3-sys v0.39.1 [bundled,cc]\ncc v1.11.3 [parallel]\ncc v1.11.3 [parallel]\nccm v0.5.0 []\n";

    #[test]
    fn only_crates_that_compile_c_are_compared_and_each_once() {
        let found: Vec<String> = compiling_c(PROGRAMS).into_iter().collect();
        assert_eq!(found, ["cc v1.11.3 [parallel]", "libsqlite3-sys v0.39.1 [bundled,cc]"]);
    }

    #[test]
    fn a_feature_that_only_tests_switch_on_is_found() {
        let programs = compiling_c(PROGRAMS);
        assert_eq!(differing(&programs, &programs), []);
        let tests = compiling_c(&PROGRAMS.replace("[bundled,cc]", "[bundled,cc,session]"));
        assert_eq!(
            differing(&programs, &tests),
            [("libsqlite3-sys v0.39.1 [bundled,cc]", "libsqlite3-sys v0.39.1 [bundled,cc,session]")]
        );
    }
}
