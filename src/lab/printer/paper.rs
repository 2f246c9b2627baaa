//! The paper that comes out: strips of letters, pictures and feeds, in pieces that were cut or torn off.
//!
//! Invariant: a piece holds what went under the head and nothing else; a strip during which the paper ended shows only
//! its upper rows.

use rts_core::tape::Bitmap;

/// A letter as it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The byte, in the printer's own font.
    pub byte: u8,
    /// Times as wide, 1 to 8.
    pub width: u8,
    /// Times as high, 1 to 8.
    pub height: u8,
    /// Whether bold.
    pub bold: bool,
}

/// What a strip shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A line of text; align as ESC a.
    Text {
        /// The letters.
        letters: Vec<Letter>,
        /// 0 left, 1 middle, 2 right.
        align: u8,
    },
    /// A raster picture.
    Raster {
        /// Bytes of a row.
        width: u16,
        /// The dots, leftmost in the highest bit.
        data: Vec<u8>,
    },
    /// Nothing.
    Blank,
}

/// Something printed across the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// What it shows.
    pub content: Content,
    /// Dot rows it should take.
    pub rows: u32,
    /// Dot rows that are on paper.
    pub visible: u32,
}

/// How a piece of paper ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Cut off.
    Cut,
    /// The roll ended; the piece lies loose.
    PaperEnd,
    /// It hangs in the printer.
    Hanging,
}

/// A piece of paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// From top to bottom.
    pub strips: Vec<Strip>,
    /// How it ended.
    pub end: End,
}

impl Piece {
    /// Its length in dot rows.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.strips.iter().map(|strip| strip.visible).sum()
    }

    /// Whether the rows above the feed to the cutter are exactly those of a picture, the last of them whole.
    ///
    /// What stands above them is what was left of a sheet before.
    #[must_use]
    pub fn ends_with(&self, picture: &Bitmap) -> bool {
        self.dots(picture.stride()).ends_with(picture.bytes())
    }

    /// The dots above the feed to the cutter, in rows of `stride` bytes.
    #[must_use]
    pub fn dots(&self, stride: u16) -> Vec<u8> {
        let stride = usize::from(stride);
        let mut rows = Vec::new();
        let printed = self.strips.split_last().filter(|(feed, _)| feed.content == Content::Blank);
        for strip in printed.map_or(self.strips.as_slice(), |(_, strips)| strips) {
            let visible = usize::try_from(strip.visible).unwrap_or(0);
            match &strip.content {
                Content::Raster { width, data } => {
                    for row in data.chunks(usize::from(*width).max(1)).take(visible) {
                        let end = rows.len() + stride;
                        rows.extend(row.iter().take(stride));
                        rows.resize(end, 0);
                    }
                }
                Content::Text { .. } | Content::Blank => rows.resize(rows.len() + visible * stride, 0),
            }
        }
        rows
    }

    /// The lines of text, spaces at both ends trimmed. Until sheets are drawn in dots, a line is a row whose dots are
    /// the bytes of its letters.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for strip in &self.strips {
            let Content::Raster { width, data } = &strip.content else { continue };
            let visible = usize::try_from(strip.visible).unwrap_or(0);
            let rows = data.chunks(usize::from(*width).max(1)).take(visible);
            let text = rows.map(|row| String::from_utf8_lossy(row).replace('\0', "").trim().to_owned());
            lines.extend(text.filter(|line| !line.is_empty()));
        }
        lines
    }
}
