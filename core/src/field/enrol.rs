//! Enrolling a device with its branch.

use super::Field;
use crate::domain::{DeviceId, RecoveryKeyId, RecoveryPublicKey};
use crate::error::{FieldError, WhyRefused};
use crate::ports::{Transport, TransportRequest};
use crate::store::{Store, journal, meta};
use crate::sync::signature::{self, Nonce, RequestParts};
use crate::sync::wire::{self, CONTENT_TYPE, ENROL_PATH, EnrolRequest, EnrolResponse, PROTOCOL, Refusal, RefusalCode};

/// The largest answer to an enrolment, in bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

impl Field {
    /// Enrols this device with the code that a supervisor issued; blanks in it and capitals do not count. A device that a
    /// restored branch forgot is enrolled again in the same way: it keeps its id, its key and its journal. Blocks for one
    /// request.
    ///
    /// # Errors
    /// [`FieldError::Refused`] with `EnrolCode` for a code that is unknown, used or expired;
    /// [`FieldError::OtherAgent`] where the code is another agent's.
    pub fn enrol(&self, code: &str, transport: &dyn Transport) -> Result<DeviceId, FieldError> {
        let device = self.device()?;
        let mut message = EnrolRequest {
            protocol: PROTOCOL,
            code: as_issued(code),
            public_key: hex::encode(self.ports.signer.public_key()),
            device,
            recovery_key: self.ports.keys.as_ref().map(|_| RecoveryKeyId::default()),
        };
        let response = match self.ask_to_enrol(&message, transport) {
            // A branch of before recovery keys: it knows no such question.
            Err(FieldError::Network { retryable: false }) if message.recovery_key.take().is_some() => {
                self.ask_to_enrol(&message, transport)?
            }
            answered => answered?,
        };
        if response.agent != self.agent {
            return Err(FieldError::OtherAgent);
        }
        // First: of an enrolled device the branch can give the keys back.
        if let Some(key) = &response.recovery_key {
            self.seal_keys(response.device, key)?;
        }
        self.write(|store| self.keep(store, &response))?;
        Ok(response.device)
    }

    /// Seals the device's keys, where the core keeps them, to the branch: at enrolment, and whenever the branch has another
    /// key.
    pub(super) fn seal_keys(&self, device: DeviceId, to: &RecoveryPublicKey) -> Result<(), FieldError> {
        match &self.ports.keys {
            Some(keys) => Ok(keys.seal(device, to)?),
            None => Ok(()),
        }
    }

    fn ask_to_enrol(&self, message: &EnrolRequest, transport: &dyn Transport) -> Result<EnrolResponse, FieldError> {
        let signer = self.ports.signer.as_ref();
        let body = wire::pack(message);
        let parts = RequestParts { method: "POST", target: ENROL_PATH, content_type: CONTENT_TYPE, body: &body };
        let headers = signature::sign_enrolment(&parts, signer)
            .map_err(|_| FieldError::Refused { why: WhyRefused::SigningKey })?;
        let request = TransportRequest { path: ENROL_PATH.to_owned(), headers, body };
        let answer = transport.send(&request, ANSWER_BYTES_MAX).map_err(|_| FieldError::Network { retryable: true })?;
        read(answer.status, &answer.content_type, &answer.body)
    }

    fn keep(&self, store: &mut Store, response: &EnrolResponse) -> Result<(), FieldError> {
        let known = store.incarnation()?.is_some();
        store.write(|transaction, registry| {
            meta::set(transaction, "device", response.device.to_string().as_bytes())?;
            meta::set(transaction, "agent", response.agent.as_str().as_bytes())?;
            meta::set(transaction, "branch", response.branch.as_bytes())?;
            meta::set(transaction, "nonce", response.nonce.as_bytes())?;
            meta::set(transaction, "server_ms", response.server_ms.to_string().as_bytes())?;
            // A phone that was refused until now may exchange again.
            meta::clear(transaction, super::sync::ATTEMPT)?;
            if !known {
                journal::begin(transaction, response.device, self.ports.ids.as_ref())?;
                journal::take_up_salvaged(transaction, registry)?;
            }
            crate::store::streams::enter(transaction, registry, &response.scope, &response.agent)
        })?;
        Ok(())
    }
}

/// A code as it was issued, however it was typed: parted by blanks, or in capitals.
fn as_issued(code: &str) -> String {
    code.split_whitespace().collect::<String>().to_lowercase()
}

fn read(status: u16, content_type: &str, body: &[u8]) -> Result<EnrolResponse, FieldError> {
    let unclear = FieldError::Network { retryable: true };
    if status == 200 && content_type == CONTENT_TYPE {
        let response: EnrolResponse = wire::unpack(body).map_err(|_| unclear.clone())?;
        return if Nonce::parse(&response.nonce).is_some() { Ok(response) } else { Err(unclear) };
    }
    let refusal: Option<Refusal> = std::str::from_utf8(body).ok().and_then(|text| wire::from_json(text).ok());
    Err(match refusal.map(|refusal| refusal.code) {
        Some(RefusalCode::EnrolCode) => FieldError::Refused { why: WhyRefused::EnrolCode },
        Some(RefusalCode::Version) => FieldError::Refused { why: WhyRefused::Version },
        Some(RefusalCode::Unauthorized) => FieldError::Refused { why: WhyRefused::UnknownDevice },
        Some(RefusalCode::Malformed | RefusalCode::TooLarge) => FieldError::Network { retryable: false },
        _ => unclear,
    })
}
