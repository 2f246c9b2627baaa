//! The paper that comes out: strips of letters, pictures and feeds, in pieces that were cut or torn off.
//!
//! Invariant: a piece holds what went under the head and nothing else; a strip during which the paper ended shows only
//! its upper rows.

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

    /// The lines of text that are whole, spaces at both ends trimmed.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        let whole = self.strips.iter().filter(|strip| strip.visible == strip.rows);
        whole
            .filter_map(|strip| match &strip.content {
                Content::Text { letters, .. } => Some(
                    letters
                        .iter()
                        .map(|letter| char::from(letter.byte))
                        .collect::<String>()
                        .trim()
                        .to_owned(),
                ),
                Content::Raster { .. } | Content::Blank => None,
            })
            .filter(|line| !line.is_empty())
            .collect()
    }
}
