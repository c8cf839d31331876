//! What the evening must have come to: every device equals the branch, totals agree; and what waits for a person.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::field::JournalTotals;
use serde_json::{Value, json};

use super::equal;
use super::labels::Labels;
use super::office::Office;
use super::run::{Device, RunError};

/// Adds what differs between a device and the branch, within the device's scope. Answers whether nothing does.
pub(super) fn check_devices(
    office: &Office,
    devices: &[Device],
    labels: &Labels,
    failures: &mut Vec<String>,
) -> Result<bool, RunError> {
    let nothing = BTreeSet::new();
    let branch = equal::export_all(office)?;
    let before = failures.len();
    for device in devices {
        let (shown, own) = equal::shown_by(&device.field)
            .map_err(|error| RunError::Device { agent: device.agent.to_string(), error })?;
        let agent = device.agent.as_str();
        let scope = equal::Scope {
            branch: &branch,
            own: &own,
            touched: labels.touched.get(agent).unwrap_or(&nothing),
            agent,
            villages: &device.villages,
        };
        for (kind, record) in equal::differences(&scope, &shown) {
            failures.push(format!("{agent} and the branch differ in {kind} {record}"));
        }
    }
    Ok(failures.len() == before)
}

/// Captured = applied + merged + contested + held + rejected + quarantined + pending, at the branch, on the devices, and
/// the one like the other.
pub(super) fn check_totals(office: &Office, devices: &[Device], failures: &mut Vec<String>) -> Result<Value, RunError> {
    const PARTS: [&str; 7] = ["applied", "merged", "contested", "held", "rejected", "quarantined", "pending"];
    let branch = office.list(&["totals"])?;
    let mut sum: BTreeMap<&str, u64> = BTreeMap::new();
    for device in devices {
        let totals = totals_of(device)?;
        let parts = [
            ("captured", totals.captured),
            ("applied", totals.applied),
            ("merged", totals.merged),
            ("contested", totals.contested),
            ("held", totals.held),
            ("rejected", totals.rejected),
            ("pending", totals.pending),
        ];
        for (name, count) in parts {
            *sum.entry(name).or_default() += count;
        }
    }
    let of_branch = |name: &str| branch[name].as_u64().unwrap_or(u64::MAX);
    if of_branch("captured") != PARTS.iter().map(|part| of_branch(part)).sum::<u64>() {
        failures.push("the branch's totals do not add up".to_owned());
    }
    for (name, count) in sum {
        if of_branch(name) != count {
            failures.push(format!("{name}: the devices count {count}, the branch {}", of_branch(name)));
        }
    }
    Ok(branch)
}

/// The conflicts, by the labels of their workers.
pub(super) fn conflicts(office: &Office, labels: &Labels) -> Result<Vec<Value>, RunError> {
    let listed = office.list(&["conflicts", "--all"])?;
    let mut conflicts: Vec<(String, String, String, Vec<String>)> = Vec::new();
    for conflict in listed.as_array().into_iter().flatten() {
        let text = |name: &str| conflict[name].as_str().unwrap_or_default().to_owned();
        let worker = conflict["workers"][0].as_str().map(|worker| labels.name_of(worker)).unwrap_or_default();
        let agents: BTreeSet<String> = conflict["choices"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|choice| choice["agent"].as_str().map(str::to_owned))
            .collect();
        conflicts.push((worker, text("kind"), text("field"), agents.into_iter().collect()));
    }
    conflicts.sort();
    Ok(conflicts
        .into_iter()
        .map(|(worker, kind, field, agents)| json!({"kind": kind, "worker": worker, "field": field, "agents": agents}))
        .collect())
}

/// The suspicions, by the labels of their workers.
pub(super) fn duplicates(office: &Office, labels: &Labels) -> Result<Vec<Value>, RunError> {
    let listed = office.list(&["duplicates", "--all"])?;
    let mut duplicates: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for duplicate in listed.as_array().into_iter().flatten() {
        let texts = |name: &str| -> Vec<String> {
            duplicate[name]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|text| text.as_str().map(str::to_owned))
                .collect()
        };
        let mut workers: Vec<String> = texts("workers").iter().map(|worker| labels.name_of(worker)).collect();
        let mut reasons = texts("reasons");
        workers.sort();
        reasons.sort();
        duplicates.push((workers, reasons));
    }
    duplicates.sort();
    Ok(duplicates.into_iter().map(|(workers, reasons)| json!({"workers": workers, "reasons": reasons})).collect())
}

/// What became of a device's changes.
pub(super) fn totals_of(device: &Device) -> Result<JournalTotals, RunError> {
    device.field.totals().map_err(|error| RunError::Device { agent: device.agent.to_string(), error })
}
