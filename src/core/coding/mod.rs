//! Bytes without meaning: what every record, packet, line and label of the terminal is written with.
//!
//! - [`bytes`]: fixed-width integers, big-endian, bounds-checked.
//! - [`crockford`]: short binary values as text that people read aloud and type in.
//! - [`crc`]: the checksum of a line from the counting device.
//! - [`shape`], [`counts`] and [`coder`]: a station's ballot, what was counted, and the few bytes that carry
//!   it.
//!
//! Under the coder, from the top: `direction` (one walk, read or written), `urn` (counts that add up), `tree`
//! (finding a category) and `number` (one integer of any length).
//!
//! Nothing here knows of elections. Whatever bytes or text come in from outside, the answer is a value or a
//! [`CodingError`], never a panic.

pub mod bytes;
#[cfg(test)]
pub(crate) mod cases;
pub mod coder;
pub mod counts;
pub mod crc;
pub mod crockford;
mod direction;
mod number;
pub mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod urn;

/// Why bytes or text could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodingError {
    /// A read went past the end of the input.
    #[error("read {wanted} bytes where {left} are left")]
    Truncated {
        /// Bytes asked for.
        wanted: usize,
        /// Bytes that were left.
        left: usize,
    },
    /// The input goes on after its end.
    #[error("stop {0} bytes before the end of the input")]
    Trailing(usize),
    /// A character outside the alphabet.
    #[error("read the character {0:?}")]
    Character(char),
    /// A text of the wrong number of characters.
    #[error("read {found} characters where {wanted} are due")]
    Length {
        /// Characters that the value takes.
        wanted: usize,
        /// Characters found.
        found: usize,
    },
    /// Bits beyond the value are not zero: not the text that a writer writes.
    #[error("read a text that no writer writes")]
    Padding,
    /// The checksum is missing or differs.
    #[error("verify the checksum")]
    Checksum,
    /// The shape of a ballot is outside its own bounds.
    #[error("use the shape of the ballot: {0}")]
    Shape(&'static str),
    /// Counts that the shape of the ballot has no room for.
    #[error("match the counts to the ballot: {0}")]
    Mismatch(&'static str),
    /// A count above its bound.
    #[error("code a count out of bounds: {0}")]
    Bound(&'static str),
    /// More draws than a code may take.
    #[error("code so many votes")]
    Draws,
    /// More bytes than a code may take.
    #[error("keep the code in its size")]
    Size,
    /// A code that no writer writes.
    #[error("accept a code that no writer writes: {0}")]
    Canonical(&'static str),
}
