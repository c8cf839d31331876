//! One invented person goes through everything that the house does with a person. Then nothing of the person may stand
//! where it does not belong: in a log, an error, an address, a temporary file, or in the clear on a device.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod day;
mod keys;
mod office;
mod watch;
