//! Reading what is left of a damaged database, page by page.
//!
//! A page carries its own proof: SQLCipher checks each by a key that follows from the data key and the salt alone. So a
//! lost first page, a broken table of contents or a missing inner page of the journal's tree hides no row that lies on
//! a page which is whole. Each page in turn is taken for the whole of a small table with the journal's columns; what
//! comes out is the journal's where the bytes of a change are the ones that its id is the hash of.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::key_check::{Made, Salt};
use super::open::{connect, open_file};
use super::schema::meta;
use super::{DataKey, Folder, StoreError};
use crate::domain::Change;

/// The size of a page of the store, in bytes.
pub(super) const PAGE_BYTES: usize = 4096;
/// What SQLCipher keeps for itself at the end of every page, in bytes.
const RESERVED_BYTES: usize = 80;
/// Where a database's first page tells how many pages there are; zero leaves it to the size of the file.
const PAGE_COUNT_AT: std::ops::Range<usize> = 28..32;
const WAL_HEADER_BYTES: usize = 32;
const WAL_FRAME_HEADER_BYTES: usize = 24;

/// Single values that a new store must know to go on as the same device.
pub(super) const KEPT: [&str; 8] =
    ["device", "agent", "branch", "villages", "scope_version", "nonce", "server_ms", "receipt_sequence"];

/// The tables of a salvage: changes, each once, with their place in the order of capture, and single values.
const SALVAGE: &str = "
    CREATE TABLE IF NOT EXISTS salvaged (change BLOB PRIMARY KEY, turn INTEGER NOT NULL, body BLOB NOT NULL,
                                         dismissed INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// Tables with the columns of the store's, without what would need further pages.
const LOOKING_GLASS: &str = "
    CREATE TABLE journal (turn INTEGER PRIMARY KEY, change, incarnation, seq, hash, body, captured_ms, state, verdict,
                          acknowledged_ms, in_backup, dismissed);
    CREATE TABLE salvaged (turn INTEGER PRIMARY KEY, body, dismissed, change);
    CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
";
/// The tables of the looking glass that hold changes: what was captured, and what an earlier salvage saved and no
/// enrolment has taken up yet.
const WITH_CHANGES: [&str; 2] = ["journal", "salvaged"];
/// How many pages the looking glass has when it is made.
const LOOKING_GLASS_PAGES: usize = 4;

/// The files that are read.
pub(super) struct Remains {
    /// The database, empty where it is gone.
    pub(super) database: Vec<u8>,
    /// Its write-ahead log, empty where there is none.
    pub(super) wal: Vec<u8>,
}

/// Reads what can be read into a small encrypted store, `target`, by way of `scratch`, which is left to be removed.
/// Answers how many changes there are.
pub(super) fn salvage(
    folder: &dyn Folder,
    key: &DataKey,
    made: Made,
    remains: Remains,
    (target, scratch): (&str, &str),
) -> Result<u64, StoreError> {
    let target = connect(folder, target, key)?;
    target.execute_batch(SALVAGE)?;
    for salt in salts(made, &remains) {
        // First as of the last checkpoint, then as of the last commit before the log breaks, which is the newest state
        // that is whole; then with the last writing but one of every page in the log, then with the last: where a page
        // is bad, its earlier self may have rows of it.
        let mut image = remains.database.clone();
        read_image(folder, key, &salt, &image, scratch, &target)?;
        let frames = frames(&remains.wal);
        if !frames.is_empty() {
            for frames in [whole_commits(&remains.wal, &frames), superseded(&frames), frames] {
                lay_on(&mut image, &frames, remains.wal.len());
                read_image(folder, key, &salt, &image, scratch, &target)?;
            }
        }
        let saved: i64 = target.query_row("SELECT count(*) FROM salvaged", [], |row| row.get(0))?;
        if saved > 0 || meta::get(&target, "device")?.is_some() {
            return Ok(saved.unsigned_abs());
        }
    }
    Ok(0)
}

/// The salts to try. A key check of the first form does not know it; then it may stand in the log's first page, or
/// still in the database's.
fn salts(made: Made, remains: &Remains) -> Vec<Salt> {
    let salt_of = |page: &[u8]| page.first_chunk::<16>().copied();
    match made {
        Made::With(salt) => vec![salt],
        Made::NotYet | Made::WithoutSalt => {
            let logged = frames(&remains.wal).into_iter().filter(|(number, _)| *number == 1);
            let mut salts: Vec<Salt> = logged.filter_map(|(_, page)| salt_of(page)).collect();
            salts.extend(salt_of(&remains.database));
            salts.dedup();
            salts
        }
    }
}

/// A page of the log, with its number.
type Frame<'a> = (usize, &'a [u8]);

