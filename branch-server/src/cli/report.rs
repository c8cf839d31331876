//! `report`: one of the sixteen, on the terminal.

use clap::{Args, ValueEnum};
use perisai_core::domain::calendar::{CivilDate, Month};
use perisai_core::domain::words::Segment;
use perisai_core::domain::{AgentId, Invalid, RecordId, Rule, VillageCode};
use perisai_core::insight::{Filter, ReportName};

use super::arguments::{agent, date, named, village};
use super::print;
use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::report::{as_csv, as_text};

/// Which report, about what, in which form.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// co_orientation, shift, objections, figures, representation, funnel, failed_registrations, targets, retention, due,
    /// two_way, evaluation, messages, training, support or data_quality.
    #[arg(value_parser = report_name)]
    name: ReportName,
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
    /// The day for which it is computed; today where none.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<CivilDate>,
    /// How to write it.
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    /// Lines for people.
    Text,
    /// One object.
    Json,
    /// A row per figure.
    Csv,
}

/// Computes a report and prints it.
pub(super) fn report(branch: &Branch, arguments: &ReportArguments) -> Result<()> {
    let filter = arguments.filter(branch)?;
    let report = branch.report(arguments.name, &filter, arguments.as_of)?;
    let written = match arguments.format {
        ReportFormat::Text => as_text(&report),
        ReportFormat::Json => {
            let json = serde_json::to_string(&report);
            json.map_err(|_| BranchError::Ledger("a report cannot be written".to_owned()))? + "\n"
        }
        ReportFormat::Csv => as_csv(&[report])?,
    };
    print(&written)
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

fn report_name(text: &str) -> std::result::Result<ReportName, Invalid> {
    named("report", &text.replace('-', "_"))
}

fn segment(text: &str) -> std::result::Result<Segment, Invalid> {
    named("segment", text)
}

/// A month, or a day of it.
fn month(text: &str) -> std::result::Result<Month, Invalid> {
    let of_day = || text.parse::<CivilDate>().map(CivilDate::month);
    text.parse().or_else(|_: Rule| of_day()).map_err(|rule| Invalid::new("month", rule))
}
