//! Record kinds, value types and rules. No input or output, no clock, no randomness.

pub mod rule;

pub use rule::{Invalid, Rule};

// Value types, dated rules and shipped reference data.
pub mod calendar;
pub mod eligibility;
pub mod name;
pub mod nik;
pub mod phone;
pub mod quote;
pub mod reference;
pub mod regions;
pub mod rupiah;
pub mod tariff;
pub mod village;
pub mod words;
pub mod zone;

pub use calendar::{CivilDate, Month};
pub use eligibility::Applicant;
pub use name::{NameMatch, NameQuery};
pub use nik::{Nik, NikFacts, NikWarning};
pub use phone::Phone;
pub use quote::{LineDifference, Quote, QuoteDifference, QuoteLine, QuoteRequest};
pub use reference::{BadReference, Validity};
pub use regions::{Area, Regions};
pub use rupiah::Rupiah;
pub use tariff::{Discount, DiscountBasis, Tariff, TariffBook};
pub use village::VillageCode;
pub use words::{
    ConsentPurpose, DiscountSector, EconomicClass, Language, Payer, Programme, Programmes, Segment, Sex, Words,
};
pub use zone::Zone;
