//! MT messages: what the center hands to the gateway for a modem, and the gateway's answer.
//!
//! Invariant: both ends live here, so the center's sender and the simulated gateway cannot drift apart.

use super::{
    Error, Imei,
    frame::{Element, elements, frame, once},
};

const HEADER: u8 = 0x41;
const PAYLOAD: u8 = 0x42;
const CONFIRMATION: u8 = 0x44;
const PRIORITY: u8 = 0x46;

/// Disposition flags of an MT message; they add up.
pub mod flag {
    /// Empties the modem's queue at the gateway first.
    pub const FLUSH: u16 = 1;
    /// Rings only; there is no payload.
    pub const RING: u16 = 2;
    /// Asks for a new location.
    pub const LOCATE: u16 = 8;
    /// Goes to the front of the queue.
    pub const URGENT: u16 = 16;
    /// Takes the message id as MTMSN.
    pub const ASSIGN_MTMSN: u16 = 32;
}

/// One MT message for a modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MtMessage {
    /// The sender's own number; it comes back in the answer.
    pub id: u32,
    /// The modem.
    pub imei: Imei,
    /// Sum of the values of [`flag`].
    pub flags: u16,
    /// At most 270 bytes for a 9602 or 9603; absent to flush or to ring only.
    pub payload: Option<Vec<u8>>,
    /// 1 (highest) to 5; absent means 5.
    pub priority: Option<u16>,
}

impl MtMessage {
    /// The whole frame.
    ///
    /// # Errors
    ///
    /// `Error::TooLong` if the payload does not fit the length fields.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut header = self.id.to_be_bytes().to_vec();
        header.extend_from_slice(self.imei.as_bytes());
        header.extend_from_slice(&self.flags.to_be_bytes());
        let priority = self.priority.map(u16::to_be_bytes);
        let mut parts = vec![Element { id: HEADER, body: &header }];
        parts.extend(self.payload.as_ref().map(|body| Element { id: PAYLOAD, body }));
        parts.extend(priority.as_ref().map(|body| Element { id: PRIORITY, body }));
        frame(&parts)
    }

    /// Reads a whole frame.
    ///
    /// # Errors
    ///
    /// Any framing error; `Error::Missing` without an MT header; `Error::Repeated` with two of a kind.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let (mut header, mut payload, mut priority) = (None, None, None);
        for element in elements(bytes)? {
            match element.id {
                HEADER => once(&mut header, HEADER, element)?,
                PAYLOAD => once(&mut payload, PAYLOAD, element.body.to_vec())?,
                PRIORITY => once(&mut priority, PRIORITY, u16::from_be_bytes(element.exactly()?))?,
                _ => {}
            }
        }
        let header = header.ok_or(Error::Missing(HEADER))?;
        let wrong = || Error::ElementLength { id: HEADER, length: header.body.len() };
        let (id, rest) = header.body.split_first_chunk().ok_or_else(wrong)?;
        let (imei, rest) = rest.split_first_chunk::<15>().ok_or_else(wrong)?;
        let flags = rest.try_into().map_err(|_| wrong())?;
        Ok(Self {
            id: u32::from_be_bytes(*id),
            imei: Imei::from_bytes(imei)?,
            flags: u16::from_be_bytes(flags),
            payload: payload.filter(|bytes| !bytes.is_empty()),
            priority,
        })
    }

    /// Whether `flag`, one of [`flag`], is set.
    #[must_use]
    pub fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

/// The gateway's answer to an MT message, on the same connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MtConfirmation {
    /// The sender's number of the message.
    pub id: u32,
    /// The modem; fifteen zeros if the gateway could not read it.
    pub imei: Imei,
    /// The gateway's number of the queued message, 0 on error.
    pub auto_id: u32,
    /// 1 to 50: position in the queue; 0: nothing to queue; negative: an [`MtRefusal`].
    pub status: i16,
}

