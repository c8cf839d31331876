//! The exchange with the branch, sans I/O: bytes out, bytes in.

pub mod recovery;
pub mod schedule;
pub mod session;
pub mod signature;
pub mod software_signer;
pub mod wire;
