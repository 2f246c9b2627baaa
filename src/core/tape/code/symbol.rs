//! What the symbols of a tape say: the signed record in one or few texts, and the certificate of the key that signed;
//! other signed statements are in [`super::statement`].
//!
//! Invariants: a text has only letters of QR's alphanumeric mode (ISO/IEC 18004) and neither begins nor ends with a
//! space, so that a reader that trims does no harm; the chunks of a record differ only in that the last may be shorter.

use crate::record::SignedRecord;
use crate::seal::DeviceCertificate;
use crate::tape::Paper;

use super::statement::{NON_TRANSMISSION, RECEIPT};

/// Begins the text of a part of a record.
pub(super) const RECORD: &str = "RT1:";
/// Begins the text of a device certificate.
pub(super) const KEY: &str = "RT1K:";
/// Bytes of the digest in every part.
pub(super) const NAME_LEN: usize = 4;
/// Bytes before the chunk: name of the record, part, parts.
pub(super) const HEAD_LEN: usize = 6;
/// Bytes of the package digest before R.
pub(super) const PACKAGE_LEN: usize = 8;

/// Most symbols of one record. The longest record has three on 80 mm paper and five on 58 mm paper.
pub const MOST_PARTS: u8 = 16;

/// What a symbol carries: what its caption says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// Part of the signed record.
    Part {
        /// Number of the part, from 1.
        part: u8,
        /// Number of parts.
        parts: u8,
    },
    /// The certificate of the device's key.
    Key,
    /// The center's receipt.
    Receipt,
    /// The certificate of non-transmission.
    NonTransmission,
}

/// One QR code of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What a reader reads: ASCII, only letters of QR's alphanumeric mode.
    pub text: String,
    /// What is in it.
    pub carries: Carries,
}

/// The symbols of a record for this paper: as few as it has room for, with chunks of one length but for the last.
///
/// Never empty. A record of more than [`MOST_PARTS`] full symbols, which the tally code rules out, gives symbols that
/// cannot be drawn.
#[must_use]
pub fn symbols_of(signed: &SignedRecord, package_digest: &[u8; 32], paper: Paper) -> Vec<Symbol> {
    let (package, _) = package_digest.split_first_chunk::<PACKAGE_LEN>().unwrap_or((&[0; PACKAGE_LEN], &[]));
    let base = signed.base.to_bytes();
    let whole = [base.as_slice(), package, &signed.r, &signed.signature].concat();
    let digest = signed.digest(package_digest);
    let (name, _) = digest.0.split_first_chunk::<NAME_LEN>().unwrap_or((&[0; NAME_LEN], &[]));
    let parts = whole.len().div_ceil(most_bytes(paper)).min(MOST_PARTS.into());
    let chunks = whole.chunks(whole.len().div_ceil(parts.max(1)).max(1));
    let parts = u8::try_from(chunks.len()).unwrap_or(MOST_PARTS);
    (1_u8..)
        .zip(chunks)
        .map(|(part, chunk)| Symbol {
            text: format!("{RECORD}{}", base45::encode([name.as_slice(), &[part, parts], chunk].concat())),
            carries: Carries::Part { part, parts },
        })
        .collect()
}

/// The symbol that certifies the key of a device, for readers that have the commission's roster key only.
#[must_use]
pub fn key_symbol(certificate: &DeviceCertificate) -> Symbol {
    Symbol { text: format!("{KEY}{}", base45::encode(certificate.to_bytes())), carries: Carries::Key }
}

/// True if a text begins as that of a tape's symbol does.
#[must_use]
pub fn begins_symbol(text: &str) -> bool {
    [RECORD, KEY, RECEIPT, NON_TRANSMISSION].iter().any(|begin| text.starts_with(begin))
}

/// Bytes of a record in one symbol: version 17 at six dots a module, version 12 at five.
fn most_bytes(paper: Paper) -> usize {
    match paper {
        Paper::Mm80 => 430,
        Paper::Mm58 => 250,
    }
}

/// Reads Base45 strictly: only the one text that a writer writes for its bytes.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = base45::decode(text).ok()?;
    // The decoder lets a last pair of letters wrap around.
    (base45::encode(&bytes) == text).then_some(bytes)
}
