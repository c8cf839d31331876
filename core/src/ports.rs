//! What the outside provides: time, randomness, keys, signatures and the moving of bytes.
//!
//! The core asks the operating system for none of these itself, so that a test or a simulator can hold
//! all of them in its hand.

use std::fmt;

/// A reading of the device's clocks. Evidence only: nothing is decided by a device's clock alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClockReading {
    /// Wall clock, milliseconds since 1970 UTC; a phone's may be days wrong.
    pub wall_ms: i64,
    /// Changes with every boot of the device.
    pub boot_id: u64,
    /// Milliseconds on a clock that nobody can set, counted from the boot.
    pub monotonic_ms: i64,
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The clocks as they stand now.
    fn now(&self) -> ClockReading;
}

/// Gives random bytes fit for keys and ids.
pub trait IdSource: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// A random 64-bit number from a source.
pub fn random_u64(ids: &dyn IdSource) -> u64 {
    let mut bytes = [0; 8];
    ids.fill(&mut bytes);
    u64::from_be_bytes(bytes)
}

/// The device could not sign: its key is locked or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device's signing key cannot be used")]
pub struct SignError;

/// Signs with the device's Ed25519 key.
pub trait Signer: Send + Sync {
    /// The public half, raw (RFC 8032).
    fn public_key(&self) -> [u8; 32];
    /// An Ed25519 signature over the message.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError>;
}

/// One HTTP request for a transport to carry, as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportRequest {
    /// Path below the branch's base address, such as `/v1/exchange`.
    pub path: String,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body; the method is always POST.
    pub body: Vec<u8>,
}

impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "POST {} ({} bytes)", self.path, self.body.len())
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportResponse {
    /// HTTP status.
    pub status: u16,
    /// Content type, empty where the answer named none.
    pub content_type: String,
    /// The body, whole; a body cut short is a [`TransportError`].
    pub body: Vec<u8>,
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

/// The request could not be carried, or its answer did not come back whole. It may have reached the
/// branch: the exchange is built so that sending it again is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the network did not carry the request")]
pub struct TransportError;

/// Moves one request to the branch and brings the answer. Blocks; is called off the main thread.
pub trait Transport: Send + Sync {
    /// Carries a request. `bytes_max` bounds the answer: a longer one is an error, not a truncation.
    fn send(&self, request: &TransportRequest, bytes_max: usize) -> Result<TransportResponse, TransportError>;
}

/// The key that encrypts the store cannot be unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data key cannot be unwrapped")]
pub struct KeyVaultError;

/// Keeps the key that encrypts the store, wrapped by the phone's keystore.
pub trait KeyVault: Send + Sync {
    /// The 32 bytes, unwrapped. The same for the life of the store.
    fn data_key(&self) -> Result<[u8; 32], KeyVaultError>;
}
