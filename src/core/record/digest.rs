//! The digest of a record, and its short form that people compare: `7KQ2-M9XD-0A4B-TTZ1`.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::coding::crockford;

use super::base::Base;
use super::error::RecordError;

const RECORD_LABEL: &[u8] = b"rts/v1/record\0";
const FINGERPRINT_LEN: usize = 10;

/// What a device signs for the record `r`: label ‖ BASE ‖ package digest ‖ R. The package digest is never sent; whoever
/// checks has the package.
#[must_use]
pub fn signature_input(base: &Base, package_digest: &[u8; 32], r: &[u8]) -> Vec<u8> {
    [RECORD_LABEL, base.to_bytes().as_slice(), package_digest.as_slice(), r].concat()
}

/// SHA-256 of what the device signed: the identity of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of the record `r`.
    #[must_use]
    pub fn of(base: &Base, package_digest: &[u8; 32], r: &[u8]) -> Self {
        Self(Sha256::digest(signature_input(base, package_digest, r)).into())
    }

    /// The first twelve bytes, by which a correction or annulment names the record it voids.
    #[must_use]
    pub fn prefix(&self) -> [u8; 12] {
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, ..] = self.0;
        [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11]
    }

    /// The short form that is printed, shown and compared.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ..] = self.0;
        Fingerprint([b0, b1, b2, b3, b4, b5, b6, b7, b8, b9])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// First ten bytes of a digest, written in Crockford's base 32 as four groups of four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; FINGERPRINT_LEN]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::write(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = RecordError;

    /// Reads a fingerprint as a person types it: either case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, RecordError> {
        Ok(Self(crockford::read(text)?))
    }
}
