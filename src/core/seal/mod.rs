//! By whom it is attested and who may read it: signatures, the two encryption stages, derived keys, signed packages.
//!
//! Only bytes are known here, no records. Every symmetric key meets exactly one plaintext: it is derived from what it
//! encrypts, so there is no nonce, counter or clock to lose, and sealing twice gives the same bytes. Secrets are wiped
//! when dropped, and their `Debug` shows nothing.

mod canonical;
mod device;
mod package;
mod secret;
mod signature;
mod stage;

pub use canonical::canonical_json;
pub use device::{DEVICE_CERTIFICATE_LEN, DeviceCertificate};
pub use package::{Package, SIGNED_PACKAGE_FORMAT, open_package, package_digest, sign_package};
pub use secret::{CenterMaster, EndToEndKey, GatewayMaster, LinkKey};
pub use signature::{CommissionKey, DeviceKey, PublicKey, SIGNATURE_LEN, verify};
pub use stage::{MessageId, TAG_LEN};

use thiserror::Error;

/// Why something cannot be sealed, opened or believed. Fragments that fit after "failed to open the message: ".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// The signature is not of this key over this message.
    #[error("signature does not verify")]
    Signature,
    /// A signature just made does not verify: a fault of memory or processor.
    #[error("own signature does not verify")]
    SelfCheck,
    /// Not a public key, or one that proves nothing.
    #[error("not a usable public key")]
    PublicKey,
    /// Not a key of the right length in hexadecimal.
    #[error("not a key")]
    Key,
    /// The bytes were not encrypted with this key and header, or were changed.
    #[error("authentication failed")]
    Authentication,
    /// The message id is not that of the opened plaintext.
    #[error("message id does not match its content")]
    MessageId,
    /// Longer than the algorithm allows.
    #[error("too long to encrypt")]
    TooLong,
    /// Not a device certificate of the expected length.
    #[error("not a device certificate")]
    Certificate,
}

#[cfg(test)]
mod tests;
