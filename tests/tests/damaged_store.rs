//! A store that is not what was written: nothing is begun anew unasked, no byte of it is changed, and every change that
//! can still be read goes on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;

use perisai_core::domain::kinds::{AgentRole, ConsentMethod};
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::domain::{AgentId, Registry};
use perisai_core::field::{
    ConsentInput, FieldEdit, NoProgress, OpenStep, PersonInput, RecordStatus, RegisterInput, Registered,
};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::store::{DataKey, DiskFolder, Store, StoreError};
use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;
use perisai_tests::sim::SimBranch;
use tempfile::TempDir;

/// 1 June 2026, 08:00 in Semarang.
const MORNING_MS: i64 = 1_780_275_600_000;
const VILLAGE: &str = "33.74.05.1001";
const PAGE_BYTES: usize = 4096;
const DATABASE: &str = "field.db";
const LOG: &str = "field.db-wal";
const KEY_CHECK: &str = "field.key";

/// The way to a branch in this process.
struct Line<'a>(&'a SimBranch);

impl Transport for Line<'_> {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        Ok(self.0.branch.handle(request))
    }
}

fn agent() -> AgentId {
    "A01".parse().unwrap()
}

fn branch() -> SimBranch {
    let branch = SimBranch::new(1, MORNING_MS, Registry::standard());
    branch.add_agent(&agent(), AgentRole::PerisaiAgent, &[VILLAGE.parse().unwrap()]);
    branch
}

/// A phone: its folder, and what its agent holds in the hand.
struct Phone {
    folder: TempDir,
    hand: Hand,
}

impl Phone {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), hand: Hand::new(1, "A01", MORNING_MS) }
    }

    /// The same phone with a copy of the folder.
    fn copied(&self) -> Self {
        let copy = Self::new();
        for file in fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.folder.path().join(file.file_name())).unwrap();
        }
        copy
    }

    fn open(&self) -> Result<Field, FieldError> {
        Field::open(self.folder.path(), &self.hand.vault, agent(), self.hand.ports.clone())
    }

    fn begin_again(&self, quarantined_to: &str) -> Result<Field, FieldError> {
        let (vault, ports) = (&self.hand.vault, self.hand.ports.clone());
        Field::begin_again(self.folder.path(), vault, agent(), ports, quarantined_to, &|_| {})
    }

    fn key(&self) -> DataKey {
        DataKey::new(self.hand.vault.0)
    }

    fn disk(&self) -> DiskFolder {
        DiskFolder::open(self.folder.path()).unwrap()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.folder.path().join(name)).unwrap();
    }

    /// Every file with its bytes, but for SQLite's shared memory, which holds nothing of its own.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap()).filter(|name| !name.ends_with("-shm"));
        names.map(|name| (name.clone(), self.read(&name))).collect()
    }

    /// Flips bytes of a page, counted from 1.
    fn damage_page(&self, page: usize) {
        let mut bytes = self.read(DATABASE);
        bytes[(page - 1) * PAGE_BYTES..][..200].fill(0x5a);
        self.write(DATABASE, &bytes);
    }
}

/// Somebody invented; the number tells one from the other.
fn somebody(number: usize) -> RegisterInput {
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some(format!(
                "Pekerja {}",
                char::from(b'a' + u8::try_from(number % 26).unwrap()).to_string().repeat(4)
            )),
            nik: Some(format!("33740550{:02}90{:04}", number % 12 + 1, number + 1)),
            birth_date: Some(format!("1990-{:02}-10", number % 12 + 1)),
            sex: Some(Sex::Female),
            village: Some(VILLAGE.to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 3,
        start_month: "2026-06".to_owned(),
        payer: Payer::Worker,
        support: None,
        cash: Some(34_200),
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::SpokenWithWitness,
            language: Language::Javanese,
            // Long enough for pages beyond the row's own.
            witness: Some("saksi ".repeat(600)),
            text_version: None,
        }),
        attestation: None,
        acknowledge: Some("as on the card".to_owned()),
    }
}

