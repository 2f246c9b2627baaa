//! What the world breaks at a port.

use std::io;

/// A port failed; each text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The device is not there, is taken by another program, or refuses its settings.
    #[error("open {path}: {source}")]
    Open {
        /// The device.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The other side is gone: unplugged, or its program ended.
    #[error("reach the device: it is unplugged")]
    Unplugged,
    /// The other side took no byte within the time limit.
    #[error("write: the device takes no bytes")]
    Stuck,
    /// Anything else; the line has to be opened again.
    #[error("move bytes: {0}")]
    Io(#[source] io::Error),
}
