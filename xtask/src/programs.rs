//! Programs of the workspace that are built and then run in this one's place.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::house::{self, House};
use crate::shell::native::Ndk;
use crate::shell::{Kotlin, apk, pictures};
use crate::tally::Tally;
use crate::{java, package, process, suites};

/// Builds the field day with the branch server that it starts, and runs it with the caller's words.
pub(crate) fn field_day(house: &House, arguments: &[OsString]) -> ExitCode {
    let build = ["build", "--workspace", "--bin", "perisai-branch", "--bin", "field-day"];
    build_and_run(house, &build, "field-day", arguments, || Ok(Vec::new()))
}

/// Builds the benchmarks, optimised, and runs them with the caller's words. What they measure through the shell needs a JDK
/// with Maven, and is left out where there is none.
pub(crate) fn bench(house: &House, arguments: &[OsString]) -> ExitCode {
    let house = house.optimised();
    let mut build = vec!["build", "--profile", "bench", "--workspace", "--bin", "perisai-branch", "--bin", "bench"];
    let has_shell = wants_kotlin(arguments) && java::check().is_ok();
    if has_shell {
        build.extend(["--lib", "--bin", "uniffi-bindgen"]);
    }
    let environment = || if has_shell { stopwatch(&house) } else { Ok(Vec::new()) };
    build_and_run(&house, &build, "bench", arguments, environment)
}

/// Whether the caller's words ask for what goes through the shell: all measures, or that one.
fn wants_kotlin(arguments: &[OsString]) -> bool {
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    !says("--help") && !says("-h") && (!says("--only") || says("kotlin"))
}

/// Compiles the shell's side of the benchmarks. Returns what tells them of it.
fn stopwatch(house: &House) -> Result<Vec<(&'static str, OsString)>, String> {
    let kotlin = Kotlin::prepare(house)?;
    let mut maven = kotlin.maven(house);
    maven.args(["--quiet", "--projects", "../bindings/kotlin,presentation", "test-compile"]);
    let ended = process::run_without_input(maven);
    if !ended.is_success() {
        return Err(format!("the shell's side of the benchmarks was not compiled: mvn {ended}"));
    }
    let classpath = kotlin.desk_classpath(house)?;
    let java = java::program("java").get_program().to_owned();
    Ok(vec![
        ("PERISAI_BENCH_CLASSPATH", classpath),
        ("PERISAI_BENCH_JAVA", java),
        ("PERISAI_LIBRARY_DIR", house.products().into()),
    ])
}

/// Builds the Kotlin library and packs it for desk machines and for Android.
pub(crate) fn package(house: &House) -> ExitCode {
    let optimised = house.optimised();
    // What the benchmarks' profile makes is the same; nothing is compiled for both.
    let build = ["build", "--release", "--workspace", "--lib", "--bins"];
    finish(java::check().and_then(|()| built(&optimised, &build)).and_then(|()| {
        let packed = package::pack(&optimised, Ndk::named())?;
        for file in &packed.files {
            println!("{}", package::line(file)?);
        }
        if let Some(lacks) = &packed.lacks {
            println!("\nThe Android library holds no native code, and says so in its name. {lacks}.");
        }
        Ok(())
    }))
}

/// Builds the app and packs it for debugging.
pub(crate) fn apk(house: &House) -> ExitCode {
    finish(java::check().and_then(|()| built(house, &["build", "--workspace", "--lib", "--bins"])).and_then(|()| {
        let kotlin = Kotlin::prepare(house)?;
        let mut maven = kotlin.maven(house);
        maven.args(["--quiet", "test-compile"]);
        let ended = process::run_without_input(maven);
        if !ended.is_success() {
            return Err(format!("the app was not compiled: mvn {ended}"));
        }
        let package = apk::pack(house, &kotlin, Ndk::named())?;
        print!("{}", package.badging);
        println!("\n{}", package::line(&package.file)?);
        if let Some(lacks) = &package.lacks {
            println!("\nNo phone can install this package: it holds no native library. {lacks}.");
        }
        Ok(())
    }))
}

/// Draws every screen for the documentation.
pub(crate) fn pictures(house: &House) -> ExitCode {
    finish(java::check().and_then(|()| built(house, &["build", "--workspace", "--lib", "--bins"])).and_then(|()| {
        let mut tally = Tally::default();
        tally.add("pictures", pictures::draw(house));
        println!("\n{tally}");
        if tally.has_failures() { Err("not every screen was drawn".into()) } else { Ok(()) }
    }))
}

fn built(house: &House, build: &[&str]) -> Result<(), String> {
    let ended = process::run(house.cargo(build));
    if ended.is_success() { Ok(()) } else { Err(format!("the library was not built: cargo {ended}")) }
}

fn finish(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            eprintln!("xtask: {complaint}");
            ExitCode::FAILURE
        }
    }
}

fn build_and_run(
    house: &House,
    build: &[&str],
    name: &str,
    arguments: &[OsString],
    environment: impl FnOnce() -> Result<Vec<(&'static str, OsString)>, String>,
) -> ExitCode {
    let products = house.products();
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
    let environment = match environment() {
        Ok(environment) => environment,
        Err(complaint) => return finish(Err(complaint)),
    };
    let mut program = Command::new(house::program(&products, name));
    program.args(arguments).env("PERISAI_BRANCH", house::program(&products, "perisai-branch")).envs(environment);
    let ended = process::run(program);
    if !ended.has_code() {
        eprintln!("xtask: {name} {ended}");
    }
    ExitCode::from(ended.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shells_side_is_compiled_only_where_it_is_measured() {
        let wants = |line: &str| wants_kotlin(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        assert!(wants("") && wants("--quick") && wants("--only capture --only kotlin"));
        assert!(!wants("--only capture") && !wants("--help") && !wants("-h"));
    }
}
