//! What a shell provides in its own language, and how it stands in for the core's ports.
//!
//! Whatever a shell throws, its text goes no further than here: it may name an address or a person.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use perisai_core::field::{self, OpenStep, SyncReport};
use perisai_core::ports::{self, ClockReading, KeyVaultError, SignError, TransportError};
use perisai_core::{FieldError, WhyRefused};
use zeroize::Zeroizing;

use crate::system::SystemClock;

/// What a port throws when it cannot do its part. Any other exception counts as this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Error)]
pub enum PortError {
    /// Not now: no network, a locked key, a missing clock.
    Unavailable,
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a port of the shell is unavailable")
    }
}

impl std::error::Error for PortError {}

impl From<uniffi::UnexpectedUniFFICallbackError> for PortError {
    /// Leaves out the reason: it is the exception's text, with its stack.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// One request for a transport to carry to the branch, as it is. The method is always POST.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct TransportRequest {
    /// Path below the branch's base address, such as `/v1/exchange`.
    pub path: String,
    /// Header names in lower case, with their values.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct TransportResponse {
    /// HTTP status.
    pub status: u16,
    /// Content type, as the answer spells it; empty where it named none.
    pub content_type: String,
    /// The body, whole. One that was cut short is no answer: throw.
    pub body: Vec<u8>,
}

perisai_core::prints_name_only!(TransportRequest, TransportResponse);

/// What another language prints: the size at most, never what is carried.
impl fmt::Display for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "POST {} ({} bytes)", self.path, self.body.len())
    }
}

impl fmt::Display for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

/// Moves one request to the branch and brings the answer. Called on the thread that asked to sync or enrol.
#[uniffi::export(with_foreign)]
pub trait Transport: Send + Sync {
    /// Carries a request, follows no redirects, and answers with whatever status came back. An answer longer than
    /// `bytes_max` is to be refused by throwing. Whatever is thrown becomes `Network` with `retryable`: sending again
    /// is safe.
    fn send(&self, request: TransportRequest, bytes_max: u64) -> Result<TransportResponse, PortError>;
}

/// Keeps the key that encrypts the store, wrapped by the phone's key store.
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// The 32 bytes, unwrapped, the same for the life of the store. Throwing, or another length, becomes `WrongKey`.
    fn data_key(&self) -> Result<Vec<u8>, PortError>;
}

/// Signs with the device's Ed25519 key. Throwing becomes `Refused` with `SigningKey`.
#[uniffi::export(with_foreign)]
pub trait Signer: Send + Sync {
    /// The public half, raw (RFC 8032), 32 bytes. Asked for once, when the store is opened.
    fn public_key(&self) -> Result<Vec<u8>, PortError>;
    /// A signature over the message, 64 bytes.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, PortError>;
}

/// Tells the time: on Android `System.currentTimeMillis`, the boot count and `SystemClock.elapsedRealtime`.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// The clocks as they stand now. A clock that throws is stood in for by the process's own: a capture does not fail
    /// for want of the time.
    fn now(&self) -> Result<ClockReading, PortError>;
}

/// Is told what opening a store is busy with.
#[uniffi::export(with_foreign)]
pub trait OpenProgress: Send + Sync {
    /// Called as each step begins. What it throws is ignored.
    fn step(&self, step: OpenStep) -> Result<(), PortError>;
}

/// Is told how a sync goes, and may end it.
#[uniffi::export(with_foreign)]
pub trait SyncProgress: Send + Sync {
    /// Called after each exchange; `false` ends the sync. What it throws is ignored.
    fn exchanged(&self, report: SyncReport) -> Result<bool, PortError>;
}

/// A shell's port where the core asks for one.
pub(crate) struct Shell<T: ?Sized>(pub(crate) Arc<T>);

impl ports::Transport for Shell<dyn Transport> {
    fn send(
        &self,
        request: &ports::TransportRequest,
        bytes_max: usize,
    ) -> Result<ports::TransportResponse, TransportError> {
        let ports::TransportRequest { path, headers, body } = request.clone();
        let request = TransportRequest { path, headers: headers.into_iter().collect(), body };
        let answer = self.0.send(request, bytes_max as u64).map_err(|_| TransportError)?;
        let TransportResponse { status, content_type, body } = answer;
        Ok(ports::TransportResponse { status, content_type, body })
    }
}

impl ports::KeyVault for Shell<dyn KeyVault> {
    fn data_key(&self) -> Result<[u8; 32], KeyVaultError> {
        let key = Zeroizing::new(self.0.data_key().map_err(|_| KeyVaultError)?);
        key.as_slice().try_into().map_err(|_| KeyVaultError)
    }
}

impl field::SyncProgress for Shell<dyn SyncProgress> {
    fn exchanged(&self, report: &SyncReport) -> bool {
        self.0.exchanged(report.clone()).unwrap_or(true)
    }
}

/// A shell's signer, with its public key at hand.
pub(crate) struct ShellSigner {
    shell: Arc<dyn Signer>,
    public_key: [u8; 32],
}

impl ShellSigner {
    pub(crate) fn new(shell: Arc<dyn Signer>) -> Result<Self, FieldError> {
        let public_key = shell.public_key().ok().and_then(|key| key.try_into().ok());
        let public_key = public_key.ok_or(FieldError::Refused { why: WhyRefused::SigningKey })?;
        Ok(Self { shell, public_key })
    }
}

impl ports::Signer for ShellSigner {
    fn public_key(&self) -> [u8; 32] {
        self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let signature = self.shell.sign(message.to_vec()).map_err(|_| SignError)?;
        signature.try_into().map_err(|_| SignError)
    }
}

/// A shell's clock, with the process's own beside it.
pub(crate) struct ShellClock {
    pub(crate) shell: Arc<dyn Clock>,
    pub(crate) own: SystemClock,
}

impl ports::Clock for ShellClock {
    fn now(&self) -> ClockReading {
        self.shell.now().unwrap_or_else(|_| self.own.now())
    }
}
