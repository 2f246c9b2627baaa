//! The commission's certificate for a provisioned box: from then on its tapes carry the key beside the record, and a tape
//! can be checked by whoever has the commission's roster key only.
//!
//! Invariant: nothing is kept that the package's roster key did not sign for this device, station and key.

use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::seal::DeviceKey;
use serde_json::json;

use super::super::files;
use super::super::keys::signed_package;
use super::super::stop::{Outcome, Stop};
use super::keep::BoxFolders;
use crate::ports::credentials::{CertificateFile, Credentials};

/// Longest file of a box's own, and of a certificate.
const MOST_BYTES: usize = 64 << 10;

/// Keeps the certificate.
pub(super) fn run(folders: &BoxFolders, file: &Path) -> Result<Outcome, Stop> {
    let own = |path: &Path| files::read(path, Code::NotProvisioned, MOST_BYTES);
    let credentials = Credentials::from_json(&own(&folders.credentials)?)?;
    let key = String::from_utf8_lossy(&own(&folders.key)?).trim().to_owned();
    let key = DeviceKey::from_hex(&key)
        .map_err(|why| Refusal::at(Code::CredentialsInvalid, format!("{}: {why}", folders.key.display())))?;
    let bytes = files::read(file, Code::FileUnreadable, MOST_BYTES)?;
    let certificate = CertificateFile::from_json(&bytes)?;
    let (_, package) = signed_package(&folders.package, &credentials.root_key)?;
    certificate
        .verify(&package.roster_key()?)
        .map_err(|why| Refusal::at(Code::CredentialsInvalid, format!("{}: {why}", file.display())))?;
    let found = (certificate.election, certificate.device, certificate.station);
    let here = (credentials.election, credentials.device, credentials.station);
    if found != here || certificate.public != key.public() {
        let at = format!("election {}, box {}, station {}", found.0, found.1, found.2);
        return Err(Refusal::at(Code::CredentialsOther, at).into());
    }
    files::write(&folders.certificate, 0o644, &bytes)?;
    folders.give_to_owner();
    let json = json!({ "reply": "certified", "device": found.1, "station_number": found.2 });
    let text = "The box's tapes carry its certified key. Next: start rtsd, or restart it.\n";
    Ok(Outcome::new(json, text.to_owned()))
}
