//! The branch: its entry point. Handlers are plain functions from a request to an answer; HTTP is a thin
//! shell around them, and a simulator calls them as they are.

use std::fmt;
use std::sync::Arc;

use perisai_core::domain::limits::REQUEST_PACKED_BYTES_MAX;
use perisai_core::domain::{DeviceId, Registry};
use perisai_core::ports::{Clock, IdSource, TransportRequest, TransportResponse};
use perisai_core::sync::signature::{self, Authentic, DeviceClaim, EnrolmentClaim, SignedHead};
use perisai_core::sync::wire::{
    self, CONTENT_TYPE, ENROL_PATH, EXCHANGE_PATH, EnrolRequest, ExchangeRequest, PROTOCOL, Refusal, RefusalCode,
    SCHEMA, WireError,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::exchange::heads::places;
use crate::exchange::nonce::{self, Presented};
use crate::exchange::{Concluded, First, parts};
use crate::ledger::{self, DeviceRow, Ledger, LedgerTx};

/// The method of every request.
const METHOD: &str = "POST";
/// The content type of refusals, and of messages in their JSON form.
const JSON: &str = "application/json";

/// A branch's handlers over its ledger.
pub struct Branch {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) registry: Registry,
}

impl fmt::Debug for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Branch")
    }
}

/// A request whose head is proved; its body is still to be read.
#[derive(Debug)]
#[must_use = "nothing was answered yet"]
pub struct Admitted(Sender);

#[derive(Debug)]
enum Sender {
    Device(DeviceRow, SignedHead<DeviceClaim>),
    Newcomer(SignedHead<EnrolmentClaim>),
}

impl Admitted {
    /// The device, where one has signed: what a rate is limited by.
    pub fn device(&self) -> Option<DeviceId> {
        match &self.0 {
            Sender::Device(device, _) => Some(device.id),
            Sender::Newcomer(_) => None,
        }
    }
}

/// Why a request is refused.
#[derive(Debug)]
struct Refused {
    code: RefusalCode,
    nonce: Option<String>,
    cause: Option<BranchError>,
}

impl From<RefusalCode> for Refused {
    fn from(code: RefusalCode) -> Self {
        Self { code, nonce: None, cause: None }
    }
}

impl From<BranchError> for Refused {
    fn from(error: BranchError) -> Self {
        let code = if error == BranchError::Busy { RefusalCode::Busy } else { RefusalCode::Internal };
        Self { code, nonce: None, cause: Some(error) }
    }
}

impl From<WireError> for Refused {
    fn from(error: WireError) -> Self {
        Self::from(match error {
            WireError::Malformed => RefusalCode::Malformed,
            WireError::TooLarge => RefusalCode::TooLarge,
        })
    }
}

impl Branch {
    /// A branch over a ledger. Time and randomness come from outside.
    pub fn open(ledger: Arc<dyn Ledger>, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>, registry: Registry) -> Self {
        Self { ledger, clock, ids, registry }
    }

    /// Handles one request from its first byte to its answer, in this process.
    pub fn handle(&self, request: &TransportRequest) -> TransportResponse {
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        match self.admit(METHOD, &request.path, headers) {
            Ok(admitted) => self.answer(admitted, &request.body),
            Err(refusal) => refusal,
        }
    }

