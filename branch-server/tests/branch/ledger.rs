//! What every ledger must do, whatever database it stands on. A new backend is a `Backend` and a line in `suite!`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use perisai_branch::ledger::{self, ChangeRow, DeviceRow, Ledger, LedgerTx, Outcome, Placement, QuarantineRow};
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_branch::{BranchError, Result};
use perisai_core::domain::kinds::Worker;
use perisai_core::domain::{
    AgentId, CapturedAt, ChainHash, Change, ChangeId, DeviceId, Incarnation, LostField, Record, RecordId, Registry,
    Verdict, Writers,
};
use perisai_core::merge::Timing;
use perisai_core::sync::wire::{Cursor, Head, Revision, SCHEMA, Stream};

use crate::support::{GENUK, id, met};

/// A database under test, empty, gone with the value.
trait Backend {
    fn new() -> Self;
    fn ledger(&self) -> &dyn Ledger;
}

struct InMemory(SqliteLedger);

impl Backend for InMemory {
    fn new() -> Self {
        Self(SqliteLedger::in_memory(Registry::standard()).unwrap())
    }

    fn ledger(&self) -> &dyn Ledger {
        &self.0
    }
}

struct InAFile {
    ledger: SqliteLedger,
    _folder: Folder,
}

impl Backend for InAFile {
    fn new() -> Self {
        let folder = Folder::new();
        let file = folder.0.join("ledger.db");
        let ledger = SqliteLedger::open(&file, Registry::standard(), Durability::Full).unwrap();
        Self { ledger, _folder: folder }
    }

    fn ledger(&self) -> &dyn Ledger {
        &self.ledger
    }
}

/// A folder of its own, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("perisai-ledger-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

macro_rules! suite {
    ($($backend:ident: $of:ty),+; $tests:tt) => { $(suite!(@ $backend: $of; $tests);)+ };
    (@ $backend:ident: $of:ty; [$($test:ident,)+]) => {
        mod $backend {
            $(#[test] fn $test() { super::$test::<$of>(); })+
        }
    };
}

suite! {
    in_memory: super::InMemory, in_a_file: super::InAFile;
    [
        what_was_written_is_there_and_an_error_leaves_nothing_of_its_transaction,
        what_is_written_in_a_view_is_not_kept,
        of_two_who_write_each_finds_what_the_other_has_written,
        a_change_is_taken_in_once_and_a_place_is_given_out_once,
        a_reading_of_a_stream_ends_at_its_limits_and_brings_one_entry_at_least,
        the_last_two_sets_of_cursors_are_kept,
        each_life_of_a_journal_has_its_own_head,
        records_are_found_by_their_fields_and_read_in_order,
        a_record_lives_where_it_was_placed_until_it_leaves_or_its_time_is_over,
        a_change_waits_for_each_record_until_it_is_let_go,
        verdicts_are_counted_and_outcomes_replaced,
        what_lies_in_quarantine_is_no_change_yet,
        a_copy_holds_everything_and_is_never_written_over_a_file,
    ]
}

fn write<T>(backend: &impl Backend, work: impl FnOnce(&dyn LedgerTx) -> Result<T>) -> T {
    ledger::write(backend.ledger(), work).unwrap()
}

fn read<T>(backend: &impl Backend, work: impl FnOnce(&dyn LedgerTx) -> Result<T>) -> T {
    ledger::read(backend.ledger(), work).unwrap()
}

fn record(n: u8) -> RecordId {
    RecordId::created(1_780_000_000_000, 7, u16::from(n))
}

fn change(n: u8) -> ChangeId {
    ChangeId([n; 16])
}

fn device(n: u8) -> DeviceId {
    DeviceId(uuid::Uuid::from_bytes([n; 16]))
}

fn village() -> Stream {
    Stream::Region(GENUK.parse().unwrap())
}

fn body(author: &AgentId) -> Change {
    Change {
        author: author.clone(),
        scope_version: 1,
        captured_at: CapturedAt { wall_ms: 5, boot_id: 1, monotonic_ms: 5 },
        app: "test".to_owned(),
        schema: SCHEMA,
        salt: 1,
        replaces: None,
        reason: None,
        patches: Vec::new(),
    }
}

fn row(n: u8, verdict: Verdict) -> ChangeRow {
    let timing = Timing { captured_ms: i64::from(n), trusted: true };
    let body = body(&id("A01"));
    ChangeRow { id: change(n), body, device: Some(device(1)), timing, received_ms: 9, verdict }
}

fn person(n: u8, name: &str) -> Revision {
    Revision {
        kind: "worker".to_owned(),
        record: record(n),
        revision: 1,
        author: id("A01"),
        created_ms: 1,
        writers: Writers::of_creation(change(n)),
        fields: met(name, GENUK),
    }
}

fn what_was_written_is_there_and_an_error_leaves_nothing_of_its_transaction<B: Backend>() {
    let backend = B::new();
    write(&backend, |tx| tx.put_setting("kept", "yes"));
    let broken: Result<()> = ledger::write(backend.ledger(), |tx| {
        tx.put_setting("kept", "no")?;
        tx.put_record(Worker::KIND, &person(1, "Siti"))?;
        Err(BranchError::Refused("no"))
    });
    assert_eq!(broken, Err(BranchError::Refused("no")));
    let (kept, records) = read(&backend, |tx| Ok((tx.setting("kept")?, tx.page(Worker::KIND, None, 10)?)));
    assert_eq!((kept.as_deref(), records.len()), (Some("yes"), 0));
}

fn what_is_written_in_a_view_is_not_kept<B: Backend>() {
    let backend = B::new();
    // Whether it is an error at once is the backend's.
    ledger::read(backend.ledger(), |tx| tx.put_setting("kept", "no")).ok();
    assert_eq!(read(&backend, |tx| tx.setting("kept")), None);
}

fn of_two_who_write_each_finds_what_the_other_has_written<B: Backend>() {
    let backend = B::new();
    let ledger = backend.ledger();
    let count = |tx: &dyn LedgerTx| -> Result<u32> { Ok(tx.setting("count")?.map_or(0, |text| text.parse().unwrap())) };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..25 {
                    ledger::write(ledger, |tx| tx.put_setting("count", &(count(tx)? + 1).to_string())).unwrap();
                }
            });
        }
    });
    assert_eq!(read(&backend, count), 50);
}

