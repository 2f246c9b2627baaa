//! The roster: which device reports for which station, with which key, by the commission's signature.

use crate::seal::{DeviceCertificate, PublicKey};

/// A device that may report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterEntry {
    /// The commission's word for device, station and key.
    pub certificate: DeviceCertificate,
    /// True once the device was lost, stolen or replaced: what it sends is kept and does not count.
    pub revoked: bool,
}

impl RosterEntry {
    /// The device's key, if the entry is of this device and election and the commission's roster key signed it. An
    /// entry that was changed in the database is no entry.
    #[must_use]
    pub fn key_of(&self, device: u32, election: u16, roster: &PublicKey) -> Option<PublicKey> {
        let named = self.certificate.device == device && self.certificate.election == election;
        (named && self.certificate.verify(roster).is_ok()).then_some(self.certificate.public)
    }
}
