//! Holds the sources of a package against the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::rules::{Area, Ban, CORE, IMPURE, Imports, PRINTING, PURE_CRATES, Package, SQL_HOME};
use crate::source::{self, Facts, Form, Mention};
use crate::sql::is_sql;

/// A line that breaks a rule, and which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    /// From the top of the checkout.
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

/// The sources of a package: text by path below its source folder, `domain/mod.rs`.
pub(crate) type Sources = BTreeMap<String, String>;

/// Where the names at the top of the core come from: a macro or a re-export belongs to the area that it comes from.
#[derive(Debug, Default)]
pub(crate) struct TopNames(BTreeMap<String, Vec<String>>);

impl TopNames {
    /// Reads them off the core's sources. Files that cannot be read are reported by [`check`].
    pub(crate) fn of_core(sources: &Sources) -> Self {
        let mut names = BTreeMap::new();
        for (file, text) in sources {
            let module = module_of(file);
            let Ok(facts) = source::read(text, &module, CORE.crate_name) else { continue };
            names.extend(facts.exported_macros.iter().map(|name| (name.clone(), module.clone())));
            if file == "lib.rs" {
                names.extend(facts.aliases.into_iter().map(|(name, path)| {
                    let is_from_the_top = path[0] == "crate";
                    (name, path.into_iter().skip(usize::from(is_from_the_top)).collect())
                }));
            }
        }
        Self(names)
    }
}

/// Every violation in a package's sources. `dependencies` are the crates it may name, with `_` for `-`.
pub(crate) fn check(
    package: &Package,
    sources: &Sources,
    dependencies: &BTreeSet<String>,
    top_names: &TopNames,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    let facts: BTreeMap<&str, Facts> = sources
        .iter()
        .filter_map(|(file, text)| match source::read(text, &module_of(file), package.crate_name) {
            Ok(facts) => Some((file.as_str(), facts)),
            Err(error) => {
                let rule = format!("cannot be read: {error}");
                violations.push(Violation { file: path(package, file), line: error.span().start().line, rule });
                None
            }
        })
        .collect();
    let test_modules: Vec<&[String]> =
        facts.values().flat_map(|facts| &facts.modules).filter(|m| m.in_tests).map(|m| m.path.as_slice()).collect();

    for (file, facts) in &facts {
        let module = module_of(file);
        let mut report = |line, rule: String| violations.push(Violation { file: path(package, file), line, rule });
        for line in &facts.smuggled {
            report(*line, "`#[path]` and `include!` hide where source belongs".into());
        }
        if !file.split('/').any(|step| step.trim_end_matches(".rs") == SQL_HOME) {
            for (line, _) in facts.strings.iter().filter(|(_, text)| is_sql(text)) {
                report(*line, format!("SQL lives under a `{SQL_HOME}/` folder"));
            }
        }
        let Some(area) = area_of(package, &module) else {
            report(1, "belongs to no area: say in rules.rs what it may import".into());
            continue;
        };
        let judge = Judge { package, area, dependencies, top_names };
        let is_test_file = test_modules.iter().any(|tests| module.starts_with(tests));
        for mention in &facts.mentions {
            if let Some(rule) = judge.judge(mention, is_test_file || mention.in_tests) {
                report(mention.line, rule);
            }
        }
        if area.bans.contains(&Ban::Async) {
            for line in &facts.asynchronous {
                report(*line, format!("{} is synchronous", area.name()));
            }
        }
    }
    violations.extend(check_modules(package, &facts));
    violations.sort();
    violations
}

/// Crates that the package depends on and must not.
pub(crate) fn check_dependencies(package: &Package, dependencies: &BTreeSet<String>) -> Vec<String> {
    let banned = package.never_depends_on.iter().filter(|name| dependencies.contains(**name));
    banned.map(|name| format!("{} depends on {name}", package.crate_name)).collect()
}

/// Holds the files that were found against the modules that they declare, both ways: a check of files that are not
/// there proves nothing.
fn check_modules(package: &Package, facts: &BTreeMap<&str, Facts>) -> Vec<Violation> {
    let declared: BTreeSet<&[String]> =
        facts.values().flat_map(|facts| &facts.modules).map(|module| module.path.as_slice()).collect();
    let found: BTreeMap<Vec<String>, &str> = facts.keys().map(|file| (module_of(file), *file)).collect();
    let missing = declared.iter().filter(|module| !found.contains_key(**module)).map(|module| Violation {
        file: path(package, ""),
        line: 0,
        rule: format!("module {} was not found", module.join("::")),
    });
    let undeclared = found
        .iter()
        .filter(|(module, _)| !module.is_empty() && !declared.contains(module.as_slice()))
        .map(|(_, file)| Violation { file: path(package, file), line: 1, rule: "no module declares this file".into() });
    missing.chain(undeclared).collect()
}

