//! Sealing a record into packets, and opening packets into a record.
//!
//! R ‖ S is encrypted once for the center, cut into chunks of at most 308 bytes, and each chunk is encrypted for the
//! gateway under a key of its own header. Overhead of a one-part message: 108 bytes.

use crate::record::{Base, SignedRecord};
use crate::seal::{EndToEndKey, LinkKey, MessageId, TAG_LEN};

use super::PacketError;
use super::header::{HEADER_LEN, Header, MAX_PACKET};

/// Most bytes of the sealed blob in one packet.
pub const CHUNK_LEN: usize = MAX_PACKET - HEADER_LEN - TAG_LEN;

/// Most parts of a message.
pub const MAX_PARTS: usize = 15;

/// The two symmetric keys of a device, of the epochs that its records name.
#[derive(Clone, Debug)]
pub struct Keys {
    /// For the tally center.
    pub end_to_end: EndToEndKey,
    /// For the gateway.
    pub link: LinkKey,
}

/// What a gateway sees of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOpened {
    /// What was in the clear, now authenticated.
    pub header: Header,
    /// A chunk of the blob sealed for the center.
    pub chunk: Vec<u8>,
}

/// The id under which a record travels.
///
/// # Errors
///
/// Never in practice: key lengths are fixed.
pub fn message_id(record: &SignedRecord, key: &EndToEndKey) -> Result<MessageId, PacketError> {
    key.message_id(&record.base.to_bytes(), &record.payload()).map_err(PacketError::EndToEnd)
}

/// Seals a record: the packets to store and to send, in order. Depends on nothing but its arguments.
///
/// # Errors
///
/// Fails if the record does not fit into fifteen packets.
pub fn seal_record(record: &SignedRecord, keys: &Keys) -> Result<Vec<Vec<u8>>, PacketError> {
    let base = record.base;
    let sealed = keys.end_to_end.seal(&base.to_bytes(), &record.payload());
    let (id, blob) = sealed.map_err(PacketError::EndToEnd)?;
    let chunks = blob.chunks(CHUNK_LEN);
    let parts = u8::try_from(chunks.len())
        .ok()
        .filter(|parts| usize::from(*parts) <= MAX_PARTS)
        .ok_or(PacketError::TooLarge(record.r.len()))?;
    (1..=parts)
        .zip(chunks)
        .map(|(part, chunk)| {
            let header = Header { base, part, parts, id }.to_bytes();
            let wrapped = keys.link.wrap(&header, chunk).map_err(PacketError::Link)?;
            Ok([header, wrapped].concat())
        })
        .collect()
}

/// The gateway's side: opens the outer stage.
///
/// # Errors
///
/// Fails as [`Header::parse`] does, and if the packet was not made with this link key or was changed.
pub fn open_link(packet: &[u8], key: &LinkKey) -> Result<LinkOpened, PacketError> {
    let header = Header::parse(packet)?;
    let (clear, wrapped) = packet.split_at_checked(HEADER_LEN).ok_or(PacketError::Length(packet.len()))?;
    let chunk = key.unwrap(clear, wrapped).map_err(PacketError::Link)?;
    Ok(LinkOpened { header, chunk })
}

/// The center's side: opens the inner stage of a whole message and recomputes its id. The device's signature is for the
/// caller to verify, with the package that names the device's key.
///
/// # Errors
///
/// Fails if the blob was not sealed with this key for this base and id, or was changed.
pub fn open_message(
    base: &Base,
    id: MessageId,
    blob: &[u8],
    key: &EndToEndKey,
) -> Result<SignedRecord, PacketError> {
    let payload = key.open(&base.to_bytes(), id, blob).map_err(PacketError::EndToEnd)?;
    SignedRecord::from_payload(*base, &payload).map_err(PacketError::Content)
}
