//! Labels and the records that they stand for.

use std::collections::{BTreeMap, BTreeSet};

/// Kinds whose labels are everybody's. Any other label means what its agent captured under it.
const EVERYBODYS: [&str; 5] = ["event", "figure", "partner", "support", "message"];

/// Labels and the records they stand for.
#[derive(Debug, Default)]
pub struct Labels {
    /// What the branch knows in the morning.
    pub known: BTreeMap<String, String>,
    /// Records by kind, owner and label; nobody owns everybody's.
    records: BTreeMap<(String, String, String), String>,
    /// The workers that each agent captured something about.
    pub touched: BTreeMap<String, BTreeSet<String>>,
}

impl Labels {
    /// The record that an agent means by a label.
    pub fn find(&self, agent: &str, kind: &str, label: &str) -> Option<&String> {
        let known = (kind == "worker").then(|| self.known.get(label)).flatten();
        known.or_else(|| self.records.get(&key(agent, kind, label)))
    }

    /// The record that a label of the office means: `agent/label` for what an agent captured under a label of its own.
    pub fn find_at_office(&self, kind: &str, label: &str) -> Option<&String> {
        match label.split_once('/') {
            Some((agent, label)) => self.records.get(&key(agent, kind, label)),
            None => self.find("", kind, label),
        }
    }

    /// Gives a record its label.
    pub fn define(&mut self, agent: &str, kind: &str, label: &str, record: String) {
        self.records.insert(key(agent, kind, label), record);
    }

    /// How a worker is called in `day.json`: a known worker's label, or the agent's and the label.
    pub fn name_of(&self, worker: &str) -> String {
        if let Some((label, _)) = self.known.iter().find(|(_, known)| *known == worker) {
            return label.clone();
        }
        match self.records.iter().find(|((kind, ..), record)| kind == "worker" && *record == worker) {
            Some(((_, agent, label), _)) => format!("{agent}/{label}"),
            None => worker.to_owned(),
        }
    }
}

fn key(agent: &str, kind: &str, label: &str) -> (String, String, String) {
    let owner = if EVERYBODYS.contains(&kind) { "" } else { agent };
    (kind.to_owned(), owner.to_owned(), label.to_owned())
}
