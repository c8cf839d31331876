//! The day's end: exchanging until there is nothing more.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Field, device_of};
use crate::domain::ChangeId;
use crate::domain::limits::REQUEST_UNPACKED_BYTES_MAX;
use crate::error::{FieldError, WhyRefused};
use crate::ports::{Transport, random_u64};
use crate::store::{Store, journal, meta};
use crate::sync::schedule::{Attempt, AttemptEnd, ClockSeen};
use crate::sync::session::{Identity, Session, Step};

/// The most requests in one sync: beyond it something is wrong, and the next sync goes on where this one stopped.
const REQUESTS_MAX: u64 = 1_000;

/// Where the store keeps the last attempt.
pub(super) const ATTEMPT: &str = "sync_attempt";

/// What a sync has done so far, or in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncReport {
    /// Requests that were answered.
    pub exchanges: u64,
    /// Changes that waited when it began.
    pub to_send: u64,
    /// Changes that the branch has not acknowledged.
    pub pending: u64,
    /// Changes sent.
    pub sent: u64,
    /// Verdicts learnt.
    pub acknowledged: u64,
    /// Entries of streams received.
    pub received: u64,
    /// Bytes of bodies sent.
    pub bytes_up: u64,
    /// Bytes of bodies received.
    pub bytes_down: u64,
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncOutcome {
    /// What was done.
    pub report: SyncReport,
    /// The verdicts learnt, by word.
    pub verdicts: HashMap<String, u64>,
    /// Whether both chains agree and everything followed has been read.
    pub complete: bool,
}

/// Is told how a sync goes, and may end it.
pub trait SyncProgress: Send + Sync {
    /// Called after each exchange; `false` ends the sync.
    fn exchanged(&self, report: &SyncReport) -> bool;
}

/// Nobody asks how the sync goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl SyncProgress for NoProgress {
    fn exchanged(&self, _: &SyncReport) -> bool {
        true
    }
}

/// One exchange at a time: whoever asks while one is under way joins it.
#[derive(Default)]
pub(super) struct Exchange {
    running: Mutex<Running>,
    ended: Condvar,
    sending: Mutex<BTreeSet<ChangeId>>,
    /// How the sync under way goes; none while there is none.
    latest: Mutex<Option<SyncReport>>,
    cancelled: AtomicBool,
    /// Changes in the request that a branch which has revoked this phone took into quarantine.
    quarantined: AtomicU64,
    /// The size of batch that went through last, in bytes; 0 before the first.
    batch_bytes: AtomicUsize,
}

#[derive(Default)]
struct Running {
    is_running: bool,
    turn: u64,
    last: Option<Result<SyncOutcome, FieldError>>,
}

impl Field {
    /// Exchanges with the branch until both sides agree. A call during a sync waits for that one and answers the
    /// same. Blocks for as long as the network takes; captures go on meanwhile.
    ///
    /// # Errors
    /// [`FieldError::Network`]: what was exchanged before stays exchanged, and trying again is safe.
    /// [`FieldError::Refused`]: the branch does not serve this device; nothing is lost.
    pub fn sync(&self, transport: &dyn Transport, progress: &dyn SyncProgress) -> Result<SyncOutcome, FieldError> {
        if let Some(joined) = self.join_running() {
            return joined;
        }
        let guard = EndGuard { exchange: &self.exchange, result: None };
        self.exchange.cancelled.store(false, Ordering::Relaxed);
        let result = self.exchange_all(transport, progress);
        self.note_attempt(&result);
        guard.end(result)
    }

