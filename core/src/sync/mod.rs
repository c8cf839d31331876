//! The exchange with the branch, without input or output of its own.

pub mod signature;
pub mod software_signer;
