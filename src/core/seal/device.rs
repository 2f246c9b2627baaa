//! The device certificate: the commission's roster key attests that a public key is that of a device at a station.

use crate::coding::CodingError;
use crate::coding::bytes::{Reader, Writer};

use super::SealError;
use super::signature::{CommissionKey, PublicKey, SIGNATURE_LEN, verify};

const LABEL: &[u8] = b"rts/v1/device\0";

/// Length of a device certificate in bytes.
pub const DEVICE_CERTIFICATE_LEN: usize = 106;

/// Which key signs for which device and station. Says nothing until [`DeviceCertificate::verify`] has been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceCertificate {
    /// Number of the election.
    pub election: u16,
    /// Number of the device.
    pub device: u32,
    /// Number of its station.
    pub station: u32,
    /// Key of the device.
    pub public: PublicKey,
    /// Signature of the roster key over label, election, device, station and key.
    pub signature: [u8; SIGNATURE_LEN],
}

impl DeviceCertificate {
    /// Certifies a device's key.
    ///
    /// # Errors
    ///
    /// Fails if the signature does not verify.
    pub fn issue(
        roster: &CommissionKey,
        election: u16,
        device: u32,
        station: u32,
        public: PublicKey,
    ) -> Result<Self, SealError> {
        let mut certificate = Self { election, device, station, public, signature: [0; SIGNATURE_LEN] };
        certificate.signature = roster.sign(&certificate.signed_bytes())?;
        Ok(certificate)
    }

    /// Checks it against the commission's roster key.
    ///
    /// # Errors
    ///
    /// Fails if the signature is not of that key over these facts.
    pub fn verify(&self, roster: &PublicKey) -> Result<(), SealError> {
        verify(roster, &self.signed_bytes(), &self.signature)
    }

    /// election ‖ device ‖ station ‖ key ‖ signature.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.facts().as_slice(), &self.signature].concat()
    }

    /// Reads the bytes of a certificate.
    ///
    /// # Errors
    ///
    /// Fails on another length, or on a key that is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, SealError> {
        let mut reader = Reader::new(bytes);
        let mut read = || {
            Ok::<_, CodingError>((
                reader.u16()?,
                reader.u32()?,
                reader.u32()?,
                reader.array()?,
                reader.array()?,
            ))
        };
        let (election, device, station, public, signature) = read().map_err(|_| SealError::Certificate)?;
        reader.finish().map_err(|_| SealError::Certificate)?;
        Ok(Self { election, device, station, public: PublicKey::from_bytes(&public)?, signature })
    }

    fn facts(&self) -> Vec<u8> {
        Writer::new()
            .u16(self.election)
            .u32(self.device)
            .u32(self.station)
            .bytes(&self.public.to_bytes())
            .finish()
    }

    fn signed_bytes(&self) -> Vec<u8> {
        [LABEL, &self.facts()].concat()
    }
}
