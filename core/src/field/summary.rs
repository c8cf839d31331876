//! *Ringkasan*: the phone's reports as words and pictures.

use super::capture::invalid;
use super::reports::{Held, read};
use super::views::VillageLine;
use super::{Field, ReportFilter};
use crate::domain::regions::Regions;
use crate::domain::words::Segment;
use crate::domain::{CivilDate, Month, VillageCode};
use crate::error::FieldError;
use crate::insight::picture::{
    self, Chart, FigureTable, Names, ReportLanguage, Saying, Words, filter_in_words, rests_on_in_words,
};
use crate::insight::{Facts, Filter, ReportName};
use crate::prints_name_only;
use crate::store::streams;

/// The most months that are offered one by one.
const MONTHS_OFFERED_MAX: usize = 24;

/// A report, ready to be shown.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReportPicture {
    /// Which.
    pub report: ReportName,
    /// What it is called.
    pub title: String,
    /// The question that it answers.
    pub asks: String,
    /// How to read it.
    pub read: String,
    /// What not to conclude.
    pub not: String,
    /// Whether it has any figure, shown or not.
    pub has_figures: bool,
    /// The drawings.
    pub charts: Vec<Chart>,
    /// What can be said in words; those of a kind follow each other.
    pub sayings: Vec<Saying>,
    /// Every figure, with its n and its interval.
    pub tables: Vec<FigureTable>,
    /// How many tasks are due, in the report of that.
    pub due: u64,
    /// What was left out and why, a sentence each.
    pub left_out: Vec<String>,
}

/// A period to choose by one tap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PeriodChoice {
    /// The first month; none for no beginning.
    pub from: Option<String>,
    /// The last month; none for no end.
    pub to: Option<String>,
    /// What it is called, such as `Jun 2026`; empty for the whole time.
    pub name: String,
}

/// A segment to choose by one tap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SegmentChoice {
    /// The segment.
    pub segment: Segment,
    /// What it is called.
    pub name: String,
}

/// The screen *Ringkasan*, or one report of it.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct SummaryView {
    /// The day for which it is computed, as people write it.
    pub as_of: String,
    /// On how much it rests.
    pub rests_on: String,
    /// What was asked for.
    pub filtered: String,
    /// What holds for every figure, a sentence each.
    pub how_to_read: Vec<String>,
    /// The reports, in the order asked for.
    pub reports: Vec<ReportPicture>,
    /// The whole time, and the months of which there is anything, the latest first.
    pub periods: Vec<PeriodChoice>,
    /// The villages that the phone holds.
    pub villages: Vec<VillageLine>,
    /// The segments, in the order of their list.
    pub segments: Vec<SegmentChoice>,
}

prints_name_only!(ReportPicture, SummaryView);

impl Field {
    /// Reports of today as words and pictures, in a language, of one reading: all sixteen where none is named. Blocks as
    /// [`Field::reports`] does.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the condition that cannot be read.
    pub fn summary(
        &self,
        names: &[ReportName],
        filter: &ReportFilter,
        language: ReportLanguage,
    ) -> Result<SummaryView, FieldError> {
        let filter = read(filter)?;
        let (facts, villages) = self.read(|store| {
            let connection = store.connection();
            let villages = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
            Ok((Facts::read(&Held(connection))?, villages))
        })?;
        let on = facts.home.date_of(self.ports.clock.now().wall_ms);
        let on = on.ok_or_else(|| invalid("as_of", crate::domain::Rule::Date))?;
        let telling =
            Telling { words: Words::of(language), called: Names::of(&facts, &filter, on), facts, villages, filter, on };
        let asked = if names.is_empty() { ReportName::ALL } else { names };
        Ok(SummaryView {
            as_of: picture::day(telling.words, on),
            rests_on: rests_on_in_words(telling.words, &telling.called.rests_on),
            filtered: filter_in_words(telling.words, &telling.called, &telling.filter),
            how_to_read: how_to_read(telling.words),
            reports: asked.iter().map(|name| self.picture(*name, &telling)).collect(),
            periods: telling.periods(),
            villages: telling.villages.iter().map(village_line).collect(),
            segments: telling.segments(),
        })
    }

    fn picture(&self, name: ReportName, telling: &Telling) -> ReportPicture {
        let (words, called) = (telling.words, &telling.called);
        let report = self.held_report(name, &telling.facts, &telling.villages, &telling.filter, telling.on);
        let said = words.of_report(name);
        ReportPicture {
            report: name,
            title: said.title.clone(),
            asks: said.asks.clone(),
            read: said.read.clone(),
            not: said.not.clone(),
            has_figures: !report.lines.is_empty() || !report.due.is_empty(),
            charts: picture::charts(words, called, &report),
            sayings: picture::sayings(words, called, &report),
            tables: picture::tables(words, called, &report),
            due: report.due.len() as u64,
            left_out: picture::left_out(words, &report.left_out),
        }
    }
}

/// What reports are told with.
struct Telling {
    words: &'static Words,
    called: Names,
    facts: Facts,
    villages: Vec<VillageCode>,
    filter: Filter,
    on: CivilDate,
}

impl Telling {
    /// The whole time first; then the months of which there is anything, the latest first.
    fn periods(&self) -> Vec<PeriodChoice> {
        let whole = PeriodChoice { from: None, to: None, name: String::new() };
        let month = |month: Month| PeriodChoice {
            from: Some(month.to_string()),
            to: Some(month.to_string()),
            name: picture::month(self.words, month),
        };
        let months = self.facts.months().into_iter().rev().filter(|month| *month <= self.on.month());
        [whole].into_iter().chain(months.take(MONTHS_OFFERED_MAX).map(month)).collect()
    }

    fn segments(&self) -> Vec<SegmentChoice> {
        let called = |segment: &Segment| self.words.word("segment", segment.as_str()).to_owned();
        Segment::ALL.iter().map(|segment| SegmentChoice { segment: *segment, name: called(segment) }).collect()
    }
}

/// What holds for every figure. Who may export more is the branch's own affair.
fn how_to_read(words: &Words) -> Vec<String> {
    let page = &words.page;
    [&page.how_interval, &page.how_n, &page.how_order, &page.how_not].map(Clone::clone).to_vec()
}

fn village_line(village: &VillageCode) -> VillageLine {
    let name = Regions::shipped().village_name(*village).unwrap_or_default().to_owned();
    VillageLine { village: village.as_str().to_owned(), name }
}
