//! The words on the socket: a hello from each side, then one request and one reply.
//!
//! The first frame of each side names the protocol; sides of different protocols say so instead of guessing.

use rts_core::device::Command;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

/// Number of the protocol; it changes with every incompatible change of a frame.
pub const PROTOCOL: u32 = 1;

/// First frame of each side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// [`PROTOCOL`] of the sender.
    pub protocol: u32,
    /// Software of the sender, for people.
    pub software: String,
}

impl Hello {
    /// The hello of this build.
    #[must_use]
    pub fn ours() -> Self {
        Self { protocol: PROTOCOL, software: concat!("rts ", env!("CARGO_PKG_VERSION")).to_owned() }
    }
}

/// An official's number and PIN, which leaves no trace in memory.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Number of the official at the station, from 1.
    pub official: u8,
    /// The PIN as typed.
    pub pin: String,
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.pin.zeroize();
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pin(official {})", self.official)
    }
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What.
    pub command: Command,
    /// Who: none, one or two officials.
    #[serde(default)]
    pub pins: Vec<Pin>,
    /// Code of the station as typed, where the command must not hit the wrong box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_never_shown() {
        let request = Request {
            command: Command::Open,
            pins: vec![Pin { official: 1, pin: "271828".to_owned() }],
            place: None,
        };
        assert!(!format!("{request:?}").contains("271828"));
    }

    #[test]
    fn the_frames_of_protocol_1_stay_as_they_are() {
        let request = Request {
            command: Command::Turnout { voters: 100 },
            pins: vec![Pin { official: 2, pin: "1234".to_owned() }],
            place: Some("0668".to_owned()),
        };
        let frame = r#"{"command":{"command":"turnout","voters":100},"pins":[{"official":2,"pin":"1234"}],"place":"0668"}"#;
        assert_eq!(serde_json::to_string(&request).unwrap(), frame, "protocol 1 changed: raise PROTOCOL");
        assert_eq!(serde_json::from_str::<Request>(frame).unwrap(), request);
    }
}
