//! What the registration screen shows before anything is typed.

use rusqlite::Connection;

use super::Field;
use super::capture::{invalid, record_id};
use super::consent_text::{PurposeReading, readings};
use super::consents_given::agreed_to;
use super::inputs::{PersonInput, RegisterInput};
use super::known_worker::{KnownWorker, known_worker};
use super::lists::{list_on, own_zone};
use super::registration_preview::{RegistrationPreview, preview};
use super::views::{VillageLine, plain};
use crate::domain::benefit_wording::BenefitWording;
use crate::domain::calendar::{CivilDate, Month};
use crate::domain::kinds::{Event, EventKind, Partner, Support, SupportKind, Worker};
use crate::domain::occupations::{Occupation, Occupations};
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::required_fields::RequiredFields;
use crate::domain::tariff::TariffBook;
use crate::domain::wording::Wording;
use crate::domain::words::{ConsentPurpose, DiscountSector, Payer, Programme, Programmes, Segment};
use crate::domain::{Record, RecordId, Rule, VillageCode, so_far};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;
use crate::store::{queries, streams};

/// The purposes asked for when a worker registers; the others are asked for where they are needed.
const PURPOSES: [ConsentPurpose; 2] = [ConsentPurpose::Enrol, ConsentPurpose::Remind];
/// The months that may be the first, from the earliest on.
const START_MONTHS: i32 = 3;
/// The number of months that is proposed where it is offered: cover lasts, and the money is found.
const PERIOD_PROPOSED: u32 = 3;
/// How many occupations come first because they are usual here.
const USUAL_MAX: usize = 8;
/// The fields of a worker that a form asks for in any case; others only where the branch requires them.
const ALWAYS_ASKED: [&str; 11] = [
    "nik",
    "name",
    "birth_date",
    "sex",
    "phone",
    "village",
    "hamlet",
    "occupation",
    "economic_class",
    "discount_sector",
    "declared_income",
];

/// Everything that a registration screen draws at first.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RegistrationForm {
    /// The civil day where the agent works, `2026-06-03`.
    pub today: String,
    /// The worker as known; none for somebody new.
    pub worker: Option<KnownWorker>,
    /// The event where it happens; none where there is none, or where it has not reached this phone.
    pub event: Option<EventHeld>,
    /// The villages to choose from at a tap: the event's and the agent's own.
    pub villages: Vec<VillageLine>,
    /// The village that is likely; none where only the agent knows.
    pub village_proposed: Option<String>,
    /// Every occupation, those that are usual on this phone first.
    pub occupations: Vec<OccupationLine>,
    /// How many of them are the usual ones.
    pub usual_occupations: u32,
    /// The numbers of months that can be paid at once.
    pub periods: Vec<u32>,
    /// The months that may be the first.
    pub start_months: Vec<String>,
    /// The terms that it begins with.
    pub terms: Terms,
    /// Supports that pay contributions today.
    pub supports: Vec<PayingSupport>,
    /// What the worker is asked to agree to.
    pub purposes: Vec<AskedPurpose>,
    /// What is read aloud for each of them.
    pub readings: Vec<PurposeReading>,
    /// What a worker should hear of each programme.
    pub benefits: Vec<BenefitLine>,
    /// What holds for all programmes: nothing is promised.
    pub caution: Wording,
    /// Fields of a worker that the branch requires beyond those that a form always asks for.
    pub asked_too: Vec<String>,
    /// How many digits each part of a NIK has: the district, the birth date, the serial.
    pub nik_parts: Vec<u32>,
    /// How what stands in it is judged.
    pub preview: RegistrationPreview,
}

/// The terms that a registration form begins with: of a draft those that the worker was quoted, else those proposed.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Terms {
    /// The programmes.
    pub programmes: Programmes,
    /// Months paid at once.
    pub period_months: u32,
    /// The first month of cover, `2026-06`.
    pub start_month: String,
    /// Who pays.
    pub payer: Payer,
    /// The record of the support that pays, where one does.
    pub support: Option<String>,
}

