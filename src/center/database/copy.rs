//! Copies of the embedded database: whole, of one moment, and looked at before anybody relies on them.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::error::DatabaseError;
use super::opening::{Database, Owner};

/// Copies a database as it is at one moment; whoever writes to it goes on meanwhile.
///
/// # Errors
///
/// Fails if it is another election's, the disk fails, or the copy is not whole.
pub(in crate::center) fn copy(file: &Path, out: &Path, owner: &Owner) -> Result<(), DatabaseError> {
    // Asks whose it is, with every setting under which it is used.
    drop(Database::open_existing(&file.to_owned().into(), owner)?);
    let staged = beside(out);
    remove(&staged)?;
    // Nobody else may read it, from its first byte on.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&staged).map_err(disk(&staged))?;
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(20))?;
    connection.execute("VACUUM INTO ?1", [staged.to_string_lossy()])?;
    drop(connection);
    settle(&staged, out, owner)
}

/// Puts a copy in the place of a database that is not there.
///
/// # Errors
///
/// As [`copy`].
pub(in crate::center) fn put_back(copy: &Path, file: &Path, owner: &Owner) -> Result<(), DatabaseError> {
    let staged = beside(file);
    remove(&staged)?;
    let mut from = File::open(copy).map_err(disk(copy))?;
    let mut to =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&staged).map_err(disk(&staged))?;
    io::copy(&mut from, &mut to).map_err(disk(&staged))?;
    drop(to);
    settle(&staged, file, owner)
}

/// Looks whether a staged file is whole and this election's, makes it durable, and gives it its name.
fn settle(staged: &Path, out: &Path, owner: &Owner) -> Result<(), DatabaseError> {
    let connection = Connection::open_with_flags(staged, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    drop(connection);
    if found != "ok" {
        remove(staged)?;
        return Err(DatabaseError::Foreign(format!("the copy is not whole: {found}")));
    }
    drop(Database::open_existing(&staged.to_owned().into(), owner)?);
    File::open(staged).and_then(|file| file.sync_all()).map_err(disk(staged))?;
    fs::rename(staged, out).map_err(disk(out))?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk(folder))
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new"))
}

fn remove(path: &Path) -> Result<(), DatabaseError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk(path)(error)),
        _ => Ok(()),
    }
}

fn disk(path: &Path) -> impl Fn(io::Error) -> DatabaseError {
    let path = path.display().to_string();
    move |error| DatabaseError::Disk(path.clone(), error)
}
