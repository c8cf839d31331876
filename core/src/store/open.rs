//! Opening a store: the key, the pragmas, the schema.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::key_check::{KEY_CHECK, KeyCheck, Made, Salt, database_name};
use super::promise::Promise;
use super::salvage::PAGE_BYTES;
use super::schema::meta;
use super::{Durability, Folder, Salvaged, Store, StoreError, quarantine, schema};
use crate::domain::Registry;
use crate::ports::IdSource;
use crate::sync::wire::SCHEMA;

/// The oldest SQLite that may be used: before it, resetting the WAL could lose committed writes.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// How many pages the write-ahead log gathers before a commit moves them into the database. A capture writes some twenty:
/// fewer than one in a hundred waits for it. More would make an opening after the app was killed slower, which reads the
/// whole log: 12 MiB at 4 KiB a page, some ten milliseconds on a desk machine.
const CHECKPOINT_PAGES: u32 = 3_000;
/// How long a statement waits for a lock, in milliseconds.
const BUSY_MS: u32 = 5_000;

/// The 32-byte key that encrypts a store. Zeroized when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A key of random bytes, unwrapped by the shell.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The pragma that hands SQLCipher the raw key, so that opening derives none.
    pub(super) fn pragma(&self) -> zeroize::Zeroizing<String> {
        let hex = zeroize::Zeroizing::new(hex::encode(self.0));
        zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str()))
    }

    /// A value that tells whether a key is this one without telling the key.
    pub(super) fn check(&self, key_id: &[u8]) -> [u8; 32] {
        Sha256::new()
            .chain_update(b"perisai field key check")
            .chain_update(self.0)
            .chain_update(key_id)
            .finalize()
            .into()
    }
}

crate::prints_name_only!(DataKey);

/// What opening is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum OpenStep {
    /// Checking the key and the file.
    Unlock,
    /// Making tables and columns that a newer version added.
    Migrate,
    /// Rebuilding what is derived, such as the search.
    Rebuild,
    /// Copying a damaged store aside and saving its journal.
    Salvage,
    /// Ready.
    Ready,
}

/// Is told what opening is busy with.
pub type OpenProgress<'a> = &'a dyn Fn(OpenStep);

/// A database that is ready to be worked with.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) salt: Salt,
    pub(super) promise: Promise,
}

impl Store {
    /// Opens a store, or makes one in an empty folder. Blocks; long steps are told to `progress`.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`]: nothing was touched. [`StoreError::Damaged`]: call [`Store::quarantine`].
    /// [`StoreError::Quarantined`]: that was done before; [`Store::begin_again`] goes on from there.
    pub fn open(
        folder: Box<dyn Folder>,
        key: &DataKey,
        registry: Registry,
        ids: &dyn IdSource,
        progress: OpenProgress<'_>,
    ) -> Result<Self, StoreError> {
        progress(OpenStep::Unlock);
        let check = unlock(folder.as_ref(), key, ids)?;
        let Opened { connection, salt, promise } = make(folder.as_ref(), &check, key, &registry, progress)?;
        if check.made != Made::With(salt) {
            // From here on a missing write-ahead log is a loss: first it is there durably, then that is written down.
            meta::set(&connection, "salt_kept", b"1")?;
            KeyCheck { made: Made::With(salt), ..check }.write(folder.as_ref())?;
        }
        progress(OpenStep::Ready);
        Ok(Self { connection, registry, folder, database: check.database(), key: key.clone(), promise })
    }

    /// After [`StoreError::Damaged`]: copies the files aside, saves what can be read of the journal into a store
    /// beside them, and answers the name of the copy. The damaged file stays where it is, untouched; opening it again
    /// answers [`StoreError::Quarantined`].
    pub fn quarantine(folder: &dyn Folder, key: &DataKey, progress: OpenProgress<'_>) -> Result<Salvaged, StoreError> {
        quarantine::set_aside(folder, key, progress)
    }

    /// After a quarantine: how many changes of the journal were saved, and will be in the store that
    /// [`Store::begin_again`] makes.
    ///
    /// # Errors
    /// [`StoreError::NoSuchQuarantine`] where no damaged store waits under that name.
    pub fn salvaged(folder: &dyn Folder, key: &DataKey, quarantined_to: &str) -> Result<u64, StoreError> {
        quarantine::salvaged(folder, key, quarantined_to)
    }

    /// After a quarantine: puts a new store in the damaged one's place, which keeps the salvaged journal as work
    /// not yet sent. Never done unasked. Can be called again when it was interrupted, and opens the store when it was
    /// done before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchQuarantine`] where the store was not set aside under that name: nothing was touched.
    pub fn begin_again(
        folder: Box<dyn Folder>,
        key: &DataKey,
        registry: Registry,
        ids: &dyn IdSource,
        quarantined_to: &str,
        progress: OpenProgress<'_>,
    ) -> Result<Self, StoreError> {
        quarantine::begin_again(folder, key, registry, ids, quarantined_to, progress)
    }
}

