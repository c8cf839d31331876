//! A machine's disk, as SQLite sees it: the one place with `unsafe`, because SQLite calls it through C function pointers.
//!
//! Each function turns pointers into Rust values, asks the hardware, and turns the answer into a result code; decisions
//! are in [`super::machine`] and [`super::disk`]. As on a phone, the directory is synced with the first sync of a new
//! journal or write-ahead log, and after a deletion where SQLite asks for it; SQLite relies on no other name being durable.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use rusqlite::ffi;

use super::dice::Dice;
use super::disk::{FileId, Op, directory_of};
use super::locks::{Holder, Level};
use super::machine::{IndexPage, Refused, Shared, reach};

/// What SQLite is told to use as the unit of writing, as its own file system does on phones.
const SECTOR_BYTES_REPORTED: c_int = 4096;

/// The longest file name, in bytes.
const NAME_BYTES_MAX: c_int = 512;

/// The time on every machine: noon of 1 January 2026 UTC, in milliseconds of the Julian day. SQL has no business with the
/// time of day.
const JULIAN_MS: i64 = 212_634_028_800_000;

/// A VFS that SQLite knows under a name of its own, until it is dropped.
#[derive(Debug)]
pub(super) struct Registration {
    name: String,
    /// Owned; from `Box::into_raw`.
    vfs: *mut ffi::sqlite3_vfs,
    /// Owned; from `Box::into_raw`.
    context: *mut Context,
    /// Owned; from `CString::into_raw`.
    c_name: *mut c_char,
}

// SAFETY: the pointers are owned by the registration and only freed in `drop`; what SQLite's threads reach through them is
// an atomic, an `Arc` of a mutex, and fields that nobody changes after the registration.
unsafe impl Send for Registration {}
// SAFETY: as above; no method gives access through the pointers.
unsafe impl Sync for Registration {}

/// What the functions find behind `pAppData`.
struct Context {
    hardware: Shared,
    files_open: AtomicUsize,
    chance: AtomicU64,
}

impl Registration {
    pub(super) fn new(machine: &str, hardware: Shared) -> Registration {
        stop_counting_memory();
        static REGISTERED: AtomicU64 = AtomicU64::new(0);
        let name = format!("power-{}-{machine}", REGISTERED.fetch_add(1, Ordering::SeqCst));
        let c_name = CString::new(name.clone()).expect("a machine's name holds no zero byte").into_raw();
        let context =
            Box::into_raw(Box::new(Context { hardware, files_open: AtomicUsize::new(0), chance: AtomicU64::new(0) }));
        let vfs = Box::into_raw(Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: c_int::try_from(size_of::<Handle>()).expect("a few words"),
            mxPathname: NAME_BYTES_MAX,
            pNext: ptr::null_mut(),
            zName: c_name,
            pAppData: context.cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            // No extension is ever loaded.
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: Some(last_error),
            xCurrentTimeInt64: Some(current_time_ms),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        }));
        // SAFETY: `vfs` points to a complete sqlite3_vfs that lives until it is unregistered.
        let code = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
        assert_eq!(code, ffi::SQLITE_OK, "SQLite takes a VFS");
        Registration { name, vfs, context, c_name }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// SQLite counts the memory it uses under one lock for the whole process; two threads of rehearsals spent a third of their
/// time waiting for it. Works only before SQLite is first used in a process; later it is refused, and rehearsals are slower.
fn stop_counting_memory() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the option takes one int. SQLite refuses it once it is initialised; before, nothing but a thread that
        // initialises SQLite at this very moment reads it, and that thread counts or does not: both are sound to SQLite.
        let code = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0) };
        assert!(matches!(code, ffi::SQLITE_OK | ffi::SQLITE_MISUSE), "an answer that SQLite documents");
    });
}

impl Drop for Registration {
    fn drop(&mut self) {
        // SAFETY: registered in `new`, unregistered once, here.
        unsafe { ffi::sqlite3_vfs_unregister(self.vfs) };
        // SAFETY: `context` is freed below at the earliest.
        let files_open = unsafe { &*self.context }.files_open.load(Ordering::SeqCst);
        // A connection that outlives its machine still points to the VFS: better to leak some bytes of a test process.
        if files_open == 0 {
            // SAFETY: each came from `into_raw` in `new`; SQLite no longer knows the VFS, and no connection has a file
            // open on it (every connection keeps its database file open).
            unsafe {
                drop(Box::from_raw(self.vfs));
                drop(Box::from_raw(self.context));
                drop(CString::from_raw(self.c_name));
            }
        }
    }
}

