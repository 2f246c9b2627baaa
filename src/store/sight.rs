//! What stands in a medium's place, told without opening a file of the journal and without writing a byte.
//!
//! Two sights are equal if nothing that matters happened in between: only then is a medium that is out left alone.

use rustix::fs::{AtFlags, CWD, StatVfsMountFlags, StatxFlags, statvfs, statx};

use super::failure::Failure;
use super::folder::Folder;

/// `STATX_MNT_ID_UNIQUE` (Linux 6.8): numbers of mounts that are never used again. Older kernels tell plain numbers.
const UNIQUE_MOUNT: StatxFlags = StatxFlags::from_bits_retain(0x4000);

/// A full medium is tried again once this much is free, which many entries fit into.
const ROOM: u64 = 1 << 20;

/// A folder of one mount. A medium that was taken out and put back is in another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    mount: u64,
    device: (u32, u32),
    folder: u64,
}

/// A file as it was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct File {
    inode: u64,
    length: u64,
    changed: (i64, u32),
}

/// What is to be seen of a medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    pub(super) place: Place,
    pub(super) read_only: bool,
    roomy: bool,
    journal: Option<File>,
}

impl Sight {
    /// Looks at a folder.
    pub(super) fn of(folder: &Folder) -> Result<Self, Failure> {
        let mask = StatxFlags::BASIC_STATS | StatxFlags::MNT_ID | UNIQUE_MOUNT;
        let seen = statx(CWD, folder.path(), AtFlags::empty(), mask)?;
        let system = statvfs(folder.path())?;
        let journal = statx(CWD, folder.journal(), AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS).ok();
        Ok(Self {
            place: Place {
                mount: seen.stx_mnt_id,
                device: (seen.stx_dev_major, seen.stx_dev_minor),
                folder: seen.stx_ino,
            },
            read_only: system.f_flag.contains(StatVfsMountFlags::RDONLY),
            roomy: system.f_bavail.saturating_mul(system.f_frsize) >= ROOM,
            journal: journal.map(|file| File {
                inode: file.stx_ino,
                length: file.stx_size,
                changed: (file.stx_ctime.tv_sec, file.stx_ctime.tv_nsec),
            }),
        })
    }

    /// True if the journal's file is another one than in `earlier`, or gone.
    pub(super) fn lost_journal(&self, earlier: &Self) -> bool {
        self.journal.map(|file| file.inode) != earlier.journal.map(|file| file.inode)
    }
}

/// Bytes that the daemon may still write to the medium.
pub(super) fn free(folder: &Folder) -> Option<u64> {
    statvfs(folder.path()).ok().map(|system| system.f_bavail.saturating_mul(system.f_frsize))
}
