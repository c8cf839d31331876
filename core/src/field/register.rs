//! Registering a worker: worker, consent, attendance, registration and receipt as one change.

use rusqlite::Connection;

use super::capture::{Draft, invalid, record_id, refers};
use super::forms::FormKind;
use super::inputs::{AttestationInput, ConsentInput, PersonInput, QuoteInput, RegisterInput};
use super::person::told;
use super::receipts::{months_from, receive};
use super::views::{Registered, Saved};
use super::{Field, lists};
use crate::domain::calendar::{CivilDate, Month};
use crate::domain::consent_texts::ConsentTexts;
use crate::domain::eligibility::{Applicant, eligibility};
use crate::domain::kinds::{
    AcknowledgedWarning, Attendance, Attestations, Consent, ConsentAction, EventId, Registration, RegistrationId,
    RegistrationStatus, Worker, WorkerId,
};
use crate::domain::nik::Nik;
use crate::domain::occupations::Occupations;
use crate::domain::quote::{self, QuoteRequest};
use crate::domain::record::read_field;
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::required_fields::RequiredFields;
use crate::domain::rupiah::Rupiah;
use crate::domain::tariff::TariffBook;
use crate::domain::village::VillageCode;
use crate::domain::words::{ConsentPurpose, DiscountSector, EconomicClass};
use crate::domain::{Document, Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::store::records::{self, Row};

/// The occupation of somebody whose work is in no list.
const OCCUPATION_OTHER: &str = "other";

impl Field {
    /// Registers a worker, at a forum or at the door, as one change: the worker (or the edits of a known one), the
    /// consent, the attendance, the registration with its quote and the receipt. Blocks for one durable write.
    ///
    /// # Errors
    /// [`FieldError::Invalid`], with `quote` and [`Rule::QuoteChanged`] where the worker was told another price,
    /// [`FieldError::ConsentMissing`] without a consent for enrolment, and [`FieldError::WarningUnacknowledged`] where the
    /// NIK deserves a second look: nothing was written.
    pub fn register(&self, input: &RegisterInput) -> Result<Registered, FieldError> {
        self.register_as(input, RegistrationStatus::Submitted)
    }

    /// [`Field::register`] of a registration that is not to be handed in yet, because a paper is missing: it needs
    /// the consent and what the quote needs; what else a registration must have is asked for when it is handed in, by
    /// [`Field::hand_in`] or [`Field::move_registration`].
    ///
    /// # Errors
    /// As for [`Field::register`], but for what only handing in asks for.
    pub fn draft_registration(&self, input: &RegisterInput) -> Result<Registered, FieldError> {
        self.register_as(input, RegistrationStatus::Draft)
    }

    fn register_as(&self, input: &RegisterInput, status: RegistrationStatus) -> Result<Registered, FieldError> {
        let (done, change) = self.capture(|draft| {
            draft.completes(FormKind::Registration, input.worker.as_deref().or(input.event.as_deref()))?;
            register(draft, input, status)
        })?;
        Ok(Registered { change: change.to_string(), ..done })
    }

    /// Records a worker who was met and does not register (yet).
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the field that is missing or cannot be read;
    /// [`FieldError::WarningUnacknowledged`] where the NIK and the rest disagree and no reason is given.
    pub fn record_worker(
        &self,
        person: &PersonInput,
        consent: Option<&ConsentInput>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        let ((record, likely_same), change) = self.capture(|draft| {
            draft.completes(FormKind::Meeting, None)?;
            let met = meet(draft, None, person, acknowledge)?;
            require(draft, "worker", &met.document, &Document::new())?;
            let likely_same = lists::likely_same(draft.connection, &met.document, None)?;
            let worker = met.write(draft);
            if let Some(consent) = consent {
                give(draft, WorkerId(worker), consent)?;
            }
            Ok((worker, likely_same))
        })?;
        Ok(Saved { change: change.to_string(), record: record.to_string(), likely_same })
    }

    /// Writes down what a known worker tells now, as one change: what is none stays as it is.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] with `fixed` where nothing changes; [`FieldError::WarningUnacknowledged`].
    pub fn update_worker(
        &self,
        worker: &str,
        person: &PersonInput,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        let ((record, likely_same), change) = self.capture(|draft| {
            draft.completes(FormKind::Worker, Some(worker))?;
            let met = meet(draft, Some(worker), person, acknowledge)?;
            let likely_same = lists::likely_same(draft.connection, &met.document, Some(worker))?;
            let record = met.write(draft);
            if draft.len() == 0 {
                return Err(invalid("person", Rule::Fixed));
            }
            Ok((record, likely_same))
        })?;
        Ok(Saved { change: change.to_string(), record: record.to_string(), likely_same })
    }

    /// What a registration would cost, line by line, by the tariff in force on this device.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the field that cannot be read or quoted.
    pub fn quote(&self, input: &QuoteInput) -> Result<quote::Quote, FieldError> {
        let request = QuoteRequest {
            programmes: input.programmes,
            start_month: input.start_month.parse().map_err(|rule| invalid("start_month", rule))?,
            period_months: input.period_months,
            declared_income: Rupiah(input.declared_income),
            discount_sector: input.discount_sector,
            payer: input.payer,
            payment_date: input.payment_date.parse().map_err(|rule| invalid("payment_date", rule))?,
        };
        let day = request.payment_date;
        self.read(|store| Ok(with_tariff(store.connection(), day, |book| quote::quote(book, &request))??))
    }
}

/// A worker as the change will leave it.
pub(super) struct Met {
    known: Option<(Row, RecordId)>,
    /// What was told, as fields.
    told: Document,
    /// The worker's fields once the change is applied.
    pub(super) document: Document,
    /// The warnings that were acknowledged.
    pub(super) acknowledged: Vec<AcknowledgedWarning>,
}

impl Met {
    /// Writes the worker's part of the change.
    pub(super) fn write(self, draft: &mut Draft<'_>) -> RecordId {
        match self.known {
            Some((row, record)) => {
                draft.edit(Worker::KIND, &row, self.told);
                record
            }
            None => draft.create_document(Worker::KIND, self.document),
        }
    }
}

/// Reads a worker as told, on top of what is known, and judges the NIK.
pub(super) fn meet(
    draft: &mut Draft<'_>,
    known: Option<&str>,
    person: &PersonInput,
    acknowledge: Option<String>,
) -> Result<Met, FieldError> {
    let known = match known {
        Some(id) => {
            let record = record_id(id)?;
            Some((draft.shown::<Worker>(record)?.0, record))
        }
        None => None,
    };
    let mut told = told(draft, person)?;
    let mut document = known.as_ref().map(|(row, _)| row.document.clone()).unwrap_or_default();
    // Communities told now are added to those known.
    if let Some(known) = document.get("segments") {
        let mut all: Vec<Value> = known.elements().to_vec();
        all.extend(told.get("segments").map(Value::elements).unwrap_or_default().iter().cloned());
        all.sort();
        all.dedup();
        told.insert("segments".to_owned(), Value::List(all));
    }
    document.extend(told.clone());
    let judged = is_nik_judged(known.as_ref().map(|(row, _)| &row.document), &told);
    let acknowledged = if judged { acknowledge_nik(&document, acknowledge.as_deref())? } else { Vec::new() };
    if !acknowledged.is_empty() {
        draft.reason(acknowledge);
    }
    Ok(Met { known, told, document, acknowledged })
}

/// Whether a NIK is looked at for warnings: of somebody known, what was acknowledged is not asked for again until
/// something of it changes.
pub(super) fn is_nik_judged(known: Option<&Document>, told: &Document) -> bool {
    let changes = |field| told.get(field).is_some_and(|value| known.and_then(|known| known.get(field)) != Some(value));
    known.is_none() || ["nik", "birth_date", "sex"].into_iter().any(changes)
}

/// The warnings about a worker's NIK, with the reason for which they are acknowledged.
pub(super) fn acknowledge_nik(
    document: &Document,
    reason: Option<&str>,
) -> Result<Vec<AcknowledgedWarning>, FieldError> {
    let Some(nik) = read_field::<Option<Nik>>(document, "nik")? else { return Ok(Vec::new()) };
    let warnings = nik.warnings(Regions::shipped(), read_field(document, "birth_date")?, read_field(document, "sex")?);
    if warnings.is_empty() {
        return Ok(Vec::new());
    }
    let words: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        None => Err(FieldError::WarningUnacknowledged { warnings: words }),
        Some(reason) => {
            Ok(words.into_iter().map(|warning| AcknowledgedWarning { warning, reason: reason.to_owned() }).collect())
        }
    }
}

