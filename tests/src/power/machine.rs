//! A machine with one disk, whose power can go.
//!
//! SQLite reaches the disk by [`Machine::vfs_name`], everything else by [`Machine::files`]. After a cut every call fails
//! until [`Machine::reboot`]; files that were open before it never work again. Locks and the index of a write-ahead log
//! live in memory and go with the power.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::disk::{Disk, FileId, Image, Loss, Op, OpKind, SECTOR_BYTES, directory_of};
use super::locks::{Busy, FileLocks, Holder, IndexLock, Level};
use super::vfs::Registration;

/// Numbers the operations of all machines of a site in one order, from 1.
#[derive(Debug, Clone, Default)]
pub struct OpClock(Arc<AtomicU64>);

impl OpClock {
    /// The number of the last operation that was begun.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Counts from 1 again.
    pub fn restart(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// When the power goes, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedCut {
    /// While this operation is being done, if this machine does it.
    pub op: u64,
    /// What it takes.
    pub loss: Loss,
}

/// Trouble with a disk that keeps its power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// From this operation on.
    pub from: u64,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How long.
    pub lasts: Lasts,
}

/// What can go wrong with a disk that keeps its power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// No room: new files and writes fail, and the first half of the write may be there. The rest works.
    Full,
    /// Every operation fails. What a failed sync was to make durable is not made durable by a later one.
    IoError,
}

/// How long a [`Fault`] lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// One operation fails.
    Once,
    /// Until [`Machine::lift_fault`].
    UntilLifted,
}

/// An operation as it was recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its number on the site's clock.
    pub number: u64,
    /// The name of the file it was about, without directory.
    pub about: String,
    /// What was done.
    pub op: Op,
}

/// A machine with one disk.
#[derive(Debug)]
pub struct Machine {
    name: String,
    hardware: Shared,
    vfs: Registration,
}

pub(super) type Shared = Arc<Mutex<Hardware>>;

impl Machine {
    /// A machine with an empty disk, whose operations are counted by `clock`.
    pub fn new(name: &str, clock: &OpClock) -> Machine {
        let hardware = Arc::new(Mutex::new(Hardware::new(clock.clone())));
        let vfs = Registration::new(name, Arc::clone(&hardware));
        Machine { name: name.to_owned(), hardware, vfs }
    }

    /// The name it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to open a SQLite database on this machine with: `Connection::open_with_flags_and_vfs(path, flags, vfs_name)`.
    /// A path is any text; directories exist without being made.
    pub fn vfs_name(&self) -> &str {
        self.vfs.name()
    }

    /// The disk, for what is not SQLite.
    pub fn files(&self) -> Files {
        let generation = self.hardware().generation;
        Files { hardware: Arc::clone(&self.hardware), generation }
    }

    /// Starts with this disk. Open files are lost, plans and faults forgotten.
    pub fn mount(&self, image: &Image) {
        self.hardware().start_with(Disk::holding(image));
    }

    /// Plans that the power goes.
    pub fn plan_cut(&self, cut: PlannedCut) {
        self.hardware().cut = Some(cut);
    }

    /// The power goes now, with no operation under way.
    pub fn cut_now(&self, loss: Loss) {
        self.hardware().lose_power(loss, None);
    }

    /// Whether calls can succeed.
    pub fn has_power(&self) -> bool {
        self.hardware().survived.is_none()
    }

    /// The power comes back; what survived is the disk now. Without a cut before it, this is an orderly restart, and
    /// everything is there. What is returned is what the disk holds.
    pub fn reboot(&self) -> Image {
        let mut hardware = self.hardware();
        let image = hardware.survived.take().unwrap_or_else(|| hardware.disk.visible());
        hardware.start_with(Disk::holding(&image));
        image
    }

    /// Plans trouble.
    pub fn plan_fault(&self, fault: Fault) {
        let mut hardware = self.hardware();
        hardware.fault = Some(fault);
        hardware.faults_met = 0;
    }

    /// Ends it; returns how many operations failed by it.
    pub fn lift_fault(&self) -> u64 {
        let mut hardware = self.hardware();
        hardware.fault = None;
        std::mem::take(&mut hardware.faults_met)
    }

