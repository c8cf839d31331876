//! What a disk holds, and what of it is left after the power went.
//!
//! A write, a truncation, and a new, renamed or deleted name are visible at once and durable only when their file (or, for
//! names, their directory) is synced. This model promises no more than POSIX does: what is not synced may be kept or lost,
//! each operation for itself, and a write may be kept in some 512-byte sectors and lost in others. A write changes no
//! byte outside its own range (what SQLite calls powersafe overwrite, and what it assumes on phones).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::dice::Dice;

/// The unit that a disk writes whole or not at all.
pub const SECTOR_BYTES: u64 = 512;

/// A file's identity, apart from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(u64);

/// One thing that changes a disk, or makes changes durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// A new, empty file gets a name. A file that had the name loses it.
    Create {
        /// Its name.
        name: String,
        /// Its identity, from [`Disk::unused_id`].
        file: FileId,
    },
    /// Bytes are written; a gap before them reads as zeros.
    Write {
        /// Into this file.
        file: FileId,
        /// First byte.
        offset: u64,
        /// What is written.
        bytes: Arc<[u8]>,
    },
    /// A file gets a length.
    Truncate {
        /// This file.
        file: FileId,
        /// In bytes.
        len: u64,
    },
    /// A file's content so far becomes durable. Its name does not.
    Sync {
        /// This file.
        file: FileId,
    },
    /// The names in a directory become as durable as they are visible.
    SyncDirectory {
        /// As [`directory_of`] gives it.
        directory: String,
    },
    /// A name goes away.
    Delete {
        /// This name.
        name: String,
    },
    /// A file changes its name within its directory, atomically; a file that had the new name loses it.
    Rename {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
}

/// The kinds of [`Op`], for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpKind {
    /// [`Op::Create`]
    Create,
    /// [`Op::Write`]
    Write,
    /// [`Op::Truncate`]
    Truncate,
    /// [`Op::Sync`]
    Sync,
    /// [`Op::SyncDirectory`]
    SyncDirectory,
    /// [`Op::Delete`]
    Delete,
    /// [`Op::Rename`]
    Rename,
}

impl OpKind {
    /// A word for a table.
    pub fn word(self) -> &'static str {
        match self {
            OpKind::Create => "create",
            OpKind::Write => "write",
            OpKind::Truncate => "truncate",
            OpKind::Sync => "sync",
            OpKind::SyncDirectory => "sync directory",
            OpKind::Delete => "delete",
            OpKind::Rename => "rename",
        }
    }
}

impl Op {
    /// What kind it is.
    pub fn kind(&self) -> OpKind {
        match self {
            Op::Create { .. } => OpKind::Create,
            Op::Write { .. } => OpKind::Write,
            Op::Truncate { .. } => OpKind::Truncate,
            Op::Sync { .. } => OpKind::Sync,
            Op::SyncDirectory { .. } => OpKind::SyncDirectory,
            Op::Delete { .. } => OpKind::Delete,
            Op::Rename { .. } => OpKind::Rename,
        }
    }

    /// The directory whose sync makes it durable, if it is about names.
    fn directory(&self) -> Option<&str> {
        match self {
            Op::Create { name, .. } | Op::Delete { name } | Op::Rename { to: name, .. } => Some(directory_of(name)),
            Op::Write { .. } | Op::Truncate { .. } | Op::Sync { .. } | Op::SyncDirectory { .. } => None,
        }
    }

    /// The file whose sync makes it durable, if it is about content.
    fn content_of(&self) -> Option<FileId> {
        match self {
            Op::Write { file, .. } | Op::Truncate { file, .. } => Some(*file),
            Op::Create { .. } | Op::Sync { .. } | Op::SyncDirectory { .. } | Op::Delete { .. } | Op::Rename { .. } => {
                None
            }
        }
    }
}

