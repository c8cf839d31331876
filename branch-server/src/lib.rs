//! The branch server: it takes in what devices captured, merges it, and answers a verdict per change.

mod error;
pub mod ledger;
pub mod store;

pub use error::{BranchError, Result};