    /// Restarts with everything durable, and keeps each operation from now on.
    pub fn start_recording(&self) -> Image {
        let image = self.reboot();
        self.hardware().tape = Some(Vec::new());
        image
    }

    /// What was recorded; ends the recording.
    pub fn take_recording(&self) -> Vec<Recorded> {
        self.hardware().tape.take().unwrap_or_default()
    }

    /// What the running system sees on the disk.
    pub fn visible(&self) -> Image {
        self.hardware().disk.visible()
    }

    /// What would be left if the power went now.
    pub fn survivors(&self, loss: Loss) -> Image {
        self.hardware().disk.survivors(loss, None)
    }

    fn hardware(&self) -> MutexGuard<'_, Hardware> {
        reach(&self.hardware)
    }
}

/// The hardware, also after a panic elsewhere: each call leaves it whole.
pub(super) fn reach(hardware: &Shared) -> MutexGuard<'_, Hardware> {
    hardware.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    NoPower,
    IoError,
    Full,
    NotFound,
    Exists,
    Busy,
}

impl From<Busy> for Refused {
    fn from(_: Busy) -> Refused {
        Refused::Busy
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> io::Error {
        let kind = match refused {
            Refused::NoPower | Refused::IoError => return io::Error::other("the disk does not answer"),
            Refused::Full => io::ErrorKind::StorageFull,
            Refused::NotFound => io::ErrorKind::NotFound,
            Refused::Exists => io::ErrorKind::AlreadyExists,
            Refused::Busy => io::ErrorKind::WouldBlock,
        };
        kind.into()
    }
}

/// Files that are not SQLite's, on a machine's disk. As everywhere on it, what is not synced may be lost, and a name needs
/// its directory synced. After the power went they fail; ask [`Machine::files`] again after the reboot.
#[derive(Debug, Clone)]
pub struct Files {
    hardware: Shared,
    generation: u64,
}

impl Files {
    /// The whole content.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let hardware = self.hardware()?;
        let file = hardware.disk.find(name).ok_or(Refused::NotFound)?;
        Ok(hardware.disk.content(file).to_vec())
    }

    /// Whether there is such a file, empty or not.
    pub fn exists(&self, name: &str) -> io::Result<bool> {
        Ok(self.hardware()?.disk.find(name).is_some())
    }

    /// Every name that begins so, sorted.
    pub fn list(&self, beginning: &str) -> io::Result<Vec<String>> {
        let visible = self.hardware()?.disk.visible();
        Ok(visible.files.into_keys().filter(|name| name.starts_with(beginning)).collect())
    }

    /// Makes the file or empties it, and writes the content: three operations.
    pub fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut hardware = self.hardware()?;
        let (file, created) = hardware.open(name, true, false)?;
        if !created {
            hardware.perform(Op::Truncate { file, len: 0 })?;
        }
        Ok(hardware.perform(Op::Write { file, offset: 0, bytes: content.into() })?)
    }

    /// Makes the content durable, not the name.
    pub fn sync(&self, name: &str) -> io::Result<()> {
        let mut hardware = self.hardware()?;
        let file = hardware.disk.find(name).ok_or(Refused::NotFound)?;
        Ok(hardware.perform(Op::Sync { file })?)
    }

    /// Makes the names in the directory of `name` durable: new, renamed and deleted ones.
    pub fn sync_directory_of(&self, name: &str) -> io::Result<()> {
        Ok(self.hardware()?.perform(Op::SyncDirectory { directory: directory_of(name).to_owned() })?)
    }

    /// Renames within a directory, atomically.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        assert_eq!(directory_of(from), directory_of(to), "the model renames within one directory");
        let mut hardware = self.hardware()?;
        hardware.disk.find(from).ok_or(Refused::NotFound)?;
        Ok(hardware.perform(Op::Rename { from: from.to_owned(), to: to.to_owned() })?)
    }

    /// Deletes.
    pub fn delete(&self, name: &str) -> io::Result<()> {
        Ok(self.hardware()?.delete(name)?)
    }

    fn hardware(&self) -> Result<MutexGuard<'_, Hardware>, Refused> {
        let hardware = reach(&self.hardware);
        hardware.answers(self.generation)?;
        Ok(hardware)
    }
}

