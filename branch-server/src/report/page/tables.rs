//! The tables: every figure of a report, what can be said in words, what is due, and what was left out.

use std::fmt::Write;

use perisai_core::insight::picture::{self, FigureRow, MovesFrom, Names, Words};
use perisai_core::insight::{DueLine, LeftOut, Report, ReportName};

use super::markup::escaped;

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
    /// Every figure: a table per kind of group, in it a part per measure.
    pub(super) fn figures(&self, report: &Report) -> String {
        let page = &self.words.page;
        let mut html = String::new();
        for table in picture::tables(self.words, self.names, report) {
            writeln!(
                html,
                "<div class=\"wide\"><table><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>\
                 <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
                 </tr></thead>",
                escaped(&table.caption),
                escaped(&page.group),
                escaped(&page.value),
                escaped(&page.interval),
                escaped(&page.n),
                escaped(&page.status)
            )
            .expect(WRITES);
            for part in &table.parts {
                html.push_str("<tbody>");
                if let Some(heading) = &part.heading {
                    let heading = escaped(heading);
                    writeln!(html, "<tr><th colspan=\"5\" scope=\"rowgroup\">{heading}</th></tr>").expect(WRITES);
                }
                for row in &part.rows {
                    write_row(row, &mut html);
                }
                html.push_str("</tbody>");
            }
            html.push_str("</table></div>\n");
        }
        html
    }

    /// What can be said in words: per kind of saying and per word, the groups of which it is said.
    pub(super) fn findings(&self, report: &Report) -> String {
        let sayings = picture::sayings(self.words, self.names, report);
        if sayings.is_empty() {
            return String::new();
        }
        let mut html = format!("<h3>{}</h3>\n<dl>", escaped(&self.words.page.said));
        let mut last = None;
        for said in &sayings {
            if last != Some(&said.kind) {
                writeln!(html, "<dt>{}</dt>", escaped(&said.kind)).expect(WRITES);
                last = Some(&said.kind);
            }
            let colon = if said.groups.is_empty() { "" } else { ": " };
            writeln!(html, "<dd><b>{}</b>{colon}{}</dd>", escaped(&said.word), escaped(&said.groups)).expect(WRITES);
        }
        html.push_str("</dl>\n");
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
        let day = line.due.parse().map_or_else(|_| line.due.clone(), |day| picture::day(self.words, day));
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
        for sentence in picture::left_out(self.words, left_out) {
            writeln!(html, "<li>{}</li>", escaped(&sentence)).expect(WRITES);
        }
        html.push_str("</ul>\n");
        html
    }
}

fn write_row(row: &FigureRow, html: &mut String) {
    writeln!(
        html,
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        row.status.as_str(),
        escaped(&row.name),
        escaped(&row.value),
        escaped(row.interval.as_deref().unwrap_or("–")),
        escaped(&row.n),
        escaped(&row.status_text),
    )
    .expect(WRITES);
}

/// The table of moves: a row per state before.
pub(super) fn moves(words: &Words, after: &[String], from: &[MovesFrom]) -> String {
    let page = &words.page;
    let mut html = format!(
        "<div class=\"wide\"><table class=\"matrix\"><thead><tr><th scope=\"col\">{} ↓ {} →</th>",
        escaped(&page.before),
        escaped(&page.after)
    );
    for state in after {
        write!(html, "<th scope=\"col\">{}</th>", escaped(state)).expect(WRITES);
    }
    html.push_str("</tr></thead><tbody>\n");
    for row in from {
        let (before, n) = (escaped(&row.before), escaped(&row.n));
        write!(html, "<tr><th scope=\"row\">{before}<br/><small>{n}</small></th>").expect(WRITES);
        for cell in &row.cells {
            let small =
                if cell.interval.is_empty() { String::new() } else { format!("<br/><small>{}</small>", cell.interval) };
            write!(html, "<td class=\"{}\">{}{small}</td>", cell.status.as_str(), cell.share).expect(WRITES);
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html
}