/// The event at which a worker registers.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventHeld {
    /// The event.
    pub event: String,
    /// What kind of event.
    pub kind: EventKind,
    /// Where, as told; empty where nothing was.
    pub place: String,
    /// The village's name; empty where none is known.
    pub village_name: String,
}

/// An occupation by its names.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct OccupationLine {
    /// The stored word.
    pub code: String,
    /// Its name in Bahasa Indonesia.
    pub name: String,
    /// Its name in English.
    pub name_english: String,
    /// Some of what people call it.
    pub everyday: Vec<String>,
    /// The communities that it typically belongs to; a proposal.
    pub segments: Vec<Segment>,
    /// The sector that decides its discount.
    pub discount_sector: DiscountSector,
}

/// A support that pays contributions.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PayingSupport {
    /// The support.
    pub support: String,
    /// Who gives it; empty where the partner is not on this phone.
    pub partner_name: String,
    /// For how many workers.
    pub quota: Option<u32>,
    /// The last day; none while it is open.
    pub until: Option<String>,
    /// The village that it is for, by name; none for the whole branch.
    pub village_name: Option<String>,
}

/// Something that a worker is asked to agree to.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AskedPurpose {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Whether there is no registration without it.
    pub is_needed: bool,
    /// Whether the worker has agreed already.
    pub stands: bool,
}

/// What a worker should hear of a programme.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct BenefitLine {
    /// The programme.
    pub programme: Programme,
    /// What it is for.
    pub text: Wording,
    /// What must not be promised about it.
    pub never_promise: Wording,
}

prints_name_only!(RegistrationForm, Terms, EventHeld, OccupationLine, PayingSupport, AskedPurpose, BenefitLine);

impl Field {
    /// Everything that a registration screen draws at first, of somebody new or of a worker on this phone, and of the
    /// event where it happens. What stands in it is judged as [`Field::preview_registration`] judges it: what was `typed`
    /// before, such as in a form that was kept, or else what the form begins with.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker that is not on this device.
    pub fn registration_form(
        &self,
        worker: Option<&str>,
        event: Option<&str>,
        typed: Option<&RegisterInput>,
    ) -> Result<RegistrationForm, FieldError> {
        let worker = worker.map(record_id).transpose()?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| form(store.connection(), now_ms, worker, event, typed))
    }
}

fn form(
    connection: &Connection,
    now_ms: i64,
    worker: Option<RecordId>,
    event: Option<&str>,
    typed: Option<&RegisterInput>,
) -> Result<RegistrationForm, FieldError> {
    let zone = own_zone(connection)?;
    let today = zone.date_of(now_ms).ok_or_else(|| invalid("clock", Rule::Date))?;
    let occupations: InForce<Occupations> = list_on(connection, today)?;
    let tariff: InForce<TariffBook> = list_on(connection, today)?;
    let required: InForce<RequiredFields> = list_on(connection, today)?;
    let (usual, sorted) = by_use(connection, &occupations)?;
    let worker = worker.map(|worker| known_worker(connection, zone, &occupations, worker)).transpose()?;
    let event = event.map(|event| event_held(connection, event)).transpose()?.flatten();
    let own = streams::scope(connection)?.map(|scope| scope.villages).unwrap_or_default();
    let at_event = event.as_ref().and_then(|(_, village)| *village);
    let known_village = worker.as_ref().and_then(|worker| worker.person.village.clone());
    let likely = known_village.or_else(|| likely_village(&own, at_event).map(|village| village.as_str().to_owned()));
    let periods = tariff.periods(today).to_vec();
    let first = first_month(today, worker.as_ref());
    let terms = terms(worker.as_ref(), &periods, first);
    let preview = match typed {
        Some(typed) => preview(connection, now_ms, typed)?,
        None => preview(connection, now_ms, &begun(worker.as_ref(), event.as_ref(), &terms, likely.clone()))?,
    };
    Ok(RegistrationForm {
        today: today.to_string(),
        villages: villages(&own, at_event),
        village_proposed: likely,
        occupations: sorted,
        usual_occupations: usual,
        periods,
        start_months: start_months(today.month(), first),
        terms,
        supports: supports(connection, today)?,
        purposes: purposes(connection, worker.as_ref())?,
        readings: readings(connection, now_ms, &PURPOSES)?,
        benefits: benefits(connection, today)?,
        caution: list_on::<BenefitWording>(connection, today)?.caution.clone(),
        asked_too: asked_too(&required),
        nik_parts: so_far::NIK_PARTS.to_vec(),
        event: event.map(|(held, _)| held),
        worker,
        preview,
    })
}

