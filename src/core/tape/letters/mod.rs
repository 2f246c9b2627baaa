//! Letters as dots: one paragraph of text, in its direction, wrapped, shaped and drawn.
//!
//! A paragraph is taken apart in logical order (direction, then lines, then runs of one direction and script), each
//! run is shaped into glyphs of an embedded DejaVu Sans, and the runs stand on their line in visual order.
//!
//! Invariants:
//! * What is drawn depends on the arguments only, so that the same record gives the same picture anywhere. Places are
//!   whole dots, reckoned in integers; only the edges of a letter are f32, by IEEE 754 addition, multiplication,
//!   division, square root and rounding in a fixed order, which every processor does alike.
//! * No dot of a letter lies outside of its [`Setting`]'s width and height.
//! * Lines are broken in logical order, before anything is turned around: the first words stand on the first line.

mod fonts;
mod order;
mod setting;
mod shaping;
#[cfg(test)]
mod tests;
mod wrapping;

use self::fonts::Face;
use self::order::Paragraph;
pub use self::setting::{Case, Setting};
pub use self::shaping::{Glyph, Run};
use super::Bitmap;

/// Which way a paragraph reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Latin, Cyrillic.
    #[default]
    LeftToRight,
    /// Arabic letters.
    RightToLeft,
}

/// How letters are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    /// Size of the font in dots (em height), 20 to 96.
    pub size: u16,
    /// Whether the letters are bold.
    pub bold: bool,
}

/// Sets a paragraph in lines no wider than `room` dots (at least one cluster a line), broken at spaces and after
/// hyphens where there are any. Never empty.
///
/// The direction is the paragraph's whatever its letters are (Unicode Standard Annex 9, HL1). Spaces at either end of
/// a line take no room. Line feeds are spaces of a kind: [`missing`] names them.
#[must_use]
pub fn set(text: &str, pen: Pen, direction: Direction, room: u16) -> Vec<Setting> {
    let lines =
        Face::of(pen.bold).map(|face| wrapping::lines(&Paragraph::new(text, direction), face, pen, room));
    lines.unwrap_or_else(|| vec![Setting::blank(pen)])
}

/// Dots across of a paragraph on one line.
#[must_use]
pub fn width_of(text: &str, pen: Pen, direction: Direction) -> u16 {
    set(text, pen, direction, u16::MAX).first().map_or(0, Setting::width)
}

/// The glyphs of a paragraph on one line, run by run in visual order, in units of the font: what [`set`] draws before
/// it is rounded to dots, so that another shaper can be held against it.
#[must_use]
pub fn shape(text: &str, bold: bool, direction: Direction) -> Vec<Run> {
    Face::of(bold).map(|face| Paragraph::new(text, direction).runs(face, 0..text.len())).unwrap_or_default()
}

/// The first character that the embedded fonts have no letter for, in either weight.
///
/// Directional isolates, joiners and direction marks (U+2066 to U+2069, U+200C to U+200F) need none. Every other
/// character that leaves no trace on paper counts as missing: what is signed must be what is read.
#[must_use]
pub fn missing(text: &str) -> Option<char> {
    text.chars().find(|letter| !is_unseen(*letter) && !Face::has(*letter))
}

/// True of characters that are rightly invisible: they order and join letters.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200f}' | '\u{2066}'..='\u{2069}')
}
