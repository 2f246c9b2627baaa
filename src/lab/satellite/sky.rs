//! What passes between a simulated modem and the simulated gateway.
//!
//! The same messages travel over a channel inside one process and as JSON lines between two.
//! Invariant: chance belongs to the modem, which decides a session's fate and tells the gateway; the gateway obeys.

use tokio::sync::mpsc;

use crate::ports::directip::Imei;

/// From a modem to the gateway.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Uplink {
    /// The modem registered, and wants ring alerts or not.
    Attach {
        /// The modem.
        imei: Imei,
        /// Whether ring alerts may be sent.
        ring: bool,
    },
    /// The modem left: no ring alerts any more.
    Detach {
        /// The modem.
        imei: Imei,
    },
    /// One SBD session.
    Session(SessionRequest),
}

impl Uplink {
    /// The modem that speaks.
    #[must_use]
    pub fn imei(&self) -> Imei {
        match self {
            Self::Attach { imei, .. } | Self::Detach { imei } => *imei,
            Self::Session(request) => request.imei,
        }
    }
}

/// What the radio carries of one session, and what is to become of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SessionRequest {
    /// The modem's count of its exchanges; the answer carries it back.
    pub number: u32,
    /// The modem.
    pub imei: Imei,
    /// Its MO sequence number.
    pub momsn: u16,
    /// The MO message; absent in a mailbox check.
    #[serde(default, with = "hexadecimal", skip_serializing_if = "Option::is_none")]
    pub mo: Option<Vec<u8>>,
    /// The gateway sees the session break with this session status (10 to 15) and gets no message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<u8>,
    /// The gateway takes the message and loses it.
    #[serde(default)]
    pub lost: bool,
    /// The session lasts long enough for an MT message.
    pub fetch: bool,
    /// It answers a ring alert, which makes the second one needless.
    pub answers_ring: bool,
    /// The modem stays registered afterwards.
    pub attached: bool,
}

/// The gateway's side of one session.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SessionAnswer {
    /// The request's count.
    pub number: u32,
    /// MO status as far as the gateway decides it: 0, 1 (an MT message is too big) or 15 (access denied).
    pub mo_status: u8,
    /// MTMSN of the MT message.
    pub mtmsn: u16,
    /// The MT message.
    #[serde(default, with = "hexadecimal", skip_serializing_if = "Option::is_none")]
    pub mt: Option<Vec<u8>>,
    /// MT messages that still wait.
    pub queued: u16,
}

/// From the gateway to a modem.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Downlink {
    /// The end of an exchange.
    Answer(SessionAnswer),
    /// A ring alert.
    Ring,
    /// The gateway cannot be reached: the exchange of this number did not take place.
    Unreachable {
        /// The request's count.
        number: u32,
    },
}

/// A modem's view of the gateway: two directions of messages.
#[derive(Debug)]
pub struct Sky {
    /// To the gateway.
    pub up: mpsc::Sender<Uplink>,
    /// From the gateway; ends when the gateway does.
    pub down: mpsc::Receiver<Downlink>,
}

/// Optional bytes as a hexadecimal string.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => to.serialize_some(&hex::encode(bytes)),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| hex::decode(text).map_err(D::Error::custom)).transpose()
    }
}
