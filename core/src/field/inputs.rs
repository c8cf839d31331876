//! What an agent typed and tapped. Text is as typed: the core reads it and names the field and rule that it breaks.

use crate::domain::kinds::{Barrier, Channel, ConsentMethod, Direction, EventKind, WhomAsked};
use crate::domain::words::{ConsentPurpose, DiscountSector, EconomicClass, Language, Payer, Programmes, Segment, Sex};
use crate::prints_name_only;

/// A worker as told. What is none stays as it is on a known worker, and absent on a new one.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PersonInput {
    /// Name as the worker gives it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub name: Option<String>,
    /// NIK, 16 digits.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub nik: Option<String>,
    /// Date of birth, `1990-01-05`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub birth_date: Option<String>,
    /// Sex.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub sex: Option<Sex>,
    /// Mobile number in any usual spelling.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub phone: Option<String>,
    /// Village code, ten digits, dotted or not.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// Dusun or RW, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub hamlet: Option<String>,
    /// Occupation, an everyday word.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub occupation: Option<String>,
    /// Communities; of a known worker these are added.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub segments: Vec<Segment>,
    /// Employer, self-employed, or another who is paid no wage.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub economic_class: Option<EconomicClass>,
    /// The sector that decides the discount; none for the occupation's.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub discount_sector: Option<DiscountSector>,
    /// Monthly income, whole rupiah.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub declared_income: Option<i64>,
    /// Place of birth.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub birth_place: Option<String>,
    /// E-mail address.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub email: Option<String>,
    /// Address on the identity card.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub ktp_address: Option<AddressInput>,
    /// Where the worker lives.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub home_address: Option<AddressInput>,
    /// Where the worker works.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub workplace: Option<AddressInput>,
    /// Further occupations; of a known worker these replace the ones on record, and an empty list leaves them.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub second_occupation: Vec<OccupationInput>,
    /// When the worker is at work, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub work_hours: Option<String>,
    /// Whether anyone had talked with the worker about protection before.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub reached_before: Option<bool>,
    /// Whether the worker wishes no contact.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub do_not_contact: Option<bool>,
}

/// An address as told.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AddressInput {
    /// As told.
    pub text: String,
    /// Code of the village that it lies in, ten digits, dotted or not.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
}

/// A further occupation.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct OccupationInput {
    /// An everyday word.
    pub occupation: String,
    /// Since when, `2024-01-05`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub since: Option<String>,
}

/// How a consent was given.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConsentInput {
    /// What for.
    pub purposes: Vec<ConsentPurpose>,
    /// How.
    pub method: ConsentMethod,
    /// In which language the text was read.
    pub language: Language,
    /// Who witnessed a spoken consent.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub witness: Option<String>,
    /// The version of the text that was read aloud, as `Field::consent_text` gave it; none for the one in force now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub text_version: Option<String>,
}

/// A consent taken back.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConsentWithdrawal {
    /// Whose.
    pub worker: String,
    /// For which purposes.
    pub purposes: Vec<ConsentPurpose>,
    /// How it was said.
    pub method: ConsentMethod,
    /// In which language; none for Bahasa Indonesia.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<Language>,
    /// Who witnessed it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub witness: Option<String>,
    /// The version of the text that was read aloud; none for the one in force now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub text_version: Option<String>,
}

/// What the worker attests for a registration: to be working now, and not to be ill. Without it a claim can be refused.
/// Whoever cannot attest both attests nothing: that somebody is ill is not for us to keep.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttestationInput {
    /// How the agent made sure, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub verified_how: Option<String>,
}

