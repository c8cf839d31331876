//! What is drawn of a report, by which axes and in which order. What is drawn stands in the tables too.

use std::collections::BTreeMap;

use super::chart::{
    Axis, Chart, ChartPlace, ChartRow, Curve, CurveStep, Drawing, FigureStatus, MapGround, Mark, Move, MovesFrom, Tick,
};
use super::names::{Names, dimension};
use super::numbers;
use super::words::{Caption, Words, text};
use crate::insight::estimate::SHOWN_FROM_N;
use crate::insight::statistics::ALIKE_FROM;
use crate::insight::{Dimension, Estimate, FindingKind, Key, Line, Measure, MeasureUnit, Report, ReportName};

/// Groups on one map; more could not be told apart, and stand on further maps.
const PLACES_MAX: usize = 16;

/// The charts of a report, where it has any and enough data for them.
pub fn charts(words: &Words, names: &Names, report: &Report) -> Vec<Chart> {
    let easel = Easel { words, names, report };
    let mut charts = match report.report {
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
        | ReportName::DataQuality => Vec::new(),
    };
    charts.extend(easel.moves());
    charts
}

/// A report on the easel.
struct Easel<'a> {
    words: &'a Words,
    names: &'a Names,
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
        self.names.group(self.words, by)
    }

    fn n(&self, estimate: &Estimate) -> String {
        numbers::with_n(self.words, estimate)
    }

    /// Why a figure has no mark: too few, or enough and not to be shown for what else is.
    fn not_shown(&self, estimate: &Estimate) -> &'a str {
        let words = self.words;
        if estimate.n() < SHOWN_FROM_N { &words.page.too_few } else { text(&words.status, "suppressed") }
    }

    /// A row of a group with its marks; one that may not be shown says so.
    fn row(&self, label: String, line: &Line, marks: Vec<Mark>) -> ChartRow {
        let figure = numbers::figure(self.words, line.measure.unit(), &line.estimate);
        let figure = figure.unwrap_or_else(|| self.not_shown(&line.estimate).to_owned());
        ChartRow { label, marks, figure, n: self.n(&line.estimate) }
    }

    /// A row with a point and its interval.
    fn point_row(&self, label: String, line: &Line) -> ChartRow {
        self.row(label, line, point(&line.estimate).into_iter().collect())
    }

    fn in_order<'b>(&self, lines: impl IntoIterator<Item = &'b Line>) -> Vec<(String, &'b Line)> {
        self.names.in_order(self.words, lines)
    }

    /// Rows as a plot, where there is one that may be shown.
    fn rows(&self, caption: &Caption, about: &str, rows: Vec<ChartRow>, axis: Axis) -> Vec<Chart> {
        if rows.iter().all(|row| row.marks.is_empty()) {
            return Vec::new();
        }
        let in_words = rows.iter().map(|row| format!("{}: {} {}", row.label, row.figure, row.n));
        let in_words = in_words.collect::<Vec<_>>().join("; ");
        vec![chart(caption, about, in_words, Vec::new(), Drawing::Rows { rows, axis })]
    }

    /// A plot of shares, a row per line. Where the plot is about one question, the rows do not repeat it.
    fn shares(&self, caption: &Caption, about: &str, lines: &[&Line]) -> Vec<Chart> {
        let axis = Axis::of_shares(most(lines));
        let rows = self.in_order(lines.iter().copied()).into_iter().map(|(name, line)| {
            let keys: Vec<Key> = line.by.iter().filter(|key| key.dimension != Dimension::Question).cloned().collect();
            let name = if keys.len() < line.by.len() { self.name(&keys) } else { name };
            self.point_row(name, line)
        });
        let rows = rows.collect();
        self.rows(caption, about, rows, axis)
    }

    fn maps(&self) -> Vec<Chart> {
        let along = [Dimension::Segment, Dimension::Village, Dimension::Figure, Dimension::Message];
        along.into_iter().flat_map(|dimension| self.maps_of(dimension)).collect()
    }

    /// The groups of a dimension and everybody, each as a point, on as many maps as are needed to tell them apart; the
    /// states as they were found.
    fn maps_of(&self, along: Dimension) -> Vec<Chart> {
        let mut lines = self.along(Measure::Agreement, along);
        if lines.is_empty() {
            return Vec::new();
        }
        lines.extend(self.lines(Measure::Agreement).filter(|line| line.by.is_empty()));
        let (mut places, mut hidden) = (Vec::new(), Vec::new());
        for (name, line) in self.in_order(lines) {
            let congruency = self.estimate(Measure::CongruencyWorker, &line.by);
            match congruency.filter(|c| c.value().is_some() && line.estimate.value().is_some()) {
                Some(congruency) => {
                    places.extend(place(&line.estimate, congruency).map(|place| (place, self.placed(&name, line))));
                }
                None => hidden.push(format!("{name}: {}", self.not_shown(&line.estimate))),
            }
        }
        let maps = places.len().div_ceil(PLACES_MAX);
        let mut plots = Vec::new();
        for (at, places) in places.chunks(PLACES_MAX).enumerate() {
            let (places, mut legend): (Vec<ChartPlace>, Vec<String>) = places.iter().cloned().unzip();
            if at + 1 == maps {
                legend.append(&mut hidden);
            }
            let of_maps = if maps > 1 { format!(" {}/{maps}", at + 1) } else { String::new() };
            let about = format!("{}{of_maps}", dimension(self.words, along));
            plots.push(self.map(&about, places, legend));
        }
        plots
    }

    fn map(&self, about: &str, places: Vec<ChartPlace>, legend: Vec<String>) -> Chart {
        let words = self.words;
        let state = |state: &str| words.word("state", state).to_owned();
        let measure = |measure: Measure| text(&words.measure, measure.as_str()).to_owned();
        let (lowest, step) = MapGround::reach(&places, ALIKE_FROM);
        let ground = MapGround {
            lowest,
            step,
            alike_from: ALIKE_FROM,
            across: measure(Measure::Agreement),
            upwards: measure(Measure::CongruencyWorker),
            both: state("consensus"),
            agreement_only: state("false_conflict"),
            congruency_only: state("false_consensus"),
            neither: state("dissensus"),
        };
        let in_words = places.iter().zip(&legend).map(|(place, name)| {
            let part = |called: &str, value, interval| {
                let figure = Estimate::Shown { value, n: SHOWN_FROM_N, interval, indicative: false };
                let figure = numbers::figure(words, MeasureUnit::Points, &figure).unwrap_or_default();
                format!("{called} {figure}")
            };
            let across = part(&ground.across, place.agreement, place.agreement_interval);
            let upwards = part(&ground.upwards, place.congruency, place.congruency_interval);
            format!("{name}: {across}, {upwards}")
        });
        let in_words: Vec<String> = in_words.chain(legend.iter().skip(places.len()).cloned()).collect();
        chart(&words.plot.map, about, in_words.join("; "), legend, Drawing::Map { ground, places })
    }

    /// A place's line in the legend: the name, n, and the state that was found.
    fn placed(&self, name: &str, line: &Line) -> String {
        let words = self.words;
        let mut findings = self.report.findings.iter();
        let found = findings.find(|finding| finding.by == line.by && finding.finding == FindingKind::GroupState);
        let state = found.map(|found| format!(", {}", words.word("group_state", &found.value))).unwrap_or_default();
        format!("{name} ({}{state})", numbers::with_n(words, &line.estimate))
    }

    fn shift(&self) -> Vec<Chart> {
        let lines: Vec<&Line> = self.lines(Measure::Shift).filter(|line| line.by.len() < 2).collect();
        let reach = lines.iter().flat_map(|line| ends(&line.estimate)).fold(10.0_f64, |most, end| most.max(end.abs()));
        let reach = (reach / 10.0).ceil() * 10.0;
        let ticks = [-reach, 0.0, reach].map(|at| self.tick(MeasureUnit::Points, at));
        let axis = Axis { from: -reach, to: reach, ticks: ticks.to_vec(), limit: Some(0.0) };
        let in_order = self.in_order(lines);
        let mut rows: Vec<ChartRow> = in_order.into_iter().map(|(name, line)| self.point_row(name, line)).collect();
        rows.extend(self.lines(Measure::ShiftDifference).map(|line| {
            let name = text(&self.words.measure, line.measure.as_str());
            self.point_row(name.to_owned(), line)
        }));
        self.rows(&self.words.plot.shift, "", rows, axis)
    }

    fn objections(&self) -> Vec<Chart> {
        let plot = &self.words.plot;
        let raised = self.along(Measure::Prevalence, Dimension::Objection);
        let resolved = self.along(Measure::Resolved, Dimension::Bridge);
        let mut charts = self.shares(&plot.objections, "", &raised);
        charts.extend(self.shares(&plot.bridges, "", &resolved));
        charts
    }

    /// A plot per question, in the order of the figures' names.
    fn figures(&self) -> Vec<Chart> {
        let mut questions: BTreeMap<&Key, Vec<&Line>> = BTreeMap::new();
        for line in self.lines(Measure::NominationShare) {
            if let Some(question) = line.by.iter().find(|key| key.dimension == Dimension::Question) {
                questions.entry(question).or_default().push(line);
            }
        }
        let mut plots = Vec::new();
        for (question, lines) in questions {
            let about = self.names.key(self.words, question);
            plots.extend(self.shares(&self.words.plot.figures, &about, &lines));
        }
        plots
    }

    fn representation(&self) -> Vec<Chart> {
        let lines = self.along(Measure::SampleShare, Dimension::Segment);
        let population = |by: &[Key]| self.estimate(Measure::PopulationShare, by).and_then(Estimate::value);
        let most = lines.iter().filter_map(|line| population(&line.by)).fold(most(&lines), f64::max);
        let rows = self.in_order(lines).into_iter().map(|(name, line)| {
            let mut row = self.point_row(name, line);
            if !row.marks.is_empty() {
                row.marks.extend(population(&line.by).map(|value| Mark::Beside { value }));
            }
            row
        });
        let rows = rows.collect();
        self.rows(&self.words.plot.representation, "", rows, Axis::of_shares(most))
    }

    /// The steps of everybody; the cohorts stand in the table.
    fn funnel(&self) -> Vec<Chart> {
        let words = self.words;
        let steps = self.along(Measure::Reached, Dimension::Step);
        let target = self.estimate(Measure::Target, &[]).and_then(Estimate::value);
        let counts = steps.iter().filter_map(|line| line.estimate.value()).chain(target);
        let most = counts.fold(1.0_f64, f64::max);
        let mut rows = Vec::new();
        let count = |count: f64| numbers::value(words, MeasureUnit::Count, count);
        if let Some(target) = target {
            let label = format!("{}: {}", words.page.target_bar, count(target));
            let bar = Mark::Bar { value: target, is_pale: true, is_hollow: false };
            rows.push(ChartRow { label, marks: vec![bar], figure: String::new(), n: String::new() });
        }
        for line in steps {
            let name = self.name(&line.by);
            let Some(value) = line.estimate.value() else {
                rows.push(self.row(name, line, Vec::new()));
                continue;
            };
            let bar = Mark::Bar { value, is_pale: false, is_hollow: is_indicative(&line.estimate) };
            let label = format!("{name}: {}", count(value));
            let went_on = self.lines(Measure::Conversion).find(|went_on| went_on.by == line.by);
            let row = went_on.map(|went_on| ChartRow {
                n: format!("{} {}", words.page.of, numbers::n(words, &went_on.estimate)),
                ..self.row(label.clone(), went_on, Vec::new())
            });
            let row =
                row.unwrap_or(ChartRow { label, marks: Vec::new(), figure: String::new(), n: self.n(&line.estimate) });
            rows.push(ChartRow { marks: vec![bar], ..row });
        }
        let ticks = [0.0, most].map(|at| Tick { at, text: count(at) }).to_vec();
        let axis = Axis { from: 0.0, to: most, ticks, limit: None };
        self.rows(&words.plot.funnel, "", rows, axis)
    }

    /// Target and realisation over all months; then how the gap is split.
    fn targets(&self) -> Vec<Chart> {
        let words = self.words;
        let targets = self.along(Measure::Target, Dimension::Target);
        let attained = |by: &[Key]| self.estimate(Measure::Attainment, by).and_then(Estimate::value);
        let most = targets.iter().filter_map(|line| attained(&line.by)).fold(1.0_f64, f64::max);
        let rows = targets.iter().map(|line| {
            let realised_on = self.estimate(Measure::Realised, &line.by);
            let count = |e: &Estimate| e.value().map(|value| numbers::value(words, MeasureUnit::Count, value));
            match (count(&line.estimate), realised_on.and_then(count), attained(&line.by)) {
                (Some(target), Some(realised), Some(part)) => {
                    let pace = self.estimate(Measure::Pace, &line.by).and_then(Estimate::value);
                    let pace = pace.map(|pace| {
                        let name = text(&words.measure, Measure::Pace.as_str());
                        let name = name.split(' ').next().unwrap_or(name);
                        format!(" · {name} {}", numbers::value(words, MeasureUnit::Ratio, pace))
                    });
                    let is_hollow = realised_on.is_some_and(is_indicative);
                    ChartRow {
                        label: format!("{}: {realised} / {target}", self.name(&line.by)),
                        marks: vec![
                            Mark::Bar { value: 1.0, is_pale: true, is_hollow: false },
                            Mark::Bar { value: part, is_pale: false, is_hollow },
                        ],
                        figure: numbers::value(words, MeasureUnit::Share, part) + &pace.unwrap_or_default(),
                        n: self.n(&line.estimate),
                    }
                }
                _ => self.row(self.name(&line.by), line, Vec::new()),
            }
        });
        let to = (most * 4.0).ceil() / 4.0;
        let ticks = [0.0, 1.0].map(|at| self.tick(MeasureUnit::Share, at)).to_vec();
        let rows = rows.collect();
        let axis = Axis { from: 0.0, to, ticks, limit: Some(1.0) };
        let mut charts = self.rows(&words.plot.targets, "", rows, axis);
        charts.extend(self.gap());
        charts
    }

    fn gap(&self) -> Vec<Chart> {
        let lines = self.along(Measure::GapShare, Dimension::Step);
        let values = || lines.iter().filter_map(|line| line.estimate.value());
        let (from, to) = (values().fold(0.0_f64, f64::min), values().fold(1.0_f64, f64::max));
        let ticks = [from, 0.0, to].map(|at| self.tick(MeasureUnit::Share, at));
        // Two ticks that are near each other could not be read.
        let is_near = from > (from - to) / 5.0;
        let ticks = ticks.into_iter().skip(usize::from(is_near)).collect();
        let rows = lines.iter().map(|line| {
            let is_hollow = is_indicative(&line.estimate);
            let bar = line.estimate.value().map(|value| Mark::Bar { value, is_pale: false, is_hollow });
            self.row(self.name(&line.by), line, bar.into_iter().collect())
        });
        let rows = rows.collect();
        self.rows(&self.words.plot.gap, "", rows, Axis { from, to, ticks, limit: Some(0.0) })
    }

    /// The curve of everybody, panels by segment and by payer, and the months that are looked at.
    fn retention(&self) -> Vec<Chart> {
        let plot = &self.words.plot;
        let mut plots = Vec::new();
        for (caption, dimension) in [
            (&plot.survival, None),
            (&plot.survival_segment, Some(Dimension::Segment)),
            (&plot.survival_payer, Some(Dimension::Payer)),
        ] {
            plots.extend(self.curves(caption, dimension));
        }
        let paid: Vec<&Line> = self.along(Measure::Paid, Dimension::ContributionMonth);
        plots.extend(self.shares(&plot.paid, "", &paid));
        plots
    }

    fn curves(&self, caption: &Caption, along: Option<Dimension>) -> Option<Chart> {
        let words = self.words;
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
        let (mut panels, mut told) = (Vec::new(), Vec::new());
        for (by, mut steps) in groups {
            steps.sort_unstable_by_key(|(month, _)| *month);
            let n = steps.first().map(|(_, estimate)| self.n(estimate)).unwrap_or_default();
            let panel = Curve { label: format!("{} ({n})", self.name(&by)), steps: curve_steps(&steps, months) };
            told.push(self.curve_in_words(&panel));
            panels.push(panel);
        }
        if panels.iter().all(|panel| panel.steps.is_empty()) {
            return None;
        }
        let drawing = Drawing::Curves {
            month: words.page.month_of_curve.clone(),
            too_few: words.page.too_few.clone(),
            months,
            months_apart: if months > 13 { 6 } else { 3 },
            panels,
        };
        Some(chart(caption, "", told.join("; "), Vec::new(), drawing))
    }

    fn curve_in_words(&self, panel: &Curve) -> String {
        let page = &self.words.page;
        if panel.steps.is_empty() {
            return format!("{}: {}", panel.label, page.too_few);
        }
        let steps = panel.steps.iter().map(|step| {
            let share =
                Estimate::Shown { value: step.value, n: SHOWN_FROM_N, interval: step.interval, indicative: false };
            let share = numbers::figure(self.words, MeasureUnit::Share, &share).unwrap_or_default();
            format!("{}{} {share}", page.month_number, step.month)
        });
        format!("{}: {}", panel.label, steps.collect::<Vec<_>>().join(", "))
    }

    /// The 4×4 table of moves: a row per state before. None where the report has none.
    fn moves(&self) -> Option<Chart> {
        let lines: Vec<&Line> = self.lines(Measure::Transition).collect();
        let states = |wanted: Dimension| {
            let mut states: Vec<&Key> = Vec::new();
            for key in lines.iter().flat_map(|line| &line.by).filter(|key| key.dimension == wanted) {
                if !states.contains(&key) {
                    states.push(key);
                }
            }
            states
        };
        let (before, after) = (states(Dimension::StateBefore), states(Dimension::State));
        if before.is_empty() {
            return None;
        }
        let called = |key: &&Key| self.names.key(self.words, key);
        let from: Vec<MovesFrom> = before
            .iter()
            .map(|state| {
                let line = |to: &&Key| lines.iter().find(|line| line.by.contains(state) && line.by.contains(to));
                let cells: Vec<Option<&&Line>> = after.iter().map(line).collect();
                let n = cells.iter().flatten().next().map(|line| self.n(&line.estimate)).unwrap_or_default();
                MovesFrom { before: called(state), n, cells: cells.into_iter().map(|line| self.cell(line)).collect() }
            })
            .collect();
        let after: Vec<String> = after.iter().map(called).collect();
        let row = |from: &MovesFrom| {
            let to = after.iter().zip(&from.cells).map(|(to, cell)| format!("{to} {} {}", cell.share, cell.interval));
            let to: Vec<String> = to.map(|text| text.trim_end().to_owned()).collect();
            format!("{} ({}) → {}", from.before, from.n, to.join(", "))
        };
        let in_words = from.iter().map(row).collect::<Vec<_>>().join("; ");
        Some(chart(&self.words.plot.transitions, "", in_words, Vec::new(), Drawing::Moves { after, from }))
    }

    fn cell(&self, line: Option<&&Line>) -> Move {
        let shown = line.and_then(|line| Some((line, line.estimate.value()?)));
        let Some((line, value)) = shown else {
            let share = "–".to_owned();
            return Move { value: None, share, interval: String::new(), status: FigureStatus::Suppressed };
        };
        let unit = line.measure.unit();
        let interval = line.estimate.interval().map(|interval| numbers::interval(self.words, unit, interval));
        Move {
            value: Some(value),
            share: numbers::value(self.words, unit, value),
            interval: interval.unwrap_or_default(),
            status: FigureStatus::of(&line.estimate),
        }
    }

    fn tick(&self, unit: MeasureUnit, at: f64) -> Tick {
        Tick { at, text: numbers::value(self.words, unit, at) }
    }
}

