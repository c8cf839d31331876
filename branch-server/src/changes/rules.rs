//! Rules over several records, judged when all patches of a change have been merged.

use std::collections::BTreeSet;

use perisai_core::domain::calendar::{CivilDate, Month};
use perisai_core::domain::consents::standing_purposes;
use perisai_core::domain::eligibility::{Applicant, eligibility};
use perisai_core::domain::kinds::{
    Consent, ConsentAction, Figure, Membership, Message, Receipt, Registration, RegistrationStatus, Worker,
};
use perisai_core::domain::record::{Record, read_field};
use perisai_core::domain::record_rules::{self, Breach, Refusal, Touched, View};
use perisai_core::domain::reference::{self, InForce};
use perisai_core::domain::required_fields::RequiredFields;
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{
    AgentId, ConsentPurpose, Document, EconomicClass, FieldPatch, Instrument, Invalid, KindSpec, Nik, RecordId,
    Regions, Rule, Value, VillageCode,
};
use perisai_core::sync::wire::Revision;

use crate::changes::draft::{Draft, Drafted, Stop, rejected};
use crate::changes::ingest::Arrival;
use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::ChangeRow;

/// The fields that a NIK is held against, and the NIK.
const NIK_FIELDS: [&str; 3] = ["nik", "birth_date", "sex"];

impl Desk<'_> {
    /// Rejects a change that breaks a rule over several records; most of them bind devices only.
    pub(crate) fn check_rules(&self, arrival: &Arrival, draft: &Draft) -> Result<(), Stop> {
        for drafted in &draft.records {
            if drafted.kind.name == Message::KIND.name {
                self.check_testimonial(drafted)?;
            }
            if drafted.kind.name == Membership::KIND.name {
                check_membership(drafted)?;
            }
        }
        if arrival.by_branch() {
            return Ok(());
        }
        for drafted in &draft.records {
            if drafted.kind.name == Figure::KIND.name
                && drafted.before.as_ref().is_some_and(|before| before.fields.contains_key("erased_at"))
            {
                return Err(rejected(Some(drafted.after.record), Invalid::new("erased_at", Rule::Expired)));
            }
            if drafted.kind.name == Worker::KIND.name {
                self.check_nik_warnings(arrival, drafted)?;
            }
            self.check_record(arrival, draft, drafted)?;
            if drafted.kind.name == Receipt::KIND.name && drafted.before.is_none() {
                let receipt: Receipt = read(drafted)?;
                if receipt.holder != arrival.body.author {
                    return Err(rejected(Some(drafted.after.record), Invalid::new("holder", Rule::Role)));
                }
            }
            if drafted.kind.name == Registration::KIND.name {
                self.check_handing_in(draft, arrival, drafted)?;
            }
        }
        Ok(())
    }

    /// The rules that a device holds its own captures against, too.
    fn check_record(&self, arrival: &Arrival, draft: &Draft, drafted: &Drafted) -> Result<(), Stop> {
        let before = drafted.before.as_ref().map(|before| &before.fields);
        let touched = Touched { kind: drafted.kind, before, after: &drafted.after.fields };
        let refuse = |invalid| Err(rejected(Some(drafted.after.record), invalid));
        match record_rules::check_record(&touched, &AsDrafted { desk: self, arrival, draft }) {
            Ok(()) => Ok(()),
            Err(Refusal::Breach(Breach::Invalid(invalid))) => refuse(invalid),
            Err(Refusal::Breach(Breach::ConsentMissing(_))) => refuse(Invalid::new("consent", Rule::ConsentMissing)),
            Err(Refusal::Failed(stop)) => Err(stop),
        }
    }

    /// Refuses to take in a registration that lacks something, or whose worker may not apply.
    fn check_handing_in(&self, draft: &Draft, arrival: &Arrival, drafted: &Drafted) -> Result<(), Stop> {
        let id = drafted.after.record;
        let registration: Registration = read(drafted)?;
        let worker = registration.worker.0;
        let was = drafted.before.as_ref().and_then(|before| before.fields.get("status")).and_then(Value::as_text);
        let hands_in = registration.status == RegistrationStatus::Submitted && was != Some("submitted");
        if !hands_in {
            return Ok(());
        }
        let Some(worker) = self.drafted(draft, Worker::KIND, worker)? else { return Ok(()) };
        let day = capture_day(arrival, &registration, &worker);
        let required: InForce<RequiredFields> = self.list_on(day)?;
        for (kind, field) in required.of("registration") {
            let (record, fields) = match kind {
                "worker" => (worker.record, &worker.fields),
                _ => (id, &drafted.after.fields),
            };
            if !fields.contains_key(field) {
                return Err(rejected(Some(record), Invalid::new(field, Rule::Required)));
            }
        }
        let tariff: InForce<TariffBook> = self.list_on(day)?;
        check_eligibility(&tariff, day, id, &registration, &worker)
    }

    /// Rejects an edit that leaves a NIK doubtful without saying why. It is judged by what its author surely had in
    /// view: what it sets itself, what the worker was made with, what the author wrote, and what it says it saw. A
    /// value that somebody else has set meanwhile makes nobody's edit wrong.
    fn check_nik_warnings(&self, arrival: &Arrival, drafted: &Drafted) -> Result<(), Stop> {
        let record = drafted.after.record;
        let change = &arrival.body;
        let patches = || change.patches.iter().filter(|patch| patch.record == record);
        let set = |field: &str| {
            patches().filter_map(|patch| patch.fields.get(field)).find_map(|field| match field {
                FieldPatch::Set { value, .. } => Some(value.clone()),
                FieldPatch::Gather { .. } => None,
            })
        };
        let is_reasoned = change.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if is_reasoned || NIK_FIELDS.iter().all(|field| set(field).is_none()) {
            return Ok(());
        }
        let mut view = Document::new();
        for field in NIK_FIELDS {
            let value = match (set(field), &drafted.before) {
                (Some(value), _) => Some(value),
                (None, Some(before)) if self.had_in_view(arrival, before, field)? => before.fields.get(field).cloned(),
                (None, _) => None,
            };
            view.extend(value.map(|value| (field.to_owned(), value)));
        }
        let refuse = |invalid| rejected(Some(record), invalid);
        let Some(nik) = read_field::<Option<Nik>>(&view, "nik").map_err(refuse)? else { return Ok(()) };
        let birth_date = read_field(&view, "birth_date").map_err(refuse)?;
        let sex = read_field(&view, "sex").map_err(refuse)?;
        match nik.warnings(Regions::shipped(), birth_date, sex).is_empty() {
            true => Ok(()),
            false => Err(refuse(Invalid::new("nik", Rule::WarningUnacknowledged))),
        }
    }

    /// Whether the author of a change surely saw a field's value.
    fn had_in_view(&self, arrival: &Arrival, record: &Revision, field: &str) -> Result<bool> {
        let change = &arrival.body;
        let named = |writer| {
            change.patches.iter().flat_map(|patch| patch.fields.values()).any(|field| match field {
                FieldPatch::Set { saw, .. } => saw.contains(&writer),
                FieldPatch::Gather { .. } => false,
            })
        };
        for writer in record.writers.of_field(field) {
            let own = |row: ChangeRow| row.device == arrival.device && row.body.author == change.author;
            if *writer == record.writers.created || named(*writer) || self.tx.change(*writer)?.is_some_and(own) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The purposes that a worker's consents allow, judged by those that the author had in view: a withdrawal made
    /// elsewhere meanwhile does not undo the capture.
    fn purposes(&self, arrival: &Arrival, draft: &Draft, worker: RecordId) -> Result<BTreeSet<ConsentPurpose>, Stop> {
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
        Ok(standing_purposes(&in_view))
    }
}

/// What rules over records see at the branch: what stands, with a change's draft on top.
struct AsDrafted<'a> {
    desk: &'a Desk<'a>,
    arrival: &'a Arrival,
    draft: &'a Draft,
}

