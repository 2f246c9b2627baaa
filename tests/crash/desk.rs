//! Two media in memory, and files as a cut left them.

use std::fs;
use std::path::{Path, PathBuf};

use crash_vfs::Image;
use rts::store::{Identity, Journal, JournalError, Opened, Places};
use tempfile::TempDir;

/// Folders of a box, which go away with it. Nothing here depends on a real sync, and inodes are never used twice.
pub(crate) struct Desk {
    folder: TempDir,
    /// Bytes of ballast on each medium.
    pub(crate) ballast: u64,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir_in("/dev/shm").unwrap(), ballast: 0 };
        for medium in [desk.internal(), desk.card()] {
            fs::create_dir(medium).unwrap();
        }
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn internal(&self) -> PathBuf {
        self.folder.path().join("internal")
    }

    pub(crate) fn card(&self) -> PathBuf {
        self.folder.path().join("card")
    }

    fn places(&self) -> Places {
        Places {
            internal: self.internal(),
            card: self.card(),
            lock: self.folder.path().join("lock"),
            card_is_mounted: false,
            ballast: self.ballast,
        }
    }

    pub(crate) fn create(&self, identity: Identity) -> Journal {
        Journal::create(self.places(), identity).unwrap().journal
    }

    pub(crate) fn open(&self, identity: Identity) -> Result<Opened, JournalError> {
        Journal::open(self.places(), identity)
    }

    /// A card that nobody has written to.
    pub(crate) fn put_in_blank_card(&self) {
        fs::remove_dir_all(self.card()).unwrap();
        fs::create_dir(self.card()).unwrap();
    }

    /// Lays out files of another desk's folder, instead of all that is here.
    pub(crate) fn lay_out(&self, image: &Image, of: &Path) {
        for medium in [self.internal(), self.card()] {
            for file in fs::read_dir(medium).unwrap() {
                fs::remove_file(file.unwrap().path()).unwrap();
            }
        }
        for (path, bytes) in image {
            fs::write(self.path().join(path.strip_prefix(of).unwrap()), bytes).unwrap();
        }
    }
}
