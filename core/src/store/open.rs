//! Opening a store: the key, the pragmas, the schema.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::schema::meta;
use super::{Durability, Folder, Store, StoreError, quarantine, schema};
use crate::domain::Registry;
use crate::ports::IdSource;
use crate::sync::wire::SCHEMA;

/// The database's file name.
pub(super) const DATABASE: &str = "field.db";
/// The key check's file name.
pub(super) const KEY_CHECK: &str = "field.key";
/// The oldest SQLite that may be used: before it, resetting the WAL could lose committed writes.
const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// How many pages the write-ahead log gathers before a commit moves them into the database. A capture writes some twenty:
/// a day's captures wait for one checkpoint or none. At 4 KiB a page the log takes 16 MiB at most.
const CHECKPOINT_PAGES: u32 = 4_000;
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
    fn check(&self, key_id: &[u8]) -> [u8; 32] {
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
    /// Ready.
    Ready,
}

/// Is told what opening is busy with.
pub type OpenProgress<'a> = &'a dyn Fn(OpenStep);

/// The file that tells a wrong key from a damaged database.
struct KeyCheck {
    key_id: [u8; 16],
    check: [u8; 32],
    /// Whether the database was made: from then on a missing one is a loss, not a beginning.
    made: bool,
}

impl KeyCheck {
    fn encode(&self) -> Vec<u8> {
        [b"PFK1".as_slice(), &self.key_id, &self.check, &[u8::from(self.made)]].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"PFK1")?;
        let (key_id, rest) = rest.split_first_chunk::<16>()?;
        let (check, rest) = rest.split_first_chunk::<32>()?;
        let [made] = rest else { return None };
        Some(Self { key_id: *key_id, check: *check, made: *made == 1 })
    }
}

impl Store {
    /// Opens a store, or makes one in an empty folder. Blocks; long steps are told to `progress`.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`]: nothing was touched. [`StoreError::Damaged`]: call [`Store::quarantine`].
    pub fn open(
        folder: Box<dyn Folder>,
        key: &DataKey,
        registry: Registry,
        ids: &dyn IdSource,
        progress: OpenProgress<'_>,
    ) -> Result<Self, StoreError> {
        progress(OpenStep::Unlock);
        let check = unlock(folder.as_ref(), key, ids)?;
        let connection = connect(folder.as_ref(), DATABASE, key)?;
        let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if check.made && found == 0 {
            // A database that was made and is empty now has been lost, not begun.
            return Err(StoreError::Damaged);
        }
        if found > SCHEMA {
            return Err(StoreError::NewerSchema { found, supported: SCHEMA });
        }
        migrate(&connection, found, &registry, progress)?;
        if !check.made {
            folder.write(KEY_CHECK, &KeyCheck { made: true, ..check }.encode())?;
        }
        progress(OpenStep::Ready);
        Ok(Self { connection, registry, folder })
    }

    /// After [`StoreError::Damaged`]: copies the files aside, saves what can be read of the journal into a store
    /// beside them, and answers the name of the copy. The damaged file stays where it is, untouched.
    pub fn quarantine(folder: &dyn Folder, key: &DataKey) -> Result<super::Salvaged, StoreError> {
        quarantine::copy_aside(folder, key)
    }

    /// After a quarantine: puts a new store in the damaged one's place, which keeps the salvaged journal as work
    /// not yet sent. Never done unasked.
    pub fn begin_again(
        folder: Box<dyn Folder>,
        key: &DataKey,
        registry: Registry,
        ids: &dyn IdSource,
        quarantined_to: &str,
    ) -> Result<Self, StoreError> {
        quarantine::begin_again(folder, key, registry, ids, quarantined_to)
    }
}

fn unlock(folder: &dyn Folder, key: &DataKey, ids: &dyn IdSource) -> Result<KeyCheck, StoreError> {
    let database = folder.exists(DATABASE)?;
    match folder.read(KEY_CHECK)? {
        Some(bytes) => {
            let check = KeyCheck::decode(&bytes).ok_or(StoreError::Damaged)?;
            if key.check(&check.key_id) != check.check {
                return Err(StoreError::WrongKey);
            }
            if check.made && !database {
                return Err(StoreError::Damaged);
            }
            Ok(check)
        }
        None => {
            // A database without its key check: only the right key can read it, and then the check is made again.
            if database && !connect(folder, DATABASE, key).is_ok_and(|connection| is_readable(&connection)) {
                return Err(StoreError::WrongKey);
            }
            let mut key_id = [0; 16];
            ids.fill(&mut key_id);
            let check = KeyCheck { key_id, check: key.check(&key_id), made: database };
            folder.write(KEY_CHECK, &check.encode())?;
            Ok(check)
        }
    }
}

fn is_readable(connection: &Connection) -> bool {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).is_ok()
}

/// The one home of opening a connection on a device.
pub(super) fn connect(folder: &dyn Folder, name: &str, key: &DataKey) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(StoreError::Internal("SQLite is too old to be trusted with a WAL"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let path = folder.path(name);
    let connection = match folder.vfs() {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    // Logging first: `cipher_log = NONE` would make a file of that name.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
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
    let fingerprint = schema::fingerprint(registry);
    if found == SCHEMA && meta::get(connection, "schema_fingerprint")? == Some(fingerprint.clone()) {
        return Ok(());
    }
    progress(OpenStep::Migrate);
    let transaction = connection.unchecked_transaction()?;
    schema::make(&transaction, registry)?;
    meta::set(&transaction, "schema_fingerprint", &fingerprint)?;
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(())
}
