//! The folder that a store lives in, with the few files beside the database.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The disk: with less, a power cut lost acknowledged captures in about half of the simulated cuts.
    #[default]
    Full,
    /// Less than that. Only a simulated disk asks for it, to show that its power cuts find what is lost then.
    Normal,
}

/// Where a store's files lie. A test can put a simulated disk here.
pub trait Folder: Send + Sync {
    /// A file's bytes; none where there is no such file.
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// Replaces a file, durably and at once: either the old bytes or the new survive a power cut.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Writes over the beginning of a file, or makes it, without waiting for the disk: after a power cut it may hold
    /// the old bytes, the new, neither, or be missing.
    fn note(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// How long a file is, in bytes; none where there is no such file.
    fn bytes(&self, name: &str) -> io::Result<Option<u64>>;
    /// Copies a file durably, replacing nothing; answers whether there was one to copy.
    fn copy(&self, from: &str, to: &str) -> io::Result<bool>;
    /// Removes a file, where there is such a file. Only for what this code made and can make again.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Makes the names of its files durable, also of those that somebody else made.
    fn sync_names(&self) -> io::Result<()>;
    /// The path under which SQLite opens a file.
    fn path(&self, name: &str) -> PathBuf;
    /// Another handle on the same folder.
    fn another(&self) -> Box<dyn Folder>;
    /// The name of SQLite's file system for this folder; none for the operating system's.
    fn vfs(&self) -> Option<&str> {
        None
    }
    /// What a commit in this folder waits for.
    fn durability(&self) -> Durability {
        Durability::Full
    }
}

/// A folder of the operating system.
#[derive(Debug, Clone)]
pub struct DiskFolder {
    root: PathBuf,
}

impl DiskFolder {
    /// A folder, made where it is missing.
    pub fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned() })
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.root)?.sync_all()
    }
}

impl Folder for DiskFolder {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        match File::open(self.path(name)) {
            Ok(mut file) => file.read_to_end(&mut bytes).map(|_| Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.path(&format!("{name}.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(fresh, self.path(name))?;
        self.sync()
    }

    fn note(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Never emptied first: the old note is better than none.
        File::options().create(true).write(true).truncate(false).open(self.path(name))?.write_all(bytes)
    }

    fn bytes(&self, name: &str) -> io::Result<Option<u64>> {
        match fs::metadata(self.path(name)) {
            Ok(about) => Ok(Some(about.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn copy(&self, from: &str, to: &str) -> io::Result<bool> {
        let mut source = match File::open(self.path(from)) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut target = File::create_new(self.path(to))?;
        io::copy(&mut source, &mut target)?;
        target.sync_all()?;
        self.sync()?;
        Ok(true)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sync_names(&self) -> io::Result<()> {
        self.sync()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn another(&self) -> Box<dyn Folder> {
        Box::new(self.clone())
    }
}
