//! The files of a publication, wherever they lie.

use super::fault::Fault;

/// Reads published files by name: from a folder, or from a web server.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// In words, why it cannot be read.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, String>;

    /// The names of all files; `None` where nobody can tell.
    fn list(&mut self) -> Option<Vec<String>>;
}

/// A file that must be there.
pub(super) fn needed(files: &mut dyn Files, path: &str) -> Result<Vec<u8>, Fault> {
    files.read(path).map_err(|why| Fault::of(path, why))
}
