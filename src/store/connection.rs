//! Opening SQLite, with the only settings under which no acknowledged row was lost in any power-cut model.
//!
//! `synchronous` is set before `journal_mode`: in the other order commits are lost. `psow=0` withdraws SQLite's default
//! promise that overwriting a sector harms no neighbor, which cards do not keep. Never WAL on the box: a card that is
//! pulled must be one self-contained file.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::failure::Failure;

/// 3.51.3: older versions can corrupt a database in WAL mode, and Debian's own is far older.
const SQLITE_AT_LEAST: i32 = 3_051_003;

/// Opens an existing database for appending and holds it against every other process.
pub(super) fn writing(path: &Path) -> Result<Connection, Failure> {
    let connection = open(path, "psow=0", OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    settle(&connection)?;
    if connection.is_readonly("main")? {
        return Err(Failure::ReadOnly);
    }
    // In exclusive mode the lock of the first write stays. This takes it without writing.
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    Ok(connection)
}

/// Creates a database of which nothing is there yet.
pub(super) fn creating(path: &Path) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = open(path, "psow=0", flags)?;
    settle(&connection)?;
    Ok(connection)
}

/// Opens a database as evidence: not one byte of it or beside it is written, and a journal left by a power cut is not
/// rolled back.
pub(super) fn looking(path: &Path) -> Result<Connection, Failure> {
    let connection = open(path, "immutable=1", OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    distrust(&connection)?;
    Ok(connection)
}

/// Opens a private copy, which no power cut has to spare, and so lets SQLite roll back what is half done in it.
pub(super) fn copy(path: &Path) -> Result<Connection, Failure> {
    let connection = open(path, "psow=0", OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    distrust(&connection)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(connection)
}

fn open(path: &Path, parameters: &str, flags: OpenFlags) -> Result<Connection, Failure> {
    if rusqlite::version_number() < SQLITE_AT_LEAST {
        return Err(Failure::Io(format!("SQLite {} is too old", rusqlite::version())));
    }
    let flags = flags
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    Ok(Connection::open_with_flags(format!("file:{}?{parameters}", escape(path)?), flags)?)
}

fn settle(connection: &Connection) -> Result<(), Failure> {
    distrust(connection)?;
    connection.pragma_update(None, "page_size", 4096)?;
    let locking: String =
        connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |row| row.get(0))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if locking != "exclusive" || journal != "truncate" || synchronous != 3 {
        return Err(Failure::Io(format!("SQLite answers {locking}, {journal}, synchronous {synchronous}")));
    }
    Ok(())
}

/// The file may come from anybody.
fn distrust(connection: &Connection) -> Result<(), Failure> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.execute_batch("PRAGMA mmap_size = 0")?;
    Ok(())
}

/// A path inside an SQLite URI.
fn escape(path: &Path) -> Result<String, Failure> {
    let path = path.to_str().ok_or_else(|| Failure::Io("its path is not UTF-8".to_owned()))?;
    Ok(path.replace('%', "%25").replace('?', "%3f").replace('#', "%23"))
}