/// One page of a write-ahead log's index. Its memory is SQLite's alone; atomics make sharing it between connections sound.
pub(super) type IndexPage = Arc<[AtomicU64]>;

/// A write-ahead log's index: who uses it, its pages, its locks.
#[derive(Debug, Default)]
struct Index {
    users: usize,
    pages: Vec<IndexPage>,
    locks: [IndexLock; 8],
}

/// Everything behind a machine's lock.
#[derive(Debug)]
pub(super) struct Hardware {
    pub(super) disk: Disk,
    pub(super) generation: u64,
    clock: OpClock,
    cut: Option<PlannedCut>,
    survived: Option<Image>,
    fault: Option<Fault>,
    faults_met: u64,
    tape: Option<Vec<Recorded>>,
    locks: BTreeMap<FileId, FileLocks>,
    indexes: BTreeMap<FileId, Index>,
    holders_given: u64,
}

impl Hardware {
    fn new(clock: OpClock) -> Hardware {
        Hardware {
            disk: Disk::default(),
            generation: 0,
            clock,
            cut: None,
            survived: None,
            fault: None,
            faults_met: 0,
            tape: None,
            locks: BTreeMap::new(),
            indexes: BTreeMap::new(),
            holders_given: 0,
        }
    }

    fn start_with(&mut self, disk: Disk) {
        self.disk = disk;
        self.generation += 1;
        self.cut = None;
        self.survived = None;
        self.fault = None;
        self.faults_met = 0;
        self.tape = None;
        self.locks.clear();
        self.indexes.clear();
    }

    fn lose_power(&mut self, loss: Loss, in_flight: Option<&Op>) {
        if self.survived.is_none() {
            self.survived = Some(self.disk.survivors(loss, in_flight));
        }
    }

    /// Whether something opened in that generation can still be used.
    pub(super) fn answers(&self, generation: u64) -> Result<(), Refused> {
        if self.survived.is_some() || self.generation != generation { Err(Refused::NoPower) } else { Ok(()) }
    }

    pub(super) fn new_holder(&mut self) -> Holder {
        self.holders_given += 1;
        Holder(self.holders_given)
    }

    /// Finds a file, or makes it; says whether it did.
    pub(super) fn open(&mut self, name: &str, create: bool, must_be_new: bool) -> Result<(FileId, bool), Refused> {
        match self.disk.find(name) {
            Some(_) if must_be_new => Err(Refused::Exists),
            Some(file) => Ok((file, false)),
            None if create => {
                let file = self.disk.unused_id();
                self.perform(Op::Create { name: name.to_owned(), file })?;
                Ok((file, true))
            }
            None => Err(Refused::NotFound),
        }
    }

    pub(super) fn delete(&mut self, name: &str) -> Result<(), Refused> {
        self.disk.find(name).ok_or(Refused::NotFound)?;
        self.perform(Op::Delete { name: name.to_owned() })
    }

    /// Does one operation, unless this is where the power goes or the disk fails.
    pub(super) fn perform(&mut self, op: Op) -> Result<(), Refused> {
        if self.survived.is_some() {
            return Err(Refused::NoPower);
        }
        let number = self.clock.next();
        if let Some(cut) = self.cut.filter(|cut| cut.op == number) {
            self.lose_power(cut.loss, Some(&op));
            return Err(Refused::NoPower);
        }
        if let Some(fault) = self.fault.filter(|fault| fault.concerns(number, &op)) {
            self.faults_met += 1;
            if fault.lasts == Lasts::Once {
                self.fault = None;
            }
            return Err(self.fail(fault.kind, &op));
        }
        if self.tape.is_some() {
            let about = self.about(&op);
            self.tape.iter_mut().for_each(|tape| tape.push(Recorded { number, about: about.clone(), op: op.clone() }));
        }
        self.disk.perform(&op);
        Ok(())
    }