/// A registration.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RegisterInput {
    /// The worker's record; none for a worker not met before.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub worker: Option<String>,
    /// The worker as told.
    pub person: PersonInput,
    /// The event where it happens; the worker is recorded as attending.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub event: Option<String>,
    /// The programmes.
    pub programmes: Programmes,
    /// Months paid at once.
    pub period_months: u32,
    /// The first month of cover, `2026-06`.
    pub start_month: String,
    /// Who pays.
    pub payer: Payer,
    /// The record of the support that pays, where one does.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub support: Option<String>,
    /// What the worker was told that it costs in all, whole rupiah: where it has changed meanwhile, such as by another
    /// tariff or another day, nothing is written. None where the quote may be whatever it is now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub quoted_rupiah: Option<i64>,
    /// Money entrusted to the agent, whole rupiah; a receipt is made for it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cash: Option<i64>,
    /// The consent given now; none where one stands already.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub consent: Option<ConsentInput>,
    /// What the worker attests; none where nothing was asked.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub attestation: Option<AttestationInput>,
    /// The reason for which warnings are acknowledged.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub acknowledge: Option<String>,
}

/// What a registration would cost, asked before anything is captured.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct QuoteInput {
    /// The programmes.
    pub programmes: Programmes,
    /// The first month of cover, `2026-06`.
    pub start_month: String,
    /// How many months.
    pub period_months: u32,
    /// Monthly income, whole rupiah.
    pub declared_income: i64,
    /// The sector that decides the discount.
    pub discount_sector: DiscountSector,
    /// Who pays.
    pub payer: Payer,
    /// The day on which payment is expected, `2026-06-03`.
    pub payment_date: String,
}

/// A conversation.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EncounterInput {
    /// The worker.
    pub worker: String,
    /// The event where it took place.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub event: Option<String>,
    /// The way it took.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// How long, minutes.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub minutes: Option<u32>,
    /// What stands in the way.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub barriers: Vec<Barrier>,
    /// Whom the worker asks for advice.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub asks_whom: Vec<WhomAsked>,
    /// The media that the worker follows.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub media_used: Vec<String>,
    /// How many of three the worker can say back.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub teach_back: Option<u32>,
    /// How firmly the worker means to register, 1 to 5.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub intent: Option<u32>,
    /// The day the worker named, `2026-06-10`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub intent_day: Option<String>,
    /// The messages used.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub messages: Vec<String>,
    /// The record of the figure who introduced us.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub figure: Option<String>,
    /// The incoming encounter that this one answers.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub answers: Option<String>,
}

impl EncounterInput {
    /// A conversation of which nothing more is told.
    pub const fn new(worker: String, channel: Channel, direction: Direction) -> Self {
        Self {
            worker,
            event: None,
            channel,
            direction,
            minutes: None,
            barriers: Vec::new(),
            asks_whom: Vec::new(),
            media_used: Vec::new(),
            teach_back: None,
            intent: None,
            intent_day: None,
            messages: Vec::new(),
            figure: None,
            answers: None,
        }
    }
}

/// An event planned or found.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct EventInput {
    /// What kind of event.
    pub kind: EventKind,
    /// When it starts, UTC milliseconds.
    pub starts_at_ms: i64,
    /// Where, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<String>,
    /// The village code.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// Partners who take part.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub partners: Vec<String>,
    /// The figures engaged before.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub figures_engaged_before: Vec<String>,
    /// The messages shown.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub messages_shown: Vec<String>,
    /// Heads counted without names.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub anonymous_headcount: Option<u32>,
    /// Notes for evaluation.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub notes: Option<String>,
}

/// Money that a worker entrusts to the agent for contributions.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReceiptInput {
    /// Whose money.
    pub worker: String,
    /// The registration that it is for, where there is one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub registration: Option<String>,
    /// How much, whole rupiah.
    pub rupiah: i64,
    /// The months that it pays, each as `2026-06`.
    pub contribution_months: Vec<String>,
}

/// One worker at one event.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AttendanceInput {
    /// The worker.
    pub worker: String,
    /// What the worker did there, as told.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub role: Option<String>,
}

/// One field set anew; lists separated by `;`.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FieldEdit {
    /// The field.
    pub field: String,
    /// What it is from now on; none clears it.
    pub value: Option<String>,
}

prints_name_only!(
    PersonInput,
    AddressInput,
    OccupationInput,
    ReceiptInput,
    ConsentInput,
    ConsentWithdrawal,
    AttestationInput,
    RegisterInput,
    QuoteInput,
    EncounterInput,
    EventInput,
    AttendanceInput,
    FieldEdit
);
