//! Public keys and signed packages as they are named on the command line.

use std::path::Path;

use rts_core::election::{Code, MAXIMUM_PACKAGE_BYTES, Refusal};
use rts_core::seal::{Package, PublicKey, SealError, open_package};

use super::files;

/// Longest file that holds a key in hexadecimal.
const MOST_KEY: usize = 1 << 10;

/// A public key in hexadecimal, or from a file that holds one.
///
/// # Errors
///
/// Refused as [`Code::FileUnreadable`] if it is neither.
pub(super) fn public_key(text: &str) -> Result<PublicKey, Refusal> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let path = Path::new(text);
    let bytes = files::read(path, Code::FileUnreadable, MOST_KEY)?;
    let unusable =
        |why: &dyn std::fmt::Display| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
    let key = std::str::from_utf8(&bytes).map_err(|why| unusable(&why))?;
    key.trim().parse().map_err(|why: SealError| unusable(&why))
}

/// Reads a package and checks its signature.
///
/// # Errors
///
/// Refused as X01, P01, P02 or P06.
pub(super) fn signed_package(path: &Path, root: &PublicKey) -> Result<(Vec<u8>, Package), Refusal> {
    let bytes = files::read(path, Code::FileUnreadable, MAXIMUM_PACKAGE_BYTES)?;
    let package = open_package(&bytes, root)?;
    Ok((bytes, package))
}
