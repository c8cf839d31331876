//! An enrolled phone without signal: captures of every kind, the app restarted at noon.

use perisai_core::store::Durability;
use perisai_core::{Field, FieldError};
use perisai_tests::power::{Acknowledged, Day, Site};

use super::dawn::Dawn;
use super::errands::{CASH_RUPIAH, Errand, Kept, registration};
use super::kept::{Broken, Written, hold};
use super::phone::{DEVICE, Life, MORNING_MS, Promise};

/// People of one life are numbered from here on, times the life's number: nobody is met twice.
pub(crate) const PEOPLE_OF_A_LIFE: u64 = 1_000;

/// A phone's day.
pub(crate) struct DeviceDay {
    pub(crate) seed: u64,
    pub(crate) dawn: Dawn,
    pub(crate) errands: Vec<Errand>,
    /// What the store's commits wait for; less than all is a planted bug.
    pub(crate) durability: Durability,
    /// A planted bug: the capture is acknowledged when it begins.
    pub(crate) promises_early: bool,
}

impl DeviceDay {
    pub(crate) fn new(seed: u64, captures: u64) -> DeviceDay {
        DeviceDay {
            seed,
            dawn: Dawn::of(seed),
            errands: Errand::of_day(seed, captures),
            durability: Durability::Full,
            promises_early: false,
        }
    }

    fn life<'a>(&self, site: &'a Site, acknowledged: &Acknowledged<Promise>) -> Life<'a> {
        Life::begin(site, self.seed, acknowledged).waiting_for(self.durability)
    }

    /// The app is started, used for some errands, and closed.
    fn work(&self, site: &Site, acknowledged: &Acknowledged<Promise>, errands: &[Errand]) -> Result<(), FieldError> {
        let life = self.life(site, acknowledged);
        let field = told(life.open(), acknowledged)?;
        let mut first = Ok(());
        for (errand, number) in errands.iter().zip(life.number * PEOPLE_OF_A_LIFE..) {
            life.pass_a_minute();
            let began = site.clock().now();
            match errand.run(&field, number, life.now_ms()) {
                Ok(kept) => {
                    let when = if self.promises_early { began } else { site.clock().now() };
                    acknowledged.promise_as_of(when, Promise::Kept(kept));
                }
                Err(error) => first = first.and(told(Err(error), acknowledged)),
            }
        }
        field.shutdown();
        first
    }
}

/// Notes what a failure was told as: it must be one that an app knows what to do with.
pub(crate) fn told<T>(result: Result<T, FieldError>, acknowledged: &Acknowledged<Promise>) -> Result<T, FieldError> {
    if let Err(error) = &result {
        acknowledged.promise(Promise::Failed(error.clone()));
    }
    result
}

impl Day for DeviceDay {
    type Promise = Promise;
    type Finding = Broken;

    fn machines(&self) -> &[&str] {
        &[DEVICE]
    }

    fn prepare(&self, site: &Site) -> Result<(), Broken> {
        self.dawn.mount(site);
        Ok(())
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let (before_noon, after_noon) = self.errands.split_at(self.errands.len() / 2);
        let morning = self.work(site, acknowledged, before_noon);
        let afternoon = self.work(site, acknowledged, after_noon);
        Ok(morning.and(afternoon)?)
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let life = self.life(site, acknowledged);
        let field = life.open()?;
        totals_add_up(&field)?;
        captures_go_on(&life, &field, acknowledged)?;
        field.shutdown();
        hold(&life.store()?, &self.dawn.before, &acknowledged.all(), Written::ByThePhoneAlone)?;
        storage_failed_as_such(&acknowledged.all())
    }
}

/// What the screens count is the sum of its parts.
pub(crate) fn totals_add_up(field: &Field) -> Result<(), Broken> {
    let totals = field.totals()?;
    let sum = totals.pending + totals.applied + totals.merged + totals.contested + totals.held + totals.rejected;
    let day = field.day_totals(MORNING_MS, 420)?;
    let entrusted = i64::try_from(day.receipts).ok().map(|receipts| receipts * CASH_RUPIAH);
    if sum != totals.captured || Some(day.entrusted_rupiah) != entrusted || field.pending_count()? != totals.pending {
        return Err(Broken::Totals(format!("{totals:?}, {day:?}")));
    }
    Ok(())
}

/// The phone still takes captures, with a receipt of a number that nobody was handed; whoever was captured is found.
pub(crate) fn captures_go_on(
    life: &Life<'_>,
    field: &Field,
    acknowledged: &Acknowledged<Promise>,
) -> Result<(), Broken> {
    life.pass_a_minute();
    let input = registration((life.number + 1) * PEOPLE_OF_A_LIFE - 1, None);
    let saved = field.register(&input)?;
    let kept = Kept { change: saved.change, receipt: saved.receipt_number };
    acknowledged.promise(Promise::Kept(kept));
    let found = field.search(input.person.name.as_deref().unwrap_or_default())?;
    if found.iter().any(|line| line.worker == saved.worker) { Ok(()) } else { Err(Broken::Unfinished("not found")) }
}

/// Whatever failed during the day was told as the storage's failure or the network's, never as damage or a defect.
pub(crate) fn storage_failed_as_such(promises: &[Promise]) -> Result<(), Broken> {
    let failed = promises.iter().filter_map(|promise| match promise {
        Promise::Failed(error) => Some(error),
        Promise::Started | Promise::Kept(_) | Promise::Judged(_) => None,
    });
    let is_clear = |error: &&FieldError| {
        matches!(error, FieldError::StorageFull | FieldError::Storage { .. } | FieldError::Network { retryable: true })
    };
    match failed.into_iter().find(|error| !is_clear(error)) {
        Some(error) => Err(Broken::Told(error.clone())),
        None => Ok(()),
    }
}
