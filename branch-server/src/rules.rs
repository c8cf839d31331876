//! Rules over several records, judged when all patches of a change have been merged.

use std::collections::BTreeSet;

use perisai_core::domain::consents::standing_purposes;
use perisai_core::domain::eligibility::{Applicant, eligibility};
use perisai_core::domain::kinds::{Consent, ConsentAction, Receipt, Registration, RegistrationStatus, Worker};
use perisai_core::domain::record::Record;
use perisai_core::domain::required_fields::RequiredFields;
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{AgentId, ConsentPurpose, EconomicClass, Invalid, RecordId, Rule, Value};
use perisai_core::sync::wire::Revision;

use crate::desk::Desk;
use crate::draft::{Draft, Drafted, Stop, rejected};
use crate::error::Result;
use crate::ingest::Arrival;

impl Desk<'_> {
    /// Rejects a device's change that breaks a rule over several records.
    pub(crate) fn check_rules(&self, arrival: &Arrival, draft: &Draft) -> Result<(), Stop> {
        if arrival.by_branch() {
            return Ok(());
        }
        for drafted in &draft.records {
            if drafted.kind.name == Registration::KIND.name {
                self.check_registration(arrival, draft, drafted)?;
            }
            if drafted.kind.name == Receipt::KIND.name && drafted.before.is_none() {
                let receipt: Receipt = read(drafted)?;
                if receipt.holder != arrival.body.author {
                    return Err(rejected(Some(drafted.after.record), Invalid::new("holder", Rule::Role)));
                }
            }
        }
        Ok(())
    }

    fn check_registration(&self, arrival: &Arrival, draft: &Draft, drafted: &Drafted) -> Result<(), Stop> {
        let id = drafted.after.record;
        let registration: Registration = read(drafted)?;
        let worker = registration.worker.0;
        if drafted.before.is_none() && !self.allows(arrival, draft, worker, ConsentPurpose::Enrol)? {
            return Err(rejected(Some(id), Invalid::new("consent", Rule::ConsentMissing)));
        }
        let was = drafted.before.as_ref().and_then(|before| before.fields.get("status")).and_then(Value::as_text);
        let hands_in = registration.status == RegistrationStatus::Submitted && was != Some("submitted");
        if !hands_in {
            return Ok(());
        }
        let Some(worker) = self.drafted(draft, Worker::KIND, worker)? else { return Ok(()) };
        for (kind, field) in RequiredFields::shipped().of("registration") {
            let (record, fields) = match kind {
                "worker" => (worker.record, &worker.fields),
                _ => (id, &drafted.after.fields),
            };
            if !fields.contains_key(field) {
                return Err(rejected(Some(record), Invalid::new(field, Rule::Required)));
            }
        }
        check_eligibility(arrival, id, &registration, &worker)
    }

    /// Whether a worker's consents allow a purpose, judged by those that the author had in view: a withdrawal
    /// made elsewhere meanwhile does not undo the capture.
    fn allows(
        &self,
        arrival: &Arrival,
        draft: &Draft,
        worker: RecordId,
        purpose: ConsentPurpose,
    ) -> Result<bool, Stop> {
        let mut records = self.tx.find(Consent::KIND, "worker", &Value::Text(worker.to_string()))?;
        records.extend(
            draft
                .records
                .iter()
                .filter(|drafted| drafted.kind.name == Consent::KIND.name)
                .map(|drafted| drafted.after.clone()),
        );
        let mut consents: Vec<(RecordId, AgentId, Consent)> = Vec::new();
        for record in records {
            let consent =
                Consent::from_document(&record.fields).map_err(|invalid| rejected(Some(record.record), invalid))?;
            if consent.worker.0 == worker {
                consents.push((record.record, record.author, consent));
            }
        }
        let author = &arrival.body.author;
        let seen: BTreeSet<RecordId> = consents
            .iter()
            .filter(|(_, by, _)| by == author)
            .flat_map(|(_, _, consent)| consent.seen.clone())
            .collect();
        let in_view: Vec<(RecordId, Consent)> = consents
            .into_iter()
            .filter(|(id, by, consent)| consent.action == ConsentAction::Grant || by == author || seen.contains(id))
            .map(|(id, _, consent)| (id, consent))
            .collect();
        Ok(standing_purposes(&in_view).contains(&purpose))
    }
}

/// Age and what else the regulations ask of an applicant. Where the clock cannot be believed, the start month
/// alone is judged: a wrong clock blocks nobody.
fn check_eligibility(
    arrival: &Arrival,
    id: RecordId,
    registration: &Registration,
    worker: &Revision,
) -> Result<(), Stop> {
    let start_month = registration.start_month;
    let typed = Worker::from_document(&worker.fields).map_err(|invalid| rejected(Some(worker.record), invalid))?;
    let Some(birth_date) = typed.birth_date else {
        return Err(rejected(Some(worker.record), Invalid::new("birth_date", Rule::Required)));
    };
    let zone = typed.village.zone().filter(|_| arrival.timing.trusted);
    let captured = zone.and_then(|zone| zone.date_of(arrival.timing.captured_ms));
    let applicant = Applicant {
        birth_date,
        capture_date: captured.unwrap_or_else(|| start_month.first_day()),
        start_month,
        period_months: registration.period_months,
        programmes: registration.programmes,
        economic_class: typed.economic_class.unwrap_or(EconomicClass::SelfEmployed),
    };
    match eligibility(TariffBook::shipped(), &applicant).into_iter().next() {
        Some(breach) if breach.field == "birth_date" => Err(rejected(Some(worker.record), breach)),
        Some(breach) => Err(rejected(Some(id), breach)),
        None => Ok(()),
    }
}

fn read<T: Record>(drafted: &Drafted) -> Result<T, Stop> {
    T::from_document(&drafted.after.fields).map_err(|invalid| rejected(Some(drafted.after.record), invalid))
}
