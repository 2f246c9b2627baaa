//! The daemon's end: accepts few clients, greets them, hands their requests to the box and returns its replies.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rts_core::device::{Need, Reply};
use rts_core::election::{Code, Refusal};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::frame::{self, FrameError};
use super::peer::{Peer, Role, Roles};
use super::protocol::{Hello, PROTOCOL, Request};
use super::seats::{Seat, Seats};

/// What somebody asks who has not asked anything yet.
const CONNECT: &str = "connect";
/// How long a client may be silent between two requests.
const IDLE: Duration = Duration::from_secs(30);

/// A request on its way to the box.
#[derive(Debug)]
pub struct Asked {
    /// What and who.
    pub request: Request,
    /// Which process asks.
    pub peer: Peer,
    /// Where the reply goes.
    pub answer: oneshot::Sender<Reply>,
}

/// Somebody who was turned away before the box heard of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// What was asked, as a verb.
    pub verb: &'static str,
    /// Why not.
    pub code: Code,
}

/// Why the socket cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Something else stands in its place.
    #[error("{path} is not a socket of this user: remove it if it is nobody's")]
    Occupied {
        /// Where.
        path: PathBuf,
    },
    /// The folder or the socket cannot be made.
    #[error("make the control socket {path}")]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The listening socket.
pub struct Server {
    listener: UnixListener,
    path: PathBuf,
    roles: Roles,
    denied: Option<mpsc::Sender<Denied>>,
}

impl Server {
    /// Opens the socket, mode 0660, in place of one that an earlier run of this user left. The caller holds the
    /// daemon's lock, so that no other daemon listens there.
    ///
    /// # Errors
    ///
    /// Fails if a file, a link or another user's socket stands in its place, or the folder cannot be written.
    pub fn bind(path: &Path, roles: Roles) -> Result<Self, ServerError> {
        let failed = |source| ServerError::Io { path: path.to_path_buf(), source };
        match fs::symlink_metadata(path) {
            Ok(found)
                if found.file_type().is_socket() && found.uid() == rustix::process::geteuid().as_raw() =>
            {
                fs::remove_file(path).map_err(failed)?;
            }
            Ok(_) => return Err(ServerError::Occupied { path: path.to_path_buf() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let listener = UnixListener::bind(path).map_err(failed)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o660)).map_err(failed)?;
        if let Some(group) = roles.officials {
            // Without the right to give the socket away, officials reach it as members of the daemon's own group.
            let _ = std::os::unix::fs::chown(path, None, Some(group));
        }
        Ok(Self { listener, path: path.to_path_buf(), roles, denied: None })
    }

    /// Tells of everybody who is turned away, as far as there is room: a flood of them is told once.
    #[must_use]
    pub fn telling(mut self, denied: mpsc::Sender<Denied>) -> Self {
        self.denied = Some(denied);
        self
    }

    /// Serves until the box no longer listens.
    pub async fn run(self, asked: mpsc::Sender<Asked>) {
        let seats = Seats::default();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = asked.closed() => break,
            };
            let Ok((stream, _)) = accepted else {
                // Out of file descriptors: wait for some to come back rather than spin.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let peer = self.roles.peer(&stream).unwrap_or(None);
            let seat = peer.and_then(|_| seats.take(Instant::now()));
            let asked = asked.clone();
            let porch = Porch(self.denied.clone());
            tokio::spawn(async move {
                let outcome = match (peer, &seat) {
                    (None, _) => {
                        porch.tell(CONNECT, Code::PeerRefused);
                        turn_away(stream, Code::PeerRefused).await
                    }
                    (Some(_), None) => turn_away(stream, Code::DaemonBusy).await,
                    (Some(peer), Some(seat)) => {
                        tokio::select! {
                            ended = converse(stream, peer, &asked, (&porch, seat)) => ended,
                            () = seat.wanted() => Err(FrameError::TooSlow),
                        }
                    }
                };
                if let Err(error) = outcome {
                    tracing::debug!(%error, "control client ended");
                }
                drop(seat);
            });
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Where those end who are turned away.
struct Porch(Option<mpsc::Sender<Denied>>);

impl Porch {
    fn tell(&self, verb: &'static str, code: Code) {
        if let Some(denied) = &self.0 {
            let _ = denied.try_send(Denied { verb, code });
        }
    }
}

/// Asking for this needs an official.
fn needs_official(request: &Request) -> bool {
    matches!(request.command.need(), Need::Official | Need::TwoOfficials)
}

async fn turn_away(mut stream: UnixStream, code: Code) -> Result<(), FrameError> {
    frame::write(&mut stream, &Hello::ours()).await?;
    frame::write(&mut stream, &Reply::from(code)).await
}

async fn converse(
    mut stream: UnixStream,
    peer: Peer,
    asked: &mpsc::Sender<Asked>,
    (porch, seat): (&Porch, &Seat),
) -> Result<(), FrameError> {
    frame::write(&mut stream, &Hello::ours()).await?;
    let hello: Hello = next(&mut stream).await?;
    if hello.protocol != PROTOCOL {
        porch.tell(CONNECT, Code::ProtocolDiffers);
        let at = format!("rtsd speaks protocol {PROTOCOL}, rts speaks {}", hello.protocol);
        return frame::write(&mut stream, &Reply::from(Refusal::at(Code::ProtocolDiffers, at))).await;
    }
    loop {
        let request: Request = match next(&mut stream).await {
            Ok(request) => request,
            Err(FrameError::Closed) => return Ok(()),
            Err(FrameError::Json(error)) => {
                porch.tell(CONNECT, Code::RequestInvalid);
                let refusal = Refusal::at(Code::RequestInvalid, error.to_string());
                return frame::write(&mut stream, &Reply::from(refusal)).await;
            }
            Err(error) => return Err(error),
        };
        seat.busy();
        let reply = if peer.role == Role::Technician && needs_official(&request) {
            porch.tell(request.command.verb(), Code::PeerRefused);
            Code::PeerRefused.into()
        } else {
            let (answer, reply) = oneshot::channel();
            let unreachable = asked.send(Asked { request, peer, answer }).await.is_err();
            if unreachable {
                Code::DaemonUnreachable.into()
            } else {
                reply.await.unwrap_or_else(|_| Code::DaemonBusy.into())
            }
        };
        frame::write(&mut stream, &reply).await?;
        seat.silent(Instant::now());
    }
}

/// The next frame of a client that may think for a while before it.
async fn next<T: serde::de::DeserializeOwned>(stream: &mut UnixStream) -> Result<T, FrameError> {
    tokio::time::timeout(IDLE, stream.readable()).await.map_err(|_| FrameError::TooSlow)??;
    tokio::time::timeout(frame::PATIENCE, frame::read(stream)).await.map_err(|_| FrameError::TooSlow)?
}
