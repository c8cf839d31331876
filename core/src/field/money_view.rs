//! Taking money for contribution months: which months are next, and what they cost.

use rusqlite::Connection;

use super::Field;
use super::capture::record_id;
use super::month_run::{MonthRun, month_runs};
use super::names::Names;
use super::register::with_tariff;
use super::worker_view::{MoneyHeld, typed};
use crate::domain::kinds::{Membership, Receipt, ReceiptStatus, Registration, RegistrationStatus, Worker};
use crate::domain::quote::{self, QuoteRequest};
use crate::domain::words::DiscountSector;
use crate::domain::{Month, Record, RecordId};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::queries;
use crate::store::records::{self, Row};

/// The most months that one receipt is offered for.
const MONTHS_OFFERED: u32 = 12;

/// The screen on which money is taken.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MoneyView {
    /// The worker.
    pub worker: String,
    /// The name.
    pub name: String,
    /// The registration that the money is for; none where there is none.
    pub registration: Option<String>,
    /// The months that are next, one more with each offer.
    pub offers: Vec<MoneyOffer>,
    /// The money of this worker that the agent holds already.
    pub held: Vec<MoneyHeld>,
}

/// Months that may be paid, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MoneyOffer {
    /// The months, each as `2026-06`.
    pub months: Vec<String>,
    /// The same, to be said.
    pub in_months: Vec<MonthRun>,
    /// What they cost by the tariff in force now, whole rupiah; none where that cannot be told.
    pub rupiah: Option<i64>,
}

prints_name_only!(MoneyView);

impl Field {
    /// The screen on which money of a worker is taken.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device.
    pub fn money_view(&self, worker: &str) -> Result<MoneyView, FieldError> {
        let worker = record_id(worker)?;
        self.read(|store| {
            let names = self.names(store)?;
            let connection = store.connection();
            let row = records::shown(connection, Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
            let known: Worker = row.read()?;
            let registrations = queries::referring(connection, Registration::KIND, "worker", worker)?;
            let registrations = typed::<Registration>(&registrations)?;
            let paying = registrations.iter().rev().find(|(_, made)| is_alive(made.status));
            let next = next_month(connection, &names, worker, paying.map(|(_, made)| made))?;
            let offers = match next {
                Some(next) => (1..=MONTHS_OFFERED)
                    .map(|count| offer(&names, &known, paying.map(|(_, made)| made), next, count))
                    .collect::<Result<_, _>>()?,
                None => Vec::new(),
            };
            Ok(MoneyView {
                worker: worker.to_string(),
                name: known.name,
                registration: paying.map(|(record, _)| record.to_string()),
                offers,
                held: self.held(store, &names, worker)?,
            })
        })
    }
}

const fn is_alive(status: RegistrationStatus) -> bool {
    !matches!(status, RegistrationStatus::Cancelled | RegistrationStatus::Rejected | RegistrationStatus::Draft)
}

/// The first month that nobody has paid or taken money for; none where the clock is beyond the calendar.
fn next_month(
    connection: &Connection,
    names: &Names<'_>,
    worker: RecordId,
    paying: Option<&Registration>,
) -> Result<Option<Month>, FieldError> {
    let mut settled: Vec<Month> = Vec::new();
    for row in queries::referring(connection, Membership::KIND, "worker", worker)? {
        let membership: Membership = row.read()?;
        settled.push(membership.covered_to.month());
        settled.extend(membership.months_paid.iter().map(|paid| paid.month));
    }
    for row in queries::referring(connection, Receipt::KIND, "worker", worker)? {
        let receipt: Receipt = Row::read(&row)?;
        if receipt.status != ReceiptStatus::Returned {
            settled.extend(receipt.contribution_months);
        }
    }
    Ok(match settled.into_iter().max() {
        Some(last) => last.add_months(1),
        None => paying.map(|made| made.start_month).or(names.today.map(|today| today.month())),
    })
}

fn offer(
    names: &Names<'_>,
    worker: &Worker,
    paying: Option<&Registration>,
    from: Month,
    count: u32,
) -> Result<MoneyOffer, FieldError> {
    let months: Vec<Month> = (0..count).filter_map(|ahead| from.add_months(i32::try_from(ahead).ok()?)).collect();
    let offer = |rupiah| MoneyOffer {
        months: months.iter().map(ToString::to_string).collect(),
        in_months: month_runs(&months),
        rupiah,
    };
    let (Some(made), Some(today)) = (paying, names.today) else { return Ok(offer(None)) };
    let request = QuoteRequest {
        programmes: made.programmes,
        start_month: from,
        period_months: count,
        declared_income: made.declared_income,
        discount_sector: worker.discount_sector.unwrap_or(DiscountSector::NonTransport),
        payer: made.payer,
        payment_date: today,
    };
    // A month for which no tariff is known has no price yet: the agent types what was given.
    let quoted = with_tariff(names.connection, today, |book| quote::quote(book, &request))?.ok();
    Ok(offer(quoted.map(|quote| quote.total.0)))
}
