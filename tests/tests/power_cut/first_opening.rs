//! A device's store is made and opened again; whenever the power goes, it opens.

use perisai_core::domain::Registry;
use perisai_core::store::{DataKey, Store, StoreError};
use perisai_tests::hand::SeededIds;
use perisai_tests::power::{Acknowledged, Day, MachineFolder, OpKind, Plan, Site, rehearse};
use rusqlite::Connection;

struct FirstOpening;

fn open(site: &Site) -> Result<Store, StoreError> {
    let folder = Box::new(MachineFolder::on(site.machine("device"), "/data"));
    Store::open(folder, &DataKey::new([7; 32]), Registry::standard(), &SeededIds::new(1, "device"), &|_| {})
}

fn is_whole(connection: &Connection) -> Result<(), String> {
    let verdict: Result<String, _> = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0));
    match verdict.as_deref() {
        Ok("ok") => Ok(()),
        other => Err(format!("integrity: {other:?}")),
    }
}

impl Day for FirstOpening {
    /// The store was opened.
    type Promise = ();
    type Finding = String;

    fn machines(&self) -> &[&str] {
        &["device"]
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<()>) -> Result<(), String> {
        let first = open(site).map(|_| acknowledged.promise(()));
        let second = open(site).map(|_| acknowledged.promise(()));
        first.and(second).map_err(|error| format!("{error:?}"))
    }

    fn check(&self, site: &Site, _: &Acknowledged<()>) -> Result<(), String> {
        let store = open(site).map_err(|error| format!("does not open: {error:?}"))?;
        is_whole(store.connection())
    }
}

#[test]
fn a_store_whose_making_was_cut_opens() {
    let plan = Plan { recoveries: 40, cuts_per_recovery: 4, live_cuts: 40, faults: 40, ..Plan::every_point(1) };
    let report = rehearse(&FirstOpening, &plan);
    println!("{report}");
    assert!(report.found.is_empty(), "{report}");
    assert!(report.cuts_on(OpKind::Rename, "") > 0 && report.cuts_on(OpKind::Write, "-wal") > 0, "{report}");
    assert_eq!(report.promises, 2);
}
