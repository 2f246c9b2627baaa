//! Symmetric secrets: the masters of center and gateways, and the two keys of a device derived from them.
//!
//! A device's keys follow from master, device and epoch by HKDF-SHA256 with empty salt (RFC 5869), so that a center or
//! gateway stores one secret and no table.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::SealError;

const END_TO_END_LABEL: &[u8] = b"rts/v1/e2e\0";
const LINK_LABEL: &[u8] = b"rts/v1/link\0";

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident = $length:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; $length]);

        impl $name {
            #[doc = "Length in bytes."]
            pub const LEN: usize = $length;

            #[doc = "The secret with these bytes."]
            #[must_use]
            pub const fn from_bytes(bytes: &[u8; $length]) -> Self {
                Self(*bytes)
            }

            #[doc = "Reads a secret in hexadecimal, as it stands in a credentials file."]
            #[doc = ""]
            #[doc = "# Errors"]
            #[doc = ""]
            #[doc = "Fails on another length or alphabet."]
            pub fn from_hex(text: &str) -> Result<Self, SealError> {
                let mut bytes = Zeroizing::new([0_u8; $length]);
                hex::decode_to_slice(text, bytes.as_mut_slice()).map_err(|_| SealError::Key)?;
                Ok(Self(*bytes))
            }

            #[doc = "The secret in hexadecimal, for a credentials file and nothing else."]
            #[must_use]
            pub fn to_hex(&self) -> Zeroizing<String> {
                Zeroizing::new(hex::encode(self.0))
            }

            // HKDF-SHA256 with empty salt; the info is given in pieces.
            pub(super) fn derive<const N: usize>(&self, info: &[&[u8]]) -> Result<Zeroizing<[u8; N]>, SealError> {
                let mut okm = Zeroizing::new([0_u8; N]);
                let hkdf = Hkdf::<Sha256>::new(None, &self.0);
                hkdf.expand_multi_info(info, okm.as_mut_slice()).map_err(|_| SealError::TooLong)?;
                Ok(okm)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

secrets! {
    /// What the tally center derives every device's [`EndToEndKey`] from.
    CenterMaster = 32;
    /// What the gateways derive every device's [`LinkKey`] from.
    GatewayMaster = 32;
    /// Stage 1, 256 bit: shared by one device and the tally center.
    EndToEndKey = 32;
    /// Stage 2, 128 bit: shared by one device and the gateways.
    LinkKey = 16;
}

impl CenterMaster {
    /// The key of a device; `epoch` is 0 to 15.
    ///
    /// # Errors
    ///
    /// Never in practice: the length asked of HKDF is fixed.
    pub fn end_to_end_key(&self, device: u32, epoch: u8) -> Result<EndToEndKey, SealError> {
        let bytes = self.derive(&[END_TO_END_LABEL, &device.to_be_bytes(), &[epoch]])?;
        Ok(EndToEndKey(*bytes))
    }
}

impl GatewayMaster {
    /// The key of a device; `epoch` is 0 to 15.
    ///
    /// # Errors
    ///
    /// Never in practice: the length asked of HKDF is fixed.
    pub fn link_key(&self, device: u32, epoch: u8) -> Result<LinkKey, SealError> {
        let bytes = self.derive(&[LINK_LABEL, &device.to_be_bytes(), &[epoch]])?;
        Ok(LinkKey(*bytes))
    }
}
