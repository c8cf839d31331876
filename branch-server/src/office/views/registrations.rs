//! Registrations, and the receipts for money that was entrusted with them.

use perisai_core::domain::kinds::{Receipt, Registration, Worker};
use perisai_core::domain::record::Record;
use serde::Serialize;

use super::instant;
use crate::branch::Branch;
use crate::error::Result;
use crate::streams::placement::days;

/// A registration.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationView {
    /// Its id.
    pub registration: String,
    /// The worker.
    pub worker: String,
    /// The worker's name.
    pub name: String,
    /// The worker's village, dotted.
    pub village: String,
    /// The programmes.
    pub programmes: String,
    /// The first month.
    pub start_month: String,
    /// How many months.
    pub period_months: u32,
    /// What was quoted, rupiah.
    pub total: i64,
    /// Where it stands.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Who captured it.
    pub agent: String,
    /// When.
    pub captured_at: String,
}

/// A receipt.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// Its id.
    pub receipt: String,
    /// The number on the paper.
    pub number: String,
    /// Who holds the money.
    pub holder: String,
    /// Whose money.
    pub worker: String,
    /// How much.
    pub rupiah: i64,
    /// The months it pays.
    pub contribution_months: Vec<String>,
    /// Where the money is.
    pub status: String,
    /// Since how many days it was entrusted.
    pub days: i64,
    /// When it was written.
    pub captured_at: String,
}

perisai_core::prints_name_only!(RegistrationView, ReceiptView);

impl Branch {
    /// The registrations, oldest first.
    pub fn registrations(&self) -> Result<Vec<RegistrationView>> {
        self.read(|desk| {
            desk.every(Registration::KIND, |record| {
                let registration = Registration::from_document(&record.fields)?;
                let worker = desk.load::<Worker>(registration.worker.0)?;
                Ok(RegistrationView {
                    registration: record.record.to_string(),
                    worker: registration.worker.to_string(),
                    name: worker.as_ref().map(|worker| worker.name.clone()).unwrap_or_default(),
                    village: worker.map(|worker| worker.village.to_string()).unwrap_or_default(),
                    programmes: registration.programmes.to_string(),
                    start_month: registration.start_month.to_string(),
                    period_months: registration.period_months,
                    total: registration.quote.total.0,
                    status: registration.status.to_string(),
                    reason: registration.reason,
                    agent: record.author.to_string(),
                    captured_at: instant(record.created_ms),
                })
            })
        })
    }

    /// The receipts, oldest first.
    pub fn receipts(&self) -> Result<Vec<ReceiptView>> {
        self.read(|desk| {
            desk.every(Receipt::KIND, |record| {
                let receipt = Receipt::from_document(&record.fields)?;
                Ok(ReceiptView {
                    receipt: record.record.to_string(),
                    number: receipt.number,
                    holder: receipt.holder.to_string(),
                    worker: receipt.worker.to_string(),
                    rupiah: receipt.rupiah.0,
                    contribution_months: receipt.contribution_months.iter().map(ToString::to_string).collect(),
                    status: receipt.status.to_string(),
                    days: (desk.now_ms - record.created_ms).div_euclid(days(1)),
                    captured_at: instant(record.created_ms),
                })
            })
        })
    }
}