/// A day at work: captures that the branch has, then as many that it has not, one of them an edit of what it has.
struct Work {
    phone: Phone,
    branch: SimBranch,
    registered: Vec<Registered>,
    captured: u64,
}

const ACKNOWLEDGED: usize = 12;
const PENDING: usize = 12;

/// Works a day; the store stays as it is when the app is killed.
fn work() -> Work {
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
fn work_and_close() -> Work {
    let day = work();
    day.phone.open().unwrap().shutdown();
    day
}

fn quarantined_to(answer: Result<Field, FieldError>) -> String {
    match answer {
        Err(FieldError::Corrupt { quarantined_to }) => quarantined_to,
        other => panic!("not corrupt: {other:?}"),
    }
}

/// What lies on the pages of a store: the table, the kind of page, how many rows.
fn pages(phone: &Phone) -> Vec<(usize, String, String, u64)> {
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

#[test]
fn whatever_page_is_bad_every_change_that_does_not_lie_on_it_is_saved() {
    let day = work_and_close();
    let mut met: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (page, table, kind, rows) in pages(&day.phone) {
        let phone = day.phone.copied();
        phone.damage_page(page);
        let before = phone.files();
        let salvaged = Store::quarantine(&phone.disk(), &phone.key(), &|_| {}).unwrap();
        let lost = match (table.as_str(), kind.as_str()) {
            ("journal", "leaf") => rows,
            ("journal", "overflow") => 1,
            _ => 0,
        };
        assert_eq!(salvaged.changes, day.captured - lost, "page {page}, {kind} of {table}");
        let after = phone.files();
        for name in [DATABASE, LOG] {
            assert_eq!(after[name], before[name], "{name} after page {page}");
        }
        assert_eq!(after[&salvaged.quarantined_to], before[DATABASE]);
        assert_eq!(quarantined_to(phone.open()), salvaged.quarantined_to);
        assert_eq!(phone.files(), after, "opening once more makes no second copy");
        *met.entry((table, kind)).or_default() += 1;
    }
    eprintln!("{met:?}");
    for (table, kind) in [
        ("sqlite_schema", "leaf"),
        ("journal", "internal"),
        ("journal", "leaf"),
        ("journal", "overflow"),
        ("meta", "leaf"),
        ("worker", "leaf"),
        ("name_word", "leaf"),
    ] {
        assert!(met.contains_key(&(table.to_owned(), kind.to_owned())), "no {kind} of {table} in {met:?}");
    }
}

#[test]
fn a_lost_piece_of_a_store_is_never_begun_anew_and_what_is_left_is_saved() {
    let day = work();
    let logged = day.captured;
    // Everything is in the log: nothing was written back to the database since it was made.
    type Loss = fn(&Phone);
    let losses: [(&str, Loss, u64); 7] = [
        ("the database is deleted", |phone| phone.remove(DATABASE), logged),
        ("the database is empty", |phone| phone.write(DATABASE, &[]), logged),
        ("the database ends in its first page", |phone| phone.write(DATABASE, &phone.read(DATABASE)[..1000]), logged),
        ("the log is deleted", |phone| phone.remove(LOG), 0),
        ("both are deleted", |phone| [DATABASE, LOG].iter().for_each(|name| phone.remove(name)), 0),
        ("both are empty", |phone| [DATABASE, LOG].iter().for_each(|name| phone.write(name, &[])), 0),
        (
            "the database is noise",
            |phone| {
                let noise: Vec<u8> =
                    (0..phone.read(DATABASE).len()).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect();
                phone.write(DATABASE, &noise);
            },
            logged,
        ),
    ];
    for (loss, lose, saved) in losses {
        let phone = day.phone.copied();
        lose(&phone);
        let before = phone.files();
        let answer = phone.open();
        let name = quarantined_to(answer);
        let after = phone.files();
        for file in [DATABASE, LOG] {
            assert_eq!(after.get(file), before.get(file), "{file}: {loss}");
        }
        let begun = phone.begin_again(&name).unwrap();
        assert_eq!(begun.totals().unwrap().pending, saved, "{loss}");
    }
}

#[test]
fn a_flipped_bit_in_the_log_hides_no_capture_and_costs_at_most_the_one_that_it_hits() {
    const HEADER_BYTES: usize = 32;
    const FRAME_BYTES: usize = 24 + PAGE_BYTES;
    let day = work();
    let log = day.phone.read(LOG);
    let frames = (log.len() - HEADER_BYTES) / FRAME_BYTES;
    assert!(frames > 100, "{frames} frames are a short day");
    let of_frame = |frame: usize, at: usize| HEADER_BYTES + frame * FRAME_BYTES + at;
    // The page number, the salts, the checksum, the page's beginning, middle and end.
    let places = [3, 9, 17, 24, 24 + 2_000, FRAME_BYTES - 1];
    let mut flips: Vec<usize> = vec![1, 10, 17, 21, 30];
    flips.extend(
        (0..frames).step_by(9).chain([frames - 2, frames - 1]).map(|at| of_frame(at, places[at % places.len()])),
    );
    let mut costly = 0;
    for at in &flips {
        let at = *at;
        let phone = day.phone.copied();
        let mut bytes = log.clone();
        bytes[at] ^= 0x04;
        phone.write(LOG, &bytes);
        let name = quarantined_to(phone.open());
        assert_eq!(phone.read(LOG), bytes, "byte {at}");
        let told = Field::salvaged(phone.folder.path(), &phone.hand.vault, &name);
        let saved = phone.begin_again(&name).unwrap().totals().unwrap().pending;
        assert_eq!(told, Ok(saved), "what is told before beginning again is what is there after it");
        assert!(saved + 1 >= day.captured, "byte {at}: {saved} of {}", day.captured);
        costly += usize::from(saved < day.captured);
    }
    // Only the page that a change itself lies on.
    assert!(costly * 10 < flips.len(), "{costly} of {} flips cost a change", flips.len());
}

#[test]
fn a_log_that_ends_in_a_capture_that_nobody_was_promised_is_no_damage() {
    let day = work();
    let note = "field.db-promised";
    let (promised, before) = (day.phone.read(note), day.phone.read(LOG).len());
    day.phone.open().unwrap().register(&somebody(50)).unwrap();
    assert_ne!(day.phone.read(note), promised);
    let log = day.phone.read(LOG);
    for torn in [before + 1, (before + log.len()) / 2, log.len() - 1] {
        let phone = day.phone.copied();
        phone.write(LOG, &log[..torn]);
        // Whoever was promised the capture must be told.
        quarantined_to(phone.copied().open());
        phone.write(note, &promised);
        assert_eq!(phone.open().unwrap().totals().unwrap().captured, day.captured);
        // The power fails while the note is written, or before it has reached the disk at all.
        phone.write(note, &promised[..7]);
        assert_eq!(phone.open().unwrap().totals().unwrap().captured, day.captured);
        phone.remove(note);
        assert_eq!(phone.open().unwrap().totals().unwrap().captured, day.captured);
    }
}

#[test]
fn a_database_cut_short_is_set_aside_where_the_missing_part_is_met() {
    let day = work_and_close();
    let whole = day.phone.read(DATABASE);
    for pages in [1, 2, whole.len() / PAGE_BYTES / 2, whole.len() / PAGE_BYTES - 1] {
        let phone = day.phone.copied();
        phone.write(DATABASE, &whole[..pages * PAGE_BYTES]);
        let name = quarantined_to(phone.open());
        assert_eq!(phone.read(&name), whole[..pages * PAGE_BYTES]);
        let begun = phone.begin_again(&name).unwrap();
        assert!(begun.totals().unwrap().pending <= day.captured);
    }
}

#[test]
fn the_key_check_is_made_again_by_the_right_key_only() {
    let day = work_and_close();
    let other = Hand::new(2, "A01", MORNING_MS);
    type Loss = fn(&Phone);
    let losses: [Loss; 2] = [
        |phone| phone.remove(KEY_CHECK),
        |phone| {
            let mut bytes = phone.read(KEY_CHECK);
            bytes[9] ^= 1;
            phone.write(KEY_CHECK, &bytes);
        },
    ];
    for lose in losses {
        let phone = day.phone.copied();
        lose(&phone);
        let before = phone.files();
        let refused = Field::open(phone.folder.path(), &other.vault, agent(), other.ports.clone()).unwrap_err();
        assert_eq!(refused, FieldError::WrongKey);
        assert_eq!(phone.files(), before);
        assert_eq!(phone.open().unwrap().totals().unwrap().captured, day.captured);
        assert_ne!(phone.files()[KEY_CHECK], before.get(KEY_CHECK).cloned().unwrap_or_default());

        let phone = day.phone.copied();
        lose(&phone);
        phone.damage_page(1);
        let before = phone.files();
        assert_eq!(phone.open().unwrap_err(), FieldError::WrongKey, "nothing tells the two apart any more");
        assert_eq!(phone.files(), before);
    }
}

#[test]
fn a_store_of_the_first_form_opens_and_is_brought_up_to_date() {
    let day = work_and_close();
    let first_form = |phone: &Phone| {
        let today = phone.read(KEY_CHECK);
        phone.write(KEY_CHECK, &[b"PFK1", &today[4..52], &[1]].concat());
        // The version that wrote it deleted the log when it closed.
        phone.remove(LOG);
    };
    let phone = day.phone.copied();
    first_form(&phone);
    phone.open().unwrap().shutdown();
    assert_eq!(phone.read(KEY_CHECK), day.phone.read(KEY_CHECK));

    // Not brought up to date yet, a damaged page still tells the salt, unless the damage is there.
    for (at, saved) in [(2000, day.captured), (0, 0)] {
        let phone = day.phone.copied();
        first_form(&phone);
        let mut bytes = phone.read(DATABASE);
        bytes[at..at + 100].fill(0x5a);
        phone.write(DATABASE, &bytes);
        let name = quarantined_to(phone.open());
        assert_eq!(phone.begin_again(&name).unwrap().totals().unwrap().pending, saved);
    }
}

#[test]
fn damage_met_while_working_ends_in_the_quarantine_and_every_later_call_says_so() {
    let day = work_and_close();
    let bad = |table: &str| {
        // What waits for the branch lies at the end of the journal, whose last leaf is read at opening; of other tables
        // any page will do.
        let wanted = if table == "journal" { "overflow" } else { "leaf" };
        let mut pages = pages(&day.phone).into_iter().filter(|(_, name, kind, _)| name == table && kind == wanted);
        if table == "journal" { pages.next_back() } else { pages.next() }
    };
    type Call = fn(&Field, &Work) -> Result<(), FieldError>;
    let calls: [(&str, Call); 6] = [
        ("worker", |field, _| field.workers(None, 200).map(drop)),
        ("consent", |field, day| field.story(&day.registered[0].worker).map(drop)),
        ("registration", |field, _| field.records("registration", None, 200).map(drop)),
        ("journal", |field, _| field.pending().map(drop)),
        ("name_word", |field, _| field.register(&somebody(90)).map(drop)),
        ("journal", |field, day| field.sync(&Line(&day.branch), &NoProgress).map(drop)),
    ];
    for (table, call) in calls {
        let phone = day.phone.copied();
        phone.damage_page(bad(table).unwrap().0);
        let damaged = phone.read(DATABASE);
        let field = phone.open().unwrap();
        let Err(FieldError::Corrupt { quarantined_to: name }) = call(&field, &day) else { panic!("{table}") };
        assert_eq!(phone.read(&name), damaged, "{table}");
        assert_eq!(phone.read(DATABASE), damaged, "{table}");
        let corrupt = FieldError::Corrupt { quarantined_to: name.clone() };
        assert_eq!(field.totals().unwrap_err(), corrupt);
        assert_eq!(field.register(&somebody(91)).unwrap_err(), corrupt);
        assert_eq!(field.sync(&Line(&day.branch), &NoProgress).unwrap_err(), corrupt);
        assert_eq!(phone.open().unwrap_err(), corrupt);
        field.shutdown();
        assert_eq!(field.totals().unwrap_err(), FieldError::Closed);
        assert!(phone.begin_again(&name).is_ok());
    }
}

#[test]
fn totals_and_attention_read_nothing_of_what_is_settled() {
    let day = work_and_close();
    let leaves: Vec<usize> = pages(&day.phone)
        .into_iter()
        .filter(|(_, table, kind, _)| ["journal", "consent"].contains(&table.as_str()) && kind == "leaf")
        .map(|(page, ..)| page)
        .collect();
    let phone = day.phone.copied();
    // All but the last of the journal, whose end tells how many turns there were.
    let (last, others) = leaves.split_last().unwrap();
    assert!(others.len() > 3, "{leaves:?}");
    others.iter().filter(|page| *page != last).for_each(|page| phone.damage_page(*page));
    let field = phone.open().unwrap();
    let totals = field.totals().unwrap();
    assert_eq!((totals.captured, totals.applied), (day.captured, ACKNOWLEDGED as u64));
    assert_eq!(totals.pending, day.captured - ACKNOWLEDGED as u64);
    assert!(field.attention().unwrap().is_empty());
    // The pages are bad: whoever reads them is told.
    assert!(matches!(field.pending(), Err(FieldError::Corrupt { .. })));
}

#[test]
fn after_beginning_again_everything_reaches_the_branch_and_counts_once() {
    let day = work_and_close();
    day.phone.damage_page(1);
    let name = quarantined_to(day.phone.open());
    let field = day.phone.begin_again(&name).unwrap();
    // The device is the one that it was, and all its work waits.
    assert!(field.device().unwrap().is_some());
    assert_eq!(field.totals().unwrap().pending, day.captured);
    assert_eq!(field.workers(None, 200).unwrap().workers.len(), ACKNOWLEDGED + PENDING);
    let number = field.register(&somebody(40)).unwrap().receipt_number.unwrap();
    assert!(day.registered.iter().all(|before| before.receipt_number.as_ref() != Some(&number)));

    let outcome = field.sync(&Line(&day.branch), &NoProgress).unwrap();
    assert!(outcome.complete, "{outcome:?}");
    let totals = field.totals().unwrap();
    assert_eq!((totals.captured, totals.pending), (day.captured + 1, 0));
    assert_eq!(totals.captured, totals.applied + totals.merged + totals.contested + totals.held + totals.rejected);
    let at_branch: u64 = day.branch.verdicts().iter().map(|(_, changes)| changes).sum();
    assert_eq!(at_branch, totals.captured);
    for kind in ["worker", "registration", "receipt"] {
        let kind = Registry::standard().kind(kind).unwrap();
        assert_eq!(day.branch.records(kind).len(), ACKNOWLEDGED + PENDING + 1, "{}", kind.name);
    }
    let head = field.head().unwrap();
    assert_eq!((head.agent_name.is_some(), head.synced_ms.is_some(), head.pending), (true, true, 0));
    let line = field.record("worker", &day.registered[0].worker).unwrap();
    assert!(line.fields.iter().any(|field| field.field == "hamlet" && field.value == "RW 04"));
    assert_eq!(line.status, RecordStatus::Synced);

    // Asked once more it opens what it began; the store that it is now is not set aside under another's name.
    field.shutdown();
    let again = day.phone.begin_again(&name).unwrap();
    assert_eq!(again.totals().unwrap(), totals);
    again.shutdown();
    for unknown in ["quarantine-2.db", "quarantine-01.db", "quarantine-0.db", "../quarantine-1.db", "", "field.db"] {
        assert_eq!(day.phone.begin_again(unknown).unwrap_err(), FieldError::NotFound, "{unknown}");
    }
    assert_eq!(day.phone.open().unwrap().totals().unwrap(), totals);
}

#[test]
fn a_store_begun_again_can_be_damaged_too() {
    let day = work_and_close();
    day.phone.damage_page(1);
    let first = quarantined_to(day.phone.open());
    day.phone.begin_again(&first).unwrap().shutdown();
    let now = "field-1.db";
    let mut bytes = day.phone.read(now);
    bytes[..PAGE_BYTES].fill(0x5a);
    day.phone.write(now, &bytes);
    let second = quarantined_to(day.phone.open());
    assert_ne!(first, second);
    assert_eq!(day.phone.begin_again(&first).unwrap_err(), FieldError::Corrupt { quarantined_to: second.clone() });
    let field = day.phone.begin_again(&second).unwrap();
    assert_eq!(field.totals().unwrap().pending, day.captured);

    // Without its key check the newest store that is whole is found.
    field.shutdown();
    day.phone.remove(KEY_CHECK);
    assert_eq!(day.phone.open().unwrap().totals().unwrap().pending, day.captured);
}

#[test]
fn a_device_that_lost_its_name_gets_another_and_its_work_goes_on() {
    let day = work_and_close();
    for (page, table, kind, _) in pages(&day.phone) {
        if table == "meta" && kind == "leaf" {
            day.phone.damage_page(page);
        }
    }
    let name = quarantined_to(day.phone.open());
    let field = day.phone.begin_again(&name).unwrap();
    assert_eq!(field.device().unwrap(), None);
    assert_eq!(field.totals().unwrap().pending, day.captured);
    field.enrol(&day.branch.enrol_code(&agent()), &Line(&day.branch)).unwrap();
    assert_eq!(field.totals().unwrap().pending, day.captured);
    assert!(field.sync(&Line(&day.branch), &NoProgress).unwrap().complete);
    let registration = Registry::standard().kind("registration").unwrap();
    assert_eq!(day.branch.records(registration).len(), ACKNOWLEDGED + PENDING);
    let at_branch: u64 = day.branch.verdicts().iter().map(|(_, changes)| changes).sum();
    assert_eq!(at_branch, day.captured);
}

#[test]
fn what_waits_for_an_enrolment_is_saved_from_a_second_damage_too() {
    let day = work_and_close();
    let damage_owner = |phone: &Phone| {
        for (page, table, kind, _) in pages(phone) {
            if table == "meta" && kind == "leaf" {
                phone.damage_page(page);
            }
        }
    };
    damage_owner(&day.phone);
    let first = quarantined_to(day.phone.open());
    // Saved, and the owner is not known: nothing can be taken up into the journal yet. The log is all there is.
    let field = day.phone.begin_again(&first).unwrap();
    assert_eq!((field.device().unwrap(), field.totals().unwrap().pending), (None, day.captured));
    let logged = day.phone.copied();
    field.shutdown();
    for phone in [&day.phone, &logged] {
        let mut bytes = phone.read("field-1.db");
        bytes[..100].fill(0x5a);
        phone.write("field-1.db", &bytes);
        let second = quarantined_to(phone.open());
        let field = phone.begin_again(&second).unwrap();
        assert_eq!(field.totals().unwrap().pending, day.captured);
    }
    let field = day.phone.begin_again("quarantine-2.db").unwrap();
    field.enrol(&day.branch.enrol_code(&agent()), &Line(&day.branch)).unwrap();
    assert!(field.sync(&Line(&day.branch), &NoProgress).unwrap().complete);
    assert_eq!(field.totals().unwrap().captured, day.captured);
    let at_branch: u64 = day.branch.verdicts().iter().map(|(_, changes)| changes).sum();
    assert_eq!(at_branch, day.captured);
}

#[test]
fn every_slow_step_of_opening_is_told() {
    let day = work_and_close();
    let told = |phone: &Phone| {
        let steps = RefCell::new(Vec::new());
        let (vault, ports) = (&phone.hand.vault, phone.hand.ports.clone());
        let tell = |step| steps.borrow_mut().push(step);
        let answer = Field::open_with_progress(phone.folder.path(), vault, agent(), ports, &tell);
        (answer, steps.into_inner())
    };
    let sql = |phone: &Phone, sql: &str| {
        let ids = phone.hand.ports.ids.as_ref();
        let store = Store::open(Box::new(phone.disk()), &phone.key(), Registry::standard(), ids, &|_| {}).unwrap();
        store.connection().execute_batch(sql).unwrap();
        store.close();
    };
    use OpenStep::{Migrate, Ready, Rebuild, Salvage, Unlock};

    assert_eq!(told(&Phone::new()).1, [Unlock, Migrate, Ready]);
    assert_eq!(told(&day.phone).1, [Unlock, Ready]);

    // What is derived is made again, all of it: what was in it before does not matter.
    sql(
        &day.phone,
        "DELETE FROM name_word; DELETE FROM contested; UPDATE tally SET changes = 7;
         DELETE FROM meta WHERE name = 'derived_fingerprint';",
    );
    let (field, steps) = told(&day.phone);
    assert_eq!(steps, [Unlock, Rebuild, Ready]);
    let field = field.unwrap();
    assert_eq!(field.search("pekerja").unwrap().len(), ACKNOWLEDGED + PENDING);
    assert_eq!(field.totals().unwrap().applied, ACKNOWLEDGED as u64);
    field.shutdown();

    sql(&day.phone, "UPDATE meta SET value = x'00' WHERE name = 'schema_fingerprint'");
    assert_eq!(told(&day.phone).1, [Unlock, Migrate, Rebuild, Ready]);

    day.phone.damage_page(1);
    let (answer, steps) = told(&day.phone);
    assert_eq!(steps, [Unlock, Salvage]);
    let name = quarantined_to(answer);
    let steps = RefCell::new(Vec::new());
    let (vault, ports) = (&day.phone.hand.vault, day.phone.hand.ports.clone());
    let tell = |step| steps.borrow_mut().push(step);
    Field::begin_again(day.phone.folder.path(), vault, agent(), ports, &name, &tell).unwrap();
    assert_eq!(steps.into_inner(), [Unlock, Migrate, Salvage, Ready]);
}

#[test]
fn without_room_for_a_copy_the_store_stays_damaged_and_no_half_copy_is_left() {
    let day = work_and_close();
    day.phone.damage_page(1);
    let before = day.phone.files();
    let full = Full(day.phone.disk());
    let answer = Store::quarantine(&full, &day.phone.key(), &|_| {});
    assert_eq!(answer, Err(StoreError::StorageFull));
    assert_eq!(day.phone.files(), before);
    let name = quarantined_to(day.phone.open());
    assert_eq!(day.phone.begin_again(&name).unwrap().totals().unwrap().pending, day.captured);
}

/// A folder with room for the copies, and none for what is salvaged.
struct Full(DiskFolder);

impl perisai_core::store::Folder for Full {
    fn read(&self, name: &str) -> std::io::Result<Option<Vec<u8>>> {
        self.0.read(name)
    }
    fn write(&self, _: &str, _: &[u8]) -> std::io::Result<()> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn note(&self, _: &str, _: &[u8]) -> std::io::Result<()> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn bytes(&self, name: &str) -> std::io::Result<Option<u64>> {
        self.0.bytes(name)
    }
    fn copy(&self, from: &str, to: &str) -> std::io::Result<bool> {
        self.0.copy(from, to)
    }
    fn remove(&self, name: &str) -> std::io::Result<()> {
        self.0.remove(name)
    }
    fn sync_names(&self) -> std::io::Result<()> {
        self.0.sync_names()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path(name)
    }
    fn another(&self) -> Box<dyn perisai_core::store::Folder> {
        self.0.another()
    }
}
