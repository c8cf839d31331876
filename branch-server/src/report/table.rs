//! A report as a table for spreadsheets: a row per figure.

use perisai_core::insight::{Key, Report};

use crate::error::{BranchError, Result};

/// A header row, then a row per figure and per finding: the report, the group, what is measured, the figure. Numbers are
/// written with all their digits, and left empty where they may not be shown.
///
/// # Errors
/// [`BranchError::Ledger`] where rows cannot be written.
pub fn as_csv(reports: &[Report]) -> Result<String> {
    let failed = |_| BranchError::Ledger("rows cannot be written out".to_owned());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["report", "as_of", "group", "measure", "value", "n", "low", "high", "status"];
    writer.write_record(header).map_err(failed)?;
    for report in reports {
        let (name, as_of) = (report.report.as_str(), report.as_of.to_string());
        for line in &report.lines {
            let interval = line.estimate.interval();
            let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
            writer
                .write_record([
                    name,
                    &as_of,
                    &group(&line.by),
                    line.measure.as_str(),
                    &number(line.estimate.value()),
                    &line.estimate.n().to_string(),
                    &number(interval.map(|interval| interval.low)),
                    &number(interval.map(|interval| interval.high)),
                    line.estimate.status(),
                ])
                .map_err(failed)?;
        }
        for finding in &report.findings {
            let word = finding.finding.as_str();
            writer
                .write_record([name, &as_of, &group(&finding.by), word, &finding.value, "", "", "", ""])
                .map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|_| BranchError::Ledger("rows cannot be written out".to_owned()))?;
    String::from_utf8(bytes).map_err(|_| BranchError::Ledger("rows cannot be written out".to_owned()))
}

/// A group as `segment=fisher;village=3374051003`; empty for everybody.
pub(super) fn group(by: &[Key]) -> String {
    by.iter().map(|key| format!("{}={}", key.dimension, key.value)).collect::<Vec<_>>().join(";")
}
