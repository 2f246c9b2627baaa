//! What is attested: the canonical bytes of every kind of record, their digest and their fingerprint.
//!
//! A record has exactly one byte form: what parses is written again to the same bytes. Nothing here signs, seals or
//! sends; [`signature_input`] is what a device signs and what everybody else verifies.

mod base;
mod certificate;
mod content;
mod digest;
mod error;
mod facts;
mod form;
mod shape;
mod signed;

pub use base::{BASE_LEN, Base, Epoch, Kind};
pub use certificate::{CERTIFICATE_LEN, Certificate};
pub use content::{Content, Reason, Record};
pub use digest::{Digest, Fingerprint, signature_input};
pub use error::RecordError;
pub use facts::{FACTS_LEN, Facts, Flags};
pub use shape::shape;
pub use signed::{SIGNATURE_LEN, SignedRecord};

#[cfg(test)]
mod tests;
