//! Ed25519 (RFC 8032) as it is called here: strict verification, and no signature leaves unverified.
//!
//! Devices and the commission hold keys of different types, so that neither signs in the other's place.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::SealError;

/// Length of a signature in bytes.
pub const SIGNATURE_LEN: usize = 64;

/// A key that anyone may have, to check signatures with. Never one of the weak ones that verify anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key with these bytes.
    ///
    /// # Errors
    ///
    /// Fails if they are no point of the curve, or one of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| SealError::PublicKey)?;
        if key.is_weak() { Err(SealError::PublicKey) } else { Ok(Self(key)) }
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.to_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut bytes = [0_u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| SealError::PublicKey)?;
        Self::from_bytes(&bytes)
    }
}

/// Checks a signature with `verify_strict`: no malleable signature, no point of small order.
///
/// # Errors
///
/// Fails if the signature is not of this key over exactly this message.
pub fn verify(public: &PublicKey, message: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), SealError> {
    public.0.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| SealError::Signature)
}

fn sign(key: &SigningKey, message: &[u8]) -> Result<[u8; SIGNATURE_LEN], SealError> {
    let signature = key.try_sign(message).map_err(|_| SealError::SelfCheck)?;
    key.verifying_key().verify_strict(message, &signature).map_err(|_| SealError::SelfCheck)?;
    Ok(signature.to_bytes())
}

macro_rules! signing_keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SigningKey);

        impl $name {
            #[doc = "The key with this seed of 32 random bytes."]
            #[must_use]
            pub fn from_seed(seed: &[u8; 32]) -> Self {
                Self(SigningKey::from_bytes(seed))
            }

            #[doc = "Reads a seed in hexadecimal, as it stands in a credentials file."]
            #[doc = ""]
            #[doc = "# Errors"]
            #[doc = ""]
            #[doc = "Fails on another length or alphabet."]
            pub fn from_hex(text: &str) -> Result<Self, SealError> {
                let mut seed = Zeroizing::new([0_u8; 32]);
                hex::decode_to_slice(text, seed.as_mut_slice()).map_err(|_| SealError::Key)?;
                Ok(Self::from_seed(&seed))
            }

            #[doc = "The seed in hexadecimal, for a credentials file and nothing else."]
            #[must_use]
            pub fn to_hex(&self) -> Zeroizing<String> {
                Zeroizing::new(hex::encode(self.0.as_bytes()))
            }

            #[doc = "The key that others check its signatures with."]
            #[must_use]
            pub fn public(&self) -> PublicKey {
                PublicKey(self.0.verifying_key())
            }

            #[doc = "Signs, and verifies the signature before handing it out."]
            #[doc = ""]
            #[doc = "# Errors"]
            #[doc = ""]
            #[doc = "Fails if the signature does not verify: memory or processor are at fault."]
            pub fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LEN], SealError> {
                sign(&self.0, message)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

signing_keys! {
    /// The secret with which one box signs its records; made on the box and never leaves it.
    DeviceKey;
    /// A secret of the commission: signs the package, device certificates, or receipts (three different keys).
    CommissionKey;
}
