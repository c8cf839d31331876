//! Everything that holds the house to its word: the field day, the benchmarks, and the tests that need more than one package.

pub mod bench;
pub mod field_day;
pub mod hand;
pub mod loopback;
pub mod people;
pub mod power;
pub mod sim;
