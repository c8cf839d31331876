//! One machine, numbered rows.

use perisai_tests::power::{
    Acknowledged, Day, Disturbance, Found, Loss, Objection, OpKind, Plan, Report, Site, rehearse, replay,
};

use crate::raw::{self, Broken, Durability};

/// A day of captures, with a restart of the app in the middle.
struct Rows {
    first: i64,
    captures: i64,
    durability: Durability,
    /// A planted bug: the promise comes before the commit.
    promises_early: bool,
}

impl Rows {
    fn of_day(day: u64, durability: Durability) -> Rows {
        let first = i64::try_from(day * 1000).expect("a small number");
        Rows { first, captures: 12, durability, promises_early: false }
    }

    fn capture_all(
        &self,
        site: &Site,
        ids: std::ops::Range<i64>,
        acknowledged: &Acknowledged<i64>,
    ) -> Result<(), Broken> {
        let mut connection = raw::open(site.machine("device"), self.durability)?;
        let mut outcome = Ok(());
        for id in ids {
            if self.promises_early {
                acknowledged.promise(id);
            }
            let captured = raw::capture(&mut connection, id);
            if captured.is_ok() && !self.promises_early {
                acknowledged.promise(id);
            }
            outcome = outcome.and(captured);
        }
        outcome
    }
}

impl Day for Rows {
    type Promise = i64;
    type Finding = Broken;

    fn machines(&self) -> &[&str] {
        &["device"]
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
        let noon = self.first + self.captures / 2;
        let morning = self.capture_all(site, self.first..noon, acknowledged);
        let afternoon = self.capture_all(site, noon..self.first + self.captures, acknowledged);
        morning.and(afternoon)
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
        let mut connection = raw::open(site.machine("device"), self.durability)?;
        let there = raw::whole_rows(&connection)?;
        if let Some(lost) = acknowledged.all().into_iter().find(|id| !there.contains(id)) {
            return Err(Broken::Lost(lost));
        }
        // The store still takes captures; one more per recovery.
        let more = there.iter().max().map_or(self.first, |last| *last).max(self.first + self.captures) + 1;
        raw::capture(&mut connection, more)?;
        acknowledged.promise(more);
        Ok(())
    }
}

fn rehearse_days(days: u64, durability: Durability, plan: impl Fn(u64) -> Plan) -> Report<Broken> {
    let mut report = Report::default();
    for day in 0..days {
        report.add(rehearse(&Rows::of_day(day, durability), &plan(day)));
    }
    report
}

fn lost(report: &Report<Broken>) -> usize {
    report.found.iter().filter(|found| matches!(found.objection, Objection::Finding(Broken::Lost(_)))).count()
}

#[test]
fn nothing_promised_is_lost_by_any_cut_with_the_pragmas_of_a_device() {
    let plan =
        |seed| Plan { recoveries: 50, cuts_per_recovery: 4, live_cuts: 40, faults: 40, ..Plan::every_point(seed) };
    let report = rehearse_days(3, Durability::DEVICE, plan);
    println!("{report}");
    assert!(report.found.is_empty(), "{report}");
    for (kind, name_end) in [
        (OpKind::Create, "store.db"),
        (OpKind::Create, "-wal"),
        (OpKind::Write, "-wal"),
        (OpKind::Sync, "-wal"),
        (OpKind::Write, "store.db"),
        (OpKind::Sync, "store.db"),
        (OpKind::SyncDirectory, "/"),
        (OpKind::Delete, "-wal"),
        (OpKind::Write, "-journal"),
        (OpKind::Delete, "-journal"),
    ] {
        assert!(report.cuts_on(kind, name_end) > 0, "no cut fell on {kind:?} of {name_end}\n{report}");
    }
    assert_eq!(report.promises, 36);
    assert_eq!(report.cuts_made(), report.points * 4);
    assert!(report.second_cuts_made() >= 500 && report.live_cuts == 120, "{report}");
    assert!(report.faults_met.iter().all(|met| *met > 0), "{report}");
}

#[test]
fn synchronous_normal_is_found_to_lose_promises_and_to_keep_the_file_whole() {
    let normal = Durability { synchronous: "NORMAL", ..Durability::DEVICE };
    let report = rehearse_days(2, normal, Plan::every_point);
    println!("{report}");
    assert!(lost(&report) > 100, "{report}");
    assert_eq!(lost(&report), report.found.len(), "{report}");
}

