//! A phone and its branch, each on a machine that can lose its power: captures, a sync, more captures, another sync.

use std::collections::BTreeSet;
use std::path::Path;

use perisai_branch::ledger;
use perisai_branch::store::Durability as BranchDurability;
use perisai_core::domain::kinds::{Agent, Reference};
use perisai_core::domain::{ChangeId, DeviceId, Incarnation, Record};
use perisai_core::field::NoProgress;
use perisai_core::store::Durability;
use perisai_core::sync::wire::Head;
use perisai_core::{Field, FieldError};
use perisai_tests::power::{Acknowledged, Day, Site};
use rusqlite::{Connection, OpenFlags};

use super::dawn::Dawn;
use super::device_day::{PEOPLE_OF_A_LIFE, captures_go_on, storage_failed_as_such, told, totals_add_up};
use super::errands::Errand;
use super::kept::{Before, Broken, Written, hold, is_whole};
use super::phone::{BRANCH, DEVICE, LEDGER, Life, Line, Promise, Served};

/// How often a phone may have to sync until both sides agree, when nothing fails any more.
const HEALING_SYNCS_MAX: u32 = 10;

/// A day with a branch in reach.
pub(crate) struct ExchangeDay {
    pub(crate) seed: u64,
    pub(crate) dawn: Dawn,
    pub(crate) errands: Vec<Errand>,
    /// What the phone's commits wait for; less than all is a planted bug.
    pub(crate) durability: Durability,
    /// What the branch's commits wait for; less than all is a planted bug.
    pub(crate) branch_durability: BranchDurability,
    /// A planted bug: the branch answers when the request arrives.
    pub(crate) answers_early: bool,
}

impl ExchangeDay {
    pub(crate) fn new(seed: u64, captures: u64) -> ExchangeDay {
        ExchangeDay {
            seed,
            dawn: Dawn::of(seed),
            errands: Errand::of_day(seed, captures),
            durability: Durability::Full,
            branch_durability: BranchDurability::Full,
            answers_early: false,
        }
    }

    fn life<'a>(&self, site: &'a Site, acknowledged: &Acknowledged<Promise>) -> Life<'a> {
        Life::begin(site, self.seed, acknowledged).waiting_for(self.durability)
    }

    fn work(
        &self,
        life: &Life<'_>,
        field: &Field,
        line: &Line<'_>,
        acknowledged: &Acknowledged<Promise>,
    ) -> Result<(), FieldError> {
        let mut first = Ok(());
        let noon = self.errands.len().div_ceil(2);
        for (at, (errand, number)) in self.errands.iter().zip(life.number * PEOPLE_OF_A_LIFE..).enumerate() {
            life.pass_a_minute();
            match told(errand.run(field, number, life.now_ms()), acknowledged) {
                Ok(kept) => acknowledged.promise(Promise::Kept(kept)),
                Err(error) => first = first.and(Err(error)),
            }
            if at + 1 == noon || at + 1 == self.errands.len() {
                first = first.and(told(field.sync(line, &NoProgress), acknowledged).map(|_| ()));
            }
        }
        first
    }

    /// The faults have stopped: both sides come to agree, and the branch has everything once.
    fn heal(&self, life: &Life<'_>, line: &Line<'_>, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let field = life.open()?;
        totals_add_up(&field)?;
        captures_go_on(life, &field, acknowledged)?;
        let mut syncs = 0;
        while !field.sync(line, &NoProgress)?.complete {
            syncs += 1;
            if syncs > HEALING_SYNCS_MAX {
                return Err(Broken::Unfinished("the phone and the branch do not come to agree"));
            }
        }
        totals_add_up(&field)?;
        let pending = field.totals()?.pending;
        let device = field.device()?.ok_or(Broken::Unfinished("the phone has forgotten its enrolment"))?;
        field.shutdown();
        if pending > 0 {
            return Err(Broken::Totals(format!("{pending} pending after the last sync")));
        }
        let store = life.store()?;
        let changes = hold(&store, &self.dawn.before, &acknowledged.all(), Written::ByTheBranchToo)?;
        let after = Before::of(&store)?;
        let heads = heads(store.connection())?;
        line.at_branch(|served| {
            has_verdicts(served, &changes)?;
            has_heads(served, device, &heads)?;
            has_what_the_phone_shows(served, &after)?;
            chains_verify(served)
        })?
    }
}

impl Day for ExchangeDay {
    type Promise = Promise;
    type Finding = Broken;

