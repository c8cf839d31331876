//! The device core for Kotlin and Python: [`Field`], and the ports that a shell provides to it.
//!
//! What crosses is translated here and decided in the core. Records, enums and errors are the core's own, with their
//! documentation. Every call blocks until it is done: make it off the main thread. Dates and months cross as text
//! (`1990-01-05`, `2026-06`), moments as milliseconds since 1970 UTC, money as whole rupiah.

mod field;
mod live;
mod lock;
mod ports;
mod signer;
mod system;

pub use field::{Field, salvaged, salvaged_with};
pub use live::live_objects;
pub use lock::{Keys, PinLock};
pub use ports::{
    Clock, KeyVault, OpenProgress, PortError, Signer, SyncProgress, Transport, TransportRequest, TransportResponse,
};
pub use signer::SoftwareSigner;

uniffi::setup_scaffolding!();
