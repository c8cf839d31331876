//! What the outreach shows: pure functions from typed records to typed results, the same on a phone and at the branch.

pub mod due;
pub mod estimate;
pub mod statistics;

pub use estimate::{Estimate, Interval};
