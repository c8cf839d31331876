//! Record kinds, value types and rules. No input or output, no clock, no randomness.

pub mod rule;

pub use rule::{Invalid, Rule};
