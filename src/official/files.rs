//! Files as officials and technicians name them: read with a limit, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rts_core::election::{Code, Refusal};
use rustix::fs::{Mode, OFlags};

/// Reads a whole file of at most `most` bytes.
///
/// # Errors
///
/// Refused with `code` and the name of the file if it cannot be read or is longer.
pub(super) fn read(path: &Path, code: Code, most: usize) -> Result<Vec<u8>, Refusal> {
    let file = File::open(path);
    let file = file.map_err(|error| Refusal::at(code, format!("{}: {error}", path.display())))?;
    read_from(file, path, code, most)
}

fn read_from(file: File, path: &Path, code: Code, most: usize) -> Result<Vec<u8>, Refusal> {
    let refused = |why: String| Refusal::at(code, format!("{}: {why}", path.display()));
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(|error| refused(error.to_string()))?;
    if bytes.len() > most { Err(refused(format!("longer than {most} bytes"))) } else { Ok(bytes) }
}

/// Reads a whole file as [`read`] does, from a medium that may come from anybody: only a plain file, never a link, a pipe
/// or a device, which could lead elsewhere or never end.
///
/// # Errors
///
/// Refused with `code` and the name of the file.
pub(super) fn read_plain(path: &Path, code: Code, most: usize) -> Result<Vec<u8>, Refusal> {
    let refused = |why: &str| Refusal::at(code, format!("{}: {why}", path.display()));
    let found = fs::symlink_metadata(path).map_err(|error| refused(&error.to_string()))?;
    if !found.is_file() {
        return Err(refused("a link or no plain file"));
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| refused(&errno.to_string()))?;
    read_from(File::from(file), path, code, most)
}

/// Writes a file beside its place, makes it durable, then puts it there: whoever looks sees all of it or the old one.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] with the name of the file.
pub(super) fn write(path: &Path, mode: u32, bytes: &[u8]) -> Result<(), Refusal> {
    let refused = |error: io::Error| unwritable(path, &error);
    let staged = beside(path);
    let write = || {
        match fs::remove_file(&staged) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&staged)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&staged, path)?;
        sync_folder(path)
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&staged);
    }
    written.map_err(refused)
}

/// A refusal that names the file.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::at(Code::FileUnwritable, format!("{}: {error}", path.display()))
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// A value as the bytes of a JSON file.
///
/// # Errors
///
/// Refused as [`Code::FileUnwritable`] if it has no JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Refusal> {
    let bytes = serde_json::to_vec_pretty(value);
    let mut bytes = bytes.map_err(|why| Refusal::at(Code::FileUnwritable, why.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
