//! PINs of officials: kept as Argon2id (RFC 9106) only, never as they are typed.
//!
//! A PIN of a few digits falls to whoever holds the hash and a day of computing; it keeps a bystander from acting as an
//! official at the box, which counts wrong PINs and waits.

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The PIN could not be hashed: no randomness or no memory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hash a PIN: {0}")]
pub struct PinError(String);

/// Memory that a look at a PIN takes, in KiB. With [`PASSES`] as slow to guess as 19 MiB and two passes, and a box has to
/// live in 24 MiB.
const MEMORY: u32 = 7 << 10;
/// Passes over that memory.
const PASSES: u32 = 5;

/// The hash of a PIN with fresh salt, as a PHC string.
///
/// # Errors
///
/// Fails without randomness or memory.
pub fn hash_pin(pin: &str) -> Result<String, PinError> {
    let failed = |why: &dyn std::fmt::Display| PinError(why.to_string());
    let costs = Params::new(MEMORY, PASSES, 1, None).map_err(|why| failed(&why))?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, costs);
    Ok(hasher.hash_password(pin.as_bytes()).map_err(|why| failed(&why))?.to_string())
}

/// Looks at PINs in memory that it keeps: the system's allocator would give a long-lived daemon's back late or never.
#[derive(Default)]
pub struct PinReader {
    memory: Vec<Block>,
}

impl PinReader {
    /// Whether this is the PIN; false as well if the hash is none. Takes as long for a wrong one as for the right one.
    #[must_use]
    pub fn matches(&mut self, hash: &str, pin: &str) -> bool {
        PasswordHash::new(hash).is_ok_and(|hash| self.computes(&hash, pin).unwrap_or(false))
    }

    fn computes(&mut self, hash: &PasswordHash, pin: &str) -> Option<bool> {
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        let version =
            hash.version.map_or(Some(Version::default()), |version| Version::try_from(version).ok())?;
        let costs = Params::try_from(hash).ok()?;
        let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
        let blocks = costs.block_count();
        if self.memory.len() < blocks {
            self.memory.resize(blocks, Block::default());
        }
        let memory = self.memory.get_mut(..blocks)?;
        let mut found = vec![0; expected.as_bytes().len()];
        let argon = Argon2::new(algorithm, version, costs);
        let done =
            argon.hash_password_into_with_memory(pin.as_bytes(), salt.as_ref(), &mut found, &mut *memory);
        memory.fill(Block::default());
        done.ok()?;
        // Comparing outputs takes the same time wherever they differ.
        Some(Output::new(&found).ok()? == *expected)
    }
}

/// Whether this is the PIN, as [`PinReader::matches`] says.
#[must_use]
pub fn pin_matches(hash: &str, pin: &str) -> bool {
    PinReader::default().matches(hash, pin)
}
