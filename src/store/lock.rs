//! One daemon a box: a lock that the kernel releases with the process, however it ends.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fd::OwnedFd;
use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::failure::JournalError;

/// A process that is just ending, or a child that is just being started by one, holds the lock for a moment longer.
const PATIENCE: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(10);

/// The held lock.
#[derive(Debug)]
pub(super) struct Lock {
    _file: OwnedFd,
}

impl Lock {
    /// Takes the lock at `path`, making the file if it is not there. A link in its place is refused.
    pub(super) fn take(path: &Path) -> Result<Self, JournalError> {
        let error = |errno: Errno| JournalError::Lock {
            path: path.to_owned(),
            why: std::io::Error::from(errno).to_string(),
        };
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR).map_err(error)?;
        let until = Instant::now().checked_add(PATIENCE);
        loop {
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self { _file: file }),
                Err(Errno::WOULDBLOCK) if until.is_some_and(|until| Instant::now() < until) => {
                    std::thread::sleep(PAUSE);
                }
                Err(Errno::WOULDBLOCK) => return Err(JournalError::AlreadyRunning),
                Err(errno) => return Err(error(errno)),
            }
        }
    }
}
