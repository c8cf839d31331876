//! A long run: taken in part by part, so that others are served in between.

use std::path::Path;
use std::sync::{Arc, Mutex};

use perisai_branch::ledger::{Ledger, LedgerTx};
use perisai_branch::store::SqliteLedger;
use perisai_branch::{BranchError, Result};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{DeviceId, Patch, Verdict};
use perisai_core::sync::wire::Head;

use crate::support::{GENUK, Phone, World, met, open};

/// A ledger with somebody who does something before each transaction that writes.
struct Between {
    ledger: Arc<SqliteLedger>,
    before: Mutex<Option<(u64, BeforeWrite)>>,
}

/// Told which transaction since it came is next, from 1; an error is the transaction's.
type BeforeWrite = Box<dyn FnMut(u64) -> Result<()> + Send>;

impl Between {
    fn each_write(&self, does: impl FnMut(u64) -> Result<()> + Send + 'static) {
        *self.before.lock().unwrap() = Some((0, Box::new(does)));
    }
}

impl Ledger for Between {
    fn write(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
        // Taken out meanwhile: what it does itself is not followed.
        let taken = self.before.lock().unwrap().take();
        if let Some((writes, mut before)) = taken {
            let outcome = before(writes + 1);
            self.before.lock().unwrap().get_or_insert((writes + 1, before));
            outcome?;
        }
        self.ledger.write(work)
    }

    fn read(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()> {
        self.ledger.read(work)
    }

    fn copy_to(&self, file: &Path) -> Result<Vec<(DeviceId, Head)>> {
        self.ledger.copy_to(file)
    }

    fn leave_no_trace(&self) -> Result<()> {
        self.ledger.leave_no_trace()
    }
}

/// Two phones of one village, and the way to the ledger.
fn world() -> (Arc<World>, Arc<Between>, Phone, Phone) {
    let mut way = None;
    let world = World::over(|ledger| way.insert(Arc::new(Between { ledger, before: Mutex::default() })).clone());
    for badge in ["A01", "A02"] {
        world.agent(badge, AgentRole::PerisaiAgent, &[GENUK]);
    }
    let (mut one, mut two) = (world.phone("A01"), world.phone("A02"));
    one.sync(&world);
    two.sync(&world);
    (Arc::new(world), way.unwrap(), one, two)
}

fn meet(phone: &mut Phone, world: &World, people: usize) {
    for person in 0..people {
        let id = phone.new_id(world);
        phone.capture(world, vec![Patch::create("worker", id, met(&format!("Orang {person}"), GENUK))]);
    }
}

#[test]
fn another_phone_is_served_between_two_parts_of_a_long_run_and_sees_what_was_taken_in_before() {
    let (world, way, mut one, two) = world();
    meet(&mut one, &world, 500);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (served, other) = (seen.clone(), Mutex::new(two));
    let there = world.clone();
    way.each_write(move |_| {
        let mut two = other.lock().unwrap();
        two.sync(&there);
        served.lock().unwrap().push(two.shown.values().filter(|record| record.kind == "worker").count());
        Ok(())
    });
    let answer = one.exchange(&world);
    assert_eq!(answer.verdicts.len(), 500);
    assert!(answer.verdicts.iter().all(|judged| judged.verdict == Verdict::Applied));
    assert_eq!(answer.heads, [one.head]);
    let seen = seen.lock().unwrap();
    let steps: Vec<usize> = seen.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps.iter().all(|step| *step <= 64) && seen[0] == 0, "{seen:?}");
    assert!(seen.len() >= 500_usize.div_ceil(64), "{seen:?}");
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn what_breaks_off_between_two_parts_is_a_shorter_acknowledged_run() {
    for breaks_at in 1..=4 {
        let (world, way, mut one, _) = world();
        meet(&mut one, &world, 200);
        way.each_write(move |write| if write == breaks_at { Err(BranchError::StorageFull) } else { Ok(()) });
        let request = one.sign(&one.message(&world));
        let broken = world.branch.handle(&request);
        assert_eq!(broken.status, 500, "{breaks_at}");
        let taken = world.branch.totals().unwrap().captured;
        assert_eq!(taken, 64 * (breaks_at - 1), "whole parts and nothing of the one that broke");
        assert!(world.branch.verify().unwrap().problems.is_empty());
        // The very same request again: what is known by its id is a replay.
        let answer = open(&world.branch.handle(&request));
        assert_eq!((answer.verdicts.len(), answer.heads.as_slice()), (200, [one.head].as_slice()));
        one.take_in(&answer);
        one.sync(&world);
        assert_eq!(world.branch.totals().unwrap().captured, 200);
        assert!(world.branch.verify().unwrap().problems.is_empty());
    }
}

#[test]
fn a_phone_that_is_revoked_during_its_long_run_has_the_rest_put_aside() {
    let (world, way, mut one, _) = world();
    meet(&mut one, &world, 130);
    let (there, device) = (world.clone(), one.device);
    way.each_write(move |write| if write == 2 { there.branch.revoke(&there.admin(), device) } else { Ok(()) });
    let answer = one.exchange(&world);
    assert_eq!(answer.verdicts.len(), 64);
    assert!(answer.pages.is_empty() && answer.heads == [one.head]);
    let totals = world.branch.totals().unwrap();
    assert_eq!((totals.captured, totals.applied, totals.quarantined), (130, 64, 66));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}
