//! Reports as one page that needs nothing else: no network, no script, no letters from elsewhere.
//!
//! A supervisor reads it on a phone, at a desk and on paper, in a bright room and in a dark one. Every plot stands in
//! the tables too, and every figure has its n, its interval and its status, so that the page can be read unseen.

mod language;
mod markup;
mod plots;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use perisai_core::domain::CivilDate;
pub use perisai_core::insight::picture::Names;
use perisai_core::insight::picture::{self, Chart, Words};
use perisai_core::insight::{Filter, Report};

pub use self::language::PageLanguage;
use self::markup::escaped;
use self::tables::Pen;
use crate::error::Result;

const STYLE: &str = include_str!("style.css");
const WRITES: &str = "a string takes everything";

/// Reports of one filter and day as a page: UTF-8, well-formed as XML too, with a list of contents where there are
/// several. The same reports and names give the same bytes.
///
/// # Errors
/// [`crate::BranchError::Ledger`] where a plot cannot be drawn.
pub fn as_html(reports: &[Report], names: &Names, language: PageLanguage) -> Result<String> {
    let pen = Pen { words: Words::of(language.into()), names };
    let page = &pen.words.page;
    let title = match reports {
        [one] => pen.words.of_report(one.report).title.clone(),
        _ => page.title.clone(),
    };
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <title>{}</title>\n<style>\n{STYLE}@media screen and (prefers-color-scheme: dark) {{\n{}}}\n</style>\n</head>\n\
         <body>\n",
        pen.words.lang,
        escaped(&title),
        plots::night_rules(),
    );
    writeln!(html, "<a class=\"skip\" href=\"#reports\">{}</a>", escaped(&page.skip)).expect(WRITES);
    writeln!(html, "<header>\n<h1>{}</h1>", escaped(&title)).expect(WRITES);
    if let Some(report) = reports.first() {
        html.push_str(&rests_on(pen, &report.filter, report.as_of));
    }
    html.push_str(&how_to_read(pen.words));
    html.push_str("</header>\n");
    if reports.len() > 1 {
        html.push_str(&contents(pen.words, reports));
    }
    html.push_str("<main id=\"reports\">\n");
    for report in reports {
        html.push_str(&section(pen, report, reports.len() > 1)?);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    Ok(html)
}

/// The day, the filter, and how much the reports rest on.
fn rests_on(pen: Pen<'_>, filter: &Filter, as_of: CivilDate) -> String {
    let page = &pen.words.page;
    let day = picture::day(pen.words, as_of);
    let rests_on = picture::rests_on_in_words(pen.words, &pen.names.rests_on);
    let filtered = picture::filter_in_words(pen.words, pen.names, filter);
    let mut html = String::from("<dl class=\"facts\">");
    for (what, text) in [(&page.as_of, day), (&page.rests_on, rests_on), (&page.filter, filtered)] {
        writeln!(html, "<dt>{}</dt><dd>{}</dd>", escaped(what), escaped(&text)).expect(WRITES);
    }
    html + "</dl>\n"
}

/// What holds for every figure, and who sees more.
fn how_to_read(words: &Words) -> String {
    let page = &words.page;
    let mut html = format!("<div class=\"how\">\n<h2>{}</h2>\n<ul>\n", escaped(&page.how_heading));
    for sentence in [&page.how_interval, &page.how_n, &page.how_order, &page.how_not, &page.how_export] {
        writeln!(html, "<li>{}</li>", escaped(sentence)).expect(WRITES);
    }
    html + "</ul>\n</div>\n"
}

fn contents(words: &Words, reports: &[Report]) -> String {
    let heading = escaped(&words.page.contents);
    let mut html = format!("<nav id=\"contents\" aria-label=\"{heading}\">\n<h2>{heading}</h2>\n<ol>\n");
    for report in reports {
        let title = escaped(&words.of_report(report.report).title);
        writeln!(html, "<li><a href=\"#{}\">{title}</a></li>", report.report).expect(WRITES);
    }
    html + "</ol>\n</nav>\n"
}

/// A report: its question, how to read it, its plots, its words, its tables, and what is not in it.
fn section(pen: Pen<'_>, report: &Report, has_contents: bool) -> Result<String> {
    let (page, said) = (&pen.words.page, pen.words.of_report(report.report));
    let mut html = format!("<section id=\"{}\">\n<h2>{}</h2>\n", report.report, escaped(&said.title));
    writeln!(html, "<p class=\"asks\">{}</p>", escaped(&said.asks)).expect(WRITES);
    html.push_str(&sentences(pen.words, &said.read, &said.not));
    let charts = picture::charts(pen.words, pen.names, report);
    if !charts.is_empty() {
        html.push_str("<div class=\"plots\">\n");
        for chart in &charts {
            html.push_str(&figure(pen, chart)?);
        }
        html.push_str("</div>\n");
    }
    html.push_str(&pen.findings(report));
    html.push_str(&pen.due(report));
    if report.lines.is_empty() && report.due.is_empty() {
        writeln!(html, "<p>{}</p>", escaped(&page.no_figures)).expect(WRITES);
    } else if !report.lines.is_empty() {
        let open = if charts.is_empty() { " open=\"open\"" } else { "" };
        writeln!(html, "<details{open}><summary>{}</summary>", escaped(&page.all_figures)).expect(WRITES);
        html.push_str(&pen.figures(report));
        html.push_str("</details>\n");
    }
    html.push_str(&pen.left_out(&report.left_out));
    if has_contents {
        writeln!(html, "<p class=\"back\"><a href=\"#contents\">{}</a></p>", escaped(&page.back)).expect(WRITES);
    }
    Ok(html + "</section>\n")
}

fn figure(pen: Pen<'_>, chart: &Chart) -> Result<String> {
    let mut drawing = plots::drawn(pen.words, chart)?;
    if !chart.legend.is_empty() {
        drawing.push_str("<ol class=\"legend\">\n");
        for entry in &chart.legend {
            writeln!(drawing, "<li>{}</li>", escaped(entry)).expect(WRITES);
        }
        drawing.push_str("</ol>\n");
    }
    Ok(format!(
        "<figure>\n<h3>{}</h3>\n{drawing}<figcaption>{}</figcaption>\n</figure>\n",
        escaped(&chart.title),
        sentences(pen.words, &chart.read, &chart.not)
    ))
}

/// How to read it, and what not to conclude.
fn sentences(words: &Words, read: &str, not: &str) -> String {
    let page = &words.page;
    format!(
        "<p class=\"say\"><b>{}:</b> {}</p>\n<p class=\"say not\"><b>{}:</b> {}</p>\n",
        escaped(&page.read),
        escaped(read),
        escaped(&page.not),
        escaped(not)
    )
}
