//! The days of a real core and a real branch, cut at every point.
//!
//! `PERISAI_POWER_TIMES` asks for so many times the days of one run.

use std::collections::BTreeSet;

use perisai_branch::store::Durability as BranchDurability;
use perisai_core::store::Durability;
use perisai_tests::power::{Day, Found, Objection, OpKind, Plan, Report, rehearse};

use super::device_day::DeviceDay;
use super::errands::Errand;
use super::exchange_day::ExchangeDay;
use super::kept::Broken;

/// Days of one run: of the phone alone, and with its branch.
const DEVICE_DAYS: u64 = 18;
const EXCHANGE_DAYS: u64 = 8;

fn times() -> u64 {
    std::env::var("PERISAI_POWER_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Three to twenty captures, every number once in eighteen days.
fn captures_of(seed: u64) -> u64 {
    3 + seed * 7 % 18
}

fn plan(seed: u64) -> Plan {
    Plan { recoveries: 40, cuts_per_recovery: 2, live_cuts: 16, faults: 16, ..Plan::every_point(seed) }
}

fn nothing_was_found<F: std::fmt::Display>(report: &Report<F>) {
    assert!(report.found.is_empty(), "{report}");
    assert!(report.cuts_made() >= report.points * 4, "{report}");
    assert!(report.second_cuts_made() >= report.days * 80, "{report}");
    assert_eq!(report.live_cuts, report.days * 16, "{report}");
    assert!(report.faults_met.iter().all(|met| *met > 0), "{report}");
}

/// A log as the phone keeps it: it is never deleted, so that a missing one is a loss that is seen. How it comes to be is
/// cut where a store is begun.
const KEPT: [OpKind; 3] = [OpKind::Write, OpKind::Sync, OpKind::Truncate];
/// A log that the last one who closes deletes.
const DELETED: [OpKind; 4] = [OpKind::Create, OpKind::Write, OpKind::Sync, OpKind::Delete];

fn every_kind_of_operation_was_cut<F: std::fmt::Display>(report: &Report<F>, file: &str, of_log: &[OpKind]) {
    let log = format!("{file}-wal");
    let of_file = [OpKind::Write, OpKind::Truncate, OpKind::Sync].map(|kind| (kind, file));
    for (kind, name) in of_log.iter().map(|kind| (*kind, log.as_str())).chain(of_file) {
        assert!(report.cuts_on(kind, name) > 0, "no cut fell on {kind:?} of {name}\n{report}");
    }
}

/// What a planted bug made the checks say.
fn said<D: Day<Finding = Broken>>(day: &D, seed: u64) -> Vec<Broken> {
    let report = rehearse(day, &Plan::every_point(seed));
    let broken = |found: &Found<Broken>| match &found.objection {
        Objection::Finding(broken) => broken.clone(),
        Objection::Panicked(why) => panic!("{why}\n{report}"),
    };
    report.found.iter().map(broken).collect()
}

#[test]
fn a_phone_keeps_whole_whatever_it_said_it_saved_whenever_the_power_goes() {
    let mut report = Report::default();
    let mut errands = BTreeSet::new();
    for seed in 0..DEVICE_DAYS * times() {
        let day = DeviceDay::new(seed, captures_of(seed));
        errands.extend(day.errands.iter().copied());
        report.add(rehearse(&day, &plan(seed)));
    }
    println!("{report}");
    nothing_was_found(&report);
    every_kind_of_operation_was_cut(&report, "field.db", &KEPT);
    assert_eq!(errands, BTreeSet::from(Errand::ALL), "a kind of capture was never made");
}

#[test]
fn a_capture_is_on_the_phone_or_at_the_branch_and_at_the_branch_once_whichever_end_loses_power() {
    let mut report = Report::default();
    for seed in 100..100 + EXCHANGE_DAYS * times() {
        let day = ExchangeDay::new(seed, 3 + seed % 6);
        report.add(rehearse(&day, &plan(seed)));
    }
    println!("{report}");
    nothing_was_found(&report);
    every_kind_of_operation_was_cut(&report, "field.db", &KEPT);
    every_kind_of_operation_was_cut(&report, "branch.db", &DELETED);
    assert!(report.cuts_made() > report.points * 4, "the two also fail together\n{report}");
}

#[test]
fn a_phone_whose_commits_do_not_wait_for_the_disk_is_found_to_lose_captures() {
    let day = DeviceDay { durability: Durability::Normal, ..DeviceDay::new(1, 6) };
    let said = said(&day, 1);
    assert!(said.len() > 50, "{said:?}");
    assert!(said.iter().all(|broken| matches!(broken, Broken::Lost(_))), "what is left is whole\n{said:?}");
}

#[test]
fn a_phone_that_acknowledges_before_it_commits_is_found() {
    let day = DeviceDay { promises_early: true, ..DeviceDay::new(1, 3) };
    let said = said(&day, 1);
    assert!(said.iter().any(|broken| matches!(broken, Broken::Lost(_))), "{said:?}");
}

#[test]
fn a_branch_whose_commits_do_not_wait_for_the_disk_is_found_to_forget_verdicts() {
    let day = ExchangeDay { branch_durability: BranchDurability::None, ..ExchangeDay::new(1, 3) };
    let said = said(&day, 1);
    assert!(said.iter().any(|broken| matches!(broken, Broken::Forgotten(_))), "{said:?}");
}

#[test]
fn a_branch_that_answers_before_it_commits_is_found() {
    let day = ExchangeDay { answers_early: true, ..ExchangeDay::new(1, 3) };
    let said = said(&day, 1);
    assert!(said.iter().any(|broken| matches!(broken, Broken::Forgotten(_))), "{said:?}");
}