/// What a power cut takes of that which was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Nothing: the disk wrote it all in its last moment.
    None,
    /// All of it.
    All,
    /// Each operation survives or not, by this seed; those that do, in their order.
    Subset(u64),
    /// As `Subset`; and a write that survives may do so in some of its sectors only.
    Torn(u64),
}

impl Loss {
    /// The four modes, with `seed` where one is needed.
    pub fn modes(seed: u64) -> [Loss; 4] {
        [Loss::None, Loss::All, Loss::Subset(seed), Loss::Torn(seed)]
    }

    /// The names of the four modes, in the order of [`Loss::modes`].
    pub const WORDS: [&'static str; 4] = ["none lost", "all lost", "subset", "torn"];

    /// Its place in [`Loss::modes`].
    pub fn index(self) -> usize {
        match self {
            Loss::None => 0,
            Loss::All => 1,
            Loss::Subset(_) => 2,
            Loss::Torn(_) => 3,
        }
    }
}

/// What a disk holds when nothing is under way: names and contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Content by name.
    pub files: BTreeMap<String, Arc<Vec<u8>>>,
}

/// A disk: what is visible, what is durable, and what lies between.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    visible: Surface,
    durable: Surface,
    unsynced: Vec<Op>,
    ids_given: u64,
}

impl Disk {
    /// A disk on which everything in `image` is durable.
    pub fn holding(image: &Image) -> Disk {
        let mut disk = Disk::default();
        for (name, content) in &image.files {
            let file = disk.unused_id();
            disk.durable.names.insert(name.clone(), file);
            disk.durable.contents.insert(file, Arc::clone(content));
        }
        disk.visible = disk.durable.clone();
        disk
    }

    /// An identity for a file to be created.
    pub fn unused_id(&mut self) -> FileId {
        self.ids_given += 1;
        FileId(self.ids_given)
    }

    /// Does one operation.
    pub fn perform(&mut self, op: &Op) {
        // Identities on a tape were given by another disk: this one must not give them again.
        if let Op::Create { file, .. } = op {
            self.ids_given = self.ids_given.max(file.0);
        }
        match op {
            Op::Sync { file } => self.settle(|waiting| waiting.content_of() == Some(*file)),
            Op::SyncDirectory { directory } => self.settle(|waiting| waiting.directory() == Some(directory)),
            Op::Create { .. } | Op::Write { .. } | Op::Truncate { .. } | Op::Delete { .. } | Op::Rename { .. } => {
                self.visible.apply(op);
                self.unsynced.push(op.clone());
            }
        }
    }

    /// A sync that failed: what it should have made durable stays visible, and no later sync writes it (Linux marks the
    /// pages clean when their writing fails).
    pub fn fail_sync(&mut self, file: FileId) {
        self.unsynced.retain(|waiting| waiting.content_of() != Some(file));
    }

    /// What is left when the power goes now, while `in_flight` is being done.
    pub fn survivors(&self, loss: Loss, in_flight: Option<&Op>) -> Image {
        let waiting = self
            .unsynced
            .iter()
            .chain(in_flight.filter(|op| !matches!(op.kind(), OpKind::Sync | OpKind::SyncDirectory)));
        let mut left = self.durable.clone();
        match loss {
            Loss::None => waiting.for_each(|op| left.apply(op)),
            Loss::All => {}
            Loss::Subset(seed) => {
                let mut dice = Dice::new(seed);
                let part = eighths_that_survive(&mut dice);
                waiting.filter(|_| dice.chance(part, 8)).for_each(|op| left.apply(op));
            }
            Loss::Torn(seed) => {
                let mut dice = Dice::new(seed);
                let part = eighths_that_survive(&mut dice);
                for op in waiting {
                    if dice.chance(part, 8) {
                        left.apply_torn(op, &mut dice);
                    }
                }
            }
        }
        left.image()
    }

    /// What the running system sees.
    pub fn visible(&self) -> Image {
        self.visible.image()
    }

