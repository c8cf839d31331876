//! Reference data: how a published document is read, refused and looked up by date.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::calendar::CivilDate;
use super::kinds::Reference;

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

/// The published version of a list that holds on a day: of several the one that began last, and of those that began
/// together the newest; one that cannot be read is passed over, as a newer branch may have published it for newer
/// phones. None where what ships holds. Both ends choose by this.
pub fn published_on<T>(
    versions: impl IntoIterator<Item = Reference>,
    day: CivilDate,
    parse: fn(&str) -> Result<T, BadReference>,
) -> Option<T> {
    let holds = |version: &Reference| Validity { from: version.valid_from, to: version.valid_to }.holds_on(day);
    let mut versions: Vec<Reference> = versions.into_iter().filter(holds).collect();
    versions.sort_by(|one, other| (other.valid_from, &other.version).cmp(&(one.valid_from, &one.version)));
    versions.iter().find_map(|version| parse(&serde_json::to_string(&version.body).ok()?).ok())
}

/// The days on which a rule holds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First day.
    pub from: CivilDate,
    /// Last day; open where absent.
    #[serde(default)]
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a body of text that is not "unreadable".
    fn text(json: &str) -> Result<String, BadReference> {
        let text: String = parse("test", json)?;
        if text == "unreadable" { Err(BadReference::new("test", "body", "is unreadable")) } else { Ok(text) }
    }

    fn version(version: &str, from: &str, to: Option<&str>) -> Reference {
        Reference {
            name: "tariff".to_owned(),
            version: version.to_owned(),
            valid_from: from.parse().unwrap(),
            valid_to: to.map(|to| to.parse().unwrap()),
            source: "a decision".to_owned(),
            body: crate::domain::Value::from(version),
        }
    }

    #[test]
    fn of_the_published_versions_the_one_that_began_last_holds_from_its_first_day_to_its_last() {
        let versions = [
            version("b", "2026-07-01", None),
            version("a", "2026-07-01", None),
            version("c", "2026-09-01", Some("2026-09-30")),
        ];
        let on = |day: &str| published_on(versions.clone(), day.parse().unwrap(), text);
        assert_eq!(on("2026-06-30"), None);
        assert_eq!(on("2026-07-01").as_deref(), Some("b"));
        assert_eq!(on("2026-09-30").as_deref(), Some("c"));
        assert_eq!(on("2026-10-01").as_deref(), Some("b"));
    }

    #[test]
    fn a_version_that_cannot_be_read_leaves_in_force_what_stood_before() {
        let versions = [version("a", "2026-07-01", None), version("unreadable", "2026-08-01", None)];
        let on = |versions: &[Reference]| published_on(versions.to_vec(), "2026-08-02".parse().unwrap(), text);
        assert_eq!(on(&versions).as_deref(), Some("a"));
        assert_eq!(on(&versions[1..]), None);
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
