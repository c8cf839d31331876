//! The plots: from a report's lines to rows, maps and curves. What is drawn stands in the tables too.

mod canvas;
mod curves;
mod map;
mod rows;

use std::collections::BTreeMap;

use perisai_core::insight::estimate::SHOWN_FROM_N;
use perisai_core::insight::statistics::ALIKE_FROM;
use perisai_core::insight::{Dimension, Estimate, Key, Line, Measure, MeasureUnit, Report, ReportName};

use self::canvas::Ink;
pub(super) use self::canvas::night_rules;
use self::curves::{Curves, Panel};
use self::map::{Map, Place};
use self::rows::{Axis, Mark, Row, Rows};
use super::numbers;
use super::tables::Pen;
use super::words::Caption;
use crate::error::Result;

/// Groups on one map; more could not be told apart, and stand on further maps.
const PLACES_MAX: usize = 16;

/// A drawing with what stands by it.
#[derive(Debug)]
pub(super) struct Plot<'a> {
    pub(super) caption: &'a Caption,
    /// What is special to this one of several with the same caption.
    pub(super) about: String,
    pub(super) svg: String,
    /// What the numbers in the drawing mean, in their order.
    pub(super) legend: Vec<String>,
}

/// The plots of a report, where it has any and enough data for them.
pub(super) fn of_report<'a>(pen: Pen<'a>, report: &'a Report) -> Result<Vec<Plot<'a>>> {
    let easel = Easel { pen, report };
    match report.report {
        ReportName::CoOrientation => easel.maps(),
        ReportName::Shift => easel.shift(),
        ReportName::Objections => easel.objections(),
        ReportName::Figures => easel.figures(),
        ReportName::Representation => easel.representation(),
        ReportName::Funnel => easel.funnel(),
        ReportName::Targets => easel.targets(),
        ReportName::Retention => easel.retention(),
        ReportName::FailedRegistrations
        | ReportName::Due
        | ReportName::TwoWay
        | ReportName::Evaluation
        | ReportName::Messages
        | ReportName::Training
        | ReportName::Support
        | ReportName::DataQuality => Ok(Vec::new()),
    }
}

/// A report on the easel.
struct Easel<'a> {
    pen: Pen<'a>,
    report: &'a Report,
}

