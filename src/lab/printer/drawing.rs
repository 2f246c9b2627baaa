//! Pieces of paper as pictures: the printer's 12 by 24 font in DejaVu Sans Mono, white margins, the edge of the cut.
//!
//! Invariant: one dot of the printer is one pixel, so a picture measures what the paper measures.

use super::paper::{Content, End, Letter, Piece, Strip};
use ab_glyph::{Font as _, FontRef, Glyph, PxScale, ScaleFont as _, point};
use std::io;
use std::path::Path;

/// Pixels of paper beside the printable dots.
const MARGIN: usize = 32;
/// Dots of a letter.
const CELL: (f32, f32) = (12.0, 24.0);
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
    ///
    /// # Errors
    ///
    /// `InvalidData` if the built-in font cannot be read.
    pub fn draw(piece: &Piece, dots: u32) -> io::Result<Self> {
        let fonts = Fonts::load()?;
        let across = usize::try_from(dots).unwrap_or(0);
        let rows = usize::try_from(piece.rows()).unwrap_or(0);
        let (width, height) = (across + 2 * MARGIN, rows + 2);
        let mut picture = Self { width, height, pixels: vec![PAPER; width * height] };
        let mut top = 0;
        for strip in &piece.strips {
            picture.strip(strip, top, across, &fonts);
            top += usize::try_from(strip.visible).unwrap_or(0);
        }
        picture.edges(piece.end);
        Ok(picture)
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

    fn strip(&mut self, strip: &Strip, top: usize, across: usize, fonts: &Fonts<'_>) {
        let visible = usize::try_from(strip.visible).unwrap_or(0);
        match &strip.content {
            Content::Blank => {}
            Content::Raster { width, data } => {
                for (row, bytes) in data.chunks(usize::from(*width).max(1)).take(visible).enumerate() {
                    for x in (0..across.min(bytes.len() * 8)).filter(|x| bit(bytes, *x)) {
                        self.darken(x, top + row, 1.0);
                    }
                }
            }
            Content::Text { letters, align } => {
                let used: f32 = letters.iter().map(|letter| CELL.0 * f32::from(letter.width)).sum();
                let tallest = letters.iter().map(|letter| letter.height).max().unwrap_or(1);
                let spare = (to_f32(across) - used).max(0.0);
                let mut left = match align {
                    1 => (spare / 2.0).floor(),
                    2 => spare,
                    _ => 0.0,
                };
                for letter in letters {
                    let drop = CELL.1 * f32::from(tallest.saturating_sub(letter.height));
                    self.letter(*letter, (left, drop), (top, visible), fonts);
                    left += CELL.0 * f32::from(letter.width);
                }
            }
        }
    }

    /// Draws a letter whose cell begins at `corner` of a strip that begins at row `top` and shows `visible` rows.
    fn letter(
        &mut self,
        letter: Letter,
        corner: (f32, f32),
        (top, visible): (usize, usize),
        fonts: &Fonts<'_>,
    ) {
        let font = if letter.bold { &fonts.bold } else { &fonts.regular };
        let height = CELL.1 * f32::from(letter.height);
        let square = font.as_scaled(PxScale::from(height));
        let advance = square.h_advance(square.glyph_id('0')).max(1.0);
        let scale = PxScale { x: height * CELL.0 * f32::from(letter.width) / advance, y: height };
        let position = point(corner.0, corner.1 + font.as_scaled(scale).ascent());
        let glyph: Glyph = font.glyph_id(char::from(letter.byte)).with_scale_and_position(scale, position);
        let Some(outline) = font.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            let (Some(x), Some(y)) = (offset(bounds.min.x, x), offset(bounds.min.y, y)) else { return };
            if y < visible {
                self.darken(x, top + y, coverage);
            }
        });
    }

    fn darken(&mut self, x: usize, y: usize, coverage: f32) {
        if x + 2 * MARGIN >= self.width {
            return;
        }
        if let Some(pixel) = self.pixels.get_mut(y * self.width + x + MARGIN) {
            *pixel = pixel.saturating_sub(shade(coverage));
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

struct Fonts<'a> {
    regular: FontRef<'a>,
    bold: FontRef<'a>,
}

impl Fonts<'static> {
    fn load() -> io::Result<Self> {
        let read =
            |bytes| FontRef::try_from_slice(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e));
        Ok(Self { regular: read(dejavu::sans_mono::regular())?, bold: read(dejavu::sans_mono::bold())? })
    }
}

fn bit(bytes: &[u8], x: usize) -> bool {
    bytes.get(x / 8).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred dots are exact")]
fn to_f32(dots: usize) -> f32 {
    dots as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 before the cast"
)]
fn shade(coverage: f32) -> u8 {
    (coverage * 255.0).clamp(0.0, 255.0) as u8
}

/// A pixel of a glyph in its strip; `None` above or left of it.
#[expect(clippy::cast_possible_truncation, reason = "bounds of a letter are a few hundred pixels")]
fn offset(bound: f32, pixel: u32) -> Option<usize> {
    usize::try_from(bound as i64 + i64::from(pixel)).ok()
}
