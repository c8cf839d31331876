//! `cargo xtask bench`: the core and the branch against raw SQLite.
#![expect(clippy::print_stdout, reason = "a command speaks to its caller")]

use std::path::Path;
use std::process::ExitCode;

use perisai_tests::bench::options::{Options, USAGE};
use perisai_tests::bench::run;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("bench: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options, &|about| println!("{about}")) {
        Ok(report) => {
            println!("\n{report}");
            write(&options.out, &report.json())
        }
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(out: &Path, figures: &serde_json::Value) -> ExitCode {
    let folder = out.parent().map_or(Ok(()), std::fs::create_dir_all);
    match folder.and_then(|()| std::fs::write(out, format!("{figures:#}\n"))) {
        Ok(()) => {
            println!("The figures are in {}.", out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench: {}: {error}", out.display());
            ExitCode::FAILURE
        }
    }
}
