//! One record as radio: header, parts, the way back together, and the center's receipt.
//!
//! A packet is at most 340 bytes and a function of the record and the keys alone: sealing again gives the same bytes. The
//! gateway opens the outer stage and reads nothing; the center opens the inner one, and believes nothing until it has
//! recomputed the message id and verified the device's signature.

mod assembly;
mod header;
mod message;
mod receipt;

pub use assembly::{Assembly, Limits, MessageName, Parts, Progress};
pub use header::{HEADER_LEN, Header, MAX_PACKET, MIN_PACKET};
pub use message::{CHUNK_LEN, Keys, LinkOpened, MAX_PARTS, message_id, open_link, open_message, seal_record};
pub use receipt::{Cause, RECEIPT_LEN, Receipt, Verdict, verify_receipt};

use thiserror::Error;

use crate::coding::CodingError;
use crate::record::RecordError;
use crate::seal::SealError;

/// Why bytes are not a packet or receipt, or a record does not become packets. Fragments that fit after "failed to read
/// the packet: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PacketError {
    /// Too short or too long.
    #[error("wrong length of {0} bytes")]
    Length(usize),
    /// Ends too early or goes on too long.
    #[error(transparent)]
    Coding(#[from] CodingError),
    /// No part 0, no part beyond the last, no message without parts.
    #[error("part {part} of {parts}")]
    Part {
        /// Part found.
        part: u8,
        /// Parts found.
        parts: u8,
    },
    /// The base names no record of this version.
    #[error("base: {0}")]
    Base(#[source] RecordError),
    /// The outer stage does not open: another link key or epoch, or changed bytes.
    #[error("link stage: {0}")]
    Link(#[source] SealError),
    /// The inner stage does not open: another key or epoch, or changed bytes.
    #[error("end-to-end stage: {0}")]
    EndToEnd(#[source] SealError),
    /// What was inside is not a record and a signature.
    #[error("content: {0}")]
    Content(#[source] RecordError),
    /// The record does not fit into fifteen messages.
    #[error("record of {0} bytes does not fit into fifteen messages")]
    TooLarge(usize),
    /// A verdict that is none.
    #[error("unknown verdict {0}")]
    Verdict(u8),
    /// The verdict needs the digest of the record, or must not have one.
    #[error("verdict and digest do not go together")]
    Digest,
    /// The receipt is not signed by the center for this record.
    #[error("receipt: {0}")]
    Receipt(#[source] SealError),
}

#[cfg(test)]
mod tests;
