//! The ballot of the station, for names: read from the package file and believed only if it is the package in force.

use std::path::{Path, PathBuf};

use rts_core::device::Status;
use rts_core::election::{Code, ElectionDefinition, MAXIMUM_PACKAGE_BYTES, Refusal, Station};
use rts_core::seal::package_digest;
use serde_json::Value;

use super::asking::Session;
use super::files;
use super::stop::Stop;

/// A package and the station that matters in it.
pub(super) struct Ballot {
    /// Everything that the commission fixed.
    pub(super) definition: ElectionDefinition,
    /// The station.
    pub(super) station: Station,
}

/// The ballot of the box's station.
///
/// # Errors
///
/// Refused if the package cannot be read, or is not the one that the box works with.
pub(super) fn of_box(session: &Session, file: Option<&Path>, status: &Status) -> Result<Ballot, Stop> {
    let path = file.map_or_else(|| installed(session), |file| Ok(file.to_owned()))?;
    let definition = unverified(&path)?;
    let digest = package_digest(&definition).map(hex::encode).unwrap_or_default();
    if digest != status.package {
        let at = format!("{} is not the package in force", path.display());
        return Err(Refusal::at(Code::PackageOtherElection, at).into());
    }
    let station = definition.stations.iter().find(|station| station.code == status.station).cloned();
    let station = station.ok_or_else(|| Refusal::at(Code::PackageOtherStation, status.station.clone()))?;
    Ok(Ballot { definition, station })
}

/// Where the package in force lies.
fn installed(session: &Session) -> Result<PathBuf, Stop> {
    Ok(session.settings()?.paths.package)
}

/// What a signed package says, its signature unchecked: whoever calls compares the digest with one that is believed.
///
/// # Errors
///
/// Refused as [`Code::FileUnreadable`] or [`Code::PackageUnreadable`].
pub(super) fn unverified(path: &Path) -> Result<ElectionDefinition, Refusal> {
    let bytes = files::read(path, Code::FileUnreadable, MAXIMUM_PACKAGE_BYTES)?;
    let unreadable = |why: String| Refusal::at(Code::PackageUnreadable, format!("{}: {why}", path.display()));
    let mut file: Value = serde_json::from_slice(&bytes).map_err(|why| unreadable(why.to_string()))?;
    let package = file.get_mut("package").map(Value::take);
    let package = package.ok_or_else(|| unreadable("not a signed package".to_owned()))?;
    serde_json::from_value(package).map_err(|why| unreadable(why.to_string()))
}
