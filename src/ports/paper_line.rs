//! The wire to the tape printer: a serial line, a USB printer's character device, or a TCP socket (port 9100).
//!
//! Invariants: a read of no bytes means unplugged; a printer that takes no bytes blocks nobody for longer than its
//! time limit; nothing is written twice.

use super::error::PortError;
use super::serial::{SerialLine, SerialSettings};
use rustix::fs::OFlags;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, unix::pipe};
use tokio::time::timeout;

/// How long a printer may take no bytes: it prints a full buffer of 4 KB in two seconds.
const STUCK: Duration = Duration::from_secs(10);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// Where the printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperDevice {
    /// On a serial line or a pseudo-terminal.
    Serial(SerialSettings),
    /// A character device of the kernel's USB printer class, `/dev/usb/lp0`.
    Usb(PathBuf),
    /// A host and port in the network.
    Tcp(String),
}

impl PaperDevice {
    /// Reads `tcp:HOST:PORT`, a path below `/dev/usb/`, or else the path of a serial line at `baud` bits a second.
    #[must_use]
    pub fn parse(text: &str, baud: u32) -> Self {
        match text.strip_prefix("tcp:") {
            Some(address) => Self::Tcp(address.to_owned()),
            None if text.starts_with("/dev/usb/") => Self::Usb(text.into()),
            None => Self::Serial(SerialSettings { path: text.into(), baud }),
        }
    }
}

/// An open wire.
#[derive(Debug)]
pub(super) enum PaperLine {
    Serial(SerialLine),
    Usb(pipe::Receiver, pipe::Sender),
    Tcp(TcpStream),
}

impl PaperLine {
    /// Opens the wire.
    pub(super) async fn open(device: &PaperDevice) -> Result<Self, PortError> {
        match device {
            PaperDevice::Serial(settings) => SerialLine::open(settings).map(Self::Serial),
            PaperDevice::Usb(path) => {
                open_usb(path).map_err(|source| PortError::Open { path: path.display().to_string(), source })
            }
            PaperDevice::Tcp(address) => {
                let stream = timeout(CONNECT, TcpStream::connect(address)).await;
                let stream = stream.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
                stream.map(Self::Tcp).map_err(|source| PortError::Open { path: address.clone(), source })
            }
        }
    }

    /// Waits for bytes; at least one comes back. Cancellation loses none.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, PortError> {
        let count = match self {
            Self::Serial(line) => return line.read(buffer).await,
            Self::Usb(from, _) => from.read(buffer).await,
            Self::Tcp(stream) => stream.read(buffer).await,
        };
        match count {
            Ok(0) => Err(PortError::Unplugged),
            Ok(count) => Ok(count),
            Err(error) => Err(PortError::Io(error)),
        }
    }

    /// Writes all bytes, or says why not.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), PortError> {
        let written = match self {
            Self::Serial(line) => return line.write(bytes).await,
            Self::Usb(_, to) => timeout(STUCK, to.write_all(bytes)).await,
            Self::Tcp(stream) => timeout(STUCK, stream.write_all(bytes)).await,
        };
        written.map_err(|_| PortError::Stuck)?.map_err(PortError::Io)
    }
}

/// The kernel opens a USB printer once only, so both directions share one open file.
fn open_usb(path: &Path) -> io::Result<PaperLine> {
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY).bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    let from = pipe::Receiver::from_file_unchecked(file.try_clone()?)?;
    Ok(PaperLine::Usb(from, pipe::Sender::from_file_unchecked(file)?))
}