/// The pages of the committed frames of a write-ahead log, in order. Frames of an earlier round carry other salts;
/// frames after the last commit were never promised to anybody. Their checksums, which make SQLite stop at the first
/// bad one, do not count: every page carries its own proof.
fn frames(wal: &[u8]) -> Vec<Frame<'_>> {
    let body = wal.get(WAL_HEADER_BYTES..).unwrap_or_default();
    let frames =
        || body.chunks_exact(WAL_FRAME_HEADER_BYTES + PAGE_BYTES).map(|frame| frame.split_at(WAL_FRAME_HEADER_BYTES));
    let mut pages = Vec::new();
    let mut committed = 0;
    let Some(round) = round(wal, frames().map(|(about, _)| &about[8..16])) else { return pages };
    for (about, page) in frames() {
        if &about[8..16] != round {
            continue;
        }
        pages.push((number_at(about, 0), page));
        if number_at(about, 4) > 0 {
            committed = pages.len();
        }
    }
    pages.truncate(committed);
    pages
}

/// The salts of the log's present round: the header's, or, where no frame has those, the first frame's. Either the
/// header is damaged, or a new round had only begun, and then what the old one has is in the database, too.
fn round<'a>(wal: &'a [u8], mut frames: impl Iterator<Item = &'a [u8]>) -> Option<&'a [u8]> {
    let (told, first) = (wal.get(16..24)?, frames.next()?);
    Some(if first == told || frames.any(|salts| salts == told) { told } else { first })
}

/// The frames up to the last commit before the first one whose checksum is not what follows from the frame before.
fn whole_commits<'a>(wal: &[u8], frames: &[Frame<'a>]) -> Vec<Frame<'a>> {
    let Some((header, body)) = wal.split_first_chunk::<WAL_HEADER_BYTES>() else { return Vec::new() };
    let sums_little_endian = header[3] & 1 == 0;
    let sum = |(mut one, mut other): (u32, u32), bytes: &[u8]| {
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| {
                let bytes = pair[at..].first_chunk().copied().unwrap_or_default();
                if sums_little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
            };
            one = one.wrapping_add(word(0)).wrapping_add(other);
            other = other.wrapping_add(word(4)).wrapping_add(one);
        }
        (one, other)
    };
    let told = |bytes: &[u8], at: usize| {
        let word = |at: usize| bytes[at..].first_chunk().copied().map_or(0, u32::from_be_bytes);
        (word(at), word(at + 4))
    };
    let mut running = sum((0, 0), &header[..24]);
    let mut committed = 0;
    if running == told(header, 24) {
        for (at, frame) in body.chunks_exact(WAL_FRAME_HEADER_BYTES + PAGE_BYTES).take(frames.len()).enumerate() {
            let (about, page) = frame.split_at(WAL_FRAME_HEADER_BYTES);
            running = sum(sum(running, &about[..8]), page);
            if running != told(about, 16) || about[8..16] != header[16..24] {
                break;
            }
            if number_at(about, 4) > 0 {
                committed = at + 1;
            }
        }
    }
    frames[..committed].to_vec()
}

