//! The service manager's socket (sd_notify(3)), to which nobody waits to write: a manager that is busy, stopped or gone
//! must not hold up a box.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// Sends one message, if there is a service manager.
///
/// # Errors
///
/// What the system says; [`io::ErrorKind::WouldBlock`] if the manager has no room for it now.
pub(super) fn send(message: &str) -> io::Result<()> {
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else { return Ok(()) };
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.send_to_addr(message.as_bytes(), &address(&name)?).map(drop)
}

/// A path, or behind `@` the name of a socket that has none.
fn address(name: &OsStr) -> io::Result<SocketAddr> {
    match name.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(name),
    }
}
