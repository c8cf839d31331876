//! A store begun again: what was saved goes on, and counts once.

use perisai_core::FieldError;
use perisai_core::domain::Registry;
use perisai_core::field::{NoProgress, RecordStatus};
use perisai_core::store::{DiskFolder, Store, StoreError};

use crate::day::*;

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