#[test]
fn no_syncing_at_all_is_found_to_destroy_the_file() {
    let off = Durability { synchronous: "OFF", ..Durability::DEVICE };
    let report = rehearse_days(2, off, Plan::every_point);
    let is_corrupt = |found: &Found<Broken>| matches!(found.objection, Objection::Finding(Broken::Corrupt(_)));
    assert!(report.found.iter().any(is_corrupt), "{report}");
}

#[test]
fn a_rollback_journal_is_found_to_lose_promises_unless_its_deletion_is_synced() {
    let full = Durability { journal_mode: "DELETE", ..Durability::DEVICE };
    let report = rehearse_days(2, full, Plan::every_point);
    assert!(lost(&report) > 0, "{report}");
    let extra = Durability { synchronous: "EXTRA", ..full };
    let report = rehearse_days(2, extra, Plan::every_point);
    assert!(report.found.is_empty(), "{report}");
}

#[test]
fn a_promise_before_the_commit_is_found() {
    let day = Rows { promises_early: true, ..Rows::of_day(0, Durability::DEVICE) };
    let report = rehearse(&day, &Plan::every_point(0));
    assert!(lost(&report) > 0, "{report}");
}

#[test]
fn a_promise_made_after_the_power_went_is_found_by_days_that_go_on() {
    /// A planted bug: failures are taken for success.
    struct Careless(Rows);
    impl Day for Careless {
        type Promise = i64;
        type Finding = Broken;
        fn machines(&self) -> &[&str] {
            self.0.machines()
        }
        fn run(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
            let mut connection = raw::open(site.machine("device"), self.0.durability)?;
            for id in self.0.first..self.0.first + self.0.captures {
                let outcome = raw::capture(&mut connection, id);
                acknowledged.promise(id);
                drop(outcome);
            }
            Ok(())
        }
        fn check(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
            self.0.check(site, acknowledged)
        }
    }
    let day = Careless(Rows::of_day(0, Durability::DEVICE));
    let recorded = rehearse(&day, &Plan::every_point(0));
    assert!(recorded.found.is_empty(), "a day that is not disturbed keeps its promises\n{recorded}");
    let live = rehearse(&day, &Plan { live_cuts: 20, ..Plan::every_point(0) });
    assert!(lost(&live) > 0, "{live}");
    let faults = rehearse(&day, &Plan { faults: 20, ..Plan::every_point(0) });
    assert!(lost(&faults) > 0, "{faults}");
}

#[test]
fn what_was_found_can_be_replayed() {
    let normal = Durability { synchronous: "NORMAL", ..Durability::DEVICE };
    let day = Rows::of_day(1, normal);
    let report = rehearse(&day, &Plan { recoveries: 30, cuts_per_recovery: 2, ..Plan::every_point(1) });
    let (mut once, mut twice) = (0, 0);
    for Found { disturbance, objection, .. } in &report.found {
        match disturbance {
            Disturbance::Cut(cut) if once < 20 => {
                once += 1;
                assert_eq!(replay(&day, *cut, None).as_ref(), Err(objection), "{cut}");
            }
            Disturbance::CutTwice(first, second) if twice < 20 => {
                twice += 1;
                assert_eq!(replay(&day, *first, Some(*second)).as_ref(), Err(objection), "{first}, {second}");
            }
            _ => {}
        }
    }
    assert!(once > 0 && twice > 0, "{report}");
}

#[test]
fn the_outcome_follows_from_the_seed_and_not_from_the_threads() {
    let normal = Durability { synchronous: "NORMAL", ..Durability::DEVICE };
    let day = Rows::of_day(2, normal);
    let plan = Plan { recoveries: 10, cuts_per_recovery: 2, live_cuts: 10, ..Plan::every_point(9) };
    let [one, three] = [1, 3].map(|threads| rehearse(&day, &Plan { threads, ..plan.clone() }));
    assert!(!one.found.is_empty());
    assert_eq!(one.found, three.found);
    assert_eq!(one.cuts, three.cuts);
    assert_eq!(one.second_cuts, three.second_cuts);
    let loses_nothing =
        |found: &Found<Broken>| matches!(found.disturbance, Disturbance::Cut(cut) if cut.loss == Loss::None);
    assert!(!one.found.iter().any(loses_nothing), "{one}");
}
