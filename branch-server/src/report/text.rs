//! A report for the terminal.

use std::fmt::Write;

use perisai_core::insight::{Estimate, MeasureUnit, Report};

use super::table::group;

/// A line per figure: the group, what is measured, the figure with its interval and n; then what is said in words, and
/// what was left out.
pub fn as_text(report: &Report) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for line in &report.lines {
        rows.push([group(&line.by), line.measure.to_string(), figure(&line.estimate, line.measure.unit())]);
    }
    for finding in &report.findings {
        rows.push([group(&finding.by), finding.finding.to_string(), finding.value.clone()]);
    }
    for due in &report.due {
        rows.push([due.record.clone(), due.kind.clone(), format!("{} ({} days over)", due.due, due.days_over)]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let mut text = format!("{} on {}\n", report.report, report.as_of);
    for [by, what, figure] in &rows {
        writeln!(text, "{by:first$}  {what:second$}  {figure}").expect("a string takes everything");
    }
    for left in &report.left_out {
        writeln!(text, "left out: {} {}", left.count, left.why).expect("a string takes everything");
    }
    text
}

/// A figure as people read it: `62 % (48–74), n = 50`.
fn figure(estimate: &Estimate, unit: MeasureUnit) -> String {
    let Some(value) = estimate.value() else { return format!("too few to show, n = {}", estimate.n()) };
    let shown = |value: f64| match unit {
        MeasureUnit::Share => format!("{:.0} %", value * 100.0),
        MeasureUnit::Count => format!("{value:.0}"),
        MeasureUnit::Ratio | MeasureUnit::PerDay => format!("{value:.2}"),
        MeasureUnit::Points | MeasureUnit::Days | MeasureUnit::Hours => format!("{value:.1}"),
    };
    let interval = estimate
        .interval()
        .map_or_else(String::new, |interval| format!(" ({} to {})", shown(interval.low), shown(interval.high)));
    let indicative = if estimate.status() == "indicative" { ", indicative" } else { "" };
    format!("{}{interval}, n = {}{indicative}", shown(value), estimate.n())
}
