//! The files that pass between a center and a box before election day: credentials, enrolment, certificate.
//!
//! ```text
//! center ── credentials (secret) ──► box     rts-center credentials issue, rts provision
//! box    ── enrolment (public)   ──► center  rts-center roster add
//! center ── certificate (public) ──► box     what a tape's second QR symbol carries
//! ```
//!
//! Invariants: a box makes its signing key itself and never hands it out; an enrolment proves possession of it; a file
//! with unknown fields, another format or contradictions is refused whole.

mod certificate;
mod enrolment;
mod issued;
mod memory;
#[cfg(any(feature = "device", feature = "center"))]
mod pin;
#[cfg(test)]
mod tests;
mod text;

pub use certificate::{CERTIFICATE_FORMAT, CertificateFile};
pub use enrolment::{ENROLMENT_FORMAT, Enrolment, Joining};
pub use issued::{CREDENTIALS_FORMAT, Credentials, OfficialPin};
pub use memory::close_memory;
#[cfg(any(feature = "device", feature = "center"))]
pub use pin::{PinError, PinReader, hash_pin, pin_matches};

use rts_core::election::{Code, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads one of these files, given the value of its `format` field.
fn read<T: DeserializeOwned>(bytes: &[u8], format: &str, found: impl Fn(&T) -> &str) -> Result<T, Refusal> {
    let invalid = |why: String| Refusal::at(Code::CredentialsInvalid, why);
    let file: T = serde_json::from_slice(bytes).map_err(|why| invalid(why.to_string()))?;
    if found(&file) == format { Ok(file) } else { Err(invalid(format!("format {}", found(&file)))) }
}

fn write(file: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    let mut bytes =
        serde_json::to_vec_pretty(file).map_err(|why| Refusal::at(Code::FileUnwritable, why.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
