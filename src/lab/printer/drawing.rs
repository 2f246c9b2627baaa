//! Pieces of paper as pictures: the dots, white margins, the edge of the cut.
//!
//! Invariant: one dot of the printer is one pixel, so a picture measures what the paper measures.

use super::paper::{Content, End, Piece, Strip};
use std::io;
use std::path::Path;

/// Pixels of paper beside the printable dots.
const MARGIN: usize = 32;
/// Pixels of the block that stands for a letter of the printer's own font, and of the gap behind it.
const LETTER: (usize, usize, usize) = (10, 20, 2);
const PAPER: u8 = 252;
const EDGE: u8 = 150;

/// A gray picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Gray values, row by row; 0 is black.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// Draws a piece from paper with `dots` across.
    #[must_use]
    pub fn draw(piece: &Piece, dots: u32) -> Self {
        let across = usize::try_from(dots).unwrap_or(0);
        let rows = usize::try_from(piece.rows()).unwrap_or(0);
        let (width, height) = (across + 2 * MARGIN, rows + 2);
        let mut picture = Self { width, height, pixels: vec![PAPER; width * height] };
        let mut top = 0;
        for strip in &piece.strips {
            picture.strip(strip, top, across);
            top += usize::try_from(strip.visible).unwrap_or(0);
        }
        picture.edges(piece.end);
        picture
    }

    /// Pieces below one another, a gap between them.
    #[must_use]
    pub fn stack(pictures: &[Self]) -> Self {
        const GAP: usize = 24;
        let width = pictures.iter().map(|picture| picture.width).max().unwrap_or(1);
        let mut pixels = Vec::new();
        for picture in pictures {
            for row in picture.pixels.chunks(picture.width.max(1)) {
                pixels.extend_from_slice(row);
                pixels.resize(pixels.len() + width - row.len(), EDGE);
            }
            pixels.resize(pixels.len() + GAP * width, EDGE);
        }
        Self { width, height: pixels.len() / width, pixels }
    }

    /// Writes the picture as PNG.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let side = |pixels: usize| u32::try_from(pixels.max(1)).map_err(io::Error::other);
        let file = io::BufWriter::new(std::fs::File::create(path)?);
        let mut encoder = png::Encoder::new(file, side(self.width)?, side(self.height)?);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let dots_per_meter = 8_000;
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: dots_per_meter,
            yppu: dots_per_meter,
            unit: png::Unit::Meter,
        }));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        Ok(writer.finish()?)
    }

    fn strip(&mut self, strip: &Strip, top: usize, across: usize) {
        let visible = usize::try_from(strip.visible).unwrap_or(0);
        match &strip.content {
            Content::Blank => {}
            Content::Raster { width, data } => {
                for (row, bytes) in data.chunks(usize::from(*width).max(1)).take(visible).enumerate() {
                    for x in (0..across.min(bytes.len() * 8)).filter(|x| bit(bytes, *x)) {
                        self.darken(x, top + row, u8::MAX);
                    }
                }
            }
            Content::Letters(letters) => {
                let (wide, high, gap) = LETTER;
                let count = usize::try_from(*letters).unwrap_or(0);
                for left in (0..across).step_by(wide + gap).take(count) {
                    for y in 0..high.min(visible) {
                        (left..left + wide).for_each(|x| self.darken(x, top + y, EDGE));
                    }
                }
            }
        }
    }

    fn darken(&mut self, x: usize, y: usize, shade: u8) {
        if x + 2 * MARGIN >= self.width {
            return;
        }
        if let Some(pixel) = self.pixels.get_mut(y * self.width + x + MARGIN) {
            *pixel = pixel.saturating_sub(shade);
        }
    }

    /// The sides of the paper, and its lower end: a clean cut, a torn edge, or nothing where it hangs in the printer.
    fn edges(&mut self, end: End) {
        let (width, height) = (self.width, self.height);
        for row in self.pixels.chunks_mut(width) {
            for side in [0, width.saturating_sub(1)] {
                row.get_mut(side).into_iter().for_each(|pixel| *pixel = EDGE);
            }
        }
        for x in 0..width {
            let y = match end {
                End::Cut => height.saturating_sub(1),
                End::PaperEnd => height.saturating_sub(1 + (x / 4 + 1) % 6),
                End::Hanging => continue,
            };
            self.pixels.get_mut(y * width + x).into_iter().for_each(|pixel| *pixel = EDGE / 2);
        }
    }
}

fn bit(bytes: &[u8], x: usize) -> bool {
    bytes.get(x / 8).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
}
