//! A frame: length (u32, big-endian), then that many bytes of JSON.

use std::io;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

/// Most bytes of a frame: a tally file of the largest ballot fits.
pub const MOST_BYTES: u32 = 4 << 20;

/// Bytes that a frame begins with; longer ones are tallies and logs.
const AT_ONCE: usize = 4096;

/// How long the peer may take for one frame once it began. Long enough for a large tally over a local socket, short
/// enough that a stuck client does not hold its place.
pub(super) const PATIENCE: Duration = Duration::from_millis(2000);

/// Why a frame did not come through.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The peer closed the socket before a frame began.
    #[error("the other side closed the connection")]
    Closed,
    /// The socket broke.
    #[error("the connection broke")]
    Io(#[from] io::Error),
    /// Longer than [`MOST_BYTES`].
    #[error("a frame of {0} bytes is too long")]
    TooLong(u32),
    /// The peer took too long.
    #[error("the other side was too slow")]
    TooSlow,
    /// Not the JSON that was expected.
    #[error("a frame cannot be understood: {0}")]
    Json(#[from] serde_json::Error),
}

/// Reads one frame, of at most [`MOST_BYTES`] and from a peer that is not too slow.
///
/// # Errors
///
/// Fails as [`FrameError`] says; after an error the stream is of no further use.
pub async fn read<T: DeserializeOwned>(stream: &mut (impl AsyncRead + Unpin)) -> Result<T, FrameError> {
    let mut length = [0; 4];
    match stream.read_exact(&mut length).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(FrameError::Closed),
        Err(error) => return Err(error.into()),
    }
    let length = u32::from_be_bytes(length);
    if length > MOST_BYTES {
        return Err(FrameError::TooLong(length));
    }
    // Grows with what really comes, so that a false length costs no memory; a frame with a PIN fits in at once, so that
    // growing leaves no copy of it behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(AT_ONCE));
    let mut limited = stream.take(length.into());
    let read = limited.read_to_end(&mut bytes);
    let count = tokio::time::timeout(PATIENCE, read).await.map_err(|_| FrameError::TooSlow)??;
    if u32::try_from(count) != Ok(length) {
        return Err(FrameError::Closed);
    }
    Ok(serde_json::from_slice(&bytes)?)
}

/// Writes one frame.
pub(super) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    message: &impl Serialize,
) -> Result<(), FrameError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(AT_ONCE));
    serde_json::to_writer(&mut *bytes, message)?;
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= MOST_BYTES);
    let length = length.ok_or(FrameError::TooLong(u32::MAX))?;
    let send = async {
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(&bytes).await?;
        stream.flush().await
    };
    tokio::time::timeout(PATIENCE, send).await.map_err(|_| FrameError::TooSlow)??;
    Ok(())
}
