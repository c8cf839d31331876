//! One exchange, in its order: what is overdue, the run, the heads, the verdicts, the pages.
//!
//! Everything that the answer acknowledges is committed before the answer is made.

pub(crate) mod enrol;
pub(crate) mod heads;
pub(crate) mod nonce;
pub(crate) mod timing;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use perisai_core::domain::limits::HELD_DAYS_MAX;
use perisai_core::domain::{CapturedAt, Change, ChangeId, DeviceId, Invalid, Rule, Verdict};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::sync::wire::{
    ChangeVerdict, Cursor, Directive, ExchangeRequest, ExchangeResponse, Head, PROTOCOL, Run,
};

use self::heads::Offered;
use self::nonce::Presented;
use self::timing::{Measured, corrected};
use crate::changes::ingest::Arrival;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::{ChangeRow, DeviceRow};
use crate::streams::pages::{Reading, hash_of};
use crate::streams::placement::days;

/// How many changes of a run one transaction takes in. Between two of them other devices and the clerks are served: a
/// run of hundreds keeps nobody waiting for longer than this many take. A crash in between is a shorter acknowledged
/// run, which the device's own heads show it.
pub(crate) const CHANGES_PER_COMMIT: usize = 64;

/// A request under way, whose nonce was used.
#[derive(Debug)]
pub(crate) struct Begun {
    device: DeviceId,
    /// The clocks of the device when it sent the request, and of the branch when it received it.
    measured: Measured,
    nonce: String,
    /// The changes taken in so far.
    taken: Vec<ChangeId>,
}

/// How a request's first transaction ended.
#[derive(Debug)]
pub(crate) enum First {
    /// It goes on.
    Begun(Begun),
    /// Validly signed, with a nonce that is not the pending one: nothing was done.
    Stale {
        /// The pending one.
        pending: String,
    },
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) struct Concluded {
    pub(crate) response: ExchangeResponse,
    /// The cursors that the answer names by their hash.
    pub(crate) cursors: Vec<Cursor>,
}

/// A part of a run: what is taken in at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The place that it follows.
    pub(crate) after: Head,
    /// Its changes.
    pub(crate) changes: &'a [Change],
    /// Their places.
    pub(crate) offered: &'a [Offered],
}

/// A run in parts, in order.
pub(crate) fn parts<'a>(run: &'a Run, offered: &'a [Offered]) -> impl Iterator<Item = Part<'a>> {
    let parts = run.changes.chunks(CHANGES_PER_COMMIT).zip(offered.chunks(CHANGES_PER_COMMIT));
    parts.scan(run.after, |after, (changes, offered)| {
        let part = Part { after: *after, changes, offered };
        *after = offered.last().map_or(*after, |last| last.place);
        Some(part)
    })
}

