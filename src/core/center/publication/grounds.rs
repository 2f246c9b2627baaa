//! What a check of a publication stands on: the package and the keys in it.

use crate::election::{ElectionDefinition, Refusal};
use crate::seal::{Package, PublicKey};

use super::log::log_origin;

/// The package that whoever checks believes in, and what it vouches for.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// The election.
    pub definition: ElectionDefinition,
    /// Digest of the package.
    pub package: [u8; 32],
    /// The keys that sign receipts and the heads of the log.
    pub receipt_keys: Vec<PublicKey>,
    /// The key that certifies boxes.
    pub roster_key: PublicKey,
}

impl Grounds {
    /// What this package vouches for.
    ///
    /// # Errors
    ///
    /// Refused if one of its keys is not usable.
    pub fn of(package: Package) -> Result<Self, Refusal> {
        let (receipt_keys, roster_key) = (package.receipt_keys()?, package.roster_key()?);
        Ok(Self { definition: package.definition, package: package.digest, receipt_keys, roster_key })
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> String {
        log_origin(self.definition.election.id, &self.package)
    }
}
