//! Enrolment: what a box gives the center once it has made its key. Public; it proves that the box holds the secret half.

use rts_core::seal::{DeviceKey, PublicKey, SealError, verify};
use serde::{Deserialize, Serialize};

use super::text;
use crate::ports::directip::Imei;
use rts_core::election::Refusal;

/// Format name and version of an enrolment file.
pub const ENROLMENT_FORMAT: &str = "rts-enrolment/1";

const LABEL: &[u8] = b"rts/v1/enrolment\0";

/// Which box asks to be put on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Number of the election.
    pub election: u16,
    /// Number of the polling station.
    pub station: u32,
    /// Number of the box.
    pub device: u32,
    /// The modem in it, if it has one.
    pub imei: Option<Imei>,
    /// Name of the removable card in it, as sealed with it.
    pub card: Option<String>,
}

/// A box's application to the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// [`ENROLMENT_FORMAT`].
    pub format: String,
    /// Number of the election.
    pub election: u16,
    /// Number of the polling station.
    pub station: u32,
    /// Number of the box.
    pub device: u32,
    /// The modem in it, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imei: Option<Imei>,
    /// Name of the removable card in it, as sealed with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The key that the box made.
    #[serde(with = "text::public")]
    pub public_key: PublicKey,
    /// Signature of that key over all of the above.
    #[serde(with = "text::signature")]
    pub signature: [u8; 64],
}

impl Enrolment {
    /// Applies for a box with the key that it made.
    ///
    /// # Errors
    ///
    /// Fails if the signature does not verify: memory or processor are at fault.
    pub fn sign(joining: Joining, key: &DeviceKey) -> Result<Self, SealError> {
        let Joining { election, station, device, imei, card } = joining;
        let mut enrolment = Self {
            format: ENROLMENT_FORMAT.to_owned(),
            election,
            station,
            device,
            imei,
            card,
            public_key: key.public(),
            signature: [0; 64],
        };
        enrolment.signature = key.sign(&enrolment.signed_bytes())?;
        Ok(enrolment)
    }

    /// Checks that whoever wrote it holds the key.
    ///
    /// # Errors
    ///
    /// Fails if the signature is not of that key over this application.
    pub fn verify(&self) -> Result<(), SealError> {
        verify(&self.public_key, &self.signed_bytes(), &self.signature)
    }

    /// Reads an enrolment file; the proof of possession is [`Enrolment::verify`]'s business.
    ///
    /// # Errors
    ///
    /// Refused as [`rts_core::election::Code::CredentialsInvalid`] if it is no such file.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        super::read(bytes, ENROLMENT_FORMAT, |file: &Self| &file.format)
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Refused if it cannot be written as JSON (X02).
    pub fn to_json(&self) -> Result<Vec<u8>, Refusal> {
        super::write(self)
    }

    // Label, election, device, station, key, IMEI (fifteen zeros if none), card name to the end.
    fn signed_bytes(&self) -> Vec<u8> {
        [
            LABEL,
            &self.election.to_be_bytes(),
            &self.device.to_be_bytes(),
            &self.station.to_be_bytes(),
            &self.public_key.to_bytes(),
            self.imei.unwrap_or(Imei::ZERO).as_bytes(),
            self.card.as_deref().unwrap_or_default().as_bytes(),
        ]
        .concat()
    }
}
