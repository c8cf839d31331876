//! Everything a Perisai field device knows: the outreach records and their rules, the merge policy,
//! the exchange with the branch, and the encrypted store.

pub mod domain;
pub mod error;
#[cfg(feature = "uniffi")]
mod ffi;
pub mod field;
pub mod insight;
pub mod lock;
pub mod merge;
pub mod planted;
pub mod ports;
pub mod store;
pub mod sync;

pub use error::{FieldError, WhyRefused};
pub use field::{Field, Ports};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
