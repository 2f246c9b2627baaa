//! A picture divided into what goes to the printer one after the other: white feeds, and bands of rows.
//!
//! Invariants: feeds and bands together hold every row once, in order; a band has at most 255 rows, because some
//! printers read only the low byte of the height, and no more bytes than allowed; no band holds a real-time command.

use crate::tape::{Bitmap, is_command};

/// White rows that are fed rather than sent as dots: a millimeter.
const LEAST_FEED: u32 = 8;

/// How large a band may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// Rows.
    pub(super) rows: u8,
    /// Bytes of its dots.
    pub(super) bytes: usize,
}

/// A stretch of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// White rows.
    Feed(u32),
    /// Rows with dots.
    Band {
        /// Bytes of a row; what is right of them is white.
        width: u16,
        /// Rows.
        height: u8,
        /// The dots.
        dots: Vec<u8>,
    },
}

/// Divides a picture: at white rows where there are any, else at the limit.
pub(super) fn divide(picture: &Bitmap, limit: Limit) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut top = 0;
    while top < picture.height() {
        let white = white_rows(picture, top);
        if white > 0 {
            stretches.push(Stretch::Feed(white));
            top = top.saturating_add(white);
            continue;
        }
        let (width, height) = band_at(picture, top, limit);
        let rows = (top..top.saturating_add(height.into())).flat_map(|y| picture.row(y).iter().take(width));
        let dots = rows.copied().collect();
        stretches.push(Stretch::Band { width: u16::try_from(width).unwrap_or(u16::MAX), height, dots });
        top = top.saturating_add(height.into());
    }
    stretches
}

/// White rows from `top` on.
fn white_rows(picture: &Bitmap, top: u32) -> u32 {
    let end = (top..picture.height()).find(|y| !picture.is_blank(*y)).unwrap_or(picture.height());
    end.saturating_sub(top)
}

/// Width in bytes and height of the band that begins at `top`, which is not white.
fn band_at(picture: &Bitmap, top: u32, limit: Limit) -> (usize, u8) {
    let mut chosen = (black_width(picture, top).max(1), 1);
    let mut at_white = None;
    for height in 2..=limit.rows.max(1) {
        let last = top.saturating_add(u32::from(height).saturating_sub(1));
        if last >= picture.height() {
            return chosen;
        }
        let white = white_rows(picture, last);
        if white >= LEAST_FEED || last.saturating_add(white) == picture.height() {
            return chosen;
        }
        let width = chosen.0.max(black_width(picture, last));
        let rows = usize::from(height);
        if width.saturating_mul(rows) > limit.bytes || straddles(picture, top, height, width) {
            return at_white.unwrap_or(chosen);
        }
        let first_white = white > 0 && !picture.is_blank(last.saturating_sub(1));
        if first_white && chosen.1 >= limit.rows.div_euclid(2) {
            at_white = Some(chosen);
        }
        chosen = (width, height);
    }
    at_white.unwrap_or(chosen)
}

/// Bytes of a row up to its last black dot.
fn black_width(picture: &Bitmap, y: u32) -> usize {
    picture.row(y).iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1))
}

/// Whether a real-time command stands across the end of any row, when the rows from `top` on are sent `width` wide.
fn straddles(picture: &Bitmap, top: u32, height: u8, width: usize) -> bool {
    let last = top.saturating_add(height.into()).saturating_sub(1);
    (top..last).any(|y| {
        let end = width.checked_sub(1).and_then(|at| picture.row(y).get(at).copied());
        let start = picture.row(y.saturating_add(1)).first().copied();
        matches!((end, start), (Some(end), Some(start)) if is_command([end, start]))
    })
}
