//! The identity of a modem: fifteen decimal digits.
//!
//! Invariant: an `Imei` holds only ASCII digits. It names a modem and proves nothing: DirectIP has no authentication.

use std::{fmt, str::FromStr};

use super::Error;

/// International Mobile Equipment Identity of a modem, fifteen ASCII digits as on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Imei([u8; 15]);

impl Imei {
    /// Fifteen zeros, which name no modem: what a gateway answers when it could not read the IMEI.
    pub const ZERO: Self = Self([b'0'; 15]);

    /// Takes the bytes of an information element.
    ///
    /// # Errors
    ///
    /// `Error::Imei` unless there are exactly fifteen ASCII digits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let digits: [u8; 15] = bytes.try_into().map_err(|_| Error::Imei)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(Error::Imei) }
    }

    /// The fifteen digits as bytes of the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 15] {
        &self.0
    }

    /// The fifteen digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Imei {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Imei {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Imei({self})")
    }
}

impl FromStr for Imei {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::from_bytes(text.as_bytes())
    }
}

impl TryFrom<String> for Imei {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Imei> for String {
    fn from(imei: Imei) -> Self {
        imei.as_str().to_owned()
    }
}
