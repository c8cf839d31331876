//! A damaged store: copied aside first, the journal saved next, and nothing deleted or begun anew unasked.
//!
//! The damaged files stay where they are. A new store is made beside them under a name of its own, and one replacement
//! of the key check is the moment from which it is the store: until then everything can be done again.

use rusqlite::Connection;

use super::key_check::{KEY_CHECK, KeyCheck, Made, database_name};
use super::open::{Opened, connect, make};
use super::salvage::{self, KEPT, Remains};
use super::schema::meta;
use super::{DataKey, Folder, OpenProgress, OpenStep, Store, StoreError, journal, streams};
use crate::domain::{AgentId, Change, DeviceId, Registry};
use crate::ports::IdSource;

/// The files of a database.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];
/// The most quarantines in one folder.
const QUARANTINES_MAX: u32 = 10_000;

/// Which quarantine of a folder: 1 for the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuarantineNumber(std::num::NonZeroU32);

impl QuarantineNumber {
    /// The quarantine of a number; none for 0.
    pub(super) const fn new(number: u32) -> Option<Self> {
        match std::num::NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    pub(super) const fn get(self) -> u32 {
        self.0.get()
    }

    /// Reads what [`QuarantineNumber::name`] wrote, and nothing else.
    fn of(name: &str) -> Option<Self> {
        let number: u32 = name.strip_prefix("quarantine-")?.strip_suffix(".db")?.parse().ok()?;
        Self::new(number).filter(|number| number.name() == name)
    }

    /// The beginning of the copies' names.
    pub(super) fn name(self) -> String {
        format!("quarantine-{}.db", self.0)
    }

    fn salvage(self) -> String {
        format!("quarantine-{}.db.journal.db", self.0)
    }

    fn scratch(self) -> String {
        format!("quarantine-{}.db.pages", self.0)
    }
}

/// What was saved from a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// The beginning of the copies' names, in the store's folder.
    pub quarantined_to: String,
    /// How many changes of the journal could be read whole.
    pub changes: u64,
}

/// Copies the files of the folder's store aside, saves what can be read of its journal, and notes in the key check that
/// it is damaged.
pub(super) fn set_aside(
    folder: &dyn Folder,
    key: &DataKey,
    progress: OpenProgress<'_>,
) -> Result<Salvaged, StoreError> {
    progress(OpenStep::Salvage);
    let check = KeyCheck::read(folder)?.filter(|check| check.fits(key)).ok_or(StoreError::WrongKey)?;
    let number = free_number(folder)?;
    let changes = match copy_and_salvage(folder, key, &check, number) {
        Ok(changes) => changes,
        Err(error) => {
            // Half a copy says nothing that the original does not, and takes the room that the next attempt needs.
            for name in [number.name(), number.salvage()] {
                PARTS.iter().try_for_each(|part| folder.remove(&format!("{name}{part}")))?;
            }
            folder.remove(&format!("{}.key", number.name()))?;
            folder.remove(&number.scratch())?;
            // The caller sees to damage by coming here: what is damaged now is our own writing of a moment ago.
            return Err(if error == StoreError::Damaged { StoreError::Io { code: 0 } } else { error });
        }
    };
    KeyCheck { quarantine: Some(number), ..check }.write(folder)?;
    Ok(Salvaged { quarantined_to: number.name(), changes })
}

fn free_number(folder: &dyn Folder) -> Result<QuarantineNumber, StoreError> {
    for number in (1..QUARANTINES_MAX).filter_map(QuarantineNumber::new) {
        if !is_taken(folder, number)? {
            return Ok(number);
        }
    }
    Err(StoreError::Internal("too many quarantined stores"))
}

