//! Files that the center's commands read and write: bounded, whole or not at all, never over another one by accident.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rts_core::election::{Code, Refusal};

/// Everybody may read it.
pub(super) const PUBLIC: u32 = 0o644;
/// Only its owner may read it.
pub(super) const PRIVATE: u32 = 0o600;

/// Longest file that decides something.
const MOST_TRUSTED: usize = 1 << 20;

/// Reads a whole file of at most `most` bytes.
///
/// # Errors
///
/// Refused as [`Code::FileUnreadable`] with the name of the file.
pub(super) fn read(path: &Path, most: usize) -> Result<Vec<u8>, Refusal> {
    let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| refused(error.to_string()))?;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| refused(error.to_string()))?;
    if bytes.len() > most { Err(refused(format!("longer than {most} bytes"))) } else { Ok(bytes) }
}

/// Reads a file that decides something: nobody but its owner may be able to change it, and that is this user or root.
///
/// # Errors
///
/// Refused as [`Code::FileUnreadable`] with the name of the file.
pub(super) fn read_trusted(path: &Path) -> Result<Vec<u8>, Refusal> {
    let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
    let there = fs::metadata(path).map_err(|error| refused(error.to_string()))?;
    let own = rustix::process::geteuid().as_raw();
    if there.mode() & 0o022 != 0 || ![0, own].contains(&there.uid()) {
        return Err(refused("others than its owner may change it".to_owned()));
    }
    read(path, MOST_TRUSTED)
}

/// Writes a new file.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] with the name of the file, also if it is there already.
pub(super) fn create(path: &Path, mode: u32, bytes: &[u8]) -> Result<(), Refusal> {
    put(path, mode, bytes, OpenOptions::new().create_new(true))
}

/// Writes a file of an export, in place of an older one.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] with the name of the file.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let staged = path.with_file_name(name);
    put(&staged, PUBLIC, bytes, OpenOptions::new().create(true).truncate(true))?;
    fs::rename(&staged, path).map_err(|error| unwritable(path, &error))
}

/// Makes a folder for an export, unless it is there.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] with the name of the folder.
pub(super) fn folder(path: &Path) -> Result<(), Refusal> {
    fs::create_dir_all(path).map_err(|error| unwritable(path, &error))
}

/// Makes a folder that only its owner may enter; it must not be there.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] with the name of the folder.
pub(super) fn private_folder(path: &Path) -> Result<(), Refusal> {
    fs::DirBuilder::new().mode(0o700).create(path).map_err(|error| unwritable(path, &error))
}

fn put(path: &Path, mode: u32, bytes: &[u8], options: &mut OpenOptions) -> Result<(), Refusal> {
    let mut write = || {
        let mut file = options.write(true).mode(mode).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::at(Code::FileUnwritable, format!("{}: {error}", path.display()))
}
