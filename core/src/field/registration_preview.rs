//! What stands in a registration form so far, judged while it is typed: nothing is written, and nobody is told that
//! something is wrong while it is merely unfinished.

use rusqlite::Connection;

use super::Field;
use super::capture::{invalid, record_id};
use super::consents_given::agreed_to;
use super::inputs::{ConsentInput, RegisterInput};
use super::lists::{self, list_on, own_zone};
use super::month_run::{MonthRun, month_runs};
use super::person::read_person;
use super::quote_told::{QuoteTold, told_quote};
use super::receipts::months_from;
use super::register::{default_person, is_given, is_nik_judged, told_registration};
use super::registration_form::{OccupationLine, occupation_line, village_line};
use super::views::LikelySame;
use crate::domain::calendar::{CivilDate, Month};
use crate::domain::eligibility::{Applicant, eligibility};
use crate::domain::kinds::{ConsentMethod, Worker};
use crate::domain::nik::{Nik, NikWarning};
use crate::domain::occupations::Occupations;
use crate::domain::quote::{self, QuoteRequest};
use crate::domain::record::read_field;
use crate::domain::reference::InForce;
use crate::domain::regions::Regions;
use crate::domain::required_fields::RequiredFields;
use crate::domain::rupiah::Rupiah;
use crate::domain::so_far::{self, SoFar};
use crate::domain::tariff::TariffBook;
use crate::domain::village_search::area;
use crate::domain::words::{ConsentPurpose, DiscountSector, EconomicClass, Sex};
use crate::domain::{Document, Invalid, Record, Rule, Value, VillageCode};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;

/// The fields of the form from its top to its bottom: what is missing is told in this order.
const ORDER: &[&str] = &[
    "nik",
    "name",
    "birth_date",
    "sex",
    "birth_place",
    "phone",
    "email",
    "village",
    "hamlet",
    "home_address",
    "ktp_address",
    "occupation",
    "second_occupation",
    "workplace",
    "work_hours",
    "economic_class",
    "discount_sector",
    "declared_income",
    "programmes",
    "period_months",
    "start_month",
    "payer",
    "support",
    CONSENT,
    "witness",
    ACKNOWLEDGE,
    "cash",
];
/// The place of the form where consent is given.
const CONSENT: &str = "consent";
/// The place of the form where a reason for a warning is given.
const ACKNOWLEDGE: &str = "acknowledge";
/// The most occupations that are proposed for a word.
const OCCUPATIONS_MAX: usize = 6;

/// What stands in a registration form so far.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RegistrationPreview {
    /// The NIK.
    pub nik: NikSoFar,
    /// The phone as it will be stored; none while it is not whole.
    pub phone: Option<String>,
    /// The birth date as it will be stored; none while it is not whole.
    pub birth_date: Option<String>,
    /// The age today in whole years; none while the birth date is not whole, or lies ahead.
    pub age_years: Option<u32>,
    /// The village's name; empty where none is chosen.
    pub village_name: String,
    /// The occupation found for the word; none for a word that the list does not hold.
    pub occupation: Option<OccupationLine>,
    /// What the word may mean, best first; empty once it is found.
    pub occupations_likely: Vec<OccupationLine>,
    /// The sector that decides the discount.
    pub discount_sector: DiscountSector,
    /// The quote; none while something that it needs is missing.
    pub quote: Option<QuoteTold>,
    /// The first field that keeps the quote from being made.
    pub quote_needs: Option<String>,
    /// What breaks a rule as it stands, in the order of the form.
    pub breaches: Vec<FieldBreach>,
    /// What is missing yet of a registration, in the order of the form; `consent` and `acknowledge` are places of it.
    pub missing: Vec<String>,
    /// What is missing yet of a draft.
    pub missing_of_draft: Vec<String>,
    /// What deserves a second look, by the warnings' words; to be acknowledged with a reason.
    pub warnings: Vec<String>,
    /// Workers on this phone who may be the same person.
    pub likely_same: Vec<LikelySame>,
    /// Whether it can be handed in as it stands.
    pub can_register: bool,
    /// Whether it can be kept as a draft as it stands.
    pub can_draft: bool,
    /// The receipt that would be given; none where no money is entrusted.
    pub receipt: Option<ReceiptAhead>,
}

