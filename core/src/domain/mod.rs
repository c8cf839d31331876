//! Record kinds, value types and rules. No input or output, no clock, no randomness.

pub mod change;
pub mod consents;
pub mod field_values;
pub mod id;
pub mod kinds;
pub mod limits;
pub mod record;
pub mod registry;
pub mod rule;
pub mod value;
pub mod verdict;
pub mod writers;

pub use change::{CapturedAt, Change, FieldPatch, Patch};
pub use field_values::Instant;
pub use id::{AgentId, ChainHash, ChangeId, DeviceId, Incarnation, RecordId};
pub use record::{KindSpec, Policy, Record};
pub use registry::Registry;
pub use rule::{Invalid, Rule};
pub use value::{Document, Value};
pub use verdict::{LostField, Verdict};
pub use writers::Writers;

// Value types, dated rules and shipped reference data.
pub mod answers;
pub mod calendar;
pub mod consent_texts;
pub mod eligibility;
pub mod likeness;
pub mod name;
pub mod nik;
pub mod occupations;
pub mod phone;
pub mod quote;
pub mod receipt_number;
pub mod reference;
pub mod regions;
pub mod required_fields;
pub mod rupiah;
pub mod segments;
pub mod short_text;
pub mod tariff;
pub mod village;
pub mod words;
pub mod zone;

pub use answers::Answers;
pub use calendar::{CivilDate, Month};
pub use consent_texts::{ConsentText, ConsentTexts};
pub use eligibility::Applicant;
pub use likeness::{BlockingKey, Likeable, Likeness, LikenessReason};
pub use name::{NameMatch, NameQuery};
pub use nik::{Nik, NikFacts, NikWarning};
pub use occupations::{Occupation, Occupations};
pub use phone::Phone;
pub use quote::{LineDifference, Quote, QuoteDifference, QuoteLine, QuoteRequest};
pub use receipt_number::{DevicePrefix, ReceiptNumber};
pub use reference::{BadReference, Validity};
pub use regions::{Area, Regions};
pub use required_fields::RequiredFields;
pub use rupiah::Rupiah;
pub use segments::{SegmentName, Segments};
pub use short_text::ShortText;
pub use tariff::{Discount, DiscountBasis, Tariff, TariffBook};
pub use village::VillageCode;
pub use words::{
    ConsentPurpose, DiscountSector, EconomicClass, Language, Payer, Programme, Programmes, Segment, Sex, Words,
};
pub use zone::Zone;
