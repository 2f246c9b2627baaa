//! What else is signed and stands as a code on a tape: the center's receipt, and the box's certificate of
//! non-transmission.
//!
//! Invariant: nothing that is read here is believed; who reads it asks for the signature.

use super::CodeError;
use super::symbol::{Carries, Symbol, decode};
use crate::record::{Certificate, Digest, SIGNATURE_LEN};
use crate::seal::{DeviceCertificate, PublicKey, verify};

/// Begins the text of a receipt.
pub(super) const RECEIPT: &str = "RT1R:";
/// Begins the text of a certificate of non-transmission.
pub(super) const NON_TRANSMISSION: &str = "RT1N:";
/// Bytes of a receipt with its signature (docs/wire.md, section 7).
const RECEIPT_LEN: usize = 102;

/// The center's receipt with the digest of the record that it answers: what its signature is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Digest of the record.
    pub digest: Digest,
    /// The receipt as it came from the center, signature included.
    pub receipt: Vec<u8>,
}

impl Answered {
    /// Its symbol.
    #[must_use]
    pub fn symbol(&self) -> Symbol {
        let bytes = [self.digest.0.as_slice(), &self.receipt].concat();
        Symbol { text: format!("{RECEIPT}{}", base45::encode(bytes)), carries: Carries::Receipt }
    }

    /// Reads the letters behind the symbol's beginning.
    pub(super) fn read(letters: &str) -> Result<Self, CodeError> {
        let bytes = decode(letters).ok_or(CodeError::Damaged)?;
        let (digest, receipt) = bytes.split_first_chunk().ok_or(CodeError::Damaged)?;
        if receipt.len() != RECEIPT_LEN {
            return Err(CodeError::Damaged);
        }
        Ok(Self { digest: Digest(*digest), receipt: receipt.to_vec() })
    }
}

/// What a box certified when the deadline passed without a receipt, with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// What it certified.
    pub certificate: Certificate,
    /// The box's signature.
    pub signature: [u8; SIGNATURE_LEN],
}

impl Unanswered {
    /// Its symbol: the certificate without its label, which every reader knows.
    #[must_use]
    pub fn symbol(&self) -> Symbol {
        let bytes = [self.certificate.to_unlabeled_bytes().as_slice(), &self.signature].concat();
        Symbol {
            text: format!("{NON_TRANSMISSION}{}", base45::encode(bytes)),
            carries: Carries::NonTransmission,
        }
    }

    /// Reads the letters behind the symbol's beginning.
    pub(super) fn read(letters: &str) -> Result<Self, CodeError> {
        let bytes = decode(letters).ok_or(CodeError::Damaged)?;
        let (statement, signature) = bytes.split_last_chunk().ok_or(CodeError::Damaged)?;
        let certificate = Certificate::parse_unlabeled(statement).map_err(|_| CodeError::Damaged)?;
        Ok(Self { certificate, signature: *signature })
    }

    /// The key that the commission certifies for the box, at whatever station.
    ///
    /// # Errors
    ///
    /// [`CodeError::NoKey`] if no certificate is of this box, [`CodeError::Uncertified`] if none that is was signed by the
    /// roster key for this election.
    pub fn key(
        &self,
        certificates: &[DeviceCertificate],
        roster: &PublicKey,
    ) -> Result<PublicKey, CodeError> {
        let base = self.certificate.base;
        let mut own = certificates.iter().filter(|found| found.device == base.device).peekable();
        own.peek().ok_or(CodeError::NoKey(base.device))?;
        own.find(|found| found.election == base.election && found.verify(roster).is_ok())
            .map(|found| found.public)
            .ok_or(CodeError::Uncertified(base.device))
    }

    /// Checks the signature.
    ///
    /// # Errors
    ///
    /// [`CodeError::Signature`] if it is not of this key over this certificate.
    pub fn verify(&self, key: &PublicKey) -> Result<(), CodeError> {
        verify(key, &self.certificate.to_bytes(), &self.signature).map_err(|_| CodeError::Signature)
    }
}
