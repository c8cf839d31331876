//! The texts of reports: a file per language, of one form.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::insight::ReportName;
use serde::Deserialize;

/// The language in which reports are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ReportLanguage {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

type Texts = BTreeMap<String, String>;

/// Everything that is said of reports that is not data. What is keyed by a word of the core is held against the core's lists by
/// the tests; a word without a text stands for itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "a field is named for the texts that it holds")]
pub struct Words {
    pub lang: String,
    pub decimal: String,
    pub thousands: String,
    pub months: [String; 12],
    pub page: PageWords,
    pub plot: PlotWords,
    pub report: BTreeMap<String, ReportWords>,
    pub status: Texts,
    pub unit: Texts,
    pub measure: Texts,
    pub dimension: Texts,
    pub finding: Texts,
    pub why_left_out: Texts,
    pub word: BTreeMap<String, Texts>,
}

/// What is said of a report: its title, the question that it answers, how to read it, and what not to conclude.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "a field is named for the text that it holds")]
pub struct ReportWords {
    pub title: String,
    pub asks: String,
    pub read: String,
    pub not: String,
}

/// What stands by a plot.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "a field is named for the text that it holds")]
pub struct Caption {
    pub title: String,
    pub read: String,
    pub not: String,
}

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident of $text:ty: $($field:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = concat!("What is said of `", stringify!($field), "`.")] pub $field: $text),+
        }
    };
}

texts! {
    /// Captions of the plots.
    PlotWords of Caption:
    map, shift, transitions, objections, bridges, figures, representation, funnel, targets, gap, survival,
    survival_segment, survival_payer, paid,
}

texts! {
    /// What is said around every report.
    PageWords of String:
    title, as_of, rests_on, villages, months_of_data, workers, encounters, filter, no_filter, from, to, agent, contents,
    skip, how_heading, how_interval, how_n, how_order, how_export, how_not, all_figures, read, not, group, value,
    interval, n, status, everybody, said, left_out, nothing_left_out, no_figures, due_list,
    due_kind, due_owner, due_anyone, due_day, due_over, due_record, due_more, too_few, erased, target_bar,
    before, after, month_of_curve, month_number, of, back,
}

impl Words {
    /// The texts of a language.
    pub fn of(language: ReportLanguage) -> &'static Self {
        static INDONESIAN: OnceLock<Words> = OnceLock::new();
        static ENGLISH: OnceLock<Words> = OnceLock::new();
        let (kept, json) = match language {
            ReportLanguage::Indonesian => (&INDONESIAN, include_str!("id.json")),
            ReportLanguage::English => (&ENGLISH, include_str!("en.json")),
        };
        kept.get_or_init(|| serde_json::from_str(json).expect("both files are tested whole"))
    }

    /// What is said of a report.
    pub fn of_report(&self, name: ReportName) -> &ReportWords {
        self.report.get(name.as_str()).expect("every report has its texts, by test")
    }

    /// A word of one of the core's lists, in this language.
    pub fn word<'a>(&'a self, list: &str, word: &'a str) -> &'a str {
        self.word.get(list).and_then(|list| list.get(word)).map_or(word, String::as_str)
    }
}

/// The text of a key; the key itself where there is none.
pub fn text<'a>(texts: &'a Texts, key: &'a str) -> &'a str {
    texts.get(key).map_or(key, String::as_str)
}