fn a_change_is_taken_in_once_and_a_place_is_given_out_once<B: Backend>() {
    let backend = B::new();
    let at = Cursor { stream: village(), position: 1, hash: ChainHash::default() };
    let place = Head::empty(device(1), Incarnation([1; 8])).append(change(1));
    write(&backend, |tx| {
        tx.put_change(&row(1, Verdict::Applied))?;
        tx.put_entry(&at, b"first")?;
        tx.put_journal(device(1), &place, change(1), 5)
    });
    assert!(ledger::write(backend.ledger(), |tx| tx.put_change(&row(1, Verdict::Applied))).is_err());
    assert!(ledger::write(backend.ledger(), |tx| tx.put_entry(&at, b"second")).is_err());
    assert!(ledger::write(backend.ledger(), |tx| tx.put_journal(device(1), &place, change(2), 5)).is_err());
    let kept = read(&backend, |tx| Ok((tx.change(change(1))?, tx.entries(&village(), 0, 9, 99)?)));
    assert_eq!(kept, (Some(row(1, Verdict::Applied)), vec![(at, b"first".to_vec())]));
}

fn a_reading_of_a_stream_ends_at_its_limits_and_brings_one_entry_at_least<B: Backend>() {
    let backend = B::new();
    write(&backend, |tx| {
        for position in 1..=5 {
            tx.put_entry(&Cursor { stream: village(), position, hash: ChainHash::default() }, &[0; 10])?;
        }
        tx.put_entry(&Cursor { stream: Stream::Branch, position: 1, hash: ChainHash::default() }, b"another")
    });
    let positions = |after, limit, bytes| {
        let rows = read(&backend, |tx| tx.entries(&village(), after, limit, bytes));
        rows.into_iter().map(|(at, _)| at.position).collect::<Vec<_>>()
    };
    assert_eq!(positions(0, 3, 1_000), [1, 2, 3]);
    assert_eq!(positions(2, 9, 20), [3, 4]);
    assert_eq!(positions(2, 9, 1), [3]);
    assert!(positions(5, 9, 1_000).is_empty());
    let heads = read(&backend, |tx| tx.stream_heads());
    assert_eq!(heads.iter().map(|head| (head.stream.name(), head.position)).collect::<Vec<_>>().len(), 2);
    assert_eq!(read(&backend, |tx| tx.stream_head(&Stream::Reference)).position, 0);
}

