//! A device without its branch: what it saves, shows, refuses and remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod conversing;
mod device;
mod editing;
mod every_field;
mod figures;
mod forms;
mod forums;
mod home;
mod outreach;
mod registering;
mod registration_screen;
mod support;
mod today;
mod workers;