    fn fail(&mut self, kind: FaultKind, op: &Op) -> Refused {
        match (kind, op) {
            (FaultKind::Full, Op::Write { file, offset, bytes }) => {
                let sector = usize::try_from(SECTOR_BYTES).expect("a small number");
                let landed = &bytes[..bytes.len() / 2 / sector * sector];
                if !landed.is_empty() {
                    self.disk.perform(&Op::Write { file: *file, offset: *offset, bytes: landed.into() });
                }
                Refused::Full
            }
            (FaultKind::Full, _) => Refused::Full,
            (FaultKind::IoError, Op::Sync { file }) => {
                self.disk.fail_sync(*file);
                Refused::IoError
            }
            (FaultKind::IoError, _) => Refused::IoError,
        }
    }

    fn about(&self, op: &Op) -> String {
        let name = match op {
            Op::Create { name, .. } | Op::Delete { name } | Op::Rename { to: name, .. } => name.clone(),
            Op::Write { file, .. } | Op::Truncate { file, .. } | Op::Sync { file } => {
                self.disk.name_of(*file).unwrap_or("(deleted)").to_owned()
            }
            Op::SyncDirectory { directory } => format!("{directory}/"),
        };
        match name.rfind('/') {
            Some(slash) if slash + 1 < name.len() => name[slash + 1..].to_owned(),
            _ => name,
        }
    }

    pub(super) fn raise_lock(&mut self, file: FileId, holder: Holder, level: Level) -> Result<(), Refused> {
        Ok(self.locks.entry(file).or_default().raise(holder, level)?)
    }

    pub(super) fn lower_lock(&mut self, file: FileId, holder: Holder, level: Level) {
        self.locks.entry(file).or_default().lower(holder, level);
    }

    pub(super) fn is_reserved(&self, file: FileId) -> bool {
        self.locks.get(&file).is_some_and(FileLocks::is_reserved)
    }

    /// Begins to use the index of a write-ahead log.
    pub(super) fn join_index(&mut self, file: FileId) {
        self.indexes.entry(file).or_default().users += 1;
    }

    /// Ends it; the last one takes the index with it.
    pub(super) fn leave_index(&mut self, file: FileId, holder: Holder) {
        if let Some(index) = self.indexes.get_mut(&file) {
            index.users -= 1;
            index.locks.iter_mut().for_each(|lock| lock.release(holder));
            if index.users == 0 {
                self.indexes.remove(&file);
            }
        }
    }

    /// A page of the index, zeroed when it is new; nothing where it does not exist and is not to be made.
    pub(super) fn index_page(&mut self, file: FileId, page: usize, bytes: usize, extend: bool) -> Option<IndexPage> {
        let index = self.indexes.entry(file).or_default();
        if extend {
            while index.pages.len() <= page {
                index.pages.push((0..bytes.div_ceil(size_of::<AtomicU64>())).map(|_| AtomicU64::new(0)).collect());
            }
        }
        index.pages.get(page).map(Arc::clone)
    }

    pub(super) fn lock_index(
        &mut self,
        file: FileId,
        holder: Holder,
        slots: std::ops::Range<usize>,
        exclusive: bool,
    ) -> Result<(), Refused> {
        let locks = &mut self.indexes.entry(file).or_default().locks[slots];
        let free = |lock: &IndexLock| if exclusive { lock.can_own(holder) } else { lock.can_share(holder) };
        if !locks.iter().all(free) {
            return Err(Refused::Busy);
        }
        locks.iter_mut().for_each(|lock| if exclusive { lock.own(holder) } else { lock.share(holder) });
        Ok(())
    }

    pub(super) fn unlock_index(&mut self, file: FileId, holder: Holder, slots: std::ops::Range<usize>) {
        if let Some(index) = self.indexes.get_mut(&file) {
            index.locks[slots].iter_mut().for_each(|lock| lock.release(holder));
        }
    }
}

impl Fault {
    fn concerns(&self, number: u64, op: &Op) -> bool {
        number >= self.from
            && match self.kind {
                FaultKind::Full => matches!(op.kind(), OpKind::Create | OpKind::Write),
                FaultKind::IoError => true,
            }
    }
}