fn is_taken(folder: &dyn Folder, number: QuarantineNumber) -> Result<bool, StoreError> {
    let names = [number.name(), format!("{}-wal", number.name()), number.salvage(), database_name(Some(number))];
    for name in names {
        if folder.bytes(&name)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn copy_and_salvage(
    folder: &dyn Folder,
    key: &DataKey,
    check: &KeyCheck,
    number: QuarantineNumber,
) -> Result<u64, StoreError> {
    let (original, copy) = (check.database(), number.name());
    for part in PARTS {
        folder.copy(&format!("{original}{part}"), &format!("{copy}{part}"))?;
    }
    folder.copy(KEY_CHECK, &format!("{copy}.key"))?;
    let remains = Remains {
        database: folder.read(&copy)?.unwrap_or_default(),
        wal: folder.read(&format!("{copy}-wal"))?.unwrap_or_default(),
    };
    let (target, scratch) = (number.salvage(), number.scratch());
    let changes = salvage::salvage(folder, key, check.made, remains, (&target, &scratch))?;
    folder.remove(&scratch)?;
    Ok(changes)
}

/// The databases that the folder's store may be in, the newest first: for a folder whose key check is gone.
pub(super) fn candidates(folder: &dyn Folder) -> Result<Vec<Option<QuarantineNumber>>, StoreError> {
    let mut candidates = vec![None];
    for number in (1..QUARANTINES_MAX).filter_map(QuarantineNumber::new) {
        if !is_taken(folder, number)? {
            break;
        }
        candidates.push(Some(number));
    }
    candidates.reverse();
    Ok(candidates)
}

/// Whether the store that is begun after a quarantine holds all that was saved there.
pub(super) fn is_begun(connection: &Connection) -> bool {
    meta::get(connection, "begun_after").is_ok_and(|begun| begun.is_some())
}

/// Makes a new store, with what was saved from the damaged one as work not yet sent, and puts it in its place.
///
/// Can be called again whenever it was interrupted, and after it is done.
pub(super) fn begin_again(
    folder: Box<dyn Folder>,
    key: &DataKey,
    registry: Registry,
    ids: &dyn IdSource,
    quarantined_to: &str,
    progress: OpenProgress<'_>,
) -> Result<Store, StoreError> {
    progress(OpenStep::Unlock);
    let number = QuarantineNumber::of(quarantined_to).ok_or(StoreError::NoSuchQuarantine)?;
    let check = KeyCheck::read(folder.as_ref())?.ok_or(StoreError::NoSuchQuarantine)?;
    if !check.fits(key) {
        return Err(StoreError::WrongKey);
    }
    if check.begun_after == Some(number) {
        return Store::open(folder, key, registry, ids, progress);
    }
    if check.quarantine != Some(number) || folder.bytes(&number.salvage())?.is_none() {
        return Err(StoreError::NoSuchQuarantine);
    }
    let fresh = KeyCheck { made: Made::NotYet, begun_after: Some(number), quarantine: None, ..check };
    let Opened { connection, salt, promise } = make(folder.as_ref(), &fresh, key, &registry, progress)?;
    let mut store = Store { connection, registry, folder, database: fresh.database(), key: key.clone(), promise };
    if !is_begun(&store.connection) {
        progress(OpenStep::Salvage);
        let source = connect(store.folder.as_ref(), &number.salvage(), key)?;
        store.write(|transaction, registry| {
            carry_over(&source, transaction)?;
            let agent: Option<AgentId> = meta::text(transaction, "agent")?.and_then(|text| text.parse().ok());
            let device: Option<DeviceId> = meta::text(transaction, "device")?.and_then(|text| text.parse().ok());
            if let (Some(agent), Some(device), Some(scope)) = (agent, device, streams::scope(transaction)?) {
                // Everything is read again from its start.
                streams::enter(transaction, registry, &scope, &agent)?;
                journal::begin(transaction, device, ids)?;
                journal::take_up_salvaged(transaction, registry)?;
            }
            meta::set(transaction, "begun_after", quarantined_to.as_bytes())
        })?;
    }
    KeyCheck { made: Made::With(salt), ..fresh }.write(store.folder.as_ref())?;
    progress(OpenStep::Ready);
    Ok(store)
}

/// How many changes were saved under a name.
pub(super) fn salvaged(folder: &dyn Folder, key: &DataKey, quarantined_to: &str) -> Result<u64, StoreError> {
    let number = QuarantineNumber::of(quarantined_to).ok_or(StoreError::NoSuchQuarantine)?;
    let check = KeyCheck::read(folder)?.ok_or(StoreError::NoSuchQuarantine)?;
    if !check.fits(key) {
        return Err(StoreError::WrongKey);
    }
    if check.quarantine != Some(number) || folder.bytes(&number.salvage())?.is_none() {
        return Err(StoreError::NoSuchQuarantine);
    }
    let source = connect(folder, &number.salvage(), key)?;
    let saved: i64 = source.query_row("SELECT count(*) FROM salvaged", [], |row| row.get(0))?;
    Ok(saved.unsigned_abs())
}

/// Brings single values and changes from a salvage into a store.
fn carry_over(source: &Connection, target: &Connection) -> Result<(), StoreError> {
    for value in KEPT {
        if let Some(bytes) = meta::get(source, value)? {
            meta::set(target, value, &bytes)?;
        }
    }
    let mut statement = source.prepare("SELECT body, dismissed FROM salvaged ORDER BY turn")?;
    let mut rows = statement.query([])?;
    let mut author = None;
    while let Some(row) = rows.next()? {
        let (body, dismissed): (Vec<u8>, bool) = (row.get(0)?, row.get(1)?);
        author = rmp_serde::from_slice(&body).ok().map(|change: Change| change.author);
        target.prepare_cached("INSERT INTO salvaged (body, dismissed, change) VALUES (?1, ?2, ?3)")?.execute((
            &body,
            dismissed,
            Change::id_of(&body).0.as_slice(),
        ))?;
    }
    // Where the page with the owner's name is lost, the changes still tell whose store it was.
    if let (None, Some(author)) = (meta::get(target, "agent")?, author) {
        meta::set(target, "agent", author.as_str().as_bytes())?;
    }
    Ok(())
}
