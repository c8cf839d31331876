//! Everything that holds the house to its word: the field day, and the tests that need more than one package.

pub mod field_day;
pub mod hand;
pub mod loopback;
pub mod people;
pub mod power;
pub mod sim;
