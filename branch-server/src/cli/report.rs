//! `report`: one of the sixteen, on the terminal; or all of them, in a folder.

use std::path::PathBuf;
use std::slice;

use clap::{Args, ValueEnum};
use perisai_core::domain::calendar::{CivilDate, Month};
use perisai_core::domain::words::Segment;
use perisai_core::domain::{AgentId, Invalid, RecordId, Rule, VillageCode};
use perisai_core::insight::{Filter, ReportName};

use super::arguments::{agent, date, named, village};
use super::print;
use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::report::page::{PageLanguage, as_html};
use crate::report::{as_csv, as_json, as_text, write_all};

/// Which report, about what, in which form.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// co_orientation, shift, objections, figures, representation, funnel, failed_registrations, targets, retention, due,
    /// two_way, evaluation, messages, training, support or data_quality; or all, for a page of them in a folder.
    #[arg(value_parser = which)]
    name: Which,
    /// The first month, such as 2026-01; a day is taken for its month.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    from: Option<Month>,
    /// The last month.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    to: Option<Month>,
    /// One village, such as 33.74.05.1003.
    #[arg(long, value_parser = village)]
    village: Option<VillageCode>,
    /// One segment, such as fisher.
    #[arg(long, value_parser = segment)]
    segment: Option<Segment>,
    /// What one agent captured.
    #[arg(long, value_parser = agent)]
    agent: Option<AgentId>,
    /// Workers with whom a message was used: its code, or its record.
    #[arg(long)]
    message: Option<String>,
    /// The day for which it is computed; today where none. What was captured since does not count; what the branch wrote of
    /// earlier records (decisions, certificates, paid months) stands as it does now.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<CivilDate>,
    /// How to write one report.
    #[arg(long, value_enum, default_value = "text", conflicts_with = "out")]
    format: ReportFormat,
    /// Where all reports go: index.html (index.en.html in English), reports.json and reports.csv.
    #[arg(long, value_name = "DIR", required_if_eq("name", "all"))]
    out: Option<PathBuf>,
    /// The language of a page.
    #[arg(long, value_enum, default_value = "id")]
    lang: PageLanguage,
}

#[derive(Debug, Clone, Copy)]
enum Which {
    All,
    One(ReportName),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    /// Lines for people.
    Text,
    /// One object.
    Json,
    /// A row per figure.
    Csv,
    /// A page that needs nothing else.
    Html,
}

/// Computes a report and prints it, or all of them and writes them into a folder.
pub(super) fn report(branch: &Branch, arguments: &ReportArguments) -> Result<()> {
    let filter = arguments.filter(branch)?;
    let asked = match &arguments.name {
        Which::All => ReportName::ALL,
        Which::One(name) => slice::from_ref(name),
    };
    if let (Which::One(_), Some(_)) = (arguments.name, &arguments.out) {
        return Err(BranchError::Refused("--out is for all reports; one is printed"));
    }
    let (reports, names) = branch.reports(asked, &filter, arguments.as_of)?;
    if let Some(folder) = &arguments.out {
        return write_all(folder, &reports, &names, arguments.lang);
    }
    let written: Result<String> = match arguments.format {
        ReportFormat::Text => Ok(reports.iter().map(as_text).collect()),
        ReportFormat::Json => reports.iter().map(|report| Ok(as_json(report)? + "\n")).collect(),
        ReportFormat::Csv => as_csv(&reports),
        ReportFormat::Html => as_html(&reports, &names, arguments.lang),
    };
    print(&written?)
}

impl ReportArguments {
    fn filter(&self, branch: &Branch) -> Result<Filter> {
        let message = self.message.as_deref().map(|message| match message.parse::<RecordId>() {
            Ok(record) => Ok(record),
            Err(_) => branch.message_called(message),
        });
        Ok(Filter {
            from: self.from,
            to: self.to,
            village: self.village,
            segment: self.segment,
            agent: self.agent.clone(),
            message: message.transpose()?,
        })
    }
}

fn which(text: &str) -> std::result::Result<Which, Invalid> {
    if text == "all" {
        return Ok(Which::All);
    }
    named("report", &text.replace('-', "_")).map(Which::One)
}

fn segment(text: &str) -> std::result::Result<Segment, Invalid> {
    named("segment", text)
}

/// A month, or a day of it.
fn month(text: &str) -> std::result::Result<Month, Invalid> {
    let of_day = || text.parse::<CivilDate>().map(CivilDate::month);
    text.parse().or_else(|_: Rule| of_day()).map_err(|rule| Invalid::new("month", rule))
}
