//! A store whose first page is gone: set aside, salvaged and begun again, whenever the power goes.

use std::sync::atomic::{AtomicU64, Ordering};

use perisai_core::{Field, FieldError};
use perisai_tests::power::{Acknowledged, Day, OpKind, Plan, Site, rehearse};

use super::dawn::Dawn;
use super::device_day::told;
use super::errands::registration;
use super::kept::Broken;
use super::phone::{DEVICE, Life, Promise};

const DATABASE: &str = "/data/field.db";
const SEED: u64 = 1;
/// The life before the day, in which the last captures were made.
const EVENING: u64 = 50;

struct BegunAgain {
    dawn: Dawn,
    /// How many changes the journal held when it was damaged.
    captured: AtomicU64,
}

/// Opens the store; where it is damaged, begins again from where it was copied to.
fn recover(life: &Life<'_>) -> Result<Field, FieldError> {
    match life.open() {
        Err(FieldError::Corrupt { quarantined_to }) => life.begin_again(&quarantined_to),
        opened => opened,
    }
}

impl Day for BegunAgain {
    type Promise = Promise;
    type Finding = Broken;

    fn machines(&self) -> &[&str] {
        &[DEVICE]
    }

    fn prepare(&self, site: &Site) -> Result<(), Broken> {
        self.dawn.mount(site);
        let life = Life::numbered(site, SEED, EVENING);
        let field = life.open()?;
        for number in 100..103 {
            field.register(&registration(number, None))?;
        }
        self.captured.store(field.totals()?.captured, Ordering::Relaxed);
        field.shutdown();
        let files = site.machine(DEVICE).files();
        let mut bytes = files.read(DATABASE).expect("the store");
        bytes[..4096].fill(0x5a);
        files.write(DATABASE, &bytes).expect("a disk");
        files.sync(DATABASE).expect("a disk");
        Ok(())
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let life = Life::begin(site, SEED, acknowledged);
        told(recover(&life), acknowledged)?.shutdown();
        Ok(())
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let field = recover(&Life::begin(site, SEED, acknowledged))?;
        let totals = field.totals()?;
        let captured = self.captured.load(Ordering::Relaxed);
        if (totals.captured, totals.pending) != (captured, captured) || field.device()?.is_none() {
            return Err(Broken::Totals(format!("{totals:?} of {captured}")));
        }
        let worker = registration(102, None).person.name.unwrap_or_default();
        let found = field.search(&worker)?.len();
        field.shutdown();
        if found == 0 { Err(Broken::Unfinished("not found")) } else { Ok(()) }
    }
}

#[test]
fn a_damaged_store_can_be_gone_on_with_wherever_salvage_or_beginning_again_was_cut() {
    let day = BegunAgain { dawn: Dawn::of(SEED), captured: AtomicU64::new(0) };
    let plan = Plan { recoveries: 40, cuts_per_recovery: 4, live_cuts: 40, faults: 40, ..Plan::every_point(1) };
    let report = rehearse(&day, &plan);
    eprintln!("{report}");
    assert!(report.found.is_empty(), "{report}");
    assert!(report.cuts_on(OpKind::Rename, "") > 0 && report.cuts_on(OpKind::Write, "-wal") > 0, "{report}");
}
