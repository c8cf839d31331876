//! One day's end, request by request: bytes out, bytes in. A transport moves them; nothing here waits.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::signature::{self, DeviceClaim, Nonce, RequestParts};
use super::wire::{
    self, CONTENT_TYPE, EXCHANGE_PATH, ExchangeRequest, ExchangeResponse, PROTOCOL, Refusal, RefusalCode, Run, SCHEMA,
};
use crate::domain::limits::{
    BATCH_BYTES_MAX, BATCH_BYTES_MIN, BATCH_BYTES_START, PAGE_BYTES_MAX, REQUEST_PACKED_BYTES_MAX,
};
use crate::domain::{AgentId, Change, ChangeId, DeviceId, RecoveryKeyId, RecoveryPublicKey};
use crate::error::{FieldError, WhyRefused};
use crate::ports::{Clock, IdSource, Signer, TransportRequest, TransportResponse};
use crate::store::{Applied, Outgoing, Store, meta};

/// How much larger changes are before packing than after, until a request has shown it.
const PACKING_GUESS: usize = 8;
/// How often one exchange signs again because the branch named another nonce.
const NONCE_ROUNDS_MAX: u32 = 3;

/// Who talks to the branch.
#[derive(Clone)]
pub struct Identity {
    /// The device's id.
    pub device: DeviceId,
    /// Whose store it is.
    pub agent: AgentId,
    /// The device's key.
    pub signer: Arc<dyn Signer>,
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// The device's randomness.
    pub ids: Arc<dyn IdSource>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({} of {})", self.device, self.agent)
    }
}

/// An exchange under way.
#[derive(Debug)]
pub struct Session {
    identity: Identity,
    batch_bytes: usize,
    packing: usize,
    asked: Option<Outgoing>,
    nonce_rounds: u32,
    /// The recovery key that the device knows, until the branch has said which one it has.
    known_recovery_key: Option<RecoveryKeyId>,
    recovery_key: Option<RecoveryPublicKey>,
}

/// What an answer came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It was taken in; `more` in it says whether to go on.
    Applied(Applied),
    /// The branch named another nonce: make the request again.
    Again,
}

impl Session {
    /// Begins an exchange.
    pub const fn new(identity: Identity) -> Self {
        Self {
            identity,
            batch_bytes: BATCH_BYTES_START,
            packing: PACKING_GUESS,
            asked: None,
            nonce_rounds: 0,
            known_recovery_key: None,
            recovery_key: None,
        }
    }

    /// Asks once whether the branch has another recovery key than the one that the device knows; all zeros for none.
    pub const fn ask_recovery_key(&mut self, known: RecoveryKeyId) {
        self.known_recovery_key = Some(known);
    }

    /// The branch's recovery key, where the last answer told another one than was known.
    pub const fn recovery_key(&mut self) -> Option<RecoveryPublicKey> {
        self.recovery_key.take()
    }

    /// Begins with the size of batch that went through last, in bytes; 0 for none.
    pub const fn begin_with(&mut self, batch_bytes: usize) {
        if batch_bytes >= BATCH_BYTES_MIN {
            self.batch_bytes = batch_bytes;
        }
    }

    /// The size of the next batch, in bytes.
    pub const fn batch_bytes(&self) -> usize {
        self.batch_bytes
    }

    /// The next request, signed.
    pub fn request(&mut self, store: &Store) -> Result<TransportRequest, FieldError> {
        let mut raw_max = self.batch_bytes.saturating_mul(self.packing);
        loop {
            let asked = store.outgoing(self.identity.device, raw_max)?;
            let body = wire::pack(&self.message(&asked));
            let changes = asked.run.as_ref().map_or(0, |(_, changes)| changes.len());
            if changes > 1 && body.len() > self.batch_bytes.min(REQUEST_PACKED_BYTES_MAX) {
                // Packed worse than guessed: fewer changes, in proportion.
                self.packing = (self.packing / 2).max(1);
                raw_max = (raw_max / 2).min(self.batch_bytes.saturating_mul(self.packing)).max(1);
                continue;
            }
            let request = self.sign(store, body)?;
            self.asked = Some(asked);
            return Ok(request);
        }
    }

    /// The changes that the request under way carries.
    pub fn sending(&self) -> usize {
        self.asked.as_ref().and_then(|asked| asked.run.as_ref()).map_or(0, |(_, changes)| changes.len())
    }

    /// Their ids.
    pub fn sending_changes(&self) -> BTreeSet<ChangeId> {
        let run = self.asked.as_ref().and_then(|asked| asked.run.as_ref());
        run.map(|(_, changes)| changes.iter().map(Change::id).collect()).unwrap_or_default()
    }

