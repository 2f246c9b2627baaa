//! The command's end: connects, greets, asks. It waits for a daemon that is only just starting.

use std::io;
use std::path::Path;
use std::time::Duration;

use rts_core::device::Reply;
use rts_core::election::{Code, Refusal};
use tokio::net::UnixStream;
use tokio::time::Instant;

use super::frame;
use super::protocol::{Hello, PROTOCOL, Request};

const RETRY: Duration = Duration::from_millis(100);

/// A connection to the daemon.
pub struct Client {
    stream: UnixStream,
}

impl Client {
    /// Connects; tries again for as long as `patience` while nobody listens yet.
    ///
    /// # Errors
    ///
    /// Refused with C01 if nobody answers, C03 if the daemon speaks another protocol, A05 if the kernel lets this user
    /// not near the socket.
    pub async fn connect(path: &Path, patience: Duration) -> Result<Self, Refusal> {
        let until = Instant::now() + patience;
        let mut stream = loop {
            match UnixStream::connect(path).await {
                Ok(stream) => break stream,
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(Refusal::new(Code::PeerRefused));
                }
                Err(error) if Instant::now() >= until => {
                    return Err(Refusal::at(Code::DaemonUnreachable, format!("{}: {error}", path.display())));
                }
                Err(_) => tokio::time::sleep(RETRY).await,
            }
        };
        let hello: Hello = frame::read(&mut stream).await.map_err(broken)?;
        if hello.protocol != PROTOCOL {
            let at = format!("rts speaks protocol {PROTOCOL}, {} speaks {}", hello.software, hello.protocol);
            return Err(Refusal::at(Code::ProtocolDiffers, at));
        }
        // A daemon that turns this client away says why instead of listening: that reply is still to be read.
        let _ = frame::write(&mut stream, &Hello::ours()).await;
        Ok(Self { stream })
    }

    /// Asks and waits for the reply.
    ///
    /// # Errors
    ///
    /// Refused with C01 if the connection breaks.
    pub async fn ask(&mut self, request: &Request) -> Result<Reply, Refusal> {
        let _ = frame::write(&mut self.stream, request).await;
        frame::read(&mut self.stream).await.map_err(broken)
    }
}

fn broken(error: frame::FrameError) -> Refusal {
    Refusal::at(Code::DaemonUnreachable, error.to_string())
}
