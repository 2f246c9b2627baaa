//! The paper that comes out: strips of pictures and feeds, in pieces that were cut or torn off.
//!
//! Invariant: a piece holds what went under the head and nothing else; a strip during which the paper ended shows only
//! its upper rows.

use rts_core::tape::Bitmap;

/// What a strip shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// So many letters in the printer's own font, which nothing of ours asks for: a picture that lost bytes.
    Letters(u32),
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

    /// What was printed above the feed to the cutter, on paper `dots` across.
    #[must_use]
    pub fn picture(&self, dots: u16) -> Bitmap {
        let mut picture = Bitmap::new(dots, 0);
        for strip in self.printed() {
            let visible = usize::try_from(strip.visible).unwrap_or(0);
            match &strip.content {
                Content::Raster { width, data } => {
                    let rows = data.chunks(usize::from(*width).max(1)).take(visible);
                    rows.for_each(|row| picture.push(row));
                }
                Content::Letters(_) | Content::Blank => picture.extend(strip.visible),
            }
        }
        picture
    }

    /// Whether the rows above the feed to the cutter are exactly those of a picture, the last of them whole.
    ///
    /// What stands above them is what was left of a sheet before.
    #[must_use]
    pub fn ends_with(&self, picture: &Bitmap) -> bool {
        let stride = usize::from(picture.stride());
        let mut wanted = picture.bytes().chunks(stride.max(1)).rev();
        for strip in self.printed().iter().rev() {
            let visible = usize::try_from(strip.visible).unwrap_or(0);
            let (width, data) = match &strip.content {
                Content::Raster { width, data } => (usize::from(*width).max(1), data.as_slice()),
                Content::Letters(_) | Content::Blank => (1, [].as_slice()),
            };
            for row in (0..visible).rev() {
                let Some(wanted) = wanted.next() else { return true };
                let row = data.chunks(width).nth(row).unwrap_or_default();
                let row = row.get(..stride.min(row.len())).unwrap_or_default();
                let beyond = wanted.get(row.len()..).unwrap_or_default();
                if !wanted.starts_with(row) || beyond.iter().any(|dots| *dots != 0) {
                    return false;
                }
            }
        }
        wanted.next().is_none()
    }

    /// The strips above the feed to the cutter.
    fn printed(&self) -> &[Strip] {
        let printed = self.strips.split_last().filter(|(feed, _)| feed.content == Content::Blank);
        printed.map_or(self.strips.as_slice(), |(_, strips)| strips)
    }

    /// Whether the rows of a picture stand on the piece somewhere, whole.
    #[must_use]
    pub fn shows(&self, part: &Bitmap) -> bool {
        let (stride, all) = (usize::from(part.stride()), self.picture(part.width()));
        let starts = (0..all.bytes().len()).step_by(stride.max(1));
        starts.into_iter().any(|at| all.bytes().get(at..).is_some_and(|rest| rest.starts_with(part.bytes())))
    }
}