/// An open file, in memory that SQLite gives; SQLite knows its first field.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    /// Owned; from `Box::into_raw` in `open`, until `close`.
    open: *mut OpenFile,
    context: *const Context,
}

/// What an open file is.
struct OpenFile {
    hardware: Shared,
    generation: u64,
    file: FileId,
    holder: Holder,
    /// The directory to sync with the file's first sync.
    new_in: Option<String>,
    uses_index: bool,
    /// Keeps the memory that SQLite was given, also when the power has gone.
    pages: Vec<IndexPage>,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2: shared memory, no memory mapping of the file.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The result code of a call that returns nothing else; `io_error` is the extended code for that kind of call.
fn code(result: Result<(), Refused>, io_error: c_int) -> c_int {
    match result {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refused::NoPower | Refused::IoError) => io_error,
        Err(Refused::Full) => ffi::SQLITE_FULL,
        Err(Refused::NotFound | Refused::Exists) => ffi::SQLITE_CANTOPEN,
        Err(Refused::Busy) => ffi::SQLITE_BUSY,
    }
}

/// A file name as SQLite passes it.
///
/// # Safety
/// `name` is null or a C string that lives as long as the result is used.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

/// The context of a VFS.
///
/// # Safety
/// `vfs` is one that [`Registration::new`] made and that is not dropped.
unsafe fn context<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Context {
    // SAFETY: the caller's promise; `pAppData` is set once, to a `Context` that lives as long as the VFS.
    unsafe { &*(*vfs).pAppData.cast::<Context>() }
}