/// A draft keeps what the worker was quoted; a new registration covers the proposed months from the first that is owed.
fn terms(worker: Option<&KnownWorker>, periods: &[u32], first: Month) -> Terms {
    let draft = worker.and_then(|worker| worker.open.as_ref()).filter(|open| open.can_be_handed_in);
    match draft {
        Some(draft) => Terms {
            programmes: draft.programmes,
            period_months: draft.period_months,
            start_month: draft.start_month.clone(),
            payer: draft.payer,
            support: draft.support.clone(),
        },
        None => {
            let proposed = periods.iter().find(|months| **months == PERIOD_PROPOSED).or(periods.first());
            Terms {
                programmes: Programmes::JkkJkm,
                period_months: proposed.copied().unwrap_or(1),
                start_month: first.to_string(),
                payer: Payer::Worker,
                support: None,
            }
        }
    }
}

/// What stands in the form before anybody types: the terms, and of somebody new the village that is likely.
fn begun(
    worker: Option<&KnownWorker>,
    event: Option<&(EventHeld, Option<VillageCode>)>,
    terms: &Terms,
    village: Option<String>,
) -> RegisterInput {
    RegisterInput {
        worker: worker.map(|known| known.worker.clone()),
        person: PersonInput { village: village.filter(|_| worker.is_none()), ..PersonInput::default() },
        event: event.map(|(held, _)| held.event.clone()),
        programmes: terms.programmes,
        period_months: terms.period_months,
        start_month: terms.start_month.clone(),
        payer: terms.payer,
        support: terms.support.clone(),
        quoted_rupiah: None,
        cash: None,
        consent: None,
        attestation: None,
        acknowledge: None,
    }
}

/// The villages to choose from at a tap: the event's first, as that is where the agent stands.
fn villages(own: &[VillageCode], at_event: Option<VillageCode>) -> Vec<VillageLine> {
    let mut all: Vec<VillageCode> = at_event.into_iter().collect();
    all.extend(own.iter().filter(|village| Some(**village) != at_event));
    all.into_iter().map(village_line).collect()
}

/// A village with its name.
pub(super) fn village_line(code: VillageCode) -> VillageLine {
    let name = Regions::shipped().village_name(code).unwrap_or_default().to_owned();
    VillageLine { village: code.as_str().to_owned(), name }
}

/// The event's village, or the agent's where there is but one.
fn likely_village(own: &[VillageCode], at_event: Option<VillageCode>) -> Option<VillageCode> {
    match (at_event, own) {
        (Some(village), _) => Some(village),
        (None, [village]) => Some(*village),
        _ => None,
    }
}

/// The month that contributions are owed from: this one, or the one after the cover that the branch knows of.
fn first_month(today: CivilDate, worker: Option<&KnownWorker>) -> Month {
    let covered_to = worker.and_then(|worker| worker.covered_to.as_deref());
    let after = covered_to.and_then(|day| day.parse::<CivilDate>().ok()).and_then(|day| day.month().add_months(1));
    after.map_or(today.month(), |after| after.max(today.month()))
}

fn start_months(this: Month, first: Month) -> Vec<String> {
    let ahead = (0..START_MONTHS).filter_map(|months| this.add_months(months)).filter(|month| *month >= first);
    let after = (0..START_MONTHS).filter_map(|months| first.add_months(months));
    let mut all: Vec<Month> = ahead.chain(after).collect();
    all.sort();
    all.dedup();
    all.iter().map(ToString::to_string).collect()
}