    /// How the sync under way goes, whoever began it; none while there is none. Reads no store.
    pub fn sync_under_way(&self) -> Option<SyncReport> {
        self.exchange.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps how an attempt ended, for the next one to be planned by. What cannot be kept, because the phone is full or the
    /// store is gone, is not: then the plan is as if it had not been.
    fn note_attempt(&self, result: &Result<SyncOutcome, FieldError>) {
        let end = match result {
            Ok(outcome) if outcome.complete => AttemptEnd::Complete,
            Ok(_) => AttemptEnd::Incomplete,
            Err(error) => AttemptEnd::of(error),
        };
        let (now, draw) = (self.ports.clock.now(), random_u64(self.ports.ids.as_ref()));
        let kept = self.write(|store| {
            let before = attempt(store)?;
            let mut next = Attempt::after(before.as_ref(), end, now.wall_ms, draw, &self.app);
            if result.is_ok()
                && let Some(branch_ms) = meta::number(store.connection(), "server_ms")?
            {
                next.clock = Some(ClockSeen::beside(branch_ms, now));
            }
            if end == AttemptEnd::Revoked {
                next.quarantined = self.exchange.quarantined.load(Ordering::Relaxed);
            }
            let text = serde_json::to_string(&next).unwrap_or_default();
            store.write(|transaction, _| meta::set(transaction, ATTEMPT, text.as_bytes()))?;
            Ok(())
        });
        kept.unwrap_or_default();
    }

    /// Ends the sync under way after its present request.
    pub fn cancel_sync(&self) {
        self.exchange.cancelled.store(true, Ordering::Relaxed);
    }

    /// Waits for a sync under way and answers its outcome; none where this call is to run one.
    fn join_running(&self) -> Option<Result<SyncOutcome, FieldError>> {
        let mut running = self.exchange.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.is_running {
            running.is_running = true;
            return None;
        }
        let turn = running.turn;
        while running.is_running && running.turn == turn {
            running = self.exchange.ended.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        Some(running.last.clone().unwrap_or(Err(FieldError::Cancelled)))
    }

    fn exchange_all(&self, transport: &dyn Transport, progress: &dyn SyncProgress) -> Result<SyncOutcome, FieldError> {
        let device = self.read(device_of)?.ok_or(FieldError::NotEnrolled)?;
        let identity = Identity {
            device,
            agent: self.agent.clone(),
            signer: self.ports.signer.clone(),
            clock: self.ports.clock.clone(),
            ids: self.ports.ids.clone(),
        };
        let mut session = Session::new(identity);
        if let Some(keys) = &self.ports.keys {
            session.ask_recovery_key(keys.sealed_to(device)?);
        }
        session.begin_with(self.exchange.batch_bytes.load(Ordering::Relaxed));
        let mut outcome = SyncOutcome { report: SyncReport::default(), verdicts: HashMap::new(), complete: false };
        outcome.report.pending = self.read(|store| Ok(journal::pending_count(store.connection())?))?;
        outcome.report.to_send = outcome.report.pending;
        while outcome.report.exchanges < REQUESTS_MAX {
            self.exchange.tell(&outcome.report);
            if self.exchange.cancelled.load(Ordering::Relaxed) {
                return Err(FieldError::Cancelled);
            }
            let request = self.read(|store| session.request(store))?;
            outcome.report.bytes_up += request.body.len() as u64;
            self.exchange.set_sending(session.sending_changes());
            let answer = transport.send(&request, REQUEST_UNPACKED_BYTES_MAX);
            let Ok(answer) = answer else {
                session.cut();
                self.exchange.batch_bytes.store(session.batch_bytes(), Ordering::Relaxed);
                return Err(FieldError::Network { retryable: true });
            };
            outcome.report.bytes_down += answer.body.len() as u64;
            let sent = session.sending() as u64;
            let step = self.write(|store| session.receive(store, &answer))?;
            self.exchange.batch_bytes.store(session.batch_bytes(), Ordering::Relaxed);
            let Step::Applied(applied) = step else { continue };
            if let Some(key) = session.recovery_key() {
                self.seal_keys(device, &key)?;
            }
            if applied.revoked {
                // The branch takes the journal into quarantine; a supervisor decides.
                self.exchange.quarantined.store(sent, Ordering::Relaxed);
                return Err(FieldError::Refused { why: WhyRefused::Revoked });
            }
            outcome.report.exchanges += 1;
            outcome.report.sent += sent;
            outcome.report.received += applied.entries;
            for (word, count) in &applied.verdicts {
                outcome.report.acknowledged += count;
                *outcome.verdicts.entry((*word).to_owned()).or_default() += count;
            }
            outcome.report.pending = self.read(|store| Ok(journal::pending_count(store.connection())?))?;
            if !applied.more {
                outcome.complete = outcome.report.pending == 0;
                progress.exchanged(&outcome.report);
                break;
            }
            if !progress.exchanged(&outcome.report) {
                return Err(FieldError::Cancelled);
            }
        }
        Ok(outcome)
    }

    /// Whether a change is in the request under way.
    pub(super) fn is_sending(&self, change: ChangeId) -> bool {
        self.exchange.sending.lock().unwrap_or_else(PoisonError::into_inner).contains(&change)
    }
}

/// The last attempt to exchange, as the store keeps it; none before the first, or where another version kept it otherwise.
pub(super) fn attempt(store: &Store) -> Result<Option<Attempt>, FieldError> {
    let text = meta::text(store.connection(), ATTEMPT)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

impl Exchange {
    fn tell(&self, report: &SyncReport) {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
    }

    fn set_sending(&self, changes: BTreeSet<ChangeId>) {
        *self.sending.lock().unwrap_or_else(PoisonError::into_inner) = changes;
    }
}

/// Whatever happens, a panic in a transport included, those who wait are told.
struct EndGuard<'a> {
    exchange: &'a Exchange,
    result: Option<Result<SyncOutcome, FieldError>>,
}

impl EndGuard<'_> {
    fn end(mut self, result: Result<SyncOutcome, FieldError>) -> Result<SyncOutcome, FieldError> {
        self.result = Some(result.clone());
        result
    }
}

impl Drop for EndGuard<'_> {
    fn drop(&mut self) {
        self.exchange.set_sending(BTreeSet::new());
        *self.exchange.latest.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let mut running = self.exchange.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.is_running = false;
        running.turn += 1;
        running.last = Some(self.result.take().unwrap_or(Err(FieldError::Network { retryable: true })));
        self.exchange.ended.notify_all();
    }
}