impl MtConfirmation {
    /// The whole frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![0x01, 0x00, 0x1c, CONFIRMATION, 0x00, 0x19];
        bytes.extend_from_slice(&self.id.to_be_bytes());
        bytes.extend_from_slice(self.imei.as_bytes());
        bytes.extend_from_slice(&self.auto_id.to_be_bytes());
        bytes.extend_from_slice(&self.status.to_be_bytes());
        bytes
    }

    /// Reads a whole frame.
    ///
    /// # Errors
    ///
    /// Any framing error; `Error::Missing` if it is no answer to an MT message.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let found = elements(bytes)?;
        let element =
            found.iter().find(|element| element.id == CONFIRMATION).ok_or(Error::Missing(CONFIRMATION))?;
        let wrong = || Error::ElementLength { id: CONFIRMATION, length: element.body.len() };
        let (id, rest) = element.body.split_first_chunk().ok_or_else(wrong)?;
        let (imei, rest) = rest.split_first_chunk::<15>().ok_or_else(wrong)?;
        let (auto_id, rest) = rest.split_first_chunk().ok_or_else(wrong)?;
        let status = rest.try_into().map_err(|_| wrong())?;
        Ok(Self {
            id: u32::from_be_bytes(*id),
            imei: Imei::from_bytes(imei)?,
            auto_id: u32::from_be_bytes(*auto_id),
            status: i16::from_be_bytes(status),
        })
    }

    /// The position in the modem's queue (0 if there was nothing to queue), or why the gateway refused.
    ///
    /// # Errors
    ///
    /// The refusal behind a negative status.
    pub fn outcome(&self) -> Result<u16, MtRefusal> {
        u16::try_from(self.status).map_err(|_| MtRefusal::from_code(self.status))
    }
}

/// Why a gateway does not queue an MT message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MtRefusal {
    /// -1.
    #[error("the IMEI is invalid")]
    InvalidImei,
    /// -2.
    #[error("the IMEI is unknown")]
    UnknownImei,
    /// -3.
    #[error("the payload is too long")]
    PayloadTooLong,
    /// -4.
    #[error("the payload is missing")]
    PayloadMissing,
    /// -5.
    #[error("the modem's queue is full")]
    QueueFull,
    /// -6.
    #[error("the gateway has no resources")]
    NoResources,
    /// -7.
    #[error("the message violates the protocol")]
    ProtocolViolation,
    /// -8.
    #[error("ring alerts are disabled for the modem")]
    RingDisabled,
    /// -9.
    #[error("the modem is not attached")]
    NotAttached,
    /// -10.
    #[error("the source address is rejected")]
    SourceRejected,
    /// -11.
    #[error("the MTMSN is out of range")]
    MtmsnRange,
    /// -12.
    #[error("the client certificate is rejected")]
    CertificateRejected,
    /// Any other negative status.
    #[error("the gateway answers {0}")]
    Other(i16),
}

impl MtRefusal {
    const LISTED: [Self; 12] = [
        Self::InvalidImei,
        Self::UnknownImei,
        Self::PayloadTooLong,
        Self::PayloadMissing,
        Self::QueueFull,
        Self::NoResources,
        Self::ProtocolViolation,
        Self::RingDisabled,
        Self::NotAttached,
        Self::SourceRejected,
        Self::MtmsnRange,
        Self::CertificateRejected,
    ];

    /// The status on the wire.
    #[must_use]
    pub fn code(self) -> i16 {
        if let Self::Other(code) = self {
            return code;
        }
        let position = Self::LISTED.iter().position(|listed| *listed == self).unwrap_or_default();
        i16::try_from(position).unwrap_or_default().saturating_add(1).saturating_neg()
    }

    /// The refusal behind a status of the wire.
    #[must_use]
    pub fn from_code(code: i16) -> Self {
        Self::LISTED.into_iter().find(|listed| listed.code() == code).unwrap_or(Self::Other(code))
    }
}
