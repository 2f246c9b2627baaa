//! Strips: lines of a tape with every dot in its place, and the page that they make.
//!
//! Invariant: a strip is as high as it says and is never split; what it draws lies inside its height.

use super::bitmap::Bitmap;
use super::code::read;
use super::letters::{Case, Setting};

/// Dots from one leader dot to the next, and their size.
const LEADER_PITCH: u16 = 8;
const LEADER_DOT: u16 = 2;

/// Something black in a strip; places are from its upper left corner.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Letters {
        setting: Setting,
        left: u16,
        top: u16,
    },
    Fill {
        left: u16,
        top: u16,
        width: u16,
        height: u16,
    },
    /// Small dots in a row; every strip has them at the same places, so that they stand below each other.
    Dots {
        left: u16,
        right: u16,
        top: u16,
    },
    Picture {
        picture: Bitmap,
        left: u16,
        top: u16,
    },
}

/// One line of a tape, laid out.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    height: u16,
    marks: Vec<Mark>,
    plain: String,
    row: bool,
    binds: bool,
    /// What a reader of QR codes reads in it.
    code: Option<String>,
    /// The dots that it was read from, and where they stand.
    read_from: Option<(Bitmap, u16, u16)>,
}

impl Strip {
    /// A strip that reads `plain`; it is empty and has no height yet.
    pub(super) fn new(plain: String) -> Self {
        Self { plain, ..Self::default() }
    }

    /// The same as one of the rows that the foot of a sheet counts.
    pub(super) fn counted(self) -> Self {
        Self { row: true, ..self }
    }

    /// The same as a title of what follows it.
    pub(super) fn bound(self) -> Self {
        Self { binds: true, ..self }
    }

    /// The same as one that shows a code with this text; nobody has read it yet.
    #[cfg(test)]
    pub(crate) fn with_code(self, text: String) -> Self {
        Self { code: Some(text), read_from: None, ..self }
    }

    /// The same as one that shows, from its upper left corner `left`, `top`, dots from which this text was read.
    pub(super) fn with_read_code(self, text: String, dots: Bitmap, left: u16, top: u16) -> Self {
        Self { code: Some(text), read_from: Some((dots, left, top)), ..self }
    }

    /// True if its code is read in a picture in which its first row is `above`, or stands there dot for dot as it was
    /// read when it was drawn, in rows that are white beside it.
    fn is_read_in(&self, picture: &Bitmap, above: u32) -> bool {
        let Some(text) = &self.code else { return true };
        let same = self.read_from.as_ref().is_some_and(|(dots, left, top)| {
            let mut alone = Bitmap::new(picture.width(), dots.height());
            alone.paste(dots, *left, 0);
            picture.part(below(above, *top), dots.height()) == alone
        });
        same || read(&picture.part(above, self.height.into())) == [text.as_str()]
    }

    /// True if no sheet may end with it.
    pub(super) fn binds(&self) -> bool {
        self.binds
    }

    /// Adds white rows below.
    pub(super) fn grow(&mut self, rows: u16) {
        self.height = self.height.saturating_add(rows);
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Rows of dots.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// True for a row that the foot of a sheet counts: one whose dots lead to a value.
    #[must_use]
    pub fn is_row(&self) -> bool {
        self.row
    }

    /// What it says, in logical order: for screens, transcripts and tests.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// Draws it with its first row at `top`.
    pub(super) fn draw(&self, case: &mut Case, onto: &mut Bitmap, top: u32) {
        for mark in &self.marks {
            match mark {
                Mark::Letters { setting, left, top: down } => {
                    setting.draw(case, onto, *left, below(top, *down));
                }
                Mark::Fill { left, top: down, width, height } => {
                    onto.fill(*left, below(top, *down), *width, (*height).into());
                }
                Mark::Dots { left, right, top: down } => {
                    let first = left.div_ceil(LEADER_PITCH).saturating_mul(LEADER_PITCH);
                    for x in (first..right.saturating_sub(LEADER_DOT)).step_by(LEADER_PITCH.into()) {
                        onto.fill(x, below(top, *down), LEADER_DOT, LEADER_DOT.into());
                    }
                }
                Mark::Picture { picture, left, top: down } => onto.paste(picture, *left, below(top, *down)),
            }
        }
    }
}

impl Strip {
    /// The strip alone, as it stands on paper `width` dots wide.
    #[must_use]
    pub fn picture(&self, width: u16) -> Bitmap {
        Page::new(width, vec![self.clone()]).picture()
    }
}

/// Everything of one impression of a sheet, or a slip, from its first row to its last.
#[derive(Clone, Debug)]
pub struct Page {
    width: u16,
    strips: Vec<Strip>,
}

impl Page {
    pub(super) fn new(width: u16, strips: Vec<Strip>) -> Self {
        Self { width, strips }
    }

    /// The page as the print head burns it, without anything that a printer would take for a command.
    #[must_use]
    pub fn picture(&self) -> Bitmap {
        let height = height(&self.strips);
        let mut picture = Bitmap::new(self.width, height);
        let mut case = Case::default();
        let mut top = 0_u32;
        for strip in &self.strips {
            strip.draw(&mut case, &mut picture, top);
            top = below(top, strip.height);
        }
        picture.disarm();
        picture
    }

    /// True if every code of the page is read in its picture, where it stands, and no other text: asked of the very dots
    /// that go to the printer. Dots that were read before and are the same are not read again.
    #[must_use]
    pub fn is_read_in(&self, picture: &Bitmap) -> bool {
        let mut top = 0_u32;
        self.strips.iter().all(|strip| {
            let good = strip.is_read_in(picture, top);
            top = below(top, strip.height);
            good
        })
    }

    /// What the page says, line by line, in logical order.
    #[must_use]
    pub fn plain(&self) -> Vec<String> {
        self.strips.iter().map(|strip| strip.plain.clone()).filter(|line| !line.is_empty()).collect()
    }
}

/// Rows of dots of several strips.
pub(super) fn height(strips: &[Strip]) -> u32 {
    strips.iter().fold(0, |sum, strip| below(sum, strip.height))
}

fn below(top: u32, rows: u16) -> u32 {
    top.saturating_add(rows.into())
}
