//! What was captured and what became of it, counted.

use std::collections::BTreeMap;

use perisai_core::domain::Value;
use perisai_core::domain::kinds::{Conflict, ConflictStatus, Receipt, Registration};
use perisai_core::domain::record::Record;
use serde::Serialize;

use super::text;
use crate::branch::Branch;
use crate::error::{BranchError, Result};

/// What was captured and what became of it. The parts sum up to `captured`.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Changes of devices that the branch has.
    pub captured: u64,
    /// All of it stands.
    pub applied: u64,
    /// Something lost to a concurrent edit.
    pub merged: u64,
    /// Something waits for a person.
    pub contested: u64,
    /// Waits for what it refers to.
    pub held: u64,
    /// Not taken in.
    pub rejected: u64,
    /// Of revoked devices.
    pub quarantined: u64,
    /// What only devices know; the branch's is always 0.
    pub pending: u64,
    /// Registrations, by status.
    pub registrations: BTreeMap<String, u64>,
    /// Receipts, by status.
    pub receipts: BTreeMap<String, u64>,
    /// Conflicts that nobody has decided, by kind.
    pub open_conflicts: BTreeMap<String, u64>,
    /// Revisions that devices hold and a restored branch has lost.
    pub lost_revisions: u64,
}

perisai_core::prints_name_only!(Totals);

impl Branch {
    /// What was captured and what became of it.
    pub fn totals(&self) -> Result<Totals> {
        self.read(|desk| {
            let mut totals = Totals { quarantined: desk.tx.quarantine()?.len() as u64, ..Totals::default() };
            for count in desk.tx.verdict_counts()? {
                match count.word.as_str() {
                    "applied" => totals.applied += count.changes,
                    "merged" => totals.merged += count.changes,
                    "contested" => totals.contested += count.changes,
                    "held" => totals.held += count.changes,
                    "rejected" => totals.rejected += count.changes,
                    other => return Err(BranchError::Ledger(format!("no verdict is called {other}"))),
                }
            }
            totals.captured =
                totals.applied + totals.merged + totals.contested + totals.held + totals.rejected + totals.quarantined;
            for (kind, counts) in
                [(Registration::KIND, &mut totals.registrations), (Receipt::KIND, &mut totals.receipts)]
            {
                for status in desk.every(kind, |record| Ok(text(&record, "status")))? {
                    *counts.entry(status).or_default() += 1;
                }
            }
            let open = Value::from(ConflictStatus::Open.as_str());
            for conflict in desk.tx.find(Conflict::KIND, "status", &open)? {
                *totals.open_conflicts.entry(text(&conflict, "kind")).or_default() += 1;
            }
            totals.lost_revisions = desk.tx.lost_revisions()?.len() as u64;
            Ok(totals)
        })
    }
}
