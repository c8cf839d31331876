//! A phone whose storage is full or fails while it captures: the agent is told which, nothing that was saved is lost, and
//! captures go on when the storage works again.

use perisai_core::FieldError;
use perisai_tests::power::{Acknowledged, Fault, FaultKind, Lasts, Site};

use super::dawn::Dawn;
use super::errands::{Kept, registration};
use super::kept::{Written, hold};
use super::phone::{DEVICE, Life, Promise};

/// Captures with the fault beginning at the n-th operation of the second capture. Answers what that capture was told.
fn capture_with_fault(dawn: &Dawn, kind: FaultKind, nth: u64) -> Result<(), FieldError> {
    let site = Site::new(&[DEVICE]);
    dawn.mount(&site);
    let acknowledged = Acknowledged::none(&site);
    let life = Life::begin(&site, 1, &acknowledged);
    let field = life.open().expect("a store");
    let register = |person: u64| {
        let saved = field.register(&registration(person, None))?;
        acknowledged.promise(Promise::Kept(Kept { change: saved.change, receipt: saved.receipt_number }));
        Ok(())
    };
    register(1_000).expect("a capture");
    let machine = site.machine(DEVICE);
    machine.plan_fault(Fault { from: site.clock().now() + nth, kind, lasts: Lasts::UntilLifted });
    let told = register(1_001);
    let captured = field.totals().expect("reading needs no room").captured;
    let saved = acknowledged.all().iter().filter(|it| matches!(it, Promise::Kept(_))).count();
    assert_eq!(captured, (dawn.before.changes.len() + saved) as u64, "a capture that failed is not in the journal");
    machine.lift_fault();
    register(1_002).expect("captures go on");
    field.shutdown();
    let store = life.store().expect("a store");
    let changes = hold(&store, &dawn.before, &acknowledged.all(), Written::ByThePhoneAlone).expect("a whole store");
    assert_eq!(changes.len(), dawn.before.changes.len() + saved + 1);
    told
}

fn told_until_it_comes_too_late(kind: FaultKind) -> Vec<FieldError> {
    let dawn = Dawn::of(1);
    (1..).map_while(|nth| capture_with_fault(&dawn, kind, nth).err()).collect()
}

#[test]
fn a_full_storage_is_told_as_full_at_every_operation_and_loses_nothing() {
    let told = told_until_it_comes_too_late(FaultKind::Full);
    assert!(told.len() > 10, "{told:?}");
    assert!(told.iter().all(|error| *error == FieldError::StorageFull), "{told:?}");
}

#[test]
fn a_failing_storage_is_told_as_failing_at_every_operation_and_loses_nothing() {
    let told = told_until_it_comes_too_late(FaultKind::IoError);
    assert!(told.len() > 10, "{told:?}");
    assert!(told.iter().all(|error| matches!(error, FieldError::Storage { .. })), "{told:?}");
}
