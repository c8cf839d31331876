//! Reference data: how a published document is read, refused and looked up by date.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::calendar::CivilDate;
use super::kinds::Reference;
use super::registry::Registry;
use super::words::Words;

/// A document of reference data that cannot be used. What stood before stays in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{document}: {place}: {problem}")]
pub struct BadReference {
    /// Which document (`tariff`, `occupations`).
    pub document: &'static str,
    /// Where in it, as a path or as line and column.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
}

impl BadReference {
    /// Names a place and what is wrong there.
    pub fn new(document: &'static str, place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { document, place: place.into(), problem: problem.into() }
    }
}

/// Reads a document from its JSON text. Unknown fields are refused where the type says so.
pub(crate) fn parse<T: DeserializeOwned>(document: &'static str, text: &str) -> Result<T, BadReference> {
    serde_json::from_str(text).map_err(|error| {
        let problem = error.to_string();
        let problem = problem.split(" at line ").next().unwrap_or(&problem);
        BadReference::new(document, format!("line {}, column {}", error.line(), error.column()), problem)
    })
}

/// A list of reference data: a document that ships with the app, and that a branch publishes newer versions of. A type
/// becomes one by `reference_list!`; its line in [`LISTS`](super::lists::LISTS) lets a branch publish it.
pub trait ReferenceList: Sized + 'static {
    /// The name under which a branch publishes it.
    const NAME: &'static str;
    /// The document that this build ships, JSON.
    const SHIPPED: &'static str;

    /// Reads a document. What it does not know, it refuses: a rule misread is worse than an older rule.
    fn parse(json: &str) -> Result<Self, BadReference>;

    /// What this build ships.
    fn shipped() -> &'static Self;

    /// The version, as records that were made by it keep it.
    fn version(&self) -> &str;

    /// The last day for which it has its answers; none where it is open.
    fn holds_until(&self) -> Option<CivilDate> {
        None
    }

    /// Refuses a document that speaks of record kinds or fields which are none.
    fn check_names(&self, _registry: &Registry) -> Result<(), BadReference> {
        Ok(())
    }
}

/// Makes a type a [`ReferenceList`] under a name, shipped from the file of that name in `data/`. The type is read by
/// serde, has a `version` and says by `fn check(&self) -> Result<(), BadReference>` what it refuses. In braces: what it
/// does otherwise than other lists.
macro_rules! reference_list {
    ($list:ident: $name:literal $({ $($otherwise:tt)* })?) => {
        const DOCUMENT: &str = $name;
        const SHIPPED: &str = include_str!(concat!("../../data/", $name, ".json"));

        impl $list {
            /// The name under which a branch publishes it.
            pub const NAME: &str = DOCUMENT;

            /// What this build ships.
            pub fn shipped() -> &'static Self {
                static LIST: std::sync::OnceLock<$list> = std::sync::OnceLock::new();
                LIST.get_or_init(|| Self::parse(SHIPPED).expect("the shipped document is tested"))
            }

            /// The text of what this build ships, for a branch to start a newer version from.
            pub const fn shipped_text() -> &'static str {
                SHIPPED
            }

            /// Reads a document from JSON. What it does not know, it refuses, with the place: a rule misread is worse
            /// than an older rule.
            pub fn parse(json: &str) -> Result<Self, $crate::domain::reference::BadReference> {
                let list: Self = $crate::domain::reference::parse(DOCUMENT, json)?;
                $crate::domain::reference::filled(DOCUMENT, "version", &list.version)?;
                list.check()?;
                Ok(list)
            }

            /// The version; newer ones sort after older ones as text.
            pub fn version(&self) -> &str {
                &self.version
            }
        }

        impl $crate::domain::reference::ReferenceList for $list {
            const NAME: &'static str = DOCUMENT;
            const SHIPPED: &'static str = SHIPPED;

            fn parse(json: &str) -> Result<Self, $crate::domain::reference::BadReference> {
                Self::parse(json)
            }

            fn shipped() -> &'static Self {
                Self::shipped()
            }

            fn version(&self) -> &str {
                &self.version
            }

            $($($otherwise)*)?
        }
    };
}
pub(crate) use reference_list;

