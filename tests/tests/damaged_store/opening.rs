//! What opening finds, brings up to date and tells.

use std::cell::RefCell;

use perisai_core::domain::Registry;
use perisai_core::field::OpenStep;
use perisai_core::store::Store;
use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;

use crate::day::*;

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
    assert_eq!(field.search("orang").unwrap().len(), ACKNOWLEDGED + PENDING);
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
