//! DirectIP: the TCP framing between the satellite gateway and the center, both directions, both ends.
//!
//! Layouts after the vendor's DirectIP interface, checked against independent open-source parsers. Everything is
//! big-endian, unauthenticated and unencrypted; nothing in it proves who sent what.
//! Invariants: lengths are strict and bounded, elements that are not known are skipped, outside data never panics.

mod frame;
mod imei;
mod mo;
mod mt;

pub use frame::{MAXIMUM_FRAME, read_frame};
pub use imei::Imei;
pub use mo::{Location, MoMessage, confirmation, decode_confirmation};
pub use mt::{MtConfirmation, MtMessage, MtRefusal, flag};

/// The TCP port that DirectIP uses by custom, in both directions.
pub const PORT: u16 = 10800;

/// Why a DirectIP message could not be read or built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The peer ended the connection before the first byte.
    #[error("read a DirectIP message: the connection ended before it began")]
    Closed,
    /// The connection broke.
    #[error("read a DirectIP message: {0}")]
    Read(#[from] std::io::Error),
    /// The message ends inside a field.
    #[error("read a DirectIP message that ends too early")]
    Truncated,
    /// The first byte is not 1.
    #[error("read a DirectIP message of protocol revision {0}")]
    Revision(u8),
    /// The total length does not fit what was received.
    #[error("read a DirectIP message that announces {announced} bytes and has {received}")]
    TotalLength {
        /// As the length field says.
        announced: usize,
        /// As counted.
        received: usize,
    },
    /// The announced frame is longer than the reader allows.
    #[error("read a DirectIP message of {announced} bytes where {limit} are allowed")]
    Limit {
        /// Whole frame, in bytes.
        announced: usize,
        /// The reader's limit, in bytes.
        limit: usize,
    },
    /// An element of fixed length has another one.
    #[error("read DirectIP element {id:#04x}, which has {length} bytes")]
    ElementLength {
        /// Identifier of the element.
        id: u8,
        /// Its length in bytes.
        length: usize,
    },
    /// An element that must be there is not.
    #[error("find DirectIP element {0:#04x}")]
    Missing(u8),
    /// An element that may be there once is there again.
    #[error("read a DirectIP message with a second element {0:#04x}")]
    Repeated(u8),
    /// An IMEI is not fifteen digits.
    #[error("read an IMEI that is not fifteen digits")]
    Imei,
    /// A body does not fit its length field.
    #[error("build a DirectIP message that fits its length field")]
    TooLong,
}
