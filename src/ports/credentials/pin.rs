//! PINs of officials: kept as Argon2id (RFC 9106) only, never as they are typed.
//!
//! A PIN of a few digits falls to whoever holds the hash and a day of computing; it keeps a bystander from acting as an
//! official at the box, which counts wrong PINs and waits.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// The PIN could not be hashed: no randomness or no memory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash a PIN: {0}")]
pub struct PinError(String);

/// The hash of a PIN with fresh salt, as a PHC string; 19 MiB and two passes.
///
/// # Errors
///
/// Fails without randomness or memory.
pub fn hash_pin(pin: &str) -> Result<String, PinError> {
    let hash = Argon2::default().hash_password(pin.as_bytes()).map_err(|why| PinError(why.to_string()))?;
    Ok(hash.to_string())
}

/// Whether this is the PIN; false as well if the hash is none. Takes as long for a wrong one as for the right one.
#[must_use]
pub fn pin_matches(hash: &str, pin: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}
