//! A phone and a branch on simulated machines, and what somebody is promised on them.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use perisai_branch::Branch;
use perisai_branch::store::{self as branch, SqliteLedger};
use perisai_core::domain::{ChangeId, Registry};
use perisai_core::ports::{Clock, Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::store::{DataKey, Durability, Store, StoreError};
use perisai_core::sync::wire::{self, CONTENT_TYPE, EXCHANGE_PATH, ExchangeResponse};
use perisai_core::{Field, FieldError};
use perisai_tests::hand::{Hand, HandClock, SeededIds};
use perisai_tests::power::{Acknowledged, MachineFolder, Site};

use super::errands::Kept;

/// 1 June 2026, 08:00 in Semarang.
pub(crate) const MORNING_MS: i64 = 1_780_275_600_000;
/// The machines of an exchange.
pub(crate) const DEVICE: &str = "device";
/// The other one.
pub(crate) const BRANCH: &str = "branch";
/// The branch's file on its machine.
pub(crate) const LEDGER: &str = "/data/branch.db";
/// Whose phone it is.
pub(crate) const AGENT: &str = "a1";
const HOUR_MS: i64 = 3_600_000;

/// What somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Everything was switched on once more.
    Started,
    /// A capture was saved.
    Kept(Kept),
    /// The branch's verdict on a change reached the phone.
    Judged(ChangeId),
    /// A capture or a sync failed, and why.
    Failed(FieldError),
}

/// One life of the phone and the branch, from switching on to the end of the day or the next cut.
pub(crate) struct Life<'a> {
    pub(crate) site: &'a Site,
    pub(crate) hand: Hand,
    pub(crate) number: u64,
    branch_clock: Arc<HandClock>,
    seed: u64,
    durability: Durability,
}

impl<'a> Life<'a> {
    /// The next life. It draws other random numbers than every one before, as a phone does.
    pub(crate) fn begin(site: &'a Site, seed: u64, acknowledged: &Acknowledged<Promise>) -> Life<'a> {
        acknowledged.promise(Promise::Started);
        let lives = acknowledged.all().iter().filter(|promise| **promise == Promise::Started).count();
        Life::numbered(site, seed, lives as u64)
    }

    /// A life by its number; 0 is before the day.
    pub(crate) fn numbered(site: &'a Site, seed: u64, number: u64) -> Life<'a> {
        let mut hand = Hand::new(seed, AGENT, MORNING_MS);
        (0..number).for_each(|_| hand.clock.reboot());
        hand.clock.reach(MORNING_MS + i64::try_from(number).expect("few lives") * HOUR_MS);
        hand.ports.ids = Arc::new(SeededIds::new(seed, &format!("{AGENT}/life/{number}")));
        let branch_clock = Arc::new(HandClock::at(hand.clock.now().wall_ms));
        Life { site, hand, number, branch_clock, seed, durability: Durability::Full }
    }

    /// The same life on a phone whose commits wait for less.
    pub(crate) fn waiting_for(self, durability: Durability) -> Life<'a> {
        Life { durability, ..self }
    }

    /// What the branch's clock shows, and the phone's where nobody has set it.
    pub(crate) fn now_ms(&self) -> i64 {
        self.branch_clock.now().wall_ms
    }

    /// A minute passes.
    pub(crate) fn pass_a_minute(&self) {
        let now_ms = self.now_ms() + 60_000;
        self.branch_clock.reach(now_ms);
        self.hand.clock.reach(now_ms);
    }

    fn folder(&self) -> Box<MachineFolder> {
        Box::new(MachineFolder::on(self.site.machine(DEVICE), "/data").waiting_for(self.durability))
    }

    /// The app starts.
    pub(crate) fn open(&self) -> Result<Field, FieldError> {
        let agent = AGENT.parse().expect("a badge");
        let (vault, ports) = (&self.hand.vault, self.hand.ports.clone());
        Field::open_in(self.folder(), vault, agent, ports, Registry::standard(), &|_| {})
    }

    /// The app begins again after a damage.
    pub(crate) fn begin_again(&self, quarantined_to: &str) -> Result<Field, FieldError> {
        let agent = AGENT.parse().expect("a badge");
        let (vault, ports) = (&self.hand.vault, self.hand.ports.clone());
        Field::begin_again_in(self.folder(), vault, agent, ports, Registry::standard(), quarantined_to, &|_| {})
    }

    /// The store beneath the app.
    pub(crate) fn store(&self) -> Result<Store, StoreError> {
        let key = DataKey::new(self.hand.vault.0);
        Store::open(self.folder(), &key, Registry::standard(), self.hand.ports.ids.as_ref(), &|_| {})
    }

    /// The way to the branch, whose server is started by the first request.
    pub(crate) fn line(&self, waits_for: branch::Durability) -> Line<'_> {
        Line { life: self, waits_for, served: Mutex::new(None), told: None, tells_early: false }
    }

    fn serve(&self, waits_for: branch::Durability) -> perisai_branch::Result<Served> {
        let vfs = self.site.machine(BRANCH).vfs_name();
        let ledger = SqliteLedger::open_on(vfs, Path::new(LEDGER), Registry::standard(), waits_for)?;
        let ledger = Arc::new(ledger);
        let ids = Arc::new(SeededIds::new(self.seed, &format!("branch/life/{}", self.number)));
        let branch = Branch::open(ledger.clone(), self.branch_clock.clone(), ids, Registry::standard());
        Ok(Served { branch, ledger })
    }
}

/// A branch at work.
pub(crate) struct Served {
    pub(crate) branch: Branch,
    pub(crate) ledger: Arc<SqliteLedger>,
}

/// The way from the phone to the branch.
pub(crate) struct Line<'a> {
    life: &'a Life<'a>,
    waits_for: branch::Durability,
    served: Mutex<Option<Served>>,
    told: Option<&'a Acknowledged<Promise>>,
    tells_early: bool,
}

impl<'a> Line<'a> {
    /// Verdicts that reach the phone are promised; `early`, a planted bug: as of when the request reached the branch.
    pub(crate) fn telling(self, acknowledged: &'a Acknowledged<Promise>, early: bool) -> Line<'a> {
        Line { told: Some(acknowledged), tells_early: early, ..self }
    }

    /// Works with the branch, starting it where nobody has.
    pub(crate) fn at_branch<T>(&self, work: impl FnOnce(&Served) -> T) -> perisai_branch::Result<T> {
        let mut served = self.served.lock().unwrap_or_else(PoisonError::into_inner);
        if served.is_none() {
            *served = Some(self.life.serve(self.waits_for)?);
        }
        Ok(work(served.as_ref().expect("started just now")))
    }

    fn note(&self, request: &TransportRequest, answer: &TransportResponse, arrived: u64) {
        let Some(acknowledged) = self.told else { return };
        if request.path != EXCHANGE_PATH || answer.status != 200 || answer.content_type != CONTENT_TYPE {
            return;
        }
        let response: ExchangeResponse = wire::unpack(&answer.body).expect("the branch's own answer");
        let when = if self.tells_early { arrived } else { self.life.site.clock().now() };
        for judged in response.verdicts {
            acknowledged.promise_as_of(when, Promise::Judged(judged.change));
        }
    }
}

impl Transport for Line<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let arrived = self.life.site.clock().now();
        let answer = self.at_branch(|served| served.branch.handle(request)).map_err(|_| TransportError)?;
        self.note(request, &answer, arrived);
        Ok(answer)
    }
}
