//! What a lock keeps for the day on which the PIN is forgotten or the hardware key is gone: the secrets as they were sealed
//! to the branch, and the number of the request under way. Neither opens anything.

use uuid::Uuid;

use super::noted;
use crate::domain::{DeviceId, RecoveryKeyId};
use crate::store::{Folder, StoreError};
use crate::sync::recovery::{AnswerKey, RecoveryRequest, RequestKey, Sealed};

/// The file of what was sealed.
pub(super) const SEALED: &str = "keys-recovery";
const SEALED_FORM: &[u8] = b"PFR1";
/// The file of the request under way.
pub(super) const REQUEST: &str = "keys-request";
const REQUEST_FORM: &[u8] = b"PFQ1";

/// A device's secrets, sealed to the branch, with the key that its requests are signed with.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ForTheBranch {
    pub(super) device: DeviceId,
    pub(super) sealed_to: RecoveryKeyId,
    pub(super) sealed: Sealed,
    pub(super) request_key: RequestKey,
}

crate::prints_name_only!(ForTheBranch);

impl ForTheBranch {
    /// The request of that number, and the key that its answer is read with.
    pub(super) fn request(&self, hardware: &[u8; 32], number: &[u8; 16]) -> (RecoveryRequest, AnswerKey) {
        let answer_key = AnswerKey::derive(hardware, number);
        let request = RecoveryRequest::new(self.device, self.sealed_to, self.sealed, &answer_key, &self.request_key);
        (request, answer_key)
    }

    /// The folder's. None where there is none, or it is not what was written: the next exchange makes it again.
    pub(super) fn read(folder: &dyn Folder) -> Result<Option<Self>, StoreError> {
        Ok(folder.read(SEALED)?.and_then(|bytes| Self::decode(&bytes)))
    }

    /// Durable when this returns.
    pub(super) fn write(&self, folder: &dyn Folder) -> Result<(), StoreError> {
        Ok(folder.write(SEALED, &self.encode())?)
    }

    fn encode(&self) -> Vec<u8> {
        let mut said = [SEALED_FORM, self.device.0.as_bytes(), &self.sealed_to.0].concat();
        said.extend(self.sealed.0);
        said.extend(self.request_key.0);
        noted::with_digest(said)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (device, rest) = noted::checked(bytes)?.strip_prefix(SEALED_FORM)?.split_first_chunk()?;
        let (sealed_to, rest) = rest.split_first_chunk()?;
        let (sealed, request_key) = rest.split_first_chunk()?;
        Some(Self {
            device: DeviceId(Uuid::from_bytes(*device)),
            sealed_to: RecoveryKeyId(*sealed_to),
            sealed: Sealed(*sealed),
            request_key: RequestKey(request_key.try_into().ok()?),
        })
    }
}

/// The number of the request under way. None where there is none, or it is not what was written: another one is made.
pub(super) fn request_under_way(folder: &dyn Folder) -> Result<Option<[u8; 16]>, StoreError> {
    let number = |bytes: &[u8]| noted::checked(bytes)?.strip_prefix(REQUEST_FORM)?.try_into().ok();
    Ok(folder.read(REQUEST)?.and_then(|bytes| number(&bytes)))
}

/// Notes the number of a request. Durable when this returns.
pub(super) fn begin_request(folder: &dyn Folder, number: &[u8; 16]) -> Result<(), StoreError> {
    Ok(folder.write(REQUEST, &noted::with_digest([REQUEST_FORM, number].concat()))?)
}

/// Forgets the request under way: no answer fits any more.
pub(super) fn end_request(folder: &dyn Folder) -> Result<(), StoreError> {
    Ok(folder.remove(REQUEST)?)
}