/// The module that a file is: `sync/wire/mod.rs` is `sync::wire`. Programs begin at their own top.
fn module_of(file: &str) -> Vec<String> {
    if file == "main.rs" || file.starts_with("bin/") {
        return Vec::new();
    }
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || module.len() == 1 && last == "lib") {
        module.pop();
    }
    module
}

fn path(package: &Package, file: &str) -> String {
    format!("{}/{file}", package.folder)
}

/// The area whose home fits longest. The top of a crate is home to `lib.rs` alone.
fn area_of<'a>(package: &'a Package, module: &[String]) -> Option<&'a Area> {
    let fits = |area: &&Area| match area.home {
        ["*"] => true,
        [] => module.is_empty(),
        home => module.len() >= home.len() && home.iter().zip(module).all(|(home, module)| home == module),
    };
    package.areas.iter().filter(fits).max_by_key(|area| if area.home == ["*"] { 0 } else { area.home.len() + 1 })
}

impl Area {
    fn name(&self) -> String {
        match self.home {
            [] => "the top of the crate".into(),
            ["*"] => "this package".into(),
            home => home.join("::"),
        }
    }
}

struct Judge<'a> {
    package: &'a Package,
    area: &'a Area,
    dependencies: &'a BTreeSet<String>,
    top_names: &'a TopNames,
}

impl Judge<'_> {
    /// The rule that a mention breaks. Tests may use what they test with: other areas, and crates for testing.
    fn judge(&self, mention: &Mention, in_tests: bool) -> Option<String> {
        let name = self.area.name();
        let shown = mention.path.join("::");
        if self.area.bans.iter().any(|ban| is_banned(*ban, mention)) {
            return Some(format!("{name} must do without {shown}"));
        }
        if in_tests {
            return None;
        }
        let is_foreign = self.dependencies.contains(&mention.path[0]) && mention.path[0] != CORE.crate_name;
        if self.area.bans.contains(&Ban::Impurity) && is_foreign && !PURE_CRATES.contains(&mention.path[0].as_str()) {
            return Some(format!("{name} is pure, and the crate {} is not known to be", mention.path[0]));
        }
        let Imports::Only(allowed) = self.area.imports else { return None };
        let target = self.target_in_core(mention)?;
        let is_allowed = match &target {
            Some(target) => target.home == self.area.home && self.is_core() || allowed.contains(&&*target.name()),
            None => false,
        };
        if is_allowed {
            return None;
        }
        let may = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
        Some(format!("{name} imports {shown}; of the core it may import {may}"))
    }

    fn is_core(&self) -> bool {
        self.package.crate_name == CORE.crate_name
    }

    /// The core's area that a mention reaches into: `None` if it does not lead into the core, `Some(None)` if it takes
    /// the whole core or something that no area owns.
    fn target_in_core(&self, mention: &Mention) -> Option<Option<&'static Area>> {
        let top = if self.is_core() { "crate" } else { CORE.crate_name };
        let inside = mention.path.strip_prefix(&[top.to_owned()])?;
        if inside.is_empty() && !self.is_core() && mention.form == Form::Name {
            // `use perisai_core as device;` takes nothing yet: what it is used for is judged by its full name.
            return None;
        }
        let origin = inside.first().and_then(|first| self.top_names.0.get(first)).map_or(inside, Vec::as_slice);
        Some(area_of(&CORE, origin).filter(|area| !area.home.is_empty()))
    }
}

fn is_banned(ban: Ban, mention: &Mention) -> bool {
    let reaches = |banned: &&str| {
        let banned: Vec<&str> = banned.split("::").collect();
        let common = mention.path.iter().zip(&banned).take_while(|(mentioned, banned)| mentioned == *banned).count();
        common == banned.len() || mention.form == Form::Everything && common == mention.path.len()
    };
    match ban {
        Ban::Impurity => {
            let is_printing = mention.form == Form::Macro && mention.path.len() == 1;
            let is_std_macro = mention.path.len() == 2 && mention.path[0] == "std";
            IMPURE.iter().any(reaches)
                || (is_printing || is_std_macro) && mention.path.last().is_some_and(|name| PRINTING.contains(&&**name))
        }
        Ban::Network => reaches(&"std::net"),
        Ban::Async => reaches(&"std::future"),
        Ban::Crate(name) => mention.path[0] == name,
    }
}