/// Which database is the store, and that the key is its. SQLite is let near the files only when what was promised is
/// there: it would begin an empty file anew, and delete the log beside it.
fn unlock(folder: &dyn Folder, key: &DataKey, ids: &dyn IdSource) -> Result<KeyCheck, StoreError> {
    let Some(check) = KeyCheck::read(folder)? else { return first_check(folder, key, ids) };
    if !check.fits(key) {
        return Err(StoreError::WrongKey);
    }
    if let Some(number) = check.quarantine {
        return Err(StoreError::Quarantined { to: number.name() });
    }
    let database = check.database();
    let has_first_page = folder.bytes(&database)?.is_some_and(|bytes| bytes >= PAGE_BYTES as u64);
    let has_log = folder.bytes(&format!("{database}-wal"))?.is_some();
    match check.made {
        Made::With(_) if !has_log || !has_first_page => Err(StoreError::Damaged),
        Made::WithoutSalt if !has_first_page => Err(StoreError::Damaged),
        _ => Ok(check),
    }
}

/// Where there is no key check, or it is damaged: a store that is there anyway is one that the key can read, and then
/// the check is made again.
fn first_check(folder: &dyn Folder, key: &DataKey, ids: &dyn IdSource) -> Result<KeyCheck, StoreError> {
    let mut is_empty = folder.bytes(KEY_CHECK)?.is_none();
    let mut found = None;
    for candidate in quarantine::candidates(folder)? {
        let name = database_name(candidate);
        let bytes = folder.bytes(&name)?;
        is_empty &= bytes.is_none() && folder.bytes(&format!("{name}-wal"))?.is_none();
        if bytes.is_some_and(|bytes| bytes >= PAGE_BYTES as u64) {
            let readable = connect(folder, &name, key).ok().filter(is_readable);
            // One that was being made after a quarantine is none yet.
            if readable.is_some_and(|connection| candidate.is_none() || quarantine::is_begun(&connection)) {
                found = Some(candidate);
                break;
            }
        }
    }
    let (made, begun_after) = match found {
        Some(candidate) => (Made::WithoutSalt, candidate),
        None if is_empty => (Made::NotYet, None),
        None => return Err(StoreError::WrongKey),
    };
    let mut key_id = [0; 16];
    ids.fill(&mut key_id);
    let check = KeyCheck::new(key, key_id, made, begun_after);
    check.write(folder)?;
    Ok(check)
}

/// Opens the database that a key check speaks of, or makes it, and brings its schema up to date.
pub(super) fn make(
    folder: &dyn Folder,
    check: &KeyCheck,
    key: &DataKey,
    registry: &Registry,
    progress: OpenProgress<'_>,
) -> Result<Opened, StoreError> {
    let connection = connect(folder, &check.database(), key)?;
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if check.made != Made::NotYet && found == 0 {
        // A database that was made and is empty now has been lost, not begun.
        return Err(StoreError::Damaged);
    }
    if found > SCHEMA {
        return Err(StoreError::NewerSchema { found, supported: SCHEMA });
    }
    let promise = Promise::read(folder, &check.database())?;
    promise.check(&connection)?;
    migrate(&connection, found, registry, progress)?;
    let salt = match check.made {
        Made::With(salt) => salt,
        Made::NotYet | Made::WithoutSalt => salt_of(&connection)?,
    };
    Ok(Opened { connection, salt, promise })
}

fn salt_of(connection: &Connection) -> Result<Salt, StoreError> {
    let text: String = connection.query_row("PRAGMA cipher_salt", [], |row| row.get(0))?;
    let mut salt = Salt::default();
    hex::decode_to_slice(text, &mut salt).map_err(|_| StoreError::Internal("SQLCipher tells no salt"))?;
    Ok(salt)
}

fn is_readable(connection: &Connection) -> bool {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).is_ok()
}

/// Opens a file with SQLite; the key is still to be told.
pub(super) fn open_file(folder: &dyn Folder, name: &str) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(StoreError::Internal("SQLite is too old to be trusted with a WAL"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let path = folder.path(name);
    let connection = match folder.vfs() {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    // Closing changes no file: a damaged one stays as it is, and a log that is missing was lost.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Logging first: `cipher_log = NONE` would make a file of that name.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    Ok(connection)
}

/// The one home of opening a connection on a device.
pub(super) fn connect(folder: &dyn Folder, name: &str, key: &DataKey) -> Result<Connection, StoreError> {
    let connection = open_file(folder, name)?;
    connection.execute_batch(&key.pragma())?;
    let synchronous = match folder.durability() {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    connection.execute_batch(&format!(
        "PRAGMA cipher_memory_security = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA busy_timeout = {BUSY_MS};
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;"
    ))?;
    connection.set_prepared_statement_cache_capacity(128);
    // Otherwise a cached statement with a range is planned anew for each value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

fn migrate(
    connection: &Connection,
    found: u32,
    registry: &Registry,
    progress: OpenProgress<'_>,
) -> Result<(), StoreError> {
    let (schema, derived) = (schema::fingerprint(registry), schema::derived_fingerprint());
    let has = |name, value: &[u8]| Ok::<_, StoreError>(meta::get(connection, name)?.as_deref() == Some(value));
    let is_current = found == SCHEMA && has("schema_fingerprint", &schema)?;
    let is_derived = is_current && has("derived_fingerprint", &derived)?;
    if is_derived {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    if !is_current {
        progress(OpenStep::Migrate);
        schema::make(&transaction, registry)?;
        meta::set(&transaction, "schema_fingerprint", &schema)?;
        transaction.pragma_update(None, "user_version", SCHEMA)?;
    }
    if found > 0 {
        progress(OpenStep::Rebuild);
    }
    schema::derive(&transaction, registry)?;
    meta::set(&transaction, "derived_fingerprint", &derived)?;
    transaction.commit()?;
    Ok(())
}
