//! The certificate file: the commission's word that a key is that of a box at a station. Public.

use rts_core::election::{Code, Refusal};
use rts_core::seal::DeviceCertificate;
use serde::{Deserialize, Serialize};

/// Format name and version of a certificate file.
pub const CERTIFICATE_FORMAT: &str = "rts-certificate/1";

/// A device certificate on its way to the box, which prints it beside its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFile {
    /// [`CERTIFICATE_FORMAT`].
    pub format: String,
    /// Hexadecimal of the certificate's 106 bytes.
    pub certificate: String,
}

impl CertificateFile {
    /// The file of a certificate.
    #[must_use]
    pub fn of(certificate: &DeviceCertificate) -> Self {
        Self { format: CERTIFICATE_FORMAT.to_owned(), certificate: hex::encode(certificate.to_bytes()) }
    }

    /// Reads a certificate file; the signature in it is for the caller to check.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::CredentialsInvalid`] if it is no such file or holds no certificate.
    pub fn from_json(bytes: &[u8]) -> Result<DeviceCertificate, Refusal> {
        let file = super::read(bytes, CERTIFICATE_FORMAT, |file: &Self| &file.format)?;
        let invalid = |why: String| Refusal::at(Code::CredentialsInvalid, why);
        let bytes = hex::decode(&file.certificate).map_err(|why| invalid(why.to_string()))?;
        DeviceCertificate::parse(&bytes).map_err(|why| invalid(why.to_string()))
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Refused if it cannot be written as JSON (X02).
    pub fn to_json(&self) -> Result<Vec<u8>, Refusal> {
        super::write(self)
    }
}
