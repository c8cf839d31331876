//! `perisai-branch`: the branch server and its administration.

use std::process::ExitCode;

fn main() -> ExitCode {
    perisai_branch::cli::main()
}
