//! The wire to the tape printer: a serial line, a USB printer's character device, or a TCP socket (port 9100).
//!
//! Invariants: both directions move at once, so a printer that takes no bytes is still heard; nothing is written twice;
//! what a closed wire had not carried yet is thrown away, so that no printer gets the rest of a sheet later.

use super::error::PortError;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::OpenOptions;
use std::future::poll_fn;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, Join, ReadBuf, join};
use tokio::net::{TcpStream, unix::pipe};
use tokio::time::{sleep, timeout};
use tokio_serial::{ClearBuffer, FlowControl, SerialPort as _, SerialPortBuilderExt as _, SerialStream};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// Between two reads of a USB printer that has nothing to say and says so at once.
const NOTHING: Duration = Duration::from_millis(50);

/// Where the printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperDevice {
    /// On a serial line or a pseudo-terminal.
    Serial {
        /// The device; on a box a stable name, which survives unplugging.
        path: PathBuf,
        /// Bits a second, 8N1.
        baud: u32,
        /// Whether CTS keeps bytes back (CRTSCTS); a pseudo-terminal has none and ignores it.
        rts_cts: bool,
    },
    /// A character device of the kernel's USB printer class, `/dev/usb/lp0`.
    Usb(PathBuf),
    /// A host and port in the network.
    Tcp(String),
}

impl PaperDevice {
    /// Reads `tcp:HOST:PORT`, a path below `/dev/usb/`, or else the path of a serial line at `baud` bits a second.
    #[must_use]
    pub fn parse(text: &str, baud: u32, rts_cts: bool) -> Self {
        match text.strip_prefix("tcp:") {
            Some(address) => Self::Tcp(address.to_owned()),
            None if text.starts_with("/dev/usb/") => Self::Usb(text.into()),
            None => Self::Serial { path: text.into(), baud, rts_cts },
        }
    }
}

/// What moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// So many bytes came.
    Heard(usize),
    /// So many bytes went.
    Sent(usize),
}

/// An open wire.
#[derive(Debug)]
pub(super) enum PaperLine {
    Serial(SerialStream),
    Usb(Join<pipe::Receiver, pipe::Sender>),
    Tcp(TcpStream),
}

impl PaperLine {
    /// Opens the wire.
    pub(super) async fn open(device: &PaperDevice) -> Result<Self, PortError> {
        let (opened, path) = match device {
            PaperDevice::Serial { path, baud, rts_cts } => {
                (open_serial(path, *baud, *rts_cts), path.display().to_string())
            }
            PaperDevice::Usb(path) => (open_usb(path), path.display().to_string()),
            PaperDevice::Tcp(address) => (open_tcp(address).await, address.clone()),
        };
        opened.map_err(|source| PortError::Open { path, source })
    }

    /// Moves bytes in whichever direction some can move: hears at least one, or sends at least one of `outgoing` if
    /// there are any. Cancellation loses none.
    pub(super) async fn exchange(
        &mut self,
        incoming: &mut [u8],
        outgoing: &[u8],
    ) -> Result<Moved, PortError> {
        let moved = match self {
            Self::Serial(wire) => exchange(wire, incoming, outgoing).await,
            Self::Usb(wire) => exchange(wire, incoming, outgoing).await,
            Self::Tcp(wire) => exchange(wire, incoming, outgoing).await,
        };
        match moved {
            Ok(Moved::Heard(0)) if matches!(self, Self::Usb(_)) => {
                // The printer class's driver reads zero bytes where others would wait; unplugged is ENODEV.
                sleep(NOTHING).await;
                Ok(Moved::Heard(0))
            }
            Ok(Moved::Heard(0) | Moved::Sent(0)) => Err(PortError::Unplugged),
            Ok(moved) => Ok(moved),
            Err(error) => Err(judge(error)),
        }
    }
}

impl Drop for PaperLine {
    fn drop(&mut self) {
        match self {
            // Else closing waits until a printer that keeps bytes back takes them, and then prints the rest of a sheet.
            Self::Serial(wire) => drop(wire.clear(ClearBuffer::Output)),
            Self::Tcp(wire) => drop(wire.set_zero_linger()),
            Self::Usb(_) => {}
        }
    }
}

async fn exchange<W: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut W,
    incoming: &mut [u8],
    outgoing: &[u8],
) -> io::Result<Moved> {
    let turn = |context: &mut Context<'_>| {
        let mut room = ReadBuf::new(incoming);
        if let Poll::Ready(heard) = Pin::new(&mut *wire).poll_read(context, &mut room) {
            return Poll::Ready(heard.map(|()| Moved::Heard(room.filled().len())));
        }
        if outgoing.is_empty() {
            return Poll::Pending;
        }
        Pin::new(&mut *wire).poll_write(context, outgoing).map_ok(Moved::Sent)
    };
    poll_fn(turn).await
}

fn open_serial(path: &Path, baud: u32, rts_cts: bool) -> io::Result<PaperLine> {
    let flow = if rts_cts { FlowControl::Hardware } else { FlowControl::None };
    let line = tokio_serial::new(path.to_string_lossy(), baud).flow_control(flow);
    Ok(PaperLine::Serial(line.open_native_async()?))
}

/// The kernel opens a USB printer once only, so both directions share one open file.
fn open_usb(path: &Path) -> io::Result<PaperLine> {
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY).bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    let from = pipe::Receiver::from_file_unchecked(file.try_clone()?)?;
    Ok(PaperLine::Usb(join(from, pipe::Sender::from_file_unchecked(file)?)))
}

async fn open_tcp(address: &str) -> io::Result<PaperLine> {
    let stream = timeout(CONNECT, TcpStream::connect(address)).await;
    let stream = stream.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))?;
    stream.set_nodelay(true)?;
    Ok(PaperLine::Tcp(stream))
}

/// The error of a wire, told apart from being unplugged.
fn judge(error: io::Error) -> PortError {
    match Errno::from_io_error(&error) {
        Some(Errno::IO | Errno::NXIO | Errno::NODEV | Errno::PIPE | Errno::CONNRESET) => PortError::Unplugged,
        _ => PortError::Io(error),
    }
}