fn the_last_two_sets_of_cursors_are_kept<B: Backend>() {
    let backend = B::new();
    let set = |position| vec![Cursor { stream: village(), position, hash: ChainHash::default() }];
    for n in 1..=3_u8 {
        write(&backend, |tx| tx.put_cursor_set(device(1), ChainHash([n; 16]), &set(u64::from(n))));
    }
    write(&backend, |tx| tx.put_cursor_set(device(2), ChainHash([1; 16]), &set(9)));
    let of = |n: u8| read(&backend, |tx| tx.cursor_set(device(1), ChainHash([n; 16])));
    assert_eq!((of(1), of(2), of(3)), (None, Some(set(2)), Some(set(3))));
    assert_eq!(read(&backend, |tx| tx.cursor_sets(device(1))), [set(2), set(3)]);
}

fn each_life_of_a_journal_has_its_own_head<B: Backend>() {
    let backend = B::new();
    let life = |n: u8| Head::empty(device(1), Incarnation([n; 8]));
    let (first, other) = (life(1).append(change(1)), life(2).append(change(1)));
    let second = first.append(change(2));
    write(&backend, |tx| {
        tx.put_journal(device(1), &first, change(1), 5)?;
        tx.put_journal(device(1), &second, change(2), 8)?;
        tx.put_journal(device(1), &other, change(1), 6)
    });
    let head = |of: &Head| read(&backend, |tx| tx.journal_head(device(1), of.incarnation));
    assert_eq!((head(&life(1)), head(&life(2)), head(&life(3))), (Some(second), Some(other), None));
    assert_eq!(read(&backend, |tx| tx.journal_after(device(1), &first, 9)), [(second, change(2))]);
    let journals = read(&backend, |tx| tx.journals());
    let spans: Vec<_> = journals.iter().map(|journal| (journal.head, journal.began_ms, journal.grew_ms)).collect();
    assert_eq!(spans, [(second, 5, 8), (other, 6, 6)]);
}

fn records_are_found_by_their_fields_and_read_in_order<B: Backend>() {
    let backend = B::new();
    write(&backend, |tx| {
        for (n, name) in [(3, "Siti"), (1, "Budi"), (2, "Siti")] {
            tx.put_record(Worker::KIND, &person(n, name))?;
        }
        tx.put_record(Worker::KIND, &Revision { revision: 2, ..person(1, "Siti") })
    });
    let ids = |records: Vec<Revision>| records.into_iter().map(|record| record.record).collect::<Vec<_>>();
    let found = read(&backend, |tx| tx.find(Worker::KIND, "name", &"Siti".into()));
    assert_eq!(ids(found), [record(1), record(2), record(3)]);
    assert_eq!(read(&backend, |tx| tx.record(Worker::KIND, record(1))).unwrap().revision, 2);
    assert_eq!(ids(read(&backend, |tx| tx.page(Worker::KIND, Some(record(1)), 1))), [record(2)]);
    write(&backend, |tx| tx.drop_record(Worker::KIND, record(2)));
    assert_eq!(ids(read(&backend, |tx| tx.page(Worker::KIND, None, 9))), [record(1), record(3)]);
}

fn a_record_lives_where_it_was_placed_until_it_leaves_or_its_time_is_over<B: Backend>() {
    let backend = B::new();
    let copy = Stream::Agent(id("A01"));
    let at_home = Placement { stream: village(), expires_ms: None, left: false };
    let for_a_while = Placement { stream: copy.clone(), expires_ms: Some(100), left: false };
    write(&backend, |tx| {
        tx.put_placement("worker", record(1), &at_home)?;
        tx.put_placement("worker", record(1), &for_a_while)
    });
    assert_eq!(read(&backend, |tx| tx.kind_of(record(1))).as_deref(), Some("worker"));
    assert_eq!(read(&backend, |tx| tx.kind_of(record(2))), None);
    assert_eq!(read(&backend, |tx| tx.placements(record(1))).len(), 2);
    let expired = |now_ms| read(&backend, |tx| tx.expired(&copy, now_ms)).len();
    assert_eq!((expired(99), expired(100)), (0, 1));
    write(&backend, |tx| tx.put_placement("worker", record(1), &Placement { left: true, ..at_home.clone() }));
    assert!(read(&backend, |tx| tx.living_in(&village())).is_empty());
    assert_eq!(read(&backend, |tx| tx.placements(record(1))).len(), 2, "what has left is remembered");
}

