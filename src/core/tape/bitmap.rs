//! A picture of dots as the print head burns them: one bit a dot, rows from top to bottom.
//!
//! Invariants: every row has the same number of whole bytes, the leftmost dot in the highest bit; dots beyond the edges
//! are dropped, never wrapped.

use sha2::{Digest as _, Sha256};

/// Dots in a byte of a row.
const DOTS: u16 = 8;

/// Black dots on white paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    stride: u16,
    rows: Vec<u8>,
}

impl Bitmap {
    /// White paper of `width` dots (rounded down to whole bytes) and `height` rows.
    #[must_use]
    pub fn new(width: u16, height: u32) -> Self {
        let stride = width.div_euclid(DOTS).max(1);
        let bytes = usize::try_from(height).unwrap_or(usize::MAX).saturating_mul(stride.into());
        Self { stride, rows: vec![0; bytes] }
    }

    /// Dots across.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.stride.saturating_mul(DOTS)
    }

    /// Bytes of a row.
    #[must_use]
    pub fn stride(&self) -> u16 {
        self.stride
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        u32::try_from(self.rows.len().div_euclid(usize::from(self.stride))).unwrap_or(u32::MAX)
    }

    /// The packed bytes of a row; empty below the last one.
    #[must_use]
    pub fn row(&self, y: u32) -> &[u8] {
        let start = usize::try_from(y).unwrap_or(usize::MAX).saturating_mul(self.stride.into());
        self.rows.get(start..start.saturating_add(self.stride.into())).unwrap_or_default()
    }

    /// Every row, one after the other.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.rows
    }

    /// True if the row has no black dot.
    #[must_use]
    pub fn is_blank(&self, y: u32) -> bool {
        self.row(y).iter().all(|byte| *byte == 0)
    }

    /// True if the dot is black.
    #[must_use]
    pub fn get(&self, x: u16, y: u32) -> bool {
        let byte = self.row(y).get(usize::from(x.div_euclid(DOTS))).copied().unwrap_or(0);
        byte & mask(x) != 0
    }

    /// Blackens a dot.
    pub fn set(&mut self, x: u16, y: u32) {
        if x >= self.width() {
            return;
        }
        let start = usize::try_from(y).unwrap_or(usize::MAX).saturating_mul(self.stride.into());
        let at = start.saturating_add(usize::from(x.div_euclid(DOTS)));
        if let Some(byte) = self.rows.get_mut(at) {
            *byte |= mask(x);
        }
    }

    /// Blackens a rectangle.
    pub fn fill(&mut self, left: u16, top: u32, width: u16, height: u32) {
        for y in top..top.saturating_add(height) {
            for x in left..left.saturating_add(width) {
                self.set(x, y);
            }
        }
    }

    /// The rows from `top` on, as many as there are of `height`.
    #[must_use]
    pub fn part(&self, top: u32, height: u32) -> Self {
        let mut part = Self::new(self.width(), 0);
        (top..top.saturating_add(height).min(self.height())).for_each(|y| part.push(self.row(y)));
        part
    }

    /// Adds white rows at the end.
    pub fn extend(&mut self, height: u32) {
        let bytes = usize::try_from(height).unwrap_or(usize::MAX).saturating_mul(self.stride.into());
        self.rows.resize(self.rows.len().saturating_add(bytes), 0);
    }

    /// Adds a row of packed bytes at the end; missing dots are white, those beyond the edge are dropped.
    pub fn push(&mut self, row: &[u8]) {
        let end = self.rows.len().saturating_add(self.stride.into());
        self.rows.extend(row.iter().take(self.stride.into()));
        self.rows.resize(end, 0);
    }

    /// Adds the rows of another picture at the end; narrower ones stand at the left, wider ones lose their right.
    pub fn append(&mut self, other: &Self) {
        other.rows.chunks(other.stride.into()).for_each(|row| self.push(row));
    }

    /// Blackens the dots of another picture whose upper left corner stands at `left`, `top`.
    pub fn paste(&mut self, other: &Self, left: u16, top: u32) {
        for y in 0..other.height() {
            for x in (0..other.width()).filter(|x| other.get(*x, y)) {
                self.set(left.saturating_add(x), top.saturating_add(y));
            }
        }
    }

    /// SHA-256 of width (two bytes, big-endian) and rows: the name of a picture in the journal.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.width().to_be_bytes());
        hash.update(&self.rows);
        hash.finalize().into()
    }
}

/// The bit of a dot in its byte.
fn mask(x: u16) -> u8 {
    0x80_u8.checked_shr(u32::from(x.rem_euclid(DOTS))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Bitmap;

    #[test]
    fn a_dot_is_the_highest_bit_first_and_dots_beyond_the_edge_are_dropped() {
        let mut picture = Bitmap::new(16, 2);
        picture.set(0, 0);
        picture.set(9, 1);
        picture.set(16, 0);
        picture.set(3, 2);
        assert_eq!(picture.bytes(), [0x80, 0, 0, 0x40]);
        assert!(picture.get(9, 1) && !picture.get(9, 0) && !picture.get(200, 1));
    }

    #[test]
    fn pictures_stand_below_each_other() {
        let mut picture = Bitmap::new(16, 1);
        let mut wide = Bitmap::new(24, 1);
        wide.fill(0, 0, 24, 1);
        picture.append(&wide);
        picture.extend(1);
        assert_eq!(picture.bytes(), [0, 0, 0xff, 0xff, 0, 0]);
        assert_eq!(picture.height(), 3);
        assert!(picture.is_blank(0) && !picture.is_blank(1));
    }

    #[test]
    fn pictures_of_different_width_have_different_names() {
        assert_ne!(Bitmap::new(8, 2).digest(), Bitmap::new(16, 1).digest());
    }
}
