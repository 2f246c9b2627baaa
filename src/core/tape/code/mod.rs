//! The signed record as QR codes on the tape, and back from what any reader of QR codes reads (docs/wire.md, section 10).
//!
//! [`symbols_of`] cuts a record into the texts of few symbols, [`Symbol::draw`] draws one and reads its own drawing back,
//! [`read`] finds the texts in a picture, and [`Scan`] joins texts that come in any order.
//!
//! Invariants: what a symbol says is what is signed and nothing else; nothing that was scanned is believed before
//! [`Scanned::verify`] has been asked; no text, however hostile, takes more memory than [`Scan`] states.

mod draw;
mod scan;
mod statement;
mod symbol;

#[cfg(test)]
mod tests;

pub use draw::{read, read_gray};
pub use scan::{Gap, MOST_SETS, Scan, Scanned, SetName, Taken};
pub use statement::{Answered, Unanswered};
pub use symbol::{Carries, MOST_PARTS, Symbol, begins_symbol, key_symbol, symbols_of};

use thiserror::Error;

use crate::record::RecordError;
use crate::seal::SealError;

/// Why a code could not be drawn, read or believed, and what to do about it. Fragments that fit after "failed to read
/// the code: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// A record or text that no symbol of this paper has room for.
    #[error("too long for one code on this paper")]
    TooLong,
    /// The drawing was not read back with any of the eight masks.
    #[error("drawn, but not readable with any mask")]
    Unreadable,
    /// The text is of some other code, or was changed on the way (lower case, an address before it).
    #[error(
        "not a code of a tape, whose text begins with RT1:, RT1K:, RT1R: or RT1N:; scan a code of the tape itself"
    )]
    Foreign,
    /// The text is not Base45 (RFC 9285), or longer or shorter than a symbol's.
    #[error("damaged text; scan the code again, or copy its text whole and unchanged")]
    Damaged,
    /// A part that cannot be.
    #[error("part {part} of {parts} cannot be; scan the code again")]
    Part {
        /// Number of the part.
        part: u8,
        /// Parts of its set.
        parts: u8,
    },
    /// Two texts claim to be the same part of the same record.
    #[error(
        "part {part} of {parts} of {set} is not the one scanned before; start again with the codes of one tape"
    )]
    Differs {
        /// The record's name.
        set: SetName,
        /// Number of the part.
        part: u8,
        /// Parts of its set.
        parts: u8,
    },
    /// Codes of more records or devices than are held at once.
    #[error("codes of too many tapes at once; start again with the codes of one tape")]
    Full,
    /// All parts are there, and together they are no record.
    #[error("the codes of {set} together are no record ({why}); start again with the codes of one tape")]
    Record {
        /// The record's name.
        set: SetName,
        /// What is wrong with the bytes.
        why: RecordError,
    },
    /// A certificate's code that holds none.
    #[error("{0}; scan the code of the device's key again")]
    Certificate(SealError),
    /// The record was made with another election package.
    #[error("made with another election package, whose digest begins with {}; use that one", hex::encode(.0))]
    Package([u8; 8]),
    /// The parts are of a record with another digest than they say.
    #[error("the codes of {0} are not all of that record; start again with the codes of one tape")]
    Mixed(SetName),
    /// The signature is not of this device over this record and package.
    #[error("the signature is not of this device over this record: do not believe the tape")]
    Signature,
    /// No certificate among the codes is of the record's device.
    #[error("the code of the key of device {0} is missing; scan the last code of the tape")]
    NoKey(u32),
    /// The certificate is not the commission's, or is for another election or station than the record says.
    #[error(
        "the key of device {0} is not certified by the commission for this station: do not believe the tape"
    )]
    Uncertified(u32),
}
