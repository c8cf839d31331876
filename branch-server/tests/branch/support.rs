//! A branch in this process and phones made by hand: what a device does, in its smallest form.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use perisai_branch::ledger::Ledger;
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_branch::{Branch, By, NewAgent};
use perisai_core::domain::kinds::{AgentRole, Consent, Registration, Resolution, Worker};
use perisai_core::domain::quote::{QuoteRequest, quote};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::words::{DiscountSector, Payer, Programmes};
use perisai_core::domain::{
    AgentId, CapturedAt, ChainHash, Change, ChangeId, DeviceId, Document, FieldPatch, Incarnation, Patch, RecordId,
    Registry, Rupiah, Value, Verdict,
};
use perisai_core::ports::{Clock, ClockReading, IdSource, Signer, TransportRequest, TransportResponse};
use perisai_core::sync::signature::{DeviceClaim, Nonce, RequestParts, sign, sign_enrolment};
use perisai_core::sync::software_signer::SoftwareSigner;
use perisai_core::sync::wire::{
    self, CONTENT_TYPE, Cursor, Cursors, ENROL_PATH, EXCHANGE_PATH, EnrolRequest, EnrolResponse, Entry,
    ExchangeRequest, ExchangeResponse, Head, PROTOCOL, Refusal, Revision, Run, SCHEMA, Stream,
};

pub(crate) const GENUK: &str = "3374051003";
pub(crate) const BANGETAYU: &str = "3374051002";
pub(crate) const START_MS: i64 = 1_780_450_000_000;
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A clock that a test sets.
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> ClockReading {
        let wall_ms = self.0.load(Ordering::Relaxed);
        ClockReading { wall_ms, boot_id: 1, monotonic_ms: wall_ms - START_MS }
    }
}

/// Numbers that look random and are the same in every run.
pub(crate) struct TestIds(AtomicU64);

impl IdSource for TestIds {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut x = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(x ^ (x >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A branch in this process.
pub(crate) struct World {
    pub(crate) branch: Branch,
    pub(crate) ledger: Arc<SqliteLedger>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) ids: Arc<TestIds>,
}

impl World {
    /// A branch with its admin.
    pub(crate) fn new() -> Self {
        Self::over(|ledger| ledger)
    }

    /// A branch whose handlers reach its ledger only through another.
    pub(crate) fn over<L: Ledger + 'static>(through: impl FnOnce(Arc<SqliteLedger>) -> Arc<L>) -> Self {
        let ledger = Arc::new(SqliteLedger::in_memory(Registry::standard()).unwrap());
        let world = Self::at(ledger, through);
        world.branch.init("Semarang", &id("admin")).unwrap();
        world
    }

    /// A branch that was begun in a data folder, beside whatever else uses it.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let ledger = SqliteLedger::open(&folder.join("branch.db"), Registry::standard(), Durability::Full).unwrap();
        Self::at(Arc::new(ledger), |ledger| ledger)
    }

    fn at<L: Ledger + 'static>(ledger: Arc<SqliteLedger>, through: impl FnOnce(Arc<SqliteLedger>) -> Arc<L>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(START_MS)));
        let ids = Arc::new(TestIds(AtomicU64::new(7)));
        let branch = Branch::open(through(ledger.clone()), clock.clone(), ids.clone(), Registry::standard());
        Self { branch, ledger, clock, ids }
    }

    pub(crate) fn wait(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().wall_ms
    }

    pub(crate) fn admin(&self) -> By {
        By { agent: id("admin"), reason: "test".to_owned() }
    }

    pub(crate) fn agent(&self, badge: &str, role: AgentRole, villages: &[&str]) {
        let villages = villages.iter().map(|code| code.parse().unwrap()).collect();
        let agent = NewAgent { badge: id(badge), name: format!("Agent {badge}"), role, wadah: None, villages };
        self.branch.add_agent(&self.admin(), &agent).unwrap();
    }

    /// A phone of an agent, enrolled.
    pub(crate) fn phone(&self, badge: &str) -> Phone {
        let mut seed = [0; 32];
        self.ids.fill(&mut seed);
        let code = self.branch.enrol_code(&self.admin(), &id(badge)).unwrap();
        let signer = SoftwareSigner::from_seed(&seed);
        let response = enrol(&self.branch, &signer, &code, None);
        let response: EnrolResponse = wire::unpack(&response.body).unwrap();
        let mut incarnation = [0; 8];
        self.ids.fill(&mut incarnation);
        let head = Head::empty(response.device, Incarnation(incarnation));
        Phone {
            agent: id(badge),
            device: response.device,
            signer: Arc::new(signer),
            nonce: response.nonce,
            scope_version: response.scope.version,
            acknowledged: head,
            head,
            journal: Vec::new(),
            pending: Vec::new(),
            cursors: BTreeMap::new(),
            known: None,
            shown: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            salt: u64::from_be_bytes(incarnation),
        }
    }

    /// One agent in Genuk with a phone.
    pub(crate) fn with_phone() -> (Self, Phone) {
        let world = Self::new();
        world.agent("A01", AgentRole::PerisaiAgent, &[GENUK]);
        let phone = world.phone("A01");
        (world, phone)
    }
}

