//! An interpreter of Python, and virtual environments below the build folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::House;
use crate::process;
use crate::version::Version;

const PYTHON_MIN: Version = Version { major: 3, minor: 9 };

/// The name of an interpreter on this machine that is new enough.
pub(crate) fn interpreter() -> Result<String, String> {
    find_python(|program| {
        let mut command = Command::new(program);
        command.args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
        process::answer(command)
    })
}

/// The name of an interpreter that is new enough. `ask` runs a program of that name for its version.
fn find_python(ask: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let remedy = format!(
        "Python {PYTHON_MIN} or newer is needed: on Debian and its kin, `apt install python3 python3-venv`; \
         or leave it out with `cargo xtask test --skip python`"
    );
    let mut too_old = None;
    for program in ["python3", "python"] {
        match ask(program).as_deref().and_then(Version::parse) {
            Some(found) if found >= PYTHON_MIN => return Ok(program.to_owned()),
            found => too_old = too_old.or(found),
        }
    }
    Err(match too_old {
        Some(found) => format!("Python here is {found}. {remedy}"),
        None => format!("`python3` is missing. {remedy}"),
    })
}

/// A virtual environment with what the folder requires, made anew only when that changes. Returns its interpreter.
pub(crate) fn environment(house: &House, python: &str, folder: &Path) -> Result<PathBuf, String> {
    let requirements = folder.join("requirements.txt");
    let wanted = fs::read_to_string(&requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let name = folder.strip_prefix(house.root()).unwrap_or(folder).to_string_lossy().replace(['/', '\\'], "-");
    let environment = house.scratch("python").join(name);
    let own_python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let installed = environment.join("installed-requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) && works(&own_python) {
        return Ok(own_python);
    }

    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(&environment);
    let ended = process::run_without_input(venv);
    if !ended.is_success() {
        return Err(format!(
            "no virtual environment could be made: `{python} -m venv` {ended}. On Debian and its kin, `apt install python3-venv`"
        ));
    }
    let mut pip = Command::new(&own_python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&requirements);
    let ended = process::run_without_input(pip);
    if !ended.is_success() {
        return Err(format!("the requirements were not installed: pip {ended}. It needs the network the first time"));
    }
    let recorded: io::Result<()> = fs::write(&installed, wanted);
    recorded.map_err(|error| format!("{}: {error}", installed.display()))?;
    Ok(own_python)
}

fn works(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", ""]);
    process::answer(command).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(python3: Option<&str>, python: Option<&str>) -> Result<String, String> {
        find_python(|program| if program == "python3" { python3 } else { python }.map(str::to_owned))
    }

    #[test]
    fn the_first_interpreter_that_is_new_enough_is_taken() {
        assert_eq!(found(Some("3.11\n"), None), Ok("python3".into()));
        assert_eq!(found(Some("3.8\n"), Some("3.12\n")), Ok("python".into()));
    }

    #[test]
    fn what_a_machine_lacks_is_one_line_with_the_remedy() {
        for (python3, python, complaint) in
            [(None, None, "`python3` is missing."), (Some("3.8\n"), Some("2.7\n"), "Python here is 3.8.")]
        {
            let error = found(python3, python).expect_err(complaint);
            assert!(error.starts_with(complaint), "{error}");
            assert!(error.contains("apt install python3") && error.contains("--skip python"), "{error}");
            assert_eq!(error.lines().count(), 1);
        }
    }
}
