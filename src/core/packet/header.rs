//! The twenty bytes in the clear before every packet: which record, which part, which message.
//!
//! Reading a header needs no key; a packet of another length, version or suite is refused before any key is looked up.

use crate::coding::bytes::{Reader, Writer};
use crate::record::Base;
use crate::seal::{MessageId, TAG_LEN};

use super::PacketError;

/// Length of a header in bytes.
pub const HEADER_LEN: usize = 20;

/// Longest packet: one satellite message.
pub const MAX_PACKET: usize = 340;

/// Shortest packet: header, one byte and tag.
pub const MIN_PACKET: usize = HEADER_LEN + 1 + TAG_LEN;

/// What a packet says in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Header {
    /// Name of the record.
    pub base: Base,
    /// Which part, from 1.
    pub part: u8,
    /// How many parts, 1 to 15.
    pub parts: u8,
    /// Which message.
    pub id: MessageId,
}

impl Header {
    /// The bytes before a packet's content.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts = (self.part << 4) | (self.parts & 0x0f);
        Writer::new().bytes(&self.base.to_bytes()).u8(parts).bytes(&self.id.0).finish()
    }

    /// Reads the header of a packet; the packet's length is checked with it.
    ///
    /// # Errors
    ///
    /// Fails on a packet that is too short or too long, on another version or suite, on a kind that is none or that of
    /// a receipt, and on impossible parts.
    pub fn parse(packet: &[u8]) -> Result<Self, PacketError> {
        if !(MIN_PACKET..=MAX_PACKET).contains(&packet.len()) {
            return Err(PacketError::Length(packet.len()));
        }
        Self::read(&mut Reader::new(packet))
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, PacketError> {
        let base = Base::parse(&reader.array()?).map_err(PacketError::Base)?;
        let parts = reader.u8()?;
        let (part, parts) = (parts >> 4, parts & 0x0f);
        if part == 0 || part > parts {
            return Err(PacketError::Part { part, parts });
        }
        Ok(Self { base, part, parts, id: MessageId(reader.array()?) })
    }
}
