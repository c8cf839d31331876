//! Two machines: rows are captured on a device, brought to a branch, and forgotten on the device once the branch has taken
//! them.

use perisai_tests::power::{Acknowledged, Day, Disturbance, Objection, OpKind, Plan, Report, Site, Victims, rehearse};
use rusqlite::{Connection, params};

use crate::raw::{self, Broken, Durability};

struct Exchange {
    device: Durability,
    branch: Durability,
    captures: i64,
}

impl Exchange {
    fn exchange(&self, device: &mut Connection, site: &Site) -> Result<(), Broken> {
        let pending: Vec<i64> = device
            .prepare("SELECT id FROM entry WHERE sent = 0 ORDER BY place")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut branch = raw::open(site.machine("branch"), self.branch)?;
        for id in &pending {
            let known: bool = branch.query_row("SELECT count(*) > 0 FROM row WHERE id = ?1", [id], |row| row.get(0))?;
            if !known {
                raw::capture(&mut branch, *id)?;
            }
        }
        // The branch has answered, and stays as it is: the device forgets.
        let transaction = device.transaction()?;
        for id in &pending {
            transaction.execute("DELETE FROM entry WHERE id = ?1", params![id])?;
            transaction.execute("DELETE FROM row WHERE id = ?1", params![id])?;
        }
        Ok(transaction.commit()?)
    }
}

impl Day for Exchange {
    type Promise = i64;
    type Finding = Broken;

    fn machines(&self) -> &[&str] {
        &["device", "branch"]
    }

    fn prepare(&self, site: &Site) -> Result<(), Broken> {
        raw::open(site.machine("device"), self.device)?;
        raw::open(site.machine("branch"), self.branch)?;
        Ok(())
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
        let mut device = raw::open(site.machine("device"), self.device)?;
        for id in 0..self.captures {
            raw::capture(&mut device, id)?;
            acknowledged.promise(id);
            if id % 3 == 2 {
                self.exchange(&mut device, site)?;
            }
        }
        Ok(())
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<i64>) -> Result<(), Broken> {
        let mut device = raw::open(site.machine("device"), self.device)?;
        raw::whole_rows(&device)?;
        self.exchange(&mut device, site)?;
        let there = raw::whole_rows(&raw::open(site.machine("branch"), self.branch)?)?;
        match acknowledged.all().into_iter().find(|id| !there.contains(id)) {
            Some(lost) => Err(Broken::Lost(lost)),
            None => Ok(()),
        }
    }
}

fn rehearse_exchange(branch: Durability, plan: &Plan) -> Report<Broken> {
    rehearse(&Exchange { device: Durability::DEVICE, branch, captures: 6 }, plan)
}

#[test]
fn a_row_is_at_one_end_whichever_end_loses_power() {
    let plan = Plan { recoveries: 50, cuts_per_recovery: 4, live_cuts: 20, faults: 20, ..Plan::every_point(1) };
    let report = rehearse_exchange(Durability::DEVICE, &plan);
    println!("{report}");
    assert!(report.found.is_empty(), "{report}");
    assert!(report.cuts_on(OpKind::Sync, "-wal") > 0 && report.second_cuts_made() > 100, "{report}");
    assert!(report.cuts_made() > report.points * 4, "the two also fail together\n{report}");
}

#[test]
fn a_branch_that_answers_before_it_is_durable_is_found() {
    let report = rehearse_exchange(Durability { synchronous: "NORMAL", ..Durability::DEVICE }, &Plan::every_point(1));
    assert!(!report.found.is_empty(), "{report}");
    for found in &report.found {
        assert!(matches!(found.objection, Objection::Finding(Broken::Lost(_))), "{report}");
        let Disturbance::Cut(cut) = found.disturbance else { panic!("only first cuts were planned") };
        assert_ne!(cut.victims, Victims::One(0), "the device alone loses nothing: {cut}");
    }
}
