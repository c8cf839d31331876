//! Backups and what follows from putting one back.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{DeviceId, Registry};
use perisai_core::sync::wire::Head;

use crate::branch::Branch;
use crate::decisions::Act;
use crate::error::{BranchError, Result};
use crate::folder::{Folder, ledger_in, lock_file, unusable};
use crate::ledger::{self, DeviceRow};
use crate::office::acts::By;
use crate::office::recovery;
use crate::store::{self, Durability, SqliteLedger};
use crate::system::{SystemClock, SystemIds};

impl Branch {
    /// Writes a whole copy to a file, and from then on tells phones that what it holds is in a backup.
    pub fn backup(&self, by: &By, file: &Path) -> Result<()> {
        self.check_role(by, AgentRole::Supervisor)?;
        if file.exists() {
            return Err(BranchError::File { file: file.display().to_string(), problem: "exists already".to_owned() });
        }
        let partial = beside(file, "partial");
        remove_if_there(&partial)?;
        let heads = self.ledger.copy_to(&partial)?;
        fs::rename(&partial, file).map_err(|error| unusable(file, &error))?;
        sync_folder(file)?;
        self.note_backup(by, &heads)
    }

    /// Notes that a durable copy that holds these journal heads is complete.
    pub fn note_backup(&self, by: &By, heads: &[(DeviceId, Head)]) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            desk.tx.put_backed_up(heads)?;
            desk.enter_by(Some(&by.agent), &Act::BackedUp)
        })
    }

    /// What has to follow when this ledger was put back from a backup: nonces given out since count no longer.
    pub fn note_restore(&self, by: &By) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            for device in desk.tx.devices()? {
                let nonce_pending = desk.new_nonce();
                desk.tx.put_device(&DeviceRow { nonce_pending, nonce_previous: None, ..device })?;
            }
            let heads: Vec<_> = desk.tx.journals()?.into_iter().map(|journal| (journal.device, journal.head)).collect();
            desk.tx.put_backed_up(&heads)?;
            desk.enter_by(Some(&by.agent), &Act::Restored)
        })
    }
}

/// Puts a backup in the place of a folder's ledger, which is kept beside it. Refuses while anything uses the
/// folder.
pub fn restore(folder: &Path, by: &By, file: &Path) -> Result<()> {
    store::check_copy(file)?;
    let in_use = lock_file(folder)?;
    match in_use.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(BranchError::Refused("this branch is being used; stop the server first"));
        }
        Err(TryLockError::Error(error)) => return Err(unusable(folder, &error)),
    }
    let ledger = ledger_in(folder);
    // What cannot be read of the ledger that stands here is why another one is put in its place.
    let standing = ledger.exists().then(|| SqliteLedger::open(&ledger, Registry::standard(), Durability::Full).ok());
    let standing = standing.flatten().and_then(|store| ledger::read(&store, recovery::read_keys).ok());
    let coming = beside(&ledger, "restoring");
    remove_if_there(&coming)?;
    fs::copy(file, &coming).map_err(|error| unusable(file, &error))?;
    {
        let registry = Registry::standard();
        let store = SqliteLedger::open(&coming, registry.clone(), Durability::Full)?;
        let clock = Folder::clock_of(&store)?;
        ledger::write(&store, |tx| recovery::take_over_keys(tx, standing.unwrap_or_default()))?;
        Branch::open(Arc::new(store), Arc::new(clock), Arc::new(SystemIds), registry).note_restore(by)?;
    }
    // Closed: its log is folded into the one file.
    File::open(&coming).and_then(|file| file.sync_all()).map_err(|error| unusable(&coming, &error))?;
    if ledger.exists() {
        // Opened and closed once more, so that nothing of it is left in a log; then kept.
        drop(SqliteLedger::open(&ledger, Registry::standard(), Durability::Full)?);
        let kept = beside(&ledger, &format!("before-restore-{}", SystemClock::machine_now_ms()));
        fs::rename(&ledger, &kept).map_err(|error| unusable(&ledger, &error))?;
    }
    fs::rename(&coming, &ledger).map_err(|error| unusable(&ledger, &error))?;
    sync_folder(&ledger)
}

fn beside(file: &Path, what: &str) -> std::path::PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    file.with_file_name(name)
}

fn remove_if_there(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unusable(file, &error)),
        _ => Ok(()),
    }
}

/// Makes a rename durable.
fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| unusable(folder, &error))
}