    /// The request or its answer was cut: offer less next time. Sending again is safe.
    pub fn cut(&mut self) {
        self.batch_bytes = (self.batch_bytes / 2).max(BATCH_BYTES_MIN);
        self.asked = None;
    }

    /// Takes in an answer. An error leaves the store as it was.
    pub fn receive(&mut self, store: &mut Store, answer: &TransportResponse) -> Result<Step, FieldError> {
        let Some(asked) = self.asked.take() else {
            return Err(FieldError::Internal { incident: "an answer without a request".to_owned() });
        };
        if answer.status != 200 {
            return self.refused(store, answer);
        }
        // A captive portal answers 200 with a page of its own: only our content type is an answer.
        if answer.content_type != CONTENT_TYPE {
            return Err(FieldError::Network { retryable: true });
        }
        let response: ExchangeResponse =
            wire::unpack(&answer.body).map_err(|_| FieldError::Network { retryable: true })?;
        if response.protocol != PROTOCOL || Nonce::parse(&response.nonce).is_none() {
            return Err(FieldError::Refused { why: WhyRefused::Version });
        }
        let identity = &self.identity;
        let applied = store.take_in(identity.device, &identity.agent, identity.ids.as_ref(), &asked, &response)?;
        self.batch_bytes = (self.batch_bytes * 2).min(BATCH_BYTES_MAX);
        self.nonce_rounds = 0;
        self.recovery_key = self.known_recovery_key.take().and(response.recovery_key);
        Ok(Step::Applied(applied))
    }

    fn refused(&mut self, store: &mut Store, answer: &TransportResponse) -> Result<Step, FieldError> {
        let retryable = FieldError::Network { retryable: true };
        let text = std::str::from_utf8(&answer.body).map_err(|_| retryable.clone())?;
        let refusal: Refusal = wire::from_json(text).map_err(|_| retryable.clone())?;
        match refusal.code {
            RefusalCode::StaleNonce => {
                let nonce = refusal.nonce.filter(|nonce| Nonce::parse(nonce).is_some()).ok_or(retryable.clone())?;
                self.nonce_rounds += 1;
                if self.nonce_rounds > NONCE_ROUNDS_MAX {
                    return Err(retryable);
                }
                store.write(|transaction, _| meta::set(transaction, "nonce", nonce.as_bytes()))?;
                Ok(Step::Again)
            }
            RefusalCode::Unauthorized => Err(FieldError::Refused { why: WhyRefused::UnknownDevice }),
            RefusalCode::Version => Err(FieldError::Refused { why: WhyRefused::Version }),
            RefusalCode::EnrolCode => Err(FieldError::Refused { why: WhyRefused::EnrolCode }),
            RefusalCode::Busy | RefusalCode::Internal => Err(retryable),
            // A branch of before recovery keys: it knows no such question.
            RefusalCode::Malformed if self.known_recovery_key.take().is_some() => Ok(Step::Again),
            RefusalCode::Malformed | RefusalCode::TooLarge => Err(FieldError::Network { retryable: false }),
        }
    }

    fn message(&self, asked: &Outgoing) -> ExchangeRequest {
        let now = self.identity.clock.now();
        ExchangeRequest {
            protocol: PROTOCOL,
            schema: SCHEMA,
            clock_ms: now.wall_ms,
            boot_id: now.boot_id,
            monotonic_ms: now.monotonic_ms,
            heads: asked.heads.clone(),
            shared: asked.shared.clone(),
            cursors: asked.cursors.clone(),
            run: asked.run.clone().map(|(after, changes)| Run { after, changes }),
            scope_version: asked.scope_version,
            unknown_to_branch: asked.unknown.clone(),
            bytes_wanted: PAGE_BYTES_MAX as u64,
            recovery_key: self.known_recovery_key,
        }
    }

    fn sign(&self, store: &Store, body: Vec<u8>) -> Result<TransportRequest, FieldError> {
        let nonce = meta::text(store.connection(), "nonce")?
            .and_then(|nonce| Nonce::parse(&nonce))
            .ok_or(FieldError::NotEnrolled)?;
        let incarnation = store
            .incarnation()?
            .ok_or_else(|| FieldError::Internal { incident: "the journal has no incarnation".to_owned() })?;
        let claim =
            DeviceClaim { device: self.identity.device.0, incarnation: u64::from_be_bytes(incarnation.0), nonce };
        let parts = RequestParts { method: "POST", target: EXCHANGE_PATH, content_type: CONTENT_TYPE, body: &body };
        let headers = signature::sign(&parts, &claim, self.identity.signer.as_ref())
            .map_err(|_| FieldError::Refused { why: WhyRefused::SigningKey })?;
        Ok(TransportRequest { path: EXCHANGE_PATH.to_owned(), headers, body })
    }
}
