//! A pseudo-terminal in raw mode: what a simulated device is plugged in with.
//!
//! Invariants: the device's end never blocks a thread; a host that dies leaves the line usable for the next one;
//! dropping the value is pulling the plug.

use std::{
    fs, io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::{ffi::OsStringExt, fs::symlink},
    },
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::{
    fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{OptionalActions, ioctl_tiocnxcl, speed::B19200, tcgetattr, tcsetattr},
};
use tokio::{io::unix::AsyncFd, time::timeout};

/// How long the exclusive hold of a host outlives it at most.
const RELEASE: Duration = Duration::from_millis(100);

/// The device's end of a pseudo-terminal.
#[derive(Debug)]
pub struct Pty {
    device: AsyncFd<OwnedFd>,
    // Keeps the line's settings and bytes while no host has it open.
    host: OwnedFd,
    path: PathBuf,
    link: Option<PathBuf>,
}

impl Pty {
    /// Opens a pseudo-terminal; with `link`, a symbolic link of that name points to it until it is dropped.
    ///
    /// # Errors
    ///
    /// What the system says: no pseudo-terminals left, or the link cannot be made.
    pub fn open(link: Option<&Path>) -> io::Result<Self> {
        let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&device)?;
        unlockpt(&device)?;
        let name = ptsname(&device, Vec::new())?;
        let path = PathBuf::from(std::ffi::OsString::from_vec(name.into_bytes()));
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let host = rustix::fs::open(&path, flags, Mode::empty())?;
        let mut settings = tcgetattr(&host)?;
        settings.make_raw();
        settings.set_speed(B19200)?;
        tcsetattr(&host, OptionalActions::Now, &settings)?;
        fcntl_setfl(&device, fcntl_getfl(&device)? | OFlags::NONBLOCK)?;
        if let Some(link) = link {
            relink(&path, link)?;
        }
        Ok(Self { device: register(device)?, host, path, link: link.map(Path::to_owned) })
    }

    /// Where a host opens the line: the link if there is one.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.link.as_deref().unwrap_or(&self.path)
    }

    /// Reads what the host wrote; waits until there is something.
    ///
    /// # Errors
    ///
    /// What the system says; nothing a host does ends the line.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = timeout(RELEASE, self.attempt_read(buffer)).await;
            // A host that was killed cannot give back its exclusive hold, which outlives it on a pseudo-terminal.
            ioctl_tiocnxcl(&self.host)?;
            if let Ok(count) = read {
                return count;
            }
        }
    }

    async fn attempt_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.device.readable().await?;
            if let Ok(outcome) = ready.try_io(|fd| Ok(rustix::io::read(fd.as_fd(), &mut *buffer)?)) {
                return outcome;
            }
        }
    }

    /// Writes some of `bytes` to the host and says how many; waits while the host's buffer is full.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let mut ready = self.device.writable().await?;
            if let Ok(outcome) = ready.try_io(|fd| Ok(rustix::io::write(fd.as_fd(), bytes)?)) {
                return outcome;
            }
        }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// As [`Pty::write`].
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let count = self.write(bytes).await?;
            bytes = bytes.get(count..).unwrap_or_default();
        }
        Ok(())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let Some(link) = &self.link
            && fs::read_link(link).is_ok_and(|target| target == self.path)
        {
            let _ = fs::remove_file(link);
        }
    }
}

#[expect(deprecated, reason = "its successor is unsafe; an `OwnedFd` keeps the promise that it asks for")]
fn register(device: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::new(device)
}

/// Points `link` to `path`, whatever it pointed to before, in one step.
fn relink(path: &Path, link: &Path) -> io::Result<()> {
    let mut name = link.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let fresh = PathBuf::from(name);
    let _ = fs::remove_file(&fresh);
    symlink(path, &fresh)?;
    fs::rename(&fresh, link)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_serial::SerialPortBuilderExt;

    use super::*;

    fn host(path: &Path) -> tokio_serial::SerialStream {
        tokio_serial::new(path.to_str().unwrap(), 19_200).open_native_async().unwrap()
    }

    #[tokio::test]
    async fn every_byte_value_passes_both_ways_unchanged_and_a_second_host_can_follow_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("modem");
        let pty = Pty::open(Some(&link)).unwrap();
        assert_eq!(pty.path(), link);
        let all: Vec<u8> = (0..=255).collect();
        for _ in 0..2 {
            let mut host = host(&link);
            host.write_all(&all).await.unwrap();
            let mut seen = Vec::new();
            while seen.len() < all.len() {
                let mut buffer = [0; 64];
                let count = pty.read(&mut buffer).await.unwrap();
                seen.extend_from_slice(&buffer[..count]);
            }
            assert_eq!(seen, all);
            pty.write_all(&all).await.unwrap();
            let mut back = vec![0; all.len()];
            host.read_exact(&mut back).await.unwrap();
            assert_eq!(back, all);
        }
    }

    #[tokio::test]
    async fn pulling_the_plug_ends_the_host_s_line_and_removes_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("modem");
        let pty = Pty::open(Some(&link)).unwrap();
        let mut host = host(&link);
        drop(pty);
        let ended = tokio::time::timeout(Duration::from_secs(10), host.read(&mut [0; 1])).await.unwrap();
        assert!(matches!(ended, Ok(0) | Err(_)));
        assert!(fs::symlink_metadata(&link).is_err());
    }
}
