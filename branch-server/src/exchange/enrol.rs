//! Enrolment: a single-use code, bound to an agent, for the key that signed the request.

use perisai_core::domain::{AgentId, DeviceId};
use perisai_core::sync::wire::{EnrolRequest, EnrolResponse};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::{CodeRow, DeviceRow};
use crate::office::acts::BRANCH_NAME;

/// How long a code can be used, in milliseconds.
pub const CODE_VALID_MS: i64 = 15 * 60 * 1_000;

impl Desk<'_> {
    /// Makes a code for one device of an agent: 32 hex digits, shown once.
    pub(crate) fn new_code(&self, agent: &AgentId) -> Result<String> {
        let code = hex::encode(self.random::<16>());
        let expires_ms = self.now_ms + CODE_VALID_MS;
        self.tx.put_code(&CodeRow { digest: digest(&code), agent: agent.clone(), expires_ms, used_by: None })?;
        Ok(code)
    }

    /// Redeems a code for the key that signed the request. None where the code is unknown, expired, or used
    /// by another key. The same key may ask again with the same code: its answer was lost.
    pub(crate) fn enrol(&mut self, key: [u8; 32], request: &EnrolRequest) -> Result<Option<EnrolResponse>> {
        if request.public_key != hex::encode(key) {
            return Ok(None);
        }
        let Some(code) = self.tx.code(&digest(&request.code))? else { return Ok(None) };
        if let Some(used_by) = code.used_by {
            let device = self.tx.device(used_by)?.filter(|device| device.key == key && device.revoked.is_none());
            return device.map(|device| self.enrolled(&device, request)).transpose();
        }
        if self.now_ms > code.expires_ms {
            return Ok(None);
        }
        let Some(device) = self.device_for(key, &code.agent, request.device)? else { return Ok(None) };
        self.tx.put_device(&device)?;
        self.tx.put_code(&CodeRow { used_by: Some(device.id), ..code })?;
        self.enter(&Act::Enrolled { device: device.id, agent: device.agent.clone() })?;
        self.enrolled(&device, request).map(Some)
    }

    /// The device under its former id, if it has one; a new one otherwise. None where the id is another's.
    fn device_for(&self, key: [u8; 32], agent: &AgentId, former: Option<DeviceId>) -> Result<Option<DeviceRow>> {
        let known = match former {
            Some(former) => self.tx.device(former)?,
            None => None,
        };
        if let Some(known) = known {
            let same = known.key == key && known.agent == *agent && known.revoked.is_none();
            return Ok(same.then_some(known));
        }
        let new =
            || DeviceId(Uuid::from_bytes(uuid::Builder::from_random_bytes(self.random()).into_uuid().into_bytes()));
        Ok(Some(DeviceRow {
            id: former.unwrap_or_else(new),
            agent: agent.clone(),
            key,
            enrolled_ms: self.now_ms,
            seen_ms: None,
            revoked: None,
            nonce_pending: self.new_nonce(),
            nonce_previous: None,
        }))
    }

    fn enrolled(&self, device: &DeviceRow, request: &EnrolRequest) -> Result<EnrolResponse> {
        Ok(EnrolResponse {
            device: device.id,
            agent: device.agent.clone(),
            branch: self.tx.setting(BRANCH_NAME)?.unwrap_or_default(),
            scope: self.scope(&device.agent)?,
            nonce: device.nonce_pending.clone(),
            server_ms: self.now_ms,
            recovery_key: self.recovery_key_unknown_to(request.recovery_key)?,
        })
    }
}

fn digest(code: &str) -> [u8; 32] {
    Sha256::digest(code.as_bytes()).into()
}