pub(crate) fn id(badge: &str) -> AgentId {
    badge.parse().unwrap()
}

/// A signed enrolment.
pub(crate) fn enrolment(signer: &SoftwareSigner, code: &str, device: Option<DeviceId>) -> TransportRequest {
    let public_key = hex::encode(signer.public_key());
    let code = code.to_owned();
    enrolment_of(signer, &EnrolRequest { protocol: PROTOCOL, code, public_key, device, recovery_key: None })
}

/// A signed enrolment that says this.
pub(crate) fn enrolment_of(signer: &SoftwareSigner, message: &EnrolRequest) -> TransportRequest {
    let body = wire::pack(message);
    let parts = RequestParts { method: "POST", target: ENROL_PATH, content_type: CONTENT_TYPE, body: &body };
    let headers = sign_enrolment(&parts, signer).unwrap();
    TransportRequest { path: ENROL_PATH.to_owned(), headers, body }
}

/// Sends an enrolment.
pub(crate) fn enrol(
    branch: &Branch,
    signer: &SoftwareSigner,
    code: &str,
    device: Option<DeviceId>,
) -> TransportResponse {
    branch.handle(&enrolment(signer, code, device))
}

/// A phone, reduced to what the branch sees of it.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) agent: AgentId,
    pub(crate) device: DeviceId,
    pub(crate) signer: Arc<SoftwareSigner>,
    pub(crate) nonce: String,
    pub(crate) scope_version: u64,
    /// The branch's head of its journal.
    pub(crate) acknowledged: Head,
    pub(crate) head: Head,
    /// Everything captured in this life of the journal.
    pub(crate) journal: Vec<Change>,
    /// What the branch has not acknowledged.
    pub(crate) pending: Vec<Change>,
    pub(crate) cursors: BTreeMap<Stream, Cursor>,
    pub(crate) known: Option<ChainHash>,
    /// The records, by stream.
    pub(crate) shown: BTreeMap<(String, RecordId), Revision>,
    pub(crate) verdicts: BTreeMap<ChangeId, Verdict>,
    salt: u64,
}

impl Phone {
    /// Captures a change.
    pub(crate) fn capture(&mut self, world: &World, patches: Vec<Patch>) -> ChangeId {
        let change = self.change(world, patches);
        self.keep(change)
    }

    /// Captures a change whose author was asked why.
    pub(crate) fn capture_because(&mut self, world: &World, reason: &str, patches: Vec<Patch>) -> ChangeId {
        let change = Change { reason: Some(reason.to_owned()), ..self.change(world, patches) };
        self.keep(change)
    }

    pub(crate) fn keep(&mut self, change: Change) -> ChangeId {
        let id = change.id();
        self.head = self.head.append(id);
        self.journal.push(change.clone());
        self.pending.push(change);
        id
    }

    pub(crate) fn change(&mut self, world: &World, patches: Vec<Patch>) -> Change {
        self.salt = self.salt.wrapping_add(1);
        let now = world.clock.now();
        Change {
            author: self.agent.clone(),
            scope_version: self.scope_version,
            captured_at: CapturedAt { wall_ms: now.wall_ms, boot_id: 1, monotonic_ms: now.monotonic_ms },
            app: "test".to_owned(),
            schema: SCHEMA,
            salt: self.salt,
            replaces: None,
            reason: None,
            patches,
        }
    }

    /// A new record's id.
    pub(crate) fn new_id(&mut self, world: &World) -> RecordId {
        self.salt = self.salt.wrapping_add(1);
        RecordId::created(world.now(), self.salt, 0)
    }

    pub(crate) fn message(&self, world: &World) -> ExchangeRequest {
        let now = world.clock.now();
        ExchangeRequest {
            protocol: PROTOCOL,
            schema: SCHEMA,
            clock_ms: now.wall_ms,
            boot_id: 1,
            monotonic_ms: now.monotonic_ms,
            heads: vec![self.head],
            shared: Vec::new(),
            cursors: match self.known {
                Some(hash) => Cursors::Known(hash),
                None => Cursors::Listed(self.cursors.values().cloned().collect()),
            },
            run: (!self.pending.is_empty()).then(|| Run { after: self.acknowledged, changes: self.pending.clone() }),
            scope_version: self.scope_version,
            unknown_to_branch: Vec::new(),
            bytes_wanted: 1 << 20,
            recovery_key: None,
        }
    }

