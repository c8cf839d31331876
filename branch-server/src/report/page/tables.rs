//! The tables: every figure of a report, what can be said in words, what is due, and what was left out.

use std::collections::BTreeMap;
use std::fmt::Write;

use perisai_core::insight::{
    Dimension, DueLine, Finding, FindingKind, Key, LeftOut, Line, Measure, Report, ReportName,
};

use super::markup::escaped;
use super::names::{Names, dimension};
use super::numbers;
use super::words::{Words, text};

/// Tasks that are listed one by one; what is due beyond is counted.
const DUE_LISTED_MAX: usize = 100;

const WRITES: &str = "a string takes everything";

/// What tables are written with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) words: &'static Words,
    pub(super) names: &'a Names,
}

impl Pen<'_> {
    /// Every figure: a table per kind of group, in it a part per measure. Figures stand in the order of their names, all
    /// else in the report's.
    pub(super) fn figures(&self, report: &Report) -> String {
        let page = &self.words.page;
        let mut tables: Vec<(Vec<Dimension>, Vec<&Line>)> = Vec::new();
        for line in &report.lines {
            let dimensions: Vec<Dimension> = line.by.iter().map(|key| key.dimension).collect();
            match tables.iter_mut().find(|(other, _)| *other == dimensions) {
                Some((_, lines)) => lines.push(line),
                None => tables.push((dimensions, vec![line])),
            }
        }
        let mut html = String::new();
        for (dimensions, lines) in tables {
            let names: Vec<&str> = dimensions.iter().map(|kind| dimension(self.words, *kind)).collect();
            let caption = if names.is_empty() { page.everybody.clone() } else { names.join(" · ") };
            writeln!(
                html,
                "<div class=\"wide\"><table><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>\
                 <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
                 </tr></thead>",
                escaped(&caption),
                escaped(&page.group),
                escaped(&page.value),
                escaped(&page.interval),
                escaped(&page.n),
                escaped(&page.status)
            )
            .expect(WRITES);
            self.bodies(&dimensions, &lines, &mut html);
            html.push_str("</table></div>\n");
        }
        html
    }

    /// The rows of one table: where there are groups, a part per measure; else a row per measure.
    fn bodies(&self, dimensions: &[Dimension], lines: &[&Line], html: &mut String) {
        if dimensions.is_empty() {
            html.push_str("<tbody>");
            for line in lines {
                self.row(text(&self.words.measure, line.measure.as_str()), line, html);
            }
            html.push_str("</tbody>");
            return;
        }
        let mut measures: Vec<Measure> = Vec::new();
        for line in lines {
            if !measures.contains(&line.measure) {
                measures.push(line.measure);
            }
        }
        for measure in measures {
            let name = escaped(text(&self.words.measure, measure.as_str()));
            writeln!(html, "<tbody><tr><th colspan=\"5\" scope=\"rowgroup\">{name}</th></tr>").expect(WRITES);
            let of_measure = lines.iter().copied().filter(|line| line.measure == measure);
            for (group, line) in self.names.in_order(self.words, of_measure) {
                self.row(&group, line, html);
            }
            html.push_str("</tbody>");
        }
    }

    fn row(&self, name: &str, line: &Line, html: &mut String) {
        let (estimate, unit) = (&line.estimate, line.measure.unit());
        let value = estimate.value().map_or_else(|| "–".to_owned(), |value| numbers::value(self.words, unit, value));
        let interval = estimate
            .interval()
            .map_or_else(|| "–".to_owned(), |interval| numbers::interval(self.words, unit, interval));
        writeln!(
            html,
            "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{value}</td><td>{interval}</td><td>{}</td><td>{}</td></tr>",
            estimate.status(),
            escaped(name),
            escaped(&numbers::n(self.words, estimate)),
            escaped(text(&self.words.status, estimate.status())),
        )
        .expect(WRITES);
    }

    /// What can be said in words: per kind of saying and per word, the groups of which it is said.
    pub(super) fn findings(&self, report: &Report) -> String {
        if report.findings.is_empty() {
            return String::new();
        }
        let mut said: BTreeMap<(FindingKind, String), Vec<String>> = BTreeMap::new();
        for finding in &report.findings {
            let group = self.names.group(self.words, &finding.by);
            let (word, group) = match finding.finding {
                FindingKind::Covers => (group, self.names.figure(self.words, &finding.value)),
                // What is said of the report as a whole needs no group.
                FindingKind::CountsFrom | FindingKind::Instrument | FindingKind::NoSplit => {
                    (self.said(finding), String::new())
                }
                _ => (self.said(finding), group),
            };
            said.entry((finding.finding, word)).or_default().push(group);
        }
        let mut html = format!("<h3>{}</h3>\n<dl>", escaped(&self.words.page.said));
        let mut last = None;
        for ((kind, word), mut groups) in said {
            if last != Some(kind) {
                writeln!(html, "<dt>{}</dt>", escaped(text(&self.words.finding, kind.as_str()))).expect(WRITES);
                last = Some(kind);
            }
            groups.sort_by_cached_key(|group| (*group != self.words.page.everybody, group.clone()));
            let groups = groups.join("; ");
            let colon = if groups.is_empty() { "" } else { ": " };
            writeln!(html, "<dd><b>{}</b>{colon}{}</dd>", escaped(&word), escaped(&groups)).expect(WRITES);
        }
        html.push_str("</dl>\n");
        html
    }

    fn said(&self, finding: &Finding) -> String {
        match finding.finding {
            FindingKind::CountsFrom => finding.value.replace('.', &self.words.decimal),
            kind => self.words.word(kind.as_str(), &finding.value).to_owned(),
        }
    }

    /// The 4×4 table of moves: a row per state before. Nothing where the report has none.
    pub(super) fn transitions(&self, report: &Report) -> String {
        let lines: Vec<&Line> = report.lines.iter().filter(|line| line.measure == Measure::Transition).collect();
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
            return String::new();
        }
        let page = &self.words.page;
        let mut html = format!(
            "<div class=\"wide\"><table class=\"matrix\"><thead><tr><th scope=\"col\">{} ↓ {} →</th>",
            escaped(&page.before),
            escaped(&page.after)
        );
        for state in &after {
            write!(html, "<th scope=\"col\">{}</th>", escaped(&self.names.key(self.words, state))).expect(WRITES);
        }
        html.push_str("</tr></thead><tbody>\n");
        for from in before {
            let of_row: Vec<Option<&&Line>> = after
                .iter()
                .map(|to| lines.iter().find(|line| line.by.contains(from) && line.by.contains(to)))
                .collect();
            let rests_on = of_row.iter().flatten().next().map(|line| numbers::with_n(self.words, &line.estimate));
            write!(
                html,
                "<tr><th scope=\"row\">{}<br/><small>{}</small></th>",
                escaped(&self.names.key(self.words, from)),
                escaped(&rests_on.unwrap_or_default())
            )
            .expect(WRITES);
            for line in of_row {
                let shown = line.and_then(|line| Some((line, line.estimate.value()?)));
                let Some((line, value)) = shown else {
                    html.push_str("<td class=\"suppressed\">–</td>");
                    continue;
                };
                let unit = line.measure.unit();
                let interval = line.estimate.interval().map(|interval| numbers::interval(self.words, unit, interval));
                write!(
                    html,
                    "<td class=\"{}\">{}<br/><small>{}</small></td>",
                    line.estimate.status(),
                    numbers::value(self.words, unit, value),
                    interval.unwrap_or_default()
                )
                .expect(WRITES);
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody></table></div>\n");
        html
    }

    /// The tasks that are due, the longest overdue first, as many as are listed. Records by the end of their ids: whom a
    /// task is about the agent's phone shows.
    pub(super) fn due(&self, report: &Report) -> String {
        if report.report != ReportName::Due || report.due.is_empty() {
            return String::new();
        }
        let page = &self.words.page;
        let mut html = format!("<details><summary>{} ({})</summary>\n", escaped(&page.due_list), report.due.len());
        html.push_str("<div class=\"wide\"><table><thead><tr>");
        for column in [&page.due_kind, &page.due_owner, &page.due_day, &page.due_over, &page.due_record] {
            write!(html, "<th scope=\"col\">{}</th>", escaped(column)).expect(WRITES);
        }
        html.push_str("</tr></thead><tbody>\n");
        for line in report.due.iter().take(DUE_LISTED_MAX) {
            self.due_row(line, &mut html);
        }
        html.push_str("</tbody></table></div>\n");
        let more = report.due.len().saturating_sub(DUE_LISTED_MAX);
        if more > 0 {
            writeln!(html, "<p>{} {more}</p>", escaped(&page.due_more)).expect(WRITES);
        }
        html.push_str("</details>\n");
        html
    }

    fn due_row(&self, line: &DueLine, html: &mut String) {
        let day = line.due.parse().map_or_else(|_| line.due.clone(), |day| super::names::day(self.words, day));
        let owner = line.owner.as_deref().unwrap_or(&self.words.page.due_anyone);
        let short = line.record.get(line.record.len().saturating_sub(8)..).unwrap_or(&line.record);
        writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>…{}</td></tr>",
            escaped(self.words.word("kind", &line.kind)),
            escaped(owner),
            escaped(&day),
            line.days_over,
            escaped(short)
        )
        .expect(WRITES);
    }

    /// What is not in the report, and why.
    pub(super) fn left_out(&self, left_out: &[LeftOut]) -> String {
        let page = &self.words.page;
        if left_out.is_empty() {
            return format!("<p class=\"left-out\">{}</p>\n", escaped(&page.nothing_left_out));
        }
        let mut html = format!("<h3>{}</h3>\n<ul class=\"left-out\">", escaped(&page.left_out));
        for left in left_out {
            let why = text(&self.words.why_left_out, left.why.as_str());
            writeln!(html, "<li>{} – {}</li>", numbers::count(self.words, left.count), escaped(why)).expect(WRITES);
        }
        html.push_str("</ul>\n");
        html
    }
}