/// The open file behind a handle.
///
/// # Safety
/// `file` is a handle that `open` filled and `close` did not yet see, and SQLite uses it from one thread at a time.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut OpenFile {
    // SAFETY: the caller's promise: the handle's `open` came from `Box::into_raw`, and nobody else borrows it now.
    unsafe { &mut *(*file.cast::<Handle>()).open }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes, aligned; without methods it will not close a file that did not open.
    unsafe { (*file).pMethods = ptr::null() };
    // SAFETY: SQLite calls with the VFS it was given.
    let context = unsafe { context(vfs) };
    // SAFETY: SQLite passes null or a C string that outlives the file.
    let Some(name) = (unsafe { text(name) }) else {
        // A temporary file. The stores keep what is temporary in memory: refusing proves it.
        return ffi::SQLITE_CANTOPEN;
    };
    let mut hardware = reach(&context.hardware);
    let create = flags & ffi::SQLITE_OPEN_CREATE != 0;
    let must_be_new = flags & ffi::SQLITE_OPEN_EXCLUSIVE != 0;
    let generation = hardware.generation;
    let found = hardware.answers(generation).and_then(|()| hardware.open(name, create, must_be_new));
    let (id, created) = match found {
        Ok(found) => found,
        Err(refused) => return code(Err(refused), ffi::SQLITE_IOERR),
    };
    let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
    let new_in = (created && flags & journals != 0).then(|| directory_of(name).to_owned());
    let open = Box::into_raw(Box::new(OpenFile {
        hardware: Arc::clone(&context.hardware),
        generation,
        file: id,
        holder: hardware.new_holder(),
        new_in,
        uses_index: false,
        pages: Vec::new(),
    }));
    context.files_open.fetch_add(1, Ordering::SeqCst);
    // SAFETY: SQLite gives `szOsFile` bytes for the handle, aligned for pointers.
    unsafe { file.cast::<Handle>().write(Handle { base: ffi::sqlite3_file { pMethods: &METHODS }, open, context }) };
    if !flags_out.is_null() {
        // SAFETY: not null, so SQLite's own integer.
        unsafe { *flags_out = flags };
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: SQLite closes what `open` filled, once; then nothing else uses the box.
    let mut open = unsafe { Box::from_raw((*handle).open) };
    open.release_index();
    open.lower(Level::Unlocked);
    // SAFETY: the context lives as long as files are open: see `Registration::drop`.
    unsafe { &*(*handle).context }.files_open.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: the handle is still SQLite's memory.
    unsafe { (*file).pMethods = ptr::null() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, buffer: *mut c_void, len: c_int, offset: i64) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let (Ok(len), Ok(offset)) = (usize::try_from(len), usize::try_from(offset)) else {
        return ffi::SQLITE_IOERR_READ;
    };
    // SAFETY: SQLite gives `len` writable bytes; zeros make them initialised before a slice is made of them.
    let buffer = unsafe {
        ptr::write_bytes(buffer.cast::<u8>(), 0, len);
        std::slice::from_raw_parts_mut(buffer.cast::<u8>(), len)
    };
    let hardware = reach(&open.hardware);
    if hardware.answers(open.generation).is_err() {
        return ffi::SQLITE_IOERR_READ;
    }
    let content = hardware.disk.content(open.file);
    let available = content.get(offset..).unwrap_or_default();
    let there = available.len().min(len);
    buffer[..there].copy_from_slice(&available[..there]);
    if there < len { ffi::SQLITE_IOERR_SHORT_READ } else { ffi::SQLITE_OK }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, buffer: *const c_void, len: c_int, offset: i64) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let (Ok(len), Ok(offset)) = (usize::try_from(len), u64::try_from(offset)) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite gives `len` initialised bytes that do not change during the call.
    let bytes = unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), len) };
    code(open.perform(Op::Write { file: open.file, offset, bytes: bytes.into() }), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, len: i64) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let Ok(len) = u64::try_from(len) else { return ffi::SQLITE_IOERR_TRUNCATE };
    code(open.perform(Op::Truncate { file: open.file, len }), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    if let Err(refused) = open.perform(Op::Sync { file: open.file }) {
        return code(Err(refused), ffi::SQLITE_IOERR_FSYNC);
    }
    let Some(directory) = open.new_in.clone() else { return ffi::SQLITE_OK };
    let synced = open.perform(Op::SyncDirectory { directory });
    if synced.is_ok() {
        open.new_in = None;
    }
    code(synced, ffi::SQLITE_IOERR_DIR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let hardware = reach(&open.hardware);
    let answer = hardware.answers(open.generation);
    if answer.is_ok() {
        let len = i64::try_from(hardware.disk.content(open.file).len()).expect("a file in memory");
        // SAFETY: SQLite's own integer.
        unsafe { *size = len };
    }
    code(answer, ffi::SQLITE_IOERR_FSTAT)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let level = match level {
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        ffi::SQLITE_LOCK_PENDING => Level::Pending,
        ffi::SQLITE_LOCK_EXCLUSIVE => Level::Exclusive,
        _ => Level::Unlocked,
    };
    let mut hardware = reach(&open.hardware);
    let locked = hardware.answers(open.generation).and_then(|()| hardware.raise_lock(open.file, open.holder, level));
    code(locked, ffi::SQLITE_IOERR_LOCK)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    open.lower(if level == ffi::SQLITE_LOCK_SHARED { Level::Shared } else { Level::Unlocked });
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, reserved: *mut c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let hardware = reach(&open.hardware);
    let answer = hardware.answers(open.generation);
    // SAFETY: SQLite's own integer.
    unsafe { *reserved = c_int::from(answer.is_ok() && hardware.is_reserved(open.file)) };
    code(answer, ffi::SQLITE_IOERR_CHECKRESERVEDLOCK)
}

unsafe extern "C" fn file_control(_file: *mut ffi::sqlite3_file, _request: c_int, _argument: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    SECTOR_BYTES_REPORTED
}

unsafe extern "C" fn device_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    page_bytes: c_int,
    extend: c_int,
    address: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite's own pointer.
    unsafe { *address = ptr::null_mut() };
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let (Ok(page), Ok(page_bytes)) = (usize::try_from(page), usize::try_from(page_bytes)) else {
        return ffi::SQLITE_IOERR_SHMMAP;
    };
    let mut hardware = reach(&open.hardware);
    if hardware.answers(open.generation).is_err() {
        return ffi::SQLITE_IOERR_SHMMAP;
    }
    if !open.uses_index {
        hardware.join_index(open.file);
        open.uses_index = true;
    }
    if let Some(memory) = hardware.index_page(open.file, page, page_bytes, extend != 0) {
        // SAFETY: SQLite's own pointer. The memory lives as long as this file is open (`pages`), and atomics may be
        // written through a shared pointer.
        unsafe { *address = memory.as_ptr().cast_mut().cast() };
        open.pages.push(memory);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, first: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    let (Ok(first), Ok(count)) = (usize::try_from(first), usize::try_from(count)) else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    let slots = first..first + count;
    if slots.end > usize::try_from(ffi::SQLITE_SHM_NLOCK).expect("eight") {
        return ffi::SQLITE_IOERR_SHMLOCK;
    }
    let mut hardware = reach(&open.hardware);
    let done = hardware.answers(open.generation).and_then(|()| {
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            hardware.unlock_index(open.file, open.holder, slots);
            Ok(())
        } else {
            hardware.lock_index(open.file, open.holder, slots, flags & ffi::SQLITE_SHM_EXCLUSIVE != 0)
        }
    });
    code(done, ffi::SQLITE_IOERR_SHMLOCK)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: SQLite calls with a file that is open.
    let open = unsafe { opened(file) };
    // Taking and releasing the lock orders memory between threads, and so does the fence, should the lock ever go.
    drop(reach(&open.hardware));
    std::sync::atomic::fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: SQLite calls with a file that is open.
    unsafe { opened(file) }.release_index();
    ffi::SQLITE_OK
}