    /// A signed request.
    pub(crate) fn sign(&self, message: &ExchangeRequest) -> TransportRequest {
        self.sign_body(wire::pack(message), EXCHANGE_PATH, CONTENT_TYPE)
    }

    pub(crate) fn sign_body(&self, body: Vec<u8>, path: &str, content_type: &str) -> TransportRequest {
        let parts = RequestParts { method: "POST", target: path, content_type, body: &body };
        let incarnation = u64::from_be_bytes(self.head.incarnation.0);
        let nonce = Nonce::parse(&self.nonce).unwrap();
        let claim = DeviceClaim { device: self.device.0, incarnation, nonce };
        let headers = sign(&parts, &claim, self.signer.as_ref()).unwrap();
        TransportRequest { path: path.to_owned(), headers, body }
    }

    /// Exchanges once and takes the answer in.
    pub(crate) fn exchange(&mut self, world: &World) -> ExchangeResponse {
        let request = self.sign(&self.message(world));
        let response = open(&world.branch.handle(&request));
        self.take_in(&response);
        response
    }

    /// Exchanges until there is no more.
    pub(crate) fn sync(&mut self, world: &World) {
        for _ in 0..20 {
            if !self.exchange(world).more {
                return;
            }
        }
        panic!("the branch always has more");
    }

    pub(crate) fn take_in(&mut self, response: &ExchangeResponse) {
        self.nonce = response.nonce.clone();
        if let Some(head) = response.heads.first() {
            let taken = usize::try_from(head.seq).unwrap();
            self.pending = self.journal.split_off(taken);
            self.journal.extend(self.pending.clone());
            self.acknowledged = *head;
        }
        if let Some(scope) = &response.scope {
            self.scope_version = scope.version;
        }
        for judged in &response.verdicts {
            self.verdicts.insert(judged.change, judged.verdict.clone());
        }
        for page in &response.pages {
            let stream = page.cursor.stream.name();
            if page.restarts {
                self.shown.retain(|(of, _), _| *of != stream);
            }
            for entry in &page.entries {
                match entry {
                    Entry::Revision(revision) => {
                        self.shown.insert((stream.clone(), revision.record), revision.as_ref().clone());
                    }
                    Entry::Moved { record, .. } => {
                        self.shown.remove(&(stream.clone(), *record));
                    }
                    Entry::Verdict(judged) => {
                        self.verdicts.insert(judged.change, judged.verdict.clone());
                    }
                    Entry::AppliedRun(changes) => {
                        self.verdicts.extend(changes.iter().map(|change| (*change, Verdict::Applied)));
                    }
                }
            }
            self.cursors.insert(page.cursor.stream.clone(), page.cursor.clone());
        }
        self.known = response.cursors;
    }

    /// A record in whatever stream it is shown.
    pub(crate) fn record(&self, id: RecordId) -> Option<&Revision> {
        self.shown.iter().find(|((_, record), _)| *record == id).map(|(_, revision)| revision)
    }

    pub(crate) fn field(&self, record: RecordId, field: &str) -> Option<Value> {
        self.record(record).and_then(|record| record.fields.get(field)).cloned()
    }

    /// A patch that sets a field as one who sees what this phone shows.
    pub(crate) fn set(&self, record: RecordId, field: &str, value: impl Into<Value>) -> Patch {
        let shown = self.record(record).unwrap();
        set(&shown.kind, record, field, value, shown.writers.of_field(field).to_vec())
    }

    /// The patches of a registration at the door: worker, consent, registration.
    pub(crate) fn registration(&mut self, world: &World, worker: Document) -> (RecordId, RecordId, Vec<Patch>) {
        let id = self.new_id(world);
        let (registration, mut patches) = self.register(world, id);
        patches.insert(0, Patch::create(Worker::KIND.name, id, worker));
        (id, registration, patches)
    }

    /// The patches that register a known worker: consent and registration.
    pub(crate) fn register(&mut self, world: &World, worker: RecordId) -> (RecordId, Vec<Patch>) {
        let (consent, registration) = (self.new_id(world), self.new_id(world));
        let patches = vec![
            Patch::create(Consent::KIND.name, consent, consent_to_enrol(worker)),
            Patch::create(Registration::KIND.name, registration, registration_of(worker)),
        ];
        (registration, patches)
    }
}

