//! A symbol as dots, and texts back from dots.
//!
//! Invariants: error correction M; four white modules all around; five or six dots a module, whichever the paper has
//! room for, never fewer; a symbol is as wide as the paper, so that nothing can stand beside it; what is handed out was
//! read back from the very same dots.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use crate::tape::{Bitmap, Paper};

use super::CodeError;
use super::symbol::Symbol;

/// White modules on each side (ISO/IEC 18004).
const QUIET: u32 = 4;
/// Dots a module: six read best from a photograph, fewer than five are lost in it.
const DOTS: [u32; 2] = [6, 5];
/// Longest side of a picture that is read, in dots.
const LONGEST_SIDE: usize = 1 << 14;

impl Symbol {
    /// Draws the symbol across the whole width of the paper, in the middle.
    ///
    /// # Errors
    ///
    /// [`CodeError::TooLong`] if the paper has no room for it at five dots a module, [`CodeError::Unreadable`] if the
    /// drawing could not be read back.
    pub fn draw(&self, paper: Paper) -> Result<Bitmap, CodeError> {
        self.draw_for(paper, |picture| self.is_read_in(picture))
    }

    /// True if a reader finds this symbol in the picture, and no other code.
    pub(super) fn is_read_in(&self, picture: &Bitmap) -> bool {
        read(picture) == [self.text.as_str()]
    }

    /// Draws with the mask that the standard's penalties choose, then with each other, until `reads` says it reads.
    pub(super) fn draw_for(
        &self,
        paper: Paper,
        reads: impl Fn(&Bitmap) -> bool,
    ) -> Result<Bitmap, CodeError> {
        let chosen = self.encode(None)?;
        let picture = picture_of(&chosen, paper)?;
        if reads(&picture) {
            return Ok(picture);
        }
        for mask in (0..8).map(Mask::new).filter(|mask| *mask != chosen.mask()) {
            let picture = picture_of(&self.encode(Some(mask))?, paper)?;
            if reads(&picture) {
                return Ok(picture);
            }
        }
        Err(CodeError::Unreadable)
    }

    fn encode(&self, mask: Option<Mask>) -> Result<QrCode, CodeError> {
        if !QrSegment::is_alphanumeric(&self.text) {
            return Err(CodeError::Damaged);
        }
        let segments = [QrSegment::make_alphanumeric(&self.text)];
        let (least, most) = (Version::MIN, Version::MAX);
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, mask, false)
            .map_err(|_| CodeError::TooLong)
    }
}

fn picture_of(code: &QrCode, paper: Paper) -> Result<Bitmap, CodeError> {
    let size = code.size();
    let across = u32::try_from(size).unwrap_or(u32::MAX).saturating_add(QUIET.saturating_mul(2));
    let width = u32::from(paper.dots());
    let dots = DOTS.into_iter().find(|dots| across.saturating_mul(*dots) <= width);
    let dots = dots.ok_or(CodeError::TooLong)?;
    let height = across.saturating_mul(dots);
    let left = width.saturating_sub(height).div_euclid(2);
    let at = |module: i32| u32::try_from(module).unwrap_or(0).saturating_add(QUIET).saturating_mul(dots);
    let narrow = |dots: u32| u16::try_from(dots).unwrap_or(u16::MAX);
    let mut picture = Bitmap::new(paper.dots(), height);
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            picture.fill(narrow(left.saturating_add(at(x))), at(y), narrow(dots), dots);
        }
    }
    Ok(picture)
}

/// The texts of all codes in a picture of dots, in no order; what is not text is left out.
#[must_use]
pub fn read(picture: &Bitmap) -> Vec<String> {
    let height = usize::try_from(picture.height()).unwrap_or(usize::MAX);
    read_gray(usize::from(picture.width()), height, |x, y| {
        let (x, y) = (u16::try_from(x).unwrap_or(u16::MAX), u32::try_from(y).unwrap_or(u32::MAX));
        if picture.get(x, y) { 0 } else { u8::MAX }
    })
}

/// The texts of all codes in a picture whose dots have the brightness `gray(x, y)`, 0 for black: a photograph, a scan.
/// None in a picture with a side of more than 16,384 dots.
#[must_use]
pub fn read_gray(width: usize, height: usize, gray: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    if width == 0 || height == 0 || width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Vec::new();
    }
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, gray);
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}
