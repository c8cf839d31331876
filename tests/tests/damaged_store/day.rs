//! A phone after a day at work, whose files a test may damage.

use std::collections::BTreeMap;
use std::fs;

use perisai_core::domain::kinds::{AgentRole, ConsentMethod};
use perisai_core::domain::{AgentId, Registry};
use perisai_core::field::{ConsentInput, FieldEdit, NoProgress, RegisterInput, Registered};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::store::{DataKey, DiskFolder, Store};
use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;
use perisai_tests::people;
use perisai_tests::sim::SimBranch;
use tempfile::TempDir;

/// 1 June 2026, 08:00 in Semarang.
pub(crate) const MORNING_MS: i64 = 1_780_275_600_000;
pub(crate) const VILLAGE: &str = "33.74.05.1001";
pub(crate) const PAGE_BYTES: usize = 4096;
pub(crate) const DATABASE: &str = "field.db";
pub(crate) const LOG: &str = "field.db-wal";
pub(crate) const KEY_CHECK: &str = "field.key";

/// The way to a branch in this process.
pub(crate) struct Line<'a>(pub(crate) &'a SimBranch);

impl Transport for Line<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        Ok(self.0.branch.handle(request))
    }
}

pub(crate) fn agent() -> AgentId {
    "A01".parse().unwrap()
}

pub(crate) fn branch() -> SimBranch {
    let branch = SimBranch::new(1, MORNING_MS, Registry::standard());
    branch.add_agent(&agent(), AgentRole::PerisaiAgent, &[VILLAGE.parse().unwrap()]);
    branch
}

/// A phone: its folder, and what its agent holds in the hand.
pub(crate) struct Phone {
    pub(crate) folder: TempDir,
    pub(crate) hand: Hand,
}

impl Phone {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), hand: Hand::new(1, "A01", MORNING_MS) }
    }

    /// The same phone with a copy of the folder.
    pub(crate) fn copied(&self) -> Self {
        let copy = Self::new();
        for file in fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.folder.path().join(file.file_name())).unwrap();
        }
        copy
    }

    pub(crate) fn open(&self) -> Result<Field, FieldError> {
        Field::open(self.folder.path(), &self.hand.vault, agent(), self.hand.ports.clone())
    }

    pub(crate) fn begin_again(&self, quarantined_to: &str) -> Result<Field, FieldError> {
        let (vault, ports) = (&self.hand.vault, self.hand.ports.clone());
        Field::begin_again(self.folder.path(), vault, agent(), ports, quarantined_to, &|_| {})
    }

    pub(crate) fn key(&self) -> DataKey {
        DataKey::new(self.hand.vault.0)
    }

    pub(crate) fn disk(&self) -> DiskFolder {
        DiskFolder::open(self.folder.path()).unwrap()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.folder.path().join(name)).unwrap();
    }

    /// Every file with its bytes, but for SQLite's shared memory, which holds nothing of its own.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap()).filter(|name| !name.ends_with("-shm"));
        names.map(|name| (name.clone(), self.read(&name))).collect()
    }

    /// Flips bytes of a page, counted from 1.
    pub(crate) fn damage_page(&self, page: usize) {
        let mut bytes = self.read(DATABASE);
        bytes[(page - 1) * PAGE_BYTES..][..200].fill(0x5a);
        self.write(DATABASE, &bytes);
    }
}

/// Somebody invented; the number tells one from the other.
pub(crate) fn somebody(number: usize) -> RegisterInput {
    let somebody = people::registration(number as u64, VILLAGE);
    let consent = ConsentInput {
        method: ConsentMethod::SpokenWithWitness,
        // Long enough for pages beyond the row's own.
        witness: Some("saksi ".repeat(600)),
        ..somebody.consent.unwrap()
    };
    RegisterInput { period_months: 3, cash: Some(34_200), consent: Some(consent), ..somebody }
}

/// A day at work: captures that the branch has, then as many that it has not, one of them an edit of what it has.
pub(crate) struct Work {
    pub(crate) phone: Phone,
    pub(crate) branch: SimBranch,
    pub(crate) registered: Vec<Registered>,
    pub(crate) captured: u64,
}

pub(crate) const ACKNOWLEDGED: usize = 12;
pub(crate) const PENDING: usize = 12;

/// Works a day; the store stays as it is when the app is killed.
pub(crate) fn work() -> Work {
    let (phone, branch) = (Phone::new(), branch());
    let field = phone.open().unwrap();
    field.enrol(&branch.enrol_code(&agent()), &Line(&branch)).unwrap();
    let mut registered: Vec<Registered> = (0..ACKNOWLEDGED).map(|at| field.register(&somebody(at)).unwrap()).collect();
    assert!(field.sync(&Line(&branch), &NoProgress).unwrap().complete);
    let later = ACKNOWLEDGED..ACKNOWLEDGED + PENDING;
    registered.extend(later.map(|at| field.register(&somebody(at)).unwrap()));
    let edit = [FieldEdit { field: "hamlet".to_owned(), value: Some("RW 04".to_owned()) }];
    field.edit_worker(&registered[0].worker, &edit, None).unwrap();
    let captured = (ACKNOWLEDGED + PENDING + 1) as u64;
    assert_eq!(field.totals().unwrap().captured, captured);
    Work { phone, branch, registered, captured }
}

/// Works a day and closes the app.
pub(crate) fn work_and_close() -> Work {
    let day = work();
    day.phone.open().unwrap().shutdown();
    day
}

pub(crate) fn quarantined_to(answer: Result<Field, FieldError>) -> String {
    match answer {
        Err(FieldError::Corrupt { quarantined_to }) => quarantined_to,
        other => panic!("not corrupt: {other:?}"),
    }
}

/// What lies on the pages of a store: the table, the kind of page, how many rows.
pub(crate) fn pages(phone: &Phone) -> Vec<(usize, String, String, u64)> {
    let hand = &phone.hand;
    let disk = Box::new(phone.disk());
    let store = Store::open(disk, &phone.key(), Registry::standard(), hand.ports.ids.as_ref(), &|_| {}).unwrap();
    let mut statement =
        store.connection().prepare("SELECT pageno, name, pagetype, ncell FROM dbstat ORDER BY name, path").unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, u32>(0)? as usize, row.get(1)?, row.get(2)?, u64::from(row.get::<_, u32>(3)?)))
    });
    let pages = rows.unwrap().map(Result::unwrap).collect();
    drop(statement);
    store.close();
    pages
}
