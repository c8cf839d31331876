//! How often a capture waits for the disk, counted where SQLite asks for it.

use super::people::Person;
use super::place::{self, Device};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};
use crate::power::{Machine, OpClock, OpKind};

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let captures = bench.size().of(20, 1_000);
    let branch = place::branch(&[("a", &[0])])?;
    let clock = OpClock::default();
    let machine = Machine::new("syncs", &clock);
    Device::on(&machine, "a")?.enrol(&branch)?;
    machine.start_recording();
    let device = Device::on(&machine, "a")?;
    let opened_at = clock.now();
    for number in 0..captures {
        device.pass();
        device.field.register(&Person::of(number as u64, 0).registering())?;
    }
    let tape = machine.take_recording();
    let is_sync = |kind| matches!(kind, OpKind::Sync | OpKind::SyncDirectory);
    let syncs = tape.iter().filter(|done| done.number > opened_at && is_sync(done.op.kind())).count();
    let pages = tape.iter().filter(|done| done.number > opened_at && done.op.kind() == OpKind::Write).count();
    Ok(vec![Row {
        name: "fsyncs_per_capture".to_owned(),
        measure: "fsyncs per capture".to_owned(),
        against: "nothing: counted at the file system that SQLite calls, checkpoints included",
        goal: Goal::AtMost(1.05),
        figure: syncs as f64 / captures as f64,
        unit: MeasureUnit::Count,
        detail: format!("{syncs} syncs and {pages} writes for {captures} registrations"),
        probe: None,
    }])
}
