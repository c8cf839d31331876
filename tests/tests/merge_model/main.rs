//! The merge beside an independent small model of its rules: whatever people do to one record, without seeing one another
//! or seeing some, both come to the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod branch;
mod house;
mod model;
mod people;
