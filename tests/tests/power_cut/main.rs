//! The power-cut harness, shown to see what it is meant to see: raw SQLCipher stores that keep numbered rows.
//!
//! With the pragmas that a device uses nothing promised is ever lost; each weaker setting, and each promise made too early,
//! is found out.

mod exchange;
mod raw;
mod rows;
mod vfs;