/// A NIK as far as it is typed.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NikSoFar {
    /// The digits in their parts, to read aloud and compare with the card.
    pub grouped: String,
    /// How many digits are missing yet.
    pub missing_digits: u32,
    /// Whether it is whole and may be one.
    pub is_whole: bool,
    /// The birth date that it proposes, as on the identity card; none where it is that already.
    pub birth_date: Option<String>,
    /// The sex that it proposes; none where it is that already.
    pub sex: Option<Sex>,
    /// The district of first registration, which need not be where the worker lives; empty where the list does not hold
    /// it.
    pub district: String,
}

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldBreach {
    /// The field.
    pub field: String,
    /// The rule that it breaks.
    pub rule: Rule,
}

/// A receipt that would be given.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReceiptAhead {
    /// How much, whole rupiah.
    pub rupiah: i64,
    /// The months that it is for.
    pub months: Vec<MonthRun>,
    /// How much that is more than the quote; 0 where it is not, or while there is no quote.
    pub over_quote_rupiah: i64,
    /// How much it lacks of the quote; 0 where it lacks nothing, or while there is no quote.
    pub under_quote_rupiah: i64,
}

prints_name_only!(RegistrationPreview, NikSoFar, ReceiptAhead);

impl Field {
    /// Judges a registration form as it stands: what the NIK proposes, the quote, what is missing and what breaks a rule.
    /// Nothing is written and nothing of the form is an error; cheap enough for each pause in typing.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker that is not on this device.
    pub fn preview_registration(&self, input: &RegisterInput) -> Result<RegistrationPreview, FieldError> {
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| preview(store.connection(), now_ms, input))
    }
}

/// What is read once for a preview.
struct Judged<'a> {
    connection: &'a Connection,
    input: &'a RegisterInput,
    today: CivilDate,
    tariff: InForce<TariffBook>,
    /// The worker as the registration would leave it.
    worker: Document,
    registration: Document,
    /// Whether what deserves a second look is told.
    is_nik_judged: bool,
    /// What is typed and not whole yet.
    unfinished: Vec<String>,
    breaches: Vec<Invalid>,
}

/// Judges what stands in a form.
pub(super) fn preview(
    connection: &Connection,
    now_ms: i64,
    input: &RegisterInput,
) -> Result<RegistrationPreview, FieldError> {
    let own_day = own_zone(connection)?.date_of(now_ms).ok_or_else(|| invalid("clock", Rule::Date))?;
    let occupations: InForce<Occupations> = list_on(connection, own_day)?;
    let known = input.worker.as_deref().map(|worker| shown_worker(connection, worker)).transpose()?;
    let mut person = input.person.clone();
    default_person(&occupations, known.as_ref().map(|(_, typed)| typed), &mut person);
    let (told, unreadable) = read_person(&occupations, &person);
    let is_nik_judged = is_nik_judged(known.as_ref().map(|(document, _)| document), &told);
    let mut worker = known.map(|(document, _)| document).unwrap_or_default();
    worker.extend(told);
    let village: Option<VillageCode> = read_field(&worker, "village")?;
    let today = village.and_then(|village| village.zone()).and_then(|zone| zone.date_of(now_ms)).unwrap_or(own_day);
    let (unfinished, mut broken): (Vec<_>, Vec<_>) =
        unreadable.into_iter().partition(|breach| is_unfinished(input, &breach.field));
    for breach in &mut broken {
        // Of a NIK that is broken before it is whole, not the digits that it lacks are told but those that break it.
        breach.rule = broken_so_far(input, &breach.field).unwrap_or(breach.rule);
    }
    let is_readable = broken.is_empty();
    let mut judged = Judged {
        connection,
        input,
        today,
        tariff: list_on(connection, today)?,
        registration: told_registration(input),
        is_nik_judged,
        unfinished: unfinished.into_iter().map(|breach| breach.field).collect(),
        breaches: broken,
        worker,
    };
    let quote = judged.quote();
    if input.cash.is_some_and(|cash| cash <= 0) {
        judged.breaches.push(Invalid::new("cash", Rule::Number));
    }
    judged.judge_eligibility()?;
    let (nik, warnings) = judged.nik()?;
    let likely_same = lists::likely_same(connection, &judged.worker, input.worker.as_deref())?;
    let (missing, missing_of_draft) = judged.missing(&warnings)?;
    let quote_needs = quote.as_ref().err().map(|breach| breach.field.clone());
    let quote = quote.ok();
    let birth_date: Option<CivilDate> = read_field(&judged.worker, "birth_date")?;
    let stored = judged.worker.get("occupation").and_then(Value::as_text);
    let word = input.person.occupation.as_deref().or(stored).unwrap_or_default();
    let occupation = occupations.find(word);
    let likely = if occupation.is_some() { Vec::new() } else { occupations.search(word) };
    let breaches = in_order(&judged.breaches);
    Ok(RegistrationPreview {
        can_register: missing.is_empty() && breaches.is_empty() && quote.is_some(),
        // Who may register is asked when a draft is handed in.
        can_draft: missing_of_draft.is_empty() && is_readable && quote.is_some(),
        nik,
        phone: judged.worker.get("phone").and_then(Value::as_text).map(str::to_owned),
        birth_date: birth_date.map(|date| date.to_string()),
        age_years: birth_date.and_then(|date| u32::try_from(date.age_on(judged.today)).ok()),
        village_name: village.map(|village| village_line(village).name).unwrap_or_default(),
        occupation: occupation.map(occupation_line),
        occupations_likely: likely.into_iter().take(OCCUPATIONS_MAX).map(occupation_line).collect(),
        discount_sector: read_field::<Option<DiscountSector>>(&judged.worker, "discount_sector")?
            .unwrap_or(DiscountSector::NonTransport),
        receipt: input.cash.and_then(|cash| judged.receipt(cash, quote.as_ref())),
        quote,
        quote_needs,
        breaches,
        missing,
        missing_of_draft,
        warnings: warnings.iter().map(ToString::to_string).collect(),
        likely_same,
    })
}

