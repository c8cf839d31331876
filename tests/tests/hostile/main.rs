//! Input that means harm, or was damaged on its way: one clear error, no panic, nothing changed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod answers;
mod bent;
mod requests;
mod sheets;
mod station;
