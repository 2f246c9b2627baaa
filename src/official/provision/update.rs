//! A newer version of the package for a provisioned box, as long as nobody has voted.

use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::journal::{Entry, Event};
use rts_core::seal::{DeviceKey, Package};
use rts_core::tape::check_legible;
use serde_json::json;

use super::super::files;
use super::super::keys::signed_package;
use super::super::stop::{Outcome, Stop};
use super::input::loaded;
use super::keep::BoxFolders;
use super::{append, refusal};
use crate::ports::credentials::Credentials;
use crate::store::{Identity, Journal};

/// Longest file of the box's own.
const MOST_BYTES: usize = 64 << 10;

/// Takes the package into force; the entry comes first, and repeating it writes the file again.
pub(super) fn run(folders: &BoxFolders, file: &Path) -> Result<Outcome, Stop> {
    let credentials = Credentials::from_json(&own(&folders.credentials)?)?;
    let key = String::from_utf8_lossy(&own(&folders.key)?).trim().to_owned();
    let key = DeviceKey::from_hex(&key)
        .map_err(|why| Refusal::at(Code::CredentialsInvalid, format!("{}: {why}", folders.key.display())))?;
    let (bytes, package) = signed_package(file, &credentials.root_key)?;
    check_legible(&package.definition)?;
    let identity = Identity {
        election: credentials.election,
        device: credentials.device,
        station: credentials.station,
        public_key: key.public().to_bytes(),
    };
    let opened = Journal::open(folders.places.clone(), identity).map_err(refusal)?;
    let new = judge(&credentials, &package, &opened.entries)?;
    let mut journal = opened.journal;
    if new {
        append(&mut journal, loaded(&package))?;
    }
    files::write(&folders.package, 0o644, &bytes)?;
    drop(journal);
    folders.give_to_owner();
    let (digest, version) = (hex::encode(package.digest), package.definition.election.version);
    let json = json!({ "reply": "package-loaded", "digest": digest, "version": version });
    Ok(Outcome::new(
        json,
        format!("Package version {version} is in force, digest {digest}.\nNext: start rtsd."),
    ))
}

/// A file of the box's own; without it the box is not provisioned.
fn own(path: &Path) -> Result<Vec<u8>, Refusal> {
    files::read(path, Code::NotProvisioned, MOST_BYTES)
}

/// Whether the package may come into force; false if it is in force already.
fn judge(credentials: &Credentials, package: &Package, entries: &[Entry]) -> Result<bool, Refusal> {
    let election = &package.definition.election;
    if election.id != credentials.election {
        let at = format!("election {}, the box has election {}", election.id, credentials.election);
        return Err(Refusal::at(Code::PackageOtherElection, at));
    }
    if package.definition.station(credentials.station).is_none() {
        return Err(Refusal::at(Code::PackageOtherStation, format!("station {}", credentials.station)));
    }
    if !entries.iter().any(|entry| matches!(entry.event, Event::Provisioned { .. })) {
        return Err(Refusal::new(Code::NotProvisioned));
    }
    if entries.iter().any(|entry| matches!(entry.event, Event::ZeroSealed { .. })) {
        return Err(Refusal::new(Code::PollsAlreadyOpen));
    }
    let in_force = entries.iter().rev().find_map(|entry| {
        if let Event::PackageLoaded { digest, version } = &entry.event {
            Some((digest, *version))
        } else {
            None
        }
    });
    match in_force {
        Some((digest, version)) if digest.as_slice() == package.digest && version == election.version => {
            Ok(false)
        }
        Some((_, version)) if version >= election.version => {
            let at = format!("version {}, version {version} is in use", election.version);
            Err(Refusal::at(Code::PackageOlder, at))
        }
        _ => Ok(true),
    }
}
