//! What a program does to its files.

use std::path::{Path, PathBuf};

/// One thing that reaches the disk, or a line that the process printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A file was opened that is made if it is not there.
    Create(PathBuf),
    /// Bytes were written at a place.
    Write(PathBuf, usize, Vec<u8>),
    /// The file was cut or grown to this length.
    Truncate(PathBuf, usize),
    /// A file got another name.
    Rename(PathBuf, PathBuf),
    /// A name went away.
    Unlink(PathBuf),
    /// A file or folder was synced.
    Sync(PathBuf),
    /// A sync of a file failed: what was to be synced is there or lost, and no later sync brings it back.
    SyncFailed(PathBuf),
    /// The process said this.
    Said(String),
}

impl Operation {
    /// The file or folder that it is about.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Create(path)
            | Self::Write(path, ..)
            | Self::Truncate(path, _)
            | Self::Rename(path, _)
            | Self::Unlink(path)
            | Self::Sync(path)
            | Self::SyncFailed(path) => Some(path),
            Self::Said(_) => None,
        }
    }
}