fn chart(caption: &Caption, about: &str, in_words: String, legend: Vec<String>, drawing: Drawing) -> Chart {
    let title = if about.is_empty() { caption.title.clone() } else { format!("{} – {about}", caption.title) };
    Chart { title, read: caption.read.clone(), not: caption.not.clone(), in_words, legend, drawing }
}

/// A place on the map, where both figures may be shown.
fn place(agreement: &Estimate, congruency: &Estimate) -> Option<ChartPlace> {
    Some(ChartPlace {
        agreement: agreement.value()?,
        agreement_interval: agreement.interval(),
        congruency: congruency.value()?,
        congruency_interval: congruency.interval(),
        is_hollow: is_indicative(agreement) || is_indicative(congruency),
    })
}

/// The steps up to the first that may not be shown, each up to the next.
fn curve_steps(steps: &[(u32, Estimate)], months: u32) -> Vec<CurveStep> {
    let shown: Vec<(u32, f64, &Estimate)> =
        steps.iter().map_while(|(month, estimate)| Some((*month, estimate.value()?, estimate))).collect();
    let step = |(at, (month, value, estimate)): (usize, &(u32, f64, &Estimate))| CurveStep {
        month: *month,
        until: shown.get(at + 1).map_or(months.min(month + 1), |next| next.0),
        value: *value,
        interval: estimate.interval(),
        is_thin: is_indicative(estimate),
    };
    shown.iter().enumerate().map(step).collect()
}

const fn is_indicative(estimate: &Estimate) -> bool {
    matches!(estimate, Estimate::Shown { indicative: true, .. })
}

fn point(estimate: &Estimate) -> Option<Mark> {
    let is_hollow = is_indicative(estimate);
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
