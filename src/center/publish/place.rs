//! A folder of published files, exchanged for the earlier one in a single step.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rts_core::center::publication::SUMS;
use rts_core::election::{Code, Refusal};
use rts_core::transparency::CHECKPOINT;
use rustix::fs::{CWD, RenameFlags, renameat_with, syncfs};

/// Refuses a folder that is neither new, nor empty, nor a publication: what else lies there would be lost.
pub(super) fn check(folder: &Path) -> Result<(), Refusal> {
    let found = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(unwritable(folder, &error)),
    };
    if found && !(folder.join(SUMS).is_file() && folder.join(CHECKPOINT).is_file()) {
        let why = format!("{}: it is not empty, and no publication", folder.display());
        return Err(Refusal::at(Code::FileUnwritable, why));
    }
    Ok(())
}

/// Writes the files beside the folder, makes them durable, and puts them in its place.
pub(super) fn put(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Refusal> {
    let staged = beside(folder)?;
    remove(&staged)?;
    for (name, bytes) in files {
        let path = staged.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, bytes)).map_err(|error| unwritable(&path, &error))?;
    }
    let parent = parent(folder);
    let exchange = || {
        syncfs(File::open(&staged)?)?;
        if folder.exists() {
            renameat_with(CWD, &staged, CWD, folder, RenameFlags::EXCHANGE)?;
        } else {
            fs::rename(&staged, folder)?;
        }
        File::open(parent)?.sync_all()
    };
    exchange().map_err(|error| unwritable(folder, &error))?;
    remove(&staged)
}

fn beside(folder: &Path) -> Result<PathBuf, Refusal> {
    let name = folder.file_name().ok_or_else(|| {
        Refusal::at(Code::FileUnwritable, format!("{}: give the folder a name", folder.display()))
    })?;
    Ok(folder.with_file_name(format!(".{}.new", name.to_string_lossy())))
}

fn parent(folder: &Path) -> &Path {
    folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn remove(folder: &Path) -> Result<(), Refusal> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(folder, &error)),
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::at(Code::FileUnwritable, format!("{}: {error}", path.display()))
}