    /// Verifies a request's head. Reads no body, so that none has to be read from a stranger.
    ///
    /// # Errors
    /// The refusal to answer.
    pub fn admit<'h>(
        &self,
        method: &str,
        path: &str,
        headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
    ) -> Result<Admitted, TransportResponse> {
        self.verify_head(method, path, headers).map_err(|refused| self.refusal(refused))
    }

    /// Verifies the body, takes it in, and answers.
    pub fn answer(&self, admitted: Admitted, body: &[u8]) -> TransportResponse {
        if body.len() > REQUEST_PACKED_BYTES_MAX {
            return self.refusal(RefusalCode::TooLarge.into());
        }
        let answered = match admitted.0 {
            Sender::Device(device, head) => self.exchange(&device, head, body),
            Sender::Newcomer(head) => self.enrol(head, body),
        };
        answered.unwrap_or_else(|refused| self.refusal(refused))
    }

    /// The answer to a request that could not be served now: the device tries later.
    pub fn busy(&self) -> TransportResponse {
        self.refusal(RefusalCode::Busy.into())
    }

    /// The answer to a body over the limit, of which nothing was kept.
    pub fn too_large(&self) -> TransportResponse {
        self.refusal(RefusalCode::TooLarge.into())
    }

    /// Whether the ledger can be read.
    pub fn health(&self) -> Result<()> {
        ledger::read(self.ledger.as_ref(), |tx| tx.last_decision()).map(|_| ())
    }

    /// Runs work in one transaction that writes.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Desk<'_>) -> Result<T>) -> Result<T> {
        ledger::write(self.ledger.as_ref(), |tx| work(&mut self.desk(tx)))
    }

    /// Runs work on one consistent view.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Desk<'_>) -> Result<T>) -> Result<T> {
        ledger::read(self.ledger.as_ref(), |tx| work(&self.desk(tx)))
    }

    fn desk<'a>(&'a self, tx: &'a dyn LedgerTx) -> Desk<'a> {
        Desk::new(tx, &self.registry, self.ids.as_ref(), self.clock.now().wall_ms)
    }

    fn verify_head<'h>(
        &self,
        method: &str,
        path: &str,
        headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
    ) -> Result<Admitted, Refused> {
        // Whatever is wrong with a signature, and whoever is unknown, looks the same.
        let unauthorized = |_| Refused::from(RefusalCode::Unauthorized);
        if method != METHOD {
            return Err(RefusalCode::Malformed.into());
        }
        match path {
            EXCHANGE_PATH => {
                let claimed = signature::read_claim(headers).map_err(unauthorized)?;
                let id = DeviceId(claimed.claim().device);
                let device = self.read(|desk| desk.tx.device(id))?.ok_or(RefusalCode::Unauthorized)?;
                let head = claimed.verify(method, path, &device.key).map_err(unauthorized)?;
                Ok(Admitted(Sender::Device(device, head)))
            }
            ENROL_PATH => {
                let claimed = signature::read_enrolment_claim(headers).map_err(unauthorized)?;
                Ok(Admitted(Sender::Newcomer(claimed.verify(method, path).map_err(unauthorized)?)))
            }
            _ => Err(RefusalCode::Malformed.into()),
        }
    }

    fn exchange(
        &self,
        device: &DeviceRow,
        head: SignedHead<DeviceClaim>,
        body: &[u8],
    ) -> Result<TransportResponse, Refused> {
        let authentic = head.accept_body(body).map_err(|_| RefusalCode::Unauthorized)?;
        let nonce = authentic.claim.nonce.as_str().to_owned();
        if nonce::present(device, &nonce) == Presented::Stale {
            return Err(stale(device.nonce_pending.clone()));
        }
        let form = Form::of(&authentic);
        let request: ExchangeRequest = form.read(body)?;
        let too_new = |schema: u32| schema > SCHEMA;
        let run = request.run.iter().flat_map(|run| &run.changes);
        if request.protocol != PROTOCOL
            || too_new(request.schema)
            || run.into_iter().any(|change| too_new(change.schema))
        {
            return Err(RefusalCode::Version.into());
        }

        let offered = request.run.as_ref().map(places).unwrap_or_default();
        let mut parts = request.run.iter().flat_map(|run| parts(run, &offered));
        let first = parts.next();
        let mut begun = match self.write(|desk| desk.begin_request(device.id, &nonce, &request, first))? {
            First::Begun(begun) => begun,
            First::Stale { pending } => return Err(stale(pending)),
        };
        for part in parts {
            self.write(|desk| desk.take_part(&mut begun, part))?;
        }
        let Concluded { response, cursors } = self.read(|desk| desk.conclude_request(&begun, &request))?;
        if let Some(hash) = response.cursors.filter(|hash| request.cursors != wire::Cursors::Known(*hash)) {
            self.write(|desk| desk.tx.put_cursor_set(device.id, hash, &cursors))?;
        }
        Ok(form.write(&response))
    }

    fn enrol(&self, head: SignedHead<EnrolmentClaim>, body: &[u8]) -> Result<TransportResponse, Refused> {
        let authentic = head.accept_body(body).map_err(|_| RefusalCode::Unauthorized)?;
        let form = Form::of(&authentic);
        let request: EnrolRequest = form.read(body)?;
        if request.protocol != PROTOCOL {
            return Err(RefusalCode::Version.into());
        }
        let key = authentic.claim.key;
        let response = self.write(|desk| desk.enrol(key, &request))?.ok_or(RefusalCode::EnrolCode)?;
        Ok(form.write(&response))
    }

    /// A refusal as JSON: a code and an incident, never a value. What only the branch can mend is logged
    /// once, under that incident.
    fn refusal(&self, refused: Refused) -> TransportResponse {
        let mut incident = [0; 8];
        self.ids.fill(&mut incident);
        let incident = hex::encode(incident);
        if let Some(cause) = &refused.cause {
            eprintln!("incident {incident}: {cause}");
        }
        let status = match refused.code {
            RefusalCode::Unauthorized | RefusalCode::StaleNonce => 401,
            RefusalCode::EnrolCode => 403,
            RefusalCode::Malformed => 400,
            RefusalCode::TooLarge => 413,
            RefusalCode::Version => 426,
            RefusalCode::Busy => 429,
            RefusalCode::Internal => 500,
        };
        let refusal = Refusal { code: refused.code, incident, nonce: refused.nonce };
        TransportResponse { status, content_type: JSON.to_owned(), body: wire::to_json(&refusal).into_bytes() }
    }
}

fn stale(pending: String) -> Refused {
    Refused { code: RefusalCode::StaleNonce, nonce: Some(pending), cause: None }
}

/// The form of a message: packed, or JSON for fixtures, debugging and branch systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Packed,
    Json,
}

impl Form {
    fn of<C>(authentic: &Authentic<C>) -> Self {
        if authentic.content_type == JSON { Self::Json } else { Self::Packed }
    }

    fn read<T: DeserializeOwned>(self, body: &[u8]) -> Result<T, WireError> {
        match self {
            Self::Packed => wire::unpack(body),
            Self::Json => wire::from_json(std::str::from_utf8(body).map_err(|_| WireError::Malformed)?),
        }
    }

    fn write<T: Serialize>(self, message: &T) -> TransportResponse {
        let (content_type, body) = match self {
            Self::Packed => (CONTENT_TYPE, wire::pack(message)),
            Self::Json => (JSON, wire::to_json(message).into_bytes()),
        };
        TransportResponse { status: 200, content_type: content_type.to_owned(), body }
    }
}
