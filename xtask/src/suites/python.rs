//! What is tested from Python, in a virtual environment of its own below the build folder.

use std::path::Path;
use std::process::Command;

use crate::house::House;
use crate::tally::Outcome;
use crate::{bindings, count, python};

/// Folders with tests. Each brings a `requirements.txt` with exact versions, pytest among them.
pub(super) const FOLDERS: [&str; 2] = ["bindings/python", "tests/python"];

pub(super) fn tests(house: &House, folder: &Path) -> Outcome {
    try_tests(house, folder).unwrap_or_else(Outcome::failed)
}

fn try_tests(house: &House, folder: &Path) -> Result<Outcome, String> {
    let python = python::environment(house, &python::interpreter()?, folder)?;
    let mut pytest = Command::new(python);
    pytest.args(["-m", "pytest", "--color=no", "-p", "no:cacheprovider"]).arg(folder);
    pytest.current_dir(house.root()).env("PYTHONDONTWRITEBYTECODE", "1");
    if folder.ends_with("bindings/python") {
        pytest.env("PYTHONPATH", bindings::python(house)?);
    }
    house.tell(&mut pytest);
    Ok(count::run::<count::Pytest>(pytest))
}
