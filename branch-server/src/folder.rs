//! A branch's data folder: its ledger, its rehearsal clock, and who uses it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use perisai_core::domain::Registry;

use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::ledger;
use crate::store::{Durability, SqliteLedger};
use crate::system::{SystemClock, SystemIds};

/// The ledger's file.
const LEDGER: &str = "branch.db";
/// Held, shared, by everything that uses the ledger; alone by a restore.
const IN_USE: &str = "in-use.lock";
/// The setting that holds a rehearsal clock's offset, milliseconds.
const CLOCK_OFFSET: &str = "clock_offset_ms";

/// An opened data folder.
#[derive(Debug)]
pub struct Folder {
    /// The branch in it.
    pub branch: Branch,
    /// Held for as long as the folder is used.
    _in_use: File,
}

impl Folder {
    /// Makes a folder for a new branch, readable by its owner alone.
    pub fn create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let owner_only = fs::Permissions::from_mode(0o700);
            fs::set_permissions(folder, owner_only).map_err(|error| unusable(folder, &error))?;
        }
        Self::open_ledger(folder)
    }

    /// Opens the folder of a branch that was begun.
    pub fn open(folder: &Path) -> Result<Self> {
        if !ledger_in(folder).is_file() {
            let problem = "holds no branch; `perisai-branch init` begins one".to_owned();
            return Err(BranchError::File { file: folder.display().to_string(), problem });
        }
        Self::open_ledger(folder)
    }

    fn open_ledger(folder: &Path) -> Result<Self> {
        let in_use = lock_file(folder)?;
        match in_use.try_lock_shared() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BranchError::Refused("this branch is being restored")),
            Err(TryLockError::Error(error)) => return Err(unusable(folder, &error)),
        }
        let registry = Registry::standard();
        let store = SqliteLedger::open(&ledger_in(folder), registry.clone(), Durability::Full)?;
        let clock = Self::clock_of(&store)?;
        let branch = Branch::open(Arc::new(store), Arc::new(clock), Arc::new(SystemIds), registry);
        if branch.name()?.is_some() {
            branch.begin_recovery_key()?;
        }
        Ok(Self { branch, _in_use: in_use })
    }

    /// The machine's clock, or the rehearsal's that a ledger was started with.
    pub(crate) fn clock_of(store: &SqliteLedger) -> Result<SystemClock> {
        let clock = SystemClock::new();
        if let Some(offset) = ledger::read(store, |tx| tx.setting(CLOCK_OFFSET))? {
            let damaged = |_| BranchError::Ledger("the clock's offset is no number".to_owned());
            clock.move_by(offset.parse().map_err(damaged)?);
        }
        Ok(clock)
    }

    /// Starts a rehearsal clock: from now on this branch, in every process, counts from that instant.
    pub fn start_clock(folder: &Path, instant_ms: i64) -> Result<()> {
        let opened = Self::open(folder)?;
        let offset = SystemClock::offset_to(instant_ms).to_string();
        opened.branch.write(|desk| desk.tx.put_setting(CLOCK_OFFSET, &offset))
    }
}

/// The ledger's file in a folder.
pub(crate) fn ledger_in(folder: &Path) -> PathBuf {
    folder.join(LEDGER)
}

/// The file whose lock says who uses the folder.
pub(crate) fn lock_file(folder: &Path) -> Result<File> {
    let path = folder.join(IN_USE);
    File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| unusable(&path, &error))
}

pub(crate) fn unusable(path: &Path, error: &std::io::Error) -> BranchError {
    BranchError::File { file: path.display().to_string(), problem: error.kind().to_string() }
}
