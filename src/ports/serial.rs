//! A serial line by path, raw, 8N1, without flow control; real lines and pseudo-terminals alike.
//!
//! Invariants: one owner (`TIOCEXCL` and an exclusive `flock` on the device, both taken by the serial library, released
//! with the line); a read of no bytes, EIO, ENXIO and EPIPE mean unplugged, never "try again at once"; a line that
//! takes no bytes blocks nobody for longer than its time limit.

use std::{io, path::PathBuf, time::Duration};

use rustix::io::Errno;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_serial::{ClearBuffer, SerialPort, SerialPortBuilderExt, SerialStream};

use super::error::PortError;

/// Beyond the time that the bytes themselves need.
const WRITE_GRACE: Duration = Duration::from_secs(2);

/// Where a line is and how fast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialSettings {
    /// The device; on a box a name under `/dev/serial/by-id`, which survives unplugging.
    pub path: PathBuf,
    /// Bits per second.
    pub baud: u32,
}

impl SerialSettings {
    /// The line of an Iridium 9602 or 9603: 19,200 bits per second.
    #[must_use]
    pub fn modem(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), baud: 19_200 }
    }

    /// The line of a counting or verification device: 115,200 bits per second (docs/counting-device.md).
    #[must_use]
    pub fn counter(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), baud: 115_200 }
    }
}

/// An open line.
#[derive(Debug)]
pub struct SerialLine {
    stream: SerialStream,
    baud: u32,
}

impl SerialLine {
    /// Opens a line for this program alone.
    ///
    /// # Errors
    ///
    /// [`PortError::Open`] if the device is missing, taken, or no terminal.
    pub fn open(settings: &SerialSettings) -> Result<Self, PortError> {
        let path = settings.path.to_string_lossy().into_owned();
        match tokio_serial::new(path.as_str(), settings.baud).open_native_async() {
            Ok(stream) => Ok(Self { stream, baud: settings.baud }),
            Err(error) => Err(PortError::Open { path, source: error.into() }),
        }
    }

    /// Waits for bytes; at least one comes back. Cancellation loses none.
    ///
    /// # Errors
    ///
    /// [`PortError::Unplugged`] or [`PortError::Io`]; either way the line is of no further use.
    pub async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, PortError> {
        match self.stream.read(buffer).await {
            Ok(0) => Err(PortError::Unplugged),
            Ok(count) => Ok(count),
            Err(error) => Err(judge(error)),
        }
    }

    /// Writes all bytes, or says why not.
    ///
    /// # Errors
    ///
    /// [`PortError::Stuck`] if the other side takes none in time (the line stays usable, what was left is dropped),
    /// otherwise as for [`SerialLine::read`].
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), PortError> {
        let bits = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_mul(10_000);
        let own = Duration::from_millis(bits / u64::from(self.baud.max(1)));
        match timeout(own.saturating_add(WRITE_GRACE), self.stream.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(judge(error)),
            Err(_) => {
                let _ = self.stream.clear(ClearBuffer::Output);
                Err(PortError::Stuck)
            }
        }
    }

    /// Drops what has arrived and was not read.
    pub fn discard_input(&self) {
        let _ = self.stream.clear(ClearBuffer::Input);
    }

    /// Sets DTR; `false` if the line has none, as a pseudo-terminal.
    pub fn set_dtr(&mut self, up: bool) -> bool {
        self.stream.write_data_terminal_ready(up).is_ok()
    }
}

/// The error of a line, told apart from being unplugged.
fn judge(error: io::Error) -> PortError {
    match Errno::from_io_error(&error) {
        Some(Errno::IO | Errno::NXIO | Errno::NODEV | Errno::PIPE) => PortError::Unplugged,
        _ => PortError::Io(error),
    }
}

/// How long to wait before a line is opened again: longer each time, until it works.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    /// From `first`, doubled up to `most`.
    #[must_use]
    pub const fn new(first: Duration, most: Duration) -> Self {
        Self { first, most, next: first }
    }

    /// The wait before the next try.
    pub fn wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = wait.saturating_mul(2).min(self.most);
        wait
    }

    /// It worked.
    pub fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_up_to_its_limit_and_starts_anew_after_success() {
        let mut backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(1));
        let waits: Vec<_> = (0..4).map(|_| backoff.wait().as_millis()).collect();
        assert_eq!(waits, [250, 500, 1_000, 1_000]);
        backoff.reset();
        assert_eq!(backoff.wait().as_millis(), 250);
    }

    #[test]
    fn a_vanished_device_is_unplugged_and_a_full_disk_is_not() {
        assert!(matches!(judge(io::Error::from_raw_os_error(5)), PortError::Unplugged));
        assert!(matches!(judge(io::Error::from_raw_os_error(6)), PortError::Unplugged));
        assert!(matches!(judge(io::Error::from_raw_os_error(28)), PortError::Io(_)));
    }

    #[tokio::test]
    async fn what_is_no_terminal_cannot_be_opened() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let error = SerialLine::open(&SerialSettings::modem(file.path())).expect_err("no terminal");
        assert!(matches!(error, PortError::Open { .. }));
        assert!(SerialLine::open(&SerialSettings::modem("/nonexistent/modem")).is_err());
    }
}
