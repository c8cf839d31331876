//! A store's folder on a simulated machine: the same steps, in the same order, as the core's own on a real disk.

use std::io;
use std::path::PathBuf;

use perisai_core::store::{Durability, Folder};

use super::machine::{Files, Machine};

/// A folder of a [`Machine`]. It dies with the power; make another after the reboot. The machine must stay while a
/// store is open on it.
#[derive(Debug, Clone)]
pub struct MachineFolder {
    files: Files,
    vfs: String,
    root: String,
    durability: Durability,
}

impl MachineFolder {
    /// The folder of that path, which needs no making.
    pub fn on(machine: &Machine, root: &str) -> MachineFolder {
        MachineFolder {
            files: machine.files(),
            vfs: machine.vfs_name().to_owned(),
            root: root.to_owned(),
            durability: Durability::Full,
        }
    }

    /// The same folder, for a store whose commits wait for less: a bug planted to see that the cuts find it.
    pub fn waiting_for(self, durability: Durability) -> MachineFolder {
        MachineFolder { durability, ..self }
    }

    fn full(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }
}

impl Folder for MachineFolder {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match self.files.read(&self.full(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (fresh, name) = (self.full(&format!("{name}.new")), self.full(name));
        self.files.write(&fresh, bytes)?;
        self.files.sync(&fresh)?;
        self.files.rename(&fresh, &name)?;
        self.files.sync_directory_of(&name)
    }

    fn note(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files.write(&self.full(name), bytes)
    }

    fn bytes(&self, name: &str) -> io::Result<Option<u64>> {
        Ok(self.read(name)?.map(|bytes| bytes.len() as u64))
    }

    fn copy(&self, from: &str, to: &str) -> io::Result<bool> {
        let Some(bytes) = self.read(from)? else { return Ok(false) };
        if self.bytes(to)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let to = self.full(to);
        self.files.write(&to, &bytes)?;
        self.files.sync(&to)?;
        self.files.sync_directory_of(&to)?;
        Ok(true)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        if self.bytes(name)?.is_some() { self.files.delete(&self.full(name)) } else { Ok(()) }
    }

    fn sync_names(&self) -> io::Result<()> {
        self.files.sync_directory_of(&self.full("any"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.full(name).into()
    }

    fn another(&self) -> Box<dyn Folder> {
        Box::new(self.clone())
    }

    fn vfs(&self) -> Option<&str> {
        Some(&self.vfs)
    }

    fn durability(&self) -> Durability {
        self.durability
    }
}
