//! An open file of SQLite's, with somebody beside it who sees what is done to it.
//!
//! SQLite makes room for a [`Guarded`] and treats it as a file because it begins with a table of methods. The real file
//! lives on the heap behind it. Syncs are noted and not carried out: what is durable is for a [`super::Disk`] to say.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::path::PathBuf;
use std::{mem, ptr, slice};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods};

use super::operation::Operation;
use super::witness::{self, Call};

/// Bytes of a [`Guarded`].
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few dozen bytes")]
pub(crate) const SIZE: c_int = mem::size_of::<Guarded>() as c_int;

/// What SQLite holds.
#[repr(C)]
pub(crate) struct Guarded {
    file: sqlite3_file,
    guard: *mut Guard,
}

struct Guard {
    path: PathBuf,
    /// The first sync of a journal that was just made brings its folder with it, as SQLite's own does.
    folder_too: Cell<bool>,
    /// The real file: as many bytes as its table asks for, aligned for anything.
    real: Vec<u64>,
}

impl Guard {
    fn real(&mut self) -> *mut sqlite3_file {
        self.real.as_mut_ptr().cast()
    }
}

impl Guarded {
    /// Writes down that no file is open.
    ///
    /// # Safety
    ///
    /// `seat` must have room for a `Guarded`.
    pub(crate) unsafe fn nothing(seat: *mut Self) {
        let nothing = Self { file: sqlite3_file { pMethods: ptr::null() }, guard: ptr::null_mut() };
        // SAFETY: there is room for it, as the caller says.
        unsafe { seat.write(nothing) };
    }

    /// Opens the real file and sits down beside it.
    ///
    /// # Safety
    ///
    /// `seat` must have room for a `Guarded`, `door` be a table of SQLite's, and the rest what SQLite handed in with it.
    pub(crate) unsafe fn open(
        seat: *mut Self,
        door: *mut ffi::sqlite3_vfs,
        name: ffi::sqlite3_filename,
        flags: c_int,
        out: *mut c_int,
        path: PathBuf,
    ) -> c_int {
        // SAFETY: as the caller says.
        unsafe { Self::nothing(seat) };
        // SAFETY: a table of SQLite's may be read at any time.
        let table = unsafe { &*door };
        let (size, open) = (table.szOsFile, table.xOpen);
        let Some(open) = open else { return ffi::SQLITE_CANTOPEN };
        let size = usize::try_from(size).unwrap_or(0);
        let made = flags & ffi::SQLITE_OPEN_CREATE != 0;
        let journal = flags & (ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL) != 0;
        let real = vec![0; size.div_ceil(mem::size_of::<u64>())];
        let mut guard = Box::new(Guard { path, folder_too: Cell::new(made && journal), real });
        // SAFETY: the real function with its own table, room of the size that it asks for, and what SQLite handed in.
        let opened = unsafe { open(door, name, guard.real(), flags, out) };
        if opened == ffi::SQLITE_OK {
            let file = sqlite3_file { pMethods: &raw const METHODS };
            // SAFETY: there is room for it, as the caller says.
            unsafe { seat.write(Self { file, guard: Box::into_raw(guard) }) };
        }
        opened
    }
}

/// The guard of an open file.
///
/// # Safety
///
/// `file` must have been opened by [`Guarded::open`] and not be closed.
unsafe fn guard<'a>(file: *mut sqlite3_file) -> &'a mut Guard {
    // SAFETY: an open file of ours is a `Guarded`.
    let guard = unsafe { (*file.cast::<Guarded>()).guard };
    // SAFETY: it holds its guard until it is closed, and SQLite calls one method of a file at a time.
    unsafe { &mut *guard }
}

/// A method of the real file.
///
/// # Safety
///
/// As [`guard`].
unsafe fn method<F>(guard: &mut Guard, pick: impl FnOnce(&sqlite3_io_methods) -> Option<F>) -> F {
    // SAFETY: the real file is open, so it begins with its methods.
    let methods = unsafe { (*guard.real()).pMethods };
    // SAFETY: SQLite's tables of methods are never freed.
    pick(unsafe { &*methods }).expect("a real file has every method of version 1")
}

/// Passes a call on to the real file: the method's name, then its further arguments.
macro_rules! forward {
    ($file:expr, $name:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite calls the methods of a file with that file, which is open.
        let guard = unsafe { guard($file) };
        // SAFETY: as above.
        let method = unsafe { method(guard, |methods| methods.$name) };
        // SAFETY: the real method with the real file, and what SQLite handed in.
        unsafe { method(guard.real() $(, $argument)*) }
    }};
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Neither shared memory nor mapped files: the box uses neither.
    iVersion: 1,
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
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = forward!(file, xClose);
    // SAFETY: SQLite closes a file once; from here on nobody has its guard.
    let guard = unsafe { (*file.cast::<Guarded>()).guard };
    // SAFETY: the guard came out of a box when the file was opened.
    drop(unsafe { Box::from_raw(guard) });
    closed
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    to: *mut c_void,
    count: c_int,
    from: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite reads open files only.
    let refused = witness::refused(&unsafe { guard(file) }.path, Call::Read);
    refused.unwrap_or_else(|| forward!(file, xRead, to, count, from))
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    count: c_int,
    to: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite writes to open files only.
    let path = unsafe { guard(file) }.path.clone();
    let length = usize::try_from(count).unwrap_or(0);
    // SAFETY: SQLite hands in that many bytes.
    let written = unsafe { slice::from_raw_parts(bytes.cast::<u8>(), length) };
    let place = usize::try_from(to).unwrap_or(0);
    let refused = witness::refused(&path, Call::Write((place + length) as u64));
    // Half of a write that fails gets through, but nothing of one that finds no room.
    let through = match refused {
        None => count,
        Some(ffi::SQLITE_FULL) => 0,
        Some(_) => count / 2,
    };
    let done = forward!(file, xWrite, bytes, through, to);
    if done == ffi::SQLITE_OK && through > 0 {
        let through = usize::try_from(through).unwrap_or(0);
        witness::happened(&path, |path| Operation::Write(path, place, written[..through].to_vec()));
    }
    refused.unwrap_or(done)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: SQLite truncates open files only.
    let path = unsafe { guard(file) }.path.clone();
    if let Some(error) = witness::refused(&path, Call::Truncate) {
        return error;
    }
    let done = forward!(file, xTruncate, length);
    if done == ffi::SQLITE_OK {
        witness::happened(&path, |path| Operation::Truncate(path, usize::try_from(length).unwrap_or(0)));
    }
    done
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite syncs open files only.
    let guard = unsafe { guard(file) };
    if let Some(error) = witness::refused(&guard.path, Call::Sync) {
        witness::happened(&guard.path, Operation::SyncFailed);
        return error;
    }
    witness::happened(&guard.path, Operation::Sync);
    if guard.folder_too.replace(false) {
        witness::happened(&guard.path, |path| Operation::Sync(path.parent().unwrap_or(&path).to_owned()));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    forward!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, kind: c_int) -> c_int {
    forward!(file, xLock, kind)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, kind: c_int) -> c_int {
    forward!(file, xUnlock, kind)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, held: *mut c_int) -> c_int {
    forward!(file, xCheckReservedLock, held)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, request: c_int, argument: *mut c_void) -> c_int {
    forward!(file, xFileControl, request, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    forward!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    forward!(file, xDeviceCharacteristics)
}