impl View for AsDrafted<'_> {
    type Error = Stop;

    fn record(&self, kind: &'static KindSpec, record: RecordId) -> Result<Option<Document>, Stop> {
        Ok(self.desk.drafted(self.draft, kind, record)?.map(|revision| revision.fields))
    }

    fn purposes(&self, worker: RecordId) -> Result<BTreeSet<ConsentPurpose>, Stop> {
        self.desk.purposes(self.arrival, self.draft, worker)
    }

    fn card_items(&self, version: &str) -> Result<Option<usize>, Stop> {
        let published = self.desk.versions(Instrument::NAME)?;
        Ok(reference::version_of::<Instrument>(published, version).map(|card| card.items.len()))
    }
}

/// The day of the capture where the worker lives. Where the clock cannot be believed, the start month alone is judged: a
/// wrong clock blocks nobody.
fn capture_day(arrival: &Arrival, registration: &Registration, worker: &Revision) -> CivilDate {
    let village = read_field::<Option<VillageCode>>(&worker.fields, "village").ok().flatten();
    let zone = village.and_then(|village| village.zone()).filter(|_| arrival.timing.trusted);
    let captured = zone.and_then(|zone| zone.date_of(arrival.timing.captured_ms));
    captured.unwrap_or_else(|| registration.start_month.first_day())
}

/// Age and what else the regulations ask of an applicant.
fn check_eligibility(
    tariff: &TariffBook,
    capture_date: CivilDate,
    id: RecordId,
    registration: &Registration,
    worker: &Revision,
) -> Result<(), Stop> {
    let typed = Worker::from_document(&worker.fields).map_err(|invalid| rejected(Some(worker.record), invalid))?;
    let Some(birth_date) = typed.birth_date else {
        return Err(rejected(Some(worker.record), Invalid::new("birth_date", Rule::Required)));
    };
    let applicant = Applicant {
        birth_date,
        capture_date,
        start_month: registration.start_month,
        period_months: registration.period_months,
        programmes: registration.programmes,
        economic_class: typed.economic_class.unwrap_or(EconomicClass::SelfEmployed),
    };
    match eligibility(tariff, &applicant).into_iter().next() {
        Some(breach) if breach.field == "birth_date" => Err(rejected(Some(worker.record), breach)),
        Some(breach) => Err(rejected(Some(id), breach)),
        None => Ok(()),
    }
}

/// Cover does not end before it begins, and a month is paid once.
fn check_membership(drafted: &Drafted) -> Result<(), Stop> {
    let refuse = |field: &str, rule| Err(rejected(Some(drafted.after.record), Invalid::new(field, rule)));
    let membership: Membership = read(drafted)?;
    if membership.covered_to < membership.covered_from {
        return refuse("covered_to", Rule::Date);
    }
    let months: BTreeSet<Month> = membership.months_paid.iter().map(|paid| paid.month).collect();
    if months.len() < membership.months_paid.len() {
        return refuse("months_paid", Rule::Fixed);
    }
    Ok(())
}

fn read<T: Record>(drafted: &Drafted) -> Result<T, Stop> {
    T::from_document(&drafted.after.fields).map_err(|invalid| rejected(Some(drafted.after.record), invalid))
}
