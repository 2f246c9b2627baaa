//! The frame that every DirectIP message shares: revision, total length, information elements.
//!
//! Layout, big-endian: `01 | u16 total | { u8 id | u16 length | body }*`, one message per TCP connection.
//! Invariants: an element never reaches beyond its frame, and a frame's elements fill it exactly.

use tokio::io::{AsyncRead, AsyncReadExt};

use super::Error;

/// The only protocol revision there is.
const REVISION: u8 = 1;
/// Bytes before the first information element.
const PREAMBLE: usize = 3;
/// The longest frame that its length field can announce, preamble included.
pub const MAXIMUM_FRAME: usize = PREAMBLE + u16::MAX as usize;

/// One information element of a received frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) id: u8,
    pub(super) body: &'a [u8],
}

impl Element<'_> {
    /// The body as an array, if it has exactly that length.
    pub(super) fn exactly<const N: usize>(&self) -> Result<[u8; N], Error> {
        self.body.try_into().map_err(|_| Error::ElementLength { id: self.id, length: self.body.len() })
    }
}

/// Splits a whole frame into its elements.
pub(super) fn elements(frame: &[u8]) -> Result<Vec<Element<'_>>, Error> {
    let (&[revision, high, low], mut rest) = frame.split_first_chunk().ok_or(Error::Truncated)?;
    if revision != REVISION {
        return Err(Error::Revision(revision));
    }
    let announced = usize::from(u16::from_be_bytes([high, low]));
    if announced != rest.len() {
        return Err(Error::TotalLength { announced, received: rest.len() });
    }
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (&[id, high, low], after) = rest.split_first_chunk().ok_or(Error::Truncated)?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (body, after) = after.split_at_checked(length).ok_or(Error::Truncated)?;
        found.push(Element { id, body });
        rest = after;
    }
    Ok(found)
}

/// Joins elements into a whole frame.
pub(super) fn frame(elements: &[Element<'_>]) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    for element in elements {
        let length = u16::try_from(element.body.len()).map_err(|_| Error::TooLong)?;
        body.push(element.id);
        body.extend_from_slice(&length.to_be_bytes());
        body.extend_from_slice(element.body);
    }
    let total = u16::try_from(body.len()).map_err(|_| Error::TooLong)?;
    let mut frame = vec![REVISION];
    frame.extend_from_slice(&total.to_be_bytes());
    frame.extend(body);
    Ok(frame)
}

/// Remembers an element that may stand in a message once.
pub(super) fn once<T>(slot: &mut Option<T>, id: u8, value: T) -> Result<(), Error> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::Repeated(id)),
    }
}

/// Reads one whole frame, preamble included, and nothing beyond it.
///
/// Memory grows with what arrives, not with what is announced. There is no time limit here: the caller wraps the call
/// in its own deadline.
///
/// # Errors
///
/// `Error::Closed` if the peer ends before the first byte, `Error::Truncated` if it ends later, `Error::Revision` if
/// it speaks something else, `Error::Limit` if the announced frame is longer than `limit` bytes, `Error::Read` if the
/// connection breaks.
pub async fn read_frame<R: AsyncRead + Unpin>(reader: &mut R, limit: usize) -> Result<Vec<u8>, Error> {
    let mut frame = Vec::with_capacity(PREAMBLE);
    (&mut *reader).take(PREAMBLE as u64).read_to_end(&mut frame).await?;
    let (revision, announced) = match frame.as_slice() {
        [] => return Err(Error::Closed),
        [revision, high, low] => (*revision, u16::from_be_bytes([*high, *low])),
        [..] => return Err(Error::Truncated),
    };
    if revision != REVISION {
        return Err(Error::Revision(revision));
    }
    let length = PREAMBLE.saturating_add(usize::from(announced));
    if length > limit {
        return Err(Error::Limit { announced: length, limit });
    }
    reader.take(u64::from(announced)).read_to_end(&mut frame).await?;
    if frame.len() == length { Ok(frame) } else { Err(Error::Truncated) }
}
