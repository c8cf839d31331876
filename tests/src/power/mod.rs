//! Power cuts: machines whose disks live in memory, under SQLite and SQLCipher, and a harness that cuts the power at every
//! operation of a day.
//!
//! A test implements [`Day`] and calls [`rehearse`]: the day is done once and recorded; then, for every operation and every
//! [`Loss`], the disks are given what would have survived, and the day's `check` recovers and compares with what was
//! promised before the cut. Further cuts fall into recoveries; some days go on while calls fail; some meet full or failing
//! disks.

mod dice;
mod disk;
mod folder;
mod harness;
mod locks;
mod machine;
mod playback;
mod report;
mod site;
mod vfs;

pub use dice::Dice;
pub use disk::{Disk, FileId, Image, Loss, Op, OpKind, SECTOR_BYTES, directory_of};
pub use folder::MachineFolder;
pub use harness::{Day, Plan, rehearse, replay};
pub use machine::{Fault, FaultKind, Files, Lasts, Machine, OpClock, PlannedCut, Recorded};
pub use playback::Victims;
pub use report::{Cut, Disturbance, Found, Objection, Reached, Report};
pub use site::{Acknowledged, Site};
