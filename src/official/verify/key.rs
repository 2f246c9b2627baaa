//! Keys of boxes: given by hand, in a certificate file, or in the roster that the center publishes.
//!
//! Invariant: a file of certificates gives no key that the commission's roster key did not sign; a published roster may only
//! take keys away.

use std::collections::BTreeSet;
use std::path::Path;

use rts_core::election::{Code, ElectionDefinition, Refusal};
use rts_core::seal::{DeviceCertificate, PublicKey};
use serde::Deserialize;

use super::super::files;
use super::super::keys::public_key;
use crate::ports::credentials::CertificateFile;

/// Longest file of keys: a roster of a whole country.
const MOST_BYTES: usize = 64 << 20;

/// Keys that signatures are checked with.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The one key for every record, and what proves it.
    pub(super) given: Option<(PublicKey, Option<DeviceCertificate>)>,
    /// Certificates, each to be checked before use.
    pub(super) certificates: Vec<DeviceCertificate>,
    /// Boxes whose word was taken away.
    pub(super) revoked: BTreeSet<u32>,
}

/// A row of the center's `roster.json`; it has more fields.
#[derive(Deserialize)]
struct Row {
    device: u32,
    certificate: String,
    #[serde(default)]
    revoked: Option<String>,
}

impl Keys {
    /// Keys from hexadecimal text, a file with it, a certificate file, or a roster.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`], [`Code::CredentialsInvalid`] or [`Code::CredentialsOther`].
    pub(super) fn read(
        text: &str,
        definition: &ElectionDefinition,
        roster: &PublicKey,
    ) -> Result<Self, Refusal> {
        let path = Path::new(text);
        let given = |key, certificate| Self { given: Some((key, certificate)), ..Self::default() };
        if !path.is_file() {
            return Ok(given(public_key(text)?, None));
        }
        let bytes = files::read(path, Code::FileUnreadable, MOST_BYTES)?;
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => Self::roster(&bytes),
            Some(b'{') => {
                let certificate = CertificateFile::from_json(&bytes)?;
                let invalid = |why: String| Refusal::at(Code::CredentialsInvalid, why);
                certificate.verify(roster).map_err(|why| invalid(why.to_string()))?;
                if certificate.election != definition.election.id {
                    let at = format!("a certificate of election {}", certificate.election);
                    return Err(Refusal::at(Code::CredentialsOther, at));
                }
                Ok(given(certificate.public, Some(certificate)))
            }
            _ => Ok(given(public_key(text)?, None)),
        }
    }

    fn roster(bytes: &[u8]) -> Result<Self, Refusal> {
        let invalid = |why: String| Refusal::at(Code::CredentialsInvalid, format!("roster: {why}"));
        let rows: Vec<Row> = serde_json::from_slice(bytes).map_err(|why| invalid(why.to_string()))?;
        let mut keys = Self::default();
        for row in rows {
            let certificate = hex::decode(&row.certificate).map_err(|why| invalid(why.to_string()))?;
            let certificate =
                DeviceCertificate::parse(&certificate).map_err(|why| invalid(why.to_string()))?;
            if row.revoked.is_some() {
                keys.revoked.insert(row.device);
            }
            keys.certificates.push(certificate);
        }
        Ok(keys)
    }
}
