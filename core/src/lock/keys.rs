//! A device's secrets while a process holds them.

use std::sync::Arc;

use super::sealed::ForTheBranch;
use crate::domain::{DeviceId, RecoveryKeyId, RecoveryPublicKey};
use crate::ports::{IdSource, KeyVault, KeyVaultError, SignError, Signer};
use crate::store::{Folder, StoreError};
use crate::sync::recovery::DeviceSecrets;
use crate::sync::software_signer::SoftwareSigner;

/// The keys of an unlocked device: they open its store and sign its requests. Overwritten when dropped.
pub struct Keys {
    secrets: DeviceSecrets,
    signer: SoftwareSigner,
    folder: Box<dyn Folder>,
    ids: Arc<dyn IdSource>,
}

crate::prints_name_only!(Keys);

impl Keys {
    pub(super) fn new(secrets: DeviceSecrets, folder: Box<dyn Folder>, ids: Arc<dyn IdSource>) -> Self {
        let signer = SoftwareSigner::from_seed(&secrets.signing_seed);
        Self { secrets, signer, folder, ids }
    }

    /// The branch's key that these are sealed to as a device's; all zeros where they are sealed to none.
    pub fn sealed_to(&self, device: DeviceId) -> Result<RecoveryKeyId, StoreError> {
        let sealed = ForTheBranch::read(self.folder.as_ref())?;
        let ours = sealed.filter(|it| it.device == device && it.request_key == self.secrets.request_key());
        Ok(ours.map(|sealed| sealed.sealed_to).unwrap_or_default())
    }

    /// Seals them to a branch as a device's, and keeps what is sealed beside the lock. Durable when this returns. A key that
    /// nothing can be sealed to is none: what is there stays.
    pub fn seal(&self, device: DeviceId, to: &RecoveryPublicKey) -> Result<(), StoreError> {
        let Some(sealed) = self.secrets.seal(device, to, self.ids.as_ref()) else { return Ok(()) };
        let kept = ForTheBranch { device, sealed_to: to.id(), sealed, request_key: self.secrets.request_key() };
        kept.write(self.folder.as_ref())
    }
}

impl KeyVault for Keys {
    fn data_key(&self) -> Result<[u8; 32], KeyVaultError> {
        Ok(self.secrets.data_key)
    }
}

impl Signer for Keys {
    fn public_key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        self.signer.sign(message)
    }
}
