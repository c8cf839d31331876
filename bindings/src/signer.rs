//! Signing in software, for phones whose hardware keeps a key's seed but cannot sign with it.

use perisai_core::ports::Signer as _;
use perisai_core::sync::software_signer;
use perisai_core::{FieldError, WhyRefused};
use zeroize::Zeroizing;

use crate::live::Live;
use crate::ports::{PortError, Signer};

/// Signs with an Ed25519 key held in this process; the key is overwritten when the signer is released.
#[derive(Debug, uniffi::Object)]
pub struct SoftwareSigner {
    inner: software_signer::SoftwareSigner,
    _live: Live,
}

#[uniffi::export]
impl SoftwareSigner {
    /// The signer of a seed of 32 random bytes, which the shell keeps wrapped. The caller's copy stays the caller's to
    /// overwrite.
    ///
    /// # Errors
    /// `Refused` with `SigningKey` for another length.
    #[uniffi::constructor]
    pub fn from_seed(seed: Vec<u8>) -> Result<Self, FieldError> {
        let seed = Zeroizing::new(seed);
        let seed = seed.as_slice().try_into().map_err(|_| FieldError::Refused { why: WhyRefused::SigningKey })?;
        Ok(Self { inner: software_signer::SoftwareSigner::from_seed(seed), _live: Live::new() })
    }
}

#[uniffi::export]
impl Signer for SoftwareSigner {
    fn public_key(&self) -> Result<Vec<u8>, PortError> {
        Ok(self.inner.public_key().to_vec())
    }

    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, PortError> {
        self.inner.sign(&message).map(Vec::from).map_err(|_| PortError::Unavailable)
    }
}
