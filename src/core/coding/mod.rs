//! Bytes without meaning: what every record, packet, line and label of the terminal is written with.
//!
//! - [`bytes`]: fixed-width integers, big-endian, bounds-checked.
//! - [`crockford`]: short binary values as text that people read aloud and type in.
//! - [`crc`]: the checksum of a line from the counting device.
//! - [`shape`] and [`counts`]: what the count coder is told beforehand, and the counts it carries.
//!
//! Nothing here knows of elections. Whatever bytes or text come in from outside, the answer is a value or a
//! [`CodingError`], never a panic.

pub mod bytes;
pub mod counts;
pub mod crc;
pub mod crockford;
pub mod shape;

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
}
