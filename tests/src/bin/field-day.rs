//! `cargo field-day`: a whole day with real parts.
#![expect(clippy::print_stdout, reason = "a command speaks to its caller")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use perisai_tests::field_day::options::{Options, USAGE};
use perisai_tests::field_day::run::{Outcome, run};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("field-day: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let input = options.input.clone().unwrap_or_else(shipped_day);
    match run(&options, &input, &|line| println!("{line}")) {
        Ok(outcome) => conclude(&options, outcome),
        Err(error) => {
            eprintln!("field-day: {error}");
            ExitCode::from(if error.is_unreadable() { 2 } else { 1 })
        }
    }
}

fn shipped_day() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day/default")
}

fn conclude(options: &Options, outcome: Outcome) -> ExitCode {
    let Outcome { day, failures, serving } = outcome;
    println!();
    for name in ["captured", "applied", "merged", "contested", "held", "rejected", "quarantined", "pending", "refused"]
    {
        println!("  {name:<12}{:>6}", day[name].as_u64().unwrap_or_default());
    }
    let count = |name: &str| day[name].as_array().map_or(0, Vec::len);
    println!(
        "\n  {} conflicts and {} suspected duplicates wait for a person.",
        count("conflicts"),
        count("duplicates")
    );
    let out = options.out.display();
    println!(
        "\nLook at\n  {out}/report        the sixteen reports, as a supervisor reads them: open index.html\n  {out}/day.json      what came of it\n  {out}/refused.csv   the rows that were refused, and why"
    );
    println!(
        "  {out}/devices       a store per agent\n  cargo run --quiet -p perisai-branch -- conflicts --data {out}/branch"
    );
    for failure in &failures {
        println!("FAILED: {failure}");
    }
    if options.keep_serving {
        println!("\nThe branch serves on http://{} until Ctrl-C.", serving.branch.address);
        if let Err(error) = serving.wait() {
            eprintln!("field-day: {error}");
        }
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
