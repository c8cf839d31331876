//! One exchange, in its order: what is overdue, the heads, the run, the verdicts, the pages.
//!
//! Everything that the answer acknowledges is committed before the answer is made.

use perisai_core::domain::limits::HELD_DAYS_MAX;
use perisai_core::domain::{CapturedAt, ChangeId, Invalid, Rule, Verdict};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::{ChangeVerdict, Directive, ExchangeRequest, ExchangeResponse, Head, PROTOCOL, Scope};

use crate::desk::Desk;
use crate::error::Result;
use crate::heads::Offered;
use crate::ingest::Arrival;
use crate::ledger::{ChangeRow, DeviceRow};
use crate::nonce::{self, Presented};
use crate::pages::{Reading, hash_of};
use crate::placement::days;
use crate::timing::{Measured, corrected};

/// What the first half of an exchange committed.
#[derive(Debug)]
pub(crate) struct TakenIn {
    heads: Vec<Head>,
    shared: Option<Head>,
    in_backup: Vec<Head>,
    verdicts: Vec<ChangeVerdict>,
    scope: Option<Scope>,
    is_revoked: bool,
    nonce: String,
}

/// How the first half of an exchange ended.
#[derive(Debug)]
pub(crate) enum First {
    /// Everything was taken in.
    Done(Box<TakenIn>),
    /// Validly signed, with a nonce that is not the pending one: nothing was done.
    Stale {
        /// The pending one.
        pending: String,
    },
}

impl Desk<'_> {
    /// Takes in what a device sends. To be committed before anything is answered.
    pub(crate) fn take_request(
        &mut self,
        mut device: DeviceRow,
        nonce: &str,
        request: &ExchangeRequest,
    ) -> Result<First> {
        match nonce::present(&device, nonce) {
            Presented::Stale => return Ok(First::Stale { pending: device.nonce_pending }),
            Presented::Pending => nonce::advance(&mut device, self.new_nonce()),
            Presented::Last => {}
        }
        device.seen_ms = Some(self.now_ms);
        self.tx.put_device(&device)?;

        self.do_overdue(&device)?;
        for lost in &request.unknown_to_branch {
            self.tx.put_lost_revision(device.id, lost, self.now_ms)?;
        }
        let verdicts = self.take_run(&device, request)?;
        self.announce()?;

        let is_revoked = device.revoked.is_some();
        let scope = self.scope(&device.agent)?;
        let known = is_revoked || scope.version == request.scope_version;
        Ok(First::Done(Box::new(TakenIn {
            heads: request.heads.iter().map(|head| self.head(device.id, head)).collect::<Result<_>>()?,
            shared: self.shared(device.id, &request.shared)?,
            in_backup: self.tx.backed_up(device.id)?,
            verdicts: verdicts.into_iter().map(|change| self.answer(change)).collect::<Result<_>>()?,
            scope: (!known).then_some(scope),
            is_revoked,
            nonce: device.nonce_pending,
        })))
    }

    /// What time has made due: held changes go back to their authors, copies of what lies outside an agent's
    /// villages end.
    fn do_overdue(&mut self, device: &DeviceRow) -> Result<()> {
        for change in self.tx.waiting_since(self.now_ms - days(HELD_DAYS_MAX))? {
            self.give_back(change, "waits_for", Rule::Expired)?;
        }
        self.end_copies(&device.agent)
    }

    /// Takes the run, each change on its own: a bad one blocks no other. Answers the changes to give a
    /// verdict on.
    fn take_run(&mut self, device: &DeviceRow, request: &ExchangeRequest) -> Result<Vec<ChangeId>> {
        let Some(run) = &request.run else { return Ok(Vec::new()) };
        let Some(offered) = self.fit(device.id, run)? else { return Ok(Vec::new()) };
        let device_clock =
            CapturedAt { wall_ms: request.clock_ms, boot_id: request.boot_id, monotonic_ms: request.monotonic_ms };
        let measured = Measured { device: device_clock, branch_ms: self.now_ms };
        let mut verdicts = Vec::with_capacity(offered.len());
        for (offered, change) in offered.iter().zip(&run.changes) {
            if !offered.is_replay {
                self.tx.put_journal(device.id, &offered.place, offered.change, self.now_ms)?;
            }
            if device.revoked.is_some() {
                self.set_aside(device, offered, change, &measured)?;
                continue;
            }
            self.take_offered(device, offered, change, &measured)?;
            verdicts.push(offered.change);
        }
        Ok(verdicts)
    }

    /// Takes one change: what is known by its id is a replay, wherever it comes from.
    fn take_offered(
        &mut self,
        device: &DeviceRow,
        offered: &Offered,
        change: &perisai_core::domain::Change,
        measured: &Measured,
    ) -> Result<()> {
        let is_known = self.tx.verdict(offered.change)?.is_some();
        if is_known && !is_planted(Planted::ReplayAppliedTwice) {
            return Ok(());
        }
        self.tx.drop_quarantine(offered.change)?;
        let timing = corrected(&change.captured_at, measured);
        let arrival = Arrival {
            id: offered.change,
            body: change.clone(),
            device: Some(device.id),
            timing,
            received_ms: self.now_ms,
        };
        if is_known {
            return self.judge(&arrival, None).map(|_| ());
        }
        if change.author == device.agent {
            return self.take_in(&arrival).map(|_| ());
        }
        let Invalid { field, rule } = Invalid::new("author", Rule::Role);
        let verdict = Verdict::Rejected { record: None, field, rule };
        let Arrival { id, body, device: from, timing, received_ms } = arrival;
        self.tx.put_change(&ChangeRow { id, body, device: from, timing, received_ms, verdict })?;
        // Whoever sent it learns of it; the agent it names does not.
        self.note_decided(id, &device.agent);
        Ok(())
    }

    fn answer(&self, change: ChangeId) -> Result<ChangeVerdict> {
        let verdict = self.tx.verdict(change)?;
        let verdict = verdict.ok_or_else(|| crate::BranchError::Ledger(format!("change {change} has no verdict")))?;
        Ok(ChangeVerdict { change, verdict })
    }

    /// What the device lacks, in the second half: nothing for a revoked one or one whose cursors are not known.
    pub(crate) fn read_for(&self, device: &DeviceRow, request: &ExchangeRequest) -> Result<Option<Reading>> {
        match self.cursors_of(device.id, &request.cursors)? {
            Some(cursors) => self.read_streams(&device.agent, &cursors, request.bytes_wanted).map(Some),
            None => Ok(None),
        }
    }

    /// A nonce that nobody can guess.
    pub(crate) fn new_nonce(&self) -> String {
        hex::encode(self.random::<16>())
    }
}

/// The answer, of what was committed and what was read.
pub(crate) fn answer(first: TakenIn, reading: Option<Reading>, server_ms: i64) -> ExchangeResponse {
    let TakenIn { heads, shared, in_backup, verdicts, scope, is_revoked, nonce } = first;
    // Without cursors the device lists them in full next time; until then there is more.
    let (pages, cursors, more) = match reading {
        Some(reading) => (reading.pages, Some(hash_of(&reading.cursors)), reading.more),
        None => (Vec::new(), None, !is_revoked),
    };
    ExchangeResponse {
        protocol: PROTOCOL,
        heads,
        shared,
        verdicts,
        pages,
        cursors,
        scope,
        in_backup,
        directives: if is_revoked { vec![Directive::Revoked] } else { Vec::new() },
        server_ms,
        nonce,
        more,
    }
}