    /// The file of that name.
    pub fn find(&self, name: &str) -> Option<FileId> {
        self.visible.names.get(name).copied()
    }

    /// The name that a file has now.
    pub fn name_of(&self, file: FileId) -> Option<&str> {
        self.visible.names.iter().find(|(_, named)| **named == file).map(|(name, _)| name.as_str())
    }

    /// The present content of a file, also of one that lost its name while it was open.
    pub fn content(&self, file: FileId) -> &[u8] {
        self.visible.contents.get(&file).map_or(&[], |content| content.as_slice())
    }

    /// How many operations a power cut could take.
    pub fn unsynced(&self) -> usize {
        self.unsynced.len()
    }

    fn settle(&mut self, is_meant: impl Fn(&Op) -> bool) {
        let durable = &mut self.durable;
        self.unsynced.retain(|waiting| {
            let meant = is_meant(waiting);
            if meant {
                durable.apply(waiting);
            }
            !meant
        });
    }
}

/// Everything before a name's last slash: the directory whose sync makes the name durable.
pub fn directory_of(name: &str) -> &str {
    name.rfind('/').map_or("", |slash| &name[..slash])
}

/// Cuts differ in how much they take: a run that always kept half would never see "nearly nothing" and "nearly all".
fn eighths_that_survive(dice: &mut Dice) -> u64 {
    [1, 4, 7][usize::try_from(dice.below(3)).expect("below three")]
}

/// Names and contents. A file that has lost its name stays: it may be open, or its name may come back after a cut.
#[derive(Debug, Clone, Default)]
struct Surface {
    names: BTreeMap<String, FileId>,
    contents: BTreeMap<FileId, Arc<Vec<u8>>>,
}

impl Surface {
    fn apply(&mut self, op: &Op) {
        match op {
            Op::Create { name, file } => {
                self.names.insert(name.clone(), *file);
            }
            Op::Write { file, offset, bytes } => self.write(*file, *offset, bytes),
            Op::Truncate { file, len } => {
                let len = usize::try_from(*len).expect("a file in memory");
                Arc::make_mut(self.contents.entry(*file).or_default()).resize(len, 0);
            }
            Op::Sync { .. } | Op::SyncDirectory { .. } => {}
            Op::Delete { name } => {
                self.names.remove(name);
            }
            Op::Rename { from, to } => {
                // The creation of `from` may have been lost, its renaming not: then neither name leads to it.
                if let Some(file) = self.names.remove(from) {
                    self.names.insert(to.clone(), file);
                }
            }
        }
    }

    fn apply_torn(&mut self, op: &Op, dice: &mut Dice) {
        match op {
            Op::Write { file, offset, bytes } if dice.chance(1, 2) => {
                for (at, sector) in sectors(*offset, bytes) {
                    if dice.chance(1, 2) {
                        self.write(*file, at, sector);
                    }
                }
            }
            _ => self.apply(op),
        }
    }

    fn write(&mut self, file: FileId, offset: u64, bytes: &[u8]) {
        let content = Arc::make_mut(self.contents.entry(file).or_default());
        let start = usize::try_from(offset).expect("a file in memory");
        let end = start + bytes.len();
        if content.len() < end {
            content.resize(end, 0);
        }
        content[start..end].copy_from_slice(bytes);
    }

    fn image(&self) -> Image {
        let content = |file| self.contents.get(file).map(Arc::clone).unwrap_or_default();
        Image { files: self.names.iter().map(|(name, file)| (name.clone(), content(file))).collect() }
    }
}

/// A write, cut where the disk's sectors meet.
fn sectors(offset: u64, bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut at = offset;
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let room = usize::try_from(SECTOR_BYTES - at % SECTOR_BYTES).expect("at most a sector");
        let (sector, after) = rest.split_at(room.min(rest.len()));
        let start = at;
        at += sector.len() as u64;
        rest = after;
        Some((start, sector))
    })
}

#[cfg(test)]
mod tests;
