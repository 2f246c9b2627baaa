//! What a technician hands in: the signed package, the credentials and the root key, checked against each other.

use std::path::Path;

use rts_core::election::{Code, Refusal, Station};
use rts_core::journal::Event;
use rts_core::seal::{Package, PublicKey};
use rts_core::tape::check_legible;

use super::super::files;
use super::super::keys::{public_key, signed_package};
use crate::ports::credentials::Credentials;
use crate::ports::directip::Imei;

/// Longest credentials file.
const MOST_CREDENTIALS: usize = 64 << 10;

/// Package and credentials of one box; they belong together.
pub(super) struct Input {
    /// The package, its signature checked.
    pub(super) package: Package,
    /// The file as it was signed.
    pub(super) package_bytes: Vec<u8>,
    /// The credentials.
    pub(super) credentials: Credentials,
    /// The file as the center wrote it.
    pub(super) credentials_bytes: Vec<u8>,
}

impl Input {
    /// Reads and checks everything.
    ///
    /// # Errors
    ///
    /// Refused as P01, P02, P06 and P12 for the package, P09 and P10 for the credentials, P04 if the station is not in the
    /// package, X01 for a file that cannot be read.
    pub(super) fn read(package: &Path, credentials: &Path, root: &str) -> Result<Self, Refusal> {
        let root = public_key(root)?;
        let (package_bytes, package) = signed_package(package, &root)?;
        check_legible(&package.definition)?;
        let credentials_bytes = files::read(credentials, Code::FileUnreadable, MOST_CREDENTIALS)?;
        let credentials = Credentials::from_json(&credentials_bytes)?;
        let input = Self { package, package_bytes, credentials, credentials_bytes };
        input.check(&root)?;
        Ok(input)
    }

    fn check(&self, root: &PublicKey) -> Result<(), Refusal> {
        let definition = &self.package.definition;
        if self.credentials.election != definition.election.id {
            let (has, expected) = (self.credentials.election, definition.election.id);
            let at = format!("election {has}, the package is of election {expected}");
            return Err(Refusal::at(Code::CredentialsOther, at));
        }
        let station = self.station()?;
        let invalid = |why: String| Err(Refusal::at(Code::CredentialsInvalid, why));
        if self.credentials.root_key != *root {
            return invalid("they name another root key of the commission".to_owned());
        }
        if self.credentials.roster_key != self.package.roster_key()? {
            return invalid("they name another roster key than the package".to_owned());
        }
        let people = station.officials.len();
        if let Some(pin) = self.credentials.officials.iter().find(|pin| usize::from(pin.official) > people) {
            return invalid(format!("a PIN for official {}, the station has {people}", pin.official));
        }
        let needed = if definition.rules.two_person { 2 } else { 1 };
        if self.credentials.officials.len() < needed {
            return invalid(format!(
                "PINs of {} officials, {needed} needed",
                self.credentials.officials.len()
            ));
        }
        Ok(())
    }

    /// The station of the box.
    ///
    /// # Errors
    ///
    /// Refused as P04 if the package does not list it.
    pub(super) fn station(&self) -> Result<&Station, Refusal> {
        let number = self.credentials.station;
        let station = self.package.definition.station(number);
        station.ok_or_else(|| Refusal::at(Code::PackageOtherStation, format!("station {number}")))
    }

    /// The modem of the box, from the credentials or as given.
    ///
    /// # Errors
    ///
    /// Refused as P10 if the two differ.
    pub(super) fn imei(&self, given: Option<Imei>) -> Result<Option<Imei>, Refusal> {
        match (given, self.credentials.imei) {
            (Some(given), Some(issued)) if given != issued => {
                let at = format!("modem {issued}, the box has {given}");
                Err(Refusal::at(Code::CredentialsOther, at))
            }
            (given, issued) => Ok(given.or(issued)),
        }
    }

    /// The entry that the package came into force.
    pub(super) fn loaded(&self) -> Event {
        loaded(&self.package)
    }
}

/// The entry that a package came into force.
pub(super) fn loaded(package: &Package) -> Event {
    Event::PackageLoaded { digest: package.digest.to_vec(), version: package.definition.election.version }
}