impl<'a> Easel<'a> {
    fn lines(&self, measure: Measure) -> impl Iterator<Item = &'a Line> {
        self.report.lines.iter().filter(move |line| line.measure == measure)
    }

    /// The figures of a measure about groups of one dimension.
    fn along(&self, measure: Measure, dimension: Dimension) -> Vec<&'a Line> {
        self.lines(measure).filter(|line| matches!(line.by.as_slice(), [key] if key.dimension == dimension)).collect()
    }

    fn estimate(&self, measure: Measure, by: &[Key]) -> Option<&'a Estimate> {
        self.lines(measure).find(|line| line.by == by).map(|line| &line.estimate)
    }

    fn name(&self, by: &[Key]) -> String {
        self.pen.names.group(self.pen.words, by)
    }

    fn n(&self, estimate: &Estimate) -> String {
        numbers::with_n(self.pen.words, estimate)
    }

    /// Why a figure has no mark: too few, or enough and not to be shown for what else is.
    fn not_shown(&self, estimate: &Estimate) -> &'a str {
        let words = self.pen.words;
        if estimate.n() < SHOWN_FROM_N { &words.page.too_few } else { super::words::text(&words.status, "suppressed") }
    }

    /// A row of a group with its marks; one that may not be shown says so.
    fn row(&self, label: String, line: &Line, marks: Vec<Mark>) -> Row {
        let figure = numbers::figure(self.pen.words, line.measure.unit(), &line.estimate);
        let figure = figure.unwrap_or_else(|| self.not_shown(&line.estimate).to_owned());
        Row { label, marks, figure, n: self.n(&line.estimate) }
    }

    /// A row with a point and its interval.
    fn point_row(&self, label: String, line: &Line) -> Row {
        self.row(label, line, point(&line.estimate).into_iter().collect())
    }

    fn in_order<'b>(&self, lines: impl IntoIterator<Item = &'b Line>) -> Vec<(String, &'b Line)> {
        self.pen.names.in_order(self.pen.words, lines)
    }

    /// Rows as a plot, where there is one that may be shown.
    fn rows(&self, caption: &'a Caption, about: String, rows: Vec<Row>, axis: Axis) -> Result<Vec<Plot<'a>>> {
        if rows.iter().all(|row| row.marks.is_empty()) {
            return Ok(Vec::new());
        }
        let description =
            rows.iter().map(|row| format!("{}: {} {}", row.label, row.figure, row.n)).collect::<Vec<_>>().join("; ");
        let svg = Rows { title: caption.title.clone(), description, rows, axis }.svg()?;
        Ok(vec![Plot { caption, about, svg, legend: Vec::new() }])
    }

    /// A plot of shares, a row per line. Where the plot is about one question, the rows do not repeat it.
    fn shares(&self, caption: &'a Caption, about: String, lines: &[&Line]) -> Result<Vec<Plot<'a>>> {
        let axis = Axis::of_shares(most(lines));
        let rows = self.in_order(lines.iter().copied()).into_iter().map(|(name, line)| {
            let keys: Vec<Key> = line.by.iter().filter(|key| key.dimension != Dimension::Question).cloned().collect();
            let name = if keys.len() < line.by.len() { self.name(&keys) } else { name };
            self.point_row(name, line)
        });
        let rows = rows.collect();
        self.rows(caption, about, rows, axis)
    }

    fn maps(&self) -> Result<Vec<Plot<'a>>> {
        let mut plots = Vec::new();
        for dimension in [Dimension::Segment, Dimension::Village, Dimension::Figure, Dimension::Message] {
            plots.extend(self.maps_of(dimension)?);
        }
        Ok(plots)
    }

    /// The groups of a dimension and everybody, each as a point, on as many maps as are needed to tell them apart; the
    /// states as they were found.
    fn maps_of(&self, dimension: Dimension) -> Result<Vec<Plot<'a>>> {
        let mut lines = self.along(Measure::Agreement, dimension);
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        lines.extend(self.lines(Measure::Agreement).filter(|line| line.by.is_empty()));
        let (mut places, mut hidden) = (Vec::new(), Vec::new());
        for (name, line) in self.in_order(lines) {
            let congruency = self.estimate(Measure::CongruencyWorker, &line.by);
            match congruency.filter(|c| c.value().is_some() && line.estimate.value().is_some()) {
                Some(congruency) => {
                    let place = Place { agreement: line.estimate, congruency: *congruency };
                    places.push((place, self.placed(&name, line)));
                }
                None => hidden.push(format!("{name}: {}", self.not_shown(&line.estimate))),
            }
        }
        let maps = places.len().div_ceil(PLACES_MAX);
        let mut plots = Vec::new();
        for (at, places) in places.chunks(PLACES_MAX).enumerate() {
            let (places, mut legend): (Vec<Place>, Vec<String>) = places.iter().cloned().unzip();
            if at + 1 == maps {
                legend.append(&mut hidden);
            }
            let of_maps = if maps > 1 { format!(" {}/{maps}", at + 1) } else { String::new() };
            let about = format!("{}{of_maps}", super::names::dimension(self.pen.words, dimension));
            plots.push(self.map(about, places, legend)?);
        }
        Ok(plots)
    }

    fn map(&self, about: String, places: Vec<Place>, legend: Vec<String>) -> Result<Plot<'a>> {
        let words = self.pen.words;
        let state = |state: &str| words.word("state", state).to_owned();
        let map = Map {
            title: words.plot.map.title.clone(),
            description: legend.join("; "),
            states: ["consensus", "false_conflict", "false_consensus", "dissensus"].map(state),
            across: super::words::text(&words.measure, Measure::Agreement.as_str()).to_owned(),
            upwards: super::words::text(&words.measure, Measure::CongruencyWorker.as_str()).to_owned(),
            alike_from: ALIKE_FROM,
            places,
        };
        Ok(Plot { caption: &words.plot.map, about, svg: map.svg()?, legend })
    }

    /// A place's line in the legend: the name, n, and the state that was found.
    fn placed(&self, name: &str, line: &Line) -> String {
        let words = self.pen.words;
        let found =
            self.report.findings.iter().find(|finding| {
                finding.by == line.by && finding.finding == perisai_core::insight::FindingKind::GroupState
            });
        let state = found.map(|found| format!(", {}", words.word("group_state", &found.value))).unwrap_or_default();
        format!("{name} ({}{state})", numbers::with_n(words, &line.estimate))
    }

    fn shift(&self) -> Result<Vec<Plot<'a>>> {
        let lines: Vec<&Line> = self.lines(Measure::Shift).filter(|line| line.by.len() < 2).collect();
        let reach = lines.iter().flat_map(|line| ends(&line.estimate)).fold(10.0_f64, |most, end| most.max(end.abs()));
        let reach = (reach / 10.0).ceil() * 10.0;
        let ticks = [-reach, 0.0, reach].map(|tick| (tick, numbers::value(self.pen.words, MeasureUnit::Points, tick)));
        let axis = Axis { from: -reach, to: reach, ticks: ticks.to_vec(), limit: Some(0.0) };
        let in_order = self.in_order(lines);
        let mut rows: Vec<Row> = in_order.into_iter().map(|(name, line)| self.point_row(name, line)).collect();
        rows.extend(self.lines(Measure::ShiftDifference).map(|line| {
            let name = super::words::text(&self.pen.words.measure, line.measure.as_str());
            self.point_row(name.to_owned(), line)
        }));
        self.rows(&self.pen.words.plot.shift, String::new(), rows, axis)
    }

    fn objections(&self) -> Result<Vec<Plot<'a>>> {
        let plot = &self.pen.words.plot;
        let raised = self.along(Measure::Prevalence, Dimension::Objection);
        let resolved = self.along(Measure::Resolved, Dimension::Bridge);
        let mut plots = self.shares(&plot.objections, String::new(), &raised)?;
        plots.extend(self.shares(&plot.bridges, String::new(), &resolved)?);
        Ok(plots)
    }

    /// A plot per question, in the order of the figures' names.
    fn figures(&self) -> Result<Vec<Plot<'a>>> {
        let mut questions: BTreeMap<&Key, Vec<&Line>> = BTreeMap::new();
        for line in self.lines(Measure::NominationShare) {
            if let Some(question) = line.by.iter().find(|key| key.dimension == Dimension::Question) {
                questions.entry(question).or_default().push(line);
            }
        }
        let mut plots = Vec::new();
        for (question, lines) in questions {
            let about = self.pen.names.key(self.pen.words, question);
            plots.extend(self.shares(&self.pen.words.plot.figures, about, &lines)?);
        }
        Ok(plots)
    }

    fn representation(&self) -> Result<Vec<Plot<'a>>> {
        let lines = self.along(Measure::SampleShare, Dimension::Segment);
        let population = |by: &[Key]| self.estimate(Measure::PopulationShare, by).and_then(Estimate::value);
        let most = lines.iter().filter_map(|line| population(&line.by)).fold(most(&lines), f64::max);
        let rows = self.in_order(lines).into_iter().map(|(name, line)| {
            let mut row = self.point_row(name, line);
            if !row.marks.is_empty() {
                row.marks.extend(population(&line.by).map(Mark::Tick));
            }
            row
        });
        let rows = rows.collect();
        self.rows(&self.pen.words.plot.representation, String::new(), rows, Axis::of_shares(most))
    }

    /// The steps of everybody; the cohorts stand in the table.
    fn funnel(&self) -> Result<Vec<Plot<'a>>> {
        let words = self.pen.words;
        let steps = self.along(Measure::Reached, Dimension::Step);
        let target = self.estimate(Measure::Target, &[]).and_then(Estimate::value);
        let counts = steps.iter().filter_map(|line| line.estimate.value()).chain(target);
        let most = counts.fold(1.0_f64, f64::max);
        let mut rows = Vec::new();
        let count = |count: f64| numbers::value(words, MeasureUnit::Count, count);
        if let Some(target) = target {
            let label = format!("{}: {}", words.page.target_bar, count(target));
            let bar = Mark::Bar { value: target, ink: Ink::Pale, is_hollow: false };
            rows.push(Row { label, marks: vec![bar], figure: String::new(), n: String::new() });
        }
        for line in steps {
            let name = self.name(&line.by);
            let Some(value) = line.estimate.value() else {
                rows.push(self.row(name, line, Vec::new()));
                continue;
            };
            let bar = Mark::Bar { value, ink: Ink::Dark, is_hollow: line.estimate.status() == "indicative" };
            let label = format!("{name}: {}", count(value));
            let went_on = self.lines(Measure::Conversion).find(|went_on| went_on.by == line.by);
            let row = went_on.map(|went_on| Row {
                n: format!("{} {}", words.page.of, numbers::n(words, &went_on.estimate)),
                ..self.row(label.clone(), went_on, Vec::new())
            });
            let row = row.unwrap_or(Row { label, marks: Vec::new(), figure: String::new(), n: self.n(&line.estimate) });
            rows.push(Row { marks: vec![bar], ..row });
        }
        let ticks = [0.0, most].map(|tick| (tick, count(tick))).to_vec();
        let axis = Axis { from: 0.0, to: most, ticks, limit: None };
        self.rows(&words.plot.funnel, String::new(), rows, axis)
    }

    /// Target and realisation over all months; then how the gap is split.
    fn targets(&self) -> Result<Vec<Plot<'a>>> {
        let words = self.pen.words;
        let targets = self.along(Measure::Target, Dimension::Target);
        let attained = |by: &[Key]| self.estimate(Measure::Attainment, by).and_then(Estimate::value);
        let most = targets.iter().filter_map(|line| attained(&line.by)).fold(1.0_f64, f64::max);
        let rows = targets.iter().map(|line| {
            let realised = self.estimate(Measure::Realised, &line.by);
            let count = |e: &Estimate| e.value().map(|value| numbers::value(words, MeasureUnit::Count, value));
            match (count(&line.estimate), realised.and_then(count), attained(&line.by)) {
                (Some(target), Some(realised), Some(part)) => {
                    let pace = self.estimate(Measure::Pace, &line.by).and_then(Estimate::value);
                    let pace = pace.map(|pace| {
                        let name = super::words::text(&words.measure, Measure::Pace.as_str());
                        let name = name.split(' ').next().unwrap_or(name);
                        format!(" · {name} {}", numbers::value(words, MeasureUnit::Ratio, pace))
                    });
                    let status = self.estimate(Measure::Realised, &line.by).map(Estimate::status);
                    let is_hollow = status == Some("indicative");
                    Row {
                        label: format!("{}: {realised} / {target}", self.name(&line.by)),
                        marks: vec![
                            Mark::Bar { value: 1.0, ink: Ink::Pale, is_hollow: false },
                            Mark::Bar { value: part, ink: Ink::Dark, is_hollow },
                        ],
                        figure: numbers::value(words, MeasureUnit::Share, part) + &pace.unwrap_or_default(),
                        n: self.n(&line.estimate),
                    }
                }
                _ => self.row(self.name(&line.by), line, Vec::new()),
            }
        });
        let to = (most * 4.0).ceil() / 4.0;
        let ticks = [0.0, 1.0].map(|tick| (tick, numbers::value(words, MeasureUnit::Share, tick))).to_vec();
        let rows = rows.collect();
        let axis = Axis { from: 0.0, to, ticks, limit: Some(1.0) };
        let mut plots = self.rows(&words.plot.targets, String::new(), rows, axis)?;
        plots.extend(self.gap()?);
        Ok(plots)
    }

    fn gap(&self) -> Result<Vec<Plot<'a>>> {
        let lines = self.along(Measure::GapShare, Dimension::Step);
        let values = || lines.iter().filter_map(|line| line.estimate.value());
        let (from, to) = (values().fold(0.0_f64, f64::min), values().fold(1.0_f64, f64::max));
        let ticks = [from, 0.0, to].map(|tick| (tick, numbers::value(self.pen.words, MeasureUnit::Share, tick)));
        // Two ticks that are near each other could not be read.
        let is_near = from > (from - to) / 5.0;
        let ticks = ticks.into_iter().skip(usize::from(is_near)).collect();
        let rows = lines.iter().map(|line| {
            let is_hollow = line.estimate.status() == "indicative";
            let bar = line.estimate.value().map(|value| Mark::Bar { value, ink: Ink::Dark, is_hollow });
            self.row(self.name(&line.by), line, bar.into_iter().collect())
        });
        let rows = rows.collect();
        self.rows(&self.pen.words.plot.gap, String::new(), rows, Axis { from, to, ticks, limit: Some(0.0) })
    }

    /// The curve of everybody, panels by segment and by payer, and the months that are looked at.
    fn retention(&self) -> Result<Vec<Plot<'a>>> {
        let plot = &self.pen.words.plot;
        let mut plots = Vec::new();
        for (caption, dimension) in [
            (&plot.survival, None),
            (&plot.survival_segment, Some(Dimension::Segment)),
            (&plot.survival_payer, Some(Dimension::Payer)),
        ] {
            plots.extend(self.curves(caption, dimension)?);
        }
        let paid: Vec<&Line> = self.along(Measure::Paid, Dimension::ContributionMonth);
        plots.extend(self.shares(&plot.paid, String::new(), &paid)?);
        Ok(plots)
    }

    fn curves(&self, caption: &'a Caption, along: Option<Dimension>) -> Result<Option<Plot<'a>>> {
        let words = self.pen.words;
        let mut groups: BTreeMap<Vec<Key>, Vec<(u32, Estimate)>> = BTreeMap::new();
        let mut months = 12;
        for line in self.lines(Measure::Survival) {
            let month = line.by.iter().find(|key| key.dimension == Dimension::ContributionMonth);
            let Some(month) = month.and_then(|key| key.value.parse::<u32>().ok()) else { continue };
            months = months.max(month + 1);
            let by: Vec<Key> =
                line.by.iter().filter(|key| key.dimension != Dimension::ContributionMonth).cloned().collect();
            if by.iter().map(|key| key.dimension).eq(along) {
                groups.entry(by).or_default().push((month, line.estimate));
            }
        }
        if groups.values().all(|steps| steps.iter().all(|(_, estimate)| estimate.value().is_none())) {
            return Ok(None);
        }
        let panels: Vec<Panel> = groups
            .into_iter()
            .map(|(by, mut steps)| {
                steps.sort_unstable_by_key(|(month, _)| *month);
                let n = steps.first().map(|(_, estimate)| numbers::with_n(words, estimate)).unwrap_or_default();
                Panel { label: format!("{} ({n})", self.name(&by)), steps }
            })
            .collect();
        let curves = Curves {
            title: caption.title.clone(),
            description: panels.iter().map(|panel| panel.label.clone()).collect::<Vec<_>>().join("; "),
            month: words.page.month_of_curve.clone(),
            too_few: words.page.too_few.clone(),
            months,
            panels,
        };
        Ok(Some(Plot { caption, about: String::new(), svg: curves.svg()?, legend: Vec::new() }))
    }
}

fn point(estimate: &Estimate) -> Option<Mark> {
    let is_hollow = estimate.status() == "indicative";
    Some(Mark::Point { value: estimate.value()?, interval: estimate.interval(), is_hollow })
}

/// The value and both ends of its interval.
fn ends(estimate: &Estimate) -> impl Iterator<Item = f64> {
    let interval = estimate.interval();
    estimate.value().into_iter().chain(interval.into_iter().flat_map(|interval| [interval.low, interval.high]))
}

fn most(lines: &[&Line]) -> f64 {
    lines.iter().flat_map(|line| ends(&line.estimate)).fold(0.0, f64::max)
}