fn a_change_waits_for_each_record_until_it_is_let_go<B: Backend>() {
    let backend = B::new();
    let waits_for: BTreeSet<RecordId> = [record(1), record(2)].into();
    write(&backend, |tx| {
        tx.put_change(&row(1, Verdict::Held { waits_for: vec![record(1), record(2)] }))?;
        tx.hold(change(1), &id("A01"), &waits_for, 50)
    });
    let waiting = |tx: &dyn LedgerTx| -> Result<[usize; 4]> {
        Ok([
            tx.waiting_for(record(2))?.len(),
            tx.waiting_of(&id("A01"))?.len(),
            tx.waiting_since(50)?.len(),
            tx.waiting_since(49)?.len(),
        ])
    };
    assert_eq!(read(&backend, waiting), [1, 1, 1, 0]);
    write(&backend, |tx| tx.unhold(change(1)));
    assert_eq!(read(&backend, waiting), [0; 4]);
}

fn verdicts_are_counted_and_outcomes_replaced<B: Backend>() {
    let backend = B::new();
    let place = LostField { record: record(1), field: "name".to_owned() };
    let outcome = |conflict| Outcome { place: place.clone(), conflict };
    write(&backend, |tx| {
        for n in 1..=3 {
            tx.put_change(&row(n, Verdict::Applied))?;
        }
        // What the branch makes itself is counted nowhere.
        tx.put_change(&ChangeRow { device: None, ..row(4, Verdict::Applied) })?;
        tx.set_verdict(change(3), &Verdict::Merged { lost: vec![place.clone()] })?;
        tx.put_outcome(change(3), &outcome(Some(record(9))))?;
        tx.put_outcome(change(3), &outcome(None))
    });
    let counts = read(&backend, |tx| tx.verdict_counts());
    let counts: Vec<_> = counts.iter().map(|count| (count.word.as_str(), count.changes)).collect();
    assert_eq!(counts, [("applied", 2), ("merged", 1)]);
    assert_eq!(read(&backend, |tx| tx.outcomes(change(3))), [outcome(None)]);
    write(&backend, |tx| tx.drop_outcome(change(3), &place));
    assert!(read(&backend, |tx| tx.outcomes(change(3))).is_empty());
    assert_eq!(read(&backend, |tx| tx.without_place()).len(), 3, "a device's change has a place in a journal");
}

fn what_lies_in_quarantine_is_no_change_yet<B: Backend>() {
    let backend = B::new();
    let ChangeRow { body, timing, .. } = row(1, Verdict::Applied);
    let aside = QuarantineRow { id: change(1), body, device: device(1), timing, received_ms: 9, refused: None };
    let refused = QuarantineRow { refused: Some("lost".to_owned()), ..aside.clone() };
    write(&backend, |tx| {
        tx.put_quarantine(&aside)?;
        tx.put_quarantine(&refused)
    });
    assert_eq!(read(&backend, |tx| tx.quarantine()), std::slice::from_ref(&refused));
    assert_eq!(read(&backend, |tx| tx.change(change(1))), None);
    write(&backend, |tx| tx.drop_quarantine(change(1)));
    assert_eq!(read(&backend, |tx| tx.quarantined(change(1))), None);
}

fn a_copy_holds_everything_and_is_never_written_over_a_file<B: Backend>() {
    let backend = B::new();
    let place = Head::empty(device(1), Incarnation([1; 8])).append(change(1));
    let phone = DeviceRow {
        id: device(1),
        agent: id("A01"),
        key: [3; 32],
        enrolled_ms: 1,
        seen_ms: None,
        revoked: None,
        nonce_pending: "n".to_owned(),
        nonce_previous: None,
    };
    write(&backend, |tx| {
        tx.put_device(&phone)?;
        tx.put_change(&row(1, Verdict::Applied))?;
        tx.put_record(Worker::KIND, &person(1, "Siti"))?;
        tx.put_journal(device(1), &place, change(1), 5)
    });
    let folder = Folder::new();
    let file = folder.0.join("copy.db");
    assert_eq!(backend.ledger().copy_to(&file).unwrap(), [(device(1), place)]);
    assert!(backend.ledger().copy_to(&file).is_err());
    let copy = SqliteLedger::open(&file, Registry::standard(), Durability::Full).unwrap();
    let held = ledger::read(&copy, |tx| Ok((tx.device(device(1))?, tx.record(Worker::KIND, record(1))?))).unwrap();
    assert_eq!(held, (Some(phone), Some(person(1, "Siti"))));
}