/// A patch that sets one field.
pub(crate) fn set(kind: &str, record: RecordId, field: &str, value: impl Into<Value>, saw: Vec<ChangeId>) -> Patch {
    let fields = [(field.to_owned(), FieldPatch::Set { value: value.into(), saw })].into();
    Patch { kind: kind.to_owned(), record, creates: false, fields }
}

/// Sets one field of a record as the phone shows it, and says why.
pub(crate) fn edit(phone: &mut Phone, world: &World, record: RecordId, field: &str, value: &str) -> ChangeId {
    let patch = phone.set(record, field, value);
    phone.capture_because(world, "seen the card", vec![patch])
}

/// The id of the conflict about one field.
pub(crate) fn field_conflict(record: RecordId, field: &str) -> RecordId {
    RecordId::derived("conflict", &[&record.to_string(), field])
}

/// A patch that decides a conflict as the phone shows it.
pub(crate) fn resolution(phone: &Phone, conflict: RecordId, choice: ChangeId, candidates: &[ChangeId]) -> Patch {
    let resolution = Resolution {
        choice: Some(choice),
        survivor: None,
        candidates: candidates.to_vec(),
        by: phone.agent.clone(),
        at_ms: 0,
        reason: "seen the card".to_owned(),
    };
    let saw = phone.record(conflict).unwrap().writers.of_field("resolution").to_vec();
    set("conflict", conflict, "resolution", resolution.into_value(), saw)
}

/// Reads an exchange's answer.
pub(crate) fn open(answer: &TransportResponse) -> ExchangeResponse {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    wire::unpack(&answer.body).unwrap()
}

/// Reads a refusal.
pub(crate) fn refusal(answer: &TransportResponse) -> Refusal {
    wire::from_json(std::str::from_utf8(&answer.body).unwrap()).unwrap()
}

/// An invented worker who can be registered; `number`, 1 to 99, tells the NIK: no two are near each other.
pub(crate) fn worker(name: &str, number: u32, village: &str) -> Document {
    let nik = format!("337405050190{number:02}{number:02}");
    [
        ("name", name),
        ("nik", nik.as_str()),
        ("birth_date", "1990-01-05"),
        ("sex", "male"),
        ("village", village),
        ("occupation", "fisher"),
        ("economic_class", "self_employed"),
        ("discount_sector", "non_transport"),
    ]
    .into_iter()
    .map(|(field, value)| (field.to_owned(), Value::from(value)))
    .collect()
}

/// An invented worker merely met: nobody is like another.
pub(crate) fn met(name: &str, village: &str) -> Document {
    [("name", name), ("village", village)]
        .into_iter()
        .map(|(field, value)| (field.to_owned(), Value::from(value)))
        .collect()
}

/// A receipt for money entrusted to an agent.
pub(crate) fn receipt(worker: RecordId, holder: &str, number: &str, months: &[&str]) -> Document {
    [
        ("worker", Value::from(worker.to_string())),
        ("rupiah", Value::Int(16_800)),
        ("contribution_months", Value::List(months.iter().map(|month| Value::from(*month)).collect())),
        ("number", number.into()),
        ("holder", holder.into()),
        ("status", "entrusted".into()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

pub(crate) fn consent_to_enrol(worker: RecordId) -> Document {
    let mut consent: Document = [
        ("worker", worker.to_string()),
        ("action", "grant".to_owned()),
        ("text_version", "1".to_owned()),
        ("language", "id".to_owned()),
        ("method", "signature".to_owned()),
    ]
    .into_iter()
    .map(|(field, value)| (field.to_owned(), Value::from(value)))
    .collect();
    consent.insert("purposes".to_owned(), Value::List(vec![Value::from("enrol")]));
    consent
}

pub(crate) fn registration_of(worker: RecordId) -> Document {
    let request = QuoteRequest {
        programmes: Programmes::JkkJkm,
        start_month: "2026-07".parse().unwrap(),
        period_months: 3,
        declared_income: Rupiah(1_000_000),
        discount_sector: DiscountSector::NonTransport,
        payer: Payer::Worker,
        payment_date: "2026-06-03".parse().unwrap(),
    };
    let quoted = quote(TariffBook::shipped(), &request).unwrap();
    [
        ("worker", Value::from(worker.to_string())),
        ("programmes", Value::from("JKK_JKM")),
        ("period_months", Value::Int(3)),
        ("start_month", Value::from("2026-07")),
        ("declared_income", Value::Int(1_000_000)),
        ("quote", Value::from_serialize(&quoted).unwrap()),
        ("payer", Value::from("self")),
        ("status", Value::from("submitted")),
    ]
    .into_iter()
    .map(|(field, value)| (field.to_owned(), value))
    .collect()
}
