//! The signed election package: a file that a box takes only with the commission's signature.
//!
//! ```json
//! {"format": "rts-signed-package/1", "package": { … }, "signature": "hexadecimal"}
//! ```
//!
//! The digest is SHA-256 of the package's canonical JSON (RFC 8785), so that anyone computes it with a stock library; the
//! signature is Ed25519 of the commission's root key over `rts/v1/package\0` ‖ digest. A file whose package is not in its
//! normal form (a default spelt out, a time with an offset) is refused: one package, one digest.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::election::{Code, ElectionDefinition, MAXIMUM_PACKAGE_BYTES, Refusal};

use super::SealError;
use super::canonical::canonical_json;
use super::signature::{CommissionKey, PublicKey, verify};

/// Format name and version of a signed package.
pub const SIGNED_PACKAGE_FORMAT: &str = "rts-signed-package/1";

const LABEL: &[u8] = b"rts/v1/package\0";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedPackage<P> {
    format: String,
    package: P,
    signature: String,
}

/// An election package that the commission signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// What it says.
    pub definition: ElectionDefinition,
    /// SHA-256 of its canonical bytes; in the signature of every record.
    pub digest: [u8; 32],
}

impl Package {
    /// The keys whose receipts are believed.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::PackageInvalid`] if one is not usable; an opened package has usable ones only.
    pub fn receipt_keys(&self) -> Result<Vec<PublicKey>, Refusal> {
        self.definition.keys.receipt.iter().map(|key| public_key("keys, receipt", key)).collect()
    }

    /// The key that certifies devices.
    ///
    /// # Errors
    ///
    /// As [`Package::receipt_keys`].
    pub fn roster_key(&self) -> Result<PublicKey, Refusal> {
        public_key("keys, roster", &self.definition.keys.roster)
    }
}

/// SHA-256 of the canonical bytes of a package.
///
/// # Errors
///
/// Fails if the package has no canonical bytes; none of its numbers is out of range, so it has.
pub fn package_digest(definition: &ElectionDefinition) -> Result<[u8; 32], SealError> {
    Ok(Sha256::digest(canonical_json(definition).ok_or(SealError::TooLong)?).into())
}

/// Reads a signed package and checks it against the commission's root key.
///
/// # Errors
///
/// Refused as [`Code::PackageUnreadable`] if it is no such file, as [`Code::PackageSignature`] if the signature is not of
/// this key over this package, and as [`Code::PackageInvalid`] if a signed package contradicts itself.
pub fn open_package(bytes: &[u8], root: &PublicKey) -> Result<Package, Refusal> {
    let unreadable = |why: &dyn std::fmt::Display| Refusal::at(Code::PackageUnreadable, why.to_string());
    if bytes.len() > MAXIMUM_PACKAGE_BYTES {
        return Err(unreadable(&"too long"));
    }
    let file: SignedPackage<Value> = serde_json::from_slice(bytes).map_err(|why| unreadable(&why))?;
    if file.format != SIGNED_PACKAGE_FORMAT {
        return Err(Refusal::at(Code::PackageUnreadable, file.format));
    }
    let signature = decode_signature(&file.signature).ok_or_else(|| unreadable(&"signature"))?;
    let canonical = canonical_json(&file.package).ok_or_else(|| unreadable(&"number"))?;
    let digest: [u8; 32] = Sha256::digest(&canonical).into();
    verify(root, &signed_bytes(&digest), &signature).map_err(|_| Refusal::new(Code::PackageSignature))?;
    let definition: ElectionDefinition =
        serde_json::from_value(file.package).map_err(|why| unreadable(&why))?;
    if canonical_json(&definition).as_deref() != Some(canonical.as_slice()) {
        return Err(unreadable(&"not in normal form"));
    }
    definition.validate()?;
    let package = Package { definition, digest };
    package.receipt_keys()?;
    package.roster_key()?;
    Ok(package)
}

/// Signs a package and writes the file.
///
/// # Errors
///
/// Fails if the signature does not verify.
pub fn sign_package(definition: &ElectionDefinition, root: &CommissionKey) -> Result<String, SealError> {
    let signature = root.sign(&signed_bytes(&package_digest(definition)?))?;
    let file = SignedPackage {
        format: SIGNED_PACKAGE_FORMAT.to_owned(),
        package: definition,
        signature: hex::encode(signature),
    };
    serde_json::to_string_pretty(&file).map_err(|_| SealError::TooLong)
}

fn signed_bytes(digest: &[u8; 32]) -> Vec<u8> {
    [LABEL, digest.as_slice()].concat()
}

fn public_key(place: &str, key: &str) -> Result<PublicKey, Refusal> {
    key.parse().map_err(|why: SealError| Refusal::at(Code::PackageInvalid, format!("{place}: {why}")))
}

fn decode_signature(text: &str) -> Option<[u8; 64]> {
    let mut signature = [0_u8; 64];
    hex::decode_to_slice(text, &mut signature).ok()?;
    Some(signature)
}
