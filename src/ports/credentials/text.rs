//! Keys and signatures as hexadecimal text of a JSON file.
//!
//! Secrets are read straight from the file's bytes, so that no second copy of them is left in memory.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Reads text where it stands.
struct Text<T, E>(fn(&str) -> Result<T, E>, PhantomData<T>);

impl<T, E: fmt::Display> Visitor<'_> for Text<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hexadecimal text")
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.0)(text).map_err(F::custom)
    }
}

fn parse<'de, T, E: fmt::Display, D: Deserializer<'de>>(
    deserializer: D,
    read: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text(read, PhantomData))
}

/// Secrets and public keys: `with = "text::end_to_end"` and so on.
macro_rules! texts {
    ($($name:ident: $of:ty, $read:expr, $write:expr;)*) => {$(
        pub(super) mod $name {
            use super::{Deserializer, Serializer, parse};

            pub(in super::super) fn serialize<S: Serializer>(value: &$of, to: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$of) -> _ = $write;
                to.serialize_str(&write(value))
            }

            pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$of, D::Error> {
                parse(from, $read)
            }
        }
    )*};
}

texts! {
    end_to_end: rts_core::seal::EndToEndKey, rts_core::seal::EndToEndKey::from_hex,
        |key: &rts_core::seal::EndToEndKey| key.to_hex();
    link: rts_core::seal::LinkKey, rts_core::seal::LinkKey::from_hex,
        |key: &rts_core::seal::LinkKey| key.to_hex();
    public: rts_core::seal::PublicKey, str::parse::<rts_core::seal::PublicKey>,
        |key: &rts_core::seal::PublicKey| key.to_string();
    signature: [u8; 64], super::signature_from_hex, |signature: &[u8; 64]| hex::encode(signature);
}

fn signature_from_hex(text: &str) -> Result<[u8; 64], hex::FromHexError> {
    let mut bytes = [0_u8; 64];
    hex::decode_to_slice(text, &mut bytes)?;
    Ok(bytes)
}
