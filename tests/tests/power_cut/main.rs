//! Power cuts: first the harness, shown on raw SQLCipher stores to see what it is meant to see; then the core's own store;
//! then the days of an enrolled phone, alone and with its branch.
//!
//! With the durability that a device uses nothing promised is ever lost; each weaker one, and each promise made too early,
//! is found out.

mod begun_again;
mod dawn;
mod device_day;
mod errands;
mod exchange;
mod exchange_day;
mod failing_storage;
mod first_opening;
mod kept;
mod lock;
mod phone;
#[cfg(feature = "planted-bugs")]
mod planted;
mod raw;
mod real_days;
mod rows;
mod vfs;
