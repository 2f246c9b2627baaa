//! What a thread's SQLite does to the files of one folder: taken down, and made to fail when a test says so.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rusqlite::ffi;

use super::operation::Operation;

thread_local! {
    static WITNESS: RefCell<Option<Witness>> = const { RefCell::new(None) };
}

/// What goes wrong with a medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The folder of the medium.
    pub below: PathBuf,
    /// Calls that go well before it strikes.
    pub after: u64,
    /// What it is.
    pub trouble: Trouble,
}

/// How calls fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// One call fails, and those after it go well again. Of a write half of the bytes get through.
    Once,
    /// Every call from then on fails.
    ForEver,
    /// From then on no file grows, as long as this file is there; without one, for ever.
    NoSpace(Option<PathBuf>),
}

/// What SQLite asks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Open,
    Read,
    /// Up to this length of the file.
    Write(u64),
    Truncate,
    Sync,
    Delete,
}

impl Call {
    fn error(self) -> c_int {
        match self {
            Self::Open => ffi::SQLITE_CANTOPEN,
            Self::Read => ffi::SQLITE_IOERR_READ,
            Self::Write(_) => ffi::SQLITE_IOERR_WRITE,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
        }
    }

    fn changes(self) -> bool {
        matches!(self, Self::Write(_) | Self::Truncate | Self::Sync | Self::Delete)
    }
}

#[derive(Debug)]
struct Witness {
    below: PathBuf,
    operations: Vec<Operation>,
    /// Files by name, with their inodes, as the operations have told so far.
    names: BTreeMap<PathBuf, u64>,
    fault: Option<Fault>,
    calls: u64,
    struck: Option<String>,
    changes: BTreeMap<PathBuf, u64>,
}

/// Takes down what this thread's SQLite does below a folder, until it is ended or dropped.
#[derive(Debug)]
pub struct Recording {
    /// It belongs to its thread.
    _here: std::marker::PhantomData<*const ()>,
}

impl Recording {
    /// Begins.
    ///
    /// # Panics
    ///
    /// If this thread is being recorded already.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        let witness = Witness {
            below: folder.to_owned(),
            operations: Vec::new(),
            names: BTreeMap::new(),
            fault: None,
            calls: 0,
            struck: None,
            changes: BTreeMap::new(),
        };
        let before = WITNESS.replace(Some(witness));
        assert!(before.is_none(), "one recording at a time");
        Self { _here: std::marker::PhantomData }
    }

    /// How many operations there are so far.
    #[must_use]
    pub fn length(&self) -> usize {
        with(|witness| witness.operations.len())
    }

    /// Lets this go wrong from now on, instead of whatever was to go wrong before.
    pub fn strike(&self, fault: Fault) {
        with(|witness| (witness.fault, witness.calls, witness.struck) = (Some(fault), 0, None));
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        with(|witness| witness.fault = None);
    }

    /// The call that failed first, in words; none if none did.
    #[must_use]
    pub fn struck(&self) -> Option<String> {
        with(|witness| witness.struck.clone())
    }

    /// How many calls so far were to change something in this folder: writes, truncations, syncs and deletions.
    #[must_use]
    pub fn changes(&self, folder: &Path) -> u64 {
        with(|witness| witness.changes.get(folder).copied().unwrap_or(0))
    }

    /// Ends it: what was done, in order.
    #[must_use]
    pub fn end(self) -> Vec<Operation> {
        with(|witness| std::mem::take(&mut witness.operations))
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        WITNESS.take();
    }
}

fn with<T>(look: impl FnOnce(&mut Witness) -> T) -> T {
    WITNESS.with_borrow_mut(|witness| look(witness.as_mut().expect("a recording is there while it lasts")))
}

/// Before a call is made: what it fails with, if it is to fail.
pub(crate) fn refused(path: &Path, call: Call) -> Option<c_int> {
    WITNESS.with_borrow_mut(|witness| witness.as_mut()?.refused(path, call))
}

/// After a call was made.
pub(crate) fn happened(path: &Path, operation: impl FnOnce(PathBuf) -> Operation) {
    WITNESS.with_borrow_mut(|witness| {
        if let Some(witness) = witness.as_mut().filter(|witness| path.starts_with(&witness.below)) {
            witness.operations.push(operation(path.to_owned()));
        }
    });
}

/// After a file was opened: whatever happened to names beside SQLite is taken down before.
pub(crate) fn opened(path: &Path) {
    WITNESS.with_borrow_mut(|witness| {
        if let Some(witness) = witness.as_mut().filter(|witness| path.starts_with(&witness.below)) {
            witness.catch_up(path);
        }
    });
}

impl Witness {
    fn refused(&mut self, path: &Path, call: Call) -> Option<c_int> {
        let folder = path.parent().filter(|folder| folder.starts_with(&self.below))?;
        *self.changes.entry(folder.to_owned()).or_default() += u64::from(call.changes());
        let fault = self.fault.as_ref().filter(|fault| folder.starts_with(&fault.below))?;
        if let (Trouble::NoSpace(_), false) = (&fault.trouble, matches!(call, Call::Write(_))) {
            return None;
        }
        self.calls += 1;
        let error = match &fault.trouble {
            Trouble::Once if self.calls == fault.after + 1 => call.error(),
            Trouble::ForEver if self.calls > fault.after => call.error(),
            Trouble::NoSpace(until) if self.calls > fault.after && grows(path, call) => {
                if until.as_ref().is_some_and(|file| !file.exists()) {
                    return None;
                }
                ffi::SQLITE_FULL
            }
            _ => return None,
        };
        self.struck.get_or_insert_with(|| format!("{call:?} of {}", path.display()));
        Some(error)
    }

    /// Names that were given, moved or taken beside SQLite count as durable at once: who does that syncs the folder.
    fn catch_up(&mut self, path: &Path) {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let inode = |path: &Path| fs::symlink_metadata(path).map(|found| found.ino()).ok();
        let before = self.operations.len();
        let gone: Vec<(PathBuf, u64)> = self
            .names
            .iter()
            .filter(|(known, number)| known.parent() == Some(&folder) && inode(known) != Some(**number))
            .map(|(known, number)| (known.clone(), *number))
            .collect();
        for (known, number) in gone {
            self.names.remove(&known);
            if inode(path) == Some(number) {
                self.operations.push(Operation::Rename(known, path.to_owned()));
                self.names.insert(path.to_owned(), number);
            } else {
                self.operations.push(Operation::Unlink(known));
            }
        }
        if self.operations.len() > before {
            self.operations.push(Operation::Sync(folder));
        }
        if let Some(number) = inode(path).filter(|_| !self.names.contains_key(path)) {
            self.operations.push(Operation::Create(path.to_owned()));
            self.names.insert(path.to_owned(), number);
        }
    }
}

fn grows(path: &Path, call: Call) -> bool {
    let length = fs::metadata(path).map_or(0, |found| found.len());
    matches!(call, Call::Write(end) if end > length)
}
