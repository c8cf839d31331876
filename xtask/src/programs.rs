//! Programs of the workspace that are built and then run in this one's place.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::house::{self, House};
use crate::{process, suites};

/// Builds the field day with the branch server that it starts, and runs it with the caller's words.
pub(crate) fn field_day(house: &House, arguments: &[OsString]) -> ExitCode {
    let build = ["build", "--workspace", "--bin", "perisai-branch", "--bin", "field-day"];
    build_and_run(house, &build, &house.products(), "field-day", arguments)
}

/// Builds the benchmarks, optimised, and runs them with the caller's words.
pub(crate) fn bench(house: &House, arguments: &[OsString]) -> ExitCode {
    let build = ["build", "--profile", "bench", "--workspace", "--bin", "perisai-branch", "--bin", "bench"];
    build_and_run(house, &build, &house.bench_products(), "bench", arguments)
}

fn build_and_run(house: &House, build: &[&str], products: &Path, name: &str, arguments: &[OsString]) -> ExitCode {
    if !products.join("build").exists() {
        eprintln!("Building. The first time takes some minutes, most of them for OpenSSL and SQLCipher.");
    }
    let built = process::run(house.cargo(build));
    if !built.is_success() {
        for complaint in suites::missing_for_compilation() {
            eprintln!("xtask: {complaint}");
        }
        eprintln!("xtask: {name} was not built: cargo {built}");
        return ExitCode::FAILURE;
    }
    let mut program = Command::new(house::program(products, name));
    program.args(arguments).env("PERISAI_BRANCH", house::program(products, "perisai-branch"));
    let ended = process::run(program);
    if !ended.has_code() {
        eprintln!("xtask: {name} {ended}");
    }
    ExitCode::from(ended.code())
}