impl OpenFile {
    fn perform(&self, op: Op) -> Result<(), Refused> {
        let mut hardware = reach(&self.hardware);
        hardware.answers(self.generation)?;
        hardware.perform(op)
    }

    /// Locks of a machine that was restarted are gone already.
    fn lower(&self, level: Level) {
        let mut hardware = reach(&self.hardware);
        if hardware.generation == self.generation {
            hardware.lower_lock(self.file, self.holder, level);
        }
    }

    fn release_index(&mut self) {
        if std::mem::take(&mut self.uses_index) {
            let mut hardware = reach(&self.hardware);
            if hardware.generation == self.generation {
                hardware.leave_index(self.file, self.holder);
            }
        }
        self.pages.clear();
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_directory: c_int) -> c_int {
    // SAFETY: SQLite calls with the VFS it was given.
    let context = unsafe { context(vfs) };
    // SAFETY: SQLite passes a C string.
    let Some(name) = (unsafe { text(name) }) else { return ffi::SQLITE_IOERR_DELETE };
    let mut hardware = reach(&context.hardware);
    let deleted = hardware.delete(name);
    if deleted == Err(Refused::NotFound) {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    if deleted.is_err() || sync_directory == 0 {
        return code(deleted, ffi::SQLITE_IOERR_DELETE);
    }
    code(hardware.perform(Op::SyncDirectory { directory: directory_of(name).to_owned() }), ffi::SQLITE_IOERR_DIR_FSYNC)
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    question: c_int,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: SQLite calls with the VFS it was given.
    let context = unsafe { context(vfs) };
    // SAFETY: SQLite passes a C string.
    let Some(name) = (unsafe { text(name) }) else { return ffi::SQLITE_IOERR_ACCESS };
    let hardware = reach(&context.hardware);
    let powered = hardware.answers(hardware.generation);
    let file = hardware.disk.find(name);
    // As SQLite's own file systems: an empty file is as good as none.
    let there = match question {
        ffi::SQLITE_ACCESS_EXISTS => file.is_some_and(|file| !hardware.disk.content(file).is_empty()),
        _ => file.is_some(),
    };
    // SAFETY: SQLite's own integer.
    unsafe { *answer = c_int::from(powered.is_ok() && there) };
    code(powered, ffi::SQLITE_IOERR_ACCESS)
}

unsafe extern "C" fn full_pathname(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    full: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes a C string.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if usize::try_from(room).is_ok_and(|room| bytes.len() <= room) {
        // SAFETY: `full` has room for `room` bytes, and these are no more.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr().cast(), full, bytes.len()) };
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_CANTOPEN
    }
}

unsafe extern "C" fn randomness(vfs: *mut ffi::sqlite3_vfs, len: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite calls with the VFS it was given.
    let mut dice = Dice::new(unsafe { context(vfs) }.chance.fetch_add(1, Ordering::SeqCst));
    let len_bytes = usize::try_from(len).unwrap_or(0);
    for at in 0..len_bytes {
        let [byte, ..] = dice.next().to_le_bytes();
        // SAFETY: SQLite gives `len` writable bytes.
        unsafe { out.cast::<u8>().add(at).write(byte) };
    }
    len
}

unsafe extern "C" fn sleep(_vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    // Another connection holds a lock: it needs real time to release it.
    std::thread::sleep(std::time::Duration::from_micros(u64::try_from(microseconds).unwrap_or(0)));
    microseconds
}

unsafe extern "C" fn current_time(_vfs: *mut ffi::sqlite3_vfs, julian_days: *mut f64) -> c_int {
    // SAFETY: SQLite's own number.
    unsafe { *julian_days = JULIAN_MS as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_ms(_vfs: *mut ffi::sqlite3_vfs, julian_ms: *mut i64) -> c_int {
    // SAFETY: SQLite's own number.
    unsafe { *julian_ms = JULIAN_MS };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(_vfs: *mut ffi::sqlite3_vfs, _room: c_int, _out: *mut c_char) -> c_int {
    0
}
