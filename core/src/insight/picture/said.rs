//! What can be said of a report in words: what was found, and what was left out.

use crate::prints_name_only;
use std::collections::BTreeMap;

use super::names::Names;
use super::numbers;
use super::words::{Words, text};
use crate::insight::{Finding, FindingKind, LeftOut, Report};

/// What was found of some groups.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Saying {
    /// What kind of saying it is; those of a kind follow each other.
    pub kind: String,
    /// The word.
    pub word: String,
    /// The groups of which it is said; empty where it is said of the report as a whole.
    pub groups: String,
}

prints_name_only!(Saying);

/// What can be said in words: per kind of saying and per word, the groups of which it is said.
pub fn sayings(words: &Words, names: &Names, report: &Report) -> Vec<Saying> {
    let mut said: BTreeMap<(FindingKind, String), Vec<String>> = BTreeMap::new();
    for finding in &report.findings {
        let group = names.group(words, &finding.by);
        let (word, group) = match finding.finding {
            FindingKind::Covers => (group, names.figure(words, &finding.value)),
            // What is said of the report as a whole needs no group.
            FindingKind::CountsFrom | FindingKind::Instrument | FindingKind::NoSplit => {
                (word(words, finding), String::new())
            }
            _ => (word(words, finding), group),
        };
        said.entry((finding.finding, word)).or_default().push(group);
    }
    let saying = |((kind, word), mut groups): ((FindingKind, String), Vec<String>)| {
        groups.sort_by_cached_key(|group| (*group != words.page.everybody, group.clone()));
        Saying { kind: text(&words.finding, kind.as_str()).to_owned(), word, groups: groups.join("; ") }
    };
    said.into_iter().map(saying).collect()
}

fn word(words: &Words, finding: &Finding) -> String {
    match finding.finding {
        FindingKind::CountsFrom => finding.value.replace('.', &words.decimal),
        kind => words.word(kind.as_str(), &finding.value).to_owned(),
    }
}

/// What is not in a report, and why: a sentence each.
pub fn left_out(words: &Words, left_out: &[LeftOut]) -> Vec<String> {
    let sentence = |left: &LeftOut| {
        let why = text(&words.why_left_out, left.why.as_str());
        format!("{} – {why}", numbers::count(words, left.count))
    };
    left_out.iter().map(sentence).collect()
}
