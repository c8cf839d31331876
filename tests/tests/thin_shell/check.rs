//! Holds the shell's sources against the rules.

use std::collections::BTreeMap;
use std::fmt;

use crate::rules::{Amounts, NAMES, Names, Part, WRITINGS};
use crate::source::{self, Facts};
use crate::sql::is_sql;

/// A line that breaks a rule, which, and why there is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

/// The sources of a part: text by path below its folder, `kotlin/id/perisai/shell/Screen.kt`.
pub(crate) type Sources = BTreeMap<String, String>;

/// Every violation in a part's sources.
pub(crate) fn check(part: &Part, sources: &Sources, amounts: &Amounts) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (file, text) in sources {
        let facts = source::read(text, !file.ends_with(".java"));
        let mut report = |line, rule: &str, why: &str, what: &str| {
            let rule = format!("{rule}, but here is {what}: {why}");
            violations.push(Violation { file: format!("{}/{file}", part.folder), line, rule });
        };
        for names in NAMES.iter().chain(part.bans).filter(|names| !names.homes.contains(&file.as_str())) {
            for (line, name) in named(&facts) {
                if names.forbid(name) {
                    report(line, names.rule, names.why, name);
                }
            }
        }
        for writing in WRITINGS.iter().filter(|writing| !writing.homes.contains(&file.as_str())) {
            for (at, code) in facts.code.iter().enumerate() {
                if (writing.is_broken)(code) {
                    report(at + 1, writing.rule, writing.why, &format!("`{}`", code.trim()));
                }
            }
        }
        for (at, code) in facts.code.iter().enumerate().filter(|(_, code)| amounts.are_in(code)) {
            report(at + 1, "no tariff", TARIFF_IS_THE_CORES, &format!("`{}`", code.trim()));
        }
        for (line, text) in &facts.texts {
            if is_sql(text) {
                report(*line, "no SQL", "the store is the core's", &format!("\"{text}\""));
            }
            if is_pattern_of_a_nik(text) {
                report(
                    *line,
                    "no NIK parsing",
                    "what a NIK says of its holder is the core's answer",
                    &format!("\"{text}\""),
                );
            }
        }
    }
    violations.sort();
    violations.dedup();
    violations
}

const TARIFF_IS_THE_CORES: &str =
    "an amount of the tariff changes by regulation, and the branch publishes it to the core";

/// Holds the files against the packages that they declare, and against everything in the shell's folder: a check of files
/// that are not there proves nothing.
pub(crate) fn check_places(parts: &BTreeMap<&str, Sources>, everything: &[String]) -> Vec<String> {
    let mut violations = Vec::new();
    for (folder, sources) in parts {
        for (file, text) in sources {
            let package = source::read(text, !file.ends_with(".java")).package.unwrap_or_default();
            let place = file.rsplit_once('/').map_or("", |(place, _)| place);
            let below = place.split_once('/').map_or("", |(_, below)| below).replace('/', ".");
            if below != package {
                violations.push(format!("{folder}/{file}:1: stands in {below}, but says it is in {package}"));
            }
        }
    }
    let ships = |file: &&String| !file.contains("/src/test/") && !file.starts_with("tools/");
    for file in everything.iter().filter(ships) {
        let path = format!("android-shell/{file}");
        let is_checked = parts.iter().any(|(folder, sources)| {
            path.strip_prefix(&format!("{folder}/")).is_some_and(|below| sources.contains_key(below))
        });
        if !is_checked {
            violations.push(format!("{path}:1: stands where nothing is checked"));
        }
    }
    violations
}

/// What a pom ships, as `group:artifact`: neither for tests nor provided by the phone.
pub(crate) fn shipped_dependencies(pom: &str) -> Vec<String> {
    let pom = pom.split("<build>").next().unwrap_or_default();
    let dependencies =
        pom.split("<dependency>").skip(1).map(|text| text.split("</dependency>").next().unwrap_or_default());
    let element = |text: &str, name: &str| {
        let (_, value) = text.split_once(&format!("<{name}>"))?;
        value.split_once('<').map(|(value, _)| value.to_owned())
    };
    let is_shipped = |text: &&str| !matches!(element(text, "scope").as_deref(), Some("test" | "provided"));
    let named = |text| Some(format!("{}:{}", element(text, "groupId")?, element(text, "artifactId")?));
    dependencies.filter(is_shipped).filter_map(named).collect()
}

impl Names {
    fn forbid(&self, name: &str) -> bool {
        self.names.iter().any(|banned| {
            if let Some(beginning) = banned.strip_suffix('…') {
                let package = beginning.rsplit_once('.').map_or("", |(package, _)| package);
                return name.starts_with(beginning) || name.strip_suffix(".*") == Some(package);
            }
            let is_below = name.strip_prefix(banned).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            // `java.util.*` takes `java.util.Calendar` with it.
            is_below
                || name
                    .strip_suffix(".*")
                    .is_some_and(|package| banned.rsplit_once('.').is_some_and(|(home, _)| home == package))
        })
    }
}

/// What a file names: imports, names written out, and texts that could be a class's name.
fn named(facts: &Facts) -> impl Iterator<Item = (usize, &str)> {
    let is_name = |text: &str| {
        text.contains('.') && text.chars().all(|letter| letter.is_alphanumeric() || "._$".contains(letter))
    };
    let texts = facts.texts.iter().filter(move |(_, text)| is_name(text));
    facts.imports.iter().chain(&facts.paths).chain(texts).map(|(line, name)| (*line, name.as_str()))
}

/// Sixteen digits, however a pattern spells them.
fn is_pattern_of_a_nik(text: &str) -> bool {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    ["\\d{16}", "[0-9]{16}", "\\d{6}", "[0-9]{6}", "\\p{Digit}{16}"]
        .iter()
        .any(|pattern| plain.replace("\\\\", "\\").contains(pattern))
}
