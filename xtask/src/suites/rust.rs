//! Formatting, lints, documentation and tests of the Rust code.

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
