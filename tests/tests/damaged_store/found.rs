//! What is damaged is found, whatever it is, and what can still be read is saved.

use std::collections::BTreeMap;

use perisai_core::field::NoProgress;
use perisai_core::store::Store;
use perisai_core::{Field, FieldError};

use crate::day::*;

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
