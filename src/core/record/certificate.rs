//! The certificate of non-transmission: the box attests that it tried, and that the deadline passed without a receipt.

use crate::coding::bytes::{Reader, Writer};

use super::base::Base;
use super::digest::Digest;
use super::error::RecordError;

const LABEL: &[u8] = b"rts/v1/certificate\0";

/// Length of a certificate in bytes, with its label and without the signature.
pub const CERTIFICATE_LEN: usize = 90;

/// What the box attests when the legal deadline passes. Times are Unix seconds, 0 if unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Name of the record that was not acknowledged.
    pub base: Base,
    /// Its digest.
    pub digest: Digest,
    /// Transmissions attempted so far.
    pub attempts: u32,
    /// Wall time of the first attempt.
    pub first_attempt: u32,
    /// Wall time of the last attempt.
    pub last_attempt: u32,
    /// Wall time of the deadline.
    pub deadline: u32,
    /// Head of the journal's hash chain, which holds every attempt.
    pub journal_head: [u8; 12],
}

impl Certificate {
    /// The bytes that the device signs, label included; the printed certificate carries them with the signature.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [LABEL, &self.to_unlabeled_bytes()].concat()
    }

    /// The same without the label, as a code on paper carries them.
    #[must_use]
    pub fn to_unlabeled_bytes(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.base.to_bytes())
            .bytes(&self.digest.0)
            .u32(self.attempts)
            .u32(self.first_attempt)
            .u32(self.last_attempt)
            .u32(self.deadline)
            .bytes(&self.journal_head)
            .finish()
    }

    /// Reads the bytes of a certificate; the signature over them is for the caller to verify.
    ///
    /// # Errors
    ///
    /// Fails on another length, label or base.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        Self::parse_unlabeled(bytes.strip_prefix(LABEL).ok_or(RecordError::Label)?)
    }

    /// As [`Certificate::parse`], of bytes without the label.
    ///
    /// # Errors
    ///
    /// Fails on another length or base.
    pub fn parse_unlabeled(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader::new(bytes);
        let certificate = Self {
            base: Base::parse(&reader.array()?)?,
            digest: Digest(reader.array()?),
            attempts: reader.u32()?,
            first_attempt: reader.u32()?,
            last_attempt: reader.u32()?,
            deadline: reader.u32()?,
            journal_head: reader.array()?,
        };
        reader.finish()?;
        Ok(certificate)
    }
}
