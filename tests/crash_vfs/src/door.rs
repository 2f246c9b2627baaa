//! SQLite's door to the file system: the real one, with somebody standing in it who sees files being opened and deleted.

use std::ffi::{CStr, OsStr, c_char, c_int};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::Once;

use rusqlite::ffi;

use super::file::{self, Guarded};
use super::operation::Operation;
use super::witness::{self, Call};

/// Makes this the door of every database that the process opens from then on; once is enough.
///
/// # Panics
///
/// If SQLite has no file system at all.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite initializes itself; a null name asks for the default.
        let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        // SAFETY: what SQLite returns is null or a table that it keeps as long as the process runs.
        let mut door = *unsafe { real.as_ref() }.expect("SQLite has a file system");
        // Everything but opening and deleting is the real one's; none of those functions looks at the table it is of.
        door.iVersion = 1;
        door.szOsFile = file::SIZE;
        door.pNext = ptr::null_mut();
        door.zName = c"crash".as_ptr();
        door.pAppData = real.cast();
        door.xOpen = Some(open);
        door.xDelete = Some(delete);
        // SAFETY: the table is never freed, and its functions are those of a real file system or the two below.
        let registered = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(door)), 1) };
        assert_eq!(registered, ffi::SQLITE_OK, "SQLite takes the door");
    });
}

/// The table behind this one.
///
/// # Safety
///
/// `door` must be the table that [`install`] made.
unsafe fn real(door: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: the caller says that it is that table, which is never freed.
    unsafe { (*door).pAppData.cast() }
}

/// The path in a string of SQLite's; none for a temporary file.
///
/// # Safety
///
/// `name` must be null or a C string.
unsafe fn path(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, so the caller says that it is a C string.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    Some(Path::new(OsStr::from_bytes(bytes)).to_owned())
}

unsafe extern "C" fn open(
    door: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    seat: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands in null or a C string.
    let path = unsafe { path(name) }.unwrap_or_default();
    let seat = seat.cast::<Guarded>();
    if let Some(error) = witness::refused(&path, Call::Open) {
        // SAFETY: SQLite hands in room for a file of ours; without methods it will not be closed.
        unsafe { Guarded::nothing(seat) };
        return error;
    }
    // SAFETY: SQLite calls the functions of a table with that table.
    let real = unsafe { real(door) };
    // SAFETY: `real` is the table that SQLite had, with everything as SQLite handed it in.
    let opened = unsafe { Guarded::open(seat, real, name, flags, out, path.clone()) };
    if opened == ffi::SQLITE_OK {
        witness::opened(&path);
    }
    opened
}

unsafe extern "C" fn delete(door: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite hands in a C string.
    let path = unsafe { path(name) }.unwrap_or_default();
    if let Some(error) = witness::refused(&path, Call::Delete) {
        return error;
    }
    // SAFETY: SQLite calls the functions of a table with that table.
    let real = unsafe { real(door) };
    // SAFETY: a table that SQLite registered lives for ever.
    let Some(delete) = (unsafe { (*real).xDelete }) else { return ffi::SQLITE_IOERR_DELETE };
    // SAFETY: the real function with its own table and what SQLite handed in.
    let deleted = unsafe { delete(real, name, sync_folder) };
    if deleted == ffi::SQLITE_OK {
        witness::happened(&path, Operation::Unlink);
        if sync_folder != 0 {
            witness::happened(&path, |path| Operation::Sync(path.parent().unwrap_or(&path).to_owned()));
        }
    }
    deleted
}
