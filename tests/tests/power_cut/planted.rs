//! Bugs planted in the core and the branch: the power cuts find those that promise too early.

use perisai_core::planted::{Planted, plant};
use perisai_tests::power::{Acknowledged, Day, Objection, Plan, Site, rehearse};

use super::device_day::DeviceDay;
use super::exchange_day::ExchangeDay;
use super::kept::Broken;

/// A day with a bug in it.
struct With<D>(Planted, D);

impl<D: Day> Day for With<D> {
    type Promise = D::Promise;
    type Finding = D::Finding;

    fn machines(&self) -> &[&str] {
        self.1.machines()
    }

    fn prepare(&self, site: &Site) -> Result<(), D::Finding> {
        self.1.prepare(site)
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<D::Promise>) -> Result<(), D::Finding> {
        let _planted = plant(self.0);
        self.1.run(site, acknowledged)
    }

    /// The check itself is sound: what it finds, the day has done.
    fn check(&self, site: &Site, acknowledged: &Acknowledged<D::Promise>) -> Result<(), D::Finding> {
        self.1.check(site, acknowledged)
    }
}

fn found<D: Day<Finding = Broken>>(bug: Planted, day: D) -> Vec<Broken> {
    let report = rehearse(&With(bug, day), &Plan::every_point(1));
    let said: Vec<Broken> = report
        .found
        .iter()
        .map(|found| match &found.objection {
            Objection::Finding(broken) => broken.clone(),
            Objection::Panicked(why) => panic!("{why}\n{report}"),
        })
        .collect();
    eprintln!("{bug:?}: found by {} of {} power cuts of one day", said.len(), report.cuts_made());
    said
}

#[test]
fn a_planted_save_before_the_commit_is_found_by_power_cuts() {
    let said = found(Planted::SavedBeforeCommit, DeviceDay::new(1, 6));
    assert!(said.iter().any(|broken| matches!(broken, Broken::Lost(_))), "{said:?}");
}

#[test]
fn a_planted_answer_before_the_commit_is_found_by_power_cuts() {
    let said = found(Planted::AnsweredBeforeCommit, ExchangeDay::new(1, 3));
    assert!(said.iter().any(|broken| matches!(broken, Broken::Forgotten(_))), "{said:?}");
}
