//! Who may import whom: the arrows of `ARCHITECTURE.md`, held against the sources.
//!
//! `rules.rs` is the page to read. The check first finds planted violations, and it holds the files that it found
//! against the modules that the sources declare, so that a moved folder cannot slip from its rules.

mod check;
mod planted;
mod rules;
mod source;
mod sql;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use check::{Sources, TopNames, check, check_dependencies};
use rules::{BINDINGS, BRANCH, CORE};

#[test]
fn the_arrows_between_modules_hold() {
    let core = read_sources(&workspace().join(CORE.folder));
    for file in ["lib.rs", "domain/mod.rs", "merge/mod.rs", "store/ddl.rs", "sync/wire/mod.rs"] {
        assert!(core.contains_key(file), "{file} was not found, so its rules were not checked");
    }
    let top_names = TopNames::of_core(&core);
    let dependencies = dependencies_by_package();
    let mut violations = Vec::new();
    for package in [&CORE, &BRANCH, &BINDINGS] {
        let sources = read_sources(&workspace().join(package.folder));
        assert!(sources.contains_key("lib.rs"), "{} has no sources", package.crate_name);
        let dependencies = &dependencies[package.crate_name];
        violations.extend(check(package, &sources, dependencies, &top_names).iter().map(ToString::to_string));
        violations.extend(check_dependencies(package, dependencies));
    }
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the workspace").to_owned()
}

/// The Rust files below a folder.
fn read_sources(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).expect("found below it").to_string_lossy().replace('\\', "/");
                sources.insert(name, fs::read_to_string(&path).expect("source is UTF-8"));
            }
        }
    }
    sources
}

/// What each package of the workspace depends on, for whatever purpose, by the names that sources use.
fn dependencies_by_package() -> BTreeMap<String, BTreeSet<String>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(workspace());
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let name_in_sources = |value: &serde_json::Value| value.as_str().expect("a name").replace('-', "_");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let dependencies = packages.iter().map(|package| {
        let dependencies = package["dependencies"].as_array().expect("a list of dependencies").iter();
        let names = dependencies.map(|dependency| match &dependency["rename"] {
            serde_json::Value::Null => name_in_sources(&dependency["name"]),
            renamed => name_in_sources(renamed),
        });
        (name_in_sources(&package["name"]), names.collect())
    });
    dependencies.collect()
}
