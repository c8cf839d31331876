//! The Android shell is thin: it draws what the core answers. This guard holds its Kotlin and Java to that.
//!
//! `rules.rs` is the page to read. The check first finds planted violations, one for each way to break each rule, and it
//! holds the files that it found against the packages that they declare and against all that lies in the shell's folder, so
//! that a moved folder cannot slip from its rules.

mod check;
mod planted;
mod rules;
mod source;
#[path = "../import_arrows/sql.rs"]
mod sql;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use check::{Sources, check, check_places};
use rules::{AMOUNTS_FROM, APP, Amounts, PRESENTATION};

#[test]
fn the_shell_holds_no_rule() {
    let amounts = tariff_amounts();
    let mut violations = Vec::new();
    let mut packages = BTreeMap::new();
    for part in [&PRESENTATION, &APP] {
        let sources = read_sources(&workspace().join(part.folder));
        for file in part.always_there {
            assert!(sources.contains_key(*file), "{}/{file} was not found, so its rules were not checked", part.folder);
        }
        violations.extend(check(part, &sources, &amounts).iter().map(ToString::to_string));
        packages.insert(part.folder, sources);
    }
    violations.extend(check_places(&packages, &everything_below(&workspace().join("android-shell"))));
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn the_shell_ships_with_what_is_decided_and_nothing_else() {
    for pom in ["android-shell/pom.xml", "android-shell/presentation/pom.xml", "android-shell/app/pom.xml"] {
        let text = fs::read_to_string(workspace().join(pom)).expect("the pom is there");
        for dependency in check::shipped_dependencies(&text) {
            assert!(rules::SHIPPED.contains(&dependency.as_str()), "{pom} ships {dependency}: see SHIPPED in rules.rs");
        }
    }
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the workspace").to_owned()
}

/// The rupiah of the tariff that ships: none of them is to be met in the shell.
fn tariff_amounts() -> Amounts {
    let text = fs::read_to_string(workspace().join(AMOUNTS_FROM)).expect("the tariff is there");
    let amounts = Amounts::in_text(&text);
    assert!(amounts.holds(6_800), "the tariff was not read");
    amounts
}

/// The Kotlin and Java files below a folder, by their path below it.
fn read_sources(folder: &Path) -> Sources {
    let read = |name: String| {
        let text = fs::read_to_string(folder.join(&name)).expect("source is UTF-8");
        (name, text)
    };
    everything_below(folder).into_iter().map(read).collect()
}

/// The paths of Kotlin and Java files below a folder, whatever they are for.
fn everything_below(folder: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| ["kt", "kts", "java"].iter().any(|one| extension == *one))
            {
                let name = path.strip_prefix(folder).expect("found below it").to_string_lossy().replace('\\', "/");
                found.push(name);
            }
        }
    }
    found.sort();
    found
}
