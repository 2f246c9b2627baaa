//! One line of letters: where each glyph stands, in whole dots, and how its edges become dots.
//!
//! Advances and offsets are rounded glyph by glyph, so that a letter has the same dots wherever it stands and figures
//! keep their columns. A dot is black from 112/255 of its area: below one half, so that the rounding of an advance
//! never opens a gap between joined letters.

use std::collections::BTreeMap;

use ab_glyph::{GlyphId, OutlinedGlyph, PxScaleFactor, point};

use super::fonts::{Face, UNITS};
use super::shaping::Run;
use super::{Bitmap, Pen};

/// Share of a dot's area that makes it black.
const THRESHOLD: f32 = 112.0 / 255.0;
/// Rows above the line, in units of the font: the tallest letters without stacked marks.
const ABOVE: i32 = 2048;
/// Rows below the line, in units of the font.
const BELOW: i32 = 512;

/// One line of letters, shaped, in visual order.
#[derive(Clone, Debug)]
pub struct Setting {
    pen: Pen,
    glyphs: Vec<Placed>,
    width: i32,
    above: i32,
    below: i32,
}

/// A glyph and its origin in dots, right of the line's left edge and above the line.
#[derive(Clone, Copy, Debug)]
struct Placed {
    id: u16,
    right: i32,
    up: i32,
}

impl Setting {
    /// A line without letters.
    pub(super) fn blank(pen: Pen) -> Self {
        let (above, below) = (ceiling(ABOVE, pen), ceiling(BELOW, pen));
        Self { pen, glyphs: Vec::new(), width: 0, above, below }
    }

    /// Places the runs of one line side by side.
    pub(super) fn of(runs: &[Run], face: &Face, pen: Pen) -> Self {
        let shaper = face.shaper();
        let mut line = Self::blank(pen);
        let mut left = 0_i32;
        let mut at = 0_i32;
        for glyph in runs.iter().flat_map(|run| &run.glyphs) {
            let placed = Placed {
                id: glyph.id,
                right: at.saturating_add(dots(glyph.right, pen)),
                up: dots(glyph.up, pen),
            };
            at = at.saturating_add(dots(glyph.advance, pen));
            let Some(black) = shaper.glyph_extents(u32::from(glyph.id).into()) else { continue };
            if black.width == 0 {
                continue;
            }
            let end = black.x_bearing.saturating_add(black.width);
            let bottom = black.y_bearing.saturating_add(black.height);
            left = left.min(placed.right.saturating_add(floor(black.x_bearing, pen)));
            line.width = line.width.max(placed.right.saturating_add(ceiling(end, pen)));
            line.above = line.above.max(placed.up.saturating_add(ceiling(black.y_bearing, pen)));
            line.below = line.below.max(floor(bottom, pen).saturating_add(placed.up).saturating_neg());
            line.glyphs.push(placed);
        }
        line.width = line.width.max(at).saturating_sub(left);
        for placed in &mut line.glyphs {
            placed.right = placed.right.saturating_sub(left);
        }
        line
    }

    /// Dots across, as drawn.
    #[must_use]
    pub fn width(&self) -> u16 {
        u16::try_from(self.width).unwrap_or(u16::MAX)
    }

    /// Rows from top to bottom: the same for all lines of one pen, five quarters of its size, but for those with a
    /// letter that reaches beyond, which are higher by what it needs.
    #[must_use]
    pub fn height(&self) -> u16 {
        u16::try_from(self.above.saturating_add(self.below)).unwrap_or(u16::MAX)
    }

    /// Rows from the top to the line on which letters stand: cells of one row of a table stand on one line.
    #[must_use]
    pub fn baseline(&self) -> u16 {
        u16::try_from(self.above).unwrap_or(u16::MAX)
    }

    /// Draws the line with its upper left corner at `left`, `top`, from what of its letters is in the case, and puts the
    /// others there.
    pub fn draw(&self, case: &mut Case, onto: &mut Bitmap, left: u16, top: u32) {
        for placed in &self.glyphs {
            let letter = case
                .0
                .entry((placed.id, self.pen.size, self.pen.bold))
                .or_insert_with(|| Dots::of(placed.id, self.pen));
            let x = i64::from(left).saturating_add(placed.right.saturating_add(letter.right).into());
            let y = self.above.saturating_sub(placed.up).saturating_add(letter.down);
            let y = i64::from(top).saturating_add(y.into());
            for (right, down) in &letter.black {
                let across = u16::try_from(x.saturating_add((*right).into()));
                let row = u32::try_from(y.saturating_add((*down).into()));
                if let (Ok(across), Ok(row)) = (across, row) {
                    onto.set(across, row);
                }
            }
        }
    }
}

/// Letters as dots, each drawn once: what a compositor takes the letters of a page from. A letter has the same dots
/// wherever it stands.
#[derive(Clone, Debug, Default)]
pub struct Case(BTreeMap<(u16, u16, bool), Dots>);

/// The dots of a glyph.
#[derive(Clone, Debug, Default)]
struct Dots {
    /// From the glyph's origin to the upper left corner of its dots.
    right: i32,
    down: i32,
    /// Black dots, right of that corner and below it.
    black: Vec<(u32, u32)>,
}

impl Dots {
    fn of(id: u16, pen: Pen) -> Self {
        let Some(outline) = Face::of(pen.bold).and_then(|face| face.outline(id)) else {
            return Self::default();
        };
        let scale = f32::from(pen.size) / f32::from(UNITS);
        let factor = PxScaleFactor { horizontal: scale, vertical: scale };
        let origin = GlyphId(id).with_scale_and_position(f32::from(pen.size), point(0.0, 0.0));
        let letter = OutlinedGlyph::new(origin, outline, factor);
        let corner = letter.px_bounds().min;
        let mut black = Vec::new();
        letter.draw(|right, down, share| black.extend((share >= THRESHOLD).then_some((right, down))));
        Self { right: whole(corner.x), down: whole(corner.y), black }
    }
}

/// Units of the font in dots, to the nearest, halves upwards.
pub(super) fn dots(units: i32, pen: Pen) -> i32 {
    scaled(units, pen, UNITS.div_euclid(2).into())
}

/// Units of the font in dots, rounded down.
fn floor(units: i32, pen: Pen) -> i32 {
    scaled(units, pen, 0)
}

/// Units of the font in dots, rounded up.
fn ceiling(units: i32, pen: Pen) -> i32 {
    scaled(units, pen, UNITS.saturating_sub(1).into())
}

fn scaled(units: i32, pen: Pen, rounding: i64) -> i32 {
    let sum = i64::from(units).saturating_mul(pen.size.into()).saturating_add(rounding);
    i32::try_from(sum.div_euclid(UNITS.into())).unwrap_or(i32::MAX)
}

/// The corner of a glyph, which is a whole number of dots.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number of some hundreds at most; beyond i32 it saturates"
)]
fn whole(corner: f32) -> i32 {
    corner as i32
}