/// A list as it holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InForce<T: 'static> {
    /// The branch published it.
    Published(T),
    /// It came with the app.
    Shipped(&'static T),
}

impl<T> Deref for InForce<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Published(list) => list,
            Self::Shipped(list) => list,
        }
    }
}

/// The list that holds on a day, of all that the branch published under its name (others are passed over): the version
/// that began last, and of those that began together the newest; one that cannot be read is passed over too, as a newer
/// branch may have published it for newer phones. Where none is left, what ships. Both ends choose by this.
pub fn list_on<T: ReferenceList>(published: impl IntoIterator<Item = Reference>, day: CivilDate) -> InForce<T> {
    let holds = |version: &Reference| {
        version.name == T::NAME && Validity { from: version.valid_from, to: version.valid_to }.holds_on(day)
    };
    let mut versions: Vec<Reference> = published.into_iter().filter(holds).collect();
    versions.sort_by(|one, other| (other.valid_from, &other.version).cmp(&(one.valid_from, &one.version)));
    let readable = versions.iter().find_map(|version| T::parse(&serde_json::to_string(&version.body).ok()?).ok());
    readable.map_or_else(|| InForce::Shipped(T::shipped()), InForce::Published)
}

/// A list of one version, by which a record was made: of all that the branch published under its name, or what ships;
/// none where neither is it.
pub fn version_of<T: ReferenceList>(
    published: impl IntoIterator<Item = Reference>,
    version: &str,
) -> Option<InForce<T>> {
    let is_it = |list: &Reference| list.name == T::NAME && list.version == version;
    let published = published.into_iter().find(is_it);
    let read = published.and_then(|list| T::parse(&serde_json::to_string(&list.body).ok()?).ok());
    let shipped = || (T::shipped().version() == version).then(|| InForce::Shipped(T::shipped()));
    read.map(InForce::Published).or_else(shipped)
}

/// Refuses a text that says nothing.
pub(crate) fn filled(document: &'static str, place: impl Into<String>, text: &str) -> Result<(), BadReference> {
    if text.trim().is_empty() { Err(BadReference::new(document, place, "is empty")) } else { Ok(()) }
}

/// Refuses a list in which a word that must be there once is not.
pub(crate) fn once<T: Words + PartialEq>(
    document: &'static str,
    list: &str,
    named: impl Iterator<Item = T>,
) -> Result<(), BadReference> {
    let named: Vec<&str> = named.map(T::word).collect();
    for word in T::WORDS {
        let count = named.iter().filter(|name| *name == word).count();
        if count != 1 {
            return Err(BadReference::new(document, list, format!("{word} is there {count} times")));
        }
    }
    Ok(())
}

/// The days on which a rule holds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First day.
    pub from: CivilDate,
    /// Last day; open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