/// Every page's last writing but one.
fn superseded<'a>(frames: &[Frame<'a>]) -> Vec<Frame<'a>> {
    let mut last = BTreeMap::new();
    let mut before_last = BTreeMap::new();
    for (number, page) in frames {
        if let Some(page) = last.insert(*number, *page) {
            before_last.insert(*number, page);
        }
    }
    before_last.into_iter().collect()
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    let number = bytes.get(at..).and_then(|bytes| bytes.first_chunk()).copied().map_or(0, u32::from_be_bytes);
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Replaces pages by their writing in a log of `log_bytes`.
fn lay_on(image: &mut Vec<u8>, frames: &[Frame<'_>], log_bytes: usize) {
    let bytes_max = image.len() + log_bytes;
    for (number, page) in frames {
        // A number that only damage explains would ask for more memory than the log is long.
        let Some(at) = number.checked_sub(1).and_then(|before| before.checked_mul(PAGE_BYTES)) else { continue };
        if at > bytes_max {
            continue;
        }
        if image.len() < at + PAGE_BYTES {
            image.resize(at + PAGE_BYTES, 0);
        }
        image[at..at + PAGE_BYTES].copy_from_slice(page);
    }
}

fn read_image(
    folder: &dyn Folder,
    key: &DataKey,
    salt: &Salt,
    image: &[u8],
    scratch: &str,
    target: &Connection,
) -> Result<(), StoreError> {
    let pages = image.len().div_ceil(PAGE_BYTES);
    if pages < 2 {
        return Ok(());
    }
    let glass = looking_glass(folder, key, salt, image, scratch)?;
    target.execute_batch("BEGIN IMMEDIATE")?;
    for page in 2..=pages {
        glass.execute_batch(&format!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET rootpage = {page};
             PRAGMA writable_schema = RESET;"
        ))?;
        for table in WITH_CHANGES {
            for turn in listed::<i64>(&glass, &format!("SELECT turn FROM {table}")) {
                if let Some((change, body, dismissed)) = read_change(&glass, table, turn) {
                    target
                        .prepare_cached("INSERT OR REPLACE INTO salvaged VALUES (?1, ?2, ?3, ?4)")?
                        .execute(params![change, turn, body, dismissed])?;
                }
            }
        }
        for name in listed::<String>(&glass, "SELECT name FROM meta") {
            let value = glass.query_row("SELECT value FROM meta WHERE name = ?1", [&name], |row| row.get(0));
            if let (true, Ok(value)) = (KEPT.contains(&name.as_str()), value) {
                let value: Vec<u8> = value;
                meta::set(target, &name, &value)?;
            }
        }
    }
    target.execute_batch("COMMIT")?;
    Ok(())
}

/// Puts the image, under a first page of our own, where SQLite reads it page by page.
///
/// A plaintext header as long as a page is SQLCipher's recovery mode: the first page is not encrypted, and a bad page
/// costs itself only.
fn looking_glass(
    folder: &dyn Folder,
    key: &DataKey,
    salt: &Salt,
    image: &[u8],
    scratch: &str,
) -> Result<Connection, StoreError> {
    let open = || -> Result<Connection, StoreError> {
        let connection = open_file(folder, scratch)?;
        connection.execute_batch(&key.pragma())?;
        connection.execute_batch(&format!(
            "PRAGMA cipher_plaintext_header_size = {};
             PRAGMA cipher_salt = \"x'{}'\";
             PRAGMA temp_store = MEMORY;
             PRAGMA journal_mode = OFF;
             PRAGMA synchronous = OFF;",
            PAGE_BYTES - RESERVED_BYTES,
            hex::encode(salt)
        ))?;
        Ok(connection)
    };
    folder.remove(scratch)?;
    let empty = open()?;
    empty.execute_batch(LOOKING_GLASS)?;
    drop(empty);
    let mut bytes =
        folder.read(scratch)?.filter(|bytes| bytes.len() >= PAGE_BYTES).ok_or(StoreError::Io { code: 0 })?;
    bytes.truncate(PAGE_BYTES);
    bytes[PAGE_COUNT_AT].fill(0);
    bytes.extend_from_slice(&image[PAGE_BYTES.min(image.len())..]);
    // The tables as they were made need their pages, however short the image is.
    bytes.resize(bytes.len().next_multiple_of(PAGE_BYTES).max(LOOKING_GLASS_PAGES * PAGE_BYTES), 0);
    folder.write(scratch, &bytes)?;
    drop(bytes);
    open()
}

/// The first column of what can be read: a page that is none of the kind asked for has nothing to say.
fn listed<T: rusqlite::types::FromSql>(glass: &Connection, sql: &str) -> Vec<T> {
    let mut found = Vec::new();
    let Ok(mut statement) = glass.prepare(sql) else { return found };
    let Ok(mut rows) = statement.query([]) else { return found };
    while let Ok(Some(row)) = rows.next() {
        found.extend(row.get::<_, T>(0));
    }
    found
}

/// A change with its id, where the row is readable and its bytes are still the ones that its id is the hash of.
fn read_change(glass: &Connection, table: &str, turn: i64) -> Option<(Vec<u8>, Vec<u8>, bool)> {
    let mut statement = glass.prepare(&format!("SELECT change, body, dismissed FROM {table} WHERE turn = ?1")).ok()?;
    let (id, body, dismissed): (Vec<u8>, Vec<u8>, bool) =
        statement.query_row([turn], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).ok()?;
    (Change::id_of(&body).0.as_slice() == id).then_some((id, body, dismissed))
}
