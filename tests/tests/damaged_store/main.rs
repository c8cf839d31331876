//! A store that is not what was written: nothing is begun anew unasked, no byte of it is changed, and every change that
//! can still be read goes on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod begun_again;
mod day;
mod found;
mod opening;
