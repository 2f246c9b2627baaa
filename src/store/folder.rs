//! The folder of one medium and the files of a journal in it.
//!
//! Files are looked at without following links; a link, a second name or anything but a plain file in the place of a
//! journal's file is refused before SQLite opens it. No file of the journal is opened here while SQLite holds it:
//! closing any descriptor of a file drops the locks of the whole process on it.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FallocateFlags, FileType, Stat, statat};
use rustix::io::Errno;

use super::failure::Failure;
use super::schema::broken;

const JOURNAL: &str = "journal.db";
const ROLLBACK: &str = "journal.db-journal";
const STAGED: &str = "journal.db.new";
const STAGED_ROLLBACK: &str = "journal.db.new-journal";
const BALLAST: &str = "ballast";

/// Far beyond a day's journal; a larger file is not read into memory.
const LARGEST: u64 = 256 << 20;

/// How a rollback journal ends that names a further file for SQLite to read and delete. The box never writes one.
const SUPER_JOURNAL: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The folder of one medium.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// What stands where the database should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Nothing,
    Empty,
    /// `hot` if a power cut left a transaction to be rolled back.
    There {
        hot: bool,
    },
}

impl Folder {
    /// The folder at `path`; it must exist and be closed to other users.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let absent = |error: io::Error| Failure::Absent(format!("{}: {error}", path.display()));
        let path = path.canonicalize().map_err(absent)?;
        let stat = rustix::fs::stat(&path)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
            return Err(Failure::Absent(format!("{} is no folder", path.display())));
        }
        if stat.st_mode & 0o002 != 0 {
            return Err(Failure::Unprotected(path));
        }
        Ok(Self(path))
    }

    /// True if both folders are on one file system.
    pub(super) fn shares_file_system(&self, other: &Self) -> Result<bool, Failure> {
        Ok(rustix::fs::stat(&self.0)?.st_dev == rustix::fs::stat(&other.0)?.st_dev)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The database.
    pub(super) fn journal(&self) -> PathBuf {
        self.0.join(JOURNAL)
    }

    /// The database that is being created; it takes its place once it is whole.
    pub(super) fn staged(&self) -> PathBuf {
        self.0.join(STAGED)
    }

    /// Looks at every file of the journal without opening a database.
    pub(super) fn presence(&self) -> Result<Presence, Failure> {
        self.plain(BALLAST)?;
        self.plain(STAGED)?;
        let rollback = self.plain(ROLLBACK)?.map_or(0, |stat| stat.st_size);
        let Some(stat) = self.plain(JOURNAL)? else { return Ok(Presence::Nothing) };
        if stat.st_size == 0 {
            return Ok(Presence::Empty);
        }
        if u64::try_from(stat.st_size.saturating_add(rollback)).unwrap_or(u64::MAX) > LARGEST {
            return Err(broken("it is larger than any journal can be"));
        }
        if rollback > 0 && self.names_super_journal()? {
            return Err(broken("its rollback journal names a further file"));
        }
        Ok(Presence::There { hot: rollback > 0 })
    }

    /// Copies the database and its rollback journal to a private folder, which goes away with the copy.
    pub(super) fn copied(&self) -> Result<Copied, Failure> {
        Copied::of(&self.journal())
    }

    /// Makes the empty file that a new database grows in, readable by its owner only.
    pub(super) fn stage(&self) -> Result<PathBuf, Failure> {
        self.remove(STAGED)?;
        self.remove(STAGED_ROLLBACK)?;
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.staged())
            .map_err(io_failure)?;
        Ok(self.staged())
    }

    /// Puts a whole new database in its place.
    pub(super) fn publish(&self) -> Result<(), Failure> {
        rustix::fs::rename(self.staged(), self.journal())?;
        self.remove(STAGED_ROLLBACK)?;
        self.sync()
    }

    /// Removes a database that holds no entry, before it is created anew.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        self.remove(ROLLBACK)?;
        self.remove(JOURNAL)?;
        self.sync()
    }

    /// Takes up `bytes` of the medium, so that the last entries of a full one still fit.
    pub(super) fn lay_ballast(&self, bytes: u64) -> Result<(), Failure> {
        self.remove(BALLAST)?;
        if bytes == 0 {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.0.join(BALLAST))
            .map_err(io_failure)?;
        let laid = match rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, bytes) {
            Err(Errno::OPNOTSUPP) => write_zeros(&mut file, bytes).map_err(io_failure),
            other => other.map_err(Failure::from),
        };
        if let Err(failure) = laid.and_then(|()| file.sync_all().map_err(io_failure)) {
            // Half a reserve would take the room that it is meant to keep.
            self.remove(BALLAST)?;
            return Err(failure);
        }
        self.sync()
    }

    /// Gives the ballast's space back; false if there was none.
    pub(super) fn release_ballast(&self) -> Result<bool, Failure> {
        let released = self.remove(BALLAST)?;
        self.sync()?;
        Ok(released)
    }

    /// True if the ballast is still there.
    pub(super) fn has_ballast(&self) -> bool {
        matches!(self.plain(BALLAST), Ok(Some(_)))
    }

    fn plain(&self, name: &str) -> Result<Option<Stat>, Failure> {
        let path = self.0.join(name);
        match statat(CWD, &path, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if is_plain(&stat) => Ok(Some(stat)),
            Ok(_) => Err(Failure::Planted(path)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// True if the rollback journal has SQLite read and delete a further file.
    pub(super) fn names_super_journal(&self) -> Result<bool, Failure> {
        let mut file = File::open(self.0.join(ROLLBACK)).map_err(io_failure)?;
        let mut end = [0; 8];
        if file.seek(SeekFrom::End(-8)).is_err() {
            return Ok(false);
        }
        file.read_exact(&mut end).map_err(io_failure)?;
        Ok(end == SUPER_JOURNAL)
    }

    fn remove(&self, name: impl AsRef<OsStr>) -> Result<bool, Failure> {
        match fs::remove_file(self.0.join(name.as_ref())) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(io_failure(error)),
        }
    }

    /// Makes the names of the folder durable. With nothing to write it only asks the device whether it is there.
    pub(super) fn sync(&self) -> Result<(), Failure> {
        File::open(&self.0).and_then(|folder| folder.sync_all()).map_err(io_failure)
    }
}

/// A private copy of a journal; removed when dropped.
#[derive(Debug)]
pub(super) struct Copied(Folder);

impl Copied {
    /// Copies a database and the rollback journal beside it, wherever they lie and whatever they are called.
    pub(super) fn of(journal: &Path) -> Result<Self, Failure> {
        let mut rollback = journal.as_os_str().to_owned();
        rollback.push("-journal");
        let length = |path: &Path| match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if is_plain(&stat) => Ok(u64::try_from(stat.st_size).ok()),
            Ok(_) => Err(Failure::Planted(path.to_owned())),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        };
        let of_journal = length(journal)?.ok_or(Failure::Missing)?;
        let of_rollback = length(Path::new(&rollback))?;
        if of_journal.saturating_add(of_rollback.unwrap_or(0)) > LARGEST {
            return Err(broken("it is larger than any journal can be"));
        }
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(|error| Failure::Io(error.to_string()))?;
        let path = std::env::temp_dir().join(format!("rts-card-{}", hex::encode(chance)));
        let mut maker = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker.create(&path).map_err(io_failure)?;
        let copied = Self(Folder(path));
        let copy = |from: &Path, to: PathBuf| {
            let mut options = OpenOptions::new();
            let mut file = options.write(true).create_new(true).mode(0o600).open(to)?;
            io::copy(&mut File::open(from)?, &mut file)
        };
        copy(journal, copied.journal()).map_err(io_failure)?;
        if of_rollback.is_some() {
            copy(Path::new(&rollback), copied.0.0.join(ROLLBACK)).map_err(io_failure)?;
        }
        Ok(copied)
    }

    /// Where the copy lies.
    pub(super) const fn folder(&self) -> &Folder {
        &self.0
    }

    /// The copied database.
    pub(super) fn journal(&self) -> PathBuf {
        self.0.journal()
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        // A copy that stays behind is untidy, not wrong.
        let _ = fs::remove_dir_all(&self.0.0);
    }
}

fn is_plain(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && stat.st_nlink == 1
}

fn write_zeros(file: &mut File, bytes: u64) -> io::Result<()> {
    io::copy(&mut io::repeat(0).take(bytes), file)?;
    file.flush()
}

fn io_failure(error: io::Error) -> Failure {
    match error.raw_os_error() {
        Some(code) => Errno::from_raw_os_error(code).into(),
        None => Failure::Io(error.to_string()),
    }
}
