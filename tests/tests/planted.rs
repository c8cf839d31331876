//! Bugs planted in the core and the branch: the simulated days find each of them.
//!
//! Without the feature `planted-bugs` there is nothing here; `cargo xtask test` asks for it.
#![cfg(feature = "planted-bugs")]

use std::path::{Path, PathBuf};

use perisai_core::planted::{MARK, Planted, plant};
use perisai_tests::sim::{Day, Violation, live};

/// A bug that is not found within so many days is not found.
const DAYS_MAX: u64 = 200;

/// Lives days until one finds the bug. Answers how many it took, and what was found.
fn found(bug: Planted) -> (u64, Violation) {
    for seed in 0..DAYS_MAX {
        let _planted = plant(bug);
        if let Err(violation) = live(Day { seed, steps: 60, fault_one_in: 4, full: true }) {
            eprintln!("{bug:?}: found on day {} of the simulator: {violation}", seed + 1);
            return (seed + 1, violation);
        }
    }
    panic!("{bug:?} was not found within {DAYS_MAX} days");
}

#[test]
fn a_planted_save_before_the_commit_is_found() {
    found(Planted::SavedBeforeCommit);
}

#[test]
fn a_planted_id_made_at_send_time_is_found() {
    found(Planted::IdMadeAtSendTime);
}

#[test]
fn a_planted_drop_of_losers_is_found() {
    let (_, violation) = found(Planted::LoserDropped);
    assert!(matches!(violation, Violation::Overridden { .. }), "{violation}");
}

#[test]
fn a_planted_purge_of_pending_work_with_its_village_is_found() {
    found(Planted::PendingPurgedWithVillage);
}

#[test]
fn a_planted_cursor_by_time_is_found() {
    let (_, violation) = found(Planted::CursorByTime);
    assert!(matches!(violation, Violation::Differs { .. } | Violation::Totals(_)), "{violation}");
}

#[test]
fn a_planted_second_effect_of_a_replay_is_found() {
    found(Planted::ReplayAppliedTwice);
}

#[test]
fn a_planted_neglect_of_the_last_writer_is_found() {
    let (_, violation) = found(Planted::LastWriterNotCompared);
    assert!(matches!(violation, Violation::Overridden { .. }), "{violation}");
}

#[test]
fn a_planted_neglect_of_the_hash_is_found() {
    found(Planted::HashNotChecked);
}

#[test]
fn days_with_nothing_planted_find_nothing() {
    for seed in 0..3 {
        let day = live(Day { seed, steps: 60, fault_one_in: 4, full: true });
        assert!(day.is_ok(), "seed {seed}: {:?}", day.err());
    }
}

fn holds_the_mark(file: &Path) -> bool {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}; build it first", file.display()));
    bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

#[test]
fn what_is_shipped_has_no_place_for_a_planted_bug() {
    let here = std::env::current_exe().expect("a program knows where it is");
    assert!(holds_the_mark(&here), "the mark is not found where it is");

    let products = here.parent().and_then(Path::parent).expect("cargo's folder").to_owned();
    let branch = std::env::var_os("PERISAI_BRANCH").map_or_else(|| products.join("perisai-branch"), PathBuf::from);
    let libraries = std::env::var_os("PERISAI_LIBRARY_DIR").map_or(products, PathBuf::from);
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    for product in [branch, libraries.join(format!("{prefix}perisai_bindings{suffix}"))] {
        assert!(!holds_the_mark(&product), "{} was built with the feature planted-bugs", product.display());
    }
}