    fn machines(&self) -> &[&str] {
        &[DEVICE, BRANCH]
    }

    fn prepare(&self, site: &Site) -> Result<(), Broken> {
        self.dawn.mount(site);
        Ok(())
    }

    fn run(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let life = self.life(site, acknowledged);
        let line = life.line(self.branch_durability).telling(acknowledged, self.answers_early);
        let field = told(life.open(), acknowledged)?;
        let worked = self.work(&life, &field, &line, acknowledged);
        field.shutdown();
        Ok(worked?)
    }

    fn check(&self, site: &Site, acknowledged: &Acknowledged<Promise>) -> Result<(), Broken> {
        let life = self.life(site, acknowledged);
        let line = life.line(self.branch_durability).telling(acknowledged, false);
        let promises = acknowledged.all();
        storage_failed_as_such(&promises)?;
        // First what each side has by itself; nothing has been healed yet.
        line.at_branch(|served| has_verdicts(served, &judged(&promises)))??;
        ledger_is_whole(site)?;
        hold(&life.store()?, &self.dawn.before, &promises, Written::ByTheBranchToo)?;
        self.heal(&life, &line, acknowledged)
    }
}

/// The changes whose verdicts the phone has heard.
fn judged(promises: &[Promise]) -> BTreeSet<ChangeId> {
    let judged = promises.iter().filter_map(|promise| match promise {
        Promise::Judged(change) => Some(*change),
        Promise::Started | Promise::Kept(_) | Promise::Failed(_) => None,
    });
    judged.collect()
}

fn has_verdicts(served: &Served, changes: &BTreeSet<ChangeId>) -> Result<(), Broken> {
    ledger::read(served.ledger.as_ref(), |tx| {
        for change in changes {
            if tx.verdict(*change)?.is_none() {
                return Ok(Err(Broken::Forgotten(*change)));
            }
        }
        Ok(Ok(()))
    })?
}

fn heads(store: &Connection) -> Result<Vec<Head>, Broken> {
    let mut statement = store.prepare("SELECT incarnation, seq, hash FROM incarnation WHERE seq > 0")?;
    let mut rows = statement.query([])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        let torn = || Broken::Torn("a head of the journal".to_owned());
        let incarnation = Incarnation::from_slice(&row.get::<_, Vec<u8>>(0)?).ok_or_else(torn)?;
        let hash = perisai_core::domain::ChainHash::from_slice(&row.get::<_, Vec<u8>>(2)?).ok_or_else(torn)?;
        heads.push(Head { incarnation, seq: row.get::<_, i64>(1)?.unsigned_abs(), hash });
    }
    Ok(heads)
}

/// The branch's copy of the journal ends where the journal does.
fn has_heads(served: &Served, device: DeviceId, heads: &[Head]) -> Result<(), Broken> {
    for head in heads {
        if ledger::read(served.ledger.as_ref(), |tx| tx.journal_head(device, head.incarnation))? != Some(*head) {
            return Err(Broken::Unfinished("the branch's copy of the journal ends elsewhere"));
        }
    }
    Ok(())
}

/// Every record is at the branch once and the same: what was captured had one effect.
fn has_what_the_phone_shows(served: &Served, phone: &Before) -> Result<(), Broken> {
    let elsewhere = [Agent::KIND.name, Reference::KIND.name];
    for kind in perisai_core::domain::Registry::standard().kinds() {
        if elsewhere.contains(&kind.name) {
            continue;
        }
        let there = ledger::read(served.ledger.as_ref(), |tx| tx.page(kind, None, usize::from(u16::MAX)))?;
        let shown = phone.shown.keys().filter(|(of, _)| *of == kind.name).count();
        for revision in &there {
            if phone.shown.get(&(kind.name, revision.record)) != Some(&revision.fields) {
                return Err(Broken::Halved { kind: kind.name, record: revision.record });
            }
        }
        if shown != there.len() {
            return Err(Broken::Unfinished("the phone shows a record that the branch does not have"));
        }
    }
    Ok(())
}

fn chains_verify(served: &Served) -> Result<(), Broken> {
    match served.branch.verify()?.problems.first() {
        None => Ok(()),
        Some(problem) => Err(Broken::Branch(format!("{problem:?}"))),
    }
}

fn ledger_is_whole(site: &Site) -> Result<(), Broken> {
    let vfs = site.machine(BRANCH).vfs_name();
    is_whole(&Connection::open_with_flags_and_vfs(Path::new(LEDGER), OpenFlags::default(), vfs)?)
}
