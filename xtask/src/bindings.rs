//! The Kotlin and Python sides of the bindings, generated from the built library into the build folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::house::{self, House};
use crate::{kdoc, process};

/// The Python package that holds the generated modules, the library beside them, and what is written by hand.
const PYTHON_PACKAGE: &str = "perisai_field";

/// Generates the Kotlin sources. Returns the folder to compile.
pub(crate) fn kotlin(house: &House) -> Result<PathBuf, String> {
    let folder = house.scratch("bindings/kotlin");
    empty(&folder)?;
    // Maven's own folder is to be beside it, not in it.
    let sources = folder.join("sources");
    generate(house, "kotlin", &sources)?;
    reword(&sources)?;
    Ok(sources)
}

/// Makes the documentation in generated Kotlin read as Kotlin's.
fn reword(folder: &Path) -> Result<(), String> {
    let files = kotlin_below(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let read = |file: &PathBuf| fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()));
    let texts = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for (file, text) in files.iter().zip(kdoc::reworded(&texts)) {
        if let Some(line) = kdoc::rust_in(&text).first() {
            return Err(format!("documentation in {} still reads as Rust: {line}", file.display()));
        }
        fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn kotlin_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(kotlin_below(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "kt") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Puts the Python package together, so that `pip install` takes it. Returns the folder to put on Python's search path.
pub(crate) fn python(house: &House) -> Result<PathBuf, String> {
    let folder = house.scratch("bindings/python");
    empty(&folder)?;
    let sources = folder.join("src");
    let package = sources.join(PYTHON_PACKAGE);
    generate(house, "python", &package)?;
    let (by_hand, library) = (house.root().join("bindings/python"), library(house));
    fs::copy(&library, package.join(library.file_name().unwrap_or_default()))
        .and_then(|_| copy_folder(&by_hand.join("src").join(PYTHON_PACKAGE), &package))
        .and_then(|()| fs::copy(by_hand.join("pyproject.toml"), folder.join("pyproject.toml")))
        .map_err(|error| format!("the Python package could not be put together: {error}"))?;
    Ok(sources)
}

/// Removes what an earlier run left: a type or a test that is no more must not linger.
pub(crate) fn empty(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("{} could not be emptied: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn generate(house: &House, language: &str, folder: &Path) -> Result<(), String> {
    let mut command = std::process::Command::new(house::program(&house.products(), "uniffi-bindgen"));
    // Run inside the workspace, or the generator does not see uniffi.toml; all exported types are the workspace's.
    command.current_dir(house.root()).args(["generate", "--no-format", "--metadata-no-deps", "--language", language]);
    command.arg("--out-dir").arg(folder).arg(library(house));
    let ended = process::run_without_input(command);
    if ended.is_success() {
        Ok(())
    } else {
        Err(format!("the {language} bindings were not generated: uniffi-bindgen {ended}"))
    }
}

fn library(house: &House) -> PathBuf {
    house::library(&house.products(), "perisai_bindings")
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == "__pycache__" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}
