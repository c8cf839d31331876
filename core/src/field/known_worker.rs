//! A worker who is on this phone already, as a registration form has one: in its own spelling, and with the registration
//! that has come to no end.

use rusqlite::Connection;

use super::inputs::{AddressInput, OccupationInput, PersonInput};
use super::moment::Moment;
use super::month_run::{MonthRun, month_runs};
use super::quote_told::{QuoteTold, told_quote};
use super::registration_form::village_line;
use super::views::plain;
use crate::domain::calendar::Month;
use crate::domain::kinds::{Address, Membership, MembershipStatus, Receipt, Registration, RegistrationStatus, Worker};
use crate::domain::occupations::Occupations;
use crate::domain::words::{Payer, Programmes};
use crate::domain::{Record, RecordId, Zone, so_far};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::queries;
use crate::store::records::{self, Row};

/// A worker who is on this phone already, in the spelling of the form.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct KnownWorker {
    /// The worker.
    pub worker: String,
    /// As known: the birth date as on the identity card, the occupation by its name.
    pub person: PersonInput,
    /// The village's name.
    pub village_name: String,
    /// What the branch says of the membership; none where there is none.
    pub membership: Option<MembershipStatus>,
    /// The last day of cover that the branch knows of.
    pub covered_to: Option<String>,
    /// The latest registration that has come to no end; a second one beside it is rarely meant.
    pub open: Option<OpenRegistration>,
}

/// A registration that has come to no end.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct OpenRegistration {
    /// The registration.
    pub registration: String,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// Whether it is the agent's to hand in: a draft, or one that came back for correction.
    pub can_be_handed_in: bool,
    /// When it was made.
    pub made: Moment,
    /// The programmes.
    pub programmes: Programmes,
    /// Months paid at once.
    pub period_months: u32,
    /// The first month of cover, `2026-06`.
    pub start_month: String,
    /// Its months.
    pub months: Vec<MonthRun>,
    /// Who pays.
    pub payer: Payer,
    /// Which support pays.
    pub support: Option<String>,
    /// What the worker was told.
    pub quote: QuoteTold,
    /// Whether the worker has attested.
    pub is_attested: bool,
    /// The number of the receipt, where money was entrusted for it.
    pub receipt_number: Option<String>,
    /// Why it came back, in the branch's words.
    pub reason: Option<String>,
}

prints_name_only!(KnownWorker, OpenRegistration);

/// A worker on this phone.
pub(super) fn known_worker(
    connection: &Connection,
    zone: Zone,
    occupations: &Occupations,
    worker: RecordId,
) -> Result<KnownWorker, FieldError> {
    let row = records::shown(connection, Worker::KIND, worker)?.ok_or(FieldError::NotFound)?;
    let typed: Worker = row.read()?;
    let membership = queries::referring(connection, Membership::KIND, "worker", worker)?;
    let membership: Option<Membership> = membership.last().map(Row::read).transpose()?;
    Ok(KnownWorker {
        worker: worker.to_string(),
        village_name: village_line(typed.village).name,
        person: spelled(occupations, typed),
        membership: membership.as_ref().map(|membership| membership.status),
        covered_to: membership.as_ref().map(|membership| membership.covered_to.to_string()),
        open: open_registration(connection, zone, worker)?,
    })
}

/// A worker in the spelling of the form.
fn spelled(occupations: &Occupations, worker: Worker) -> PersonInput {
    let named = |code: String| occupations.find(&code).map_or(code.clone(), |occupation| occupation.id.clone());
    let address = |address: Address| AddressInput {
        text: address.text,
        village: address.village.map(|village| village.as_str().to_owned()),
    };
    PersonInput {
        name: Some(worker.name),
        nik: worker.nik.map(|nik| nik.as_str().to_owned()),
        birth_date: worker.birth_date.map(so_far::date_as_on_card),
        sex: worker.sex,
        phone: worker.phone.map(|phone| phone.as_str().to_owned()),
        village: Some(worker.village.as_str().to_owned()),
        hamlet: worker.hamlet,
        occupation: worker.occupation.map(&named),
        segments: worker.segments.into_iter().collect(),
        economic_class: worker.economic_class,
        discount_sector: worker.discount_sector,
        declared_income: worker.declared_income.map(|income| income.0),
        birth_place: worker.birth_place,
        email: worker.email,
        ktp_address: worker.ktp_address.map(address),
        home_address: worker.home_address.map(address),
        workplace: worker.workplace.map(address),
        second_occupation: worker
            .second_occupation
            .into_iter()
            .map(|dated| OccupationInput {
                occupation: named(dated.occupation),
                since: dated.since.map(|since| since.to_string()),
            })
            .collect(),
        work_hours: worker.work_hours,
        reached_before: worker.reached_before.then_some(true),
        do_not_contact: worker.do_not_contact.then_some(true),
    }
}

/// The latest registration that has come to no end.
fn open_registration(
    connection: &Connection,
    zone: Zone,
    worker: RecordId,
) -> Result<Option<OpenRegistration>, FieldError> {
    let rows = queries::referring(connection, Registration::KIND, "worker", worker)?;
    for row in rows.iter().rev() {
        let registration: Registration = row.read()?;
        if is_open(registration.status) {
            let receipts = queries::referring(connection, Receipt::KIND, "worker", worker)?;
            let number = receipts.iter().find(|receipt| is_for(receipt, row.record));
            return Ok(Some(opened(zone, row, registration, number)));
        }
    }
    Ok(None)
}

fn opened(zone: Zone, row: &Row, registration: Registration, receipt: Option<&Row>) -> OpenRegistration {
    use RegistrationStatus::{Draft, NeedsCorrection};
    let months: Vec<Month> = registration.quote.lines.iter().map(|line| line.month).collect();
    OpenRegistration {
        registration: row.record.to_string(),
        can_be_handed_in: matches!(registration.status, Draft | NeedsCorrection),
        made: Moment::of(row.created_ms, zone),
        status: registration.status,
        programmes: registration.programmes,
        period_months: registration.period_months,
        start_month: registration.start_month.to_string(),
        months: month_runs(&months),
        payer: registration.payer,
        support: registration.support.map(|support| support.to_string()),
        quote: told_quote(&registration.quote),
        is_attested: registration.attestations.is_some(),
        receipt_number: receipt.and_then(|receipt| receipt.document.get("number")).map(plain),
        reason: registration.reason,
    }
}

const fn is_open(status: RegistrationStatus) -> bool {
    use RegistrationStatus::{Active, Cancelled, Rejected};
    !matches!(status, Cancelled | Rejected | Active)
}

/// Whether a receipt is for a registration.
pub(super) fn is_for(receipt: &Row, registration: RecordId) -> bool {
    receipt.document.get("registration").map(plain) == Some(registration.to_string())
}
