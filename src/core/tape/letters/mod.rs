//! Letters as dots: one paragraph of text, in its direction, wrapped, shaped and drawn.
//!
//! Invariant: what is drawn depends on the arguments only, so that the same record gives the same picture anywhere.

use super::bitmap::Bitmap;

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

/// One line of letters, shaped, in visual order.
#[derive(Clone, Debug)]
pub struct Setting {
    pen: Pen,
    letters: u16,
}

/// Sets a paragraph in lines no wider than `room` dots (at least one cluster a line), broken at spaces where there
/// are any. Never empty.
#[must_use]
pub fn set(text: &str, pen: Pen, _direction: Direction, room: u16) -> Vec<Setting> {
    let letters = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    let most = room.checked_div(pen.size.div_euclid(2)).unwrap_or(1).max(1);
    let full = letters.div_euclid(most);
    let mut lines = vec![Setting { pen, letters: most }; full.into()];
    lines.push(Setting { pen, letters: letters.rem_euclid(most) });
    lines
}

impl Setting {
    /// Dots across, as drawn.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.letters.saturating_mul(self.pen.size.div_euclid(2))
    }

    /// Rows from the top of the highest letter to the bottom of the lowest, the same for every line of one pen.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.pen.size.saturating_add(self.pen.size.div_euclid(5))
    }

    /// Draws the line with its upper left corner at `left`, `top`.
    pub fn draw(&self, onto: &mut Bitmap, left: u16, top: u32) {
        onto.fill(left, top, self.width(), self.height().into());
    }
}

/// The first character that the embedded font has no letter for.
#[must_use]
pub fn missing(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_control())
}