impl Desk<'_> {
    /// Uses the nonce, does what is due, and takes in the first part of the run.
    pub(crate) fn begin_request(
        &mut self,
        device: DeviceId,
        nonce: &str,
        request: &ExchangeRequest,
        part: Option<Part<'_>>,
    ) -> Result<First> {
        let mut row = self.served(device)?;
        match nonce::present(&row, nonce) {
            Presented::Stale => return Ok(First::Stale { pending: row.nonce_pending }),
            Presented::Pending => nonce::advance(&mut row, self.new_nonce()),
            Presented::Last => {}
        }
        row.seen_ms = Some(self.now_ms);
        self.tx.put_device(&row)?;

        self.do_overdue(&row)?;
        for lost in &request.unknown_to_branch {
            self.tx.put_lost_revision(device, lost, self.now_ms)?;
        }
        let clocks =
            CapturedAt { wall_ms: request.clock_ms, boot_id: request.boot_id, monotonic_ms: request.monotonic_ms };
        let measured = Measured { device: clocks, branch_ms: self.now_ms };
        let mut begun = Begun { device, measured, nonce: row.nonce_pending, taken: Vec::new() };
        if let Some(part) = part {
            self.take_part(&mut begun, part)?;
        } else {
            self.announce()?;
        }
        Ok(First::Begun(begun))
    }

    /// Takes a part of the run in, each change on its own: a bad one blocks no other. Nothing where it does not follow
    /// from the branch's copy of the journal.
    pub(crate) fn take_part(&mut self, begun: &mut Begun, part: Part<'_>) -> Result<()> {
        let device = self.served(begun.device)?;
        if let Some(replayed) = self.fit(device.id, &part.after, part.offered)? {
            for (at, (offered, change)) in part.offered.iter().zip(part.changes).enumerate() {
                if at >= replayed {
                    self.tx.put_journal(device.id, &offered.place, offered.change, self.now_ms)?;
                }
                if device.revoked.is_some() {
                    self.set_aside(&device, offered, change, &begun.measured)?;
                    continue;
                }
                self.take_offered(&device, offered, change, &begun.measured)?;
                begun.taken.push(offered.change);
            }
        }
        self.announce()
    }

    /// What the request came to, and what the device lacks: all of it committed before.
    pub(crate) fn conclude_request(&self, begun: &Begun, request: &ExchangeRequest) -> Result<Concluded> {
        let device = self.served(begun.device)?;
        let is_revoked = device.revoked.is_some();
        let scope = self.scope(&device.agent)?;
        let is_known = is_revoked || scope.version == request.scope_version;
        let reading = if is_revoked { None } else { self.read_for(&device, request)? };
        let is_read = reading.is_some();
        // Without cursors the device lists them in full next time; until then there is more.
        let Reading { pages, cursors, more } = match reading {
            Some(reading) => reading,
            None => Reading { more: !is_revoked, ..Reading::default() },
        };
        let asked = request.recovery_key.filter(|_| !is_revoked);
        let answered = |change: &ChangeId| self.answer(*change);
        Ok(Concluded {
            response: ExchangeResponse {
                protocol: PROTOCOL,
                heads: request.heads.iter().map(|head| self.head(device.id, head)).collect::<Result<_>>()?,
                shared: self.shared(device.id, &request.shared)?,
                verdicts: begun.taken.iter().map(answered).collect::<Result<_>>()?,
                pages,
                cursors: is_read.then(|| hash_of(&cursors)),
                more,
                scope: (!is_known).then_some(scope),
                in_backup: self.tx.backed_up(device.id)?,
                directives: if is_revoked { vec![Directive::Revoked] } else { Vec::new() },
                server_ms: self.now_ms,
                nonce: begun.nonce.clone(),
                recovery_key: self.recovery_key_unknown_to(asked)?,
            },
            cursors,
        })
    }

    /// A device, read anew: it may have been revoked, or its nonce used, since it was admitted.
    fn served(&self, device: DeviceId) -> Result<DeviceRow> {
        self.tx.device(device)?.ok_or_else(|| BranchError::not_found("device", device))
    }

    /// What time has made due: held changes go back to their authors, copies of what lies outside an agent's
    /// villages end.
    fn do_overdue(&mut self, device: &DeviceRow) -> Result<()> {
        for change in self.tx.waiting_since(self.now_ms - days(HELD_DAYS_MAX))? {
            self.give_back(change, "waits_for", Rule::Expired)?;
        }
        self.end_copies(&device.agent)
    }

    /// Takes one change: what is known by its id is a replay, wherever it comes from.
    fn take_offered(
        &mut self,
        device: &DeviceRow,
        offered: &Offered,
        change: &Change,
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
            received_ms: measured.branch_ms,
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
        let verdict = verdict.ok_or_else(|| BranchError::Ledger(format!("change {change} has no verdict")))?;
        Ok(ChangeVerdict { change, verdict })
    }

    /// What a device lacks; none where the cursors that it names are not known.
    fn read_for(&self, device: &DeviceRow, request: &ExchangeRequest) -> Result<Option<Reading>> {
        match self.cursors_of(device.id, &request.cursors)? {
            Some(cursors) => self.read_streams(&device.agent, &cursors, request.bytes_wanted).map(Some),
            None => Ok(None),
        }
    }

    /// A nonce that nobody can guess, in few letters: every answer carries one.
    pub(crate) fn new_nonce(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.random::<16>())
    }
}