fn register(
    draft: &mut Draft<'_>,
    input: &RegisterInput,
    status: RegistrationStatus,
) -> Result<Registered, FieldError> {
    let mut person = input.person.clone();
    let known = input.worker.as_deref().map(|worker| draft.shown::<Worker>(record_id(worker)?)).transpose()?;
    default_person(&*draft.list::<Occupations>()?, known.as_ref().map(|(_, known)| known), &mut person);
    let met = meet(draft, input.worker.as_deref(), &person, input.acknowledge.clone())?;
    let start_month: Month = input.start_month.parse().map_err(|rule| invalid("start_month", rule))?;

    let worker: Document = met.document.clone();
    match status {
        RegistrationStatus::Draft => require(draft, "draft", &worker, &told_registration(input))?,
        _ => check_handing_in(draft, &worker, &told_registration(input))?,
    }
    let typed = Worker::from_document(&worker)?;
    let income = typed.declared_income.ok_or_else(|| invalid("declared_income", Rule::Required))?;
    let sector = typed.discount_sector.unwrap_or(DiscountSector::NonTransport);
    let capture_date = draft.today_in(typed.village)?;
    let request = QuoteRequest {
        programmes: input.programmes,
        start_month,
        period_months: input.period_months,
        declared_income: income,
        discount_sector: sector,
        payer: input.payer,
        payment_date: capture_date,
    };
    let quote = with_tariff(draft.connection, capture_date, |book| quote::quote(book, &request))??;
    if input.quoted_rupiah.is_some_and(|told| told != quote.total.0) {
        return Err(invalid("quote", Rule::QuoteChanged));
    }

    let likely_same = lists::likely_same(draft.connection, &worker, input.worker.as_deref())?;
    let acknowledged = met.acknowledged.clone();
    let worker = WorkerId(met.write(draft));
    if let Some(consent) = &input.consent {
        give(draft, worker, consent)?;
    }
    if let Some(event) = &input.event {
        attend(draft, event, worker, None)?;
    }
    let registration = Registration {
        worker,
        programmes: input.programmes,
        period_months: input.period_months,
        start_month,
        declared_income: income,
        quote: quote.clone(),
        payer: input.payer,
        support: input.support.as_deref().map(|support| refers("support", support)).transpose()?,
        attestations: input.attestation.as_ref().map(|attestation| attested(draft, attestation)),
        warnings_acknowledged: acknowledged,
        status,
        reason: None,
        cause: None,
        moves: Vec::new(),
    };
    let registration = draft.create(registration);
    let receipt_number = match input.cash {
        Some(cash) => {
            let months = months_from(start_month, input.period_months)?;
            Some(receive(draft, worker, Some(RegistrationId(registration)), ("cash", cash), months)?.1)
        }
        None => None,
    };
    Ok(Registered {
        change: String::new(),
        worker: worker.to_string(),
        registration: registration.to_string(),
        receipt_number,
        quote,
        likely_same,
    })
}

