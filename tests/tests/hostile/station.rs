//! A phone with work to send, its branch, and a hand that can sign whatever it likes in the phone's name.

use std::sync::Mutex;

use perisai_core::FieldError;
use perisai_core::domain::Registry;
use perisai_core::domain::kinds::AgentRole;
use perisai_core::field::{FieldEdit, NoProgress};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::signature::{RequestParts, read_claim, sign};
use perisai_core::sync::wire::{CONTENT_TYPE, EXCHANGE_PATH};
use perisai_tests::field_day::equal::{Records, shown_by};
use perisai_tests::people::registration;
use perisai_tests::sim::{SimBranch, SimPhone};

pub(crate) const MORNING_MS: i64 = 1_780_275_600_000;
const VILLAGE: &str = "3374051001";

pub(crate) struct Station {
    pub(crate) branch: SimBranch,
    pub(crate) phone: SimPhone,
}

/// Answers what the closure says.
struct Line<F>(F);

impl<F: Fn(&TransportRequest) -> Result<TransportResponse, TransportError> + Send + Sync> Transport for Line<F> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        self.0(request)
    }
}

impl Station {
    /// A phone that has registered two people, edited one, and not synced since.
    pub(crate) fn new() -> Station {
        let registry = Registry::standard();
        let branch = SimBranch::new(1, MORNING_MS, registry.clone());
        let agent = "a1".parse().unwrap();
        branch.add_agent(&agent, AgentRole::PerisaiAgent, &[VILLAGE.parse().unwrap()]);
        let phone = SimPhone::new(1, &agent, MORNING_MS, &registry);
        let code = branch.enrol_code(&agent);
        let station = Station { branch, phone };
        station.phone.field.enrol(&code, &Line(|request: &_| Ok(station.branch.branch.handle(request)))).unwrap();
        station.capture(1);
        assert!(station.sync());
        station.capture(2);
        station
    }

    /// Somebody is registered, and called otherwise.
    pub(crate) fn capture(&self, person: u64) {
        let field = &self.phone.field;
        let worker = field.register(&registration(person, VILLAGE)).unwrap().worker;
        let edits = ["name", "segments"].map(|field| FieldEdit {
            field: field.to_owned(),
            value: Some(if field == "name" { "Orang Lain" } else { "fisher;other" }.to_owned()),
        });
        field.edit_worker(&worker, &edits, None).unwrap();
    }

    /// Syncs to the end; false where there is none.
    pub(crate) fn sync(&self) -> bool {
        let line = Line(|request: &_| Ok(self.branch.branch.handle(request)));
        (0..20).any(|_| self.phone.field.sync(&line, &NoProgress).unwrap().complete)
    }

    /// The request that the phone makes next; it does not arrive.
    pub(crate) fn request(&self) -> TransportRequest {
        let made = Mutex::new(None);
        let line = Line(|request: &TransportRequest| {
            made.lock().unwrap().get_or_insert_with(|| request.clone());
            Err(TransportError)
        });
        self.phone.field.sync(&line, &NoProgress).unwrap_err();
        made.into_inner().unwrap().unwrap()
    }

    /// The phone syncs, is answered this once, and then finds no network. Answers how it ended and how often it asked.
    pub(crate) fn answered(&self, answer: &TransportResponse) -> (Result<bool, FieldError>, usize) {
        let asked = Mutex::new(0);
        let line = Line(|_: &TransportRequest| {
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            if *asked == 1 { Ok(answer.clone()) } else { Err(TransportError) }
        });
        let ended = self.phone.field.sync(&line, &NoProgress).map(|outcome| outcome.complete);
        (ended, asked.into_inner().unwrap())
    }

    /// Another body with the claim of a request, validly signed by the phone.
    pub(crate) fn signed(&self, request: &TransportRequest, body: Vec<u8>, content_type: &str) -> TransportRequest {
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let claimed = read_claim(headers).unwrap();
        let parts = RequestParts { method: "POST", target: EXCHANGE_PATH, content_type, body: &body };
        let headers = sign(&parts, claimed.claim(), self.phone.hand.ports.signer.as_ref()).unwrap();
        TransportRequest { path: EXCHANGE_PATH.to_owned(), headers, body }
    }

    pub(crate) fn packed(&self, request: &TransportRequest, body: Vec<u8>) -> TransportRequest {
        self.signed(request, body, CONTENT_TYPE)
    }

    pub(crate) fn json(&self, request: &TransportRequest, body: Vec<u8>) -> TransportRequest {
        self.signed(request, body, "application/json")
    }

    /// What the phone shows and counts.
    pub(crate) fn shown(&self) -> (Records, String) {
        let field = &self.phone.field;
        let counts = (field.totals().unwrap(), field.pending().unwrap(), field.attention().unwrap());
        (shown_by(field).unwrap().0, format!("{counts:?}"))
    }
}
