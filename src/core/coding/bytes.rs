//! Fixed-width fields, big-endian: a reader that cannot run past its input and the writer it reads from.
//!
//! A layout is read in the order in which it was written, and [`Reader::finish`] refuses what was left
//! unread.

use super::CodingError;

/// Reads fields one after the other from the front of a byte string.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the first of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Bytes not yet read.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    /// [`CodingError::Truncated`] if fewer are left; nothing is consumed then.
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], CodingError> {
        let truncated = CodingError::Truncated { wanted: len, left: self.rest.len() };
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], CodingError> {
        let truncated = CodingError::Truncated { wanted: N, left: self.rest.len() };
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// The next byte.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn u8(&mut self) -> Result<u8, CodingError> {
        self.array().map(u8::from_be_bytes)
    }

    /// The next two bytes as a number.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn u16(&mut self) -> Result<u16, CodingError> {
        self.array().map(u16::from_be_bytes)
    }

    /// The next four bytes as a number.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn u32(&mut self) -> Result<u32, CodingError> {
        self.array().map(u32::from_be_bytes)
    }

    /// The next eight bytes as a number.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn u64(&mut self) -> Result<u64, CodingError> {
        self.array().map(u64::from_be_bytes)
    }

    /// All bytes not yet read; the reader is at its end afterwards.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`CodingError::Trailing`] if bytes are left.
    pub const fn finish(self) -> Result<(), CodingError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CodingError::Trailing(self.rest.len())) }
    }
}

/// Writes fields one after the other; each method returns the writer, so that a layout reads as one chain.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Appends `bytes` as they are.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends one byte.
    #[must_use]
    pub fn u8(self, value: u8) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends two bytes.
    #[must_use]
    pub fn u16(self, value: u16) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends four bytes.
    #[must_use]
    pub fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends eight bytes.
    #[must_use]
    pub fn u64(self, value: u64) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_the_order_in_which_they_were_written() {
        let bytes = Writer::new().u8(1).u16(0x0203).u32(0x0405_0607).u64(8).bytes(b"end").finish();
        assert_eq!(bytes, [1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 8, b'e', b'n', b'd']);
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(0x0203));
        assert_eq!(reader.u32(), Ok(0x0405_0607));
        assert_eq!(reader.u64(), Ok(8));
        assert_eq!(reader.clone().rest(), b"end");
        assert_eq!(reader.take(3), Ok(&b"end"[..]));
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn a_read_past_the_end_is_an_error_and_takes_nothing() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.u32(), Err(CodingError::Truncated { wanted: 4, left: 3 }));
        assert_eq!(reader.take(usize::MAX), Err(CodingError::Truncated { wanted: usize::MAX, left: 3 }));
        assert_eq!(reader.remaining(), 3);
        assert_eq!(reader.array::<3>(), Ok([1, 2, 3]));
    }

    #[test]
    fn bytes_left_unread_are_refused() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.finish(), Err(CodingError::Trailing(2)));
    }
}