/// What a registration means where nothing was said: self-employed, and the occupation's own discount sector.
pub(super) fn default_person(list: &Occupations, known: Option<&Worker>, person: &mut PersonInput) {
    if known.is_none_or(|known| known.economic_class.is_none()) {
        person.economic_class.get_or_insert(EconomicClass::SelfEmployed);
    }
    if known.is_none_or(|known| known.discount_sector.is_none()) {
        let known = known.and_then(|known| known.occupation.as_deref());
        let word = person.occupation.as_deref().or(known).unwrap_or(OCCUPATION_OTHER);
        let sector = list.discount_sector(word);
        person.discount_sector.get_or_insert(sector);
    }
}

pub(super) fn told_registration(input: &RegisterInput) -> Document {
    let mut told = Document::new();
    for (field, text) in [("programmes", input.programmes.as_str()), ("payer", input.payer.as_str())] {
        told.insert(field.to_owned(), Value::from(text));
    }
    told.insert("start_month".to_owned(), Value::from(input.start_month.as_str()));
    told.insert("period_months".to_owned(), Value::Int(input.period_months.into()));
    if let Some(income) = input.person.declared_income {
        told.insert("declared_income".to_owned(), Value::Int(income));
    }
    told
}

/// Refuses to hand a registration in that the branch would refuse: something is missing, or the worker may not apply.
pub(super) fn check_handing_in(
    draft: &Draft<'_>,
    worker: &Document,
    registration: &Document,
) -> Result<(), FieldError> {
    require(draft, "registration", worker, registration)?;
    let typed = Worker::from_document(worker)?;
    let capture_date = draft.today_in(typed.village)?;
    let applicant = Applicant {
        birth_date: typed.birth_date.ok_or_else(|| invalid("birth_date", Rule::Required))?,
        capture_date,
        start_month: read_field(registration, "start_month")?,
        period_months: read_field(registration, "period_months")?,
        programmes: read_field(registration, "programmes")?,
        economic_class: typed.economic_class.unwrap_or(EconomicClass::SelfEmployed),
    };
    match with_tariff(draft.connection, capture_date, |book| eligibility(book, &applicant))?.into_iter().next() {
        Some(breach) => Err(breach.into()),
        None => Ok(()),
    }
}

