//! Whose journal it is.

use std::fmt;

use rts_core::journal::{Entry, Event};

/// The box that a journal belongs to, as provisioned. A card that names another one is never written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Number of the election.
    pub election: u16,
    /// Number of the device.
    pub device: u32,
    /// Number of the polling station.
    pub station: u32,
    /// The device's Ed25519 public key.
    pub public_key: [u8; 32],
}

impl Identity {
    /// True unless `entry` provisions another box than this one.
    pub(super) fn agrees(&self, entry: &Entry) -> bool {
        let Event::Provisioned { election, device, station, public_key } = &entry.event else {
            return true;
        };
        (*election, *device, *station) == (self.election, self.device, self.station)
            && public_key.as_slice() == self.public_key
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { election, device, station, public_key } = self;
        let key: String = hex::encode(public_key).chars().take(8).collect();
        write!(f, "election {election}, device {device}, station {station}, key {key}")
    }
}