impl Validity {
    /// Whether the rule holds on that day.
    pub fn holds_on(&self, day: CivilDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// A rule with a validity period.
pub(crate) trait Dated {
    fn validity(&self) -> Validity;
}

/// The rule that holds on that day, of a list that [`check_periods`] has passed.
pub(crate) fn in_force<T: Dated>(rules: &[T], day: CivilDate) -> Option<&T> {
    rules.iter().find(|rule| rule.validity().holds_on(day))
}

/// The last day on which one of the rules holds; none where one of them is open.
pub(crate) fn last_day<T: Dated>(rules: &[T]) -> Option<CivilDate> {
    rules.iter().map(|rule| rule.validity().to).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Refuses periods that end before they begin.
pub(crate) fn check_order<T: Dated>(document: &'static str, list: &str, rules: &[T]) -> Result<(), BadReference> {
    for (index, rule) in rules.iter().enumerate() {
        let Validity { from, to } = rule.validity();
        if to.is_some_and(|to| to < from) {
            return Err(BadReference::new(document, format!("{list}[{index}].valid"), "ends before it begins"));
        }
    }
    Ok(())
}

/// Refuses an empty list, and one that would give two answers for one day.
pub(crate) fn check_periods<T: Dated>(document: &'static str, list: &str, rules: &[T]) -> Result<(), BadReference> {
    if rules.is_empty() {
        return Err(BadReference::new(document, list, "is empty"));
    }
    check_order(document, list, rules)?;
    for (index, rule) in rules.iter().enumerate() {
        if rules[..index].iter().any(|earlier| earlier.validity().overlaps(&rule.validity())) {
            return Err(BadReference::new(document, format!("{list}[{index}].valid"), "overlaps an earlier period"));
        }
    }
    Ok(())
}

/// The place at which a document is refused once its value at a JSON pointer is another.
#[cfg(test)]
pub(crate) fn refused<T: std::fmt::Debug>(
    document: &str,
    parse: fn(&str) -> Result<T, BadReference>,
    pointer: &str,
    value: serde_json::Value,
) -> String {
    assert!(parse(document).is_ok(), "it is good before");
    let mut changed: serde_json::Value = serde_json::from_str(document).unwrap();
    *changed.pointer_mut(pointer).unwrap() = value;
    parse(&changed.to_string()).unwrap_err().place
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::domain::Value;
    use crate::domain::retention_periods::{Retained, RetentionPeriods};

    /// A published version of the retention periods that keeps profiles for `days`.
    fn version(version: &str, days: i64, from: &str, to: Option<&str>) -> Reference {
        let text = RetentionPeriods::shipped_text();
        let text = text.replacen("2026-01-01", version, 1).replacen("180", &days.to_string(), 1);
        Reference {
            name: RetentionPeriods::NAME.to_owned(),
            version: version.to_owned(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|to| to.parse().unwrap()),
            source: "a decision".to_owned(),
            body: serde_json::from_str::<Value>(&text).unwrap(),
        }
    }

    fn days_on(versions: &[Reference], day: &str) -> u32 {
        list_on::<RetentionPeriods>(versions.to_vec(), day.parse().unwrap()).days(Retained::SegmentProfile)
    }

    #[test]
    fn of_the_published_versions_the_one_that_began_last_holds_from_its_first_day_to_its_last() {
        let versions = [
            version("b", 20, "2026-07-01", None),
            version("a", 10, "2026-07-01", None),
            version("c", 30, "2026-09-01", Some("2026-09-30")),
        ];
        for (day, days) in [("2026-06-30", 180), ("2026-07-01", 20), ("2026-09-30", 30), ("2026-10-01", 20)] {
            assert_eq!(days_on(&versions, day), days, "{day}");
        }
    }

    #[test]
    fn a_version_that_cannot_be_read_or_is_another_list_leaves_in_force_what_stood_before() {
        let another = Reference { name: "tariff".to_owned(), ..version("c", 30, "2026-08-01", None) };
        let versions = [version("a", 10, "2026-07-01", None), version("unreadable", -1, "2026-08-01", None), another];
        assert_eq!(days_on(&versions, "2026-08-02"), 10);
        assert_eq!(days_on(&versions[1..], "2026-08-02"), 180);
    }

    struct Rule(Validity);

    impl Dated for Rule {
        fn validity(&self) -> Validity {
            self.0
        }
    }

    fn rule(from: &str, to: Option<&str>) -> Rule {
        Rule(Validity { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()) })
    }

    #[test]
    fn both_ends_of_a_period_belong_to_it() {
        let rules = [rule("2026-01-01", Some("2026-03-31")), rule("2026-04-01", None)];
        assert_eq!(check_periods("test", "rules", &rules), Ok(()));
        let first_day = |day: &str| in_force(&rules, day.parse().unwrap()).map(|rule| rule.0.from.to_string());
        assert_eq!(first_day("2026-03-31").as_deref(), Some("2026-01-01"));
        assert_eq!(first_day("2026-04-01").as_deref(), Some("2026-04-01"));
        assert_eq!(first_day("2025-12-31"), None);
    }

    #[test]
    fn two_answers_for_one_day_are_refused_with_their_place() {
        let overlapping = [rule("2026-01-01", None), rule("2026-04-01", None)];
        assert_eq!(check_periods("test", "rules", &overlapping).unwrap_err().place, "rules[1].valid");
        let backwards = [rule("2026-04-01", Some("2026-03-31"))];
        assert_eq!(check_periods("test", "rules", &backwards).unwrap_err().problem, "ends before it begins");
        assert!(check_periods::<Rule>("test", "rules", &[]).is_err());
    }
}