/// What a worker attests, with who heard it.
pub(super) fn attested(draft: &Draft<'_>, attestation: &AttestationInput) -> Attestations {
    Attestations {
        working: true,
        not_ill: true,
        verified_how: attestation.verified_how.clone(),
        verified_by: Some(draft.author().to_string()),
    }
}

/// Refuses a capture that lacks a field which is required today where the worker lives; the first is named.
pub(super) fn require(draft: &Draft<'_>, capture: &str, worker: &Document, other: &Document) -> Result<(), FieldError> {
    let required = match read_field::<Option<VillageCode>>(worker, "village")? {
        Some(village) => lists::list_on(draft.connection, draft.today_in(village)?)?,
        None => InForce::Shipped(RequiredFields::shipped()),
    };
    match required.missing(capture, |kind, field| is_given(worker, other, kind, field)).into_iter().next() {
        Some(missing) => Err(missing.into()),
        None => Ok(()),
    }
}

/// Whether a field of a capture is filled in, of the worker or of what else is captured.
pub(super) fn is_given(worker: &Document, other: &Document, kind: &str, field: &str) -> bool {
    match kind {
        "worker" => worker.contains_key(field),
        _ => other.contains_key(field) || worker.contains_key(field),
    }
}

/// Records a consent given now.
pub(super) fn give(draft: &mut Draft<'_>, worker: WorkerId, consent: &ConsentInput) -> Result<RecordId, FieldError> {
    if consent.purposes.is_empty() {
        return Err(invalid("purposes", Rule::Required));
    }
    let seen = draft.consents(worker)?.into_iter().map(|(id, _)| id).collect();
    Ok(draft.create(Consent {
        worker,
        purposes: consent.purposes.iter().copied().collect(),
        action: ConsentAction::Grant,
        text_version: text_read(draft, consent.text_version.as_deref())?,
        language: consent.language,
        method: consent.method,
        witness: consent.witness.clone(),
        seen,
    }))
}

/// The version of the text that was read aloud: the one that the agent had, or the one in force.
pub(super) fn text_read(draft: &Draft<'_>, version: Option<&str>) -> Result<String, FieldError> {
    match version {
        Some(version) => Ok(version.to_owned()),
        None => Ok(draft.list::<ConsentTexts>()?.version().to_owned()),
    }
}

/// Refuses a capture for a purpose that the worker's consents do not allow.
pub(super) fn need(draft: &Draft<'_>, worker: WorkerId, purpose: ConsentPurpose) -> Result<(), FieldError> {
    if draft.purposes(worker)?.contains(&purpose) { Ok(()) } else { Err(FieldError::ConsentMissing { purpose }) }
}

/// Records a worker as attending, unless that is on record already.
pub(super) fn attend(
    draft: &mut Draft<'_>,
    event: &str,
    worker: WorkerId,
    role: Option<String>,
) -> Result<RecordId, FieldError> {
    // The event may be another phone's, joined by the code that it shows and not received yet: the branch then holds
    // the change until the event arrives.
    let event = EventId(record_id(event)?);
    let attendance = Attendance { event, worker, role: role.clone() };
    let document = attendance.into_document();
    let id = Attendance::KIND.derived_id(&document).ok_or(FieldError::NotFound)?;
    match records::shown(draft.connection, Attendance::KIND, id)? {
        Some(row) => {
            if let Some(role) = role {
                draft.edit(Attendance::KIND, &row, [("role".to_owned(), Value::from(role))]);
            }
        }
        None => {
            draft.create_document(Attendance::KIND, document);
        }
    }
    Ok(id)
}

/// Works with the tariff in force on a day: what the branch published, or what ships with the app.
pub(super) fn with_tariff<T>(
    connection: &Connection,
    day: CivilDate,
    work: impl FnOnce(&TariffBook) -> T,
) -> Result<T, FieldError> {
    Ok(work(&*lists::list_on(connection, day)?))
}