/// All occupations, those that most workers on this phone have first; where few are known, one of each community.
fn by_use(connection: &Connection, list: &Occupations) -> Result<(u32, Vec<OccupationLine>), FieldError> {
    let mut usual: Vec<&Occupation> = Vec::new();
    for code in queries::occupations_by_use(connection, USUAL_MAX)? {
        usual.extend(list.all().iter().find(|occupation| occupation.code == code));
    }
    for segment in Segment::ALL {
        let typical = list.all().iter().find(|occupation| occupation.segments.first() == Some(segment));
        usual.extend(typical.filter(|typical| usual.len() < USUAL_MAX && !usual.contains(typical)));
    }
    let others = list.all().iter().filter(|occupation| !usual.contains(occupation));
    let sorted = usual.iter().copied().chain(others).map(occupation_line).collect();
    Ok((u32::try_from(usual.len()).unwrap_or_default(), sorted))
}

/// An occupation as a screen names it.
pub(super) fn occupation_line(occupation: &Occupation) -> OccupationLine {
    OccupationLine {
        code: occupation.code.clone(),
        name: occupation.id.clone(),
        name_english: occupation.en.clone(),
        everyday: occupation.synonyms.iter().take(3).cloned().collect(),
        segments: occupation.segments.clone(),
        discount_sector: occupation.discount_sector,
    }
}

/// The event, where it has reached this phone, with its village.
fn event_held(connection: &Connection, event: &str) -> Result<Option<(EventHeld, Option<VillageCode>)>, FieldError> {
    let Some(row) = records::shown(connection, Event::KIND, record_id(event)?)? else { return Ok(None) };
    let typed: Event = row.read()?;
    let held = EventHeld {
        event: event.to_owned(),
        kind: typed.kind,
        place: typed.place.unwrap_or_default(),
        village_name: typed.village.map(|village| village_line(village).name).unwrap_or_default(),
    };
    Ok(Some((held, typed.village)))
}

/// Supports that pay contributions on a day.
fn supports(connection: &Connection, today: CivilDate) -> Result<Vec<PayingSupport>, FieldError> {
    let mut lines = Vec::new();
    for row in queries::every(connection, Support::KIND)? {
        let support: Support = row.read()?;
        let holds = support.period.is_none_or(|period| period.from <= today && period.to.is_none_or(|to| today <= to));
        if support.kind != SupportKind::Contribution || !holds {
            continue;
        }
        let partner = records::shown(connection, Partner::KIND, support.partner.0)?;
        lines.push(PayingSupport {
            support: row.record.to_string(),
            partner_name: partner.and_then(|partner| partner.document.get("name").map(plain)).unwrap_or_default(),
            quota: support.quota,
            until: support.period.and_then(|period| period.to).map(|day| day.to_string()),
            village_name: support.village.map(|village| village_line(village).name),
        });
    }
    Ok(lines)
}

fn purposes(connection: &Connection, worker: Option<&KnownWorker>) -> Result<Vec<AskedPurpose>, FieldError> {
    let standing = match worker {
        Some(worker) => agreed_to(connection, record_id(&worker.worker)?)?,
        None => Default::default(),
    };
    let line = |purpose: &ConsentPurpose| AskedPurpose {
        purpose: *purpose,
        is_needed: *purpose == ConsentPurpose::Enrol,
        stands: standing.contains(purpose),
    };
    Ok(PURPOSES.iter().map(line).collect())
}

fn benefits(connection: &Connection, today: CivilDate) -> Result<Vec<BenefitLine>, FieldError> {
    let wording: InForce<BenefitWording> = list_on(connection, today)?;
    let line = |programme: &Programme| {
        let benefit = wording.of(*programme);
        BenefitLine { programme: *programme, text: benefit.text.clone(), never_promise: benefit.never_promise.clone() }
    };
    Ok(Programme::ALL.iter().map(line).collect())
}

fn asked_too(required: &RequiredFields) -> Vec<String> {
    let of_worker = required.of("registration").filter(|(kind, _)| *kind == Worker::KIND.name);
    of_worker.map(|(_, field)| field.to_owned()).filter(|field| !ALWAYS_ASKED.contains(&field.as_str())).collect()
}