fn shown_worker(connection: &Connection, worker: &str) -> Result<(Document, Worker), FieldError> {
    let row = records::shown(connection, Worker::KIND, record_id(worker)?)?.ok_or(FieldError::NotFound)?;
    let typed = row.read()?;
    Ok((row.document, typed))
}

/// The rule that a field breaks whatever is typed next; none where it may become readable.
fn broken_so_far(input: &RegisterInput, field: &str) -> Option<Rule> {
    let typed = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        "nik" => so_far::nik(&typed(&input.person.nik)).broken(),
        "phone" => so_far::phone(&typed(&input.person.phone)).broken(),
        "birth_date" => so_far::date(&typed(&input.person.birth_date)).broken(),
        _ => None,
    }
}

/// Whether what cannot be read yet can become readable with what is typed next.
fn is_unfinished(input: &RegisterInput, field: &str) -> bool {
    match field {
        "nik" | "phone" | "birth_date" => broken_so_far(input, field).is_none(),
        // A word that is not in the list may be the beginning of one, or of something that the agent then picks.
        "occupation" => true,
        _ => false,
    }
}

impl Judged<'_> {
    fn start_month(&self) -> Result<Month, Invalid> {
        self.input.start_month.parse().map_err(|rule| Invalid::new("start_month", rule))
    }

    fn quote(&mut self) -> Result<QuoteTold, Invalid> {
        let quoted = self.quoted();
        if let Err(breach) = &quoted
            && breach.rule != Rule::Required
        {
            self.breaches.push(breach.clone());
        }
        quoted
    }

    fn quoted(&self) -> Result<QuoteTold, Invalid> {
        let income: Option<Rupiah> = read_field(&self.worker, "declared_income")?;
        let request = QuoteRequest {
            programmes: self.input.programmes,
            start_month: self.start_month()?,
            period_months: self.input.period_months,
            declared_income: income.ok_or_else(|| Invalid::new("declared_income", Rule::Required))?,
            discount_sector: read_field::<Option<DiscountSector>>(&self.worker, "discount_sector")?
                .unwrap_or(DiscountSector::NonTransport),
            payer: self.input.payer,
            payment_date: self.today,
        };
        Ok(told_quote(&quote::quote(&self.tariff, &request)?))
    }

    /// Who may register is judged as soon as the birth date is whole.
    fn judge_eligibility(&mut self) -> Result<(), FieldError> {
        let (Ok(start_month), birth_date) =
            (self.start_month(), read_field::<Option<CivilDate>>(&self.worker, "birth_date")?)
        else {
            return Ok(());
        };
        let economic_class = read_field::<Option<EconomicClass>>(&self.worker, "economic_class")?;
        let applicant = Applicant {
            // Without a birth date the other rules are judged all the same.
            birth_date: birth_date.unwrap_or(self.today),
            capture_date: self.today,
            start_month,
            period_months: self.input.period_months,
            programmes: self.input.programmes,
            economic_class: economic_class.unwrap_or(EconomicClass::SelfEmployed),
        };
        let broken = eligibility(&self.tariff, &applicant);
        self.breaches.extend(broken.into_iter().filter(|breach| birth_date.is_some() || breach.field != "birth_date"));
        Ok(())
    }

    fn nik(&self) -> Result<(NikSoFar, Vec<NikWarning>), FieldError> {
        let stored = self.worker.get("nik").and_then(Value::as_text).unwrap_or_default();
        let typed = self.input.person.nik.as_deref().unwrap_or(stored);
        let birth_date: Option<CivilDate> = read_field(&self.worker, "birth_date")?;
        let sex: Option<Sex> = read_field(&self.worker, "sex")?;
        let whole: Option<Nik> = match so_far::nik(typed) {
            SoFar::Whole(nik) => Some(nik),
            _ => None,
        };
        let proposed = whole.and_then(|nik| so_far::proposed_birth_date(nik.facts(), self.today));
        let so_far = NikSoFar {
            grouped: so_far::nik_grouped(typed),
            missing_digits: u32::try_from(so_far::nik_missing(typed)).unwrap_or_default(),
            is_whole: whole.is_some(),
            birth_date: proposed.filter(|date| Some(*date) != birth_date).map(so_far::date_as_on_card),
            sex: whole.map(|nik| nik.facts().sex).filter(|proposed| Some(*proposed) != sex),
            district: whole.map(|nik| area(Regions::shipped(), nik.region())).unwrap_or_default(),
        };
        let warnings = whole.map(|nik| nik.warnings(Regions::shipped(), birth_date, sex)).unwrap_or_default();
        Ok((so_far, if self.is_nik_judged { warnings } else { Vec::new() }))
    }

    /// What is missing of a registration and of a draft.
    fn missing(&self, warnings: &[NikWarning]) -> Result<(Vec<String>, Vec<String>), FieldError> {
        let required: InForce<RequiredFields> = list_on(self.connection, self.today)?;
        let mut both: Vec<&str> = self.unfinished.iter().map(String::as_str).collect();
        if !self.may_enrol()? {
            both.push(CONSENT);
        }
        if self.input.consent.as_ref().is_some_and(lacks_witness) {
            both.push("witness");
        }
        let reason = self.input.acknowledge.as_deref().unwrap_or_default().trim();
        if !warnings.is_empty() && reason.is_empty() {
            both.push(ACKNOWLEDGE);
        }
        let of = |capture: &str| {
            let missing =
                required.missing(capture, |kind, field| is_given(&self.worker, &self.registration, kind, field));
            let mut fields: Vec<String> = missing.into_iter().map(|missing| missing.field).collect();
            fields.extend(both.iter().map(|place| (*place).to_owned()));
            fields.sort_by_key(|field| place(field));
            fields.dedup();
            fields
        };
        Ok((of("registration"), of("draft")))
    }

    fn may_enrol(&self) -> Result<bool, FieldError> {
        let given = self.input.consent.as_ref().is_some_and(|given| given.purposes.contains(&ConsentPurpose::Enrol));
        let Some(worker) = &self.input.worker else { return Ok(given) };
        Ok(given || agreed_to(self.connection, record_id(worker)?)?.contains(&ConsentPurpose::Enrol))
    }

    fn receipt(&self, rupiah: i64, quote: Option<&QuoteTold>) -> Option<ReceiptAhead> {
        let months = months_from(self.start_month().ok()?, self.input.period_months).ok()?;
        Some(ReceiptAhead {
            rupiah,
            months: month_runs(&months),
            over_quote_rupiah: quote.map_or(0, |quote| rupiah.saturating_sub(quote.total_rupiah).max(0)),
            under_quote_rupiah: quote.map_or(0, |quote| quote.total_rupiah.saturating_sub(rupiah).max(0)),
        })
    }
}

/// A consent that is only spoken proves nothing without the name of who heard it.
fn lacks_witness(consent: &ConsentInput) -> bool {
    let witness = consent.witness.as_deref().unwrap_or_default().trim();
    consent.method == ConsentMethod::SpokenWithWitness && witness.is_empty()
}

/// Breaches in the order of the form, the first of each field.
fn in_order(breaches: &[Invalid]) -> Vec<FieldBreach> {
    let mut told: Vec<FieldBreach> = Vec::new();
    for breach in breaches {
        if told.iter().all(|known| known.field != breach.field) {
            told.push(FieldBreach { field: breach.field.clone(), rule: breach.rule });
        }
    }
    told.sort_by_key(|breach| place(&breach.field));
    told
}

/// Where a field stands in the form; what the form does not know comes last.
fn place(field: &str) -> usize {
    ORDER.iter().position(|known| *known == field).unwrap_or(ORDER.len())
}
