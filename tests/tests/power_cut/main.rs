//! Power cuts: first the harness, shown on raw SQLCipher stores to see what it is meant to see; then the core's own store.
//!
//! On raw stores with the pragmas that a device uses nothing promised is ever lost; each weaker setting, and each promise made too early,
//! is found out.

mod exchange;
mod first_opening;
mod raw;
mod rows;
mod vfs;
