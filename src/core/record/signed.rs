//! A record as it is kept, carried and compared: BASE, R and the device's signature, byte for byte.

use crate::coding::bytes::Reader;

use super::base::Base;
use super::digest::{Digest, Fingerprint, signature_input};
use super::error::RecordError;

/// Length of a signature in bytes.
pub const SIGNATURE_LEN: usize = 64;

/// The bytes that were attested. Holding one says nothing about whether the signature is good: whoever reads it
/// verifies it before the content is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedRecord {
    /// Name of the record.
    pub base: Base,
    /// The canonical bytes R.
    pub r: Vec<u8>,
    /// Ed25519 signature over [`SignedRecord::signature_input`].
    pub signature: [u8; SIGNATURE_LEN],
}

impl SignedRecord {
    /// What the signature is over.
    #[must_use]
    pub fn signature_input(&self, package_digest: &[u8; 32]) -> Vec<u8> {
        signature_input(&self.base, package_digest, &self.r)
    }

    /// The identity of the record.
    #[must_use]
    pub fn digest(&self, package_digest: &[u8; 32]) -> Digest {
        Digest::of(&self.base, package_digest, &self.r)
    }

    /// The short form of [`SignedRecord::digest`].
    #[must_use]
    pub fn fingerprint(&self, package_digest: &[u8; 32]) -> Fingerprint {
        self.digest(package_digest).fingerprint()
    }

    /// R ‖ S: what is sealed.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        [self.r.as_slice(), self.signature.as_slice()].concat()
    }

    /// Splits R ‖ S as it was unsealed.
    ///
    /// # Errors
    ///
    /// Fails on fewer bytes than a signature has.
    pub fn from_payload(base: Base, payload: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader::new(payload);
        let r = reader.take(payload.len().saturating_sub(SIGNATURE_LEN))?.to_vec();
        Ok(Self { base, r, signature: reader.array()? })
    }

    /// BASE ‖ R ‖ S: what is stored, exported and compared byte by byte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.base.to_bytes().as_slice(), self.r.as_slice(), self.signature.as_slice()].concat()
    }

    /// Reads BASE ‖ R ‖ S.
    ///
    /// # Errors
    ///
    /// Fails on too few bytes, or on a base that is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader::new(bytes);
        let base = Base::parse(&reader.array()?)?;
        Self::from_payload(base, reader.rest())
    }
}
